"""The values of a page in, the same as JSON for programs out: a case is its id and the name used, a worker their id."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from casekit.model.common import Record
from casekit.pages.site import Row, Site

_FOR_THE_EYE = {"facets", "keys", "path", "place"}
"""What only serves the page: its filter, and where it leads."""


def place(path: str) -> str:
    """Return where the data of a page stand, by the page's own place."""
    return f"{path.removesuffix('.md')}.json"


def as_json(site: Site, values: Mapping[str, object]) -> str:
    """Return ``{"as_of": day, …}`` with the values of a page by their names."""
    told = {"as_of": site.day.isoformat(), **_fields(values)}
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _fields(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if name not in _FOR_THE_EYE}


def _plain(value: Any) -> Any:  # noqa: ANN401 (whatever a page shows)
    if isinstance(value, Struct):
        return _short(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _short(value: Struct) -> Any:  # noqa: ANN401 (an id, or fields)
    if isinstance(value, Row):
        return {"case": value.case.id, "called": value.called}
    if isinstance(value, Record):
        return getattr(value, "id", value.stem)
    return _fields({name: getattr(value, name) for name in value.__struct_fields__})
