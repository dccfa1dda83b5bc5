"""A file's text in, the comments out that ask the linter to pass over a finding."""

from __future__ import annotations

import re

from msgspec import Struct

from casekit.finding import Span
from casekit.records.positions import Positions

_REMARK = re.compile(r"(?:^|(?<= ))#\s*casekit:\s*ignore\b(?:\[(?P<rules>[^\]\n]*)\])?(?P<reason>[^\n]*)", re.MULTILINE)


class Remark(Struct, frozen=True):
    """One ``# casekit: ignore[RULE] reason``: where it stands, the line it is for, and what it says."""

    span: Span
    line: int
    rules: tuple[str, ...]
    reason: str


def remarks(raw: bytes) -> tuple[Remark, ...]:
    """Return the remarks in a file that could be read; one at the end of a line is for that line, else for the next."""
    if b"casekit:" not in raw:
        return ()
    text = raw.decode()
    within = Positions(text).inside_values()
    found = []
    for match in _REMARK.finditer(text):
        number = text.count("\n", 0, match.start()) + 1
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        span = Span(number, len(before) + 1, number, len(before) + 1 + len(match[0]))
        if not within(span):
            named = tuple(name.strip() for name in (match["rules"] or "").split(",") if name.strip())
            found.append(Remark(span, number if before.strip() else number + 1, named, match["reason"].strip()))
    return tuple(found)
