"""A case and a day in, how it stood on that day out: status, phase, risk, who was responsible, what was needed.

Nothing here reads a clock. Where "by now" is meant, it is ``last_day``: the newest day the case itself tells of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from casekit.model.assessment import Assessment, DomainNeed, Risk
from casekit.model.case import Assignment, PhaseEntry, StatusEntry
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event
from casekit.model.contact import Contact
from casekit.model.people import Person
from casekit.model.service import Appointment

FAR_AHEAD = dt.timedelta(days=3 * 366)
"""Whoever is gone for longer comes back to a new case."""
_ENDED = {"closed", "deceased"}
_WITH_OTHERS = {"collateral", "case_conference"}
_AT_A_DISTANCE = {"phone", "video", "text_message", "email", "letter"}
_ORDER = (
    "screening", "assessment", "risk_evaluation", "planning", "implementation", "monitoring", "outcome_evaluation",
)  # fmt: skip


class Logs(Protocol):
    """What a ``case.yaml`` says of where a case belongs and stood, and of who carried it."""

    @property
    def program(self) -> str:
        """The program it is in."""
        ...

    @property
    def model(self) -> str:
        """How that program works."""
        ...

    @property
    def status(self) -> tuple[StatusEntry, ...]:
        """The log of where it stood."""
        ...

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The log of who carried it."""
        ...


class Filed(Protocol):
    """A case, or a sketch of one: its file, or None where that cannot be read."""

    @property
    def file(self) -> Logs | None:
        """The file."""
        ...


class Found(Protocol):
    """A risk that was found on a day."""

    @property
    def date(self) -> dt.date:
        """That day."""
        ...

    @property
    def level(self) -> str:
        """How high it was."""
        ...


class Rated(Filed, Protocol):
    """A case, or a sketch of one, with its risks."""

    @property
    def risks(self) -> tuple[Found, ...]:
        """The risks that were found, in the order of their files."""
        ...


_Found = TypeVar("_Found", bound=Found)


class Need(NamedTuple):
    """A need as it was last found: the assessment that says so, and the place of the need in its list."""

    assessment: Assessment
    place: int
    found: DomainNeed


def last_day(case: Case) -> dt.date:
    """Return the newest day on which something is known to have happened in a case whose file could be read.

    Appointments are planned ahead and do not count; nor does a day years after all others, whose year was mistyped.
    """
    file = case.file
    days: list[dt.date] = [r.date for r in case.records() if isinstance(r, Event) and not isinstance(r, Appointment)]
    if file is not None:
        days += [file.opened, *(e.from_ for e in file.status), *(e.from_ for e in file.phases)]
        days += [a.from_ for a in file.assignments]
    newest = max(days, default=dt.date.min)
    return newest if file is None or newest - file.opened <= FAR_AHEAD else _last_in_reach(days)


def _last_in_reach(days: list[dt.date]) -> dt.date:
    """Return the last of days before a gap of years, where most of them are before it; else the very last."""
    ordered = sorted(days)
    gaps = (i for i, (a, b) in enumerate(pairwise(ordered), 1) if b - a > FAR_AHEAD and 2 * i > len(ordered))
    return ordered[next(gaps, len(ordered)) - 1]


def status_on(case: Filed, day: dt.date) -> StatusEntry | None:
    """Return the line of the status log that held on a day; None before the first, or without a case file."""
    return max((e for e in _status(case) if e.from_ <= day), key=lambda e: e.from_, default=None)


def ended_on(case: Filed) -> dt.date | None:
    """Return the day since which a case has been closed, or its person dead; None for a case that goes on."""
    last = _status(case)[-1:]
    return last[0].from_ if last and last[0].status in _ENDED else None


def phase_on(case: Case, day: dt.date) -> PhaseEntry | None:
    """Return the line of the phase log that held on a day; None before the first, or without a case file."""
    return max((e for e in _phases(case) if e.from_ <= day), key=lambda e: e.from_, default=None)


def steps_back(case: Case) -> Iterator[tuple[int, PhaseEntry]]:
    """Yield the lines of the phase log that return to an earlier step, with their place in the log."""
    log = _phases(case)
    for i in range(1, len(log)):
        if _ORDER.index(log[i].phase) < _ORDER.index(log[i - 1].phase):
            yield i, log[i]


def reached_phase(case: Case, phase: str) -> dt.date | None:
    """Return the day on which a case first came to a step, or None."""
    return next((entry.from_ for entry in _phases(case) if entry.phase == phase), None)


def risk_on(case: Case, day: dt.date) -> Risk | None:
    """Return the newest risk evaluation up to a day."""
    return newest_until(case.risks, day)


def newest_until(found: Iterable[_Found], day: dt.date) -> _Found | None:
    """Return the newest of some risks up to a day."""
    return max((risk for risk in found if risk.date <= day), key=lambda risk: risk.date, default=None)


def assigned_on(case: Filed, day: dt.date) -> tuple[Assignment, ...]:
    """Return the assignments that ran on a day, first and last days included."""
    log = case.file.assignments if case.file else ()
    return tuple(a for a in log if a.from_ <= day and (a.to is None or day <= a.to))


def workers_on(case: Case, caseload: Caseload, day: dt.date) -> frozenset[str]:
    """Return the ids of the staff responsible for a case on a day: those assigned, and the members of its teams."""
    found: set[str] = set()
    for assignment in assigned_on(case, day):
        team = caseload.teams.get(assignment.team or "")
        found |= {assignment.worker} if assignment.worker else set()
        found |= {m.staff for m in team.members if m.from_ <= day and (m.to is None or day <= m.to)} if team else set()
    return frozenset(found)


def age_on(person: Person, day: dt.date) -> int | None:
    """Return a person's age in whole years on a day, or None where the birth date is not known."""
    born = person.birth_date
    if not isinstance(born, dt.date):
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def needs_on(case: Case, day: dt.date) -> dict[str, Need]:
    """Return each area of life with the need last found in it up to a day."""
    found: dict[str, Need] = {}
    for assessment in sorted((a for a in case.assessments if a.date <= day), key=lambda a: a.date):
        found |= {need.domain: Need(assessment, i, need) for i, need in enumerate(assessment.needs)}
    return found


def with_client(contact: Contact) -> bool:
    """Tell whether a contact reached the client: a talk with someone else about them is none with them."""
    return contact.reached and contact.kind not in _WITH_OTHERS


def in_person(contact: Contact) -> bool:
    """Tell whether a contact brought staff and client together in one place."""
    return with_client(contact) and contact.kind not in _AT_A_DISTANCE and contact.place != "telehealth"


def is_part2(case: Case, caseload: Caseload) -> bool:
    """Tell whether a case's program is one to which 42 CFR Part 2 applies: it follows the program, not the person."""
    programs = caseload.agency.programs if caseload.agency else ()
    return any(p.part2 for p in programs if case.file and p.id == case.file.program)


def _status(case: Filed) -> tuple[StatusEntry, ...]:
    return case.file.status if case.file else ()


def _phases(case: Case) -> tuple[PhaseEntry, ...]:
    return case.file.phases if case.file else ()
