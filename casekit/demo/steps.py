"""What a story consists of: commits on the main line, and reviewed work that is merged into it."""

from __future__ import annotations

from msgspec import Struct


class Change(Struct, frozen=True, kw_only=True):
    """One commit: when (seconds since 1970), by whom, what it says, and the files it writes."""

    at: int
    by: str
    subject: str
    reason: str
    cases: tuple[str, ...] = ()
    files: dict[str, bytes]


class Merge(Struct, frozen=True, kw_only=True):
    """Commits that were written aside, read by somebody else and merged by them at ``at``."""

    changes: tuple[Change, ...]
    at: int
    by: str
    subject: str
    reason: str
    cases: tuple[str, ...] = ()


Step = Change | Merge
