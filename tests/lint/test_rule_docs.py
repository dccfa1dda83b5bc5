"""A rule's documentation is its own test: every Bad block yields exactly its code, every Good block nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from support.rule_examples import tree_with

from casekit.lint.rule import HEADINGS, rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings

EVERY = pytest.mark.parametrize("code", list(rules()))


def _day_for(code: str) -> date | None:
    """Rules about a day are asked about one; the examples of all others hold without."""
    return date(2026, 9, 30) if rules()[code].on == "day" else None


@EVERY
def test_the_bad_example_yields_exactly_this_rule(code: str) -> None:
    report = lint(tree_with(rules()[code].doc["Bad"]), Settings(strict=True), _day_for(code))
    assert [finding.code for finding in report.findings if not finding.waived] == [code]


@EVERY
def test_the_good_example_yields_nothing(code: str) -> None:
    report = lint(tree_with(rules()[code].doc["Good"]), Settings(strict=True), _day_for(code))
    assert all(finding.waived for finding in report.findings)


@EVERY
def test_every_heading_is_there_in_order_and_says_something(code: str) -> None:
    doc = rules()[code].doc
    assert tuple(doc) == ("Summary", *HEADINGS)
    assert all(text.strip() for text in doc.values())
    assert doc["Checks"].startswith(("That ", "Whether "))
    assert doc["Summary"].endswith(".")


def test_codes_and_names_are_well_formed_and_in_the_order_of_their_families() -> None:
    for code, rule in rules().items():
        assert re.fullmatch("CK[0-9]{3}", code)
        assert re.fullmatch("[a-z][a-z0-9-]+", rule.name)
    assert len({rule.name for rule in rules().values()}) == len(rules())
    assert len(rules()) >= 25


@EVERY
def test_words_we_never_print_are_in_no_explanation(code: str) -> None:
    text = " ".join(v for k, v in rules()[code].doc.items() if k not in {"Bad", "Good"}).lower()
    for word in (
        "non-compliant",
        "noncompliant",
        "refused",
        "suffers from",
        "he failed",
        "she failed",
        "client failed",
    ):
        assert word not in text
