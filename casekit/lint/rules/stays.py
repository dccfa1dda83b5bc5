"""Stays in hospital: with the days that follow-up and readmission are counted from, and apart from observation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.standing import in_person


@rule("CK563", Severity.INFO, on="case")
def admission_without_start(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An admission has its first day.

    Checks:
        Whether an admission says `from`. Emergency visits and observation are not asked.
    Why:
        Readmissions and days in hospital are counted by it; the day it was told may be another.
    Bad:
        # incidents/2026-04-10-v5.yaml
        date: 2026-04-10
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        planned: false
    Good:
        # incidents/2026-04-10-v5.yaml
        date: 2026-04-10
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-04-10
        planned: false
    Fix:
        Add `from`, the day of admission, or say `emergency_visit` or `observation`.
    Leave it:
        Where nobody remembers the day and the hospital will not say. A night in the emergency department is no
        admission.
    Source:
        CMS hospital-wide readmission: counted from dates of admission and discharge.
    """
    del caseload
    for incident in case.incidents:
        if incident.kind == "admission" and incident.from_ is None:
            yield problem(incident, "kind", says="an admission without its first day. When did it begin?")


@rule("CK564", Severity.WARNING, on="case")
def admission_without_end(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Someone seen at home again has been discharged.

    Checks:
        That an admission has `to` where a later contact in person met the client outside a hospital, or where a later
        admission follows.
    Why:
        Follow-up within days of the discharge, and whether it is a readmission, hang on that day.
    Bad:
        # incidents/2026-02-27-v5.yaml
        date: 2026-02-27
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-02-27
        planned: false
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: home
    Good:
        # incidents/2026-02-27-v5.yaml
        date: 2026-02-27
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-02-27
        to: 2026-03-01
        planned: false
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: home
    Fix:
        Add `to`, the day of discharge.
    Leave it:
        Where they were met outside on a day's leave: `place: hospital` says that the stay goes on.
    Source:
        HEDIS FUH and CMS hospital-wide readmission: counted from the day of discharge.
    """
    del caseload
    for incident in case.incidents:
        if incident.kind != "admission" or incident.to is not None:
            continue
        begun = incident.from_ or incident.date
        home = [c.date for c in case.contacts if c.date > begun and in_person(c) and c.place not in {None, "hospital"}]
        again = [i.date for i in case.incidents if i.kind == "admission" and (i.from_ or i.date) > begun]
        if home or again:
            what = "met outside the hospital" if home and (not again or min(home) <= min(again)) else "admitted again"
            says = f"no discharge date, and {what} on {min(home + again)}. When did the stay end?"
            yield problem(incident, "kind", says=says)


@rule("CK565", Severity.INFO, on="case")
def admission_of_a_day(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A stay that ends on the day it began is seldom an admission.

    Checks:
        Whether an admission begins and ends on the same day.
    Why:
        Observation and emergency visits are no admissions; counted as such, they ask for a follow-up that no measure wants.
    Bad:
        # incidents/2026-04-10-v5.yaml
        date: 2026-04-10
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We were there.
        from: 2026-04-10
        to: 2026-04-10
        planned: false
    Good:
        # incidents/2026-04-10-v5.yaml
        date: 2026-04-10
        by: s-ruiz
        kind: observation
        what: Her lungs.
        response: We were there.
        from: 2026-04-10
        to: 2026-04-10
    Fix:
        Say `observation` or `emergency_visit` where it was one.
    Leave it:
        Where the hospital did admit and discharge on that day.
    Source:
        HEDIS FUH: stays under observation are no admissions.
    """
    del caseload
    for incident in case.incidents:
        if incident.kind == "admission" and incident.to is not None and incident.to == incident.from_:
            yield problem(
                incident, "to", says="admitted and discharged on the same day. Observation, or an emergency visit?"
            )


@rule("CK566", Severity.ERROR, on="case")
def overlapping_stays(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody is admitted twice at a time.

    Checks:
        That no admission begins before the one before it has ended.
    Why:
        One of the days is a slip, and both the follow-up and the count of readmissions hang on it.
    Bad:
        # incidents/2026-04-09-t4.yaml
        date: 2026-04-09
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-04-09
        to: 2026-04-12
        planned: false
        # incidents/2026-04-11-v5.yaml
        date: 2026-04-11
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-04-11
        planned: true
    Good:
        # incidents/2026-04-09-t4.yaml
        date: 2026-04-09
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-04-09
        to: 2026-04-11
        planned: false
        # incidents/2026-04-11-v5.yaml
        date: 2026-04-11
        by: s-ruiz
        kind: admission
        facility: Harbor Rehabilitation
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-04-11
        planned: true
    Fix:
        Correct the day of discharge or of admission.
    Leave it:
        Where a move to another ward was written as a second stay: join the two. To another house on the same day is
        two, and fine.
    Source:
        House practice: stays follow one another.
    """
    del caseload
    stays = sorted(((i.from_ or i.date, i) for i in case.incidents if i.kind == "admission"), key=lambda stay: stay[0])
    for (_, earlier), (begun, later) in pairwise(stays):
        if earlier.to is not None and begun < earlier.to:
            says = f"admitted on {begun}, and the stay before it ends on {earlier.to}."
            yield problem(later, "from" if later.from_ else "date", says=says)
