"""An appointment in, the days on which it takes place and its time of day out."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator

from casekit.model.service import Appointment, Repeats

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEK = dt.timedelta(days=7)


def occurrences(appointment: Appointment, last: dt.date) -> Iterator[dt.date]:
    """Yield the days up to ``last`` on which an appointment takes place, earliest first, without those left out."""
    repeats = appointment.repeats
    if repeats is None:
        yield from [appointment.date] if appointment.date <= last else []
        return
    left_out = {day.date for day in repeats.except_}
    end = min(last, repeats.until or last)
    for day in _every(appointment.date, repeats, end):
        if day not in left_out:
            yield day


def time_of_day(appointment: Appointment) -> tuple[int, int] | None:
    """Return the minutes of the day from which and up to which it lasts; one minute where its length is not known."""
    if appointment.start is None:
        return None
    hour, minute = map(int, appointment.start.split(":")[:2])
    begin = hour * 60 + minute
    return begin, begin + max(1, appointment.minutes or 1)


def weekly_minutes(appointment: Appointment, day: dt.date) -> float:
    """Return the minutes that a repeating appointment takes in the week that ends on a day, the way there and back included."""
    week = [d for d in occurrences(appointment, day) if d > day - _WEEK] if appointment.repeats else []
    travel = appointment.travel.minutes if appointment.travel else None
    return len(week) * ((appointment.minutes or 0) + 2 * (travel or 0))


def _every(first: dt.date, repeats: Repeats, end: dt.date) -> Iterator[dt.date]:
    if repeats.every == "month":
        yield from _months(first, repeats.interval, end)
        return
    if repeats.every == "day":
        day, step, on = first, dt.timedelta(days=repeats.interval), [0]
    else:
        day, step = first - dt.timedelta(days=first.weekday()), _WEEK * repeats.interval
        on = sorted({_DAYS.index(name) for name in repeats.on} or {first.weekday()})
    while day <= end:
        for offset in on:
            found = day + dt.timedelta(days=offset)
            if first <= found <= end:
                yield found
        day += step


def _months(first: dt.date, interval: int, end: dt.date) -> Iterator[dt.date]:
    """Yield the same day of each month; a month that is too short has it on its last day."""
    month = first.year * 12 + first.month - 1
    while True:
        year, number = divmod(month, 12)
        day = dt.date(year, number + 1, min(first.day, monthrange(year, number + 1)[1]))
        if day > end:
            return
        yield day
        month += interval
