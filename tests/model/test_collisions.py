"""What appointments take of a week, and where the law falls on the hour of care: cases worked by hand on a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec import convert

from casekit.model.calendar import weekly_minutes
from casekit.model.caseload import Case
from casekit.model.collisions import collisions, is_settled
from casekit.model.legal import Legal
from casekit.model.service import Appointment

DAY = dt.date
FIRST = DAY(2026, 1, 6)  # a Tuesday


def appointment(kind: str = "treatment", date: dt.date = FIRST, **more: Any) -> Appointment:
    data = {"path": f"appointments/{date}-a4.yaml", "date": date, "by": "s-ruiz", "kind": kind, "what": "Group", **more}
    return convert(data, Appointment)


def test_the_minutes_of_a_week() -> None:
    group = appointment(minutes=90, repeats={"every": "week", "interval": 1, "on": ["tuesday", "thursday"]})
    assert weekly_minutes(group, DAY(2026, 1, 31)) == 180
    far = appointment(minutes=60, repeats={"every": "week", "interval": 1}, travel={"how": "walks", "minutes": 15})
    assert weekly_minutes(far, DAY(2026, 1, 31)) == 90
    assert weekly_minutes(appointment(minutes=90), DAY(2026, 1, 31)) == 0


def case(*appointments: Appointment, **more: Any) -> Case:
    return Case(id="C-7K3QFMXN", folder="records/cases/2026/C-7K3QFMXN", appointments=appointments, **more)


GROUP = appointment(start="13:00", minutes=180, repeats={"every": "week", "interval": 1, "on": ["tuesday", "thursday"]})
CHECK_IN = appointment("check_in", DAY(2026, 1, 8), start="14:00", minutes=20, repeats={"every": "week", "interval": 1})


def test_a_check_in_in_the_hour_of_the_group() -> None:
    (found,) = collisions(case(GROUP, CHECK_IN))
    assert (found.law, found.care, found.day) == (CHECK_IN, GROUP, DAY(2026, 1, 8))


@pytest.mark.parametrize(
    "other",
    [
        appointment("check_in", DAY(2026, 1, 8), start="16:00", minutes=20),  # begins as the group ends
        appointment("check_in", DAY(2026, 1, 7), start="14:00", minutes=20),  # a Wednesday
        appointment("check_in", DAY(2026, 1, 8), minutes=20),  # no hour
        appointment("check_in", DAY(2026, 1, 8), start="14:00", outcome={"result": "cancelled_by_provider"}),
        appointment("employment", DAY(2026, 1, 8), start="14:00", minutes=20),
    ],
)
def test_what_does_not_collide(other: Appointment) -> None:
    assert list(collisions(case(GROUP, other))) == []


def test_every_other_week_can_pass_each_other_by() -> None:
    even = appointment("court", DAY(2026, 1, 8), start="14:00", minutes=20, repeats={"every": "week", "interval": 2})
    odd = appointment("therapy", DAY(2026, 1, 15), start="14:00", minutes=50, repeats={"every": "week", "interval": 2})
    assert list(collisions(case(even, odd))) == []


def test_a_clash_that_was_talked_through_since() -> None:
    (found,) = collisions(case(GROUP, CHECK_IN))

    def legal(day: str) -> Legal:
        talk = {"date": day, "what": "The hour", "proposed_by": "Rosa", "agreed": "Noon"}
        return convert(
            {"path": "legal/lg-2b4d.yaml", "id": "lg-2b4d", "kind": "probation", "from": FIRST, "negotiated": [talk]},
            Legal,
        )

    assert is_settled(case(legal=(legal("2026-01-20"),)), found)
    assert not is_settled(case(legal=(legal("2025-12-20"),)), found)
    assert not is_settled(case(), found)
