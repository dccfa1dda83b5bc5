"""A case in, who signed for the person out, with the authority they held on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from casekit.finding import DataPath
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record
from casekit.model.people import Person, Support
from casekit.model.policy import limit
from casekit.model.standing import age_on


class SignedFor(NamedTuple):
    """A consent or an agreement that a support signed for the person. ``place`` is theirs in the person's list."""

    record: Record
    at: DataPath
    day: dt.date
    what: str
    person: Person
    place: int
    support: Support


def signed_for(case: Case, caseload: Caseload) -> Iterator[SignedFor]:
    """Yield what supports signed, where the person's file lists them."""
    person = caseload.person_of(case)
    if person is None:
        return
    known = {support.id: (i, support) for i, support in enumerate(person.supports)}
    papers: list[tuple[Record, dt.date | None, str | None, str]] = [
        (c, c.signed, c.signer.support, "consent") for c in case.consents if c.status == "given" and c.signer
    ]
    papers += [(a, a.date, a.signer.support, "agreement") for a in case.agreements if a.signer.who == "support"]
    for record, day, signer, what in papers:
        if day is not None and signer in known:
            place, support = known[signer]
            yield SignedFor(record, ("signer", "support"), day, what, person, place, support)


def is_minor(person: Person, caseload: Caseload, day: dt.date) -> bool | None:
    """Tell whether a person was below policy's age of majority on a day; None where that cannot be known."""
    age, majority = age_on(person, day), limit(caseload, "majority_age_years", day)
    return None if age is None or age < 0 or majority is None else age < majority.value
