"""A change of one field in, the field's own words out: the schema's titles, and codes as people say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from msgspec import UNSET

from casekit.history.compare import At, FieldChange
from casekit.records.fields import resolved
from casekit.records.schemas import load_schema
from casekit.words import human, left_open_because

_NAMED_BY = ("from", "date", "domain", "goal", "setting", "what", "name", "word", "who")
_AGENCY_WORDS = {"word", "domain", "population", "living_situation", "income_source", "model", "phase", "risk_level"}
_ID = re.compile(r"[a-z]{1,2}[0-9]{1,3}(?:s[0-9]{1,3})?", re.ASCII)
_LONG = 80  # characters from which only the part of a text that changed is shown
_AROUND = 4  # words


def label(kind: str, at: At, *sides: Any) -> str:  # noqa: ANN401 (any YAML value)
    """Return what a place in a record is called: ``Goals of plan, g1, Steps, g1s2, Done on``.

    ``sides`` is the record's data before and after: a line of a log is called by its day, where it can be found.
    """
    here: Any = load_schema(kind)
    said: list[str] = []
    for key in at:
        sides = tuple(_inside(side, key) for side in sides)
        here = _below(here, key)
        said.append(_name_of_item(key, sides) if isinstance(key, int) else here.get("title") or key)
    return ", ".join(said)


def bare_label(kind: str, at: At) -> str:
    """Return what a place is called without a word that anyone wrote: titles, positions and ids of the usual form."""
    here: Any = load_schema(kind)
    said: list[str] = []
    for key in at:
        here = _below(here, key)
        if isinstance(key, int):
            said.append(f"no. {key + 1}")
        else:
            said.append(here.get("title") or (key if _ID.fullmatch(key) else "a part"))
    return ", ".join(said)


def outline(data: Any, places: Iterable[At]) -> Any:  # noqa: ANN401 (any YAML value)
    """Return as much of a record's data as ``label`` needs to name these places, and no more."""
    below: dict[str | int, list[At]] = {}
    for at in places:
        if at:
            below.setdefault(at[0], []).append(at[1:])
    if isinstance(data, dict):
        kept: dict[str, Any] = {key: data[key] for key in ("id", *_NAMED_BY) if isinstance(data.get(key), str)}
        inner = {key: outline(data[key], below[key]) for key in below if isinstance(key, str) and key in data}
        return inner | kept
    if isinstance(data, list):
        most = max((key + 1 for key in below if isinstance(key, int)), default=0)
        items = [outline(item, below.get(i, ())) if i in below else None for i, item in enumerate(data[:most])]
        ids = [(item, item.get("id")) for item in data if isinstance(item, dict)]
        return items or [outline(item, below[name]) for item, name in ids if isinstance(name, str) and name in below]
    return None


def address(kind: str, at: At) -> tuple[str, ...]:
    """Return the names on the way to a place, as users write them: ``plan``, ``goals``, ``g1``."""
    return (kind, *(str(key) for key in at))


def in_words(kind: str, at: At, value: Any) -> str:  # noqa: ANN401 (any YAML value)
    """Return a value as people say it."""
    here: Any = load_schema(kind)
    for key in at:
        here = _below(here, key)
    return _said(value, here)


def both_in_words(kind: str, change: FieldChange) -> tuple[str | None, str | None]:
    """Return both sides in words, None for one that was not there; of long texts the part that changed."""
    before, after = (
        None if side is UNSET else in_words(kind, change.at, side) for side in (change.before, change.after)
    )
    if before and after and max(len(before), len(after)) > _LONG:
        return _differing(before, after)
    return before, after


@cache
def known_names(kinds: tuple[str, ...]) -> frozenset[str]:
    """Return the names of kinds and of all their fields, however deep."""
    return frozenset(kinds).union(*(_names(load_schema(kind)) for kind in kinds))


def _names(schema: dict[str, Any]) -> frozenset[str]:
    here = resolved(schema)
    found: frozenset[str] = frozenset()
    for key, inner in here.get("properties", {}).items():
        found |= {key} | _names(inner)
    return found | (_names(here["items"]) if "items" in here else frozenset())


def _inside(data: Any, key: str | int) -> Any:  # noqa: ANN401 (any YAML value)
    if isinstance(data, dict):
        return data.get(str(key))
    if isinstance(data, list):
        if isinstance(key, int):
            return data[key] if key < len(data) else None
        return next((item for item in data if isinstance(item, dict) and item.get("id") == key), None)
    return None


def _below(schema: dict[str, Any], key: str | int) -> dict[str, Any]:
    """Return the schema of what is below; an empty one where no schema tells."""
    here = resolved(schema)
    if not isinstance(key, int) and key in here.get("properties", {}):
        return resolved(here["properties"][key])
    if "items" in here:
        # An item of a list is called by its id, not by the title that all items share.
        return {name: value for name, value in resolved(here["items"]).items() if name != "title"}
    return {}


def _name_of_item(place: int, sides: tuple[Any, ...]) -> str:
    for side in sides:
        if isinstance(side, dict):
            for key in _NAMED_BY:
                if isinstance(side.get(key), str):
                    return human(side[key])[:_LONG]
    return f"no. {place + 1}"


def _said(value: Any, schema: dict[str, Any]) -> str:  # noqa: ANN401 (any YAML value)
    if value is None:
        return "nothing yet"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _said_of_fields(value, schema)
    if isinstance(value, list):
        return _said_of_items(value, schema)
    text = str(value)
    is_code = "enum" in schema or schema.get("shape") in _AGENCY_WORDS
    return human(text) if is_code else text


def _said_of_fields(value: dict[str, Any], schema: dict[str, Any]) -> str:
    if isinstance(value.get("none_because"), str):
        again = value.get("ask_again")
        return left_open_because(value["none_because"]) + (f"; ask again {again}" if again else "")
    inner = resolved(schema)
    parts = []
    for key, item in value.items():
        below = _below(inner, key)
        said = _said(item, below)
        parts.append(said if key == "id" else f"{below.get('title') or key}: {said}")
    return "; ".join(parts)


def _said_of_items(value: list[Any], schema: dict[str, Any]) -> str:
    items = _below(schema, 0)
    said = [_said(item, items) for item in value]
    return (" | " if any(isinstance(item, dict) for item in value) else ", ").join(said) or "none"


def _differing(before: str, after: str) -> tuple[str, str]:
    """Cut two texts down to the words that differ, with a few around them."""
    old, new = (re.findall(r"\S+|\n+", text) for text in (before, after))
    blocks = [b for b in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if b[0] != "equal"]
    if not blocks:
        return before, after
    return _cut(old, [(i1, i2) for _, i1, i2, _, _ in blocks]), _cut(new, [(j1, j2) for _, _, _, j1, j2 in blocks])


def _cut(words: list[str], spans: list[tuple[int, int]]) -> str:
    return " ".join(_kept(words, spans)).replace("… …", "…") or "nothing"


def _kept(words: list[str], spans: list[tuple[int, int]]) -> Iterator[str]:
    shown = 0
    for start, end in spans:
        begin = max(shown, start - _AROUND)
        if begin > shown:
            yield "…"
        shown = max(shown, min(len(words), end + _AROUND))
        yield from words[begin:shown]
    if shown < len(words):
        yield "…"
