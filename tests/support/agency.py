"""Nothing in, the folder of an agency out as `casekit init` begins one, with a Git repository and its checks."""

from __future__ import annotations

from pathlib import Path

from casekit.cli.main import run

WHO = ("--staff", "Sofia Ruiz", "--email", "s.ruiz@example.org")


def begun(folder: Path, *more: str) -> Path:
    """Begin an agency at ``folder``, with ``more`` options; it has to work."""
    assert run(["init", str(folder), "--yes", *WHO, *more]) == 0
    return folder
