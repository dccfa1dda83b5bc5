"""Every place in the data has its place in the text, and so has what is absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from support.strategies import DATA, SCRAPS, demonstration

from casekit.finding import DataPath, Span
from casekit.records.positions import Positions
from casekit.records.write import UnwritableError, write
from casekit.records.yaml import read

TEXT = """\
date: 2026-03-02
goals:
  - id: g1
    aim: "A door: my own"
    steps: [{id: g1s1, what: Apply}, {id: g1s2}]
  - id: g2
note: |
  She came.
  She left.
empty:
list: []
"""


def cut(text: str, span: Span) -> str:
    """Return what stands in a span."""
    lines = (text if text.endswith("\n") else text + "\n").split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, *between, last = lines[span.line - 1 : span.end_line]
    return "\n".join([first[span.column - 1 :], *between, last[: span.end_column - 1]])


def scalars(value: Any, at: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, (*at, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from scalars(inner, (*at, i))
    else:
        yield at, value


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (("date",), Span(1, 7, 1, 17)),
        (("goals", 0, "id"), Span(3, 9, 3, 11)),
        (("goals", 0, "aim"), Span(4, 10, 4, 26)),
        (("goals", 0, "steps", 0, "what"), Span(5, 30, 5, 35)),
        (("goals", 0, "steps", 1, "id"), Span(5, 43, 5, 47)),
        (("goals", 1, "id"), Span(6, 9, 6, 11)),
        (("note",), Span(7, 7, 10, 1)),
        # A list or mapping stands where its key or its dash's item stands.
        (("goals",), Span(2, 1, 2, 6)),
        (("goals", 0), Span(3, 5, 3, 6)),
        (("goals", 0, "steps"), Span(5, 5, 5, 10)),
        (("goals", 0, "steps", 1), Span(5, 38, 5, 39)),
        (("list",), Span(11, 1, 11, 5)),
        # Nothing after the colon stands there, with no width.
        (("empty",), Span(10, 7, 10, 7)),
        # What is absent stands where what should hold it stands.
        (("goals", 1, "status"), Span(6, 5, 6, 6)),
        (("goals", 1, "status", 0, "from"), Span(6, 5, 6, 6)),
        (("goals", 7), Span(2, 1, 2, 6)),
        (("list", 0), Span(11, 1, 11, 5)),
        (("date", "year"), Span(1, 7, 1, 17)),
        (("nowhere",), Span(1, 1, 1, 2)),
        ((), Span(1, 1, 1, 2)),
    ],
)
def test_where_things_stand(at: DataPath, expected: Span) -> None:
    assert Positions(TEXT).span(at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (("date",), Span(1, 1, 1, 5)),
        (("goals", 0, "aim"), Span(4, 5, 4, 8)),
        (("goals", 0, "steps", 0, "what"), Span(5, 24, 5, 28)),
        (("goals",), Span(2, 1, 2, 6)),
        (("goals", 0), Span(3, 5, 3, 6)),
        (("empty",), Span(10, 1, 10, 6)),
    ],
)
def test_where_keys_stand(at: DataPath, expected: Span) -> None:
    assert Positions(TEXT).span(at, on_key=True) == expected


def test_of_broken_yaml_what_comes_before_the_fault_is_known() -> None:
    positions = Positions("a: 1\nb: 2\nc: [\n")
    assert positions.span(("b",)) == Span(2, 4, 2, 5)
    assert positions.span(("d",)) == Span(1, 1, 1, 2)


def test_of_nothing_everything_stands_at_the_beginning() -> None:
    for text in ("", "# a comment\n", "\x00", "\tx"):
        assert Positions(text).span(("a", 0, "b")) == Span()


def test_the_first_of_two_keys_is_the_one_that_is_known() -> None:
    assert Positions("a: 1\na: 2\n").span(("a",)) == Span(1, 4, 1, 5)


def test_odd_keys_and_deep_nesting_do_no_harm() -> None:
    assert Positions("? [x]\n: 1\nb: 2\n").span(("nothing",)).line == 1
    Positions("? " * 100_000)
    Positions("[" * 200_000)
    Positions("- " * 100_000)


def test_whether_a_place_is_inside_a_value() -> None:
    positions = Positions("a: x # y\nb: 'x # y'\nc: |\n  # text\n")
    within = positions.inside_values()
    inside = [within(Span(line, column, line, column)) for line, column in ((1, 6), (2, 7), (4, 3))]
    assert inside == [False, True, True]


@pytest.mark.no_cover
@settings(max_examples=200)
@given(DATA)
def test_the_span_of_every_scalar_holds_its_text(data: dict[str, Any]) -> None:
    try:
        text = write(data)
    except UnwritableError:
        return
    positions = Positions(text)
    for at, value in scalars(data):
        # Read alone, the text of the span is the value; the key's span likewise.
        assert _alone(text, positions.span(at)) == value or isinstance(value, dict | list)
        if isinstance(at[-1], str):
            assert _alone(text, positions.span(at, on_key=True)) == at[-1]


def _alone(text: str, span: Span) -> Any:
    found = cut(text, span)
    if found.startswith("|"):
        head, _, body = found.partition("\n")
        lines = body.split("\n")
        found = "\n".join([head, *(line[span.column - 1 :] if not line.strip() else line for line in lines)])
    data = read(f"a: {found}\n".encode()).data
    assert data is not None, (text, found)
    return data["a"]


def test_the_span_of_every_scalar_of_the_demonstration_holds_its_text() -> None:
    for path, raw in list(demonstration().items())[::7]:
        text, data = raw.decode(), read(raw).data
        positions = Positions(text)
        for at, value in scalars(data):
            found = cut(text, positions.span(at))
            if isinstance(value, str) and not found.startswith(("|", ">", '"', "'")):
                assert " ".join(found.split()) == " ".join(value.split()), (path, at)
            elif isinstance(value, bool | None):
                assert found == {True: "true", False: "false", None: ""}[value], (path, at)


@given(SCRAPS)
def test_no_scrap_of_yaml_raises(text: str) -> None:
    lines = text.split("\n")
    span = Positions(text).span(("a", 0, "k"))
    assert span == Span() or 1 <= span.line <= len(lines) + 1
