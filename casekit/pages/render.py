"""A caseload in, the pages of its site out: the caseload, and one page per case. Knows nothing of MkDocs or disks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from casekit.model.caseload import Case, Caseload
from casekit.summary.lookup import Lookup, look_up
from casekit.summary.render import LOADER
from casekit.summary.shapes import Heading
from casekit.summary.view import case_heading, case_view

CASELOAD = "cases/index.md"
HOME = "index.md"

Link = Callable[[str], str]
"""The page to go to in, the address to write into the page at hand out."""


class Page(Struct, frozen=True):
    """A page to be: its place in the site, and a title of ids and our own words only. ``case`` is None for the caseload."""

    path: str
    title: str
    case: Case | None = None


class Row(Struct, frozen=True):
    """A line of the caseload: ``heading`` is None where ``case.yaml`` cannot be read; ``unread`` counts lost files."""

    id: str
    path: str
    heading: Heading | None
    unread: int


class Site(Struct, frozen=True):
    """A caseload and its pages, by their place."""

    look: Lookup
    pages: dict[str, Page]


def lay_out(caseload: Caseload) -> Site:
    """Say which pages a caseload has. Of two cases with one id, the first has the page, as it has everywhere."""
    pages = {CASELOAD: Page(CASELOAD, "Caseload")}
    for case in caseload.cases:
        pages.setdefault(_path(case), Page(_path(case), case.id, case))
    return Site(look_up(caseload), pages)


def render(page: Page, site: Site, link: Link) -> str:
    """Return the finished HTML of a page's content."""
    if page.case is None:
        return _render("caseload.html.j2", page, link, **_caseload(site))
    view = case_view(page.case, site.look)
    banner, unread = site.look.banner, site.look.missing(page.case)
    return _render("case.html.j2", page, link, view=view, banner=banner, unread=unread, folder=page.case.folder)


def stylesheet() -> str:
    """Return the stylesheet that belongs to the markup, so that both change together."""
    return LOADER.get_source(_templates(), "parts.css")[0]


def _path(case: Case) -> str:
    # The id of a case comes from a folder name that fits the pattern of case ids: it is safe in an address.
    return f"cases/{case.id}.md"


def _caseload(site: Site) -> dict[str, object]:
    rows = [_row(page, page.case, site.look) for page in site.pages.values() if page.case]
    return {
        "banner": site.look.banner,
        "open": _sorted(row for row in rows if not (row.heading and row.heading.closed)),
        "closed": _sorted(row for row in rows if row.heading and row.heading.closed),
        "unread": len(site.look.unread_elsewhere),
    }


def _row(page: Page, case: Case, look: Lookup) -> Row:
    return Row(case.id, page.path, case_heading(case, look), len(look.missing(case)))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by the name used, as people look for them; those without one come first, to be mended."""
    return sorted(rows, key=lambda row: (row.heading.called.casefold() if row.heading else "", row.id))


def _render(template: str, page: Page, link: Link, **values: object) -> str:
    return _templates().get_template(template).render(page=page, link=link, home=HOME, caseload=CASELOAD, **values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader("casekit.pages"), LOADER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
