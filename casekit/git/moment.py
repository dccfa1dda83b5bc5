"""A date as a person writes it in, the last second that it still means out."""

from __future__ import annotations

import datetime as dt
import re

from casekit.git.run import GitError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?Z?)?", re.ASCII)


def latest_second(moment: str) -> int | None:
    """Return the last second that a date still means, since 1970 in UTC; None if the text is no date at all."""
    if not _DATE.fullmatch(moment):
        return None
    try:
        parsed = dt.datetime.fromisoformat(moment.removesuffix("Z")).replace(tzinfo=dt.UTC)
    except ValueError:
        raise GitError(f"the calendar has no {moment}") from None
    whole_day = 0 if "T" in moment else 24 * 60 * 60 - 1
    return int(parsed.timestamp()) + whole_day
