"""A working tree and how it was listed before in, its entries out: a folder that did not change is not listed again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from casekit.records.tree import Entry, WorkingTree, described, lost, named_like_record, passed_over

_SECOND = 10**9
_COARSE = 2 * _SECOND  # the step of a disk that keeps whole seconds, FAT's of every other


def at_rest(stamp: tuple[int, ...], before: int) -> bool:
    """Tell whether what bears such a stamp cannot have changed since and bear it still.

    ``before`` is when looking began, in nanoseconds of the disk's clock. What was changed no earlier can be changed
    once more within the same tick of that clock: Git calls such a file racily clean, and reads it again. Times in
    whole seconds are taken to come from a disk that keeps no finer ones.
    """
    return all(time < before - (_COARSE if time % _SECOND == 0 else 0) for time in stamp[:2])


class Seen(Struct, frozen=True, array_like=True):
    """A folder as it was listed: its times, number and disk (see ``Entry.stamp``), and names, folders' with a slash."""

    stamp: tuple[int, ...]
    names: tuple[str, ...]


class SeenTree(WorkingTree):
    """A working tree that knows how its folders were listed.

    A disk notes in a folder when a name in it came, went or changed. Where that is as before, only what the names
    stand for is looked at, each time. ``seen`` fills with how folders are listed now.
    """

    def __init__(self, folder: Path, known: dict[str, Seen]) -> None:
        super().__init__(folder)
        self._known = known
        self.seen: dict[str, Seen] = {}

    def _walk(self, top: str) -> Iterator[Entry]:
        root = self._full("")
        lstat = os.lstat
        waiting: list[tuple[str, Iterator[str | Entry]]] = [(top, self._names(top))]
        while waiting:
            folder, names = waiting[-1]
            for name in names:
                if isinstance(name, Entry):
                    yield name
                    continue
                path = f"{folder}/{name}"
                if name[-1] == "/":
                    path = path[:-1]
                    if not named_like_record(path):
                        waiting.append((path, self._names(path, nested=True)))
                        break
                    yield Entry(path, "folder")
                    continue
                try:
                    yield described(path, lstat(root + path))
                except OSError as error:
                    yield from lost(path, error)
            else:
                waiting.pop()

    def _names(self, folder: str, *, nested: bool = False) -> Iterator[str | Entry]:
        """Return the names in a folder, or the one entry that stands for it where it is out of bounds."""
        try:
            status = os.lstat(self._full(folder))
        except OSError as error:
            return iter(lost(folder, error))
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
        known = self._known.get(folder)
        if known is None or known.stamp != stamp:
            children = list(self._children(folder, nested=nested))
            entries = [child for child in children if isinstance(child, Entry)]
            if entries:
                return iter(entries)
            known = Seen(stamp, tuple(_named(c) for c in children if not (isinstance(c, Entry) or passed_over(c.name))))
        self.seen[folder] = known
        return iter(known.names)


def _named(child: os.DirEntry[str]) -> str:
    try:
        return f"{child.name}/" if child.is_dir(follow_symlinks=False) else child.name
    except OSError:  # it is looked at once more, and what is wrong is told then
        return child.name
