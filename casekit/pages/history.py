"""A site and a case in, the past of its records out: what each commit changed, by whom and why, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec
from msgspec import Struct

from casekit.model.caseload import Case
from casekit.pages.filters import filter_of
from casekit.pages.site import Row, Site, case_path
from casekit.pages.trail import Deed, Moment, Past
from casekit.summary.view import case_heading
from casekit.words import human, visible

_SHORT = 10
_ROWS = 3


class Told(Struct, frozen=True, kw_only=True):
    """A commit as the readers of a site may see it; ``why`` is empty where it concerns more than they see."""

    day: str
    who: str
    why: str
    commit: str
    address: str


class Group(Struct, frozen=True):
    """A commit and what it did to the case at hand, each with its keys in the filter."""

    told: Told
    moments: tuple[tuple[Moment, str], ...]


class Recent(Struct, frozen=True):
    """A commit of late, the first of the cases that it changed, how many more there are, and what it changed there."""

    told: Told
    rows: tuple[Row, ...]
    more: int
    what: tuple[str, ...]


def values(site: Site, case: Case) -> dict[str, object]:
    """Return what the page of a case's past shows."""
    past = site.past
    moments = list(_shown(past.trail.by_case.get(case.id, ()), past)) if past else []
    found = filter_of(({"record": (human(m.key[0]),), "by": (_who(m.deed, site),)} for m in moments), ("record", "by"))
    keyed = zip(moments, found.keys, strict=True)
    heading = case_heading(case, site.look)
    return {
        "called": heading.called if heading else case.id,
        "case_page": case_path(case),
        "facets": found.facets,
        "groups": tuple(
            Group(_told(deed, site), tuple(group)) for deed, group in groupby(keyed, key=lambda item: item[0].deed)
        ),
        "count": len(moments),
        "shallow": bool(past and past.trail.shallow),
    }


def _shown(moments: Iterable[Moment], past: Past) -> Iterable[Moment]:
    """Yield what may be told: all of a record that is seen whole, and of one that is gone, that it was there."""
    for moment in moments:
        if past.record(moment.key):
            yield moment
        elif past.gone(moment.key):
            kind, _, name = moment.key
            yield msgspec.structs.replace(moment, told=f"{human(kind)} {name}: {human(moment.event)}", fields=())


def recent(site: Site, most: int) -> tuple[Recent, ...]:
    """Return the newest commits that changed open cases of the site."""
    past = site.past
    if past is None:
        return ()
    by_deed: dict[int, list[tuple[Row, Moment]]] = {}
    for row in site.known():
        for moment in _shown(past.trail.by_case.get(row.case.id, ()), past):
            by_deed.setdefault(moment.deed.number, []).append((row, moment))
    return tuple(_recent(by_deed[number], site) for number in sorted(by_deed)[:most])


def _recent(found: list[tuple[Row, Moment]], site: Site) -> Recent:
    rows = tuple({row.case.id: row for row, _ in found}.values())
    what = tuple(dict.fromkeys(human(moment.key[0]) for _, moment in found))
    return Recent(_told(found[0][1].deed, site), rows[:_ROWS], len(rows) - len(rows[:_ROWS]), what)


def _told(deed: Deed, site: Site) -> Told:
    why = visible(" ".join(deed.why.split())) if site.past and site.past.deed(deed) else ""
    commit, address = deed.oid[:_SHORT], site.about.doors.to_commit(deed.oid)
    return Told(day=deed.day, who=_who(deed, site), why=why, commit=commit, address=address)


def _who(deed: Deed, site: Site) -> str:
    """Name who made a commit: staff as the site names them, others as they called themselves where all of it is seen."""
    if deed.staff:
        return site.look.staff(deed.staff)
    return visible(deed.author) if site.past and site.past.deed(deed) else "not in the staff files"
