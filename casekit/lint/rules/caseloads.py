"""Caseloads: nobody carries more than they can, and whoever carries a case knows its world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.agency import PolicyValue, Team
from casekit.model.case import Assignment
from casekit.model.caseload import Case, Caseload
from casekit.model.people import Staff
from casekit.model.policy import limit
from casekit.model.sketch import Sketch, sketch
from casekit.model.standing import assigned_on, last_day, status_on
from casekit.model.workforce import newest_day, open_cases, primaries, weight
from casekit.words import counted

_NOT_COUNTED = ("prescriber", "administrator")


@rule("CK715", Severity.WARNING, on="caseload", gather=sketch)
def caseload_over_limit(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """Nobody carries more cases than they can.

    Checks:
        That the open cases for which someone is primary, weighed by policy's `acuity_weight_percent`, stay within
        the staff record's `caseload_limit`, or else policy's `caseload_cap` for their models. It is judged on the
        newest day that the records tell of; what a team shares is counted for the team.
    Why:
        The call that is not made for want of time is made to the person who asks least.
    Bad:
        # staff/s-ruiz.yaml
        caseload_limit: 0
    Good:
        # staff/s-ruiz.yaml
        caseload_limit: 15
    Fix:
        Talk over with the supervisor whom to pass on or step down.
    Leave it:
        Where an absence is covered for some weeks.
    Source:
        Caseload limits of 42 CFR 440.169 states: 55 Pa. Code 5221.23, D.C. r. 4704; each by policy.
    """
    day = newest_day(cases)
    for worker, carried in _carried(cases, day, "worker").items():
        staff = caseload.staff.get(worker)
        if staff is None:
            continue
        load, most = _load(caseload, carried, day, staff.caseload_limit)
        if most is not None and load > most:
            at = ("caseload_limit",) if staff.caseload_limit is not None else ("id",)
            says = f"{_cases(carried)} on {day}, weighing {load:g}; the limit is {most:g}."
            yield problem(staff, *at, says=says)


@rule("CK716", Severity.WARNING, on="caseload", gather=sketch)
def team_over_limit(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A team shares no more cases than its members can carry.

    Checks:
        That the open cases a team shares, weighed by policy's `acuity_weight_percent`, stay within policy's
        `caseload_cap` for each full-time post. Prescribers and administrators are not counted.
    Why:
        A shared caseload hides who has no time left: the team sees it only as a number.
    Bad:
        # policy.yaml
        values:
          - {setting: caseload_cap, value: 0, from: 2026-01-01, source: agency practice}
        # case.yaml
        assignments:
          - {team: north, role: team, from: 2026-01-12}
    Good:
        # case.yaml
        assignments:
          - {team: north, role: team, from: 2026-01-12}
    Fix:
        Fill the post, slow down admissions, or pass on those who are ready to step down.
    Leave it:
        Where a member is back next week, or the newest cases were taken so that nobody was turned away tonight.
    Source:
        DACTS item H1: ten clients to one team member.
    """
    day = newest_day(cases)
    for name, carried in _carried(cases, day, "team").items():
        team = caseload.teams.get(name)
        if team is None:
            continue
        posts = _posts(caseload, team, day)
        load, most = _load(caseload, carried, day, None)
        if most is not None and load > most * posts:
            says = f"{_cases(carried)} on {day}, weighing {load:g}; {posts:g} posts carry {most * posts:g}."
            yield problem(team, "members", says=says)


@rule("CK723", Severity.INFO, on="case")
def primary_outside_their_programs(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The primary worker works in the case's program.

    Checks:
        Whether the programs that the present primary worker's record lists include the case's. Cover is not asked.
    Why:
        Each program has its own rules on what may be shared and promised to the client.
    Bad:
        # staff/s-ruiz.yaml
        programs: [street-team]
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based}
          - {id: street-team, name: Street Team, model: brokerage}
    Good:
        # staff/s-ruiz.yaml
        programs: [housing-links]
    Fix:
        Add the program to the staff record, or assign someone of the program.
    Leave it:
        Where the client moved program and asked to keep their worker.
    Source:
        House practice.
    """
    file = case.file
    for i, assignment in primaries(case)[-1:]:
        staff = caseload.staff.get(assignment.worker or "")
        if file and assignment.to is None and staff and staff.programs and file.program not in staff.programs:
            says = f"{staff.id}'s record does not list the program {file.program}. Still theirs?"
            yield problem(file, "assignments", i, "worker", says=says)


@rule("CK724", Severity.INFO, on="case")
def new_to_the_population(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Someone who carries the case knows the client's world, or has someone beside them who does.

    Checks:
        Whether the primary worker, or their supervisor, has policy's `experience_years_least` with one of the
        case's populations in their record, or training on it. Without that setting nothing is asked.
    Why:
        What is ordinary in one world is dangerous in another, and the client should not have to teach it.
    Bad:
        # policy.yaml
        values:
          - {setting: experience_years_least, value: 2, from: 2026-01-01, source: agency practice}
    Good:
        # policy.yaml
        values:
          - {setting: experience_years_least, value: 2, from: 2026-01-01, source: agency practice}
        # staff/s-ruiz.yaml
        experience: [{population: homeless, years: 3}]
    Fix:
        Enter the experience that the record lacks, or name a second worker. Closer supervision is an answer too.
    Leave it:
        Where the client chose this worker, or has taught others before and likes to.
    Source:
        CMSA Standards of Practice 2016, I (qualifications); House practice for the years.
    """
    file = case.file
    for i, assignment in primaries(case)[-1:]:
        least = limit(caseload, "experience_years_least", assignment.from_, case)
        staff = caseload.staff.get(assignment.worker or "")
        if least is None or staff is None or file is None or not file.populations or assignment.to is not None:
            continue
        beside = [a.worker for a in assigned_on(case, last_day(case))] + [staff.supervisor]
        known = [s for s in (staff, *(caseload.staff.get(b or "") for b in beside)) if s is not None]
        if not any(_knows(s, file.populations, least.value) for s in known):
            says = f"nobody on this case has {least.value} years with {', '.join(file.populations)} on record."
            yield problem(file, "assignments", i, "worker", says=says)


def _knows(staff: Staff, populations: tuple[str, ...], years: int) -> bool:
    return any(e.population in populations and e.years >= years for e in staff.experience)


def _carried(cases: Sequence[Sketch], day: date, who: str) -> dict[str, list[Sketch]]:
    """Return the open cases by the worker who is primary, or by the team that shares them."""
    found: dict[str, list[Sketch]] = defaultdict(list)
    for case in open_cases(cases):
        status = status_on(case, day)
        if status is None or status.status == "outreach":
            continue
        shared = [a for a in assigned_on(case, day) if a.team]
        for name in _names(assigned_on(case, day), who, shared=bool(shared)):
            found[name].append(case)
    return found


def _names(assignments: tuple[Assignment, ...], who: str, *, shared: bool) -> set[str]:
    if who == "team":
        return {a.team for a in assignments if a.team}
    return {a.worker for a in assignments if a.worker and a.role == "primary" and not shared}


def _load(caseload: Caseload, cases: list[Sketch], day: date, own: int | None) -> tuple[float, float | None]:
    """Return what cases weigh together, and the limit: one's own, or the mean of policy's for their models."""
    weights = [weight(case, caseload, day) for case in cases]
    load = round(sum(weights), 2)
    if own is not None:
        return load, own
    caps = [(w, cap.value) for w, case in zip(weights, cases, strict=True) if (cap := _cap(caseload, case, day))]
    if not caps or any(value == 0 for _, value in caps):
        return load, 0 if caps else None
    # Each case takes its share of the limit of its own model: 10 of 20 and 10 of 40 are three quarters of a caseload.
    share = sum(w / value for w, value in caps)
    return load, round(sum(w for w, _ in caps) / share, 1)


def _cap(caseload: Caseload, case: Sketch, day: date) -> PolicyValue | None:
    return limit(caseload, "caseload_cap", day, case)


def _posts(caseload: Caseload, team: Team, day: date) -> float:
    """Return a team's full-time posts on a day, without prescribers and administrators."""
    here = [m for m in team.members if m.from_ <= day and (m.to is None or day <= m.to)]
    roles = {m.staff: caseload.staff[m.staff].role for m in here if m.staff in caseload.staff}
    return round(sum(m.fte for m in here if roles.get(m.staff) not in _NOT_COUNTED), 2)


def _cases(cases: list[Sketch]) -> str:
    return counted(len(cases), "open case")
