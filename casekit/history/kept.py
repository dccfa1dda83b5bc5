"""What a walk through the history computed in, the same out at the next walk: a file in Git's own folder.

It only saves time, and whoever verifies the history does not read it. What is wrong with it in any way is as good as
no file. Keys are ids of commits and of files, so what is found under one is right for any branch.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

import casekit
from casekit.git import Commit, GitError, Repository
from casekit.history.changes import Facts

_NAME = "history"
_DIGEST = hashlib.sha256().digest_size


class Kept(Struct, frozen=True):
    """Commits by id with what they touched, and what was found by comparing two versions, by kind and both ids.

    ``made_for`` is the program and the agency's folder in the repository: for others it is worth nothing.
    """

    made_for: tuple[str, str]
    commits: dict[str, Commit]
    facts: dict[str, Facts]


def nothing_kept(repository: Repository) -> Kept:
    """Return what is known before the first walk."""
    return Kept((casekit.__version__, repository.prefix), {}, {})


def load(repository: Repository) -> Kept:
    """Return what earlier walks computed, nothing where that cannot be told for sure."""
    none = nothing_kept(repository)
    with suppress(OSError, GitError, msgspec.MsgspecError):
        raw = (repository.cache_folder() / _NAME).read_bytes()
        if raw[:_DIGEST] == hashlib.sha256(raw[_DIGEST:]).digest():
            kept = _DECODER.decode(raw[_DIGEST:])
            return kept if kept.made_for == none.made_for else none
    return none


_DECODER = msgspec.msgpack.Decoder(Kept)


def save(repository: Repository, kept: Kept) -> None:
    """Keep what a walk computed, whole or not at all: two walks at once end with what either of them found."""
    with suppress(OSError, GitError):
        folder = repository.cache_folder()
        raw = msgspec.msgpack.encode(kept)
        _put(folder / _NAME, hashlib.sha256(raw).digest() + raw)


def _put(path: Path, raw: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f"{_NAME}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
