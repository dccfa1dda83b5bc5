"""A tree in, the same with each file read once out: what is judged and what is kept of it come from the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from casekit.records.tree import Entry, ReadFailure, Tree


class Once(Tree):
    """A tree that remembers what it read."""

    def __init__(self, tree: Tree) -> None:
        self.label = tree.label
        self._tree = tree
        self._read: dict[str, bytes | ReadFailure] = {}

    def entries(self, folder: str) -> Iterator[Entry]:
        """See Tree."""
        return self._tree.entries(folder)

    def read(self, entry: Entry, limit: int) -> bytes:
        """See Tree."""
        if entry.path not in self._read:
            try:
                self._read[entry.path] = self._tree.read(entry, limit)
            except ReadFailure as failure:
                self._read[entry.path] = failure
        found = self._read[entry.path]
        if isinstance(found, ReadFailure):
            raise found
        return found

    def digest(self, entries: Iterable[Entry], limit: int) -> bytes:
        """Return what stands for the names, kinds and bytes of entries; nothing where one of them cannot be read."""
        whole = hashlib.blake2b(digest_size=16)
        for entry in entries:
            raw = b""
            if entry.kind == "file":
                try:
                    raw = self.read(entry, limit)
                except ReadFailure:
                    return b""
            about = f"{entry.path}\0{entry.kind}\0{entry.size if entry.kind == 'file' else 0}\0{len(raw)}\0"
            whole.update(about.encode("utf-8", "surrogateescape") + raw)
        return whole.digest()
