"""A site in, its table of cases out: as a page, and as data for programs."""

from __future__ import annotations

import json

from casekit.pages.filters import filter_of
from casekit.pages.site import CLOSED, FACETS, Page, Row, Site


def values(site: Site, page: Page) -> dict[str, object]:
    """Return what the table of open cases shows, or that of closed ones."""
    rows = site.closed if page.path == CLOSED else site.open
    found = filter_of((row.facets for row in rows), FACETS)
    return {
        "rows": tuple(zip(rows, found.keys, strict=True)),
        "facets": found.facets,
        "views": site.about.views,
        "others": len(site.open if page.path == CLOSED else site.closed),
        "unread": len(site.look.unread_elsewhere),
    }


def as_json(site: Site) -> str:
    """Return ``{"as_of": day, "cases": [...]}`` with every case as the tables show it."""
    cases = [_case(row) for row in (*site.open, *site.closed)]
    return json.dumps({"as_of": site.day.isoformat(), "cases": cases}, indent=1, ensure_ascii=False) + "\n"


def _case(row: Row) -> dict[str, object]:
    heading = row.heading
    if heading is None:
        return {"id": row.case.id, "readable": False, "unread": row.unread}
    return {
        "id": row.case.id,
        "readable": True,
        "unread": row.unread,
        "called": heading.called,
        "status": heading.status,
        "last_contact": heading.last_contact.isoformat() if heading.last_contact else None,
        "findings": row.findings,
        **{name.replace(" ", "_"): list(words) for name, words in row.facets.items()},
    }
