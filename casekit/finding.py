"""The one currency for problems: a Finding says what is wrong, where, and under which rule."""

from __future__ import annotations

import enum
import hashlib

from msgspec import Struct

DataPath = tuple[str | int, ...]
"""Where in a record: keys and list positions from the top, such as ``("goals", 0, "aim")``."""


class Severity(enum.IntEnum):
    """How much a finding weighs; a higher number weighs more."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The severity as users write and read it."""
        return self.name.lower()


class Span(Struct, frozen=True):
    """A stretch of a file. Lines and columns count from 1, in characters; the end is one past the last."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Finding(Struct, frozen=True, kw_only=True):
    """A problem in a file.

    ``path`` is relative to the agency's folder. ``record`` is the id of the record or, where it has none,
    its path below the case. ``at`` is the place in the data. ``fingerprint`` names the same problem across
    edits that only move lines: it holds no line number. ``waiver`` names what waived it: a waiver's id or a line.
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: str
    span: Span
    record: str
    at: DataPath
    fingerprint: str
    suggestion: str = ""
    waived: bool = False
    waiver: str = ""


def fingerprint(code: str, record: str, at: DataPath, repeat: int) -> str:
    """Name a problem by rule, record and place; ``repeat`` tells apart the second of a kind in one place."""
    text = "\0".join([code, record, *map(str, at), str(repeat)])
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
