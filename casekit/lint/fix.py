"""Findings and the texts of their files in, texts with the safe mends made out.

Only text is edited, and each mend is checked: the file must say afterwards what it said before, save for what was
mended. What is not certain is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import pairwise
from typing import Any

from casekit.finding import DataPath, Finding
from casekit.records.positions import Positions
from casekit.records.text import BYTE_ORDER_MARK
from casekit.records.tidy import trailing_spaces
from casekit.records.yaml import read


def mend(text: str, findings: Iterable[Finding]) -> str:
    """Return the text of one file with every finding mended that can be mended safely."""
    for finding in findings:
        fix = FIXES.get(finding.name)
        if fix is not None and not finding.waived:
            text = fix(text, finding)
    return text


def _line_endings(text: str, finding: Finding) -> str:
    del finding
    return text.replace("\r\n", "\n")


def _byte_order_mark(text: str, finding: Finding) -> str:
    """Take away what says nothing at the top of a file. Elsewhere the same character came with a text: a person looks."""
    del finding
    return text.removeprefix(BYTE_ORDER_MARK)


def _spaces(text: str, finding: Finding) -> str:
    del finding
    lines = text.split("\n")
    for span in trailing_spaces(text):
        lines[span.line - 1] = lines[span.line - 1].rstrip(" ")
    mended = "\n".join(lines)
    return mended if _data(mended) == _data(text) else text


def _key(text: str, finding: Finding) -> str:
    """Put the one near miss in the place of a mistyped field's name."""
    data = _data(text)
    if not finding.suggestion or data is None:
        return text
    span = Positions(text).span(finding.at, on_key=True)
    lines = text.split("\n")
    line = lines[span.line - 1]
    lines[span.line - 1] = line[: span.column - 1] + finding.suggestion + line[span.end_column - 1 :]
    mended = "\n".join(lines)
    holder = _at(data, finding.at[:-1])
    if finding.suggestion in holder:
        return text
    wanted = {finding.suggestion if k == finding.at[-1] else k: v for k, v in holder.items()}
    return mended if _data(mended) == _replaced(data, finding.at[:-1], wanted) else text


def _log(text: str, finding: Finding) -> str:
    """Put the entries of a log into the order of their days, each with the comments above it."""
    where = finding.at[:-2]
    data = _data(text)
    if data is None:
        return text
    entries = _at(data, where)
    order = sorted(range(len(entries)), key=lambda i: str(entries[i]["from"]))
    chunks = _chunks(text, where, len(entries))
    if chunks is None:
        return text
    before, items, after = chunks
    mended = "\n".join([*before, *(line for i in order for line in items[i]), *after])
    return mended if _data(mended) == _replaced(data, where, [entries[i] for i in order]) else text


def _chunks(text: str, where: DataPath, count: int) -> tuple[list[str], list[list[str]], list[str]] | None:
    """Cut a file's lines into those before a list, those of each of its items, and those after; None if items share lines."""
    positions = Positions(text)
    lines = text.split("\n")
    starts = [positions.span((*where, i)).line - 1 for i in range(count)]
    if any(not re.match(r" *- ", lines[start]) for start in starts) or len(set(starts)) < count:
        return None
    indent = len(lines[starts[0]]) - len(lines[starts[0]].lstrip(" "))
    end = starts[-1] + 1
    while end < len(lines) and lines[end].startswith(" " * (indent + 1)) and lines[end].strip():
        end += 1
    heads = [_with_comments(lines, start) for start in starts]
    cuts = [*heads, end]
    items = [lines[a:b] for a, b in pairwise(cuts)]
    return lines[: heads[0]], items, lines[end:]


def _with_comments(lines: list[str], start: int) -> int:
    """Return where an item begins, counting the comments right above it."""
    while start and lines[start - 1].lstrip(" ").startswith("#"):
        start -= 1
    return start


def _data(text: str) -> dict[str, Any] | None:
    return read(text.encode()).data


def _at(data: Any, where: DataPath) -> Any:  # noqa: ANN401 (any record's data)
    for piece in where:
        data = data[piece]
    return data


def _replaced(data: dict[str, Any], where: DataPath, value: Any) -> Any:  # noqa: ANN401 (any record's data)
    if not where:
        return value
    copy = deepcopy(data)
    _at(copy, where[:-1])[where[-1]] = value
    return copy


FIXES: dict[str, Callable[[str, Finding], str]] = {
    "control-character": _byte_order_mark,
    "carriage-return": _line_endings,
    "trailing-spaces": _spaces,
    "unknown-field": _key,
    "log-out-of-order": _log,
}
"""The name of each rule whose findings can be mended safely, to what mends one."""
