"""How a case stood on a day, over the test agency's full case and small cases made up on the spot."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from support.cases import AGENCY, BARE, CLOSED, FULL

from casekit.cli.context import read_caseload
from casekit.model import standing
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.people import Person

DAY = dt.date


@pytest.fixture(scope="module")
def caseload() -> Caseload:
    return read_caseload(AGENCY, None)


def case(caseload: Caseload, identifier: str) -> Case:
    found = caseload.case(identifier)
    assert found
    return found


@pytest.mark.parametrize(
    ("day", "phase"),
    [(DAY(2026, 1, 11), None), (DAY(2026, 1, 12), "screening"), (DAY(2026, 2, 16), "implementation"), (DAY(2026, 2, 17), "planning")],
)  # fmt: skip
def test_the_phase_on_a_day(caseload: Caseload, day: dt.date, phase: str | None) -> None:
    found = standing.phase_on(case(caseload, FULL), day)
    assert (found.phase if found else None) == phase


def test_going_back_is_told_with_its_place_in_the_log(caseload: Caseload) -> None:
    assert [(i, entry.phase) for i, entry in standing.steps_back(case(caseload, FULL))] == [(3, "planning")]
    assert standing.reached_phase(case(caseload, FULL), "planning") == DAY(2026, 1, 26)
    assert standing.reached_phase(case(caseload, FULL), "outcome_evaluation") is None


def test_who_was_responsible_on_a_day(caseload: Caseload) -> None:
    full = case(caseload, FULL)
    assert standing.workers_on(full, caseload, DAY(2026, 1, 15)) == {"k-osei"}
    assert standing.workers_on(full, caseload, DAY(2026, 3, 1)) == {"k-osei", "r-vale"}
    assert standing.workers_on(full, caseload, DAY(2025, 3, 1)) == frozenset()


def test_a_case_ends_with_its_last_status(caseload: Caseload) -> None:
    ended = standing.ended_on(case(caseload, CLOSED))
    last = standing.status_on(case(caseload, CLOSED), DAY(2099, 1, 1))
    assert last
    assert ended == last.from_
    assert standing.ended_on(case(caseload, BARE)) is None
    assert standing.status_on(case(caseload, BARE), DAY(1999, 1, 1)) is None


def test_the_last_day_is_the_newest_that_happened(caseload: Caseload) -> None:
    full = case(caseload, FULL)
    newest = max(r.date for r in (*full.contacts, *full.reviews, *full.risks, *full.incidents, *full.assessments))
    assert standing.last_day(full) >= newest
    assert standing.last_day(Case(id="C-2M4K8QAY", folder="records/cases/2026/C-2M4K8QAY")) == DAY.min


def test_the_newest_need_in_each_area_counts(caseload: Caseload) -> None:
    full = case(caseload, FULL)
    for domain, need in standing.needs_on(full, DAY(2099, 1, 1)).items():
        assert need.assessment.needs[need.place] is need.found
        later = [a for a in full.assessments if a.date > need.assessment.date and any(n.domain == domain for n in a.needs)]  # fmt: skip
        assert not later
    assert standing.needs_on(full, DAY(1999, 1, 1)) == {}


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [("2008-03-02", DAY(2026, 3, 1), 17), ("2008-03-02", DAY(2026, 3, 2), 18), ("2008-02-29", DAY(2026, 2, 28), 17), ("2008-02-29", DAY(2026, 3, 1), 18), ({"none_because": "unable"}, DAY(2026, 3, 1), None)],
)  # fmt: skip
def test_a_birthday_is_the_day_from_which_one_is_older(born: object, day: dt.date, age: int | None) -> None:
    person = msgspec.convert(
        {"path": "", "id": "P", "names": {"legal": "A"}, "birth_date": born, "safe_contact": {}, "languages": {"preferred": "en", "interpreter": False}},
        Person,
    )  # fmt: skip
    assert standing.age_on(person, day) == age


@pytest.mark.parametrize(
    ("fields", "with_client", "in_person"),
    [
        ({"kind": "visit", "reached": True}, True, True),
        ({"kind": "visit", "reached": False}, False, False),
        ({"kind": "visit", "reached": True, "place": "telehealth"}, True, False),
        ({"kind": "phone", "reached": True}, True, False),
        ({"kind": "collateral", "reached": True}, False, False),
    ],
)
def test_a_talk_about_the_client_is_none_with_them(
    fields: dict[str, object], with_client: bool, in_person: bool
) -> None:
    contact = msgspec.convert(
        {"path": "", "date": "2026-03-02", "by": "s-ruiz", "minutes": 5, "note": "", **fields}, Contact
    )
    assert (standing.with_client(contact), standing.in_person(contact)) == (with_client, in_person)
