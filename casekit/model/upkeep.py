"""A case and one of its services in; when anyone last did something about it, and when it was asked for, out."""

from __future__ import annotations

import datetime as dt

from casekit.model.caseload import Case
from casekit.model.service import Service


def touches(case: Case, service: Service) -> list[dt.date]:
    """Return the days on which a service was worked on: its log, searches, appeal, and contacts that name it.

    Of appointments only those with an outcome count: the others are planned.
    """
    days = [line.from_ for line in service.status]
    days += [step.date for step in service.unit_search]
    days += [contact.date for contact in case.contacts if service.id in contact.services]
    days += [a.date for a in case.appointments if a.service == service.id and a.outcome is not None]
    if service.appeal is not None:
        days += [d for d in (service.appeal.filed, service.appeal.decided) if d is not None]
    return days


def last_touched(case: Case, service: Service) -> dt.date:
    """Return the newest day on which a service was worked on."""
    return max(touches(case, service))


def asked_on(service: Service) -> dt.date:
    """Return the day a service was asked for: the first line of its log that is no draft."""
    return next((line.from_ for line in service.status if line.status != "draft"), service.status[0].from_)


def is_live(service: Service) -> bool:
    """Tell whether a service goes on: asked for, waited for or running."""
    return service.status[-1].status in {"requested", "accepted", "waitlisted", "in_progress", "on_hold"}
