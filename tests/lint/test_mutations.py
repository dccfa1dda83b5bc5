"""Single realistic edits of the demonstration agency: each raises the one finding it should, or rightly none.

An item of ``mutations/<name>.yaml`` is ``{edit, code, line, why}``, and ``at`` (the file with the finding) where that is
not the edited one; an item of ``mutations/<name>-quiet.yaml`` is ``{edit, why}``. An edit is ``{file, find, replace}``,
``{file, append}``, ``{write, text}`` or ``{delete}``, of a file or a folder. ``as_of`` asks about a day, for rules that
need one. ``given`` is a list of edits that are made first: what rightfully stood there, and raises nothing itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.mutations import (
    added,
    demonstration,
    edited,
    edited_file,
    found,
    given,
    mutations,
    plainly_found,
)

from casekit.lint.rule import rules

pytestmark = pytest.mark.no_cover

RAISING = mutations(quiet=False)
QUIET = mutations(quiet=True)


def listed(items: list[tuple[str, dict[str, Any]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("item", [item for _, item in items], ids=[name for name, _ in items])


@listed(RAISING)
def test_an_edit_raises_this_finding_and_no_other(item: dict[str, Any]) -> None:
    expected = (item["code"], item.get("at", edited_file(item["edit"])), item["line"])
    before = given(item)
    assert [(f.code, f.path, f.message) for f in added(before, item.get("as_of"))] == []
    findings = added(edited(item["edit"], before), item.get("as_of"))
    assert [(f.code, f.path, f.span.line) for f in findings] == [expected], [f.message for f in findings]


@listed(QUIET)
def test_an_edit_that_a_good_worker_may_make_raises_nothing(item: dict[str, Any]) -> None:
    findings = added(edited(item["edit"]), item.get("as_of"))
    assert [(f.code, f.path, f.span.line, f.message) for f in findings] == []


def test_the_demonstration_agency_is_clean() -> None:
    assert [(f.code, f.path, f.message) for f in plainly_found(demonstration())] == []


@pytest.mark.parametrize("day", [None, date(2026, 11, 24)])
def test_the_short_way_finds_what_the_plain_way_finds(day: date | None) -> None:
    for _, item in RAISING[::40]:
        files = edited(item["edit"], given(item))
        assert found(files, day) == plainly_found(files, day)


def test_every_edit_says_why_in_one_line_and_no_two_are_alike() -> None:
    items = [item for _, item in (*RAISING, *QUIET)]
    assert all(item["why"].strip() and "\n" not in item["why"].strip() for item in items)
    edits = [repr(item["edit"]) for item in items]
    assert len(edits) == len(set(edits))


def test_there_are_edits_enough_and_no_edit_stands_twice() -> None:
    assert sum("given" not in item for _, item in RAISING) >= 150
    assert len(QUIET) >= 80
    edits = [repr(sorted(item["edit"].items())) for _, item in (*RAISING, *QUIET)]
    assert len(set(edits)) == len(edits)


def test_there_are_rules_of_practice_enough_and_an_edit_raises_each() -> None:
    practice = {code for code in rules() if "CK3" <= code < "CK8"}
    assert len(practice) >= 90
    assert practice - {item["code"] for _, item in RAISING} == set()
