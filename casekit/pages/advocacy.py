"""A site in, where its clients stand between systems out: what is still open, what was settled, who was not told yet."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from casekit.model.legal import Advocacy
from casekit.pages.filters import filter_of
from casekit.pages.site import Row, Site
from casekit.summary.wording import flowing, said
from casekit.words import human

_QUIET = 14  # days without a step after which an open one stands out: most systems answer within two weeks


class Step(Struct, frozen=True):
    """One proposal or question and its answer."""

    day: dt.date
    by: str
    what: str
    answer: str


class Item(Struct, frozen=True, kw_only=True):
    """One conflict. ``days`` is how long it is open, ``quiet`` how many days have passed since the last step of it.

    ``told`` is the day on which the client heard of the result, or None.
    """

    row: Row
    opened: dt.date
    days: int
    sides: tuple[tuple[str, str], ...]
    interest: str
    steps: tuple[Step, ...]
    quiet: int
    long_quiet: bool
    result: str
    closed: dt.date | None
    agreed: tuple[tuple[str, str], ...]
    told: dt.date | None
    keys: str


def values(site: Site) -> dict[str, object]:
    """Return the open conflicts of open cases, the longest quiet first, and the settled ones, the newest first."""
    found = [(row, record) for row in site.known() for record in row.case.advocacy if record.opened <= site.day]
    facets = filter_of((_facets(row, record) for row, record in found), ("party", "worker", "team"))
    items = [_item(row, record, keys, site) for (row, record), keys in zip(found, facets.keys, strict=True)]
    return {
        "facets": facets.facets,
        "open": sorted((i for i in items if i.result == "open"), key=lambda i: (-i.quiet, i.row.called)),
        "settled": sorted((i for i in items if i.result != "open"), key=lambda i: i.closed or i.opened, reverse=True),
    }


def _facets(row: Row, record: Advocacy) -> dict[str, tuple[str, ...]]:
    parties = tuple(dict.fromkeys(flowing(side.party) for side in record.between))
    return {"party": parties, "worker": row.facets.get("worker", ()), "team": row.facets.get("team", ())}


def _item(row: Row, record: Advocacy, keys: str, site: Site) -> Item:
    last = max((step.date for step in record.log if step.date <= site.day), default=record.opened)
    quiet = (site.day - last).days
    return Item(
        row=row,
        opened=record.opened,
        days=((record.closed or site.day) - record.opened).days,
        sides=tuple((flowing(side.party), flowing(side.wants)) for side in record.between),
        interest=said(record.client_interest),
        steps=tuple(Step(s.date, flowing(s.proposed_by), flowing(s.what), flowing(s.answer)) for s in record.log),
        quiet=quiet,
        long_quiet=quiet > _QUIET,
        result=human(record.result),
        closed=record.closed,
        agreed=tuple((flowing(a.party), flowing(a.what)) for a in record.agreed),
        told=record.told_client.date if record.told_client else None,
        keys=keys,
    )
