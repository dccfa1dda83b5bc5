"""A caseload in, the figures of each assertive community treatment team out: over its own last weeks, never per client.

What DACTS calls H2, H3, O2, S1, S4 and S5: medians and shares of the team, over the four weeks (two for H2) that end on
the newest day on which one of its clients was seen.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from casekit.model.agency import Meeting, Team
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Setting
from casekit.model.policy import limit
from casekit.model.sketch import Sketch, sketch
from casekit.model.standing import in_person, status_on

MODEL = "assertive_community_treatment"
WEEKS = 4
_MONTHS = 6


class Visit(Struct, frozen=True, array_like=True):
    """A contact in person: when, how long and where, and who was there for the agency."""

    date: dt.date
    minutes: int
    place: str | None
    staff: tuple[str, ...]


class TeamCase(Struct, frozen=True, array_like=True):
    """A case that such a team shares or shared: the newest contact, and those in person within the weeks before it.

    The newest contact of a team is no earlier than that of one of its cases, so earlier ones never count.
    """

    sketch: Sketch
    newest: dt.date | None
    visits: tuple[Visit, ...]


class TeamTime(Struct, frozen=True):
    """A team on the newest day on which a client of it was seen, with its cases then and since when each is the team's."""

    team: Team
    day: dt.date
    cases: tuple[tuple[TeamCase, dt.date], ...]
    joined: tuple[dt.date, ...]
    meetings: tuple[Meeting, ...]

    def clients(self, weeks: int) -> tuple[TeamCase, ...]:
        """Return the cases that have been open with the team for all of the last weeks."""
        first = self._first(weeks)
        return tuple(
            c for c, since in self.cases if since <= first and (s := status_on(c.sketch, first)) and s.status == "open"
        )

    def seen(self, case: TeamCase, weeks: int) -> tuple[Visit, ...]:
        """Return the contacts in person with a client in the last weeks."""
        first = self._first(weeks)
        return tuple(v for v in case.visits if first <= v.date <= self.day)

    def _first(self, weeks: int) -> dt.date:
        return self.day - dt.timedelta(days=7 * weeks - 1)

    def contacts_weekly(self) -> float | None:
        """Return the median of contacts in person a week (S5), or None without clients."""
        counts = [len(self.seen(case, WEEKS)) / WEEKS for case in self.clients(WEEKS)]
        return _median(counts) if counts else None

    def minutes_weekly(self) -> float | None:
        """Return the median of minutes in person a week (S4), or None without clients."""
        minutes = [sum(c.minutes for c in self.seen(case, WEEKS)) / WEEKS for case in self.clients(WEEKS)]
        return _median(minutes) if minutes else None

    def community_percent(self) -> float | None:
        """Return the share of contacts in person that were not at the office (S1); those without a place are left out."""
        places = [c.place for case, _ in self.cases for c in self.seen(case, WEEKS) if c.place]
        return 100 * sum(place != "office" for place in places) / len(places) if places else None

    def two_staff_percent(self) -> float | None:
        """Return the share of clients who saw two or more staff within two weeks (H2), or None without clients."""
        staff = [{s for v in self.seen(case, 2) for s in v.staff} for case in self.clients(2)]
        return 100 * sum(len(each) > 1 for each in staff) / len(staff) if staff else None

    def admissions_monthly(self) -> int:
        """Return how many clients the team took on in the fullest of the last six months (O2)."""
        month = self.day.year * 12 + self.day.month
        months = Counter(d.year * 12 + d.month for d in self.joined if d <= self.day)
        return max((n for when, n in months.items() if when > month - _MONTHS), default=0)

    def meetings_weekly(self) -> float:
        """Return the days a week with a meeting (H3)."""
        first = self._first(WEEKS)
        return len({m.date for m in self.meetings if first <= m.date <= self.day}) / WEEKS


def act_programs(caseload: Caseload) -> frozenset[str]:
    """Return the ids of the programs that work by assertive community treatment."""
    programs = caseload.agency.programs if caseload.agency else ()
    return frozenset(p.id for p in programs if p.model == MODEL)


def team_case(case: Case, caseload: Caseload) -> TeamCase | None:
    """Return what counts of a case in the figures of such a team, or None where no such team has or had it."""
    teams = _teams(caseload)
    if case.file is None or not any(line.team in teams for line in case.file.assignments):
        return None
    newest = max((c.date for c in case.contacts), default=None)
    first = newest - dt.timedelta(days=7 * WEEKS - 1) if newest else dt.date.max
    recent = (c for c in case.contacts if first <= c.date and in_person(c))
    visits = tuple(Visit(c.date, c.minutes, c.place, (c.by, *c.staff)) for c in recent)
    return TeamCase(sketch(case), newest, visits)


def act_teams(caseload: Caseload, cases: Iterable[TeamCase]) -> Iterator[TeamTime]:
    """Yield each team of an assertive community treatment program that has clients."""
    teams = _teams(caseload)
    by_team: dict[str, list[tuple[TeamCase, dt.date, dt.date | None]]] = defaultdict(list)
    for case in cases:
        for line in case.sketch.file.assignments if case.sketch.file else ():
            if line.team in teams:
                by_team[line.team].append((case, line.from_, line.to))
    for name, lines in sorted(by_team.items()):
        day = max((case.newest for case, _, _ in lines if case.newest), default=None)
        if day is not None:
            yield TeamTime(
                caseload.teams[name],
                day,
                tuple((case, since) for case, since, to in lines if _is_open(case, day, to)),
                tuple(since for _, since, _ in lines),
                tuple(m for m in caseload.meetings if m.path.split("/")[-3] == name),
            )


def asked_of(found: TeamTime, caseload: Caseload, setting: Setting) -> int | None:
    """Return what policy asks of a team on its day: what holds for its program, which its cases name."""
    value = limit(caseload, setting, found.day, found.cases[0][0].sketch if found.cases else None)
    return value.value if value else None


def _teams(caseload: Caseload) -> frozenset[str]:
    programs = act_programs(caseload)
    return frozenset(name for name, team in caseload.teams.items() if team.program in programs)


def _is_open(case: TeamCase, day: dt.date, to: dt.date | None) -> bool:
    status = status_on(case.sketch, day)
    return status is not None and status.status == "open" and (to is None or day <= to)


def _median(figures: list[float]) -> float:
    from statistics import median  # takes long to import, and most agencies have no such team

    return median(figures)
