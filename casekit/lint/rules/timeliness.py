"""Timeliness: an event years after all else in its case, and one written down long after it happened."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event
from casekit.model.policy import limit
from casekit.model.service import Appointment
from casekit.model.standing import last_day
from casekit.words import counted


@rule("CK259", Severity.INFO, on="case")
def late_entry(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A late note is marked as one.

    Checks:
        Whether a contact was written down more than policy's `late_entry_days` after it happened. Without that
        setting nothing is marked.
    Why:
        A late note beats none, and a reader weighs it as what it is: memory. Doing nothing is right; it stays.
    Bad:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-09
    Good:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-04
    Fix:
        Nothing to mend. Where notes are late for a reason that lasts, a waiver says so once.
    Source:
        CMS record-keeping principles: a late entry is clearly marked, dated and signed.
    """
    for contact in case.contacts:
        allowed = limit(caseload, "late_entry_days", contact.date, case)
        if allowed is None or contact.recorded is None:
            continue
        days = (contact.recorded - contact.date).days
        if days > allowed.value:
            says = f"written down {counted(days, 'day')} after it happened; your policy marks what is later than {allowed.value}."
            yield problem(contact, "recorded", says=says)


@rule("CK260", Severity.WARNING, on="case")
def dated_years_ahead(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An event is of the years of its case.

    Checks:
        That no event but an appointment is dated more than three years after all else in its case. No other rule
        takes such a day for the newest of the case.
    Why:
        With a mistyped year the page of the client says that all is well until 2062, or that all of it is overdue.
    Bad:
        # contacts/2062-03-09-b3.yaml
        date: 2062-03-09
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        note: She will try the early bus.
    Good:
        # contacts/2026-03-09-b3.yaml
        date: 2026-03-09
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        note: She will try the early bus.
    Fix:
        Correct the year, in the date and in the file's name.
    Source:
        HMIS data-quality practice: no event in the future.
    """
    del caseload
    if case.file is None:
        return
    newest = last_day(case)
    for record in case.records():
        if not isinstance(record, Event) or isinstance(record, Appointment) or record.date <= newest:
            continue
        if record.stem.startswith(record.date.isoformat()):  # else the file's name already says which day it was
            says = f"dated {record.date}, and all else in this case is of {newest} or before. Which year was it?"
            yield problem(record, "date", says=says)
