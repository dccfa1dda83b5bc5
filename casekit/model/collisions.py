"""A case in, the days on which something the law asks falls on the hour of care out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from casekit.model.calendar import first_meeting
from casekit.model.caseload import Case
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
    held = [a for a in case.appointments if a.start and not _called_off(a)]
    care = [a for a in held if a.kind in _CARE]
    for law in (a for a in held if a.kind in _LAW):
        for other in care:
            day = first_meeting(law, other, max(law.date, other.date) + _AHEAD)
            if day is not None:
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
