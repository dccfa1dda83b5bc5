"""A case and a day in; when the client was last reached or met, what was tried since, and whether it is too long ago, out.

Reached means in any way, as policy's `contact_every_days` asks; met means in person, in one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.policy import limit
from casekit.model.standing import in_person, status_on, with_client


class Silence(NamedTuple):
    """A client who was not reached for longer than policy says.

    ``last`` is the newest contact that reached them. ``since`` is the day from which it is counted: that contact's, or
    the first day of the status where that is later.
    """

    last: Contact | None
    since: dt.date


def last_reached(case: Case, day: dt.date) -> Contact | None:
    """Return the newest contact up to a day that reached the client in any way."""
    return _newest(c for c in case.contacts if c.date <= day and with_client(c))


def last_met(case: Case, day: dt.date) -> Contact | None:
    """Return the newest contact up to a day that brought staff and client together in one place."""
    return _newest(c for c in case.contacts if c.date <= day and in_person(c))


def attempts(case: Case, since: Contact | dt.date | None, day: dt.date) -> tuple[Contact, ...]:
    """Return the contacts from ``since`` up to a day that did not reach anybody; without ``since``, from the beginning."""
    first = since.date if isinstance(since, Contact) else since
    return tuple(c for c in case.contacts if not c.reached and c.date <= day and (first is None or first <= c.date))


def contact_every(case: Case, caseload: Caseload, day: dt.date) -> int | None:
    """Return policy's days from one contact to the next, or None where they are not asked of a case on a day.

    They are asked of a case that is open, not of outreach or of one on hold.
    """
    status = status_on(case, day)
    found = limit(caseload, "contact_every_days", day, case) if status and status.status == "open" else None
    return found.value if found else None


def silence(case: Case, caseload: Caseload, day: dt.date) -> Silence | None:
    """Return since when a client was not reached, where that is longer than policy says.

    None also where a contact cannot be read: it may be the newest.
    """
    every, status, last = contact_every(case, caseload, day), status_on(case, day), last_reached(case, day)
    if every is None or status is None or "contact" in case.broken:
        return None
    since = max(last.date, status.from_) if last else status.from_
    return Silence(last, since) if (day - since).days > every else None


def _newest(contacts: Iterable[Contact]) -> Contact | None:
    return max(contacts, key=lambda c: (c.date, c.start or ""), default=None)
