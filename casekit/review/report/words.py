"""A page in, the sentences that every format for people shares out."""

from __future__ import annotations

from casekit.review.page import Fact, Item, Page

ATTENTION = {"first": "Look here first", "look": "Worth a look", "note": "For the record"}
HIDDEN = "What the records say is left out here; casekit diff --show-values shows it."
NOT_WHOLE = "This review is not whole: something could not be read."


def headline(page: Page) -> str:
    """Say in one line what is compared and how much there is to see."""
    if not page.files:
        return f"Nothing changed from {page.base} to {page.head}."
    told = [f"{count} to look at first" if word == "first" else f"{count} worth a look" if word == "look" else f"{count} for the record" for word, count in page.counts.items() if count]  # fmt: skip
    files = f"{page.files} file{'s' * (page.files != 1)}"
    return f"From {page.base} to {page.head}, {files} changed: {', '.join(told)}."


def case_title(case: str) -> str:
    """Return how a group is called."""
    return case or "The agency and people"


def fact_line(fact: Fact, item: Item) -> str:
    """Say one change of a field; in a conflict which side says what."""
    if item.check == "conflict" and (fact.before is not None or fact.after is not None):
        ours, theirs = ("not there" if side is None else side for side in (fact.before, fact.after))
        return f"{fact.field}: ours {ours} | theirs {theirs}"
    if fact.before is None and fact.after is None:
        return fact.field
    if fact.before is None:
        return f"{fact.field}: {fact.after}"
    return f"{fact.field}: {fact.before} → {'no longer there' if fact.after is None else fact.after}"


def finding_title(count: int, *, new: bool) -> str:
    """Head a list of findings."""
    many = "s" * (count != 1)
    return f"{count} new finding{many}" if new else f"{count} finding{many} fewer"
