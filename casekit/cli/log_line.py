"""A log of a kind of record in, the options of a new line of it out; and the line that they say, if it is news."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click
import msgspec

from casekit.cli.context import Problem
from casekit.cli.filling import Given
from casekit.cli.locating import entries
from casekit.cli.typed import as_day
from casekit.finding import DataPath
from casekit.records.fields import Field, fields
from casekit.words import visible


def line_fields(kind: str, log: DataPath, *leave_out: str) -> dict[str, Field]:
    """Return what a line of a log can say, by its key: ``log`` is the place of its first line, ``("status", 0)``."""
    return {
        str(field.at[-1]): msgspec.structs.replace(field, name=str(field.at[-1]).replace("_", "-"), in_item=False)
        for field in fields(kind)
        if field.at[:-1] == log and field.at[-1] not in leave_out
    }


def line_options(known: dict[str, Field]) -> list[click.Parameter]:
    """Return the options that fill a line's fields; each parameter is named as the key, with ``said_`` before it."""
    from casekit.cli.new import FieldOption

    return [FieldOption(field, f"said_{key}") for key, field in known.items()]


def line(known: dict[str, Field], values: dict[str, Any], now: dt.date) -> dict[str, Any]:
    """Return what was said as the fields of a line, days as ISO dates; the day it holds from is today by default."""
    said = {key: values[f"said_{key}"] for key in known if values.get(f"said_{key}") is not None}
    days = {key: as_day(value, now) for key, value in said.items() if known[key].type == "date"}
    return {**({"from": now.isoformat()} if "from" in known else {}), **said, **days}


def refuse_repeat(data: dict[str, Any], log: DataPath, new: dict[str, Any], word: str) -> None:
    """Refuse a line that says nothing new: the word of the last line again, and nothing beside it but a later day.

    ``data`` is what the record says, ``log`` the place of its log, ``word`` the field that says where things stand.
    """
    here: Any = data
    for piece in log[:-1]:
        here = here[piece]
    lines = entries(here, str(log[-1])) if isinstance(here, dict) else []
    last = lines[-1] if lines else {}
    if new.keys() <= {word, "from"} and last.get(word) == new[word] and str(last.get("from")) <= new["from"]:
        since = visible(str(last.get("from")))
        raise Problem(
            f"it says {new[word]} since {since} already; nothing was changed. If something new led to it, say what with "
            "--because."
        )


def given(known: dict[str, Field], said: dict[str, Any]) -> Given:
    """Return what was said by field, to be checked against the caseload."""
    return {known[key]: value for key, value in said.items() if key in known}
