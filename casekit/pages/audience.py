"""A reading of an agency and who is to read its site in; a smaller reading, without what they may not see, out.

This is the table of ``site/serving.md`` as code. It stands before rendering: pages are made of what is left, so what an
audience may not see is in no page, twin, index or file name. ``pages/withheld.py`` does the leaving out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct

from casekit.model.case import Assignment
from casekit.model.caseload import Case, Caseload
from casekit.model.people import Staff
from casekit.model.safe_contact import mentions, names_in
from casekit.model.service import Appointment
from casekit.model.standing import ended_on, is_part2
from casekit.pages.read import Reading
from casekit.pages.withheld import Seen, without
from casekit.words import did_you_mean, visible

_TEAM = "team:"


class Audience(Struct, frozen=True):
    """Who reads a site. ``kind`` is ``all``, ``supervisor``, ``team`` or ``worker``; ``id`` names one of the last two."""

    kind: str = "all"
    id: str = ""

    @property
    def word(self) -> str:
        """The audience as it is written: ``all``, ``supervisor``, ``team:north``, ``s-ruiz``."""
        return f"{_TEAM}{self.id}" if self.kind == "team" else self.id or self.kind

    @property
    def few(self) -> bool:
        """Whether they see the cases alone that they work with."""
        return self.kind in {"worker", "team"}


def audience_of(text: str, caseload: Caseload) -> Audience:
    """Return the audience that a text means; ValueError with what to write where it means none."""
    word = text.strip()
    if word in {"all", "supervisor"}:
        return Audience(word)
    if word.startswith(_TEAM) and word.removeprefix(_TEAM) in caseload.teams:
        return Audience("team", word.removeprefix(_TEAM))
    if word in caseload.staff:
        return Audience("worker", word)
    known = ["all", "supervisor", *(f"{_TEAM}{name}" for name in caseload.teams), *caseload.staff]
    raise ValueError(
        f"nobody here is called `{visible(word)}`. A site is for `all`, for `supervisor`, for a team (`team:north`) or "
        f"for one person, by their staff id (`s-ruiz`).{did_you_mean(word, known)}"
    )


def seen_by(reading: Reading, audience: Audience, day: dt.date, only: str = "") -> Reading:
    """Return what an audience may see of a reading on a day; with ``only``, of the one case of that id.

    A site is for all of its readers: where several read it, it holds what every one of them may see. The day is that of
    the readers, and not the one that pages are of: a page as of last year holds all records, and whoever has handed a
    case on since then must not see it again. ValueError for somebody who has left the agency.
    """
    caseload = reading.caseload
    readers = readers_of(audience, caseload, day)
    if not readers and audience.kind == "worker":
        raise ValueError(f"{audience.word} is with the agency no more, so no site is made for them.")
    outside = _outside(caseload.cases, readers, caseload, day) if audience.kind == "supervisor" else frozenset()
    cases = [c for c in _for(audience, caseload, day) if not _is_kept_back(c, outside, readers, caseload)]
    seen = Seen(
        cases=tuple(case for case in cases if only in {"", case.id}),
        outside=outside,
        staff=frozenset({audience.id} if audience.few else caseload.staff),
        teams=frozenset(_teams(audience, caseload, day)),
        across=not audience.few and not only,
    )
    return without(reading, seen)


def kept_back(reading: Reading, audience: Audience, day: dt.date) -> int:
    """Return how many cases are left out though they are the audience's: whoever builds a site has to know."""
    caseload, readers = reading.caseload, readers_of(audience, reading.caseload, day)
    outside = _outside(caseload.cases, readers, caseload, day) if audience.kind == "supervisor" else frozenset()
    return sum(_is_kept_back(c, outside, readers, caseload) for c in _for(audience, caseload, day))


def readers_of(audience: Audience, caseload: Caseload, day: dt.date) -> tuple[Staff, ...]:
    """Return the staff who read an audience's site: who is with the agency on a day, or comes later."""
    here = {staff.id: staff for staff in caseload.staff.values() if staff.to is None or staff.to >= day}
    if audience.kind == "all":
        return tuple(here.values())
    if audience.kind == "supervisor":
        heads = {staff.supervisor for staff in here.values()}
        return tuple(staff for staff in here.values() if staff.role == "supervisor" or staff.id in heads)
    named = _members(audience.id, caseload, day) if audience.kind == "team" else {audience.id}
    return tuple(staff for staff in here.values() if staff.id in named)


def _for(audience: Audience, caseload: Caseload, day: dt.date) -> Iterable[Case]:
    if audience.kind == "team":
        return (c for c in caseload.cases if any(a.team == audience.id for a in _held(c, day)))
    if audience.kind == "worker":
        reach = _reach(audience.id, caseload, day)
        return (c for c in caseload.cases if _is_in(c, reach, day))
    return caseload.cases


def _outside(cases: Iterable[Case], readers: Iterable[Staff], caseload: Caseload, day: dt.date) -> frozenset[str]:
    """Return the cases that are not all readers' own: somebody neither works with it nor supervises who does.

    A case of a Part 2 program is also that of whoever belongs to the program. An ordinary program gives nobody a need to
    know in which treatment its people are.
    """
    reaches = [(frozenset(r.programs), _reach(r.id, caseload, day)) for r in readers]
    return frozenset(
        case.id
        for case in cases
        for programs, reach in reaches
        if not _is_in(case, reach, day)
        and not (case.file and case.file.program in programs and is_part2(case, caseload))
    )


class _Reach(Struct, frozen=True):
    """Whose cases someone works with: their own and those whom they supervise, and the teams of all these."""

    people: frozenset[str]
    teams: frozenset[str]


def _reach(who: str, caseload: Caseload, day: dt.date) -> _Reach:
    people = {who, *(staff.id for staff in caseload.staff.values() if staff.supervisor == who)}
    teams = (name for name in caseload.teams if not people.isdisjoint(_members(name, caseload, day)))
    return _Reach(frozenset(people), frozenset(teams))


def _is_in(case: Case, reach: _Reach, day: dt.date) -> bool:
    held = _held(case, day)
    return any(a.worker in reach.people or a.team in reach.teams for a in held) or any(
        who in reach.people for who in _beside(case, day)
    )


def _held(case: Case, day: dt.date) -> tuple[Assignment, ...]:
    """Return the assignments that run or are to come; of a closed case, those that ran when it was closed.

    An assignment counts from the day it is written down: who takes a case over has to get to know it.
    """
    log = case.file.assignments if case.file else ()
    until = min(day, ended_on(case) or day)
    found = tuple(a for a in log if a.to is None or a.to >= until)
    return found or (log[-1:] if ended_on(case) else ())


def _beside(case: Case, day: dt.date) -> Iterator[str]:
    """Yield the staff in the care team of a case that goes on, and those who go along to an appointment ahead."""
    if case.file and ended_on(case) is None:
        yield from (member.staff for member in case.file.care_team if member.staff)
        yield from (a.accompanied_by for a in case.appointments if a.accompanied_by and _is_ahead(a, day))


def _is_ahead(appointment: Appointment, day: dt.date) -> bool:
    repeats = appointment.repeats
    last = (repeats.until or dt.date.max) if repeats else appointment.date
    return appointment.outcome is None and last >= day


def _is_kept_back(case: Case, outside: frozenset[str], readers: Iterable[Staff], caseload: Caseload) -> bool:
    """Tell whether a case is kept from an audience for one of its readers: by its client's word, or for Part 2."""
    return (case.id in outside and is_part2(case, caseload)) or _kept_from(case, readers, caseload)


def _kept_from(case: Case, readers: Iterable[Staff], caseload: Caseload) -> bool:
    """Tell whether a reader is among those who, by the client's safe-contact rules, must not know."""
    person = caseload.person_of(case)
    texts = person.safe_contact.must_not_know if person else ()
    return any(mentions(text, {staff.name, *names_in((staff.name,))}) for text in texts for staff in readers)


def _teams(audience: Audience, caseload: Caseload, day: dt.date) -> Iterable[str]:
    """Return the teams whose meetings and figures an audience sees: one's own, or all."""
    if audience.kind == "worker":
        return _reach(audience.id, caseload, day).teams
    return {audience.id} if audience.kind == "team" else caseload.teams


def _members(name: str, caseload: Caseload, day: dt.date) -> set[str]:
    """Return who is in a team on a day, or comes later, and who leads it."""
    team = caseload.teams[name]
    return {team.leader, *(m.staff for m in team.members if m.to is None or m.to >= day)}
