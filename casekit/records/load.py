"""A tree of files in, a Survey of it and one Source a file out: its place, its checked data, or its faults."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from casekit.finding import Span
from casekit.records import paths
from casekit.records.fault import Fault
from casekit.records.listing import Listing, list_tree
from casekit.records.local import LocalSchemas, load_local_schemas
from casekit.records.remarks import Remark, remarks
from casekit.records.schemas import validator
from casekit.records.text import MAX_BYTES, too_large
from casekit.records.tidy import check_spaces
from casekit.records.tree import Entry, ReadFailure, Tree
from casekit.records.yaml import read

UNREADABLE = "unreadable-file"
"""The rule of a file that is there and cannot be opened."""


class Source(Struct, frozen=True):
    """What one file gave. ``data`` is None where the file, its YAML or its shape is at fault.

    ``remarks`` are the comments in it that ask to pass over a finding; ``sha256`` is the digest of its bytes.
    """

    path: str
    place: paths.Place | None
    data: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sha256: str | None = None


class Survey(Struct, frozen=True):
    """What is in a tree before any record is read: its files as they were listed, and the agency's own schemas."""

    listing: Listing
    local: LocalSchemas

    @property
    def faults(self) -> tuple[tuple[str, Fault], ...]:
        """What is wrong with the local schemas, by file."""
        return self.local.faults


def survey(tree: Tree, listing: Listing | None = None) -> Survey:
    """List every file, where that is not done yet, and read the agency's own schemas."""
    listing = listing or list_tree(tree)
    return Survey(listing, load_local_schemas(tree, listing.local))


def load_entries(tree: Tree, entries: Iterable[Entry], local: LocalSchemas) -> Iterator[Source]:
    """Read and check files one by one; a broken file hides no other."""
    for entry in entries:
        yield _source(tree, entry, local)


def _source(tree: Tree, entry: Entry, local: LocalSchemas) -> Source:
    where = paths.place(entry.path)
    faults = tuple(_at_the_door(entry, where))
    if faults or where is None:
        return Source(entry.path, where, None, faults)
    try:
        raw = tree.read(entry, MAX_BYTES)
    except ReadFailure as failure:
        return Source(entry.path, where, None, (_unreadable(failure.reason),))
    reading = read(raw)
    if reading.data is None:
        return Source(entry.path, where, None, reading.faults)
    shape = validator(where.kind, paths.KINDS[where.kind].called).faults(reading.data)
    faults = (*shape, *local.check(where.kind, reading.data), *check_spaces(raw))
    digest = hashlib.sha256(raw).hexdigest()
    return Source(entry.path, where, None if shape else reading.data, faults, remarks(raw), digest)


def _at_the_door(entry: Entry, where: paths.Place | None) -> Iterator[Fault]:
    """Refuse what is not opened at all: one fault, for one cause."""
    if entry.kind == "unreadable":
        yield _unreadable("you have no permission to look into it")
    elif entry.kind == "unmerged":
        yield Fault(
            "conflict-marker", "a merge left this file in conflict. Settle it, then `git add` the file.", Span()
        )
    elif entry.kind != "file":
        yield Fault("not-a-plain-file", f"{_NOT_PLAIN[entry.kind]}. Put a plain file in its place.", Span())
    elif where is None:
        yield Fault("odd-path", paths.explain(entry.path), Span())
    elif entry.size > MAX_BYTES:
        yield too_large(entry.size)


_NOT_PLAIN = {
    "symlink": "this is a symbolic link, which could lead to a file outside the records",
    "folder": "this is a folder that is named like a record",
    "special": "this is a pipe or a device, which could keep a program waiting for ever",
    "submodule": "this is another Git repository inside this one",
}


def _unreadable(reason: str) -> Fault:
    return Fault(UNREADABLE, f"the file cannot be read: {reason}. Ask for access, or restore it from Git.", Span())
