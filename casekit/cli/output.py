"""A FILE option and text in, a file written whole or not at all out, never one among the records; two texts in, a diff out."""

from __future__ import annotations

import contextlib
import difflib
import os
import secrets
from pathlib import Path

from casekit.cli.context import Problem
from casekit.words import visible


def refuse_records(folder: Path, output: Path) -> None:
    """Keep what is written out of the records: there it would be read as a record, and committed with them.

    ``folder`` is the agency's. Links are followed, and the folder is known by more than its name: on some disks
    ``Records`` is the same.
    """
    records = folder / "records"
    target = output.resolve()
    inside = any(place.exists() and records.exists() and place.samefile(records) for place in target.parents)
    if inside or target == records.resolve():
        raise Problem(f"{output} is in records/, where only records are kept. Write it somewhere else.")


def write_file(output: Path, content: str | bytes, *, mode: int = 0o666) -> None:
    """Write a file and the folders above it, so that a crash leaves the old file or the new one.

    ``mode`` is what the file allows before the umask takes away. A link is followed: its target is replaced.
    """
    target = output.resolve()
    if target.exists() and not target.is_file():
        raise Problem(f"{output} is no plain file. Name one, or leave -o out and use a pipe.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content.encode() if isinstance(content, str) else content, mode)
    except OSError as error:
        raise Problem(f"{output} cannot be written: {error.strerror}.") from error


def _replace(target: Path, content: bytes, mode: int) -> None:
    beside = target.with_name(f".casekit-{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor has no path)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def unified(path: str, old: bytes | None, new: bytes | None, *, into: str | None = None) -> str:
    """Return a unified diff of a file, for the eye; None stands for no file. ``into`` names another file it goes to."""
    before, after = ((side or b"").decode("utf-8", "replace").splitlines(keepends=True) for side in (old, new))
    names = ("/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{into or path}")
    changed = difflib.unified_diff(before, after, *names)
    return "".join(visible(line.removesuffix("\n")) + "\n" for line in changed)
