"""A site in, what can be said at build of the history behind it out. It proves nothing: an audit is done elsewhere."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from casekit.audit.anchor import Statement
from casekit.pages.site import Site


class AnchorView(Struct, frozen=True):
    """What an anchor says: its number, the day it was made (UTC), and how many commits up to which one."""

    name: str
    made: dt.date
    commits: int
    tip: str
    address: str


def values(site: Site) -> dict[str, object]:
    """Return the commit that the site is of, how long its history is, how much of it is signed, and the last anchor."""
    trail = site.past.trail if site.past else None
    return {
        "kept": trail is not None,
        "tip": trail.tip if trail else "",
        "address": site.about.doors.to_commit(trail.tip) if trail else "",
        "commits": trail.commits if trail else 0,
        "signed": trail.signed if trail else 0,
        "shallow": bool(trail and trail.shallow),
        "anchor": _anchor(trail.anchor, site) if trail and trail.anchor else None,
    }


def _anchor(says: Statement, site: Site) -> AnchorView:
    made = dt.datetime.fromtimestamp(says.time, dt.UTC).date()
    return AnchorView(says.name, made, says.count, says.tip, site.about.doors.to_commit(says.tip))
