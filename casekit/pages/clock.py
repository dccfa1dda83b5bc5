"""The plugin's option and the environment in, the day that the site is as of and its time out: the one place that reads a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH = "SOURCE_DATE_EPOCH"


def build_day(option: dt.date | None, environ: Mapping[str, str], timezone: str = "") -> dt.date:
    """Return the day of ``as_of``, else that of ``SOURCE_DATE_EPOCH`` (seconds, UTC), else today where the agency is.

    Raises ValueError for a ``SOURCE_DATE_EPOCH`` that is no number of seconds.
    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    return option or _moment(environ, timezone).date()


def built_at(option: dt.date | None, environ: Mapping[str, str], timezone: str = "") -> str:
    """Return when the site is built, to the minute and with the zone; nothing for one that is always to be the same."""
    fixed = option is not None and not environ.get(_EPOCH)
    return "" if fixed else _moment(environ, timezone).strftime("%Y-%m-%d %H:%M %Z")


def _moment(environ: Mapping[str, str], timezone: str) -> dt.datetime:
    if seconds := environ.get(_EPOCH):
        try:
            return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise ValueError(f"{_EPOCH} is a number of seconds since 1970, and this one is not.") from error
    try:
        zone = ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # lint tells of a time zone that does not exist
        zone = None
    return dt.datetime.now(zone or dt.UTC).astimezone(zone)
