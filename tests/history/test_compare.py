"""Changes by field: replaying them gives the record back, and lists are matched as a reader would."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from support.strategies import DATA

from casekit.history.compare import FieldChange, applied, compare, expanded, same

_LEAF = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["a", "b", 1.0])
_LINE = st.fixed_dictionaries(
    {"from": st.sampled_from(["2026-01-01", "2026-01-02"])},
    optional={"status": st.sampled_from("xyz"), "because": st.sampled_from("xyz")},
)
_ITEMS = st.lists(st.sampled_from("abcde"), unique=True, max_size=5).flatmap(
    lambda ids: st.tuples(
        *(
            st.fixed_dictionaries({"id": st.just(i)}, optional={"x": _LEAF, "log": st.lists(_LINE, max_size=3)})
            for i in ids
        )
    ).map(list)
)
_VALUE = st.recursive(
    _LEAF | _ITEMS | st.lists(_LINE, max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("kmn"), inner, max_size=3),
    max_leaves=8,
)
RECORD: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.sampled_from("pqr"), _VALUE, max_size=3)


@pytest.mark.no_cover
@settings(max_examples=40)
@given(RECORD, RECORD)
def test_the_changes_replayed_give_the_record_after(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert same(applied(before, compare(before, after)), after)


@pytest.mark.no_cover
@settings(max_examples=40)
@given(DATA, DATA)
def test_so_they_do_for_any_data_at_all(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert same(applied(before, compare(before, after)), after)


@settings(max_examples=40)
@given(RECORD)
def test_what_is_the_same_has_no_changes(record: dict[str, Any]) -> None:
    assert compare(record, record) == ()


@settings(max_examples=40)
@given(RECORD)
def test_a_new_value_can_be_told_field_by_field(record: dict[str, Any]) -> None:
    whole = FieldChange((), UNSET, record)
    assert same(applied({}, expanded(whole)), record)


def goals(*items: dict[str, Any]) -> dict[str, Any]:
    return {"goals": list(items)}


def test_items_with_an_id_are_matched_wherever_they_stand() -> None:
    before = goals({"id": "g1", "aim": "a"}, {"id": "g2", "aim": "b"})
    after = goals({"id": "g2", "aim": "c"}, {"id": "g1", "aim": "a"})
    assert compare(before, after) == (
        FieldChange(("goals", "g2", "aim"), "b", "c"),
        FieldChange(("goals",), ["g1", "g2"], ["g2", "g1"], order=True),
    )


def test_a_line_at_the_end_of_a_log_is_one_change() -> None:
    log = [{"status": "open", "from": "2026-01-01"}]
    new = {"status": "closed", "from": "2026-02-01"}
    assert compare({"status": log}, {"status": [*log, new]}) == (FieldChange(("status", 1), UNSET, new),)


def test_a_line_of_the_same_day_is_the_same_line() -> None:
    before = {"status": [{"status": "open", "from": "2026-01-01"}, {"status": "on_hold", "from": "2026-02-01"}]}
    after = {"status": [{"status": "closed", "from": "2026-02-01"}]}
    assert compare(before, after) == (
        FieldChange(("status", 0), {"status": "open", "from": "2026-01-01"}, UNSET),
        FieldChange(("status", 1, "status"), "on_hold", "closed"),
    )


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0, False), ("1", 1), (None, "")])
def test_values_that_python_takes_for_equal_differ_to_a_reader(one: Any, other: Any) -> None:
    assert compare({"a": one}, {"a": other}) == (FieldChange(("a",), one, other),)
