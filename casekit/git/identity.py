"""A folder in, the e-mail address under which its user commits out."""

from __future__ import annotations

import os
from pathlib import Path

from casekit.git.run import Command, ask


def identity(folder: Path) -> str | None:
    """Return the address that Git would write into a commit made here, or None where none is set. Raises GitError.

    It says who is at the keyboard as far as Git knows; it proves nothing.
    """
    told = os.environ.get("GIT_AUTHOR_EMAIL", "").strip()
    if told:
        return told
    code, out, _ = ask(folder, Command.EMAIL)
    address = out.decode("utf-8", "replace").strip()
    return address if code == 0 and address else None
