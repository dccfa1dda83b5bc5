"""Of any bytes whatever, the strict reader gives data or faults: it never raises, hangs or fills the memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml12
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support.loading import load
from support.strategies import DATA, SCRAPS, demonstration

from casekit.records.quick import read_quickly
from casekit.records.text import MAX_BYTES, decode
from casekit.records.tree import WorkingTree
from casekit.records.write import UnwritableError, write
from casekit.records.yaml import MAX_DEPTH, Reading, _read_with_care, read

MOST = MAX_BYTES - 10
BOMBS = {
    "brackets": b"[" * 200_000,
    "braces": b"{" * 200_000,
    "dashes": b"- " * 130_000,
    "question marks": b"? " * 130_000,
    "nested fields": b"a: " * 80_000,
    "brackets in brackets": b"[a, " * 60_000,
    "empty lists": b"[" + b"[]," * 80_000 + b"]",
    "empty mappings": b"a: [" + b"{}," * 80_000 + b"]",
    "aliases": b"".join(
        [b"a: &a [1,1,1,1,1,1,1,1,1]\n"]
        + [f"{n}: &{n} [{','.join([f'*{b}'] * 9)}]\n".encode() for b, n in zip("abcdefgh", "bcdefghi", strict=True)]
    ),
    "endless alias": b"a: &a [*a, *a]\n",
    "anchors": b"- &a\n" * 50_000,
    "one key": b"a: 1\n" * 50_000,
    "tags": b"- !t x\n" * 35_000,
    "directives": b"%X\n" * 80_000,
    "documents": b"---\n" * 60_000,
    "a long tag": b"a: !<" + b"x" * 200_000,
    "a long anchor": b"a: &" + b"x" * 200_000,
    "a long key": b"? " + b"x" * MOST,
    "a long line": b"a: " + b"x" * MOST,
    "a long quote": b'a: "' + b"\\x41" * 60_000 + b'"',
    "quotes": b"a: '" + b"''" * 100_000 + b"'",
    "a long number": b"a: " + b"1" * 200_000,
    "an exponent": b"a: 1" + b"e1" * 100_000,
    "comments": b"#" * MOST,
    "line feeds": b"\n" * MOST,
    "spaces": b" " * MOST,
    "accents": ("a: x" + "\u0301\u0323" * 60_000).encode(),
    "loose accents": ("a: " + "e\u0301" * 80_000).encode(),
    "forbidden characters": b"\x00" * MOST,
    "bidirectional": ("\u202e" * 80_000).encode(),
    "conflict markers": b"<<<<<<< x\n" * 20_000,
    "not UTF-8": b"\xff" * MOST,
}


def within(reading: Reading, raw: bytes) -> bool:
    """Tell whether every fault stands inside the file (or one past the end of a line)."""
    lines = raw.decode("utf-8", "replace").split("\n")
    spans = [fault.span for fault in reading.faults]
    return all(
        span and 1 <= span.line <= len(lines) and 1 <= span.column <= len(lines[span.line - 1]) + 1 for span in spans
    )


def holds(reading: Reading) -> bool:
    """Tell whether a reading is either data or faults."""
    return (reading.data is None) == bool(reading.faults)


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\x00")
def test_random_bytes_never_raise(raw: bytes) -> None:
    reading = read(raw)
    assert holds(reading)
    assert within(reading, raw)


@pytest.mark.no_cover
@settings(max_examples=1000)
@given(SCRAPS)
def test_scraps_of_yaml_never_raise(text: str) -> None:
    reading = read(text.encode())
    assert holds(reading)
    assert within(reading, text.encode())
    if reading.data is not None:
        json.dumps(reading.data, allow_nan=False)  # and what is read is plain data


@pytest.mark.no_cover
@settings(max_examples=150)
@given(SCRAPS)
@example("? |-\n  a\n: 1\n")
@example("a: |\n  x\n \n")
@example("a: 1\n---\n")
@example("%YAML 1.2\n---\na: 1\n")
@example("a: &x 1\n")
@example("a: !!str 1\n")
@example("a: 0x1\n")
@example("a: {b: 1, b: 2}\n")
@example('a: "\\u202e"\n')
@example(f"a: {'[' * 19}{']' * 19}\n")
@example(f"a: {'[' * 20}{']' * 20}\n")
@example("a:\n  b:\n- c\n")
@example("a:\n    b:\n  c: 1\n")
@example("a:\n- b: 1\n  c:\n  - d\n-\n")
@example("a: |\n   x\n  y\n")
@example("a:\n  - |\n  x\n")
@example("'on': x\ntrue: y\n")
@example("a: [1, 01]\n")
@example("a: x #y\nb: x:\n")
@example("".join(f"{' ' * depth}a:\n" for depth in range(MAX_DEPTH)) + f"{' ' * MAX_DEPTH}a: []\n")
@example("".join(f"{' ' * depth}- a:\n" for depth in range(0, MAX_DEPTH + 2, 2)).replace("- a:", "a:", 1))
def test_what_is_read_quickly_is_what_is_read_with_care(text: str) -> None:
    assume(not decode(text.encode())[1])
    assert as_with_care(text)


def as_with_care(text: str) -> bool:
    """Tell whether a text is declined, or gives the same data to the letter: 1, 1.0 and true are not the same."""
    quick = read_quickly(text, MAX_DEPTH)
    return quick is None or repr(quick) == repr(_read_with_care(text).data)


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Give a demonstration record in which lines were moved, indented, doubled, or brought in from another."""
    lines = draw(RECORDS).split("\n")[:-1]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(
            st.sampled_from(lines) | RECORDS.flatmap(lambda text: st.sampled_from(text.split("\n"))) | ODD_LINES
        )
        shifted = " " * draw(st.integers(0, 6)) + lines[at].lstrip(" ")
        lines[at : at + 1] = draw(st.sampled_from([[], [other], [shifted], [lines[at], other], [other, lines[at]], [shifted, lines[at]]]))  # fmt: skip
        if not lines:
            break
    return "\n".join([*lines, ""])


RECORDS = st.sampled_from(sorted({raw.decode() for raw in demonstration().values()}))
ODD_LINES = st.builds(
    lambda blanks, text: " " * blanks + text,
    st.integers(0, 5),
    st.sampled_from(["a:", "- a:", "-", "- ", "- - a", "a: |", "- |", "a: >-", "a: |2", "a: [b, c]", "a: [b,", "a: {}", "'a': b", '"a":', "a: 'b", 'a: b"', "# a", "a: # b", "", "a", "---", "...", "a: 01", "a: 1.50", "~: a", "a: ~", "? a", "a: - b", "a : b", "a:  b", "- a: |-"]),
)  # fmt: skip


@settings(max_examples=1000)
@given(edited())
def test_an_edited_record_is_read_quickly_as_it_is_read_with_care(text: str) -> None:
    assume(not decode(text.encode())[1])
    assert as_with_care(text)


def test_nearly_every_demonstration_record_is_read_quickly() -> None:
    texts = [raw.decode() for raw in demonstration().values()]
    assert sum(read_quickly(text, MAX_DEPTH) is not None for text in texts) > 0.9 * len(texts)
    assert all(map(as_with_care, texts))


@given(st.text(max_size=60))
def test_random_text_never_raises(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    reading = read(raw)
    assert holds(reading)
    assert within(reading, raw)


@pytest.mark.no_cover
@settings(max_examples=1000)
@given(SCRAPS)
@example("a: |\n  x")
@example("a: >-\n  x\n\n  y")
@example("a: 'x\n\n  y'")
@example('a: "x \\\n  y"')
@example("a: x\n \n  y\n")
@example("- - a\n  - b: c\n")
@example("a:\n- |2\n   x\n")
def test_it_agrees_with_an_independent_parser_on_what_both_take(text: str) -> None:
    for source in (text, f"r: 1\n{text}"):
        ours = read(source.encode()).data
        if ours is not None:
            agrees(source, ours)


def agrees(source: str, ours: dict[str, Any]) -> None:
    try:
        theirs = yaml12.parse_yaml(source)
    except ValueError:
        return
    assert theirs == ours


def test_it_agrees_with_an_independent_parser_on_every_demonstration_record() -> None:
    for path, raw in demonstration().items():
        ours = read(raw).data
        assert ours is not None, path
        assert yaml12.parse_yaml(raw.decode()) == ours, path


@pytest.mark.no_cover
def test_every_beginning_of_a_good_record_is_read_or_refused_within_it() -> None:
    for path in (
        "records/agency.yaml",
        next(p for p in demonstration() if p.endswith("plan.yaml")),
        next(p for p in demonstration() if "/contacts/" in p),
    ):
        raw = demonstration()[path][:3000]
        for end in range(len(raw)):
            reading = read(raw[:end])
            assert holds(reading), (path, end)
            assert within(reading, raw[:end]), (path, end)


def test_lone_surrogates_never_come_in() -> None:
    for text in ('a: "\\ud800"', 'a: "\\uDFFF"', 'a: "\\ud83d\\ude00"', '"\\ud800": 1'):
        reading = read(text.encode())
        assert [fault.name for fault in reading.faults] == ["yaml-syntax"]


@pytest.mark.no_cover
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bombs_are_read_or_refused(bomb: bytes) -> None:
    assert len(bomb) <= MAX_BYTES
    reading = read(bomb)
    assert holds(reading)
    assert within(reading, bomb)
    assert sum(len(fault.message) for fault in reading.faults) < 50_000


_MEASURE = """
import resource, sys
from pathlib import Path
sys.path[:0] = {path!r}
from test_yaml_properties_bombs import BOMBS
from casekit.records.yaml import read
from casekit.model.build import read_caseload
from casekit.records.schemas import validator
from casekit.records.tree import WorkingTree
validator("contact", "a contact").faults({{}})
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
for bomb in BOMBS:
    read(bomb)
read_caseload(WorkingTree(Path({agency!r})))
print(peak() - before)
"""


def test_memory_stays_a_small_multiple_of_the_largest_file(tmp_path: Path) -> None:
    agency = tmp_path / "agency"
    contacts = agency / "records/cases/2026/C-7K3QFMXN/contacts"
    contacts.mkdir(parents=True)
    with (contacts / "2026-03-02-k7.yaml").open("wb") as sparse:
        sparse.truncate(100 * 1024 * 1024)
    wrong = b"status: [" + b"{}," * 80_000 + b"]\n"
    (contacts.parent / "case.yaml").write_bytes(wrong)
    (contacts / "2026-03-03-k7.yaml").write_bytes(b"goals: [" + b"1," * 120_000 + b"]\n")
    (contacts / "2026-03-04-k7.yaml").write_bytes(b"".join(b"k%x: 1\n" % i for i in range(25_000)))
    (tmp_path / "test_yaml_properties_bombs.py").write_text(f"BOMBS = {list(BOMBS.values())!r}\n")
    code = _MEASURE.format(path=[str(tmp_path)], agency=str(agency))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 64, "megabytes"


def test_a_file_of_100_megabytes_is_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    with (folder / "agency.yaml").open("wb") as sparse:
        sparse.truncate(100 * 1024 * 1024)
    (source,) = load(WorkingTree(tmp_path))
    assert [fault.name for fault in source.faults] == ["file-too-large"]
    assert "104,857,600 bytes" in source.faults[0].message


def test_a_file_that_grows_while_it_is_read_is_still_refused() -> None:
    text, faults = decode(b"a" * (MAX_BYTES + 1))
    assert (text, [fault.name for fault in faults]) == ("", ["file-too-large"])


@pytest.mark.no_cover
@settings(max_examples=300)
@given(DATA)
def test_what_is_written_is_read_back_equal(data: dict[str, Any]) -> None:
    try:
        text = write(data)
    except UnwritableError:
        return
    reading = read(text.encode())
    assert reading.faults == ()
    assert repr(reading.data) == repr(data)


def test_demonstration_records_can_be_written_and_read_back() -> None:
    for path, raw in list(demonstration().items())[::4]:
        data = read(raw).data
        assert data is not None
        assert read(write(data).encode()).data == data, path
