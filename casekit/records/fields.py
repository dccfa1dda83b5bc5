"""A kind of record in, its fields out as a flat list: what can be asked of a person one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct

from casekit.finding import DataPath
from casekit.records.schemas import load_schema

FieldType = Literal["text", "integer", "number", "boolean", "date"]
_SCALARS: dict[str, FieldType] = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean"}
_WORDS = ("domain", "population", "living_situation", "income_source")  # from lists that an agency may add to
_NOT_ASKED = {"local"}  # only the agency knows what stands below it


class Field(Struct, frozen=True, kw_only=True):
    """One value that a record can hold.

    ``at`` is its place, with 0 for the first item of a list; ``name`` is what people call it on a command line
    (``referred-by-kind``). ``target`` is what its value names (``staff``, ``goal``) and ``vocabulary`` the agency's
    list that its words are from, where there is one. ``many`` is a list of such values, ``in_item`` a value inside
    each item of a list.
    """

    at: DataPath
    name: str
    type: FieldType
    title: str
    description: str
    choices: tuple[str, ...] = ()
    target: str = ""
    vocabulary: str = ""
    many: bool = False
    in_item: bool = False
    required: bool = False


@cache
def fields(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind in the order of its schema; where two would have one name, the first has it."""
    found: dict[str, Field] = {}
    for entry in _of_object(load_schema(kind), _Spot((), "", required=True)):
        found.setdefault(entry.name, entry)
    return tuple(found.values())


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a shipped schema with its references followed; ``shape`` is the common shape it is, if any."""
    while "$ref" in schema:
        pieces = schema["$ref"].partition("#/")[2].split("/")
        here: Any = load_schema("common")
        for piece in pieces:
            here = here[piece]
        schema = {"shape": pieces[-1], **here, **{key: value for key, value in schema.items() if key != "$ref"}}
        if "$ref" in here:
            schema["$ref"] = here["$ref"]
    return schema


def part(kind: str, *keys: str) -> dict[str, Any]:
    """Return the schema of the field at ``keys`` in a kind of record; lists on the way are passed through."""
    here = load_schema(kind)
    for key in keys:
        # What may be a list or say why there is none has fields of both.
        inside = resolved(here["items"]).get("properties", {}) if "array" in here["type"] else {}
        here = resolved({**here.get("properties", {}), **inside}[key])
    return here


def order(kind: str, *keys: str) -> tuple[str, ...]:
    """Return the names of a record's fields, or of those below ``keys`` in it, in the order in which they stand."""
    here = part(kind, *keys)
    return tuple((resolved(here["items"]) if here["type"] == "array" else here)["properties"])


def choices(kind: str, *keys: str) -> tuple[str, ...]:
    """Return the words that the field at ``keys`` knows."""
    return tuple(part(kind, *keys).get("enum", ()))


def meaning(schema: dict[str, Any]) -> str:
    """Return the words that explain a part of a schema, with its choices; on one line."""
    choices = schema.get("enum") or ()
    known = f" One of: {', '.join(map(str, choices))}." if choices else ""
    return " ".join(f"{schema.get('description', '')}{known}".split())


class _Spot(NamedTuple):
    """How the walk came to a part of a schema: the place in the data, its name, and whether it is needed and in an item."""

    at: DataPath
    name: str
    required: bool
    in_item: bool = False


def _of_object(schema: dict[str, Any], spot: _Spot) -> Iterator[Field]:
    for key, inner in schema.get("properties", {}).items():
        if key not in _NOT_ASKED:
            needed = spot.required and key in schema.get("required", ())
            yield from _of(inner, _Spot((*spot.at, key), _joined(spot.name, key), needed, spot.in_item))


def _of(inner: dict[str, Any], spot: _Spot) -> Iterator[Field]:
    schema = resolved(inner)
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    scalar = next((t for t in types if t in _SCALARS), None)
    if scalar:
        yield _field(schema, _SCALARS[scalar], spot)
    if "array" in types:
        yield from _of_list(schema, spot)
    if "object" in types and not spot.in_item:
        yield from _of_object(schema, spot._replace(required=spot.required and types == ["object"]))


def _of_list(schema: dict[str, Any], spot: _Spot) -> Iterator[Field]:
    items = resolved(schema["items"])
    one = spot._replace(name=_one_of(spot.name))
    if items["type"] in _SCALARS:
        told = {**items, "title": schema["title"], "description": schema["description"]}
        yield msgspec.structs.replace(_field(told, _SCALARS[items["type"]], one), many=True)
    elif not spot.in_item:
        yield from _of_object(items, one._replace(at=(*spot.at, 0), in_item=True))


def _field(schema: dict[str, Any], kind: FieldType, spot: _Spot) -> Field:
    shape = schema.get("shape", "")
    return Field(
        at=spot.at,
        name=spot.name,
        type="date" if schema.get("format") == "date" else kind,
        title=schema["title"],
        description=schema["description"],
        choices=tuple(map(str, schema.get("enum", ()))),
        target=shape.removesuffix("_id").removesuffix("_ref") if shape.endswith(("_id", "_ref")) else "",
        vocabulary=f"{shape}s" if shape in _WORDS else "",
        required=spot.required,
        in_item=spot.in_item,
    )


def _joined(name: str, key: str) -> str:
    """Join names for the command line: ``need`` and ``found`` to ``need-found``, ``status`` and ``status`` to one."""
    key = key.replace("_", "-")
    return key if name in {"", key} else f"{name}-{key}"


def _one_of(name: str) -> str:
    """Return the word for one item of a list: a goal of the goals."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name if name.endswith(("us", "ss")) or not name.endswith("s") else name[:-1]
