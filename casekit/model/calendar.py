"""An appointment and a last day in; the days on which it takes place, and whether two meet, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule

from casekit.model.service import Appointment, Repeats

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EVERY: dict[str, Literal[1, 2, 3]] = {"day": DAILY, "week": WEEKLY, "month": MONTHLY}


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


def weekly_minutes(appointment: Appointment, day: dt.date) -> float:
    """Return the minutes that a repeating appointment takes in the week that ends on a day, ways there and back included."""
    week = [d for d in occurrences(appointment, day) if d > day - dt.timedelta(days=7)] if appointment.repeats else []
    travel = appointment.travel.minutes if appointment.travel else None
    return len(week) * ((appointment.minutes or 0) + 2 * (travel or 0))


def _series(first: dt.date, repeats: Repeats, until: dt.date) -> Iterator[dt.date]:
    """Yield the days of a series, those left out included; a month too short for its day is passed over."""
    rule = rrule(
        _EVERY[repeats.every],
        dtstart=dt.datetime.combine(first, dt.time()),
        interval=repeats.interval,
        byweekday=[_DAYS.index(name) for name in repeats.on] if repeats.on and repeats.every == "week" else None,
        until=dt.datetime.combine(until, dt.time()),
    )
    yield from (moment.date() for moment in rule)
