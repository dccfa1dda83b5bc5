"""The schemas are a public contract: valid, portable, explained to the last field, and read alike by every validator."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from support.strategies import ROOT, by_kind

from casekit.records.paths import KINDS
from casekit.records.schemas import SchemaValidator, load_schema, schemas_folder, validator

NAMES = (*KINDS, "common")
EVERY = pytest.mark.parametrize("name", NAMES)
# Named otherwise than Python's default checker: an independent opinion on what a day is.
SLOW_REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{name}.schema.json", Resource(load_schema(name), DRAFT202012)) for name in NAMES
)
FAST_REGISTRY = jsonschema_rs.Registry([(f"json-schema:///{name}.schema.json", load_schema(name)) for name in NAMES])

Pointer = tuple[str | int, ...]


def slow(reference: str) -> Draft202012Validator:
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator({"$ref": reference}, registry=SLOW_REGISTRY, format_checker=checker)


def fast(reference: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": reference}, registry=FAST_REGISTRY, validate_formats=True, base_uri="json-schema:///here.json"
    )


def subschemas(schema: Any, at: Pointer = ()) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Yield every schema within a schema with its pointer; what ``if`` and ``then`` ask is not looked into."""
    if not isinstance(schema, dict):
        return
    yield at, schema
    for keyword in ("properties", "$defs"):
        for key, inner in schema.get(keyword, {}).items():
            yield from subschemas(inner, (*at, keyword, key))
    for keyword in ("items", "additionalProperties", "propertyNames"):
        yield from subschemas(schema.get(keyword), (*at, keyword))


def everything(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield every keyword with its value, at every depth, names of properties left out."""
    if isinstance(schema, list):
        for inner in schema:
            yield from everything(inner)
    elif isinstance(schema, dict):
        for keyword, value in schema.items():
            yield keyword, value
            if keyword in {"properties", "$defs"}:
                yield from everything(list(value.values()))
            elif keyword not in {"examples", "enumDescriptions", "enum", "const", "required"}:
                yield from everything(value)


def properties(name: str) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    yield from (
        (at, schema) for at, schema in subschemas(load_schema(name)) if at[-2:-1] in {("properties",), ("$defs",)}
    )


@EVERY
def test_a_schema_is_valid(name: str) -> None:
    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"].endswith(".")


@EVERY
def test_a_schema_keeps_to_keywords_that_every_tool_knows(name: str) -> None:
    known = {
        "$schema", "$ref", "$defs", "title", "description", "examples", "enumDescriptions", "type", "enum", "const", "pattern", "format",
        "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties",
        "properties", "required", "items", "propertyNames", "additionalProperties", "unevaluatedProperties",
        "allOf", "if", "then",
    }  # fmt: skip
    assert {keyword for keyword, _ in everything(load_schema(name))} <= known


@EVERY
def test_references_are_relative_and_lead_somewhere(name: str) -> None:
    for keyword, value in everything(load_schema(name)):
        if keyword == "$ref":
            file, _, pointer = value.partition("#/$defs/")
            assert file == ("" if name == "common" else "common.schema.json")
            here = load_schema("common")["$defs"]
            for piece in pointer.split("/"):
                here = here[piece]
            assert here["title"]


@EVERY
def test_patterns_mean_the_same_to_every_engine(name: str) -> None:
    for keyword, pattern in everything(load_schema(name)):
        if keyword != "pattern":
            continue
        plain = re.sub(r"\[[^\]]*\]", "", pattern)  # within brackets, signs stand for themselves
        assert "\\" not in pattern, "classes are written out"
        assert "(?" not in plain, "no look to the side, no flags"
        assert plain.count("^") == plain.startswith("^")
        assert plain.count("$") == plain.endswith("$")
        assert plain.startswith("^") == plain.endswith("$")
        assert "|" not in _outside_groups(plain), "an alternative would undo an anchor"
        assert pattern.isascii()


def _outside_groups(pattern: str) -> str:
    while (inner := re.sub(r"\([^()]*\)", "", pattern)) != pattern:
        pattern = inner
    return pattern


@EVERY
def test_formats_are_those_that_validators_agree_on(name: str) -> None:
    assert {value for keyword, value in everything(load_schema(name)) if keyword == "format"} <= {"date"}


@EVERY
def test_an_object_takes_no_field_that_it_does_not_name(name: str) -> None:
    for at, schema in subschemas(load_schema(name)):
        if "properties" in schema:
            assert schema["unevaluatedProperties"] is False, at
            assert set(schema.get("required", ())) <= set(schema["properties"]), at
        elif schema.get("type") == "object":
            assert at[-1] == "local" or {"propertyNames", "additionalProperties"} <= schema.keys(), at


@EVERY
def test_a_condition_names_fields_that_are_there_and_says_why(name: str) -> None:
    for at, schema in subschemas(load_schema(name)):
        for rule in schema.get("allOf", ()):
            assert set(rule) <= {"if", "then"}, at
            tested, then = rule["if"], rule["then"]
            known = schema["properties"]
            assert set(tested.get("properties", ())) <= set(tested["required"]) <= set(known), at
            assert set(then.get("required", ())) | set(then.get("properties", ())) <= set(known), at
            assert then["description"][:1].islower(), "it ends a sentence that begins elsewhere"
            assert not then["description"].endswith("."), at
            for key, test in tested.get("properties", {}).items():
                words = _resolved(known[key]).get("enum")
                assert words is None or {*test.get("enum", ()), test.get("const")} - {None} <= {*words}, at


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    shared = load_schema("common")["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else {}
    return {**shared, **schema}


@EVERY
def test_every_property_is_explained(name: str) -> None:
    for at, schema in properties(name):
        assert schema["title"], at
        assert len(schema["title"].split()) <= 5, at
        assert schema["description"].endswith((".", "?")), at
        assert schema["examples"], at


@EVERY
def test_every_example_is_valid_to_both_validators(name: str) -> None:
    for at, schema in properties(name):
        pointer = "/".join(str(piece) for piece in at)
        ours, theirs = fast(f"{name}.schema.json#/{pointer}"), slow(f"{name}.schema.json#/{pointer}")
        for i, given_example in enumerate(schema["examples"]):
            assert ours.is_valid(given_example), (at, i)
            assert theirs.is_valid(given_example), (at, i)
            for wrong in (None, {"no such field": 1}, [None], 10**9 + 0.5, "\u202e not a word", True):
                assert ours.is_valid(wrong) == theirs.is_valid(wrong), (at, wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_every_demonstration_record_is_valid_to_both(kind: str) -> None:
    ours, theirs = validator(kind, KINDS[kind].called), slow(f"{kind}.schema.json")
    for path, data in by_kind()[kind]:
        assert ours.faults(data) == [], path
    for path, data in by_kind()[kind][:12]:
        assert theirs.is_valid(data), path


def places(value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from places(child, (*at, key))


_WRONG = (
    st.none()
    | st.booleans()
    | st.integers(-3, 120)
    | st.sampled_from(
        [0.5, 2.0, -1.5, "", "x", "2026-02-30", "2026-03-02", "25:00", "open", "g1", "declined", " x", "a\nb"]
    )
    | st.sampled_from([[], {}, [""], ["x", "x"], [1, 1.0], {"none_because": "declined"}, {"none_because": 1}])
    | st.text(max_size=8).map(lambda text: text.removesuffix("\n"))  # where Python's $ holds, others' does not
)


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a record of the demonstration with one to three slips in it."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    data = copy.deepcopy(draw(st.sampled_from(by_kind()[kind][:20]))[1])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from([place for place in places(data) if place]))
        holder: Any = data
        for piece in at[:-1]:
            holder = holder[piece]
        slip = draw(st.sampled_from(["replace", "remove", "add", "repeat"]))
        if slip == "replace":
            holder[at[-1]] = draw(_WRONG)
        elif slip == "remove":
            del holder[at[-1]]
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(["statsu", "note", "local", "from", str(at[-1])]))] = draw(_WRONG)
        else:
            holder.append(copy.deepcopy(holder[0]) if slip == "repeat" else draw(_WRONG))
        if not data:
            break
    return kind, data


_SLOW = {kind: slow(f"{kind}.schema.json") for kind in KINDS}


@given(mutants())
def test_both_validators_judge_alike_of_records_with_slips(mutant: tuple[str, dict[str, Any]]) -> None:
    kind, data = mutant
    faults = validator(kind, KINDS[kind].called).faults(data)
    assert (faults == []) == _SLOW[kind].is_valid(data)
    assert len({(fault.name, fault.at, fault.message) for fault in faults}) == len(faults)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", KINDS)
def test_an_independent_tool_takes_the_demonstration_records_without_a_network(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    schema = schemas_folder() / f"{kind}.schema.json"
    files = [str(ROOT / path) for path, _ in by_kind()[kind]]
    done = CliRunner().invoke(check_jsonschema, ["--no-cache", "--schemafile", str(schema), *files])
    assert (done.exit_code, done.output) == (0, "ok -- validation done\n")


def test_a_record_of_nothing_but_faults_is_explained_in_part() -> None:
    faults = validator("case", "a case").faults({"status": [{}] * 4000})
    assert len(faults) == 100
    # Beyond some size the validator's own list of errors would fill the memory: one error is told.
    assert len(validator("case", "a case").faults({"status": [{}] * 40_000})) == 1


def test_nothing_is_fetched_for_a_schema() -> None:
    for address in ("http://127.0.0.1:9/x.json", "file:///etc/hostname", "other.schema.json"):
        with pytest.raises((ValueError, jsonschema_rs.ReferencingError)):
            SchemaValidator({"$ref": address}, "`local`")
