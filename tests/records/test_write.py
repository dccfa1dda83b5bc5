"""What is written is canonical, and what no record can hold is not written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import TEXT, by_kind

from casekit.records import write as writing
from casekit.records.write import UnwritableError, write
from casekit.records.yaml import MAX_DEPTH, read


def test_the_form_is_canonical() -> None:
    data = {
        "date": "2026-03-02",
        "minutes": 40,
        "reached": True,
        "note": "She asked for a map.\nShe called herself.\n",
        "present": ["The client", "her sister"],
        "skill": {"taught": "Bus lines", "result": "Rides alone: yes"},
        "steps": [{"id": "g1s1", "done": None}],
        "goals": [],
        "zip": "02134",
        "cost": 12.5,
    }
    assert write(data) == (
        "date: 2026-03-02\n"
        "minutes: 40\n"
        "reached: true\n"
        "note: |\n"
        "  She asked for a map.\n"
        "  She called herself.\n"
        "present:\n"
        "  - The client\n"
        "  - her sister\n"
        "skill:\n"
        "  taught: Bus lines\n"
        "  result: 'Rides alone: yes'\n"
        "steps:\n"
        "  - id: g1s1\n"
        "    done: null\n"
        "goals: []\n"
        'zip: "02134"\n'
        "cost: 12.5\n"
    )


@pytest.mark.parametrize("text", ["2026-03-02", "12:30", "a b", "é", "x" * 500, "1.2.3"])
def test_text_that_reads_as_itself_has_no_quotes(text: str) -> None:
    assert write({"a": text}) == f"a: {text}\n"


@pytest.mark.parametrize("text", ["true", "null", "~", "1", "-0.5", "010", "1e5", ".5", "", "+1"])
def test_text_that_would_be_read_as_something_else_is_quoted(text: str) -> None:
    assert write({"a": text}) == f'a: "{text}"\n'


@pytest.mark.parametrize("text", ["no", "Yes", "on", "1_000", "2026-03-02 12:30:00", "a: b", "# a", "@x"])
def test_text_that_older_programs_or_yaml_itself_would_take_for_something_else_is_quoted(text: str) -> None:
    assert write({"a": text}) == f"a: '{text}'\n"


@pytest.mark.parametrize("text", [" a\nb", "\na", "a \nb", "a\n \nb", "\n", "\n\n", "a\n", "a\n\n", "a\n\nb", "- a\n", "# a\n", "a: b\nc"])  # fmt: skip
def test_lines_of_text_survive(text: str) -> None:
    assert read(write({"a": text}).encode()).data == {"a": text}


def test_the_same_list_in_two_places_is_written_out_twice() -> None:
    both = ["x"]
    assert write({"a": both, "b": both}) == "a:\n  - x\nb:\n  - x\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"a": "x\x00"}, "U+0000"),
        ({"a": "x\ty"}, "U+0009"),
        ({"a": ["\u202e"]}, "U+202E"),
        ({"\u2028": 1}, "U+2028"),
        ({"a": "e\u0301"}, "loose accent"),
        ({"a": "x" + "\u0301" * 31}, "loose accent"),
        ({"a": 10**15}, "more digits"),
        ({"a": 1e300}, "greater size"),
        ({"a": 1e-9}, "greater size"),
        ({"a": float("nan")}, "nan"),
        ({"a": float("inf")}, "inf"),
        ({"a": 0.1 + 0.2}, "more digits"),
        ({1: "a"}, "cannot be a field's name"),
        ({None: "a"}, "cannot be a field's name"),
        ({"a": {"b\nc": 1}}, "cannot be a field's name"),
        ({"a": [{"<<": 1}]}, "cannot be a field's name"),
    ],
)
def test_what_no_record_can_hold_is_not_written(data: dict[Any, Any], words: str) -> None:
    with pytest.raises(UnwritableError, match=words.replace("+", "[+]")):
        write(data)


def test_the_deepest_data_that_can_be_read_is_the_deepest_written() -> None:
    data: dict[str, Any] = {"a": 1}
    for _ in range(MAX_DEPTH - 1):
        data = {"a": data}
    assert read(write(data).encode()).data == data
    with pytest.raises(UnwritableError, match="more than 20 levels"):
        write({"a": data})


def test_data_that_holds_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["a"] = data
    with pytest.raises(UnwritableError):
        write(data)


_KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
_LEAVES = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT | st.from_regex(r"[A-Za-z0-9][ -~\n]{0,40}", fullmatch=True)  # fmt: skip
_RECORDS = st.dictionaries(
    _KEYS,
    st.recursive(
        _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=9
    ),
    max_size=4,
)


@pytest.mark.no_cover
@settings(max_examples=400)
@given(_RECORDS)
def test_what_is_written_quickly_is_what_pyyaml_would_write(data: dict[str, Any]) -> None:
    try:
        assert write(data) == writing._dump(data)
    except UnwritableError:
        with pytest.raises(UnwritableError):
            writing._dump(data)


def test_the_demonstration_is_written_as_pyyaml_would_write_it() -> None:
    records = [data for kind in by_kind().values() for _, data in kind]
    quick = [data for data in records if writing._quick(data, "", [])]
    assert len(quick) > len(records) / 2
    assert [write(data) for data in quick] == [writing._dump(data) for data in quick]
