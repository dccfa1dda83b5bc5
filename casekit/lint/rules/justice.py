"""Justice involvement: what the law asks, item by item, worked out with the rest of someone's life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.lint.tried import attempts
from casekit.model.caseload import Case, Caseload
from casekit.model.collisions import collisions, is_settled
from casekit.model.policy import limit
from casekit.model.standing import ended_on, last_day, with_client

_SUPERVISED = {"probation", "parole", "pretrial", "treatment_court"}
_STRAINED = {"at_risk": "at risk", "not_met": "not met"}


@rule("CK571", Severity.WARNING, on="case")
def check_in_against_treatment(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A check-in and care do not fall on the same hour.

    Checks:
        That no check-in or court date overlaps an appointment of treatment, therapy or medical care on the same day, unless
        it was negotiated, or an advocacy with that legal matter was opened, since the earlier of the two was made. Days
        that a repeating appointment leaves out do not count, nor does what was moved or cancelled.
    Why:
        Whoever is asked to be in two places is late in one of them, and one of them can send them to jail.
    Bad:
        # appointments/2026-03-09-a4.yaml
        start: 10:00
        minutes: 60
        # appointments/2026-03-09-c6.yaml
        date: 2026-03-09
        by: s-ruiz
        kind: check_in
        what: Check-in at the probation office
        start: 10:30
        minutes: 30
        legal: lg-2b4d
    Good:
        # appointments/2026-03-09-a4.yaml
        start: 10:00
        minutes: 60
        # appointments/2026-03-09-c6.yaml
        date: 2026-03-09
        by: s-ruiz
        kind: check_in
        what: Check-in at the probation office
        start: 11:30
        minutes: 30
        legal: lg-2b4d
    Fix:
        Ask the client which hour suits, propose it to the office, and write it under `negotiated` in the legal matter.
    Leave it:
        Where the client has agreed on it with one of the two sides: `negotiated` or an advocacy says so. What was moved
        or cancelled does not count.
    Source:
        SAMHSA TIP 27, chapter 5, clients involved with justice; SAMHSA TIP 44: sanctions and treatment work together.
    """
    del caseload
    for found in collisions(case):
        if not is_settled(case, found):
            law = "court date" if found.law.kind == "court" else "check-in"
            says = f"this {law} and {found.care.stem}, {found.care.kind}, overlap on {found.day}. Who asks for another hour?"
            yield problem(found.law, "start", says=says)


@rule("CK572", Severity.INFO, on="case")
def condition_under_strain(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A condition at risk is talked over before it is broken.

    Checks:
        Whether a condition that is at risk or not met has a `note`, or was followed by a negotiation or an advocacy with
        that legal matter. A matter that has ended is not asked.
    Why:
        An officer who hears early can move an hour; one who hears late writes a report.
    Bad:
        # legal/lg-2b4d.yaml
        conditions:
          - {id: k1, text: Attend mediation, source: Order of 2026-01-05, status: at_risk, since: 2026-03-05}
    Good:
        # legal/lg-2b4d.yaml
        conditions:
          - {id: k1, text: Attend mediation, source: Order of 2026-01-05, status: at_risk, since: 2026-03-05, note: The hour is that of her shift.}
    Fix:
        Note what stands in the way, and who talks to whom about it.
    Leave it:
        Where the client wants to speak with the officer themselves: a note at the condition says so.
    Source:
        SAMHSA TIP 27, chapter 5, clients involved with justice; House practice.
    """
    del caseload
    for legal in case.legal:
        talked = [n.date for n in legal.negotiated]
        talked += [a.opened for a in case.advocacy if any(side.legal == legal.id for side in a.between)]
        for place, condition in enumerate(legal.conditions if legal.to is None or legal.to >= last_day(case) else ()):
            quiet = condition.note or any(day >= condition.since for day in talked)
            if condition.status in _STRAINED and not quiet and ended_on(case) is None:
                state = _STRAINED[condition.status]
                says = (
                    f"{condition.id} is {state} since {condition.since}. What stands in the way, and who talks to whom?"
                )
                yield problem(legal, "conditions", place, "status", says=says)


@rule("CK573", Severity.WARNING, on="case")
def agreed_and_not_told(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What was worked out about the client is told to the client.

    Checks:
        That each entry under `negotiated` says when the client was told, or points to an advocacy that does, once the case
        tells of a later day.
    Why:
        It is about their days: they should hear it from us first, and may want to say no.
    Bad:
        # legal/lg-2b4d.yaml
        negotiated:
          - {date: 2026-03-10, what: The hour of the mediation, proposed_by: Rosa, agreed: Tuesdays at noon}
    Good:
        # legal/lg-2b4d.yaml
        negotiated:
          - {date: 2026-03-10, what: The hour of the mediation, proposed_by: Rosa, agreed: Tuesdays at noon, told_client: 2026-03-10}
    Fix:
        Tell them, and add `told_client`.
    Leave it:
        Where the client was in the room: `told_client` is that day.
    Source:
        NASW Code of Ethics 1.03, informed consent; House practice: who told the client.
    """
    del caseload
    told = {a.id for a in case.advocacy if a.told_client is not None}
    for legal in case.legal:
        for place, each in enumerate(legal.negotiated):
            if each.told_client is None and each.advocacy not in told and last_day(case) > each.date:
                says = f"agreed on {each.date}, and nothing says that the client was told. Who tells them?"
                yield problem(legal, "negotiated", place, says=says)


@rule("CK574", Severity.WARNING, on="case")
def report_not_sent(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A report that is due to a court is sent by then.

    Checks:
        That each of `reports_due` has `sent` once the case tells of a day after it was due, while the legal matter and the
        case run.
    Why:
        Silence is read as bad news, and the client answers for it.
    Bad:
        # legal/lg-2b4d.yaml
        reports_due:
          - {due: 2026-03-13, to: The mediator, about: Attendance}
    Good:
        # legal/lg-2b4d.yaml
        reports_due:
          - {due: 2026-03-13, to: The mediator, about: Attendance, sent: 2026-03-12}
    Fix:
        Add `sent`, or send it and say why it is late. Without a consent that covers it, ask the client first.
    Leave it:
        Where the client has not agreed to a report, or the court moved the day: a waiver says which, and nothing is
        sent meanwhile.
    Source:
        SAMHSA TIP 44: reports agreed beforehand; House practice.
    """
    del caseload
    ended = ended_on(case)
    for legal in case.legal:
        until = min(day for day in (legal.to, ended, last_day(case)) if day is not None)
        for place, report in enumerate(legal.reports_due):
            if report.sent is None and report.due < until:
                says = f"this report was due on {report.due}, and nothing says that it was sent."
                yield problem(legal, "reports_due", place, "due", says=says)


@rule("CK575", Severity.INFO, on="case")
def supervision_without_conditions(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Supervision comes with conditions, one item each.

    Checks:
        Whether a matter of probation, parole, pretrial release or treatment court lists its `conditions`.
    Why:
        Only item by item can be seen what fits a job, a child and a bus, and what has to be asked for.
    Bad:
        # legal/lg-2b4d.yaml
        kind: probation
        conditions: []
    Good:
        # legal/lg-2b4d.yaml
        kind: probation
        conditions:
          - {id: k1, text: Report as directed., source: Order of 2026-01-05, status: ongoing, since: 2026-01-05}
    Fix:
        Copy them from the order, each with its paper.
    Leave it:
        Where the paper is still on its way from the court.
    Source:
        SAMHSA TIP 27, chapter 5, clients involved with justice; House practice.
    """
    del caseload
    for legal in case.legal:
        if legal.kind in _SUPERVISED and not legal.conditions and legal.to is None:
            called = legal.kind.replace("_", " ")
            yield problem(
                legal, "kind", says=f"{called} without its conditions. What does the order ask, item by item?"
            )


@rule("CK576", Severity.WARNING, on="case")
def released_without_contact(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After a release someone is there within days.

    Checks:
        That a contact reached the client within policy's `release_follow_up_within_days` of a release from jail or prison,
        once the case tells of a day after that. Without that setting nothing is said.
    Why:
        The first days outside are when people die of an overdose or sleep rough; a ride from the gate changes both.
    Bad:
        # policy.yaml
        values:
          - {setting: release_follow_up_within_days, value: 3, from: 2026-01-01, source: agency practice}
        # incidents/2026-03-20-v5.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: release
        what: Released in the morning.
        response: The release plan was ready.
    Good:
        # policy.yaml
        values:
          - {setting: release_follow_up_within_days, value: 3, from: 2026-01-01, source: agency practice}
        # incidents/2026-03-20-v5.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: release
        what: Released in the morning.
        response: The release plan was ready.
        # contacts/2026-03-20-x7.yaml
        date: 2026-03-20
        by: s-ruiz
        kind: accompaniment
        place: community
        minutes: 90
        reached: true
        note: From the gate to her sister's.
    Fix:
        Call or go there now; write down what is missing here.
    Leave it:
        Where someone of theirs fetched them and they wanted nobody from us: a waiver says so. An attempt is shown, and
        going on trying is right.
    Source:
        SAMHSA Guidelines for Successful Transition from Jail and Prison; House practice for the days.
    """
    for incident in case.incidents:
        allowed = limit(caseload, "release_follow_up_within_days", incident.date, case)
        if incident.kind != "release" or allowed is None or "contact" in case.broken:
            continue
        until = incident.date + dt.timedelta(days=allowed.value)
        met = any(with_client(c) and incident.date <= c.date <= until for c in case.contacts)
        if not met and last_day(case) > until and ended_on(case) is None:
            tried = attempts(case, incident.date, until)
            says = f"no contact with the client is on record by {until}.{tried} Who has seen them since the release?"
            yield problem(incident, "kind", says=says)
