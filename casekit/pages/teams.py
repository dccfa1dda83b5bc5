"""A site in, the boards of its teams out: every client for the daily meeting, who saw them, and what stands out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct

from casekit.model.agency import ReviewedCase, Team
from casekit.model.caseload import Case
from casekit.model.contact import Contact, Incident
from casekit.model.reaching import attempts, last_reached
from casekit.model.standing import assigned_on, in_person
from casekit.pages.due import Due, dues
from casekit.pages.home import HIGH
from casekit.pages.site import Row, Site, staff_path, team_path
from casekit.summary.wording import flowing
from casekit.words import human

WITHIN = 14
"""Days within which a team asks who saw a client."""

_AWAY = {"admission": "in hospital", "observation": "in hospital", "arrest": "in jail"}
_GRAVE = {"crisis", "overdose", "emergency_visit", "eviction", "lost_housing", "victimisation", "return_to_use"}
_LEVELS = ("imminent", "high", "moderate", "low", "")


class Met(Struct, frozen=True):
    """A contact in a few words: on which day, of what kind, with whom of the staff."""

    day: dt.date
    kind: str
    who: tuple[str, ...]


class Card(Struct, frozen=True, kw_only=True):
    """A client on the board. ``seen_by`` has how often each of the staff saw them in person within two weeks.

    ``flags`` are hospital, jail and crises of late; ``decided`` is what the last meeting said, if it spoke of them.
    """

    row: Row
    flags: tuple[str, ...]
    last: Met | None
    days: int | None
    tried: int
    next: Due | None
    seen_by: tuple[tuple[str, int], ...]
    decided: str


class Line(Struct, frozen=True, kw_only=True):
    """A team in the list of teams."""

    team: Team
    path: str
    leader: str
    program: str
    cases: int
    high: int
    away: int


def values(site: Site) -> dict[str, object]:
    """Return the list of teams, by name."""
    return {"teams": tuple(_line(site, t) for t in sorted(site.caseload.teams.values(), key=lambda t: t.name))}


def _line(site: Site, team: Team) -> Line:
    rows = _rows(site, team)
    return Line(
        team=team,
        path=team_path(team.id),
        leader=site.look.staff(team.leader),
        program=site.look.program(team.program),
        cases=len(rows),
        high=sum(row.risk in HIGH for row in rows),
        away=sum(any(_away(row.case, site.day)) for row in rows),
    )


def team_values(site: Site, team: Team) -> dict[str, object]:
    """Return what a team's board shows: those at the highest risk first, among them those unseen longest."""
    meetings = [m for m in site.caseload.meetings if f"/teams/{team.id}/" in m.path and m.date <= site.day]
    last = max(meetings, key=lambda m: m.date, default=None)
    said = {item.case: item for item in last.reviewed} if last else {}
    cards = [_card(row, site, said.get(row.case.id)) for row in _rows(site, team)]
    here = [m for m in team.members if m.from_ <= site.day and (m.to is None or m.to >= site.day)]
    return {
        "team": team,
        "program": site.look.program(team.program),
        "members": tuple((site.look.staff(m.staff), staff_path(m.staff), m.staff == team.leader) for m in here),
        "met": last.date if last else None,
        "coverage": tuple(filter(None, (flowing(team.coverage.hours), team.coverage.phone))),
        "after_hours": flowing(team.coverage.after_hours),
        "cards": sorted(cards, key=_first),
        "unseen": sum(not card.seen_by for card in cards),
        "within": WITHIN,
    }


def _first(card: Card) -> tuple[int, int, str]:
    return _LEVELS.index(card.row.risk), -(card.days if card.days is not None else 1 << 20), card.row.called


def _rows(site: Site, team: Team) -> tuple[Row, ...]:
    return tuple(row for row in site.known() if any(a.team == team.id for a in assigned_on(row.case, site.day)))


def _card(row: Row, site: Site, said: ReviewedCase | None) -> Card:
    past = [c for c in row.case.contacts if c.date <= site.day]
    last = last_reached(row.case, site.day)
    ahead = [item for item in dues(site, [row]) if item.day >= site.day and (item.start or item.kind == "next step")]
    return Card(
        row=row,
        flags=(*_away(row.case, site.day), *_of_late(row.case, site.day)),
        last=_met(last, site) if last else None,
        days=(site.day - last.date).days if last else None,
        tried=len(attempts(row.case, last, site.day)),
        next=ahead[0] if ahead else None,
        seen_by=_seen_by(past, site),
        decided=_decided(said, site) if said else "",
    )


def _met(contact: Contact, site: Site) -> Met:
    who = dict.fromkeys((contact.by, *contact.staff))
    return Met(contact.date, human(contact.kind), tuple(site.look.staff(each) for each in who))


def _seen_by(contacts: Iterable[Contact], site: Site) -> tuple[tuple[str, int], ...]:
    first = site.day - dt.timedelta(days=WITHIN - 1)
    counts: dict[str, int] = {}
    for contact in contacts:
        if contact.date >= first and in_person(contact):
            for each in dict.fromkeys((contact.by, *contact.staff)):
                counts[each] = counts.get(each, 0) + 1
    named = ((site.look.staff(each), count) for each, count in counts.items())
    return tuple(sorted(named, key=lambda item: (-item[1], item[0])))


def _away(case: Case, day: dt.date) -> Iterator[str]:
    """Say since when someone is in hospital or jail, as far as no end of it is written down."""
    for kind, said in _AWAY.items():
        found = [i for i in case.incidents if i.kind == kind and i.date <= day]
        last = max(found, key=lambda i: i.date, default=None)
        if last and not _over(last, case, day):
            yield f"{said} since {last.from_ or last.date}"


def _over(incident: Incident, case: Case, day: dt.date) -> bool:
    ends = [i.to for i in case.incidents if i.kind == incident.kind and i.to and i.date >= incident.date]
    ends += [i.date for i in case.incidents if i.kind == "release" and i.date >= incident.date]
    met = [c.date for c in case.contacts if in_person(c) and c.place not in {"hospital", "jail"}]
    ends += [d for d in met if d > incident.date]
    return any(end <= day for end in ends)


def _of_late(case: Case, day: dt.date) -> Iterator[str]:
    first = day - dt.timedelta(days=WITHIN - 1)
    for incident in sorted(case.incidents, key=lambda i: i.date, reverse=True):
        if incident.kind in _GRAVE and first <= incident.date <= day:
            yield f"{human(incident.kind)} {incident.date}"
        elif incident.kind in {"admission", "observation"} and incident.to and first <= incident.to <= day:
            yield f"left hospital {incident.to}"
        elif incident.kind == "release" and first <= incident.date <= day:
            yield f"released {incident.date}"


def _decided(item: ReviewedCase, site: Site) -> str:
    who = site.look.staff(item.next_by) if item.next_by else ""
    step = " ".join(filter(None, (who, f"by {item.next_on}" if item.next_on else "")))
    return ". ".join(filter(None, (flowing(item.note).rstrip("."), step)))
