"""A site and one of its pages in, the finished HTML of the page's content out. Knows nothing of MkDocs or disks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from casekit.pages import agenda, case, caseload, consents, findings, home, people, providers, risks
from casekit.pages.site import (
    CASELOAD,
    CLOSED,
    FINDINGS,
    GAPS,
    HOME,
    PROVIDERS,
    SUPERVISION,
    Link,
    Page,
    Site,
    case_path,
)
from casekit.summary.render import LOADER

Values = Callable[[Site, Page], dict[str, object]]

_VALUES: dict[str, Values] = {
    "home": lambda site, _: home.values(site),
    "caseload": caseload.values,
    "agenda": lambda site, _: agenda.values(site),
    "risks": lambda site, _: risks.values(site),
    "consents": lambda site, _: consents.values(site),
    "providers": lambda site, _: providers.values(site),
    "gaps": lambda site, _: providers.gap_values(site),
    "findings": lambda site, _: findings.values(site),
    "supervision": lambda site, _: people.supervision_values(site),
}

_PLACES = {
    "home": HOME,
    "caseload": CASELOAD,
    "closed": CLOSED,
    "findings": FINDINGS,
    "providers": PROVIDERS,
    "gaps": GAPS,
    "supervision": SUPERVISION,
}


def render(page: Page, site: Site, link: Link) -> str:
    """Return the finished HTML of a page's content."""
    return (
        _templates()
        .get_template(f"{page.template}.html.j2")
        .render(
            page=page,
            site=site,
            link=link,
            place=_PLACES,
            banner=site.look.banner,
            trail=[(link(path), name) for path, name in _trail(page)],
            **_values(page, site),
        )
    )


def _values(page: Page, site: Site) -> dict[str, object]:
    if page.case:
        return (case.timeline_values if page.template == "timeline" else case.values)(site, page.case)
    if page.staff:
        return people.worker_values(site, page.staff)
    return _VALUES[page.template](site, page)


def _trail(page: Page) -> list[tuple[str, str]]:
    """Return the way to a page from home, by place and name."""
    if page.path == HOME:
        return []
    between = {CLOSED: (CASELOAD, "Caseload"), GAPS: (PROVIDERS, "Directory")}.get(page.path)
    if page.case:
        own = [(case_path(page.case), page.case.id)] if page.template == "timeline" else []
        return [(HOME, "Home"), (CASELOAD, "Caseload"), *own]
    if page.staff:
        between = (SUPERVISION, "Supervision")
    return [(HOME, "Home"), *([between] if between else [])]


def stylesheet() -> str:
    """Return the stylesheet that belongs to the markup, so that both change together."""
    return _source("parts.css") + _source("pages.css")


def script() -> str:
    """Return the one script of ours: it filters tables and timelines."""
    return _source("casekit.js")


def twins(site: Site) -> dict[str, str]:
    """Return pages as data for programs, by their place."""
    return {"cases.json": caseload.as_json(site), "findings.json": findings.as_json(site)}


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
