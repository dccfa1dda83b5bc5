"""Files by their place in, a folder with all of them out: whole or not at all, and over nothing that somebody else wrote."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

LIST = ".casekit-export.json"
_NOT_OURS = 3  # how many foreign files are named


class _Written(Struct, frozen=True):
    """The list in an exported folder: the SHA-256 of each file by its place, and folders that may be filled meanwhile."""

    files: dict[str, str]
    built: tuple[str, ...]


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the plain files below a folder by their place, without those whose name or folder begins with a dot."""
    return {place: (folder / place).read_bytes() for place in _places(folder) if "/." not in f"/{place}"}


def write_folder(folder: Path, files: Mapping[str, bytes], built: tuple[str, ...]) -> None:
    """Write a folder that its owner alone may read, in the place of one that was written here before.

    ``built`` are the folders that others fill from these files: they go with the old ones. Raises ValueError where the
    folder holds anything else, OSError where it cannot be written; it is then as it was.
    """
    foreign = _foreign(folder)
    if foreign:
        raise ValueError(_in_the_way(foreign))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(folder) as fresh:
        for place, data in files.items():
            path = fresh / "new" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        written = _Written({place: _digest(data) for place, data in files.items()}, built)
        (fresh / "new" / LIST).write_bytes(msgspec.json.encode(written))
        (fresh / "new").chmod(0o700)
        if os.path.lexists(folder):
            folder.rename(fresh / "old")
        try:
            (fresh / "new").rename(folder)
        except OSError:
            if (fresh / "old").exists():
                (fresh / "old").rename(folder)
            raise


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Make a closed folder beside another, on the same disk, and take it away again with all that is left in it."""
    fresh = Path(tempfile.mkdtemp(prefix=".casekit-export-", dir=folder.parent))
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _foreign(folder: Path) -> list[str]:
    """Return what stands in a folder that was not written here, or was changed since."""
    if not os.path.lexists(folder):
        return []
    if folder.is_symlink() or not folder.is_dir():
        return [folder.name]
    written = _read_list(folder)
    found = (p for p in _places(folder) if p != LIST and not p.startswith(tuple(f"{b}/" for b in written.built)))
    return [p for p in found if written.files.get(p) != _digest((folder / p).read_bytes())]


def _read_list(folder: Path) -> _Written:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / LIST).read_bytes(), type=_Written)
    return _Written({}, ())


def _in_the_way(foreign: list[str]) -> str:
    some = ", ".join(foreign[:_NOT_OURS])
    more = len(foreign) - _NOT_OURS
    return (
        f"it holds what was not exported, or was changed since: {some}{f' and {more} more' if more > 0 else ''}. "
        "An export replaces its whole folder: move what is yours, or name a folder that is new or empty"
    )


def _places(folder: Path) -> list[str]:
    found = (Path(top) / name for top, _, names in os.walk(folder) for name in names)
    return sorted(path.relative_to(folder).as_posix() for path in found if path.is_file() and not path.is_symlink())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
