"""Dates: what happened, and was written down, in an order that can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event, Part, Record
from casekit.model.service import Appointment
from casekit.model.sketch import Sketch, sketch
from casekit.model.walk import parts

# What comes first and what follows from it, by their attributes.
_SPANS = (
    ("from_", "to"), ("from_", "expires"), ("birth_date", "died"), ("offered", "signed"), ("signed", "expires"),
    ("opened", "closed"), ("filed", "hearing"), ("filed", "decided"), ("on", "appeal_by"),
)  # fmt: skip
_ENDS = tuple(dict.fromkeys(last for _, last in _SPANS))
_LOGS = ("status", "phases", "assignments")
_WORK = ("appointments", "reviews", "assessments", "risks", "safety_plans", "agreements")


@rule("CK251", Severity.ERROR, on="record")
def date_differs_from_name(record: Record) -> Iterator[Problem]:
    """An event's date is the date in its file's name.

    Checks:
        That `date` is the day with which the file's name begins.
    Why:
        A folder is read as a timeline by its names: under another name the event stands in the wrong place.
    Bad:
        # contacts/2026-03-02-k7.yaml
        date: 2026-03-03
    Good:
        # contacts/2026-03-02-k7.yaml
        date: 2026-03-02
    Fix:
        Correct the date, or rename the file.
    Source:
        House rule.
    """
    if not isinstance(record, Event):
        return
    name = record.stem
    if name[:2].isdigit() and not name.startswith(record.date.isoformat()):
        yield problem(record, "date", says=f"the date is {record.date}, and the file's name says {name[:10]}.")


@rule("CK252", Severity.ERROR, on="record")
def recorded_before_it_happened(record: Record) -> Iterator[Problem]:
    """Nothing is written down before it happened.

    Checks:
        That `recorded` is not earlier than `date`. A later day is a late entry, and better than none.
    Why:
        Either the note was a plan, or one of the two days is a slip.
    Bad:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-01
    Good:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-05
    Fix:
        Correct the day; leave `recorded` out where it was the same one. Appointments are planned ahead and are not asked.
    Source:
        CMS record-keeping principles: entries are dated when made.
    """
    if not isinstance(record, Event) or isinstance(record, Appointment):
        return
    if record.recorded is not None and record.recorded < record.date:
        yield problem(
            record, "recorded", says=f"written down on {record.recorded}, before it happened on {record.date}."
        )


@rule("CK253", Severity.ERROR, on="caseload", gather=sketch)
def before_birth(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """Nothing happened to someone before they were born.

    Checks:
        That no event of a case is dated before the person's birth date.
    Why:
        One of the two dates is wrong, and age decides who may sign and which services are open.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 2026-07-14
    Good:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 1988-07-14
    Fix:
        Correct the birth date (a mistyped year?) or the event's.
    Source:
        House rule.
    """
    earliest: dict[str, tuple[date, str]] = {}
    for case in cases:
        if case.file is not None:
            before = earliest.get(case.file.person, (date.max, ""))
            earliest[case.file.person] = min((case.first, case.id), before)
    for identifier, (first, where) in earliest.items():
        person = caseload.people.get(identifier)
        if person is not None and isinstance(person.birth_date, date) and first < person.birth_date:
            says = f"born on {person.birth_date}, after the first record in {where} ({first})."
            yield problem(person, "birth_date", says=says)


@rule("CK254", Severity.WARNING, on="case")
def accepted_before_screening(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A case is opened when screening has decided it.

    Checks:
        That a case whose screening says `accepted` was not opened before that was decided. Outreach begins
        before screening, and an emergency does not wait for one: neither is asked.
    Why:
        Screening decides need, eligibility and fit with the model; opened first, it decides nothing.
    Bad:
        # screening.yaml
        decided: 2026-01-19
    Good:
        # screening.yaml
        decided: 2026-01-12
    Fix:
        Correct the date. If the case began with outreach, let `status` begin with it.
    Source:
        CMSA Standards of Practice 2016, A; House rule for outreach and emergencies.
    """
    del caseload
    screening, file = case.screening, case.file
    if screening is None or file is None or screening.decision != "accepted" or screening.urgency == "emergency":
        return
    decided = screening.decided or screening.date
    if file.opened < decided and file.status[0].status != "outreach":
        says = f"{'decided' if screening.decided else 'screened'} on {decided}, and the case was opened on {file.opened} already."
        yield problem(screening, "decided" if screening.decided else "date", says=says)


@rule("CK255", Severity.WARNING, on="case")
def event_before_opening(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Work for a case begins when it is opened.

    Checks:
        That contacts, appointments, reviews, assessments and plans are not dated before the case was opened.
        Outreach is not asked, nor is screening.
    Why:
        It may belong to an earlier episode of the same person, and is counted for the wrong one.
    Bad:
        # contacts/2026-01-02-b2.yaml
        date: 2026-01-02
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        note: He called about the apartment.
    Good:
        # contacts/2026-01-02-b2.yaml
        date: 2026-01-02
        by: s-ruiz
        kind: outreach
        minutes: 10
        reached: true
        note: We met at the shelter.
    Fix:
        Correct the date, move the record to the earlier case, or say `kind: outreach`.
    Source:
        House rule.
    """
    del caseload
    if case.file is None:
        return
    opened = case.file.opened
    early = [e for e in (*case.contacts, *_work(case)) if e.date < opened and getattr(e, "kind", "") != "outreach"]
    if early:
        yield problem(case.file, "opened", says=f"opened on {opened}, and {_dated(case, early, 'earlier')}.")


@rule("CK256", Severity.WARNING, on="case")
def event_after_closure(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Work for a case ends when it is closed.

    Checks:
        That appointments, reviews, assessments, risk evaluations, safety plans and agreements are not dated after
        the case was closed. A contact is aftercare, and is not asked; nor is what amends an earlier record.
    Why:
        Someone who came back is served again, and no list shows a closed case: their open ends are seen by nobody.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-02-20, because: He moved to his sister's}
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: He moved to his sister's}
    Fix:
        Open a new case for the same person, or correct the date.
    Source:
        House rule: a returning client is the same person and a new episode.
    """
    del caseload
    if case.file is None or case.file.status[-1].status not in {"closed", "deceased"}:
        return
    last = len(case.file.status) - 1
    entry = case.file.status[last]
    late = [e for e in _work(case) if e.date > entry.from_ and getattr(e, "amends", None) is None]
    if late:
        says = f"`{entry.status}` from {entry.from_} on, and {_dated(case, late, 'later')}."
        yield problem(case.file, "status", last, "from", says=says)


@rule("CK257", Severity.ERROR, on="record")
def log_out_of_order(record: Record) -> Iterator[Problem]:
    """A log reads from the earliest day to the latest.

    Checks:
        That the entries of `status`, `phases` and `assignments` stand in the order of their `from`.
    Why:
        What holds today is the last entry: out of order, an old status counts as today's.
    Bad:
        # case.yaml
        phases:
          - {phase: assessment, from: 2026-01-20}
          - {phase: screening, from: 2026-01-12}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: assessment, from: 2026-01-20}
    Fix:
        Put the entries in order, as `casekit lint --fix` does, or correct the day.
    Source:
        House rule: the workflow is a log, not a field.
    """
    for part, at in parts(record, having=_LOGS):
        for name in _LOGS:
            log = getattr(part, name, ())
            if isinstance(log, tuple):
                yield from (problem(record, *at, name, i, "from", says=says) for i, says in _unordered(log))


def _unordered(log: tuple[Part, ...]) -> Iterator[tuple[int, str]]:
    days: list[date] = [entry.from_ for entry in log if hasattr(entry, "from_")]
    for i, (before, after) in enumerate(pairwise(days), 1):
        if after < before:
            yield i, f"this entry is from {after}, and the one above it from {before}."


@rule("CK258", Severity.ERROR, on="record")
def ends_before_it_begins(record: Record) -> Iterator[Problem]:
    """What ends began before.

    Checks:
        That an end, an expiry or a decision is not earlier than its beginning: assignments, licences, funding,
        consents, appeals, a life.
    Why:
        One of the two days is wrong, and for as long as nobody knows which, a consent or a licence may not count.
    Bad:
        # consents/cn-8h3m.yaml
        expires: 2025-01-20
    Good:
        # consents/cn-8h3m.yaml
        expires: 2027-01-20
    Fix:
        Correct the day; a year is often the slip.
    Source:
        House rule.
    """
    for part, at in parts(record, having=_ENDS):
        for first, last in _SPANS:
            ends = getattr(part, last, None)
            begins = getattr(part, first, None) if ends is not None else None
            if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
                says = f"`{last}` is {ends}, which is before `{first.rstrip('_')}` ({begins})."
                yield problem(record, *at, last, says=says)


def _events(case: Case) -> list[Event]:
    return [record for record in case.records() if isinstance(record, Event)]


def _work(case: Case) -> list[Event]:
    return [event for name in _WORK for event in getattr(case, name)]


def _dated(case: Case, events: list[Event], when: str) -> str:
    first = min(events, key=lambda event: event.date).path.removeprefix(f"{case.folder}/")
    count = len(events)
    return f"{first} is dated {when}" if count == 1 else f"{count} records are dated {when}, the first of them {first}"
