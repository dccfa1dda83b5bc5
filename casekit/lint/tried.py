"""A case and two days in, a sentence on the attempts to reach the client between them out: trying is never invisible."""

from __future__ import annotations

import datetime as dt

from casekit.model.caseload import Case


def attempts(case: Case, since: dt.date, until: dt.date) -> str:
    """Return how often, and in how many ways, staff tried without reaching the client, to follow a message; or nothing."""
    kinds = [c.kind for c in case.contacts if since <= c.date <= until and not c.reached]
    ways = len(set(kinds))
    if not kinds:
        return ""
    if len(kinds) == 1:
        return " One attempt is on record."
    return f" {len(kinds)} attempts{f' in {ways} ways' if ways > 1 else ''} are on record."
