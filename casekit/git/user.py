"""The name of a Git setting in, what the user has set out: as their own Git would read it, and nothing is run by it."""

from __future__ import annotations

import os
import subprocess
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
