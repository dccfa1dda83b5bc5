"""A tree of files that live in a dictionary: for examples that no file system would hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from casekit.records.tree import Entry, Kind, ReadFailure, Tree


class MemoryTree(Tree):
    """Files by path; ``kinds`` gives some of them another kind, ``locked`` cannot be opened."""

    def __init__(
        self, files: dict[str, bytes], kinds: dict[str, Kind] | None = None, locked: frozenset[str] = frozenset()
    ) -> None:
        self.label = "memory"
        self.files = files
        self._kinds = kinds or {}
        self._locked = locked

    def entries(self, folder: str) -> Iterator[Entry]:
        for path, content in sorted(self.files.items()):
            if path.startswith(f"{folder}/"):
                yield Entry(path, self._kinds.get(path, "file"), len(content))

    def read(self, entry: Entry, limit: int) -> bytes:
        if entry.path in self._locked:
            raise ReadFailure("you have no permission to read it")
        return self.files[entry.path][: limit + 1]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path relative to it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
