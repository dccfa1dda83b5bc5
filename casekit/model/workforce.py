"""Staff, a case and a day in; who served and was licensed then, what they did, and how much they carry, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from casekit.finding import DataPath
from casekit.model.case import Assignment
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event, Record
from casekit.model.contact import Contact
from casekit.model.people import Credential, Staff
from casekit.model.policy import limit
from casekit.model.service import Appointment
from casekit.model.sketch import Sketch
from casekit.model.standing import Rated, ended_on

_FULL = 100


class Act(NamedTuple):
    """Something a staff member did on a day, and where the record names them."""

    record: Record
    at: DataPath
    staff: str
    on: dt.date


def acts(case: Case) -> Iterator[Act]:
    """Yield what staff did in a case, in the order of its records. Appointments are planned ahead and are none."""
    for record in case.records():
        if isinstance(record, Event) and not isinstance(record, Appointment):
            yield Act(record, ("by",), record.by, record.date)
        if isinstance(record, Contact):
            yield from (Act(record, ("staff", i), s, record.date) for i, s in enumerate(record.staff))
    for service in case.services:
        for i, line in enumerate(service.status):
            if line.by is not None:
                yield Act(service, ("status", i, "by"), line.by, line.from_)


def served_on(staff: Staff, day: dt.date) -> bool:
    """Tell whether someone worked for the agency on a day, first and last days included."""
    return staff.from_ <= day and (staff.to is None or day <= staff.to)


def licensed_on(staff: Staff, day: dt.date) -> bool:
    """Tell whether someone held a licence on a day; one without an end goes on."""
    return any(x.from_ <= day and (x.expires is None or day <= x.expires) for x in staff.licences)


def is_case_manager_certificate(credential: Credential) -> bool:
    """Tell whether a credential is the Certified Case Manager's, by its letters or its name."""
    kind = credential.kind.casefold()
    return "ccm" in kind.replace("(", " ").replace(")", " ").split() or "certified case manager" in kind


def primaries(case: Case) -> list[tuple[int, Assignment]]:
    """Return the primary assignments of a case with their places in the log, in the order of their days."""
    log = case.file.assignments if case.file else ()
    return sorted(((i, a) for i, a in enumerate(log) if a.role == "primary"), key=lambda found: found[1].from_)


class Lasting(Protocol):
    """What knows the newest day that a case tells of; ``date.min`` where its file cannot be read."""

    @property
    def last(self) -> dt.date:
        """That day."""
        ...


def newest_day(cases: Iterable[Lasting]) -> dt.date:
    """Return the newest day that any case tells of: "now", as far as the records know."""
    return max((case.last for case in cases), default=dt.date.min)


def weight(case: Rated, caseload: Caseload, day: dt.date) -> float:
    """Return how much a case weighs in a caseload on a day: 1, or what policy says of its risk."""
    percent = limit(caseload, "acuity_weight_percent", day, case)
    return percent.value / _FULL if percent else 1.0


def open_cases(cases: Iterable[Sketch]) -> Iterator[Sketch]:
    """Yield the cases whose file could be read and which go on."""
    yield from (case for case in cases if case.file is not None and ended_on(case) is None)
