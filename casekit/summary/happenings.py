"""One record of a case in, the dated things it tells of out: when, what kind, by whom, the gist in a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from casekit.model.assessment import Assessment, Circumstances, Risk, SafetyPlan
from casekit.model.case import CaseFile, Screening
from casekit.model.common import Record
from casekit.model.consent import Approval, Consent, Disclosure
from casekit.model.contact import Contact, Grievance, Incident
from casekit.model.legal import Advocacy, Legal
from casekit.model.plan import Agreement, Outcome, Plan, Review
from casekit.model.service import Appointment, Service
from casekit.summary.lookup import Lookup
from casekit.summary.wording import quoted, stopped
from casekit.words import human


class Happening(NamedTuple):
    """Something dated in a record. ``by`` is a staff id, a name, or empty; ``told`` are texts, the first weighs most."""

    date: dt.date
    kind: str
    by: str
    told: tuple[str | None, ...]


Happenings = Iterator[Happening]


def happenings(record: Record, look: Lookup) -> Happenings:
    """Yield what a record tells of; nothing for a mandated report, which is shown to nobody here."""
    teller: Callable[[Any, Lookup], Happenings] | None = _TELLERS.get(type(record))
    if teller:
        yield from teller(record, look)


def _case(case: CaseFile, look: Lookup) -> Happenings:
    for status in case.status:
        yield Happening(status.from_, f"status: {human(status.status)}", "", (status.because,))
    for phase in case.phases:
        yield Happening(phase.from_, f"phase: {human(phase.phase)}", "", (phase.because,))
    for part in case.assignments:
        who = look.team(part.team) if part.team else look.staff(part.worker)
        yield Happening(part.from_, "assigned", who, (f"{part.role.capitalize()}.", part.because))


def _screening(record: Screening, look: Lookup) -> Happenings:
    del look
    yield Happening(record.date, f"screening: {human(record.decision)}", record.by, (quoted(record.presenting),))


def _assessment(record: Assessment, look: Lookup) -> Happenings:
    del look
    kind = {"full": "full assessment", "update": "assessment update", "instrument": "instrument"}[record.scope]
    results = ", ".join(
        i.instrument + (f" {i.total:g}" if i.total is not None else "") + (f" ({i.band})" if i.band else "")
        for i in record.instruments
    )
    yield Happening(record.date, kind, record.by, (quoted(record.client_words), stopped(results), record.note))


def _circumstances(record: Circumstances, look: Lookup) -> Happenings:
    del look
    lives = human(record.living_situation)
    told = (f"Living situation: {lives}. Work: {human(record.employment)}.", record.because)
    yield Happening(record.date, f"circumstances at {record.point}", record.by, told)


def _risk(record: Risk, look: Lookup) -> Happenings:
    del look
    yield Happening(record.date, f"risk: {record.level}", record.by, (record.because,))


def _safety_plan(record: SafetyPlan, look: Lookup) -> Happenings:
    del look
    copy = f"Copy given on {record.copy_given}." if record.copy_given else None
    yield Happening(record.date, "safety plan", record.by, (copy,))


def _plan(plan: Plan, look: Lookup) -> Happenings:
    yield Happening(plan.started, "plan begun", "", (", ".join(g.id for g in plan.goals if _first(g.status, plan)),))
    for goal in plan.goals:
        for i, status in enumerate(goal.status):
            if i or status.from_ != plan.started:
                kind = f"goal {goal.id}: {human(status.status)}"
                yield Happening(status.from_, kind, look.staff(goal.owner), (stopped(goal.aim), status.because))


def _first(log: tuple[Any, ...], plan: Plan) -> bool:
    return bool(log[0].from_ == plan.started)


def _agreement(record: Agreement, look: Lookup) -> Happenings:
    del look
    how = f"By the {record.signer.who}, {human(record.how)}."
    yield Happening(record.date, "plan agreed", record.by, (how, quoted(record.words)))


def _service(service: Service, look: Lookup) -> Happenings:
    name = look.provider(service.provider)
    what = _at(service.what, name)
    for line in service.status:
        yield Happening(line.from_, f"{service.kind}: {human(line.status)}", line.by or "", (what, line.because))
    for search in service.unit_search:
        yield Happening(search.date, "unit search", "", (f"{search.what}:", search.result))
    if service.denial:
        yield Happening(service.denial.on, f"{service.kind}: denied", "", (what, service.denial.reason))
    if service.appeal:
        appeal = service.appeal
        yield Happening(appeal.filed, "appeal filed", "", (what, appeal.note))
        if appeal.decided and appeal.decision:
            yield Happening(appeal.decided, f"appeal: {appeal.decision}", "", (what, appeal.note))


def _at(what: str, name: str) -> str:
    return stopped(f"{what.strip().rstrip('.')} ({name})" if name else what)


def _appointment(record: Appointment, look: Lookup) -> Happenings:
    name = look.provider(record.provider)
    came = record.outcome
    ending = f"{human(came.result).capitalize()}." if came else None
    repeats = f"Repeats by the {record.repeats.every}." if record.repeats else None
    told = (_at(record.what, name), repeats, ending, came.note if came else None)
    yield Happening(record.date, f"appointment: {human(record.kind)}", record.by, told)


def _legal(record: Legal, look: Lookup) -> Happenings:
    del look
    yield Happening(record.from_, f"legal: {human(record.kind)} begins", "", (record.court,))
    for hearing in record.hearings:
        yield Happening(hearing.date, "hearing", "", (stopped(hearing.what), hearing.outcome))
    for report in record.reports_due:
        sent = f"Sent on {report.sent}." if report.sent else None
        yield Happening(report.due, "court report due", "", (stopped(f"{report.about}, to {report.to}"), sent))
    for item in record.negotiated:
        yield Happening(item.date, "negotiated", "", (f"{item.what}:", item.agreed))
    if record.to:
        yield Happening(record.to, f"legal: {human(record.kind)} ends", "", (record.court,))


def _contact(record: Contact, look: Lookup) -> Happenings:
    del look
    kind = human(record.kind) if record.reached else f"{human(record.kind)}, not reached"
    yield Happening(record.date, kind, record.by, (record.note,))


def _advocacy(record: Advocacy, look: Lookup) -> Happenings:
    del look
    sides = "; ".join(side.party for side in record.between)
    yield Happening(record.opened, "advocacy begun", record.by, (f"Between {sides}.", quoted(record.client_interest)))
    for step in record.log:
        yield Happening(step.date, "advocacy", step.by, (stopped(step.what), step.answer))
    if record.closed:
        yield Happening(record.closed, f"advocacy: {human(record.result)}", record.by, (f"Between {sides}.",))


def _incident(record: Incident, look: Lookup) -> Happenings:
    del look
    yield Happening(record.date, human(record.kind), record.by, (record.what,))


def _consent(record: Consent, look: Lookup) -> Happenings:
    to = record.recipient
    told = (look.provider(to.provider) or to.name or to.class_ if to else None, record.purpose)
    about = tuple(stopped(text) for text in told if text)
    day = record.signed or record.offered
    yield Happening(day, f"consent {record.status}: {human(record.kind)}", record.by, about)
    if record.revoked:
        how = f"By {record.revoked.by}, {human(record.revoked.how)}."
        yield Happening(record.revoked.date, f"consent taken back: {human(record.kind)}", "", (how, *about))


def _disclosure(record: Disclosure, look: Lookup) -> Happenings:
    del look
    # What was told to a mandated report's agency tells of the report.
    if record.basis != "mandated_report" and record.report is None:
        told = (f"To {record.to.name}:", record.what)
        yield Happening(record.date, f"shared: {human(record.basis)}", record.by, told)


def _approval(record: Approval, look: Lookup) -> Happenings:
    del look
    if "/reports/" not in f"/{record.of}":
        amount = "" if record.amount is None else f", {record.amount:g}"
        what = f"approval of {human(record.for_)}{amount}: {record.decision}"
        yield Happening(record.date, what, record.by, (record.because,))


def _grievance(record: Grievance, look: Lookup) -> Happenings:
    del look
    yield Happening(record.date, human(record.kind), record.by, (record.about,))
    if record.answer:
        yield Happening(record.answer.date, f"{human(record.kind)} answered", record.answer.by, (record.answer.what,))


def _review(record: Review, look: Lookup) -> Happenings:
    del look
    yield Happening(record.date, f"review: {human(record.decision)}", record.by, (record.changes,))


def _outcome(record: Outcome, look: Lookup) -> Happenings:
    del look
    yield Happening(record.date, f"outcome: {human(record.reason)}", record.by, (record.summary,))


_TELLERS: dict[type[Record], Callable[[Any, Lookup], Happenings]] = {
    CaseFile: _case, Screening: _screening, Assessment: _assessment, Circumstances: _circumstances, Risk: _risk,
    SafetyPlan: _safety_plan, Plan: _plan, Agreement: _agreement, Service: _service, Appointment: _appointment,
    Legal: _legal, Contact: _contact, Advocacy: _advocacy, Incident: _incident, Consent: _consent,
    Disclosure: _disclosure, Approval: _approval, Grievance: _grievance, Review: _review, Outcome: _outcome,
}  # fmt: skip
"""Every kind of record in a case but the mandated report."""
