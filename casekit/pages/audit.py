"""A site in, what can be said at build of the history behind it out. It proves nothing: an audit is done elsewhere."""

from __future__ import annotations

from casekit.pages.site import Site


def values(site: Site) -> dict[str, object]:
    """Return the commit that the site is of, how long its history is, and how many of its commits carry a signature."""
    trail = site.past.trail if site.past else None
    return {
        "kept": trail is not None,
        "tip": trail.tip if trail else "",
        "address": site.about.doors.to_commit(trail.tip) if trail else "",
        "commits": trail.commits if trail else 0,
        "signed": trail.signed if trail else 0,
        "shallow": bool(trail and trail.shallow),
    }
