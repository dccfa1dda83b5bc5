"""A case in, the days on which something the law asks falls on the hour of care out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from casekit.model.caseload import Case
from casekit.model.occurrences import occurrences, time_of_day
from casekit.model.service import Appointment

_LAW = {"check_in", "court"}
_CARE = {"treatment", "therapy", "medical"}
_AHEAD = dt.timedelta(days=91)
"""How far two appointments that go on without an end are compared: every rhythm in use has met itself by then."""


class Collision(NamedTuple):
    """The first day on which a check-in or hearing and an appointment of care fall together."""

    law: Appointment
    care: Appointment
    day: dt.date


def collisions(case: Case) -> Iterator[Collision]:
    """Yield each pair of appointments that overlap on some day, once, with the first such day."""
    held = [a for a in case.appointments if time_of_day(a) and not _called_off(a)]
    care = [a for a in held if a.kind in _CARE]
    for law in (a for a in held if a.kind in _LAW):
        for other in care:
            if _overlap(law, other) and (day := _together(law, other)):
                yield Collision(law, other, day)


def is_settled(case: Case, found: Collision) -> bool:
    """Tell whether the clash was talked through: a negotiation or advocacy since the earlier of the two was made."""
    since = min(a.recorded or a.date for a in (found.law, found.care))
    talks = [n.date for legal in case.legal for n in legal.negotiated]
    talks += [a.opened for a in case.advocacy if any(side.legal for side in a.between)]
    return any(day >= since for day in talks)


def _called_off(appointment: Appointment) -> bool:
    result = appointment.outcome.result if appointment.outcome else None
    return result in {"moved", "cancelled_by_provider", "cancelled_by_client"}


def _overlap(one: Appointment, other: Appointment) -> bool:
    first, second = time_of_day(one), time_of_day(other)
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


def _together(one: Appointment, other: Appointment) -> dt.date | None:
    last = max(one.date, other.date) + _AHEAD
    days = set(occurrences(one, last))
    return next((day for day in occurrences(other, last) if day in days), None)
