"""A page in, plain text for a terminal out. Record text is shown, never obeyed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from casekit.review.page import FindingLine, Item, Page
from casekit.review.report.words import ATTENTION, HIDDEN, NOT_WHOLE, case_title, fact_line, finding_title, headline
from casekit.words import visible

_WIDTH = 100


def write(page: Page) -> str:
    """Return the review as text of at most a hundred columns."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from _wrapped(headline(page), 0)
    if not page.readable:
        yield NOT_WHOLE
    for group in page.groups:
        yield f"\n{case_title(group.case)}"
        for item in group.items:
            yield from _item(item)
    yield from _findings(page.appeared, new=True)
    yield from _findings(page.gone, new=False)
    if page.groups and not page.values:
        yield f"\n{HIDDEN}"


def _item(item: Item) -> Iterator[str]:
    yield from _wrapped(f"{ATTENTION[item.severity]}: {item.says} [{item.check}]", 2)
    yield from _wrapped(item.path, 4)
    if item.problem:
        yield from _wrapped(item.problem, 4)
    for fact in item.facts:
        yield from _wrapped(fact_line(fact, item), 4)


def _findings(findings: Iterable[FindingLine], *, new: bool) -> Iterator[str]:
    told = list(findings)
    if told:
        yield f"\n{finding_title(len(told), new=new)}"
        for finding in told:
            yield from _wrapped(f"{finding.code} {finding.severity}: {finding.says}", 2)
            yield from _wrapped(finding.path, 4)


def _wrapped(text: str, indent: int) -> list[str]:
    line = visible(" ".join(text.split()))
    blank = " " * indent
    return textwrap.wrap(
        line,
        _WIDTH,
        initial_indent=blank,
        subsequent_indent=f"{blank}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
