"""A site and one of its pages in, the finished HTML of the page's content out. Knows nothing of MkDocs or disks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from casekit.model.caseload import Case
from casekit.pages import (
    advocacy,
    agenda,
    audit,
    case,
    caseload,
    consents,
    findings,
    history,
    home,
    outcomes,
    people,
    providers,
    risks,
    teams,
    twin,
    waivers,
)
from casekit.pages.site import (
    AGENDA,
    CASELOAD,
    CLOSED,
    FINDINGS,
    GAPS,
    HOME,
    PARTS,
    PROVIDERS,
    SUPERVISION,
    TEAMS,
    About,
    Link,
    Page,
    Site,
    case_path,
)
from casekit.summary.render import LOADER

_OWN_TWIN = {"caseload", "findings"}
STYLESHEET = "assets/stylesheets/casekit-parts.css"
SCRIPT = "assets/javascripts/casekit.js"
WORKER = "assets/javascripts/casekit-iframe-worker.js"
"""Our files on every page: how it looks, what filters it, and what lets the theme's search run from the disk.

Where a script is called iframe-worker, Material's offline plugin adds none of its own, which is on another host.
"""

Values = Callable[[Site, Page], dict[str, object]]

_VALUES: dict[str, Values] = {
    "home": lambda site, _: home.values(site),
    "caseload": caseload.values,
    "agenda": lambda site, _: agenda.values(site),
    "week": lambda site, _: agenda.week_values(site),
    "month": lambda site, _: agenda.month_values(site),
    "risks": lambda site, _: risks.values(site),
    "teams": lambda site, _: teams.values(site),
    "advocacy": lambda site, _: advocacy.values(site),
    "waivers": lambda site, _: waivers.values(site),
    "outcomes": lambda site, _: outcomes.values(site),
    "audit": lambda site, _: audit.values(site),
    "consents": lambda site, _: consents.values(site),
    "providers": lambda site, _: providers.values(site),
    "gaps": lambda site, _: providers.gap_values(site),
    "findings": lambda site, _: findings.values(site),
    "supervision": lambda site, _: people.supervision_values(site),
}

_PLACES = {
    "home": HOME,
    "agenda": AGENDA,
    "caseload": CASELOAD,
    "closed": CLOSED,
    "findings": FINDINGS,
    "providers": PROVIDERS,
    "gaps": GAPS,
    "supervision": SUPERVISION,
}

_OF_CASE: dict[str, Callable[[Site, Case], dict[str, object]]] = {
    "case": case.values,
    "timeline": case.timeline_values,
    "history": history.values,
}


class Facing(Struct, frozen=True):
    """All that a template sees of a site besides the values of its page."""

    day: dt.date
    about: About


class Rendered(Struct, frozen=True):
    """What a page was rendered of, and the finished HTML."""

    values: dict[str, object]
    html: str


def render(page: Page, site: Site, link: Link) -> str:
    """Return the finished HTML of a page's content."""
    return _filled(page, _shown(page, site, link), link)


def render_again(page: Page, site: Site, link: Link, before: dict[str, Rendered]) -> str:
    """Return the same as `render`, from ``before`` where the page shows what it showed; what is new is kept there.

    A page that stays tells when it was built, and no later time. The links of both sites must lead to the same pages.
    """
    values = _shown(page, site, link)
    unseen = Facing(site.day, msgspec.structs.replace(site.about, built=""))
    key = {**values, "site": unseen}
    known = before.get(page.path)
    if known is None or known.values != key:
        before[page.path] = known = Rendered(key, _filled(page, values, link))
    return known.html


def _filled(page: Page, values: dict[str, object], link: Link) -> str:
    return _templates().get_template(f"{page.template}.html.j2").render(link=link, **values)


def _shown(page: Page, site: Site, link: Link) -> dict[str, object]:
    """Return all that a page's template shows; ``link`` only asks the way to pages that are named in it."""
    return {
        "page": page,
        "site": Facing(site.day, site.about),
        "place": _PLACES,
        "banner": site.look.banner,
        "trail": [(link(path), name) for path, name in _trail(page)],
        "data": link(_data(page)) if _data(page) else "",
        "beside": [(link(path), site.pages[path].title, path == page.path) for path in _beside(page, site)],
        **_values(page, site),
    }


def _values(page: Page, site: Site) -> dict[str, object]:
    if page.case:
        return _OF_CASE[page.template](site, page.case)
    if page.staff:
        return people.worker_values(site, page.staff)
    if page.team:
        return teams.team_values(site, page.team)
    return _VALUES[page.template](site, page)


def _beside(page: Page, site: Site) -> tuple[str, ...]:
    """Return the pages of the part of the site that a page belongs to, as far as the site has them."""
    return next((tuple(p for p in paths if p in site.pages) for _, paths in PARTS if page.path in paths), ())


def _trail(page: Page) -> list[tuple[str, str]]:
    """Return the way to a page from home, by place and name."""
    if page.path == HOME:
        return []
    if page.case:
        own = [(case_path(page.case), page.case.id)] if page.template != "case" else []
        return [(HOME, "Home"), (CASELOAD, "Caseload"), *own]
    if page.staff:
        return [(HOME, "Home"), (SUPERVISION, "Supervision")]
    if page.team:
        return [(HOME, "Home"), (TEAMS, "Teams")]
    between = [(paths[0], name) for name, paths in PARTS if page.path in paths[1:]]
    return [(HOME, "Home"), *between]


def assets() -> dict[str, str]:
    """Return the stylesheet and the scripts of ours, by their place."""
    return {STYLESHEET: stylesheet(), SCRIPT: _source("casekit.js"), WORKER: _source("iframe-worker.js")}


def stylesheet() -> str:
    """Return the stylesheet that belongs to the markup, so that both change together."""
    return _source("parts.css") + _source("pages.css")


def twins(site: Site) -> dict[str, str]:
    """Return pages as data for programs, by their place: every one but those of a single case."""
    pages = [page for page in site.pages.values() if page.case is None and page.template not in _OWN_TWIN]
    found = {twin.place(page.path): twin.as_json(site, _values(page, site)) for page in pages}
    return {**found, "cases.json": caseload.as_json(site), "findings.json": findings.as_json(site)}


def _data(page: Page) -> str:
    """Return the place of a page's data, or nothing."""
    if page.case:
        return ""
    return {"caseload": "cases.json", "findings": "findings.json"}.get(page.template) or twin.place(page.path)


def _source(name: str) -> str:
    loader = _templates().loader
    return loader.get_source(_templates(), name)[0] if loader else ""


@cache
def _templates() -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader("casekit.pages"), LOADER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
