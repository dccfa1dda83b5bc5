"""An appointment and a last day in; the days on which it takes place, and whether two meet, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

from casekit.model.service import Appointment, Repeats

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = 12
_WEEK = 7


def occurrences(appointment: Appointment, last: dt.date) -> Iterator[dt.date]:
    """Yield the days of an appointment up to ``last``, in order; days left out are not among them."""
    repeats = appointment.repeats
    if repeats is None:
        yield from (day for day in (appointment.date,) if day <= last)
        return
    left_out = {day.date for day in repeats.except_}
    until = min(last, repeats.until) if repeats.until else last
    yield from (day for day in _series(appointment.date, repeats, until) if day not in left_out)


def takes_place(appointment: Appointment, day: dt.date) -> bool:
    """Tell whether a day is one of an appointment's, exceptions included: the day it would be on."""
    repeats = appointment.repeats
    if repeats is None:
        return day == appointment.date
    until = min(day, repeats.until) if repeats.until else day
    return day in set(_series(appointment.date, repeats, until))


def minutes_of_day(appointment: Appointment) -> tuple[int, int] | None:
    """Return when an appointment begins and ends, in minutes after midnight; None without both."""
    if appointment.start is None or appointment.minutes is None:
        return None
    hours, minutes = appointment.start.split(":")
    begins = int(hours) * 60 + int(minutes)
    return begins, begins + appointment.minutes


def first_meeting(one: Appointment, other: Appointment, last: dt.date) -> dt.date | None:
    """Return the first day up to ``last`` on which two appointments take place at the same time, or None."""
    a, b = minutes_of_day(one), minutes_of_day(other)
    if a is None or b is None or a[0] >= b[1] or b[0] >= a[1]:
        return None
    shared = set(occurrences(one, last)) & set(occurrences(other, last))
    return min(shared, default=None)


def _series(first: dt.date, repeats: Repeats, until: dt.date) -> Iterator[dt.date]:
    step = max(1, repeats.interval)
    if repeats.every == "month":
        yield from _months(first, step, until)
        return
    if repeats.every == "day":
        yield from (first + dt.timedelta(days=n) for n in range(0, (until - first).days + 1, step))
        return
    wanted = {_DAYS.index(name) for name in repeats.on} or {first.weekday()}
    monday = first - dt.timedelta(days=first.weekday())
    for week in range(0, (until - monday).days // _WEEK + 1, step):
        for weekday in sorted(wanted):
            day = monday + dt.timedelta(days=week * _WEEK + weekday)
            if first <= day <= until:
                yield day


def _months(first: dt.date, step: int, until: dt.date) -> Iterator[dt.date]:
    """Yield the same day of each month; a month too short for it is passed over."""
    for n in count(0, step):
        year, month = divmod(first.year * _YEAR + first.month - 1 + n, _YEAR)
        if (year, month + 1) > (until.year, until.month):
            return
        try:
            day = dt.date(year, month + 1, first.day)
        except ValueError:
            continue
        if day <= until:
            yield day
