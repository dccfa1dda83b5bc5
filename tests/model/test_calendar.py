"""The days of appointments: what repeats, what is left out, and what meets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.model.calendar import first_meeting, minutes_of_day, occurrences, takes_place
from casekit.model.service import Appointment

END = dt.date(2026, 12, 31)


def visit(**fields: Any) -> Appointment:
    data = {"path": "a.yaml", "date": "2026-01-01", "by": "s-ruiz", "kind": "medical", "what": "A visit"}
    return msgspec.convert(data | fields, Appointment)


def days(last: dt.date = END, **fields: Any) -> list[str]:
    return [day.isoformat() for day in occurrences(visit(**fields), last)]


@pytest.mark.parametrize(
    ("repeats", "first", "last", "expected"),
    [
        (None, "2026-01-01", END, ["2026-01-01"]),
        (None, "2027-01-01", END, []),
        # 2026-01-01 is a Thursday.
        ({"every": "week", "interval": 1, "on": ["monday", "thursday"], "until": "2026-01-15"}, "2026-01-01", END,
         ["2026-01-01", "2026-01-05", "2026-01-08", "2026-01-12", "2026-01-15"]),
        ({"every": "week", "interval": 2, "until": "2026-02-01"}, "2026-01-01", END, ["2026-01-01", "2026-01-15", "2026-01-29"]),
        ({"every": "day", "interval": 10}, "2026-01-01", dt.date(2026, 1, 25), ["2026-01-01", "2026-01-11", "2026-01-21"]),
        # A month too short for the 31st is passed over.
        ({"every": "month", "interval": 1}, "2026-01-31", dt.date(2026, 5, 31), ["2026-01-31", "2026-03-31", "2026-05-31"]),
        # Weekdays are said for weeks alone.
        ({"every": "month", "interval": 6, "on": ["monday"]}, "2026-01-01", END, ["2026-01-01", "2026-07-01"]),
        ({"every": "week", "interval": 1, "until": "2026-01-15", "except": [{"date": "2026-01-08", "because": "Snow"}]},
         "2026-01-01", END, ["2026-01-01", "2026-01-15"]),
    ],
)  # fmt: skip
def test_the_days_are_those_of_the_calendar(
    repeats: dict[str, Any] | None, first: str, last: dt.date, expected: list[str]
) -> None:
    assert days(last, date=first, **({"repeats": repeats} if repeats else {})) == expected


def test_a_day_left_out_was_one_of_its_days() -> None:
    series = visit(
        repeats={
            "every": "week",
            "interval": 1,
            "until": "2026-02-05",
            "except": [{"date": "2026-01-08", "because": "Snow"}],
        }
    )
    assert takes_place(series, dt.date(2026, 1, 8))
    assert not takes_place(series, dt.date(2026, 1, 9))
    assert not takes_place(series, dt.date(2026, 2, 12))
    assert takes_place(visit(), dt.date(2026, 1, 1))


def test_two_meet_where_they_share_a_minute() -> None:
    early = visit(start="09:00", minutes=60)
    assert minutes_of_day(early) == (540, 600)
    assert first_meeting(early, visit(start="09:59", minutes=5), END) == dt.date(2026, 1, 1)
    assert first_meeting(early, visit(start="10:00", minutes=5), END) is None
    assert first_meeting(early, visit(), END) is None
    weekly = visit(start="09:30", minutes=5, date="2025-12-25", repeats={"every": "week", "interval": 1})
    assert first_meeting(early, weekly, END) == dt.date(2026, 1, 1)
    assert first_meeting(visit(start="09:00", minutes=60, date="2026-01-02"), weekly, END) is None


@pytest.mark.no_cover
@given(
    first=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    every=st.sampled_from(["day", "week", "month"]),
    interval=st.integers(1, 6),
    length=st.integers(-5, 400),
)
def test_days_come_in_order_within_their_bounds(first: dt.date, every: str, interval: int, length: int) -> None:
    last = first + dt.timedelta(days=length)
    series = visit(date=first.isoformat(), repeats={"every": every, "interval": interval})
    found = list(occurrences(series, last))
    assert found == sorted(set(found))
    assert all(first <= day <= last and takes_place(series, day) for day in found)
    assert (first in found) == (length >= 0)
