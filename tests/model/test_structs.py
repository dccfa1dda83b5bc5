"""Structs and schemas say the same, field by field: names, what is required, words, nesting, and what names what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect
from support.strategies import by_kind

from casekit.model.common import Amends, LeftOpen, Part, Record
from casekit.model.kinds import STRUCTS
from casekit.model.vocabulary import SHIPPED
from casekit.model.walk import parts
from casekit.records.paths import KINDS
from casekit.records.schemas import load_schema

JsonSchema = dict[str, Any]
COMMON: JsonSchema = load_schema("common")["$defs"]

REFERENCES = {
    **{f"{kind}_id": kind for kind in ("person", "case", "staff", "team", "provider", "program", "goal", "step")},
    **{f"{kind}_id": kind for kind in ("support", "condition", "service", "consent", "legal", "advocacy")},
    **{f"{kind}_ref": kind for kind in ("incident", "review", "assessment", "circumstances", "appointment", "report")},
}
VOCABULARIES = {
    "domain": "domains", "population": "populations", "living_situation": "living_situations",
    "income_source": "income_sources",
}  # fmt: skip
LEFT_OPEN = {"words": inspect.StrType, "words_list": inspect.VarTupleType, "date_or_open": inspect.DateType}


def test_every_kind_has_its_struct() -> None:
    assert list(STRUCTS) == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_struct_and_schema_say_the_same(kind: str) -> None:
    told = list(differences(load_schema(kind), inspect.type_info(STRUCTS[kind]), kind))
    assert told == []


@pytest.mark.parametrize(("name", "struct"), [("amends", Amends), ("words", LeftOpen), ("words_list", LeftOpen), ("date_or_open", LeftOpen)])  # fmt: skip
def test_shared_shapes_and_their_structs_say_the_same(name: str, struct: type[Part]) -> None:
    assert list(differences(COMMON[name] | {"type": "object"}, inspect.type_info(struct), name)) == []


def differences(schema: JsonSchema, info: inspect.Type, at: str) -> Iterator[str]:
    """Yield in words where a schema and a type say different things."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if "$ref" in schema and schema["$ref"].count("/") > 2:  # into a shape: the words of an answer left open
        yield from differences(_target(schema["$ref"]), info, at)
    elif name == "amends":
        yield from _same(info, inspect.StructType, at)
        yield from [] if getattr(info, "cls", None) is Amends else [f"{at}: no Amends"]
    elif name in LEFT_OPEN:
        yield from _left_open(info, LEFT_OPEN[name], at)
    elif name:
        yield from _reference(name, info, at)
    elif isinstance(schema.get("type"), list):
        yield from _either(schema, info, at)
    else:
        yield from _plain(schema, info, at)


def _target(reference: str) -> JsonSchema:
    here: Any = {"$defs": COMMON}
    for piece in reference.partition("#/")[2].split("/"):
        here = here[piece]
    return dict(here)


def _reference(name: str, info: inspect.Type, at: str) -> Iterator[str]:
    extra = info.extra if isinstance(info, inspect.Metadata) else None
    if name in VOCABULARIES:
        yield from [] if extra == {"vocabulary": VOCABULARIES[name]} else [f"{at}: {extra}, not {name}"]
    elif name in REFERENCES and at.rpartition(".")[2] != "id":
        yield from [] if extra == {"ref": REFERENCES[name]} else [f"{at}: {extra}, not {name}"]
    elif extra is not None:
        yield f"{at}: {extra} for {name}"
    else:
        yield from _plain(COMMON[name], info, at)


def _left_open(info: inspect.Type, kind: type[inspect.Type], at: str) -> Iterator[str]:
    types = info.types if isinstance(info, inspect.UnionType) else ()
    structs = [t.cls for t in types if isinstance(t, inspect.StructType)]
    if structs != [LeftOpen] or not any(isinstance(t, kind) for t in types):
        yield f"{at}: cannot be left open"


def _either(schema: JsonSchema, info: inspect.Type, at: str) -> Iterator[str]:
    """An answer that is a list or left open, or a number or a word."""
    types = info.types if isinstance(info, inspect.UnionType) else (info,)
    if "object" in schema["type"]:
        yield from _left_open(info, inspect.VarTupleType, at)
        (items,) = [t for t in types if isinstance(t, inspect.VarTupleType)]
        yield from differences(schema["items"], items.item_type, f"{at}[]")
    elif {_SIMPLE[t] for t in schema["type"]} != {type(t) for t in types}:
        yield f"{at}: {schema['type']} and {types}"


_SIMPLE: dict[str, type[inspect.Type]] = {
    "string": inspect.StrType,
    "integer": inspect.IntType,
    "number": inspect.FloatType,
    "boolean": inspect.BoolType,
}


def _plain(schema: JsonSchema, info: inspect.Type, at: str) -> Iterator[str]:
    kind = schema["type"]
    if "enum" in schema:
        words = info.values if isinstance(info, inspect.LiteralType) else None
        yield from [] if words and sorted(words) == sorted(schema["enum"]) else [f"{at}: {words}, not {schema['enum']}"]
    elif schema.get("format") == "date":
        yield from _same(info, inspect.DateType, at)
    elif kind in _SIMPLE:
        yield from _same(info, _SIMPLE[kind], at)
    elif kind == "array":
        yield from _same(info, inspect.VarTupleType, at)
        if isinstance(info, inspect.VarTupleType):
            yield from differences(schema["items"], info.item_type, f"{at}[]")
    elif "properties" not in schema:
        yield from _same(info, inspect.DictType, at)
        if isinstance(info, inspect.DictType) and "additionalProperties" in schema:
            yield from differences(schema["additionalProperties"], info.value_type, f"{at}.*")
    else:
        yield from _same(info, inspect.StructType, at)
        if isinstance(info, inspect.StructType):
            yield from _fields(schema, info, at)


def _same(info: inspect.Type, kind: type[inspect.Type], at: str) -> list[str]:
    return [] if type(info) is kind else [f"{at}: {type(info).__name__}, not {kind.__name__}"]


def _fields(schema: JsonSchema, info: inspect.StructType, at: str) -> Iterator[str]:
    fields = {field.encode_name: field for field in info.fields}
    if issubclass(info.cls, Record):
        fields.pop("path")
    if set(fields) != set(schema["properties"]):
        yield f"{at}: the fields {sorted(set(fields) ^ set(schema['properties']))} are in one only"
    required = {name for name, field in fields.items() if field.required}
    if required != set(schema.get("required", ())):
        yield f"{at}: {sorted(required ^ set(schema.get('required', ())))} is required in one only"
    if not (info.cls.__struct_config__.frozen and info.cls.__struct_config__.forbid_unknown_fields):
        yield f"{at}: not frozen, or takes unknown fields"
    for name in set(fields) & set(schema["properties"]):
        yield from differences(schema["properties"][name], _given(fields[name]), f"{at}.{name}")


def _given(field: inspect.Field) -> inspect.Type:
    """Return the type of a field where it is given: an optional one is None or empty where it is not."""
    if not isinstance(field.type, inspect.UnionType):
        return field.type
    types = tuple(t for t in field.type.types if not isinstance(t, inspect.NoneType))
    if len(types) < len(field.type.types):
        assert field.default is None, field.name
    return types[0] if len(types) == 1 else inspect.UnionType(types)


@pytest.mark.parametrize("kind", KINDS)
def test_every_demonstration_record_becomes_its_struct_and_loses_nothing(kind: str) -> None:
    for path, data in by_kind()[kind]:
        record = msgspec.convert({**data, "path": path}, STRUCTS[kind])
        back = msgspec.to_builtins(record)
        for key, value in data.items():
            assert _without_defaults(back[key], value), (path, key)


def _without_defaults(ours: Any, theirs: Any) -> bool:
    """Tell whether everything in ``theirs`` is in ``ours``, which may hold defaults beside."""
    if isinstance(theirs, dict):
        return all(_without_defaults(ours[key], value) for key, value in theirs.items())
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_without_defaults, ours, theirs))
    return bool(ours == theirs)


def test_a_record_is_frozen_and_named_by_its_file() -> None:
    path, data = by_kind()["contact"][0]
    record = msgspec.convert({**data, "path": path}, STRUCTS["contact"])
    assert record.stem == path.rpartition("/")[2].removesuffix(".yaml")
    assert isinstance(record.date, dt.date)  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        record.path = "elsewhere"  # type: ignore[misc]


def test_every_part_of_a_record_is_walked_with_its_place() -> None:
    data = {
        "path": "records/cases/2026/C-7K3QFMXN/plan.yaml",
        "started": "2026-01-20",
        "goals": [
            {
                "id": "g1",
                "aim": "A door of my own",
                "status": [{"status": "active", "from": "2026-01-20"}],
                "client_words": {"none_because": "declined"},
                "steps": [{"id": "g1s1", "what": "Apply", "who": "client"}],
            }
        ],
    }
    found = [(type(part).__name__, at) for part, at in parts(msgspec.convert(data, STRUCTS["plan"]))]
    assert found == [
        ("Plan", ()),
        ("Goal", ("goals", 0)),
        ("GoalStatus", ("goals", 0, "status", 0)),
        ("LeftOpen", ("goals", 0, "client_words")),
        ("Step", ("goals", 0, "steps", 0)),
    ]


def test_shipped_words_are_words_and_stand_once() -> None:
    pattern = COMMON["word"]["pattern"]
    import re

    assert set(SHIPPED) == set(VOCABULARIES.values())
    for words in SHIPPED.values():
        assert len(set(words)) == len(words)
        assert all(re.fullmatch(pattern, word) for word in words)
    for word, vocabulary in VOCABULARIES.items():
        assert set(COMMON[word]["examples"]) <= set(SHIPPED[vocabulary])
