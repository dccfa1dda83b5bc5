"""Two trees in, the records that differ out: both sides as data, and in words why a side cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from casekit.git import blob_id
from casekit.history.compare import FieldChange, compare
from casekit.records import paths
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree
from casekit.records.yaml import read

SETTINGS = ("casekit.toml", "schemas")
"""What decides how records are judged, beside the records."""


class Pair(Struct, frozen=True, kw_only=True):
    """One file in two states.

    ``before`` and ``after`` are the record's data, None where there is no record or it cannot be read; then
    ``problem`` says which side, and why. ``place`` is None for a file that is no record. ``moved_from`` is its path
    before, where that was another.
    """

    path: str
    place: paths.Place | None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    fields: tuple[FieldChange, ...] = ()
    existed: bool = False
    exists: bool = False
    moved_from: str = ""
    problem: str = ""


class Sides:
    """An agency's files in two states, listed once."""

    def __init__(self, before: Tree, after: Tree) -> None:
        self.before, self.after = before, after
        self._old, self._new = _listed(before), _listed(after)

    def pairs(self, apart: Iterable[str] = ()) -> list[Pair]:
        """Return what differs, by path. Files that stand ``apart``, as in a conflict, are left out."""
        left_out = set(apart)
        found = sorted(path for path in self._old.keys() | self._new.keys() if path not in left_out)
        differing = [path for path in found if self._differs(path)]
        moved = self._moved(differing)
        gone = set(moved.values())
        return [self._pair(path, moved.get(path, path)) for path in differing if path not in gone]

    def records_in(self, folder: str, *, after: bool) -> Iterator[dict[str, Any]]:
        """Yield what can be read of the records in a folder, on one side."""
        tree, entries = (self.after, self._new) if after else (self.before, self._old)
        for path, entry in entries.items():
            if path.startswith(f"{folder}/"):
                data, _ = _read(tree, entry)
                if data is not None:
                    yield data

    def _differs(self, path: str) -> bool:
        old, new = self._old.get(path), self._new.get(path)
        if old is None or new is None or old.kind != new.kind or old.kind not in {"file", "symlink", "submodule"}:
            return True
        if old.oid and new.oid:
            return old.oid != new.oid
        return not self._same_text(old, new)

    def _same_text(self, old: Entry, new: Entry) -> bool:
        """Compare a committed file with one on the disk; one that cannot be read counts as different, and is told."""
        try:
            if old.oid:
                return blob_id(self.after.read(new, MAX_BYTES), old.oid) == old.oid
            return self.before.read(old, MAX_BYTES) == self.after.read(new, MAX_BYTES)
        except ReadFailure:
            return False

    def _moved(self, differing: Iterable[str]) -> dict[str, str]:
        """Find the records that lie elsewhere now: path now, path before."""
        gone = {_key(path): path for path in differing if path not in self._new and paths.place(path)}
        new = [path for path in differing if path not in self._old and paths.place(path)]
        return {path: gone[_key(path)] for path in new if _key(path) in gone}

    def _pair(self, path: str, path_before: str) -> Pair:
        old, new = self._old.get(path_before), self._new.get(path)
        where = paths.place(path)
        before, old_problem = _read(self.before, old) if where else (None, "")
        after, new_problem = _read(self.after, new) if where else (None, "")
        problems = [f"before, {old_problem}" if old_problem else "", f"now, {new_problem}" if new_problem else ""]
        problem = "; ".join(filter(None, problems))
        return Pair(
            path=path,
            place=where,
            before=before,
            after=after,
            fields=() if problem else compare(before or {}, after or {}),
            existed=old is not None,
            exists=new is not None,
            moved_from=path_before if path_before != path else "",
            problem=problem,
        )


def _listed(tree: Tree) -> dict[str, Entry]:
    return {entry.path: entry for folder in (paths.ROOT, *SETTINGS) for entry in tree.entries(folder)}


def _key(path: str) -> str:
    where = paths.place(path)
    return f"{where.kind} {where.record}" if where else path


def _read(tree: Tree, entry: Entry | None) -> tuple[dict[str, Any] | None, str]:
    """Return the data, or in words why it cannot be read; neither where there is no file."""
    if entry is None:
        return None, ""
    if entry.kind != "file":
        return None, "it is no plain file that could be read"
    try:
        reading = read(tree.read(entry, MAX_BYTES))
    except ReadFailure as failure:
        return None, failure.reason
    return reading.data, "" if reading.data is not None else reading.faults[0].message
