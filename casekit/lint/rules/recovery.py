"""Substance use recovery: at the client's pace, without gates, and close by after an overdose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.lint.tried import attempts
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Incident
from casekit.model.policy import limit
from casekit.model.standing import ended_on, last_day, with_client

_OPEN_TO_ALL = {"housing", "employment", "education"}
_NOT_THEIRS = {"no_longer_eligible", "other"}


@rule("CK551", Severity.INFO, on="case")
def waiting_for_readiness(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Housing, work and school wait for no treatment.

    Checks:
        Whether housing, employment or education is set aside as `waiting` in the plan of someone who uses substances or
        lives with a serious mental illness, with no service for it under way and no day to come back to it.
    Why:
        A door and a job help people recover. Supported employment and housing first exclude nobody for use or symptoms.
    Bad:
        # case.yaml
        populations: [homeless, substance_use]
        # plan.yaml
        deferred:
          - {need: employment, because: Treatment comes first, choice: waiting}
    Good:
        # case.yaml
        populations: [homeless, substance_use]
        # plan.yaml
        deferred:
          - {need: employment, because: She wants to settle in first, choice: not_now, ask_again: 2026-09-01}
    Fix:
        Ask what they want. If it is a list or a landlord, start the service it waits on.
    Leave it:
        Where it is the client's own pace: that is `not_now`. Nobody else's idea of being ready is a reason to wait.
    Source:
        SAMHSA, supported employment toolkit: zero exclusion; Housing First. House practice: never a readiness gate.
    """
    del caseload
    file, plan = case.file, case.plan
    if file is None or plan is None or not {"substance_use", "serious_mental_illness"} & set(file.populations):
        return
    under_way = {s.need for s in case.services if s.status[-1].status not in {"rejected", "failed", "cancelled"}}
    for place, deferred in enumerate(plan.deferred):
        if deferred.choice == "waiting" and deferred.need in _OPEN_TO_ALL - under_way and deferred.ask_again is None:
            says = f"{deferred.need} waits, and no service for it is under way. What for, and whose choice is it?"
            yield problem(plan, "deferred", place, "choice", says=says)


@rule("CK552", Severity.WARNING, on="case")
def closed_after_return_to_use(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A return to use ends no case.

    Checks:
        That a case in which a return to use or an overdose was the last incident is not ended as `no_longer_eligible` or
        `other` without a review after it. A client who withdrew, moved or was lost from sight is another matter.
    Why:
        A return to use is when someone needs us most, and when being on their own is most dangerous.
    Bad:
        # incidents/2026-04-20-r8.yaml
        date: 2026-04-20
        by: s-ruiz
        kind: return_to_use
        what: She drank on Saturday.
        response: She called, and we met the same afternoon.
        # outcome.yaml
        date: 2026-05-04
        by: s-ruiz
        reason: no_longer_eligible
        destination: doubled_up
        feedback: You listened.
        aftercare: The clinic knows her.
        summary: She is at her sister's.
        goals: [{goal: g1, result: not_met}]
        handed_over: [{what: The next visit at the clinic, to: her sister}]
    Good:
        # incidents/2026-04-20-r8.yaml
        date: 2026-04-20
        by: s-ruiz
        kind: return_to_use
        what: She drank on Saturday.
        response: She called, and we met the same afternoon.
        # outcome.yaml
        date: 2026-05-04
        by: s-ruiz
        reason: withdrew
        destination: doubled_up
        feedback: You listened.
        aftercare: The clinic knows her.
        summary: She is at her sister's.
        goals: [{goal: g1, result: not_met}]
        handed_over: [{what: The next visit at the clinic, to: her sister}]
    Fix:
        Keep it open and review the plan together.
    Leave it:
        Where the client ended it themselves, moved or was lost from sight: that reason is named, and nothing is asked.
    Source:
        House practice: a return to use is an incident and no reason to close; SAMHSA TIP 27, recovery is no straight line.
    """
    del caseload
    outcome = case.outcome
    last = max((i for i in case.incidents), key=lambda incident: incident.date, default=None)
    if outcome is None or last is None or outcome.reason not in _NOT_THEIRS:
        return
    reviewed = any(last.date <= review.date <= outcome.date for review in case.reviews)
    if last.kind in {"return_to_use", "overdose"} and last.date <= outcome.date and not reviewed:
        kind = last.kind.replace("_", " ")
        says = (
            f"the last incident before the end is the {kind} of {last.date}, with no review since. Is that why it ends?"
        )
        yield problem(outcome, "reason", says=says)


@rule("CK553", Severity.WARNING, on="case")
def overdose_without_contact(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After an overdose someone is there within days.

    Checks:
        That a contact reached the client within policy's `incident_follow_up_within_days` of an overdose, once the case
        tells of a day after that. Attempts are counted in the message, and a case that has ended is not asked.
    Why:
        The days after an overdose are the most dangerous ones, and the ones in which people most often want help.
    Bad:
        # incidents/2026-03-20-v5.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: overdose
        what: Found by her sister in the evening.
        response: We went over naloxone with her sister.
        # safety_plans/2026-03-22-w6.yaml
        date: 2026-03-22
        by: s-ruiz
        warning_signs: [I stop answering the phone]
        coping: [Walk to the river]
        means: The naloxone is by the door.
        # policy.yaml
        values:
          - {setting: incident_follow_up_within_days, value: 3, from: 2026-01-01, source: agency practice}
    Good:
        # incidents/2026-03-20-v5.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: overdose
        what: Found by her sister in the evening.
        response: We went over naloxone with her sister.
        # safety_plans/2026-03-22-w6.yaml
        date: 2026-03-22
        by: s-ruiz
        warning_signs: [I stop answering the phone]
        coping: [Walk to the river]
        means: The naloxone is by the door.
        # contacts/2026-03-22-x7.yaml
        date: 2026-03-22
        by: s-ruiz
        kind: visit
        place: home
        minutes: 40
        reached: true
        note: We went through the evening together, and where the naloxone is.
        # policy.yaml
        values:
          - {setting: incident_follow_up_within_days, value: 3, from: 2026-01-01, source: agency practice}
    Fix:
        Go and see them; write down the contacts that are missing here.
    Leave it:
        Where they did not want to be seen, or were reached later: a waiver says so. Attempts are shown, and count for
        what they are.
    Source:
        SAMHSA Overdose Prevention and Response Toolkit: follow-up after a non-fatal overdose; House practice for the days.
    """
    for incident in _overdoses(case):
        until = _unreached_by(case, caseload, incident)
        if until is not None:
            tried = attempts(case, incident.date, until)
            says = f"no contact with the client is on record by {until}.{tried} How are they?"
            yield problem(incident, "kind", says=says)


@rule("CK554", Severity.INFO, on="case")
def overdose_without_safety_plan(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After an overdose, naloxone is offered and a safety plan is made.

    Checks:
        Whether a safety plan was made or reviewed after an overdose, once policy's `safety_plan_within_days` have
        passed. One that was made later than that is a plan too.
    Why:
        Who has naloxone, who is called, and never alone: a plan of one page saves the next one.
    Bad:
        # incidents/2026-03-20-v5.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: overdose
        what: Found by her sister in the evening.
        response: We met the next morning.
        # contacts/2026-03-21-x7.yaml
        date: 2026-03-21
        by: s-ruiz
        kind: visit
        place: home
        minutes: 40
        reached: true
        note: We went through the evening together.
    Good:
        # incidents/2026-03-20-v5.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: overdose
        what: Found by her sister in the evening.
        response: We met the next morning.
        # contacts/2026-03-21-x7.yaml
        date: 2026-03-21
        by: s-ruiz
        kind: visit
        place: home
        minutes: 40
        reached: true
        note: We went through the evening together.
        # safety_plans/2026-03-21-w6.yaml
        date: 2026-03-21
        by: s-ruiz
        warning_signs: [I stop answering the phone]
        coping: [Walk to the river]
        means: The naloxone is by the door.
    Fix:
        Offer naloxone, and make the plan together when they are ready.
    Leave it:
        Where the client wants no plan: a waiver says so. One that was made later is as good, and nothing is asked any
        more.
    Source:
        SAMHSA Overdose Prevention and Response Toolkit; House practice for the days.
    """
    for incident in _overdoses(case):
        allowed = limit(caseload, "safety_plan_within_days", incident.date, case)
        if allowed is None or "safety_plan" in case.broken:
            continue
        until = (incident.to or incident.date) + dt.timedelta(days=allowed.value)
        made = any(incident.date <= plan.date for plan in case.safety_plans)
        over = last_day(case) > until and not _over_by(case, until)
        if not made and over and _unreached_by(case, caseload, incident) is None:
            says = f"no safety plan is on record by {until}. Was naloxone offered, and a plan made?"
            yield problem(incident, "kind", says=says)


def _overdoses(case: Case) -> Iterator[Incident]:
    yield from (incident for incident in case.incidents if incident.kind == "overdose")


def _unreached_by(case: Case, caseload: Caseload, incident: Incident) -> dt.date | None:
    """Return the day by which policy asks for a contact, where that has passed and none reached the client; else None."""
    allowed = limit(caseload, "incident_follow_up_within_days", incident.date, case)
    if allowed is None or "contact" in case.broken:
        return None
    until = (incident.to or incident.date) + dt.timedelta(days=allowed.value)
    met = any(incident.date <= c.date <= until and with_client(c) for c in case.contacts)
    return until if not met and last_day(case) > until and not _over_by(case, until) else None


def _over_by(case: Case, day: dt.date) -> bool:
    ended = ended_on(case)
    return ended is not None and ended <= day
