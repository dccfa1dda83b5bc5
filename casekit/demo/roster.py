"""Outlines of cases in, the people who work on them out: who is hired, who leaves, who has which case on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from casekit.demo.chance import Dice, dice
from casekit.demo.days import END, working_day
from casekit.demo.intake import ACT_BEGAN, PROGRAMS, TEAM_SIZE, Outline
from casekit.demo.texts import plain

_DAY = dt.timedelta(days=1)
_LEARNING = 21  # days that a new worker is there before the old one leaves
TEAM = ("team_leader", "nurse", "prescriber", "substance_use_specialist", "employment_specialist", "peer_specialist", "case_manager")  # fmt: skip
_SPAN_OF_SUPERVISION = 6


class Worker(Struct, kw_only=True):
    """Someone who works for the agency. ``joins`` is the day of hiring, None for those there from the beginning."""

    id: str
    name: str
    role: str
    programs: tuple[str, ...]
    supervisor: str | None
    joins: dt.date | None = None
    leaves: dt.date | None = None


class Post(Struct, kw_only=True):
    """One desk of a program and those who have held it, one after the other. ``load`` are the cases' days."""

    program: str
    supervisor: str
    holders: list[Worker]
    load: list[tuple[dt.date, dt.date]]
    begins: dt.date


class Team(Struct, kw_only=True):
    """An ACT team: its members in the order of their roles, and its cases."""

    id: str
    members: list[Worker]
    cases: list[Outline]


class Roster(Struct, kw_only=True):
    """Everyone who works for the agency, the post of each case, and the teams."""

    director: Worker
    staff: list[Worker]
    posts: dict[str, Post]
    teams: list[Team]
    team_of: dict[str, Team]

    def supervisor_of(self, case: str) -> str:
        """Return who decides on a case's assignments and merges what is reviewed."""
        team = self.team_of.get(case)
        return team.members[0].id if team else self.posts[case].supervisor


def roster(found: list[Outline], years: int, seed: int) -> Roster:
    """Return the agency's people: enough of them that nobody carries more than they should."""
    names = _names(dice(seed, "names"))
    start = END - dt.timedelta(days=365 * years)
    director = _hire(names, "supervisor", tuple(PROGRAMS), None)
    staff = [director]
    posts: dict[str, list[Post]] = {}
    by_case: dict[str, Post] = {}
    for outline in found:
        if outline.program != "act":
            by_case[outline.case] = _place(outline, posts.setdefault(outline.program, []), staff, names, start)
    _replace_leavers([post for group in posts.values() for post in group], staff, names, dice(seed, "leavers"))
    teams = _teams([outline for outline in found if outline.program == "act"], staff, names)
    team_of = {outline.case: team for team in teams for outline in team.cases}
    return Roster(director=director, staff=staff, posts=by_case, teams=teams, team_of=team_of)


def _names(chance: Dice) -> Iterator[tuple[str, str]]:
    """Yield names of staff, each once, with the id made of it."""
    both = [(first, last) for first in plain("names")["first"] for last in plain("names")["last"]]
    chance.shuffle(both)
    for first, last in both:
        yield f"{first} {last}", f"{first}-{last}".lower()


def _hire(
    names: Iterator[tuple[str, str]],
    role: str,
    programs: tuple[str, ...],
    supervisor: str | None,
    joins: dt.date | None = None,
) -> Worker:
    name, identifier = next(names)
    return Worker(id=identifier, name=name, role=role, programs=programs, supervisor=supervisor, joins=joins)


def _place(
    outline: Outline, group: list[Post], staff: list[Worker], names: Iterator[tuple[str, str]], start: dt.date
) -> Post:
    """Give a case to the post with the fewest cases, or to a new one where all have enough."""
    for post in group:
        post.load = [days for days in post.load if days[1] >= outline.opens]
    emptiest = min(group, key=lambda post: len(post.load), default=None)
    if emptiest is not None and len(emptiest.load) < PROGRAMS[outline.program].load:
        post = emptiest
    else:
        post = _new_post(outline, len(group), staff, names, start)
        group.append(post)
    post.load.append((outline.opens, outline.closes))
    return post


def _new_post(
    outline: Outline, number: int, staff: list[Worker], names: Iterator[tuple[str, str]], start: dt.date
) -> Post:
    role = "clinician" if outline.program == "recovery-path" else "case_manager"
    begins = working_day(outline.opens - _LEARNING * _DAY)
    joins = begins if begins > start + 7 * _DAY else None
    if number % _SPAN_OF_SUPERVISION == 0:
        # A supervisor is there a little before the first worker.
        above = working_day(joins - 7 * _DAY) if joins else None
        staff.append(_hire(names, "supervisor", (outline.program,), staff[0].id, above))
    supervisor = next(w for w in reversed(staff) if w.role == "supervisor" and outline.program in w.programs[:1])
    worker = _hire(names, role, (outline.program,), supervisor.id, joins)
    staff.append(worker)
    return Post(program=outline.program, supervisor=supervisor.id, holders=[worker], load=[], begins=outline.opens)


def _replace_leavers(posts: list[Post], staff: list[Worker], names: Iterator[tuple[str, str]], chance: Dice) -> None:
    """Let some workers leave, each after somebody new has come to know the work."""
    seen: set[str] = set()
    for post in posts:
        first = post.program not in seen
        seen.add(post.program)
        day = post.begins + chance.randint(45, 75) * _DAY if first else post.begins + chance.randint(200, 900) * _DAY
        while day < END - 30 * _DAY:
            old = post.holders[-1]
            old.leaves = working_day(day)
            new = _hire(names, old.role, old.programs, post.supervisor, working_day(old.leaves - _LEARNING * _DAY))
            staff.append(new)
            post.holders.append(new)
            day += chance.randint(400, 1100) * _DAY


def _teams(found: list[Outline], staff: list[Worker], names: Iterator[tuple[str, str]]) -> list[Team]:
    """Form the ACT teams."""
    teams: list[Team] = []
    for place, outline in enumerate(sorted(found, key=lambda o: o.index)):
        if place % TEAM_SIZE == 0:
            teams.append(_new_team(len(teams), staff, names))
        teams[-1].cases.append(outline)
    return teams


def _new_team(number: int, staff: list[Worker], names: Iterator[tuple[str, str]]) -> Team:
    joins = working_day(ACT_BEGAN - 7 * _DAY)
    leader = _hire(names, TEAM[0], ("act",), staff[0].id, joins)
    members = [leader, *(_hire(names, role, ("act",), leader.id, joins) for role in TEAM[1:])]
    staff.extend(members)
    return Team(id=f"act-{number + 1}", members=members, cases=[])
