"""A tree in, a glance at it out: what stands for how each part of it is listed, and what is in a case where that is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import msgspec
from msgspec import Struct

from casekit import pool
from casekit.records import paths
from casekit.records.listing import LOCAL_SCHEMAS, list_tree
from casekit.records.seen import Seen, SeenTree
from casekit.records.tree import Entry, Tree

FOLDERS_AT_LEAST = 300
"""Folders of cases from which a further process pays."""
_PIECES = 8  # for each process


class Glance(Struct, frozen=True):
    """How a tree is listed: the entries that lie in no case folder, the agency's own schemas, and a mark of each case.

    Where a mark is the same another time, its folder is listed the same then. ``entries`` lists such a folder, always
    as it did first; ``entry`` finds a file in ``records/`` by its path.
    """

    shared: tuple[Entry, ...]
    local: tuple[Entry, ...]
    marks: dict[str, bytes]
    entries: Callable[[str], tuple[Entry, ...]]
    entry: Callable[[str], Entry | None]


def glance(tree: Tree) -> Glance:
    """List a tree whole: that is the way of Git, which lists one at once."""
    listing = list_tree(tree)
    folders = dict(listing.cases)
    marks = {folder: _mark(entries) for folder, entries in folders.items()}
    return Glance(listing.shared, listing.local, marks, folders.__getitem__, listing.by_path())


def glance_at_disk(tree: SeenTree, processes: int | None = None) -> Glance:
    """List what lies on the disk, case folders in several processes where that pays. See ``SeenTree`` for what it takes over."""
    shared, folders = tree.outside(paths.ROOT)
    local, _ = tree.outside(LOCAL_SCHEMAS)
    processes = processes or (pool.processors() if len(folders) >= FOLDERS_AT_LEAST else 1)
    marks: dict[str, bytes] = {}
    for folder, mark in zip(folders, _marks(tree, folders, processes), strict=True):
        if isinstance(mark, Entry):
            shared.append(mark)
        elif mark:
            marks[folder] = mark
    entries = cache(lambda folder: tuple(tree.entries(folder)))
    return Glance(tuple(shared), tuple(local), marks, entries, partial(_entry, tree))


def _entry(tree: Tree, path: str) -> Entry | None:
    found = tree.entries(path) if path.startswith(f"{paths.ROOT}/") else ()
    return next((entry for entry in found if entry.path == path), None)


def _marks(tree: SeenTree, folders: Sequence[str], processes: int) -> list[bytes | Entry]:
    if processes == 1:
        return [tree.mark(folder) for folder in folders]
    step = max(1, -(-len(folders) // (processes * _PIECES)))

    def piece(number: int) -> bytes:
        beside = tree.beside()
        marks = [beside.mark(folder) for folder in folders[number * step : (number + 1) * step]]
        return msgspec.msgpack.encode((marks, beside.fresh))

    found: list[bytes | Entry] = []
    decoder = msgspec.msgpack.Decoder(tuple[list[bytes | Entry], dict[str, Seen]])
    for raw in pool.together(piece, -(-len(folders) // step), processes):
        marks, fresh = decoder.decode(raw)
        found += marks
        tree.fresh.update(fresh)
    return found


def seen_now(tree: SeenTree) -> Mapping[str, Seen] | None:
    """Return how all folders are listed now, or None where that is as it was known."""
    if not tree.fresh:
        return None
    known = {**tree.known, **tree.fresh}
    now: dict[str, Seen] = {}
    waiting = [paths.ROOT, LOCAL_SCHEMAS]
    while waiting:
        folder = waiting.pop()
        if folder in known:
            now[folder] = known[folder]
            waiting += [f"{folder}/{name[:-1]}" for name in known[folder].names if name[-1] == "/"]
    return now


def _mark(entries: tuple[Entry, ...]) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(entries), digest_size=16).digest()
