"""What the strict reader refuses, each with its rule, line and column; and what it takes, with its value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from yaml import YAMLError

from casekit.finding import Span
from casekit.records.fault import MAX_FAULTS
from casekit.records.scalars import AmbiguousNumberError, resolve
from casekit.records.syntax import explain_syntax
from casekit.records.text import MAX_BYTES
from casekit.records.yaml import MAX_DEPTH, read

Told = tuple[str, int, int]

REFUSED: list[tuple[str | bytes, list[Told]]] = [
    # The same key twice: the last would win in silence.
    ("a: 1\nb: 2\na: 3\n", [("duplicate-key", 3, 1)]),
    ("a:\n  - k: 1\n    k: 2\n", [("duplicate-key", 3, 5)]),
    ("{a: 1, a: 2}", [("duplicate-key", 1, 8)]),
    ("'a': 1\n\"a\": 2\n", [("duplicate-key", 2, 1)]),
    ("a: 1\na: 2\na: 3\n", [("duplicate-key", 2, 1), ("duplicate-key", 3, 1)]),
    # What copies, changes or hides.
    ("a: &x 1\nb: *x\n", [("anchor-or-alias", 1, 4), ("anchor-or-alias", 2, 4)]),
    ("&k a: 1\n", [("anchor-or-alias", 1, 1)]),
    ("a: &l [1]\n", [("anchor-or-alias", 1, 4)]),
    ("a: &m {b: 1}\n", [("anchor-or-alias", 1, 4)]),
    ("a: &a [*a]\n", [("anchor-or-alias", 1, 4), ("anchor-or-alias", 1, 8)]),
    ("<<: {a: 1}\n", [("merge-key", 1, 1)]),
    ("a: 1\n<<: *b\n", [("merge-key", 2, 1), ("anchor-or-alias", 2, 5)]),
    ("a: !!str 1\n", [("tag", 1, 4)]),
    ("a: !!binary aGk=\n", [("tag", 1, 4)]),
    ("a: !x [1]\n", [("tag", 1, 4)]),
    ("a: !<tag:x> {b: 1}\n", [("tag", 1, 4)]),
    ("! a: 1\n", [("tag", 1, 1)]),
    ("%YAML 1.1\n---\na: 1\n", [("directive", 1, 1)]),
    ("%YAML 1.2\n---\na: 1\n", [("directive", 1, 1)]),
    ("%TAG ! tag:x,2000:\n---\na: 1\n", [("directive", 1, 1)]),
    # Keys that are no words.
    ("? [a]\n: 1\n", [("odd-key", 1, 3)]),
    ("? {a: 1}\n: 1\n", [("odd-key", 1, 3)]),
    ("{[a]: 1}", [("odd-key", 1, 2)]),
    ("1: a\n", [("odd-key", 1, 1)]),
    ("1.5: a\n", [("odd-key", 1, 1)]),
    ("true: a\n", [("odd-key", 1, 1)]),
    ("~: a\n", [("odd-key", 1, 1)]),
    ("a:\n  null: a\n", [("odd-key", 2, 3)]),
    ("? |\n  a\n: 1\n", [("odd-key", 1, 3)]),
    ('? "a\\nb"\n: 1\n', [("odd-key", 1, 3)]),
    # More than one record in a file.
    ("a: 1\n---\nb: 2\n", [("several-documents", 2, 1)]),
    ("--- \na: 1\n--- \n", [("several-documents", 3, 1)]),
    ("a: 1\n...\n---\n", [("several-documents", 3, 1)]),
    # No record at all.
    ("", [("not-a-record", 1, 1)]),
    ("\n\n", [("not-a-record", 1, 1)]),
    ("# nothing\n", [("not-a-record", 1, 1)]),
    ("---\n", [("not-a-record", 1, 1)]),
    ("~", [("not-a-record", 1, 1)]),
    ("- a\n", [("not-a-record", 1, 1)]),
    ("text\n", [("not-a-record", 1, 1)]),
    ("12\n", [("not-a-record", 1, 1)]),
    # Nesting: twenty levels are the most.
    ("[" * 21, [("too-deep", 1, 21)]),
    ("a: " + "[" * 20, [("too-deep", 1, 23)]),
    ("- " * 21, [("too-deep", 1, 41)]),
    # Tabs and line ends.
    ("a:\n\tb: 1\n", [("tab", 2, 1)]),
    ("a: x\ty\n", [("tab", 1, 5)]),
    ("a: 1\r\nb: 2\r\n", [("carriage-return", 1, 5)]),
    ("a: 1\rb: 2\n", [("carriage-return", 1, 5)]),
    # What the eye cannot see.
    ("a: \x00\n", [("control-character", 1, 4)]),
    ("a: \x1b[31m\n", [("control-character", 1, 4)]),
    ("a: \x7f\n", [("control-character", 1, 4)]),
    ("\ufeffa: 1\n", [("control-character", 1, 1)]),
    ("a: 1\nb: \ufeffx\n", [("control-character", 2, 4)]),
    ("a: \ufdd0\n", [("control-character", 1, 4)]),
    ("a: \uffff\n", [("control-character", 1, 4)]),
    ("a: \U000e0041\n", [("control-character", 1, 4)]),
    ("a: x\x85b: 2\n", [("hidden-line-break", 1, 5)]),
    ("a: x\u2028b: 2\n", [("hidden-line-break", 1, 5)]),
    ("a: x\u2029b: 2\n", [("hidden-line-break", 1, 5)]),
    ("a: \u202ex\n", [("bidirectional-character", 1, 4)]),
    ("a: \u2066x\n", [("bidirectional-character", 1, 4)]),
    ("a: \u061cx\u200e\n", [("bidirectional-character", 1, 4)]),
    ("# \u202e\na: 1\n", [("bidirectional-character", 1, 3)]),
    # Each sort once, at its first place.
    ("a:\tb\n\u2028\tc\x00\n", [("tab", 1, 3), ("hidden-line-break", 2, 1), ("control-character", 2, 4)]),
    # Letters that look the same and are not.
    ("a: cafe\u0301\n", [("not-composed", 1, 7)]),
    ("a: 1\ne\u0301: 1\n", [("not-composed", 2, 1)]),
    ("a: \u212b\n", [("not-composed", 1, 4)]),
    ("a: x" + "\u0301" * 31 + "\n", [("not-composed", 1, 35)]),
    ("a: \tcafe\u0301\n", [("tab", 1, 4), ("not-composed", 1, 8)]),
    # Not UTF-8.
    (b"a: \xff\n", [("not-utf8", 1, 4)]),
    (b"a: x\nb: \xe9t\xe9\n", [("not-utf8", 2, 4)]),
    ("é: x\nb: ".encode() + b"\xe9", [("not-utf8", 2, 4)]),
    ("a: 1\n".encode("utf-16"), [("not-utf8", 1, 1)]),
    (b"\xfe\xff\x00a", [("not-utf8", 1, 1)]),
    ("a: 1\n".encode("utf-16-be"), [("control-character", 1, 1)]),
    (b"a: \xed\xa0\x80\n", [("not-utf8", 1, 4)]),
    (b"a: \xc0\x80\n", [("not-utf8", 1, 4)]),
    (b"a: \xf0\x9f", [("not-utf8", 1, 4)]),
    # Escapes that bring in what may not stand there.
    ('a: "\\0"\n', [("control-character", 1, 4)]),
    ('a: "\\x07"\n', [("control-character", 1, 4)]),
    ('a: "\\t"\n', [("control-character", 1, 4)]),
    ('a: "\\r"\n', [("control-character", 1, 4)]),
    ('a: "\\N"\n', [("control-character", 1, 4)]),
    ('a: "\\L"\n', [("control-character", 1, 4)]),
    ('a: "\\P"\n', [("control-character", 1, 4)]),
    ('a: "\\u202e"\n', [("control-character", 1, 4)]),
    ('"\\e": 1\n', [("control-character", 1, 1)]),
    ('a: "\\ud800"\n', [("yaml-syntax", 1, 7)]),
    ('a: "\\ud83d\\ude00"\n', [("yaml-syntax", 1, 7)]),
    ('a: "\\U00110000"\n', [("yaml-syntax", 1, 7)]),
    # Numbers that would lose something.
    *(
        (f"a: {number}\n", [("ambiguous-number", 1, 4)])
        for number in (
            "010", "02134", "00", "-01", "1e5", "1E-5", "12e03", "1e400", "0x1F", "0o17", "-0x1", "+1", "+1.5", ".5",
            "-.5", "5.", ".inf", "-.INF", "+.inf", ".nan", ".NaN", "0.1234567890123456", "1234567890123456", "9" * 5000,
        )
    ),
    ("[0123]", [("ambiguous-number", 1, 2)]),
    ("07: a\n", [("ambiguous-number", 1, 1)]),
    # A half-finished merge is one fault, whatever else is in the file.
    ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n", [("conflict-marker", 2, 1)]),
    ("a: 1\n=======\n\tb\n", [("conflict-marker", 2, 1)]),
    ("||||||| base\n", [("conflict-marker", 1, 1)]),
    (">>>>>>>\n", [("conflict-marker", 1, 1)]),
    # Not YAML.
    ("a: b: c\n", [("yaml-syntax", 1, 5)]),
    ("a\nb: 1\n", [("yaml-syntax", 2, 2)]),
    ("a: 1\n b: 2\n", [("yaml-syntax", 2, 3)]),
    ("a:\n  b: 1\n c: 2\n", [("yaml-syntax", 3, 2)]),
    ("a:\n- x\nb\n", [("yaml-syntax", 3, 2)]),
    ("a: @x\n", [("yaml-syntax", 1, 4)]),
    ("a: - x\n", [("yaml-syntax", 1, 4)]),
    ("- a: 1\n b\n", [("yaml-syntax", 2, 2)]),
    ('a: "x\n', [("yaml-syntax", 1, 6)]),
    ("a: 'x\n\nb: 2\n", [("yaml-syntax", 3, 5)]),
    ("a: [1, 2\n", [("yaml-syntax", 1, 9)]),
    ("a: [1, 2\nb: 3\n", [("yaml-syntax", 2, 2)]),
    ("a: [,]\n", [("yaml-syntax", 1, 5)]),
    ("a: | x\n  y\n", [("yaml-syntax", 1, 6)]),
    ("a: 1\n...\nb: 2\n", [("yaml-syntax", 3, 1)]),
    ("...\n", [("yaml-syntax", 1, 1)]),
    ("a: 1\n}\n", [("yaml-syntax", 2, 1)]),
    # Block text that parsers read differently.
    ("a: |\n", [("yaml-syntax", 1, 4)]),
    ("a: >-\n  \n\nb: 1\n", [("yaml-syntax", 1, 4)]),
    ("a: |\n  x\n  ", [("yaml-syntax", 1, 4)]),
    ("a: >\n  x\n ", [("yaml-syntax", 1, 4)]),
    # Several faults in one file are all told, the reader's before libyaml's.
    ("a: &x 1\nb: 010\nc: !t d\n", [("anchor-or-alias", 1, 4), ("ambiguous-number", 2, 4), ("tag", 3, 4)]),
    ("a: 010\nb: [\n", [("ambiguous-number", 1, 4), ("yaml-syntax", 2, 5)]),
]  # fmt: skip

TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("a: 1\n", {"a": 1}),
    ("a: 1", {"a": 1}),
    ("--- # a comment\na: 1\n...\n", {"a": 1}),
    ("{}", {}),
    ("a: -12\nb: 0\nc: -0\nd: 0.50\ne: -1.25\n", {"a": -12, "b": 0, "c": 0, "d": 0.5, "e": -1.25}),
    ("a: 999999999999999\nb: 0.12345678901234\n", {"a": 999999999999999, "b": 0.12345678901234}),
    ("a:\nb: ~\nc: null\nd: Null\ne: NULL\n", dict.fromkeys("abcde")),
    ("a: true\nb: True\nc: TRUE\nd: false\ne: False\nf: FALSE\n", dict.fromkeys("abc", True) | dict.fromkeys("def", False)),
    # What older YAML makes of these is not what stands there.
    ("a: yes\nb: no\nc: on\nd: off\ne: y\nf: tRUE\n", {"a": "yes", "b": "no", "c": "on", "d": "off", "e": "y", "f": "tRUE"}),
    ("a: 12:30\nb: 1_000\nc: 2026-03-02\nd: 2025-13-45\ne: 1.2.3\n", {"a": "12:30", "b": "1_000", "c": "2026-03-02", "d": "2025-13-45", "e": "1.2.3"}),
    ("a: -x\nb: .\nc: +\nd: 0b1\ne: 1e\nf: 555-0142\n", {"a": "-x", "b": ".", "c": "+", "d": "0b1", "e": "1e", "f": "555-0142"}),
    ("no: 1\non: 2\n", {"no": 1, "on": 2}),
    ("'1': a\n\"true\": b\n", {"1": "a", "true": "b"}),
    ("a: '010'\nb: \"1e5\"\nc: ''\n", {"a": "010", "b": "1e5", "c": ""}),
    ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two"}),
    ("a: |\n  x", {"a": "x\n"}),
    ("a: one\n  two\n", {"a": "one two"}),
    ('a: "\\u00e9 \\x41 \\U0001f600 \\" \\\\ \\/"\n', {"a": 'é A \U0001f600 " \\ /'}),
    ("a: [1, {b: [c]}, []]\n", {"a": [1, {"b": ["c"]}, []]}),
    ("a:\n- b: 1\n  c: 2\n-\n", {"a": [{"b": 1, "c": 2}, None]}),
    ("? a\n: 1\n? b\n", {"a": 1, "b": None}),
    ("a: x#y # why\n# a line\n", {"a": "x#y"}),
    ("a: <<\n", {"a": "<<"}),
    ("a: =======\nb:\n  <<<<<<< x\n", {"a": "=======", "b": "<<<<<<< x"}),
    ("a: \U0001f600 \u200d é ñ 漢字 عربى\n", {"a": "\U0001f600 \u200d é ñ 漢字 عربى"}),
    ("a: x" + "\u0316" * 30 + "\n", {"a": "x" + "\u0316" * 30}),
    ("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), {"a": json.loads("[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))}),
]  # fmt: skip


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=lambda v: repr(v)[:40] if not isinstance(v, list) else "")
def test_what_is_refused_has_its_rule_and_its_place(text: str | bytes, expected: list[Told]) -> None:
    reading = read(_bytes(text))
    assert reading.data is None
    told = [(f.name, f.span.line, f.span.column) for f in reading.faults if f.span]
    assert told == expected
    assert all(fault.message.endswith(".") for fault in reading.faults)


@pytest.mark.parametrize(("text", "expected"), TAKEN, ids=lambda v: repr(v)[:40] if not isinstance(v, dict) else "")
def test_what_is_taken_has_its_value(text: str, expected: dict[str, Any]) -> None:
    reading = read(text.encode())
    assert reading.faults == ()
    assert reading.data == expected
    assert repr(reading.data) == repr(expected)  # 1 is not true, and 1 is not 1.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2\n", "`a` stands here a second time (first on line 1)"),
        ("a: 02134\n", "`02134` would lose its leading zero"),
        ("a: 1e5\n", "`1e5` would be read as a number with an exponent"),
        ("a: -0x1F\n", "`-0x1F` would be read as a number in another base"),
        ("a: +1\n", "`+1` would lose its plus sign"),
        ("a: 5.\n", "`5.` is half a number"),
        ("a: +.INF\n", "`+.INF` is no number that a record can hold"),
        ("a: " + "9" * 5000 + "\n", "`" + "9" * 30 + "…` has more digits"),
        ("a: b: c\n", "there is a second `: ` on this line"),
        ('a: "x\n', "the file ends inside a quoted text"),
        ('a: "x\n---\n"\n', "stands inside a quoted text"),
        ("a: @x\n", "text cannot begin with this character"),
        ("a: \\\n b: c: d\n", "indentation is off"),
        ('a: "\\q"\n', "Use single quotes around text with backslashes"),
        ('a: "\\ud800"\n', "stands for no character"),
        ('a: "\\x4"\n', "lacks digits"),
        ("a: | x\n  y\n", "nothing more may stand on the line"),
        ("a: |0\n x\n", "nothing more may stand on the line"),
        ("a: !e!x 1\n", "begins with ! needs quotes"),
        ("a: !<x\n", "begins with ! needs quotes"),
        ("a: &\n", "& and * have a meaning of their own"),
        ("a: *\n", "& and * have a meaning of their own"),
        ("%YAML 2.0\n---\na: 1\n", "a line that begins with %"),
        ("%YAML 1.2\n%YAML 1.2\n---\na: 1\n", "stands twice"),
        ("%huh\n---\na: 1\n", "a line that begins with %"),
        ("a: 'x'\n{b: 1}\n", "needs a colon after it"),
        ("a: 'x' y\n", "its indentation differs"),
        ("{a: b ?\n: c, k: v:w}", "bracket"),
        ("a: x ? y\n  ? z\n: w\n", "its indentation differs"),
        ("a: ? b\n", "none can begin there"),
        ("a\nb\nc: 1\n", "second `: `"),
        ("- a: 1\n b\n", "its items are not in one column"),
        ("a: [1, 2\n", "no comma before it"),
        ("a: [,]\n", "a value is missing here"),
        ("a: - x\n", "a list begins on the line below its field"),
        ("a: 1\n...\nb: 2\n", "belongs to no field"),
        ("a: !x,y z\n", "a space is missing here"),
    ],
)
def test_a_refusal_says_in_plain_words_what_to_do(text: str, words: str) -> None:
    assert words in " ".join(fault.message for fault in read(text.encode()).faults)


def test_old_encodings_and_utf_16_are_told_apart() -> None:
    assert "byte 0xe9 is not UTF-8" in read("a: é\n".encode("latin-1")).faults[0].message
    assert "UTF-16" in read("a: é\n".encode("utf-16")).faults[0].message


def test_the_sum_of_forbidden_characters_is_told() -> None:
    assert "carriage returns: 3" in read(b"a: 1\r\nb: 2\r\nc: 3\r\n").faults[0].message
    assert "U+2028 (2 in the file)" in read("a: \u2028\u2028\n".encode()).faults[0].message


def test_a_file_over_the_limit_is_refused_whole() -> None:
    fits = b"a: " + b"x" * (MAX_BYTES - 3)
    assert read(fits).data is not None
    (fault,) = read(fits + b"x").faults
    assert (fault.name, fault.span) == ("file-too-large", Span())
    assert "262,145 bytes" in fault.message


def test_a_file_made_of_faults_is_given_up_early() -> None:
    assert len(read(b"a: 1\n" * 50_000).faults) == MAX_FAULTS


def test_what_may_be_a_clients_words_is_not_repeated() -> None:
    for text in ("she cried: 1\nshe cried: 2\n", f"{'x' * 41}: 1\n{'x' * 41}: 2\n"):
        (fault,) = read(text.encode()).faults
        assert fault.message.startswith("this stands here a second time")
    escaped = read(b'"\\e[31m": 1\n"\\e[31m": 2\n').faults[-1]
    assert escaped.name == "duplicate-key"
    assert "\x1b" not in escaped.message
    anchor = read(f"a: &{'x' * 5000} 1\n".encode()).faults[0]
    assert len(anchor.message) < 200


def test_a_complaint_that_nobody_foresaw_is_passed_on() -> None:
    fault = explain_syntax(YAMLError("the moon is full"), "a: 1\n")
    assert (fault.name, fault.span) == ("yaml-syntax", Span(1, 1, 1, 2))
    assert "the moon is full" in fault.message


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("-0.0", -0.0), ("10.10", 10.1), ("", None), ("~", None), ("x", "x"), ("1.2.3", "1.2.3")])  # fmt: skip
def test_scalars(text: str, value: object) -> None:
    assert repr(resolve(text)) == repr(value)


def test_the_longest_number_is_fifteen_digits() -> None:
    assert resolve("9" * 15) == 999_999_999_999_999
    assert resolve("0." + "1" * 14) == 0.11111111111111
    with pytest.raises(AmbiguousNumberError):
        resolve("9" * 16)
