"""A kind of record in, all it can hold out: every place in it, however deep, with its words; and a whole example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from msgspec import Struct

from casekit.records.fields import resolved
from casekit.records.paths import KINDS
from casekit.records.schemas import load_schema

_SHARED = ("words", "words_list", "date_or_open", "amends")
"""Shapes that many kinds share: what they hold is told once."""

_TYPES = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "array": "list",
    "object": "group",
}  # fmt: skip
_SHAPES = {
    "date": "date", "time": "time of day", "money": "amount", "phone": "phone number", "email": "e-mail address",
    "url": "web address", "sha256": "SHA-256 of a file", "slug": "id of small letters, digits and hyphens",
}  # fmt: skip


class FieldEntry(Struct, frozen=True, kw_only=True):
    """One place in a record. ``at`` leads to it, as in ``goals[].steps[].due``; ``depth`` counts from 0.

    ``shared`` is the title under which its parts are told, where many kinds share them.
    """

    at: str
    depth: int
    title: str
    type: str
    meaning: str
    choices: tuple[str, ...]
    required: bool
    shared: str
    example: Any


class KindEntry(Struct, frozen=True, kw_only=True):
    """A kind of record: what it is for, its fields in the order in which they stand, and an example that holds."""

    title: str
    meaning: str
    fields: tuple[FieldEntry, ...]
    example: dict[str, Any]


def kind_entry(kind: str) -> KindEntry:
    """Return all that a kind of record can hold."""
    schema = load_schema(kind)
    return KindEntry(
        title=schema["title"],
        meaning=schema["description"],
        fields=tuple(_of_object(schema, "", 0)),
        example=_example(schema),
    )


def shared_entries() -> tuple[KindEntry, ...]:
    """Return the shapes that many kinds share."""
    shapes = [load_schema("common")["$defs"][shape] for shape in _SHARED]
    return tuple(
        KindEntry(title=s["title"], meaning=s["description"], fields=tuple(_of_object(s, "", 0)), example={})
        for s in shapes
    )


def _example(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a record of what every one of the kind has to say, made of the fields' own examples."""
    needed = set(schema["required"])
    while True:
        found = {key: resolved(inner)["examples"][0] for key, inner in schema["properties"].items() if key in needed}
        more = {key for branch in schema.get("allOf", ()) for key in _asked(branch, found)} - needed
        if not more:
            return found
        needed |= more


def _asked(branch: dict[str, Any], example: dict[str, Any]) -> list[str]:
    """Return what a condition of a schema asks for beside the example at hand."""
    holds = "if" in branch and jsonschema_rs.is_valid(branch["if"], example)
    asked: list[str] = branch.get("then", {}).get("required", []) if holds else []
    return asked


def _of_object(schema: dict[str, Any], before: str, depth: int) -> Iterator[FieldEntry]:
    for key, inner in schema.get("properties", {}).items():
        yield from _of(resolved(inner), f"{before}{key}", depth, required=key in schema.get("required", ()))


def _of(schema: dict[str, Any], at: str, depth: int, *, required: bool) -> Iterator[FieldEntry]:
    shape = schema.get("shape", "")
    shared = load_schema("common")["$defs"][shape]["title"] if shape in _SHARED else ""
    items = resolved(schema["items"]) if "items" in schema else {}
    yield FieldEntry(
        at=at,
        depth=depth,
        title=schema["title"],
        type=_type(schema),
        meaning=schema["description"],
        choices=tuple(map(str, schema.get("enum") or items.get("enum") or ())),
        required=required,
        shared=shared,
        example=schema["examples"][0] if schema.get("examples") else None,
    )
    if not shared:
        yield from _of_object(schema, f"{at}.", depth + 1)
        yield from _of_object(items, f"{at}[].", depth + 1)


def _type(schema: dict[str, Any]) -> str:
    """Say in a few words what stands in a field: an id says of what, a list of what it is a list."""
    shape = schema.get("shape", "")
    if shape in _SHARED:
        return {"words": "text, or why none", "words_list": "list of text, or why none"}.get(
            shape, "date, or why none" if shape == "date_or_open" else "group"
        )
    for ending, said in (("_id", "id of"), ("_ref", "file name of")):
        if shape.endswith(ending):
            return f"{said} {_called(shape.removesuffix(ending))}"
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if types == ["array"]:
        inner = _type(resolved(schema["items"]))
        return f"list of {inner}" if inner != "group" else "list of groups"
    if "enum" in schema or shape in {"domain", "population", "living_situation", "income_source"}:
        return "one word"
    return _SHAPES.get(shape) or ("date" if schema.get("format") == "date" else " or ".join(_TYPES[t] for t in types))


def _called(word: str) -> str:
    if word in KINDS:
        return KINDS[word].called
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word.replace('_', ' ')}"
