"""A tree in, every file that a check reads out, as it is listed: none is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

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
        return tuple(folder.rpartition("/")[2] for folder, entries in self.cases if holds_record(entries))

    def by_path(self) -> Callable[[str], Entry | None]:
        """Return what finds an entry of a record's file by its path. Most runs ask for none."""

        @cache
        def table() -> dict[str, Entry]:
            return {e.path: e for e in (*self.shared, *(e for _, entries in self.cases for e in entries))}

        return lambda path: table().get(path)


def holds_record(entries: Iterable[Entry]) -> bool:
    """Tell whether one of some entries is a record's file, by its path."""
    return any(paths.place(entry.path) for entry in entries)


def is_case_folder(path: str) -> bool:
    """Tell whether a folder is one of a case: all in it belongs to that case, and nothing else does."""
    return path.count("/") == _DEPTH - 2 and path.startswith(f"{paths.ROOT}/cases/")


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
