"""The words for a change: titles of the schemas, codes as people say them, and only what changed of a long text."""

from __future__ import annotations

from typing import Any

import pytest

from casekit.history.compare import FieldChange
from casekit.history.labels import bare_label, both_in_words, in_words, known_names, label


@pytest.mark.parametrize(
    ("kind", "at", "value", "words"),
    [
        ("risk", ("level",), "high", "high"),
        ("outcome", ("destination",), "rental_subsidised", "rental with a subsidy"),
        ("outcome", ("feedback",), {"none_because": "declined"}, "chose not to say"),
        (
            "outcome",
            ("feedback",),
            {"none_because": "not_asked", "ask_again": "2026-04-01"},
            "not asked yet; ask again 2026-04-01",
        ),
        ("contact", ("reached",), True, "yes"),
        ("contact", ("reached",), False, "no"),
        ("contact", ("note",), None, "nothing yet"),
        ("contact", ("goals",), [], "none"),
        ("contact", ("goals",), ["g1", "g2"], "g1, g2"),
        ("plan", ("nonsense", "x"), {"a": [{"b": 1}]}, "a: b: 1"),
    ],
)
def test_a_value_is_said_as_people_say_it(kind: str, at: tuple[str, ...], value: Any, words: str) -> None:
    assert in_words(kind, at, value) == words


def test_a_place_is_called_by_titles_ids_and_days() -> None:
    data = {"goals": [{"id": "g1", "status": [{"from": "2026-01-20"}]}], "odd": [3]}
    assert label("plan", ("goals", "g1", "status", 0), data) == "Goals of plan, g1, Status log, 2026-01-20"
    assert label("plan", ("goals", "g1", "status", 4), data) == "Goals of plan, g1, Status log, no. 5"
    assert label("plan", ("goals", "g9", "aim"), data) == "Goals of plan, g9, Aim of goal"
    assert label("plan", ("odd", 0), data) == "odd, no. 1"
    assert label("plan", ("started", "x"), {"started": 3}) == "Started on, x"


def test_a_bare_name_holds_no_word_that_anyone_wrote() -> None:
    assert (
        bare_label("plan", ("goals", "g1", "steps", "g1s2", "done"))
        == "Goals of plan, g1, Steps towards goal, g1s2, Done on"
    )
    assert bare_label("plan", ("goals", "rosa", "odd")) == "Goals of plan, a part, a part"
    assert bare_label("case", ("phases", 2)) == "Phase log, no. 3"


def test_of_a_long_text_only_what_changed_is_shown() -> None:
    before = (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    )
    after = before.replace("ten", "TEN")
    sides = both_in_words("contact", FieldChange(("note",), before, after))
    assert sides == (
        "… six seven eight nine ten eleven twelve thirteen fourteen …",
        "… six seven eight nine TEN eleven twelve thirteen fourteen …",
    )
    blanks = both_in_words("contact", FieldChange(("note",), before, before.replace(" ", "  ")))
    assert blanks == (before, before.replace(" ", "  "))


def test_every_field_can_be_asked_for() -> None:
    assert {"plan", "goals", "aim", "steps", "because", "revoked"} <= known_names(("plan", "consent"))
