"""A path and bytes in, the file written whole or not at all out: no half record, and nobody's work written over.

Whoever is stopped between any two steps leaves the old file or the new one, and at most a temporary file whose name
begins with a dot: trees pass over such names.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | sum(getattr(os, n, 0) for n in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))
_OLD = os.O_RDONLY | sum(getattr(os, n, 0) for n in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_LINK = "is a symbolic link, which could lead out of the records. Put a plain file or folder in its place"


class SaveError(Exception):
    """Nothing was written. The text completes a sentence that begins with the file's path."""


class TakenError(SaveError):
    """There is something at the path already."""


class ChangedError(SaveError):
    """The file is no longer what was read: someone saved it meanwhile."""


def create(path: Path, data: bytes, *, within: Path | None = None, mode: int = 0o666) -> None:
    """Write a new file, with the folders above it; whatever is at ``path`` already stays as it is.

    No folder below ``within`` on the way to the file (by default its own folder alone) may be a symbolic link.
    ``mode`` is what the file allows before the umask takes away.
    Raises TakenError where the path is taken, SaveError where the file cannot be written.
    """
    with _in_words():
        _refuse_links(path, within)
        if os.path.lexists(path):
            raise TakenError("is there already")
        _make_folder(path.parent)
        with _temporary(path.parent, data, mode) as name:
            _link(name, path)
        _sync_folder(path.parent)


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put ``new`` in the place of ``old``, with the file's permissions as they are.

    Raises ChangedError where the file no longer holds ``old``, SaveError where it is no plain file or cannot be
    written. The file is compared last just before it is replaced; Git holds what was saved in that instant.
    """
    with _in_words():
        mode = _compare(path, old)
        with _temporary(path.parent, new, mode) as name:
            if hasattr(os, "chmod"):
                os.chmod(name, mode)  # noqa: PTH101 (the name is text); the umask took bits that the file had
            _compare(path, old)
            os.replace(name, path)  # noqa: PTH105 (likewise)
        _sync_folder(path.parent)


def remove(path: Path, old: bytes, *, within: Path | None = None) -> None:
    """Take a file away that holds ``old``; links are treated as by ``create``.

    Raises ChangedError where it holds something else, SaveError where it is no plain file or cannot be taken away.
    """
    with _in_words():
        _refuse_links(path, within)
        _compare(path, old)
        path.unlink()
        _sync_folder(path.parent)


def overwrite(path: Path, data: bytes, *, mode: int) -> None:
    """Write a document with these permissions, in the place of whatever stood at ``path``."""
    with _in_words():
        with _temporary(path.parent, data, mode) as name:
            os.replace(name, path)  # noqa: PTH105 (the name is text)
        _sync_folder(path.parent)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise TakenError("is there already") from error
    except OSError as error:
        raise SaveError(_REASONS.get(error.errno or 0, f"cannot be written: {error.strerror}")) from error


_REASONS = {
    errno.EACCES: "cannot be written: you have no permission to write there",
    errno.EPERM: "cannot be written: you have no permission to write there",
    errno.EROFS: "cannot be written: the disk can only be read",
    errno.ENOSPC: "cannot be written: the disk is full",
    errno.EDQUOT: "cannot be written: your share of the disk is full",
    errno.ENOENT: "cannot be written: its folder is no longer there",
    errno.ENOTDIR: "cannot be written: a file stands where its folder should be",
    errno.ELOOP: _LINK,
}


def _refuse_links(path: Path, within: Path | None) -> None:
    """Refuse a path that leads through a symbolic link below ``within``; how one came to that folder is no matter."""
    top = within or path.parent.parent
    place = top
    for part in path.parent.relative_to(top).parts:
        place = place / part
        if os.path.islink(place):  # noqa: PTH114 (a folder that may not be entered is none)
            raise SaveError(f"cannot be written: the folder {place.relative_to(top).as_posix()} {_LINK}")


def _compare(path: Path, old: bytes) -> int:
    """Return the permissions of the file at ``path``, which must be a plain one that holds ``old``."""
    if os.path.islink(path):  # noqa: PTH114 (as above)
        raise SaveError(_LINK)
    descriptor = os.open(path, _OLD)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SaveError("is no plain file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            if file.read(len(old) + 1) != old:
                raise ChangedError("was saved by someone else meanwhile. Nothing was changed; look at it and try again")
    finally:
        os.close(descriptor)
    return stat.S_IMODE(status.st_mode)


@contextmanager
def _temporary(folder: Path, data: bytes, mode: int) -> Iterator[str]:
    """Write a temporary file beside the one that is meant; what is left of it afterwards is taken away."""
    name = os.path.join(folder, f".casekit-{secrets.token_hex(8)}")  # noqa: PTH118 (os.link and os.replace take text)
    descriptor = os.open(name, _NEW, mode)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            # Without this a power cut can leave the new name with no bytes behind it.
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield name
    finally:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108 (the name is text)


def _link(name: str, path: Path) -> None:
    """Give the written file its name; unlike a rename, a link never takes the place of a file."""
    try:
        os.link(name, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        # Some memory sticks and network drives have no links. What is left is to look first.
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        os.rename(name, path)  # noqa: PTH104 (the name is text)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make names last: a name is written in its folder, not in the file."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
