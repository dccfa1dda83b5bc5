"""A setting's name or files in, what the user has set or a commit of theirs out: through their own Git, as they set it up."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from casekit.git import run


def user_setting(folder: Path, name: str) -> str | None:
    """Return the value of a setting, such as ``user.email``, that holds in ``folder``; None where there is none.

    Unlike all else that casekit asks of Git, this is the user's own Git: their settings, environment and folder.
    Raises GitError where Git is missing.
    """
    vector = [run.git_program(), "config", "--null", "--get", name]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed vector
            vector, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=run.TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return os.fsdecode(done.stdout.removesuffix(b"\0")) if done.returncode == 0 else None


def user_identity(folder: Path) -> tuple[str | None, str | None]:
    """Return the name and the e-mail of whoever commits in ``folder``, where they told Git; it guesses nothing.

    Raises GitError where Git is missing.
    """
    name = os.environ.get("GIT_AUTHOR_NAME") or user_setting(folder, "user.name")
    return name, os.environ.get("GIT_AUTHOR_EMAIL") or user_setting(folder, "user.email")


def user_branch(folder: Path) -> str:
    """Return the name of the branch that is worked on, empty where there is none."""
    return _ask(folder, "symbolic-ref", "--quiet", "HEAD").rstrip("\n").removeprefix("refs/heads/")


def user_commit(folder: Path, paths: Sequence[str], message: str) -> bool:
    """Commit these files of ``folder`` as they lie there, and nothing else, as the user would; False where Git did not.

    Their hooks run, and it is signed where they sign; Git and the hooks talk to them on standard error. What else is
    staged stays staged. Raises GitError where Git is missing.
    """
    new = _ask(folder, "ls-files", "--others", "-z", "--", *paths).split("\0")[:-1]
    if new:
        _run(folder, "add", "--intent-to-add", "--force", "--", *new)
    if _run(folder, "commit", "--quiet", "--only", "--message", message, "--", *paths):
        return True
    if new:  # a file that is only announced would be in the way of the next commit
        _run(folder, "rm", "--cached", "--quiet", "--force", "--ignore-unmatch", "--", *new)
    return False


def _ask(folder: Path, *arguments: str) -> str:
    vector = [run.git_program(), *arguments]
    done = subprocess.run(vector, cwd=folder, env=_literally(), stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - a fixed vector  # fmt: skip
    return os.fsdecode(done.stdout)


def _run(folder: Path, *arguments: str) -> bool:
    # No time limit: somebody may be looking for their key, or typing its passphrase.
    done = subprocess.run([run.git_program(), *arguments], cwd=folder, env=_literally(), stdout=2, check=False)  # noqa: S603 - a fixed vector  # fmt: skip
    return done.returncode == 0


def _literally() -> dict[str, str]:
    return {**os.environ, "GIT_LITERAL_PATHSPECS": "1"}
