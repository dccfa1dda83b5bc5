"""An agency describes its own fields in schemas of its own; a broken one is told, and no record is blamed for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.memory import MemoryTree

from casekit.finding import Span
from casekit.records.listing import LOCAL_SCHEMAS
from casekit.records.local import LocalSchemas, load_local_schemas
from casekit.records.text import MAX_BYTES

CASE = "schemas/local/case.schema.json"
GOOD = {
    "type": "object",
    "properties": {
        "county_form": {"type": "string", "pattern": "^[A-Z]-[0-9]+$", "description": "The county's form.", "examples": ["B-12"]},
        "household": {"type": "array", "items": {"$ref": "#/$defs/member"}},
        "met": {"$ref": "common.schema.json#/$defs/date"},
    },
    "required": ["county_form"],
    "unevaluatedProperties": False,
    "$defs": {
        "member": {"type": "object", "properties": {"age": {"$ref": "#/$defs/age"}}, "unevaluatedProperties": False},
        "age": {"type": "integer", "minimum": 0},
    },
}  # fmt: skip


def loaded(tree: MemoryTree) -> LocalSchemas:
    return load_local_schemas(tree, tree.entries(LOCAL_SCHEMAS))


def schemas(schema: Any, path: str = CASE) -> LocalSchemas:
    raw = schema if isinstance(schema, bytes) else json.dumps(schema).encode()
    return loaded(MemoryTree({path: raw}))


def told(schemas: LocalSchemas, local: Any, kind: str = "case") -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(fault.name, fault.at, fault.message) for fault in schemas.check(kind, {"local": local})]


def test_good_fields_pass() -> None:
    good = schemas(GOOD)
    assert good.faults == ()
    assert told(good, {"county_form": "B-12", "household": [{"age": 3}], "met": "2026-03-02"}) == []
    assert list(good.check("case", {})) == []


@pytest.mark.parametrize(
    ("local", "name", "at", "words"),
    [
        ({}, "missing-field", ("local",), "`local` needs `county_form`. The county's form."),
        ({"county_form": "b12"}, "wrong-format", ("local", "county_form"), "Expected: the county's form. For example: B-12"),
        ({"county_form": "B-1", "househald": 1}, "unknown-field", ("local", "househald"), "Did you mean `household`?"),
        ({"county_form": "B-1", "household": [{"age": -1}]}, "out-of-range", ("local", "household", 0, "age"), "the least is 0"),
        ({"county_form": "B-1", "household": [{"agee": 1}]}, "unknown-field", ("local", "household", 0, "agee"), "Did you mean `age`?"),
        ({"county_form": "B-1", "met": "2026-02-30"}, "impossible-date", ("local", "met"), "February 2026 has 28 days"),
    ],
)  # fmt: skip
def test_a_slip_is_explained_and_stands_below_local(
    local: dict[str, Any], name: str, at: tuple[str | int, ...], words: str
) -> None:
    ((found, place, message),) = told(schemas(GOOD), local)
    assert (found, place) == (name, at)
    assert words in message


def test_fields_that_nobody_described_are_told_once() -> None:
    for described in (loaded(MemoryTree({})), schemas(GOOD)):
        (fault,) = described.check("contact", {"local": {"a": 1, "b": 2}})
        assert (fault.name, fault.at, fault.on_key) == ("undescribed-local-fields", ("local",), True)
        assert "schemas/local/contact.schema.json" in fault.message


def test_local_that_is_no_mapping_is_left_to_the_shipped_schema() -> None:
    assert told(schemas(GOOD), "x") == []


BROKEN: list[tuple[Any, str]] = [
    (b"", "line 1: Expecting value"),
    (b'{\n"type": }', "line 2: Expecting value"),
    (b"\xff\xfe{", "the file is not UTF-8"),
    (b"\xef\xbb\xbf{}", "BOM"),
    (b"[" * 200_000, "it is nested too deep"),
    (b'{"not":' * 5000 + b"{}" + b"}" * 5000, "it is nested too deep"),
    (b'{"const": ' + b"1" * 5000 + b"}", "Exceeds the limit"),
    (b'{"const": "\\ud800"}', "surrogates not allowed"),
    (b"{" + b" " * MAX_BYTES + b"}", "the file has more than 262,144 bytes"),
    ([], "`the schema`: [] is not of type"),
    (True, "the schema describes nothing; begin with {"),
    ({"type": "strnig"}, "`type`: 'strnig' is not valid"),
    ({"properties": {"a": {"required": "b"}}}, "`properties.a.required`: 'b' is not of type 'array'"),
    ({"properties": {"a": {"pattern": "["}}}, "`properties.a.pattern`: '[' is not a 'regex'"),
    ({"$ref": "#/$defs/nothing"}, "'/$defs/nothing' does not exist"),
    ({"$ref": "common.schema.json#/$defs/nothing"}, "'/$defs/nothing' does not exist"),
    ({"$ref": "case.schema.json"}, "case.schema.json"),
    ({"$ref": "http://127.0.0.1:9/x"}, "may refer to itself and to common.schema.json, and to nothing elsewhere"),
    ({"$ref": "file:///etc/hostname"}, "may refer to itself and to common.schema.json, and to nothing elsewhere"),
    ({"required": ["x" * 5000, 1]}, "1 is not of type 'string'"),
    ({"required": "\u202e\x1b[31m"}, "\\u202e"),
    ({"type": "x" * 5000}, "…"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_a_broken_schema_is_one_fault_at_its_file(schema: Any, words: str) -> None:
    broken = schemas(schema)
    ((path, fault),) = broken.faults
    assert (path, fault.name, fault.span) == (CASE, "broken-local-schema", Span())
    assert words in fault.message
    assert len(fault.message) < 500
    assert fault.message.isprintable()
    # The records are not blamed for it.
    assert told(broken, {"anything": 1}) == []
    assert [name for name, *_ in told(broken, {"anything": 1}, "contact")] == ["undescribed-local-fields"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("schemas/local/cases.schema.json", "no record is of the kind `cases`. Did you mean `case`?"),
        ("schemas/local/case.json", "no record is of the kind `case.json`."),
        ("schemas/local/README.md", "no record is of the kind `README.md`."),
        ("schemas/local/old/case.schema.json", "no record is of the kind `old/case`."),
    ],
)
def test_a_schema_of_no_kind_is_told(path: str, words: str) -> None:
    ((where, fault),) = schemas(GOOD, path).faults
    assert where == path
    assert words in fault.message


def test_a_schema_that_cannot_be_opened_is_told() -> None:
    locked = loaded(MemoryTree({CASE: b"{}"}, locked=frozenset({CASE})))
    assert "you have no permission to read it" in locked.faults[0][1].message
    for kind in ("symlink", "special", "folder", "unmerged"):
        odd = loaded(MemoryTree({CASE: b"{}"}, {CASE: kind}))
        assert "it is not a plain file" in odd.faults[0][1].message


def test_one_broken_schema_leaves_the_others_at_work() -> None:
    both = loaded(MemoryTree({CASE: json.dumps(GOOD).encode(), "schemas/local/contact.schema.json": b"{"}))
    assert [path for path, _ in both.faults] == ["schemas/local/contact.schema.json"]
    assert [name for name, *_ in told(both, {})] == ["missing-field"]
