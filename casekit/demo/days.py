"""Days and hours in; working days, free hours and moments of Git out. The agency's clocks never change."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

END = dt.date(2026, 10, 30)
"""The last day of every demonstration: lint reads no clock, and neither does this."""

TIMEZONE = "America/Phoenix"
OFFSET = "-0700"
_HOURS = 7
_SATURDAY = 5
_OPENS = 8 * 60 + 30
_LATEST = 16 * 60 + 20  # in UTC the day is still the same
_SLOT = 15
_SLOTS = 28

_HOLIDAYS = {
    (1, 1): "New Year's Day", (6, 19): "Juneteenth", (7, 4): "Independence Day", (12, 25): "Christmas Day",
}  # fmt: skip


def holidays(first: dt.date, last: dt.date) -> list[dict[str, str]]:
    """Return the days when the agency is closed, as agency.yaml lists them."""
    days = (dt.date(year, *day) for year in range(first.year, last.year + 2) for day in _HOLIDAYS)
    return [{"date": day.isoformat(), "name": _HOLIDAYS[day.month, day.day]} for day in days if day >= first]


def is_working(day: dt.date) -> bool:
    """Tell whether the agency is open on a day."""
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _HOLIDAYS


def working_day(day: dt.date) -> dt.date:
    """Return the day itself or the first one after it on which the agency is open."""
    while not is_working(day):
        day += dt.timedelta(days=1)
    return day


def moment(day: dt.date, minute: int) -> int:
    """Return a minute of a local day as seconds since 1970."""
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
    return int(midnight) + (_HOURS * 60 + min(minute, _LATEST)) * 60


class Diary:
    """Who is busy when, so that nobody is in two places at once."""

    def __init__(self) -> None:
        self._busy: defaultdict[dt.date, dict[str, int]] = defaultdict(dict)

    def book(self, staff: str, day: dt.date, minutes: int, wish: int) -> int | None:
        """Take the first free time from the wished slot on; return its minute of the day, or None on a full day."""
        busy = self._busy[day].get(staff, 0)
        length = -(-minutes // _SLOT)
        mask = (1 << length) - 1
        starts: list[int] = [
            *range(wish % _SLOTS, _SLOTS - length + 1),
            *range(min(wish % _SLOTS, _SLOTS - length + 1)),
        ]
        for start in starts:
            if not busy & mask << start:
                self._busy[day][staff] = busy | mask << start
                minute: int = _OPENS + start * _SLOT
                return minute
        return None

    def forget(self, before: dt.date) -> None:
        """Let go of days that are over."""
        for over in [day for day in self._busy if day < before]:
            del self._busy[over]


def clock(minute: int) -> str:
    """Return a minute of the day as records write it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
