"""Codes and answers become words; lines of a file become flowing text."""

from __future__ import annotations

import datetime as dt

import pytest

from casekit.model.common import LeftOpen
from casekit.summary.wording import flowing, gist, quoted, said, said_each, standing, stopped
from casekit.words import counted, human

WRAPPED = "The family lost their home by eviction while we were working to keep it. The old\nfirst goal no longer fits."


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        (None, ""),
        ("one line\n", "one line"),
        (WRAPPED, WRAPPED.replace("\n", " ")),
        ("J. Berg\nPO Box 9\nWillow\n", "J. Berg\nPO Box 9\nWillow"),
        (f"{'a long line that runs up to the margin of the one who wrote this file':71}\n- item", None),
        (f"{'x' * 80}\n\nnew paragraph", None),
        ("- a\n- b", "- a\n- b"),
    ],
)
def test_line_breaks_stay_where_they_were_meant(text: str | None, flow: str | None) -> None:
    assert flowing(text) == ("\n".join(line.strip() for line in (text or "").split("\n")) if flow is None else flow)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (LeftOpen("not_asked", dt.date(2026, 4, 1)), "not asked yet; ask again 2026-04-01"),
        (LeftOpen("declined"), "chose not to say"),
        (LeftOpen("unable"), "not able to say for now"),
        (LeftOpen("not_explored"), "not explored yet"),
        (LeftOpen("not_obtainable"), "could not be obtained"),
        ("she, her", "she, her"),
        (None, ""),
    ],
)
def test_an_answer_left_open_says_why(answer: str | LeftOpen | None, words: str) -> None:
    assert said(answer) == words


def test_lists_may_be_left_open_too() -> None:
    assert said_each(None) == ()
    assert said_each(("a", "b\n")) == ("a", "b")
    assert said_each(LeftOpen("declined")) == ("chose not to say",)


def test_no_code_blames_a_person() -> None:
    assert human("failed") == "did not work out"
    assert human("physical_health") == "physical health"


def test_a_gist_is_one_line_cut_after_a_word() -> None:
    assert gist("a\n b", None, "c") == "a b c"
    long = gist("word, " * 60)
    assert long.endswith("word…")
    assert len(long) <= 181
    assert len(gist("x" * 500)) == 181


def test_own_words_stand_in_quotes_and_missing_ones_do_not() -> None:
    assert quoted("I mopped\nbefore.") == "“I mopped before.”"
    assert quoted(LeftOpen("declined")) == "chose not to say"
    assert quoted(None) is None


@pytest.mark.parametrize(("text", "ended"), [("", ""), ("a", "a."), ("a. ", "a."), ("why?", "why?")])
def test_a_sentence_ends_once(text: str, ended: str) -> None:
    assert stopped(text) == ended


def test_what_has_ended_did_so_on_a_day() -> None:
    day = dt.date(2026, 3, 2)
    assert standing("met", day) == "met on 2026-03-02"
    assert standing("in_progress", day) == "in progress since 2026-03-02"


@pytest.mark.parametrize(("number", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_one_thing_is_not_several(number: int, words: str) -> None:
    assert counted(number, "day") == words
