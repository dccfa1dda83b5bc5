"""Structs and schemas are held together field by field: names, what is required, words, nesting, references."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import NODEFAULT, inspect

from casekit.model.kinds import STRUCTS
from casekit.records.paths import KINDS
from casekit.records.schemas import load_schema

_IDS = {"person", "case", "staff", "team", "provider", "program", "goal", "step", "support", "condition", "service",
        "consent", "legal", "advocacy"}  # fmt: skip
_EVENTS = {"incident", "review", "assessment", "circumstances", "appointment", "report"}
_WORDS = {"domain": "domains", "population": "populations", "living_situation": "living_situations",
          "income_source": "income_sources"}  # fmt: skip


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target: Any = load_schema("common")
    for piece in reference.partition("#/")[2].split("/"):
        target = target[piece]
    return resolved(target) | {k: v for k, v in schema.items() if k != "$ref"}


def types(info: inspect.Type) -> list[inspect.Type]:
    """Return the types of a field without None and without what annotates them."""
    if isinstance(info, inspect.Metadata):
        return types(info.type)
    if isinstance(info, inspect.UnionType):
        return [t for member in info.types for t in types(member)]
    return [] if isinstance(info, inspect.NoneType) else [info]


def names(info: inspect.Type) -> str | None:
    """Return what a field's type says it names."""
    if isinstance(info, inspect.Metadata):
        extra = info.extra or {}
        return extra.get("ref") or extra.get("vocabulary")
    if isinstance(info, inspect.UnionType):
        return next((n for n in map(names, info.types) if n), None)
    return None


def compare(info: inspect.Type, schema: dict[str, Any], at: str) -> None:
    definition = schema.get("$ref", "").rpartition("/")[2]
    if (target := names(info)) is not None:
        assert definition in {f"{target}_id", f"{target}_ref", *(w for w, v in _WORDS.items() if v == target)}, at
    elif definition.removesuffix("_id") in _IDS or definition.removesuffix("_ref") in _EVENTS or definition in _WORDS:
        assert at.endswith(".id"), f"{at}: the schema says it is a {definition}, its type does not"
    schema = resolved(schema)
    for member in types(info):
        compare_member(member, schema, at)
    if "enum" in schema and "string" in str(schema.get("type")):
        assert any(isinstance(member, inspect.LiteralType) for member in types(info)), at


_PLAIN = {inspect.BoolType: "boolean", inspect.FloatType: "number", inspect.IntType: "integer"}


def compare_member(member: inspect.Type, schema: dict[str, Any], at: str) -> None:
    if isinstance(member, inspect.StructType):
        fields(member, schema, at)
    elif isinstance(member, inspect.LiteralType):
        assert set(member.values) == set(schema["enum"]), at
    elif isinstance(member, inspect.VarTupleType):
        compare(member.item_type, schema["items"], f"{at}[]")
    elif isinstance(member, inspect.DateType):
        assert schema["format"] == "date", at
    elif type(member) in _PLAIN:
        assert _PLAIN[type(member)] in schema["type"], at


def fields(struct: inspect.StructType, schema: dict[str, Any], at: str) -> None:
    known = {field.encode_name: field for field in struct.fields if field.encode_name != "path"}
    assert set(known) == set(schema["properties"]), at
    required = {n for n, f in known.items() if f.default is NODEFAULT and f.default_factory is NODEFAULT}
    assert required == set(schema.get("required", ())), at
    for name, field in known.items():
        compare(field.type, schema["properties"][name], f"{at}.{name}")


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_struct_and_its_schema_agree(kind: str) -> None:
    info = inspect.type_info(STRUCTS[kind])
    assert isinstance(info, inspect.StructType)
    fields(info, load_schema(kind), kind)


def test_every_kind_has_a_struct_and_a_schema() -> None:
    assert set(STRUCTS) == set(KINDS)
    assert all(load_schema(kind)["unevaluatedProperties"] is False for kind in KINDS)
