"""A working tree and how it was listed before in, how it is now out: a folder that did not change is not listed again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from casekit.records.listing import is_case_folder
from casekit.records.tree import Entry, WorkingTree, described, lost, named_like_record, passed_over, stamp_of

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
    stand for is looked at, each time. ``fresh`` fills with the folders that are listed otherwise now.
    """

    def __init__(self, folder: Path, known: Mapping[str, Seen]) -> None:
        super().__init__(folder)
        self._within = self._full("")
        self.known = known
        self.fresh: dict[str, Seen] = {}

    def beside(self) -> SeenTree:
        """Return a tree that knows what this one knew, for a part of the work."""
        return SeenTree(Path(self._root), self.known)

    def outside(self, top: str) -> tuple[list[Entry], list[str]]:
        """Return the entries below a folder that lie in no folder of a case, in order, and those folders."""
        first = self._first(top)
        if first is None or first.kind != "folder":
            return [first] if first else [], []
        entries: list[Entry] = []
        folders: list[str] = []
        root, waiting = self._within, [(top, iter(self._names(top)))]
        while waiting:
            folder, names = waiting[-1]
            for name in names:
                path = "" if isinstance(name, Entry) else f"{folder}/{name}"
                if isinstance(name, Entry):
                    entries.append(name)
                elif not _is_inner(path):
                    entries += _described(path, root)
                elif is_case_folder(path[:-1]):
                    folders.append(path[:-1])
                else:
                    waiting.append((path[:-1], iter(self._names(path[:-1], nested=True))))
                    break
            else:
                waiting.pop()
        return entries, folders

    def mark(self, folder: str) -> bytes | Entry:
        """Return what stands for how a folder is listed, all of it: nothing where it is empty, an entry where it is none.

        Every file of a large caseload passes here at every run, and nearly all are as they were: so no Entry is made
        of them. The names come from how their folder was listed, and so count with it.
        """
        names = self._names(folder, nested=True)
        if names and isinstance(names[0], Entry):
            return names[0]
        root, lstat = self._within, os.lstat
        found: list[object] = []
        waiting = [(folder, names)]
        while waiting:
            inner, names = waiting.pop()
            before = f"{root}{inner}/"
            found.append(inner)
            for name in names:
                if isinstance(name, Entry):
                    found.append(name)
                elif name[-1] == "/" and _is_inner(name):
                    path = f"{inner}/{name[:-1]}"
                    waiting.append((path, self._names(path, nested=True)))
                else:
                    try:
                        of = lstat(before + name)
                    except OSError as error:
                        found += lost(f"{inner}/{name}", error)
                    else:
                        found += (name, of.st_mode, of.st_size, of.st_mtime_ns, of.st_ctime_ns, of.st_ino, of.st_dev)
        empty = all(isinstance(each, str) for each in found)  # folders alone
        return b"" if empty else hashlib.blake2b(msgspec.msgpack.encode(found), digest_size=16).digest()

    def _names(self, folder: str, *, nested: bool = False) -> Sequence[str | Entry]:
        """Return the names in a folder, or the one entry that stands for it where it is out of bounds."""
        try:
            stamp = stamp_of(os.lstat(self._within + folder))
        except OSError as error:
            return lost(folder, error)
        known = self.fresh.get(folder) or self.known.get(folder)
        if known is None or known.stamp != stamp:
            children = list(self._children(folder, nested=nested))
            entries = [child for child in children if isinstance(child, Entry)]
            if entries:
                return entries
            known = Seen(stamp, tuple(_named(c) for c in children if not (isinstance(c, Entry) or passed_over(c.name))))
            self.fresh[folder] = known
        return known.names


def _is_inner(path: str) -> bool:
    """Tell whether a path is that of a folder to look into."""
    return path[-1] == "/" and not named_like_record(path[:-1])


def _described(path: str, root: str) -> list[Entry]:
    path = path.removesuffix("/")
    try:
        return [described(path, os.lstat(root + path))]
    except OSError as error:
        return lost(path, error)


def _named(child: os.DirEntry[str]) -> str:
    try:
        return f"{child.name}/" if child.is_dir(follow_symlinks=False) else child.name
    except OSError:  # it is looked at once more, and what is wrong is told then
        return child.name
