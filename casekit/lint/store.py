"""A run's work in, one file in the Git folder out; and back, where every byte of it is as it was written.

Most of a large caseload stands in a second file, which is not written again for a change of one case (see ``shelf``).

The file holds plain data, each part with its digest: whatever else is found there is as if there were nothing. It is
written beside the old one and put in its place at once, so of several runs at a time one wins, whole; what a crash or
a full disk leaves of another is cleared away by a later run. It holds what the records say, and so is closed to other
users, like the folder it is in.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec
from msgspec import Struct

from casekit.lint.outcome import Outcome
from casekit.records.seen import Seen, at_rest

if TYPE_CHECKING:
    from casekit.lint.earlier import Earlier, Sources

FOLDER = "lint"
MOST_BYTES = 1 << 30
"""What is kept of all working trees and options together; the file written last always stays."""

SHELF = ".cases"
"""How the names of files of cases end."""

_MAGIC = b"casekit lint 2\n"
_SUFFIX, _UNFINISHED = ".kept", ".new"
_MOST_FILES = 8
_SOON = 60 * 10**9  # nanoseconds within which a shelf may be one that another run is about to keep
_OLD = 24 * 60 * 60 * 10**9  # nanoseconds after which a file that is still unfinished was left by a crash
_LENGTH, _DIGEST = 8, 16
_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_Any = TypeVar("_Any")


class Head(Struct, frozen=True):
    """What a run looked at: ``program`` and ``asked`` decide how it judged, ``listed`` what lay on the disk.

    ``listed`` is empty where that is no proof of what the files hold. All are digests.
    """

    program: bytes = b""
    asked: bytes = b""
    listed: bytes = b""


class Saved(Struct, frozen=True):
    """What a run leaves. ``folders`` and ``sources`` are None where they are those of the earlier run."""

    head: Head
    outcome: Outcome
    folders: Mapping[str, Seen] | None
    shelf: str
    work: Earlier
    sources: Sources | None


class Store:
    """One file of work, open for a run. Whatever is wrong with it, nothing is raised: there is nothing then."""

    def __init__(self, folder: Path, name: str) -> None:
        """``folder`` is there and closed to others; ``name`` stands for a working tree and the rules asked for."""
        self.folder, self.name = folder, name
        self._path = folder / f"{name}{_SUFFIX}"
        self._beside = folder / f"{name}-{os.urandom(8).hex()}{_UNFINISHED}"
        self.before: int | None = None
        self._descriptor: int | None = None
        self._parts: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        """Begin a file to write, and so note the time of the disk; open the file that is there."""
        with suppress(OSError):
            descriptor = os.open(self._beside, WRITE, 0o600)
            try:
                self.before = os.fstat(descriptor).st_mtime_ns
            finally:
                os.close(descriptor)
        with suppress(OSError):
            self._descriptor = open_own(self._path)
            self._parts = list(_parts(self._descriptor)) if self._descriptor is not None else []
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self.before is not None:
            with suppress(OSError):
                self._beside.unlink()

    def head(self) -> Head:
        """Return what the earlier run looked at."""
        return self._decoded(0, Head) or Head()

    def outcome(self) -> Outcome | None:
        """Return what the earlier run found."""
        return self._decoded(1, Outcome)

    def folders(self) -> dict[str, Seen]:
        """Return how the earlier run found folders listed; such as may since have changed in the same moment are left out."""
        return self._decoded(2, dict[str, Seen]) or {}

    def shelf(self) -> str:
        """Return the name of the file of cases that belongs to the earlier run's work, if there is one."""
        name = self._decoded(3, str) or ""
        return name if name.startswith(f"{self.name}-") and name.endswith(SHELF) and os.sep not in name else ""

    def work(self, kind: type[_Any]) -> _Any | None:
        """Return the earlier run's work."""
        return self._decoded(4, kind)

    def sources(self, kind: Any) -> Any | None:  # noqa: ANN401 (a type that is no class)
        """Return what the earlier run read of what cases share."""
        return self._decoded(5, kind)

    def _decoded(self, part: int, kind: Any) -> Any | None:  # noqa: ANN401 (likewise)
        if part >= len(self._parts) or self._descriptor is None:
            return None
        try:
            whole = memoryview(read_at(self._descriptor, *self._parts[part]))
        except OSError:
            return None
        digest, raw = whole[:_DIGEST], whole[_DIGEST:]
        if hashlib.blake2b(raw, digest_size=_DIGEST).digest() != digest:
            return None
        with suppress(msgspec.MsgspecError, ValueError, RecursionError):
            return msgspec.msgpack.decode(raw, type=kind)
        return None

    def save(self, saved: Saved) -> None:
        """Put a run's work in place of the earlier one, or leave that where it cannot be written."""
        if self.before is None:
            return
        folders = saved.folders
        if folders is not None:
            folders = {path: seen for path, seen in folders.items() if at_rest(seen.stamp, self.before)}
        parts = (saved.head, saved.outcome, folders, saved.shelf, saved.work, saved.sources)
        with suppress(OSError, UnicodeEncodeError):
            whole = [self._raw(place) if part is None else _with_digest(part) for place, part in enumerate(parts)]
            with self._beside.open("r+b") as file:
                file.write(_MAGIC)
                for raw in whole:
                    file.write(len(raw).to_bytes(_LENGTH, "big"))
                    file.write(raw)
            self._beside.replace(self._path)
            _clear_old(self.folder, self._path, saved.shelf, self.before)

    def _raw(self, part: int) -> bytes:
        """Return a part with its digest, whether that is right or not."""
        if self._descriptor is None or part >= len(self._parts):
            return b""
        return read_at(self._descriptor, *self._parts[part])


def _with_digest(part: object) -> bytes:
    raw = msgspec.msgpack.encode(part)
    return hashlib.blake2b(raw, digest_size=_DIGEST).digest() + raw


def open_own(path: Path) -> int | None:
    """Open a plain file of this user to read; what is in another may be anyone's. Raises OSError where there is none."""
    descriptor = os.open(path, _READ)
    status = os.fstat(descriptor)
    own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    if own and stat.S_ISREG(status.st_mode):
        return descriptor
    os.close(descriptor)
    return None


def read_at(descriptor: int, place: int, length: int) -> bytes:
    """Read from a place in a file, whatever another process that has it open reads."""
    found = b""
    while len(found) < length and (more := _read_from(descriptor, length - len(found), place + len(found))):
        found = found + more if found else more
    return found


def _read_from(descriptor: int, length: int, place: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, place)
    os.lseek(descriptor, place, os.SEEK_SET)  # where there is none, no copy of this process has the file open either
    return os.read(descriptor, length)


def _parts(descriptor: int) -> Iterator[tuple[int, int]]:
    """Yield where each part of a file stands, a digest and what it is of, and its length."""
    size = os.fstat(descriptor).st_size
    place = len(_MAGIC) if read_at(descriptor, 0, len(_MAGIC)) == _MAGIC else size
    while place + _LENGTH <= size:
        length = int.from_bytes(read_at(descriptor, place, _LENGTH), "big")
        if place + _LENGTH + length > size:
            return
        yield place + _LENGTH, length
        place += _LENGTH + length


def _clear_old(folder: Path, latest: Path, shelf: str, now: int) -> None:
    """Remove what runs left that were killed, shelves that nobody needs any more, and the oldest work beyond the bounds."""
    with os.scandir(folder) as found:
        files = [(entry.stat(follow_symlinks=False), Path(entry.path)) for entry in found]
    sizes: Counter[str] = Counter()
    for status, path in files:
        sizes[_stem(path)] += status.st_size
    kept = sorted(((s.st_mtime_ns, p) for s, p in files if p.suffix == _SUFFIX and p != latest), reverse=True)
    total, gone = sizes[_stem(latest)], set[str]()
    for place, (_, path) in enumerate(kept, 2):
        total += sizes[_stem(path)]
        if place > _MOST_FILES or total > MOST_BYTES:
            path.unlink(missing_ok=True)
            gone.add(_stem(path))
    there = {_stem(path) for _, path in kept} - gone | {_stem(latest)}
    for status, path in files:
        stale = path.suffix == SHELF and (
            _stem(path) not in there or (_stem(path) == _stem(latest) and path.name != shelf)
        )
        since = {_UNFINISHED: now - _OLD, SHELF: now - _SOON if stale else 0}.get(path.suffix, 0)
        if status.st_mtime_ns < since or _stem(path) in gone:
            path.unlink(missing_ok=True)


def _stem(path: Path) -> str:
    """Return what the names of all files of one store begin with."""
    return path.name.partition(".")[0].partition("-")[0]
