"""A caseload, a day and findings in, the site to be out: every page by its place, and every case as a row."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from casekit.finding import Finding
from casekit.model.agency import Team
from casekit.model.caseload import Case, Caseload
from casekit.model.people import Staff
from casekit.pages.files import Doors, case_folder, shown
from casekit.pages.trail import Past, Trail, open_to
from casekit.summary.facts import assigned_now, level_of_care
from casekit.summary.lookup import Lookup, look_up
from casekit.summary.shapes import Heading
from casekit.summary.timeline import timeline
from casekit.summary.view import case_heading
from casekit.words import human

HOME = "index.md"
CASELOAD = "cases/index.md"
CLOSED = "cases/closed.md"
AGENDA = "agenda.md"
RISKS = "risks.md"
CONSENTS = "consents.md"
PROVIDERS = "providers/index.md"
GAPS = "providers/gaps.md"
FINDINGS = "findings.md"
SUPERVISION = "supervision.md"
TEAMS = "teams/index.md"
ADVOCACY = "advocacy.md"
WAIVERS = "waivers.md"
OUTCOMES = "outcomes.md"
AUDIT = "audit.md"
WEEK = "week.md"
MONTH = "month.md"

FACETS = ("worker", "team", "program", "model", "population", "phase", "risk", "level of care")
"""What the caseload is filtered by, besides free text."""

LONG = 60
"""Entries of a timeline above which it has a page of its own: a case's page stays light on a phone."""

Link = Callable[[str], str]
"""The page to go to in, the address to write into the page at hand out; nothing for a page that the site lacks."""


class Page(Struct, frozen=True):
    """A page to be: its place, a title of ids and our own words only, its template, and what it is about."""

    path: str
    title: str
    template: str
    case: Case | None = None
    staff: Staff | None = None
    team: Team | None = None


class About(Struct, frozen=True, kw_only=True):
    """What a site says of itself: the commit that it was read at and when it was built, where known.

    ``views`` are filters of the caseload, saved by name. ``readers`` says whom it is for where that is not everybody, and
    ``notice`` is what every page has to say. ``doors`` open a record's file at its line. In tables of outcomes and gaps,
    counts below ``small_counts`` are not shown; 0 shows all.
    """

    commit: str = ""
    built: str = ""
    views: dict[str, str] = {}
    readers: str = ""
    notice: str = ""
    doors: Doors = Doors()
    small_counts: int = 0


class Row(Struct, frozen=True, kw_only=True):
    """A case in short. ``heading`` is None where ``case.yaml`` cannot be read; ``unread`` counts lost files.

    ``facets`` holds, by facet, the words under which the case is found.
    """

    case: Case
    path: str
    heading: Heading | None
    unread: int
    facets: dict[str, tuple[str, ...]]
    findings: int

    @property
    def called(self) -> str:
        """The name used; the case's id where nothing can be read."""
        return self.heading.called if self.heading else self.case.id

    @property
    def risk(self) -> str:
        """The level of risk last found, or nothing."""
        return self.heading.risk if self.heading else ""


class Site(Struct, frozen=True, kw_only=True):
    """A caseload as of a day, with its pages by their place.

    ``findings`` are all that may be shown; ``by_folder`` holds those of a case that are not waived, by its folder.
    ``past`` is what Git tells of it, as far as it may be shown; or None where no Git keeps the records.
    """

    look: Lookup
    day: dt.date
    pages: dict[str, Page]
    open: tuple[Row, ...]
    closed: tuple[Row, ...]
    findings: tuple[Finding, ...]
    by_folder: dict[str, list[Finding]]
    about: About
    past: Past | None

    @property
    def caseload(self) -> Caseload:
        """The records."""
        return self.look.caseload

    def known(self) -> tuple[Row, ...]:
        """Return the open cases whose ``case.yaml`` could be read."""
        return tuple(row for row in self.open if row.heading)


_TOP = (
    (HOME, "Home", "home"),
    (CASELOAD, "Caseload", "caseload"),
    (CLOSED, "Closed cases", "caseload"),
    (AGENDA, "Agenda", "agenda"),
    (WEEK, "Two weeks", "week"),
    (MONTH, "Month", "month"),
    (RISKS, "Risk", "risks"),
    (TEAMS, "Teams", "teams"),
    (CONSENTS, "Consents", "consents"),
    (ADVOCACY, "Advocacy", "advocacy"),
    (PROVIDERS, "Directory", "providers"),
    (GAPS, "Gaps", "gaps"),
    (SUPERVISION, "Supervision", "supervision"),
    (FINDINGS, "Findings", "findings"),
    (WAIVERS, "Waivers", "waivers"),
    (OUTCOMES, "Outcomes", "outcomes"),
    (AUDIT, "Audit", "audit"),
)

PARTS = (
    ("Caseload", (CASELOAD, CLOSED)),
    ("Agenda", (AGENDA, WEEK, MONTH)),
    ("Boards", (RISKS, TEAMS, CONSENTS, ADVOCACY)),
    ("Directory", (PROVIDERS, GAPS)),
    ("Supervision", (SUPERVISION, FINDINGS, WAIVERS, OUTCOMES, AUDIT)),
)
"""Which pages stand beside each other, under which name; the first is where that name leads."""


def lay_out(
    caseload: Caseload,
    day: dt.date,
    findings: Iterable[Finding] = (),
    *,
    about: About | None = None,
    trail: Trail | None = None,
) -> Site:
    """Say which pages a caseload has. Of two cases with one id, the first has the page, as it has everywhere."""
    past = open_to(caseload, trail) if trail else None
    look, told = look_up(caseload), tuple(shown(findings, caseload))
    pages = {page.path: page for page in _pages(look, past)}
    by_folder: dict[str, list[Finding]] = defaultdict(list)
    for finding in told:
        if not finding.waived:
            by_folder[case_folder(finding.path)].append(finding)
    names = _distinct(look)
    rows = [
        _row(page.case, look, len(by_folder.get(page.case.folder, ())), names)
        for page in pages.values()
        if page.template == "case" and page.case
    ]
    return Site(
        look=look,
        day=day,
        pages=pages,
        open=_sorted(row for row in rows if not (row.heading and row.heading.closed)),
        closed=_sorted(row for row in rows if row.heading and row.heading.closed),
        findings=told,
        by_folder=dict(by_folder),
        about=about or About(),
        past=past,
    )


def _pages(look: Lookup, past: Past | None) -> Iterator[Page]:
    """Yield every page, those of a case side by side."""
    caseload = look.caseload
    yield from (Page(path, title, template) for path, title, template in _TOP)
    firsts: dict[str, Case] = {}
    for case in caseload.cases:
        firsts.setdefault(case.id, case)
    for case in firsts.values():
        yield Page(case_path(case), case.id, "case", case=case)
        if past and case.id in past.trail.by_case:
            yield Page(history_path(case), f"{case.id} history", "history", case=case)
        if case.file and len(timeline(case, look)) > LONG:
            yield Page(timeline_path(case), f"{case.id} timeline", "timeline", case=case)
    for team in caseload.teams.values():
        yield Page(team_path(team.id), team.id, "team", team=team)
    for staff in caseload.staff.values():
        yield Page(staff_path(staff.id), staff.id, "worker", staff=staff)


def case_path(case: Case) -> str:
    """Return the place of a case's page: the id fits the pattern of case ids, so it is safe in an address."""
    return f"cases/{case.id}.md"


def timeline_path(case: Case) -> str:
    """Return the place of the page on which a timeline stands that is too long for the case's own."""
    return f"timelines/{case.id}.md"


def history_path(case: Case) -> str:
    """Return the place of the page on which the past of a case's records stands."""
    return f"history/{case.id}.md"


def team_path(identifier: str) -> str:
    """Return the place of a team's board."""
    return f"teams/{identifier}.md"


def staff_path(identifier: str) -> str:
    """Return the place of a worker's page, which exists for staff whose record could be read."""
    return f"workers/{identifier}.md"


def _row(case: Case, look: Lookup, findings: int, names: Mapping[str, str]) -> Row:
    return Row(
        case=case,
        path=case_path(case),
        heading=case_heading(case, look),
        unread=len(look.missing(case)),
        facets=_facets(case, look, names),
        findings=findings,
    )


def _facets(case: Case, look: Lookup, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    file = case.file
    if file is None:
        return {}
    assigned = assigned_now(file.assignments)
    care = level_of_care(case, file)
    risk = max(case.risks, key=lambda r: r.date).level if case.risks else "not yet"
    return {
        "worker": tuple(names.get(a.worker, a.worker) for a in assigned if a.worker),
        "team": tuple(look.team(a.team) for a in assigned if a.team),
        "program": (look.program(file.program),),
        "model": (human(file.model),),
        "population": tuple(human(word) for word in file.populations),
        "phase": (human(file.phases[-1].phase),),
        "risk": (risk,),
        "level of care": (f"{care.scale} {care.level}",) if care else (),
    }


def _distinct(look: Lookup) -> dict[str, str]:
    """Return the names of staff by id; of two who share one, each with the id."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for staff in look.caseload.staff.values():
        by_name[staff.name].append(staff.id)
    return {i: name if len(ids) == 1 else f"{name} ({i})" for name, ids in by_name.items() for i in ids}


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Sort rows by the name used, as people look for them; those without one come first, to be mended."""
    return tuple(sorted(rows, key=lambda row: (row.heading.called.casefold() if row.heading else "", row.case.id)))
