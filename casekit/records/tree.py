"""A folder, an index or a commit in; its entries and their bytes out, through one interface.

Three views of the same agency: the files as they lie on the disk, as they are staged, and as a commit holds
them. Whatever is no plain file (a link, a pipe, a locked folder) is told, never followed and never opened.
"""

from __future__ import annotations

import errno
import itertools
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

from msgspec import Struct

from casekit.git import GitEntry, MissingObjectError, Repository, handed_index

Kind = Literal["file", "symlink", "folder", "special", "unmerged", "submodule", "unreadable"]

# A link in the file's place is refused, a pipe there does not hang us; not every system has all three.
_OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))
_CHUNK = 1 << 16
_REASONS = {
    errno.EACCES: "you have no permission to read it",
    errno.EPERM: "you have no permission to read it",
    errno.ENOENT: "it is no longer there",
    errno.ENOTDIR: "it is no longer there",
    errno.ELOOP: "it is a symbolic link",
}


class ReadFailure(Exception):  # noqa: N818 - reads as what it is where it is caught
    """A file cannot be read. ``reason`` completes the sentence "cannot be read: …" in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Entry(Struct, frozen=True):
    """One thing in an agency's folder.

    ``path`` is relative to the agency's folder, with forward slashes; bytes that are no UTF-8 are surrogate
    escapes. ``folder`` is a folder named like a record; ``special`` a pipe, socket or device; ``submodule``
    another repository; ``unmerged`` a file that a merge left in conflict; ``unreadable`` a folder that cannot
    be listed, or looked at. ``size`` is in bytes, -1 where not known. ``stamp`` is nanoseconds of the last change and
    the last change of status, number on the disk, disk: see ``lint.earlier`` for what equal ones prove.
    """

    path: str
    kind: Kind
    size: int = -1
    oid: str = ""
    stamp: tuple[int, ...] = ()


class Tree(Protocol):
    """An agency's files in one state. ``label`` names it to the reader."""

    label: str

    def entries(self, folder: str) -> Iterator[Entry]:
        """List everything at or below a folder of the agency, depth first and by name; nothing where it is missing.

        Names that begin with a dot and what editors leave behind are passed over.
        """
        ...

    def read(self, entry: Entry, limit: int) -> bytes:
        """Read an entry, of a longer one the first ``limit + 1`` bytes; ReadFailure where it cannot be read."""
        ...

    def close(self) -> None:
        """Let go of what the tree holds open; the working tree holds nothing."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class WorkingTree(Tree):
    """The files on the disk, in a Git repository or not."""

    def __init__(self, folder: Path) -> None:
        self.label = "working tree"
        self._root = os.fspath(folder)

    def entries(self, folder: str) -> Iterator[Entry]:
        """See Tree."""
        first = self._first(folder)
        if first and first.kind == "folder":
            yield from self._walk(first.path)
        elif first:
            yield first

    def read(self, entry: Entry, limit: int) -> bytes:
        """See Tree."""
        try:
            return _read_regular(self._full(entry.path), limit)
        except OSError as error:
            raise ReadFailure(_reason(error)) from error

    def _full(self, path: str) -> str:
        return os.path.join(self._root, path)  # noqa: PTH118 - ten times as fast, and this is per file

    def _first(self, folder: str) -> Entry | None:
        """Find the folder to begin with, or the symbolic link on the way to it."""
        for path in itertools.accumulate(folder.split("/"), "{}/{}".format):
            try:
                entry = described(path, os.lstat(self._full(path)))
            except OSError as error:
                return next(iter(lost(path, error)), None)
            if entry.kind == "symlink":
                return entry
        return entry

    def _walk(self, top: str) -> Iterator[Entry]:
        """Yield what lies below a folder, in order. Every file passes here at every run: hence one loop and few calls."""
        waiting: list[tuple[str, Iterator[os.DirEntry[str] | Entry]]] = [(top, self._children(top))]
        while waiting:
            folder, children = waiting[-1]
            for child in children:
                if isinstance(child, Entry):
                    yield child
                    continue
                name = child.name
                if passed_over(name):
                    continue
                path = f"{folder}/{name}" if folder else name
                try:
                    if not child.is_dir(follow_symlinks=False):
                        yield described(path, child.stat(follow_symlinks=False))
                    elif named_like_record(name):
                        yield Entry(path, "folder")
                    else:
                        waiting.append((path, self._children(path, nested=True)))
                        break
                except OSError as error:
                    yield from lost(path, error)
            else:
                waiting.pop()

    def _children(self, folder: str, *, nested: bool = False) -> Iterator[os.DirEntry[str] | Entry]:
        """List a folder by name, or the one entry that stands for it where it is out of bounds."""
        try:
            with os.scandir(self._full(folder)) as listing:
                children = sorted(listing, key=lambda child: child.name)
        except OSError as error:
            return iter(lost(folder, error))
        if nested and any(child.name == ".git" for child in children):
            return iter([Entry(folder, "submodule")])
        return iter(children)


class _GitTree(Tree):
    """What the index and commits have in common. The repository was opened with the agency's folder."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def read(self, entry: Entry, limit: int) -> bytes:
        """See Tree."""
        if entry.kind != "file":
            raise ReadFailure("it is not a plain file")
        try:
            return self._repository.read_blob(entry.oid, limit)
        except MissingObjectError as error:
            raise ReadFailure(str(error)) from error

    def close(self) -> None:
        """See Tree."""
        self._repository.close()


class IndexTree(_GitTree):
    """The files as they are staged for the next commit; in a hook, for the commit under way."""

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository)
        self.label = "index"
        self._index = handed_index(repository)

    def entries(self, folder: str) -> Iterator[Entry]:
        """See Tree."""
        return _from_git(self._repository.index_entries(folder, self._index), folder)


class CommitTree(_GitTree):
    """The files of a commit, by its full id (see Repository.commit_at)."""

    def __init__(self, repository: Repository, oid: str) -> None:
        super().__init__(repository)
        self.label = f"commit {oid[:12]}"
        self._oid = oid

    def entries(self, folder: str) -> Iterator[Entry]:
        """See Tree."""
        return _from_git(self._repository.commit_entries(self._oid, folder), folder)


def find_agency(start: Path) -> Path | None:
    """Find the nearest folder at or above ``start`` with ``casekit.toml`` or a ``records`` folder."""
    place = start.resolve()
    for folder in (place, *place.parents):
        # os.path takes a folder that may not be entered for one without, where Path would raise.
        if os.path.isfile(folder / "casekit.toml") or os.path.isdir(folder / "records"):  # noqa: PTH112, PTH113
            return folder
    return None


def passed_over(name: str) -> bool:
    """Tell whether a name does not count: it is hidden, or what an editor leaves behind."""
    if name[0] not in ".#" and name[-1] not in "~p":
        return False  # nearly all names
    return name.startswith(".") or name.endswith(("~", ".swp")) or (name.startswith("#") and name.endswith("#"))


def named_like_record(name: str) -> bool:
    """Tell whether a name is a record's, also where a folder bears it."""
    return name.endswith((".yaml", ".yml"))


def lost(path: str, error: OSError) -> list[Entry]:
    """Return what to tell of a path that cannot be looked at: nothing if it is simply not there."""
    gone = error.errno in {errno.ENOENT, errno.ENOTDIR}
    return [] if gone else [Entry(path, "unreadable")]


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """Return what changes with a file (see ``Entry.stamp``)."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev


def described(path: str, status: os.stat_result) -> Entry:
    """Return the entry of a path by its status."""
    mode = status.st_mode & 0o170000
    if mode == stat.S_IFDIR:
        return Entry(path, "folder")
    stamp = stamp_of(status)
    kind: Kind = "file" if mode == stat.S_IFREG else "symlink" if mode == stat.S_IFLNK else "special"
    return Entry(path, kind, status.st_size, "", stamp)


def _read_regular(path: str, limit: int) -> bytes:
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ReadFailure("it is not a plain file")
        wanted = limit + 1
        raw = os.read(descriptor, min(wanted, _CHUNK))
        while _CHUNK <= len(raw) < wanted and (chunk := os.read(descriptor, min(wanted - len(raw), _CHUNK))):
            raw += chunk
        return raw
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or f"the disk reports “{error.strerror}”"


def _from_git(found: Iterable[GitEntry], folder: str) -> Iterator[Entry]:
    """Turn Git's flat list of files into what the working tree would show, in the same order."""
    told: set[str] = set()
    for item in sorted(found, key=lambda item: (item.path.split("/"), item.stage)):
        entry = _told_of(item, folder)
        if entry is not None and entry.path not in told:
            yield entry
            told.add(entry.path)


def _told_of(item: GitEntry, folder: str) -> Entry | None:
    """Describe a file of Git, or the folder named like a record that it lies in; None where a name is passed over."""
    parts = item.path.split("/")
    depth = len(folder.split("/")) if folder else 0
    if any(passed_over(name) for name in parts[depth:]):
        return None
    for place in range(depth, len(parts) - 1):
        if named_like_record(parts[place]):
            return Entry("/".join(parts[: place + 1]), "folder")
    return Entry(item.path, _kind(item), item.size, item.oid)


def _kind(item: GitEntry) -> Kind:
    if item.stage:
        return "unmerged"
    kinds: dict[str, Kind] = {"100": "file", "120": "symlink", "160": "submodule"}
    return kinds.get(item.mode[:3], "special")
