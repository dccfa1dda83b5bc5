"""A page in, Markdown for a comment on a pull request out. Record text is shown, never obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casekit.review.page import FindingLine, Item, Page
from casekit.review.report.words import ATTENTION, HIDDEN, NOT_WHOLE, case_title, fact_line, finding_title, headline
from casekit.words import in_markdown, visible


def write(page: Page) -> str:
    """Return the review as Markdown."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"## Review of the records\n\n{_marked(headline(page))}"
    if not page.readable:
        yield f"\n**{NOT_WHOLE}**"
    for group in page.groups:
        yield f"\n### {_marked(case_title(group.case))}\n"
        for item in group.items:
            yield from _item(item)
    yield from _findings(page.appeared, new=True)
    yield from _findings(page.gone, new=False)
    if page.groups and not page.values:
        yield f"\n{HIDDEN}"


def _item(item: Item) -> Iterator[str]:
    yield f"- **{ATTENTION[item.severity]}**: {_marked(item.says)} (`{item.check}`, {_marked(item.path)})"
    if item.problem:
        yield f"  - {_marked(item.problem)}"
    for fact in item.facts:
        yield f"  - {_marked(fact_line(fact, item))}"


def _findings(findings: Iterable[FindingLine], *, new: bool) -> Iterator[str]:
    told = list(findings)
    if told:
        yield f"\n### {finding_title(len(told), new=new)}\n"
        for finding in told:
            yield f"- {finding.code} {finding.severity}: {_marked(finding.says)} ({_marked(finding.path)})"


def _marked(text: str) -> str:
    return in_markdown(visible(" ".join(text.split())))
