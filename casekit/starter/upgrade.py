"""An agency's folder, what this casekit ships and what an older one wrote in, the changes between them out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from msgspec import Struct

from casekit.records.save import create, remove, replace
from casekit.records.tree import ReadFailure
from casekit.starter.files import present, told
from casekit.starter.manifest import digest

What = Literal["new", "newer", "beside", "gone"]
BESIDE = ".new"


class Change(Struct, frozen=True):
    """One file as it is and as it would be.

    ``what``: it is ``new`` here; it is as an older casekit wrote it, and there is a ``newer`` one, or it is ``gone``
    from casekit; or the agency changed it, and the newer one is put ``beside`` it.
    """

    path: str
    what: What
    old: bytes | None
    new: bytes | None

    @property
    def target(self) -> str:
        """The path that is written."""
        return f"{self.path}{BESIDE}" if self.what == "beside" else self.path


class Upgrade(Struct, frozen=True):
    """The changes, the files that the manifest lists after them, and the paths that are no plain files."""

    changes: tuple[Change, ...]
    files: dict[str, str]
    odd: tuple[str, ...]


def plan_upgrade(folder: Path, shipped: dict[str, bytes], written: dict[str, str]) -> Upgrade:
    """Compare what is shipped with what is there. ``written`` is the manifest's SHA-256 by path; empty without one."""
    changes: list[Change] = []
    files: dict[str, str] = {}
    odd: list[str] = []
    for path in sorted(shipped.keys() | written.keys()):
        new, last = shipped.get(path), written.get(path)
        try:
            old = present(folder, path)
        except ReadFailure:
            odd.append(path)
            continue
        if change := _change(path, old, new, last):
            changes.append(change)
        if new is not None:
            files[path] = last if old is None and last else digest(new)
    return Upgrade(tuple(changes), files, tuple(odd))


def _change(path: str, old: bytes | None, new: bytes | None, last: str | None) -> Change | None:
    if old == new:
        return None
    if old is None:
        # What the agency took away on purpose does not come back by itself.
        return Change(path, "new", old, new) if last is None else None
    if digest(old) == last:
        return Change(path, "gone" if new is None else "newer", old, new)
    if new is None or digest(new) == last:
        return None  # the agency's own version, and casekit has nothing newer
    return Change(path, "beside", old, new)


def in_the_way(folder: Path, upgrade: Upgrade) -> list[str]:
    """Return the paths where a newer version is to be put beside the agency's, and something is already."""
    beside = [change for change in upgrade.changes if change.what == "beside"]
    return [c.target for c in beside if os.path.lexists(folder / c.target) and not _same(folder, c)]


def make_change(folder: Path, change: Change) -> None:
    """Make one change, whole or not at all. Raises StarterError where the file is no longer what was compared."""
    target = folder / change.target
    with told(change.target):
        if change.new is None:
            remove(target, change.old or b"", within=folder)
        elif change.what == "newer":
            replace(target, change.old or b"", change.new)
        elif not _same(folder, change):
            create(target, change.new, within=folder)


def _same(folder: Path, change: Change) -> bool:
    try:
        return present(folder, change.target) == change.new
    except ReadFailure:
        return False
