"""When appointments take place, what they take of a week, and which fall together: cases worked by hand on a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from casekit.model.caseload import Case
from casekit.model.collisions import collisions, is_settled
from casekit.model.legal import Legal
from casekit.model.occurrences import occurrences, time_of_day, weekly_minutes
from casekit.model.service import Appointment

DAY = dt.date
FIRST = DAY(2026, 1, 6)  # a Tuesday


def appointment(kind: str = "treatment", date: dt.date = FIRST, **more: Any) -> Appointment:
    data = {"path": f"appointments/{date}-a4.yaml", "date": date, "by": "s-ruiz", "kind": kind, "what": "Group", **more}
    return convert(data, Appointment)


@pytest.mark.parametrize(
    ("repeats", "last", "days"),
    [
        (None, DAY(2026, 1, 31), [6]),
        (None, DAY(2026, 1, 5), []),
        ({"every": "day", "interval": 3}, DAY(2026, 1, 14), [6, 9, 12]),
        ({"every": "week", "interval": 1}, DAY(2026, 1, 21), [6, 13, 20]),
        ({"every": "week", "interval": 1, "on": ["monday", "friday"]}, DAY(2026, 1, 19), [9, 12, 16, 19]),
        ({"every": "week", "interval": 2, "on": ["tuesday"], "until": "2026-01-25"}, DAY(2026, 3, 1), [6, 20]),
        ({"every": "week", "interval": 1, "except": [{"date": "2026-01-13", "because": "x"}]}, DAY(2026, 1, 20), [6, 20]),
    ],
)  # fmt: skip
def test_the_days_of_an_appointment(repeats: Any, last: dt.date, days: list[int]) -> None:
    more = {"repeats": repeats} if repeats else {}
    assert [day.day for day in occurrences(appointment(**more), last)] == days


def test_a_month_too_short_has_it_on_its_last_day() -> None:
    monthly = appointment(date=DAY(2026, 1, 31), repeats={"every": "month", "interval": 1})
    assert [str(d) for d in occurrences(monthly, DAY(2026, 4, 30))] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]


EVERY = st.sampled_from(["day", "week", "month"])
ON = st.lists(st.sampled_from(["monday", "wednesday", "sunday"]), unique=True, min_size=1)


@given(EVERY, st.integers(1, 5), ON, st.dates(DAY(2024, 1, 1), DAY(2027, 12, 31)), st.integers(0, 400))
def test_days_come_in_order_once_and_within_their_time(
    every: str, interval: int, on: list[str], first: dt.date, ahead: int
) -> None:
    repeats: dict[str, Any] = {"every": every, "interval": interval} | ({"on": on} if every == "week" else {})
    last = first + dt.timedelta(days=ahead)
    days = list(occurrences(appointment(date=first, repeats=repeats), last))
    assert days == sorted(set(days))
    assert all(first <= day <= last for day in days)


def test_time_of_day_and_minutes_of_a_week() -> None:
    assert time_of_day(appointment()) is None
    assert time_of_day(appointment(start="09:30", minutes=45)) == (570, 615)
    assert time_of_day(appointment(start="09:30")) == (570, 571)
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
