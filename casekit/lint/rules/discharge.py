"""After a discharge: who was there within days, a practitioner and the case manager, each by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.lint.tried import attempts
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact, Incident
from casekit.model.policy import limit
from casekit.model.qualified import is_clinician
from casekit.model.standing import ended_on, in_person, last_day, with_client

_SEEN_BY_OTHERS = {"therapy", "treatment", "medical"}
_NOT_HELD = {"did_not_attend", "cancelled_by_provider", "cancelled_by_client", "moved"}


@rule("CK561", Severity.INFO, on="case")
def no_practitioner_after_discharge(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After a discharge a mental health practitioner sees the client within days.

    Checks:
        Whether someone who lives with a serious mental illness has, after the day of discharge and within policy's
        `follow_up_after_discharge_days`, an appointment for treatment, therapy or medical care, or a visit in person of a
        clinician of ours. Emergency visits and observation are no admissions, and a case manager's call is another rule.
    Why:
        The first week at home is when a new medication, a bill or an empty refrigerator brings people back.
    Bad:
        # case.yaml
        populations: [homeless, serious_mental_illness]
        # incidents/2026-03-03-v5.yaml
        date: 2026-03-03
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: To the ward, at her own wish.
        response: We visited twice.
        from: 2026-03-03
        to: 2026-03-10
        planned: true
        # contacts/2026-03-12-x7.yaml
        date: 2026-03-12
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        note: She is home and has food.
    Good:
        # case.yaml
        populations: [homeless, serious_mental_illness]
        # incidents/2026-03-03-v5.yaml
        date: 2026-03-03
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: To the ward, at her own wish.
        response: We visited twice.
        from: 2026-03-03
        to: 2026-03-10
        planned: true
        # contacts/2026-03-12-x7.yaml
        date: 2026-03-12
        by: n-hale
        kind: visit
        place: home
        minutes: 40
        reached: true
        note: She is home and has food.
    Fix:
        Arrange it, or write the appointment down if it took place.
    Leave it:
        Where they chose otherwise, or a practitioner of theirs whom we do not know sees them.
    Source:
        HEDIS FUH: a mental health practitioner within 7 days; the day of discharge does not count.
    """
    if case.file is None or "serious_mental_illness" not in case.file.populations or "appointment" in case.broken:
        return
    for incident, discharged, until in _discharges(case, caseload):
        seen = any(_practitioner(c, caseload) for c in case.contacts if discharged < c.date <= until)
        for appointment in case.appointments:
            held = appointment.outcome is None or appointment.outcome.result not in _NOT_HELD
            seen = seen or (appointment.kind in _SEEN_BY_OTHERS and held and discharged < appointment.date <= until)
        if not seen:
            says = (
                f"no visit with a mental health practitioner by {until}. The case manager's own call is another item."
            )
            yield problem(incident, "to", says=says)


@rule("CK562", Severity.WARNING, on="case")
def no_contact_after_discharge(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After a discharge the case manager is in touch within days.

    Checks:
        That a contact reached the client between discharge and policy's `follow_up_after_discharge_days`, once the case
        tells of a day after that. Emergency visits and observation are no admissions.
    Why:
        Someone should know whether the door opened, the prescription was filled and there is food.
    Bad:
        # incidents/2026-03-12-v5.yaml
        date: 2026-03-12
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-03-12
        to: 2026-03-16
        planned: false
    Good:
        # incidents/2026-03-12-v5.yaml
        date: 2026-03-12
        by: s-ruiz
        kind: admission
        facility: Harbor General
        what: Her lungs.
        response: We visited on the ward.
        from: 2026-03-12
        to: 2026-03-16
        planned: false
        # contacts/2026-03-17-x7.yaml
        date: 2026-03-17
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        note: She is home and has food.
    Fix:
        Call or visit now; write down what is missing here.
    Leave it:
        Where the ward or the family kept in touch at the client's wish: a waiver says so. Attempts are shown beside it.
    Source:
        House practice; the days are those of HEDIS FUH, which counts another visit.
    """
    for incident, discharged, until in _discharges(case, caseload):
        if not any(with_client(c) and discharged <= c.date <= until for c in case.contacts):
            tried = attempts(case, discharged, until)
            says = f"no contact with the client is on record by {until}.{tried} How are they?"
            yield problem(incident, "to", says=says)


def _discharges(case: Case, caseload: Caseload) -> Iterator[tuple[Incident, dt.date, dt.date]]:
    """Yield each admission with its discharge and the last day of follow-up, where the case tells of a later day."""
    ended = ended_on(case)
    for incident in case.incidents:
        day = incident.to
        if (
            incident.kind != "admission"
            or day is None
            or day <= (incident.from_ or incident.date)
            or "contact" in case.broken
        ):
            continue
        allowed = limit(caseload, "follow_up_after_discharge_days", day, case)
        until = day + dt.timedelta(days=allowed.value) if allowed else None
        if until is not None and last_day(case) > until and (ended is None or ended > until):
            yield incident, day, until


def _practitioner(contact: Contact, caseload: Caseload) -> bool:
    """Tell whether a clinician of ours saw the client: whoever is unknown is given the benefit of the doubt."""
    known = [caseload.staff.get(name) for name in (contact.by, *contact.staff)]
    there = in_person(contact) or contact.kind == "video"
    return there and with_client(contact) and any(s is None or is_clinician(s, contact.date) for s in known)
