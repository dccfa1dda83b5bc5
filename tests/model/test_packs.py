"""The shipped packs and the settings: well formed, explained, each value with its source; and lines that lift a limit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import inspect
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from support.cases import FULL
from support.cases import caseload as read_example
from support.edits import findings_after
from support.memory import MemoryTree

from casekit.model.agency import Policy
from casekit.model.build import read_caseload
from casekit.model.policy import Pack, for_scope, in_force, layers_of, limit, newest_day, pack, packs_below, scope_of
from casekit.model.settings import SETTINGS, in_units, meaning, unit
from casekit.records.packs import pack_names, read_pack
from casekit.records.schemas import load_schema

EVERY_PACK = pytest.mark.parametrize("name", pack_names())
SHARED = read_example()
DAY = dt.date(2026, 3, 1)
REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{name}.schema.json", Resource(load_schema(name), DRAFT202012)) for name in ("pack", "policy", "common")
)


def validator() -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": "pack.schema.json"}, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def policy_of(*lines: str, extends: str = "default") -> Any:
    text = f"version: 1\nextends: {extends}\nfrom: 2026-01-01\napproved_by: m-lee\n"
    text += "values:\n" * bool(lines) + "".join(lines)
    return read_caseload(MemoryTree({"records/policy.yaml": text.encode()}))


def line(setting: str, value: object, more: str = "", first: str = "2020-01-01") -> str:
    return f"  - {{setting: {setting}, value: {value}, from: {first}, source: practice{more}}}\n"


def test_the_packs_that_were_asked_for_are_there() -> None:
    assert {"default", "tcm", "act", "icm", "ccbhc", "mn-children", "mn-adults", "brokerage"} <= set(pack_names())


@EVERY_PACK
def test_a_pack_is_as_its_schema_says(name: str) -> None:
    assert [error.message for error in validator().iter_errors(read_pack(name))] == []


def test_the_schema_of_packs_takes_no_slip() -> None:
    data = read_pack("default") or {}
    assert not validator().is_valid({**data, "vlaues": []})
    assert not validator().is_valid({**data, "values": [{"setting": "unheard_of"}]})
    assert not validator().is_valid({key: value for key, value in data.items() if key != "title"})


def test_the_struct_of_a_pack_and_its_schema_agree() -> None:
    info = inspect.type_info(Pack)
    assert isinstance(info, inspect.StructType)
    schema = load_schema("pack")
    assert {field.encode_name for field in info.fields} == set(schema["properties"])
    assert {field.encode_name for field in info.fields if field.required} == set(schema["required"])


@EVERY_PACK
def test_a_pack_says_of_each_value_where_it_comes_from_and_sets_nothing_twice(name: str) -> None:
    found = pack(name)
    assert found
    assert found.description.strip()
    assert found.values
    seen = [(e.line.setting, e.scope, e.line.from_) for e in layers_of(found)]
    assert len(set(seen)) == len(seen)
    for value in found.values:
        assert value.source
        assert value.to is None or value.from_ <= value.to
        assert value.because or value.value != "none"


@EVERY_PACK
def test_the_chain_of_a_pack_ends_with_the_default(name: str) -> None:
    below = [found.name for found in packs_below(policy_of(extends=name).policy)]
    assert below[0] == name
    assert below[-1] == "default"
    assert len(set(below)) == len(below)


def test_every_setting_is_explained_and_has_a_unit() -> None:
    enum = load_schema("policy")["properties"]["values"]["items"]["properties"]["setting"]
    assert tuple(enum["enum"]) == SETTINGS
    assert len(enum["enumDescriptions"]) == len(SETTINGS)
    for setting in SETTINGS:
        assert unit(setting)
        assert meaning(setting).endswith(".")


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("plan_within_days", 30, "30 days"),
        ("plan_within_days", 1, "1 day"),
        ("act_minutes_weekly", 120, "120 minutes a week"),
        ("act_meetings_weekly", 1, "1 day a week"),
        ("act_two_staff_percent", 90, "90%"),
        ("caseload_cap", "none", "no limit"),
    ],
)
def test_a_value_in_words(setting: Any, value: int | str, words: str) -> None:
    assert in_units(setting, value) == words


def test_a_setting_whose_name_has_no_unit_is_not_taken_for_one() -> None:
    with pytest.raises(KeyError):
        unit("whatever")  # type: ignore[arg-type]


# Lifting a limit


def test_none_lifts_a_limit_of_the_pack() -> None:
    assert limit(policy_of(), "review_every_days", DAY)
    assert limit(policy_of(line("review_every_days", "none", ", because: x")), "review_every_days", DAY) is None


def test_a_lifted_limit_comes_back_with_a_newer_or_a_closer_line() -> None:
    lifted = line("review_every_days", "none", ", because: x")
    newer = policy_of(lifted, line("review_every_days", 60, first="2026-02-01"))
    found = limit(newer, "review_every_days", DAY)
    assert found
    assert found.value == 60
    assert limit(newer, "review_every_days", dt.date(2026, 1, 15)) is None


def test_none_needs_a_reason_and_no_other_word_will_do() -> None:
    slips = {"policy.yaml": ("value: 3, ", "value: none, ")}
    found = findings_after(slips).findings
    assert [(f.code, f.path) for f in found] == [("CK102", "records/policy.yaml")]
    assert "the next reader needs to know why" in found[0].message
    found = findings_after({"policy.yaml": ("value: 3, ", "value: never, ")}).findings
    assert [f.code for f in found] == ["CK105"]
    assert findings_after({"policy.yaml": ("value: 3, ", "value: none, because: We mark none., ")}).findings == ()


# Everything in force


def test_of_lines_for_the_same_ones_the_nearest_and_newest_is_in_force() -> None:
    caseload = policy_of(
        line("caseload_cap", 25, first="2021-01-01"),
        line("caseload_cap", 22, first="2022-01-01"),
        line("caseload_cap", 12, ", risk: high"),
    )
    caps = [each for each in in_force(caseload.policy, DAY) if each.line.setting == "caseload_cap"]
    assert [(each.line.value, each.line.model, each.line.risk, each.pack) for each in caps] == [
        (22, None, None, None),
        (12, None, "high", None),
        (10, "assertive_community_treatment", None, "default"),
    ]
    counts = for_scope(caseload.policy, DAY, scope_of(None, DAY))
    assert [each.line.value for each in counts if each.line.setting == "caseload_cap"] == [22]


def test_the_newest_day_is_that_of_the_policy_or_of_its_newest_value() -> None:
    assert newest_day(policy_of().policy) == dt.date(2026, 1, 1)
    assert newest_day(policy_of(line("caseload_cap", 1, first="2027-01-01")).policy) == dt.date(2027, 1, 1)
    assert newest_day(None) >= dt.date(2020, 1, 1)


LINES = st.fixed_dictionaries(
    {
        "setting": st.just("review_every_days"),
        "value": st.integers(0, 9) | st.just("none"),
        "from": st.sampled_from(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]),
        "source": st.just("practice"),
    },
    optional={
        "to": st.sampled_from(["2026-02-15", "2026-03-01"]),
        "model": st.sampled_from(["strengths_based", "brokerage"]),
        "risk": st.sampled_from(["low", "high"]),
        "program": st.sampled_from(["home-again", "another"]),
    },
)


@given(st.lists(LINES, max_size=6))
def test_the_limit_is_the_strongest_line_that_fits_as_one_would_look_for_it(lines: list[dict[str, Any]]) -> None:
    plain = {"path": "", "version": 1, "extends": "default", "from": "2026-01-01", "approved_by": "s", "values": lines}
    caseload = msgspec.structs.replace(SHARED, policy=msgspec.convert(plain, Policy))
    case = caseload.case(FULL)
    scope = scope_of(case, DAY)._asdict()
    best: tuple[tuple[int, str], Any] | None = None
    for each in lines:
        wanted = {key: each[key] for key in scope if key in each}
        fits = each["from"] <= str(DAY) <= each.get("to", "9999") and all(scope[k] == v for k, v in wanted.items())
        if fits and (best is None or (len(wanted), each["from"]) > best[0]):
            best = (len(wanted), each["from"]), each["value"]
    found = limit(caseload, "review_every_days", DAY, case)
    wanted_value = 180 if best is None else best[1]
    assert (found.value if found else "none") == wanted_value
