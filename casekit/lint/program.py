"""Nothing in, what stands for the program that is running out: another casekit, Python or library finds other things."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOMS = ("", "git", "lint", "lint/rules", "model", "model/instruments", "policies", "records")
_SCHEMAS = (_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


def running() -> bytes:
    """Return a digest of what decides what linting finds, beside the records and the settings.

    That is Python, every folder that it takes modules from (an installation or an upgrade changes when one was last
    written to), and the files of casekit itself, by size and time: a casekit under development counts too.
    """
    whole = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for name in sys.path:
        whole.update(f"{name}\0{_written(name)}\0".encode("utf-8", "surrogateescape"))
    for folder in (*(_PACKAGE / room for room in _ROOMS), *_SCHEMAS):
        for about in _files(os.fspath(folder)):
            whole.update(about.encode("utf-8", "surrogateescape"))
    return whole.digest()


def _written(folder: str) -> int:
    try:
        return os.stat(folder or os.curdir).st_mtime_ns  # noqa: PTH116 (the names are text)
    except OSError:
        return 0


def _files(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as found:
            return sorted(
                f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\0"
                for entry in found
                if entry.is_file()
                for status in [entry.stat()]
            )
    except OSError:
        return []
