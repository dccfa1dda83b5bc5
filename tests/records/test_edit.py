"""Edits of a record's text: the meant change and no other, every comment kept, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import SCRAPS, VALUE, demonstration

from casekit.finding import DataPath
from casekit.records.edit import EditError, append_item, set_field
from casekit.records.nodes import comments, find, nodes
from casekit.records.yaml import read

ORDER = ("a", "b", "c", "d")
PHASE = {"phase": "planning", "from": "2026-03-02", "because": "Evicted: back to the plan."}


@pytest.mark.parametrize(
    ("old", "at", "value", "new"),
    [
        ("a: 1\n", ("b",), "x", "a: 1\nb: x\n"),
        ("a: 1", ("b",), "x", "a: 1\nb: x\n"),
        ("a: 1 # one\n\n# end\n", ("b",), "x", "a: 1 # one\nb: x\n\n# end\n"),
        ("a: 1\nd: 4\n", ("c",), 3, "a: 1\nc: 3\nd: 4\n"),
        ("d: 4\n", ("a",), 1, "a: 1\nd: 4\n"),
        ("# top\nd: 4\n", ("a",), 1, "# top\na: 1\nd: 4\n"),
        ("a: 1 # one\n", ("a",), 2, "a: 2 # one\n"),
        ("a: 'one' # 1\n", ("a",), "x # y", "a: 'x # y' # 1\n"),
        ("a:  # say\nb: 2\n", ("a",), "x", "a: x  # say\nb: 2\n"),
        ("a:\n", ("a",), "l1\nl2\n", 'a: "l1\\nl2\\n"\n'),
        ("a:\n", ("a",), {"x": 1}, "a: {x: 1}\n"),
        ("a: ~\n", ("a",), True, "a: true\n"),
        ("a: |\n  text\n  more\n# after\nb: 1\n", ("a",), "x", "a: x\n# after\nb: 1\n"),
        ("a: {b: 1}\n", ("a", "c"), "x, y", "a: {b: 1, c: 'x, y'}\n"),
        ("a: {}\n", ("a", "c"), [1], "a: {c: [1]}\n"),
        ("a:\n  - b: 1\n    # of b\n  - b: 2\n", ("a", 0, "c"), 3, "a:\n  - b: 1\n    c: 3\n    # of b\n  - b: 2\n"),
        ("a:\n  b: 1\n\nd: 1\n", ("a", "c"), "x\ny\n", "a:\n  b: 1\n  c: |\n    x\n    y\n\nd: 1\n"),
        ("a: |+\n  x\n\n\nd: 1\n", ("b",), 2, "a: |+\n  x\n\n\nb: 2\nd: 1\n"),
    ],
)
def test_a_field_is_set_where_it_belongs(old: str, at: DataPath, value: object, new: str) -> None:
    assert set_field(old, at, value, ORDER) == new


@pytest.mark.parametrize(
    ("old", "item", "new"),
    [
        ("a:\n  - 1\nb: 1\n", 2, "a:\n  - 1\n  - 2\nb: 1\n"),
        ("a:\n- 1 # one\n# of b\nb: 1\n", 2, "a:\n- 1 # one\n- 2\n# of b\nb: 1\n"),
        ("a: [1, 2] # two\n", 3, "a: [1, 2, 3] # two\n"),
        ("a: [1, # one\n  2 # two\n  ]\n", 3, "a: [1, # one\n  2, 3 # two\n  ]\n"),
        ("a: [] # none\nb: 1\n", 3, "a: # none\n  - 3\nb: 1\n"),
        ("a:\nb: 1\n", 3, "a:\n  - 3\nb: 1\n"),
        ("b: 1\n", 3, "a:\n  - 3\nb: 1\n"),
        ("a: [1]", {"x": "y z"}, "a: [1, {x: y z}]"),
        (
            "a:\n  # first\n  - phase: screening\n    from: 2026-01-05 # late\n    # why it took so long\n  # next\nb: 1\n",
            PHASE,
            (
                "a:\n  # first\n  - phase: screening\n    from: 2026-01-05 # late\n    # why it took so long\n"
                "  - phase: planning\n    from: 2026-03-02\n    because: 'Evicted: back to the plan.'\n  # next\nb: 1\n"
            ),
        ),
        ("a:\n  - |\n    text\n\n\nb: 1\n", "x", "a:\n  - |\n    text\n  - x\n\n\nb: 1\n"),
    ],
)
def test_an_item_goes_to_the_end_of_its_list(old: str, item: object, new: str) -> None:
    assert append_item(old, ("a",), item, ORDER) == new


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("a: [", ("a",), "cannot be read"),
        ("a: 1\r\n", ("a",), "cannot be read"),
        ("a: [1]\n", ("a",), "in a way that casekit does not edit"),
        ("a: 1\n", ("b", "c"), "has no `b`"),
        ("a: 1\n", ("a", "c"), "has no fields at `a`"),
        ("a: [1]\n", ("a", 3, "c"), "has no `3`"),
        ("a: | # kept\n  x\n", ("a",), "in a way that casekit does not edit"),
    ],
)
def test_what_cannot_be_edited_is_left_to_the_editor(text: str, at: DataPath, says: str) -> None:
    with pytest.raises(EditError, match=says):
        set_field(text, at, "x")


def test_what_no_record_can_hold_is_not_put_in() -> None:
    for text, value in [("a: 1\n", "x\x00"), ("b: 1\n", "x\x00"), ("a: 1\n", "\u202e\n")]:
        with pytest.raises(EditError, match="was left as it is: the text holds U"):
            set_field(text, ("a",), value)
    with pytest.raises(EditError, match="was left as it is"):
        set_field("a: {b: 1}\n", ("a", "c"), "x\x00")
    with pytest.raises(EditError, match="no list at `a`"):
        append_item("a: 1\n", ("a",), 2)


def _places(data: Any, at: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    yield at, data
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _places(inner, (*at, key))


def _with(data: Any, at: DataPath, value: object) -> Any:
    copy = deepcopy(data)
    here = copy
    for piece in at[:-1]:
        here = here[piece]
    here[at[-1]] = value
    return copy


@pytest.mark.no_cover
@settings(max_examples=200)
@given(st.data(), VALUE)
def test_any_place_of_any_record_can_be_edited_and_only_it_changes(data: st.DataObject, value: Any) -> None:
    path = data.draw(st.sampled_from(sorted(demonstration())))
    text = demonstration()[path].decode()
    record = read(text.encode()).data
    at, found = data.draw(st.sampled_from(list(_places(record))))
    try:
        if isinstance(found, list):
            new, meant = append_item(text, at, value), _with(record, at, [*found, value])
        elif isinstance(found, dict):
            new, meant = set_field(text, (*at, "zz"), value), _with(record, (*at, "zz"), value)
        elif isinstance(at[-1], str):
            new, meant = set_field(text, at, value), _with(record, at, value)
        else:
            return
    except EditError:
        return
    assert read(new.encode()).data == meant
    assert comments(new) == comments(text)
    if not isinstance(found, str | int | float):
        # Nothing that was there is written anew: take the added text out, and the old is back.
        start = next((i for i, (a, b) in enumerate(zip(text, new, strict=False)) if a != b), len(text))
        end = next((i for i in range(len(text) - start + 1) if i and text[-i] != new[-i]), len(text) - start + 1) - 1
        assert text[:start] + text[len(text) - end :] == text


@pytest.mark.no_cover
@settings(max_examples=300)
@given(SCRAPS, VALUE, st.booleans())
def test_whatever_the_text_an_edit_does_what_is_meant_or_nothing(text: str, value: Any, append: bool) -> None:
    before = read(text.encode()).data
    try:
        new = append_item(text, ("a",), value) if append else set_field(text, ("a",), value)
    except EditError:
        return
    after = read(new.encode()).data
    assert before is not None
    assert after is not None
    assert after["a"] == ([*(before.get("a") or []), value] if append else value)
    assert {k: v for k, v in after.items() if k != "a"} == {k: v for k, v in before.items() if k != "a"}
    assert comments(new) == comments(text)


def test_every_value_of_the_demonstration_is_where_its_node_says() -> None:
    for raw in demonstration().values():
        text = raw.decode()
        root = nodes(text)
        for at, value in _places(read(raw).data):
            node = find(root, at)
            assert node is not None
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert text[node.start : node.end] == str(value) or float(text[node.start : node.end]) == value


def test_a_hash_sign_in_a_value_begins_no_comment() -> None:
    text = "a: |\n  # not\n  text\n\n# c\nb: 'x # no' # d\nd: >-\n  y # no\n  # no\n# g\n"
    assert comments(text) == ["# c", "# d", "# g"]
    assert find(nodes(text), ("a", "b")) is None
    with pytest.raises(ValueError, match="nothing stands"):
        nodes("")
