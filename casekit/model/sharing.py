"""A case in, what was told others about the client out, and how the consent behind it stood on that day.

A contact, a line of a service's log and a disclosure each may tell something: nothing is typed twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple

from casekit.finding import DataPath
from casekit.model.caseload import Case
from casekit.model.common import Record
from casekit.model.consent import Consent
from casekit.model.service import Service

RELEASES = frozenset({"release", "part2_release", "criminal_justice", "counselling_notes", "legal_proceedings"})
"""Kinds of consent that let something be told to someone outside."""
PART2_CONSENTS = RELEASES - {"release"}
"""Kinds of consent on which records under 42 CFR Part 2 may be told."""
PART2_COPY_FROM = dt.date(2026, 2, 16)
"""From this day a copy of the consent goes along (42 CFR 2.32 as of the final rule 89 FR 12472)."""

Standing = Literal["holds", "no_yes", "not_yet", "taken_back", "ended"]
_OPEN = {"requested", "accepted", "waitlisted", "in_progress", "on_hold"}


class Shared(NamedTuple):
    """Something told to someone outside: where it is written, when, on which consent, and to whom.

    ``provider`` is the receiving provider's id and ``to`` their name in words, each where the record says it.
    """

    record: Record
    at: DataPath
    day: dt.date
    consent: str | None
    provider: str | None
    to: str | None


def shared(case: Case) -> Iterator[Shared]:
    """Yield what was told on the client's consent, or on no basis that is named; other bases need none."""
    for contact in case.contacts:
        if contact.shared is not None:
            yield Shared(
                contact,
                ("consent" if contact.consent else "shared",),
                contact.date,
                contact.consent,
                None,
                contact.spoke_with,
            )
    for service in case.services:
        for i, line in enumerate(service.status):
            if line.shared is not None:
                at = ("status", i, "consent" if line.consent else "shared")
                consent = line.consent or service.consent
                yield Shared(service, at, line.from_, consent, service.provider, line.spoke_with)
    for told in case.disclosures:
        if told.basis == "consent":
            yield Shared(told, ("consent",), told.date, told.consent, told.to.provider, told.to.name)


def consents(case: Case) -> dict[str, Consent]:
    """Return the consents of a case that could be read, by id."""
    return {consent.id: consent for consent in case.consents}


def given_releases(case: Case) -> Iterator[Consent]:
    """Yield the consents that let something be told to someone outside and that were given."""
    yield from (c for c in case.consents if c.status == "given" and c.kind in RELEASES)


def shared_on_consents(case: Case) -> Iterator[tuple[Shared, Consent]]:
    """Yield what was told with the consent it names, where that could be read."""
    known = consents(case)
    for told in shared(case):
        consent = known.get(told.consent or "")
        if consent is not None:
            yield told, consent


def standing(consent: Consent, day: dt.date) -> Standing:
    """Return how a consent stood on a day. Its last day is inside; on the day it was taken back nobody knows the hour."""
    if consent.status != "given":
        return "no_yes"
    if consent.signed is not None and day < consent.signed:
        return "not_yet"
    taken_back = binds_from(consent)
    if taken_back is not None and day > taken_back:
        return "taken_back"
    return "ended" if consent.expires is not None and day > consent.expires else "holds"


def binds_from(consent: Consent) -> dt.date | None:
    """Return the day from which a revocation binds, or None.

    A spoken one binds at once. A criminal-justice consent says itself from when it can be taken back (42 CFR 2.35);
    where it names an event and no day, that is not known.
    """
    if consent.revoked is None:
        return None
    if consent.kind != "criminal_justice" or consent.revocable_from is None:
        return consent.revoked.date
    day = consent.revocable_from.date
    return max(day, consent.revoked.date) if day else None


def renewed(case: Case, consent: Consent, day: dt.date) -> bool:
    """Tell whether another consent of the same kind, to the same recipient, holds on a day."""
    return any(
        other.id != consent.id
        and other.kind == consent.kind
        and other.recipient == consent.recipient
        and standing(other, day) == "holds"
        and (other.expires is None or consent.expires is None or other.expires > consent.expires)
        for other in case.consents
    )


def is_running(service: Service) -> bool:
    """Tell whether a service is asked for or under way, so that more is likely to be told."""
    return service.status[-1].status in _OPEN
