"""A folder in, how its repository and its user's Git are set up out: settings by scope, refs, and files that change what Git shows.

This is about the user's own Git, so it is read as that Git reads it; nothing of it is run but Git's questions.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from msgspec import Struct

from casekit.git import run
from casekit.git.run import GitError

_FILES = {
    "grafts": "info/grafts",
    "shallow": "shallow",
    "alternates": "objects/info/alternates",
    "attributes": "info/attributes",
    "exclude": "info/exclude",
}
_GRAPHS = ("objects/info/commit-graph", "objects/info/commit-graphs")


class Setting(Struct, frozen=True):
    """One setting as Git reads it. ``scope`` is system, global, local, worktree or command; ``name`` in small letters."""

    scope: str
    name: str
    value: str


class Condition(Struct, frozen=True, kw_only=True):
    """How a repository stands.

    ``files`` are those of Git's folder that change what it shows, by what they are for, with their lines that are no
    comments; ``hidden`` the tracked files whose changes Git was told not to see; ``hooks`` the hooks that can run.
    """

    folder: Path
    bare: bool
    settings: tuple[Setting, ...]
    refs: tuple[str, ...]
    files: dict[str, tuple[str, ...]]
    hidden: tuple[str, ...]
    hooks: frozenset[str]
    environment: tuple[str, ...]

    def value(self, *names: str) -> str:
        """Return the value that counts of the first of these settings that is set, else an empty text."""
        for name in names:
            if found := [each.value for each in self.settings if each.name == name]:
                return found[-1]
        return ""


def condition(folder: Path) -> Condition:
    """Look at the repository around a folder, which may be bare. Raises GitError where there is none that Git reads."""
    about = _ask(folder, "rev-parse", "--is-bare-repository", "--git-common-dir").splitlines()
    common = folder / os.fsdecode(about[1])
    bare = about[0] == b"true"
    config = _ask(folder, "config", "--list", "--show-scope", "--null", "--includes").split(b"\0")
    settings = tuple(_setting(scope, rest) for scope, rest in zip(config[::2], config[1::2], strict=False))
    refs = tuple(os.fsdecode(_ask(folder, "for-each-ref", "--format=%(refname)")).splitlines())
    hidden = () if bare else tuple(_hidden(_ask(folder, "ls-files", "-v", "-z")))
    hooks = Path(os.fsdecode(_ask(folder, "rev-parse", "--git-path", "hooks").rstrip(b"\n")))
    return Condition(
        folder=common,
        bare=bare,
        settings=settings,
        refs=refs,
        files=dict(_files(common)),
        hidden=hidden,
        hooks=frozenset(_runnable(folder / hooks)),
        environment=tuple(sorted(name for name in os.environ if name.startswith("GIT_"))),
    )


def _ask(folder: Path, *arguments: str) -> bytes:
    vector = [run.git_program(), "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(vector, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=run.TIMEOUT, check=False)  # noqa: S603 - a fixed vector  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise run.too_slow(run.TIMEOUT) from error
    if done.returncode:
        reason = run.refusal(folder, done.stderr) or run.last_words(done.stderr)
        raise GitError(f"Git cannot tell how {run.shown(folder)} is set up: {reason}")
    return done.stdout


def _setting(scope: bytes, rest: bytes) -> Setting:
    name, _, value = os.fsdecode(rest).partition("\n")
    return Setting(os.fsdecode(scope), name, value)


def _hidden(answer: bytes) -> list[str]:
    """Return the files marked as unchanged or as not to be looked at: a small letter, or an S."""
    entries = (os.fsdecode(entry) for entry in answer.split(b"\0")[:-1])
    return [entry[2:] for entry in entries if entry[0] == "S" or entry[0].islower()]


def _files(common: Path) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for name, place in _FILES.items():
        path = common / place
        lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
        if kept := tuple(line for line in lines if line.strip() and not line.startswith("#")):
            found.append((name, kept))
    graphs = tuple(place for place in _GRAPHS if (common / place).exists())
    return [*found, ("graph", graphs)] if graphs else found


def _runnable(hooks: Path) -> list[str]:
    if not hooks.is_dir():
        return []
    return [path.name for path in hooks.iterdir() if path.is_file() and os.access(path, os.X_OK)]
