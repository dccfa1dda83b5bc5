"""A site in, its agenda out: what is past its day, the next two weeks day by day, and the rest of the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from msgspec import Struct

from casekit.pages.due import Due, dues, with_clashes
from casekit.pages.filters import filter_of
from casekit.pages.home import past
from casekit.pages.site import Site


class Day(Struct, frozen=True):
    """A day and what is on it, each with its keys in the filter."""

    day: dt.date
    items: tuple[tuple[Due, str], ...]


def values(site: Site) -> dict[str, object]:
    """Return what the agenda shows, and the holidays on which the agency is closed."""
    items = with_clashes(dues(site, site.open))
    found = filter_of((_facets(item) for item in items), ("kind", "worker", "team", "program"))
    keyed = tuple(zip(items, found.keys, strict=True))
    behind = past(items, site.day)
    agency = site.caseload.agency
    return {
        "late": keyed[: len(behind)],
        "days": tuple(_days(keyed[len(behind) :])),
        "facets": found.facets,
        "clashes": sum(bool(item.clash) for item in items),
        "closed": {holiday.date: holiday.name for holiday in agency.holidays} if agency else {},
    }


def _days(items: Iterable[tuple[Due, str]]) -> list[Day]:
    return [Day(day, tuple(found)) for day, found in groupby(items, key=lambda item: item[0].day)]


def _facets(item: Due) -> dict[str, tuple[str, ...]]:
    own = {name: item.row.facets.get(name, ()) for name in ("worker", "team", "program")}
    return {"kind": (item.kind,), **own}
