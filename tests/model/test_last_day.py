"""The newest day of a case is no mistyped one."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from casekit.model.standing import FAR_AHEAD, _last_in_reach

START = dt.date(2026, 1, 12)
DAYS = st.lists(st.integers(0, FAR_AHEAD.days).map(lambda n: START + dt.timedelta(days=n)), min_size=2, max_size=9)


@given(DAYS)
def test_days_that_follow_one_another_end_with_the_last(days: list[dt.date]) -> None:
    assert _last_in_reach(days) == max(days)


@given(DAYS, st.integers(1, 9999))
def test_one_day_years_later_does_not_count(days: list[dt.date], ahead: int) -> None:
    assert _last_in_reach([*days, max(days) + FAR_AHEAD + dt.timedelta(days=ahead)]) == max(days)


@given(DAYS, st.integers(1, 9999))
def test_one_day_years_earlier_takes_none_away(days: list[dt.date], before: int) -> None:
    assert _last_in_reach([min(days) - FAR_AHEAD - dt.timedelta(days=before), *days]) == max(days)
