"""A tree and a few files in, the tree as it would be with them out: to judge a change before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from casekit.records.tree import Entry, Tree


class Overlay(Tree):
    """A tree in which some files say something else, some are new, and those that do not matter are left out."""

    def __init__(
        self, tree: Tree, files: Mapping[str, bytes], matters: Callable[[str], bool] = lambda _path: True
    ) -> None:
        """``matters`` tells of a path whether it is shown; it is not asked about ``files``."""
        self.label = tree.label
        self._tree = tree
        self._files = files
        self._matters = matters

    def entries(self, folder: str) -> Iterator[Entry]:
        """See Tree."""
        below = [path for path in self._files if path.startswith(f"{folder}/")]
        kept = (e for e in self._tree.entries(folder) if e.path not in self._files and self._matters(e.path))
        here = (Entry(path, "file", len(self._files[path])) for path in below)
        yield from sorted([*kept, *here], key=lambda entry: entry.path.split("/"))

    def read(self, entry: Entry, limit: int) -> bytes:
        """See Tree."""
        if entry.path in self._files:
            return self._files[entry.path][: limit + 1]
        return self._tree.read(entry, limit)
