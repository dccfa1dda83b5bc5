"""A site in, its agenda out: what is past its day and what comes, as a list, by weeks, and as a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct

from casekit.pages.due import Due, dues, with_clashes
from casekit.pages.filters import filter_of
from casekit.pages.site import Site

_WEEK = 7
_WEEKS = 5


class Line(Struct, frozen=True):
    """Something on a day, and its keys in the filter."""

    item: Due
    keys: str


class Day(Struct, frozen=True):
    """A day and what is on it. ``closed`` names the holiday, where the agency is closed."""

    day: dt.date
    items: tuple[Line, ...]
    closed: str


def values(site: Site) -> dict[str, object]:
    """Return what the agenda shows: what is past its day, then day after day."""
    lines, shared = _lines(site)
    behind = tuple(line for line in lines if line.item.day < site.day)
    ahead = lines[len(behind) :]
    return shared | {"late": behind, "days": tuple(_days(ahead, site))}


def week_values(site: Site) -> dict[str, object]:
    """Return this week and the next, from Monday to Sunday, each day with all that is on it."""
    return _grid(site, 2)


def month_values(site: Site) -> dict[str, object]:
    """Return five weeks from this Monday on."""
    return _grid(site, _WEEKS)


def _grid(site: Site, weeks: int) -> dict[str, object]:
    lines, shared = _lines(site)
    by_day: dict[dt.date, list[Line]] = {}
    for line in lines:
        by_day.setdefault(line.item.day, []).append(line)
    monday = site.day - dt.timedelta(days=site.day.weekday())
    days = [monday + dt.timedelta(days=i) for i in range(weeks * _WEEK)]
    cells = [_day(day, by_day.get(day, ()), site) for day in days]
    return shared | {"weeks": tuple(tuple(cells[i : i + _WEEK]) for i in range(0, len(cells), _WEEK))}


def _lines(site: Site) -> tuple[tuple[Line, ...], dict[str, object]]:
    """Return everything with a day, and what all views of the agenda show beside it."""
    items = with_clashes(dues(site, site.open))
    found = filter_of((_facets(item) for item in items), ("kind", "worker", "team", "program"))
    lines = tuple(Line(*each) for each in zip(items, found.keys, strict=True))
    return lines, {"facets": found.facets, "clashes": sum(bool(item.clash) for item in items)}


def _days(lines: Iterable[Line], site: Site) -> Iterator[Day]:
    for day, found in groupby(lines, key=lambda line: line.item.day):
        yield _day(day, found, site)


def _day(day: dt.date, lines: Iterable[Line], site: Site) -> Day:
    agency = site.caseload.agency
    holidays = {holiday.date: holiday.name for holiday in agency.holidays} if agency else {}
    return Day(day, tuple(lines), holidays.get(day, ""))


def _facets(item: Due) -> dict[str, tuple[str, ...]]:
    own = {name: item.row.facets.get(name, ()) for name in ("worker", "team", "program")}
    return {"kind": (item.kind,), **own}
