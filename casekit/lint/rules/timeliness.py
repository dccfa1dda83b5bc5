"""Timeliness: how long after an event its record was written, by the agency's own policy."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
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
