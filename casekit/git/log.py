"""What ``git log --raw -z`` printed in, commits with the files they changed out."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct

LOG_FORMAT = "--format=%H%n%P%n%an%n%ae%n%at%n%ct%n%B"
"""What ``commits`` takes apart: one line each for id, parents, author, e-mail and both times, then the message."""

LOG_OPTIONS = (
    *("-c", "log.showRoot=true", "-c", "log.follow=false", "-c", "log.mailmap=false"),
    *("log", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-merges=first-parent"),
    *("--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-color", "--no-decorate", "--no-notes"),
    *("--no-mailmap", "--no-relative", "--ignore-submodules=none", "-O/dev/null", "--encoding=UTF-8", LOG_FORMAT),
)
"""Each is there against a setting of the repository: some hide changes, one runs a program."""

_NONE = "0"  # the id of no object is zeros only


class Touch(Struct, frozen=True, gc=False):
    """One file that a commit changed. ``old`` and ``new`` are object ids, empty where the file was not there.

    ``path`` is relative to the agency's folder; bytes that are no UTF-8 are surrogate escapes. ``mode`` is the new
    one, or the old one of a file that is gone.
    """

    path: str
    mode: str
    old: str
    new: str


class Commit(Struct, frozen=True, gc=False):
    """One commit. ``authored`` and ``committed`` are seconds since 1970; all but the id and the parents is a claim.

    ``touches`` compares with the first parent, for a merge too.
    """

    oid: str
    parents: tuple[str, ...]
    author: str
    email: str
    authored: int
    committed: int
    message: str
    touches: tuple[Touch, ...]


def commits(answer: bytes, folder: bytes = b"") -> Iterator[Commit]:
    """Yield the commits. ``folder`` leads to the agency's, with a slash behind it; what is not in there is left out.

    No name and no message holds a NUL, so a piece that begins with a colon where none is a path is Git's own.
    """
    head: bytes | None = None
    touches: list[Touch] = []
    cut = len(folder)
    pieces = iter(answer.split(b"\0"))
    for piece in pieces:
        if piece.startswith((b":", b"\n:")):
            path = next(pieces)
            if path.startswith(folder):
                touches.append(_touch(piece.lstrip(b"\n"), path[cut:]))
        elif piece.strip(b"\n"):
            if head is not None:
                yield _commit(head, touches)
            head, touches = piece, []
    if head is not None:
        yield _commit(head, touches)


def _touch(about: bytes, path: bytes) -> Touch:
    old_mode, new_mode, old, new, _ = about[1:].decode("ascii").split(" ")
    gone = not new.strip(_NONE)
    return Touch(
        os.fsdecode(path), old_mode if gone else new_mode, old if old.strip(_NONE) else "", "" if gone else new
    )


def _commit(head: bytes, touches: list[Touch]) -> Commit:
    oid, parents, author, email, authored, committed, message = (
        head.decode("utf-8", "replace").lstrip("\n").split("\n", 6)
    )
    return Commit(
        oid, tuple(parents.split()), author, email, _seconds(authored), _seconds(committed), message, tuple(touches)
    )


def _seconds(text: str) -> int:
    """Return a commit's time; a damaged one counts as the beginning of time, so that it stands out."""
    return int(text) if text.isdigit() else 0
