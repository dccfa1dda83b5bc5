"""A command of the list below and its operands in, bytes out: Git started in a sterile environment.

A repository is untrusted: its own configuration can name programs to run. Nothing here gives Git a reason to
run one, and what the caller's environment says about Git is not passed on.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from casekit.git.commands import Command

TIMEOUT = 60.0
"""Seconds that one question may take."""

_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.commitGraph": "false",  # its filters can be forged to hide commits
    "core.quotePath": "off",
    "core.bigFileThreshold": "1m",  # larger files are streamed, not held in Git's memory
    "core.sshCommand": "false",
    "core.logAllRefUpdates": "false",  # a log would keep what is replaced, and wants a name for whoever runs this
    "gc.auto": "0",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "advice.graftFileDeprecated": "false",
}
_OPTIONS = ("--no-pager", *(part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")))

_STERILE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    # A repository may allow a transport by name (protocol.ext.allow), which beats protocol.allow=never, and so
    # have Git run a program when it misses an object. This list, empty, beats both.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
    "TZ": "UTC",
}


_WITHOUT_TREE = {Command.INIT, Command.FOUND_FOLDER}  # Git would write it into the new repository's settings; none yet


class GitError(Exception):
    """Git cannot answer; the message says why in plain words, on one line."""


class MissingObjectError(GitError):
    """One object cannot be read; the rest of the repository may well be whole."""


def environment(top: Path, index: Path | None = None) -> dict[str, str]:
    """Return the caller's environment without a word about Git, and what pins Git to the repository at ``top``.

    ``index`` is another index file of that repository to read in place of its own.
    """
    # Against core.worktree, which can point anywhere, and against taking a repository further up for this one.
    place = {"GIT_WORK_TREE": str(top), "GIT_CEILING_DIRECTORIES": str(top.parent)}
    trust = {} if is_own(top) else _trusting(safe_directories())
    return {**_kept(), **_STERILE, **place, **trust, **({"GIT_INDEX_FILE": str(index)} if index else {})}


def _kept() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def is_own(top: Path) -> bool:
    """Tell whether the repository at ``top`` surely is the user's own; where it may not be, Git decides."""
    git_folder = top / ".git"
    try:
        owners = {os.lstat(path).st_uid for path in (top, git_folder)}
        return hasattr(os, "geteuid") and owners == {os.geteuid()} and stat.S_ISDIR(os.lstat(git_folder).st_mode)
    except OSError:
        return False


def safe_directories() -> list[str]:
    """Return the folders that the user told Git to trust though they are another user's (``safe.directory``).

    CI often checks out as one user and works as another. Only the settings of the user and of the machine count:
    a repository does not vouch for itself. What the values mean is Git's to say.
    """
    found: list[str] = []
    for scope in ("--system", "--global"):
        vector = [git_program(), "config", scope, "--includes", "--null", "--get-all", "safe.directory"]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed vector
                vector,
                cwd=os.sep,
                env=_kept(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        found += [os.fsdecode(value) for value in done.stdout.split(b"\0")[:-1]]
    return found


def _trusting(folders: list[str]) -> dict[str, str]:
    """Name trusted folders to Git where it believes them: in the environment, not in a repository's settings."""
    pairs = [(f"GIT_CONFIG_KEY_{n}", "safe.directory") for n in range(len(folders))]
    pairs += [(f"GIT_CONFIG_VALUE_{n}", folder) for n, folder in enumerate(folders)]
    return {**dict(pairs), "GIT_CONFIG_COUNT": str(len(folders))} if folders else {}


def git_program() -> str:
    """Return the full path of Git; GitError where there is none."""
    program = shutil.which("git")
    # A relative entry of the PATH would find a program inside the repository.
    if program is None or not Path(program).is_absolute():
        raise GitError("Git is not installed, or not on the PATH; casekit needs it for this")
    return program


def argument_vector(command: Command, *operands: str) -> list[str]:
    """Name the program by its full path, the pinned settings, the command and its operands."""
    return [git_program(), *_OPTIONS, *command.value, *operands]


def start(top: Path, command: Command, errors: IO[bytes], *operands: str, buffer: int = 0) -> subprocess.Popen[bytes]:
    """Start a Git that answers as it goes; its complaints go to ``errors``. ``buffer`` is in bytes, 0 for none."""
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed vector
            argument_vector(command, *operands),
            cwd=top,
            env=environment(top),
            bufsize=buffer,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    except OSError as error:
        raise _not_started(error) from error


def ask(
    top: Path, command: Command, *operands: str, timeout: float = TIMEOUT, index: Path | None = None
) -> tuple[int, bytes, bytes]:
    """Ask one question at ``top``: exit status, answer, complaints. Refused if Git cannot use the repository."""
    surroundings = environment(top, index)
    if command in _WITHOUT_TREE:
        del surroundings["GIT_WORK_TREE"]
    try:
        code, out, complaints = _run(
            argument_vector(command, *operands), top, surroundings, subprocess.DEVNULL, timeout
        )
    except subprocess.TimeoutExpired as error:
        raise too_slow(timeout) from error
    except OSError as error:
        raise _not_started(error) from error
    if code and (reason := refusal(top, complaints)):
        raise GitError(reason)
    return code, out, complaints


def _run(
    vector: list[str], folder: Path, surroundings: dict[str, str], questions: int | IO[bytes], timeout: float
) -> tuple[int, bytes, bytes]:
    """Run Git to its end. Long answers go to a file: to take them out of a pipe piece by piece costs half as much again."""
    with _scratch() as answers:
        done = subprocess.run(  # noqa: S603 - a fixed vector
            vector,
            cwd=folder,
            env=surroundings,
            stdin=questions,
            stdout=answers,
            stderr=subprocess.PIPE,
            timeout=timeout,
            check=False,
        )
        answers.seek(0)
        return done.returncode, answers.read(), done.stderr


def _scratch() -> IO[bytes]:
    """Return an empty file without a name, in memory where the system has such."""
    if sys.platform == "linux":
        with suppress(OSError):
            return os.fdopen(os.memfd_create("casekit"), "w+b")
    return tempfile.TemporaryFile()


def ask_bare(
    git_folder: Path, command: Command, *operands: str, timeout: float, questions: bytes = b""
) -> tuple[int, bytes, bytes]:
    """Ask a Git folder itself, such as one of casekit's own making; ``questions`` is what Git reads.

    Of other repositories only that of the same making is within its reach, and only for a fetch.
    """
    surroundings = {**_kept(), **_STERILE, "GIT_DIR": str(git_folder)}
    if command is Command.FETCH:
        surroundings["GIT_ALLOW_PROTOCOL"] = "file"
    try:
        with _scratch() as asked:  # a pipe could fill up while Git waits for its answers to be read
            asked.write(questions)
            asked.seek(0)
            return _run(argument_vector(command, *operands), git_folder, surroundings, asked, timeout)
    except subprocess.TimeoutExpired as error:
        raise too_slow(timeout) from error
    except OSError as error:
        raise _not_started(error) from error


def answer(top: Path, command: Command, *operands: str, timeout: float = TIMEOUT, index: Path | None = None) -> bytes:
    """Ask one question that has an answer in every sound repository."""
    code, out, complaints = ask(top, command, *operands, timeout=timeout, index=index)
    if code:
        raise GitError(f"Git could not read the repository at {shown(top)}: {last_words(complaints)}")
    return out


def refusal(top: Path, complaints: bytes) -> str | None:
    """Say why Git does not touch the repository at all, or None where it complains of something else."""
    if b"dubious ownership" in complaints:
        return (
            f"the repository at {shown(top)} belongs to another user, so Git does not read it. Make a clone of your "
            f"own, or trust this one: git config --global --add safe.directory {shlex.quote(shown(top))}"
        )
    if b"not a git repository" in complaints or b"invalid gitfile format" in complaints:
        return f"{shown(top / '.git')} is not a Git repository that works"
    return None


def last_words(complaints: bytes) -> str:
    """Give Git's reason for giving up, on one line that is safe to print."""
    lines = complaints.decode("utf-8", "replace").splitlines() or ["it gave no reason"]
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    return shown((fatal or lines)[-1].removeprefix("fatal: ").removeprefix("error: "))


def shown(text: str | Path) -> str:
    """Return the text with everything unprintable escaped, and not endless."""
    safe = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(text))
    return safe if len(safe) <= 200 else f"{safe[:200]}…"  # noqa: PLR2004 - about three lines of a terminal


def too_slow(timeout: float) -> GitError:
    """Tell that Git did not answer in time."""
    return GitError(f"Git did not answer within {timeout:g} seconds")


def _not_started(error: OSError | ValueError) -> GitError:
    return GitError(f"Git could not be started: {shown(str(error))}")
