"""A run's work in, one file in the Git folder out; and back, where every byte of it is as it was written.

The file holds plain data, each part with its digest: whatever else is found there is as if there were nothing. It is
written beside the old one and put in its place at once, so of several runs at a time one wins, whole; what a crash or
a full disk leaves of another is cleared away by a later run. It holds what the records say, and so is closed to other
users, like the folder it is in.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar

import msgspec
from msgspec import Struct

from casekit.lint.outcome import Outcome
from casekit.records.seen import Seen, at_rest

FOLDER = "lint"
MOST_BYTES = 1 << 30
"""What is kept of all working trees and options together; the file written last always stays."""

_MAGIC = b"casekit lint 1\n"
_SUFFIX, _UNFINISHED = ".kept", ".new"
_MOST_FILES = 8
_OLD = 24 * 60 * 60 * 10**9  # nanoseconds after which a file that is still unfinished was left by a crash
_LENGTH, _DIGEST = 8, 16
_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_Any = TypeVar("_Any")


class Head(Struct, frozen=True):
    """What a run looked at: ``program`` and ``asked`` decide how it judged, ``listed`` what lay on the disk.

    ``listed`` is empty where that is no proof of what the files hold. All are digests.
    """

    program: bytes = b""
    asked: bytes = b""
    listed: bytes = b""


class Store:
    """One file of work, open for a run. Whatever is wrong with it, nothing is raised: there is nothing then."""

    def __init__(self, folder: Path, name: str) -> None:
        """``folder`` is there and closed to others; ``name`` stands for a working tree and the rules asked for."""
        self._folder = folder
        self._path = folder / f"{name}{_SUFFIX}"
        self._beside = folder / f"{name}-{os.urandom(8).hex()}{_UNFINISHED}"
        self.before: int | None = None
        self._descriptor: int | None = None
        self._parts: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        """Begin a file to write, and so note the time of the disk; open the file that is there."""
        with suppress(OSError):
            descriptor = os.open(self._beside, _WRITE, 0o600)
            try:
                self.before = os.fstat(descriptor).st_mtime_ns
            finally:
                os.close(descriptor)
        with suppress(OSError):
            self._descriptor = os.open(self._path, _READ)
            self._parts = list(_parts(self._descriptor))
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

    def work(self, kind: type[_Any]) -> _Any | None:
        """Return the earlier run's work."""
        return self._decoded(3, kind)

    def _decoded(self, part: int, kind: type[_Any]) -> _Any | None:
        if part >= len(self._parts) or self._descriptor is None:
            return None
        try:
            whole = memoryview(_read(self._descriptor, *self._parts[part]))
        except OSError:
            return None
        digest, raw = whole[:_DIGEST], whole[_DIGEST:]
        if hashlib.blake2b(raw, digest_size=_DIGEST).digest() != digest:
            return None
        with suppress(msgspec.MsgspecError, ValueError, RecursionError):
            return msgspec.msgpack.decode(raw, type=kind)
        return None

    def save(self, head: Head, outcome: Outcome, folders: dict[str, Seen], work: object) -> None:
        """Put a run's work in place of the earlier one, or leave that where it cannot be written."""
        if self.before is None:
            return
        settled = {path: seen for path, seen in folders.items() if at_rest(seen.stamp, self.before)}
        with suppress(OSError, UnicodeEncodeError):
            parts = [msgspec.msgpack.encode(part) for part in (head, outcome, settled, work)]
            with self._beside.open("r+b") as file:
                file.write(_MAGIC)
                for raw in parts:
                    digest = hashlib.blake2b(raw, digest_size=_DIGEST).digest()
                    file.write((len(raw) + _DIGEST).to_bytes(_LENGTH, "big") + digest)
                    file.write(raw)
            self._beside.replace(self._path)
            _clear_old(self._folder, self._path, self.before)


def _parts(descriptor: int) -> Iterator[tuple[int, int]]:
    """Yield where each part of a file stands, a digest and what it is of, and its length.

    Only a plain file of this user has any; what is in another may be anyone's.
    """
    status = os.fstat(descriptor)
    own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    if not (own and stat.S_ISREG(status.st_mode)) or _read(descriptor, 0, len(_MAGIC)) != _MAGIC:
        return
    place = len(_MAGIC)
    while place + _LENGTH <= status.st_size:
        length = int.from_bytes(_read(descriptor, place, _LENGTH), "big")
        if place + _LENGTH + length > status.st_size:
            return
        yield place + _LENGTH, length
        place += _LENGTH + length


def _read(descriptor: int, place: int, length: int) -> bytes:
    os.lseek(descriptor, place, os.SEEK_SET)
    found = b""
    while len(found) < length and (more := os.read(descriptor, length - len(found))):
        found = found + more if found else more
    return found


def _clear_old(folder: Path, latest: Path, now: int) -> None:
    """Remove what runs left that were killed, and the oldest files beyond what may be kept."""
    with os.scandir(folder) as found:
        files = [(entry.stat(follow_symlinks=False), Path(entry.path)) for entry in found]
    kept = sorted(
        ((s.st_mtime_ns, s.st_size, p) for s, p in files if p.suffix == _SUFFIX and p != latest), reverse=True
    )
    total = latest.stat().st_size
    for place, (_, size, path) in enumerate(kept, 2):
        total += size
        if place > _MOST_FILES or total > MOST_BYTES:
            path.unlink(missing_ok=True)
    for status, path in files:
        if path.suffix == _UNFINISHED and status.st_mtime_ns < now - _OLD:
            path.unlink(missing_ok=True)
