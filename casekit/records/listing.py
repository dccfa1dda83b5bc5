"""A tree in, every file that a check reads out, as it is listed: none is opened."""

from __future__ import annotations

from msgspec import Struct

from casekit.records import paths
from casekit.records.tree import Entry, Tree

LOCAL_SCHEMAS = "schemas/local"
_DEPTH = 5  # records/cases/<year>/<case>/…


class Listing(Struct, frozen=True):
    """What a tree holds: files that cases share, files by case folder, and the agency's own schemas."""

    shared: tuple[Entry, ...]
    cases: tuple[tuple[str, tuple[Entry, ...]], ...]
    local: tuple[Entry, ...]

    @property
    def case_ids(self) -> tuple[str, ...]:
        """The ids of all case folders that hold a record's file."""
        return tuple(f.rpartition("/")[2] for f, entries in self.cases if any(paths.place(e.path) for e in entries))


def list_tree(tree: Tree) -> Listing:
    """List everything below ``records/`` and ``schemas/local/``."""
    shared: list[Entry] = []
    cases: dict[str, list[Entry]] = {}
    last, entries = "", shared
    for entry in tree.entries(paths.ROOT):
        path = entry.path
        if not (last and path.startswith(last)):  # the files of a case follow each other: one look for all of them
            parts = path.split("/", 4)
            in_case = len(parts) == _DEPTH and parts[1] == "cases"
            last = path[: -len(parts[4])] if in_case else ""
            entries = cases.setdefault(last[:-1], []) if in_case else shared
        entries.append(entry)
    return Listing(
        tuple(shared),
        tuple((folder, tuple(entries)) for folder, entries in sorted(cases.items())),
        tuple(tree.entries(LOCAL_SCHEMAS)),
    )
