"""A case in, everything dated in it out, newest first."""

from __future__ import annotations

import datetime as dt

from casekit.model.case import CaseFile
from casekit.model.caseload import Case
from casekit.model.common import Event, Record
from casekit.model.contact import Report
from casekit.model.service import Appointment
from casekit.summary.happenings import happenings
from casekit.summary.lookup import Lookup
from casekit.summary.shapes import Entry
from casekit.summary.wording import gist
from casekit.words import human


def timeline(case: Case, look: Lookup) -> tuple[Entry, ...]:
    """Return every dated event, newest first; those of one day in the order of their files."""
    entries = [entry for record in case.records() for entry in _entries(record, case, look)]
    return tuple(sorted(entries, key=lambda entry: (-entry.date.toordinal(), entry.path)))


def _entries(record: Record, case: Case, look: Lookup) -> list[Entry]:
    path = record.path.removeprefix(f"{case.folder}/")
    late = record.recorded if isinstance(record, Event) and record.recorded else None
    amends = getattr(record, "amends", None)
    mark = f" ({human(amends.kind)})" if amends else ""
    return [
        Entry(
            told.date,
            told.kind + mark,
            look.staff(told.by),
            gist(*told.told),
            path,
            late if late and late > told.date else None,
        )
        for told in happenings(record, look)
    ]


def last_entry(case: Case, file: CaseFile) -> dt.date:
    """Return the day of the newest record of something that happened; an appointment may lie ahead."""
    days = [
        record.date
        for record in case.records()
        if isinstance(record, Event) and not isinstance(record, Appointment | Report)
    ]
    days += [record.status[-1].from_ for record in case.services]
    return max(*days, file.status[-1].from_, file.phases[-1].from_)
