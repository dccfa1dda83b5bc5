"""A case in, how it stands out: the heading, who it is about, how to reach them safely, what they bring, the phases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.model.case import Assignment, CaseFile, PhaseEntry
from casekit.model.caseload import Case
from casekit.model.common import LeftOpen, LevelOfCare
from casekit.model.people import Person, SafeContact, SafePhone
from casekit.model.reaching import last_reached
from casekit.summary import shapes
from casekit.summary.lookup import Lookup
from casekit.summary.wording import flowing, said, said_each, sentence
from casekit.words import human

_UNKNOWN = "Name cannot be read"


def heading(case: Case, file: CaseFile, look: Lookup) -> shapes.Heading:
    """Say how a case stands."""
    status, phase = file.status[-1].status, file.phases[-1].phase
    reached = last_reached(case, dt.date.max)
    person = look.person(case)
    return shapes.Heading(
        id=case.id,
        called=called(person) if person else _UNKNOWN,
        workers=tuple(_worker(a, look) for a in assigned_now(file.assignments)),
        program=look.program(file.program),
        model=human(file.model),
        status=human(status),
        closed=status in {"closed", "deceased"},
        phase=human(phase),
        risk=max(case.risks, key=lambda r: r.date).level if case.risks else "",
        last_contact=reached.date if reached else None,
    )


def called(person: Person) -> str:
    """Return the name a person goes by."""
    return person.names.used or person.names.legal


def assigned_now(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """Return the assignments that have no end; of a case that has only ended ones, the last."""
    return tuple(a for a in assignments if a.to is None) or assignments[-1:]


def _worker(assignment: Assignment, look: Lookup) -> str:
    who = look.team(assignment.team) if assignment.team else look.staff(assignment.worker)
    return who if assignment.role in {"primary", "team"} else f"{who} ({assignment.role})"


def facts(case: Case, file: CaseFile, look: Lookup) -> tuple[shapes.Fact, ...]:
    """Say who the case is about and how it stands, each fact with the day since when it holds."""
    person = look.person(case)
    found = [*_who(person, file), *_how(case, file, look)]
    return tuple(fact for fact in found if fact.value)


def _who(person: Person | None, file: CaseFile) -> Iterator[shapes.Fact]:
    yield shapes.Fact("Name used", called(person) if person else _UNKNOWN, "" if person else file.person)
    if person:
        yield shapes.Fact("Pronouns", said(person.pronouns))
        spoken = person.languages
        yield shapes.Fact("Language", spoken.preferred, "needs an interpreter" if spoken.interpreter else "")
        yield shapes.Fact("Died", str(person.died or ""))


def _how(case: Case, file: CaseFile, look: Lookup) -> Iterator[shapes.Fact]:
    status, phase = file.status[-1], file.phases[-1]
    yield shapes.Fact("Program", look.program(file.program), human(file.model))
    yield shapes.Fact("Populations", ", ".join(human(word) for word in file.populations))
    yield shapes.Fact("Opened", str(file.opened))
    yield shapes.Fact("Status", human(status.status), _since(status.from_, status.because))
    yield shapes.Fact("Phase", human(phase.phase), _since(phase.from_, None))
    for assignment in assigned_now(file.assignments):
        ended = f", until {assignment.to}" if assignment.to else ""
        note = _since(assignment.from_, None) + ended + (f": {why}" if (why := flowing(assignment.because)) else "")
        yield shapes.Fact("Team" if assignment.team else "Worker", _worker(assignment, look), note)
    care = level_of_care(case, file)
    if care:
        yield shapes.Fact("Level of care", care.level, f"{care.scale}, decided by {care.decided_by} on {care.on}")
    if case.risks:
        risk = max(case.risks, key=lambda r: r.date)
        yield shapes.Fact("Risk", risk.level, _since(risk.date, risk.because))


def _since(day: dt.date, because: str | None) -> str:
    return f"since {day}: {flowing(because)}" if because else f"since {day}"


def level_of_care(case: Case, file: CaseFile) -> LevelOfCare | None:
    """Return the level of care decided on last."""
    found = [file.level_of_care, *(review.level_of_care for review in case.reviews)]
    return max((care for care in found if care), key=lambda care: care.on, default=None)


def safe_contact(case: Case, look: Lookup) -> shapes.SafeContact | None:
    """Say how to reach the person safely; None where nobody can know."""
    person = look.person(case)
    if person is None:
        return None
    safe = person.safe_contact
    return shapes.SafeContact(
        use_name=safe.use_name or "",
        ways=tuple(_ways(safe)),
        must_not_know=tuple(flowing(who) for who in safe.must_not_know),
        note=flowing(safe.note),
    )


def _ways(safe: SafeContact) -> Iterator[shapes.Way]:
    for phone in safe.phones:
        rules = _phone_rules(phone) if phone.safe else ""
        yield shapes.Way(phone.number, flowing(phone.whose), phone.safe, rules, flowing(phone.note))
    if safe.mail:
        yield shapes.Way(_one_line(safe.mail.address), "letters", safe.mail.safe, "", flowing(safe.mail.note))
    if safe.email:
        yield shapes.Way(safe.email.address, "", safe.email.safe, "", "")


def _one_line(address: str) -> str:
    return ", ".join(part.strip(" ,") for part in address.strip().split("\n"))


def _phone_rules(phone: SafePhone) -> str:
    allowed = f"voicemail {'yes' if phone.voicemail else 'no'}, text {'yes' if phone.text else 'no'}"
    return sentence(allowed, flowing(phone.times))


def strengths(case: Case) -> tuple[str, ...]:
    """Return what the client brings, from the newest assessment that says so."""
    found = [a for a in case.assessments if a.strengths is not None]
    named = [a for a in found if not isinstance(a.strengths, LeftOpen)] or found
    return said_each(max(named, key=lambda a: a.date).strengths) if named else ()


def own_words(case: Case) -> str:
    """Return the client's own words about what matters, from the newest assessment that has them."""
    found = [a for a in case.assessments if isinstance(a.client_words, str)]
    return said(max(found, key=lambda a: a.date).client_words) if found else ""


def phases(case: Case, file: CaseFile) -> tuple[shapes.PhaseLine, ...]:
    """Return the phase log, oldest first."""
    return tuple(
        shapes.PhaseLine(entry.from_, human(entry.phase), flowing(entry.because), _behind(case, entry))
        for entry in file.phases
    )


def _behind(case: Case, entry: PhaseEntry) -> str:
    """Name the incident and the review behind a phase."""
    kinds = {incident.stem: human(incident.kind) for incident in case.incidents}
    named = []
    if entry.incident:
        named.append(f"{kinds.get(entry.incident, 'incident')}, incidents/{entry.incident}.yaml")
    if entry.review:
        named.append(f"review, reviews/{entry.review}.yaml")
    return "; ".join(named)
