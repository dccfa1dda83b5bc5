"""Every format over the same hostile findings: nothing in a record or a file's name can command what reads the report."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

import click
import pytest
from support.edits import edited, findings_after
from support.memory import MemoryTree

from casekit.finding import DataPath, Finding, Severity, Span, fingerprint
from casekit.lint.outcome import Report
from casekit.lint.report import FORMATS
from casekit.lint.rule import rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings

Snapshot = Callable[[str, str], None]

ESCAPE = "records/people/\x1b[31mred\x1b[0m\a,b::error file=x::100%\r\n.yaml"
BIDI = "records/staff/\u202eyaml.exe\u2066.yaml"
UNDECODABLE = "records/staff/Ren\udce9e.yaml"
NOTE = "records/cases/2026/C-7K3QFMXN/contacts/2026-03-02-k7.yaml"
TEXTS = {
    ESCAPE: "names: {legal: \x1b]0;title\x07Rosa}\n",
    BIDI: "name: \u202etxet\u2069 desrever\n",
    UNDECODABLE: "name: Ren\ufffde\n",
    NOTE: (
        "by: s-ruis\n"
        "note: 李小龙 said: 電話 hosing\n"
        "words: e\u0301e\u0301e\u0301 Nguye\u0302\u0303n hosing\n"
        "with: 👩‍👩‍👧 ไหม hosing\n"
        f"long: {'left ' * 60}hosing{' right' * 60}\n"
        "near: hosing" + " after" * 40 + "\n"
        "folded: >-\n  the first line\n  and the next\n"
        "\n"
        "tabbed: \t hosing\n"
    ),
}


def finding(path: str, line: int, column: int, width: int, message: str, **more: object) -> Finding:
    code, at = str(more.pop("code", "CK230")), more.pop("at", ("note",))
    name = {
        "CK230": "unknown-word",
        "CK213": "unknown-staff",
        "CK208": "person-without-case",
        "CK206": "missing-policy",
    }
    return Finding(
        code=code,
        name=name[code],
        severity=more.pop("severity", Severity.ERROR),  # type: ignore[arg-type]
        message=message,
        path=path,
        span=Span(line, column, more.pop("end_line", line), column + width),  # type: ignore[arg-type]
        record="C-7K3QFMXN/contact/2026-03-02-k7",
        at=at,  # type: ignore[arg-type]
        fingerprint=fingerprint(code, "C-7K3QFMXN", at, line),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def hosing(line: int, at: DataPath = ("note",)) -> Finding:
    """Return a finding on the word `hosing` of a line of the note."""
    column = TEXTS[NOTE].split("\n")[line - 1].index("hosing") + 1
    return finding(NOTE, line, column, 6, "`hosing` is no life domain on your lists. Did you mean `housing`?", at=at)


DOCS = {code: each.doc for code, each in rules().items()}
REPORT = Report(
    findings=(
        finding(ESCAPE, 1, 16, 10, "first\x1b[2J::error::second\nthird, 50 % of \u202eit", code="CK213"),
        finding(BIDI, 1, 7, 4, "a name\u2028in two lines", code="CK213", severity=Severity.WARNING),
        finding(UNDECODABLE, 1, 7, 5, "a name that is not UTF-8: \udce9", code="CK208", severity=Severity.INFO),
        finding(NOTE, 1, 5, 6, "there is no staff member `s-ruis` in staff/. Did you mean `s-ruiz`?", code="CK213", at=("by",)),
        *(hosing(line) for line in (2, 3, 4, 5, 6)),
        finding(NOTE, 7, 9, 0, "a text over several lines", end_line=9),
        finding(NOTE, 10, 1, 1, "on a line that is blank"),
        hosing(11),
        finding(NOTE, 99, 1, 1, "on a line that the file no longer has"),
        finding("records/policy.yaml", 1, 1, 0, "there is no records/policy.yaml.", code="CK206", at=(), severity=Severity.WARNING),
    ),
    files=12,
    cases=3,
    texts=TEXTS,
    docs=DOCS,
)  # fmt: skip


@pytest.mark.parametrize("style", list(FORMATS))
def test_each_format_is_as_agreed(style: str, snapshot: Snapshot) -> None:
    snapshot(f"{style}.txt", click.unstyle(FORMATS[style](REPORT)))


def test_the_full_format_in_colour_is_as_agreed(snapshot: Snapshot) -> None:
    snapshot("full-colour.txt", FORMATS["full"](REPORT).replace("\x1b", "\\x1b"))


@pytest.mark.parametrize("style", list(FORMATS))
def test_no_format_lets_a_command_through(style: str) -> None:
    written = click.unstyle(FORMATS[style](REPORT))
    assert all(c.isprintable() or c == "\n" for c in written)
    written.encode()  # what could not be decoded can still be written


@pytest.mark.parametrize("style", ["concise", "github"])
def test_one_finding_is_one_line(style: str) -> None:
    assert len(FORMATS[style](REPORT).splitlines()) == len(REPORT.findings)


@pytest.mark.parametrize("style", ["concise", "full", "github"])
def test_nothing_found_is_nothing_written(style: str) -> None:
    assert FORMATS[style](Report((), 3, 1, {})) == ""


def columns(text: str) -> int:
    """Return how wide a terminal shows a text, counted apart from the program's own way."""
    return sum(
        0 if unicodedata.category(c) == "Mn" else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


@pytest.mark.parametrize("line", [2, 3, 5, 6, 11])
def test_the_caret_is_below_the_word(line: int) -> None:
    written = click.unstyle(FORMATS["full"](Report((hosing(line),), 1, 1, TEXTS, DOCS))).split("\n")
    excerpt, caret = written[2:4]
    assert columns(excerpt[: excerpt.index("hosing")]) == caret.index("^")
    assert caret.count("^") == 6
    assert len(excerpt) < 180


def test_of_a_long_line_the_part_around_the_caret_is_shown_and_what_is_cut_is_marked() -> None:
    written = FORMATS["full"](Report((hosing(5),), 1, 1, TEXTS, DOCS))
    assert re.search(r"^    5 \| ….*left hosing right.*…$", click.unstyle(written), re.MULTILINE)
    written = FORMATS["full"](Report((hosing(6),), 1, 1, TEXTS, DOCS))
    assert re.search(r"^    6 \| near: hosing after.*…$", click.unstyle(written), re.MULTILINE)


def test_a_rules_reason_is_told_once_and_its_fix_every_time() -> None:
    report = findings_after({"plan.yaml": ("need: housing", "need: hosing"), "case.yaml": ("[homeless]", "[homeles]")})
    written = FORMATS["full"](report)
    assert (written.count("  why: "), written.count("  fix: ")) == (1, 2)


# The JSON that other programs read


KEYS = {"code", "name", "severity", "message", "path", "line", "column", "record", "fingerprint", "waived"}


def test_json_has_the_agreed_keys() -> None:
    data = json.loads(FORMATS["json"](REPORT))
    assert set(data) >= {"findings", "summary"}
    assert all(set(f) >= KEYS for f in data["findings"])
    assert all(isinstance(f["line"], int) and isinstance(f["column"], int) for f in data["findings"])
    assert all(f["waived"] is False for f in data["findings"])
    assert {f["severity"] for f in data["findings"]} == {"error", "warning", "info"}
    assert data["summary"]["files"] == 12
    assert data["summary"]["cases"] == 3
    assert (data["summary"]["errors"], data["summary"]["warnings"], data["summary"]["infos"]) == (11, 2, 1)
    assert data["summary"]["findings"] == 14


def test_json_of_nothing_found() -> None:
    data = json.loads(FORMATS["json"](Report((), 3, 1, {})))
    assert data["findings"] == []
    assert (data["summary"]["files"], data["summary"]["cases"], data["summary"]["findings"]) == (3, 1, 0)


def test_json_gives_names_and_messages_back_as_they_are() -> None:
    written = json.loads(FORMATS["json"](REPORT))["findings"]
    assert [f["path"] for f in written] == [f.path for f in REPORT.findings]
    assert [f["message"] for f in written] == [f.message for f in REPORT.findings]


# What GitHub reads


def test_github_reads_back_what_was_meant() -> None:
    for line, expected in zip(FORMATS["github"](REPORT).splitlines(), REPORT.findings, strict=True):
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert found, line
        properties = dict(pair.split("=", 1) for pair in found[2].split(","))
        assert set(properties) == {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties["line"] == str(expected.span.line)
        assert found[1] == {"error": "error", "warning": "warning", "info": "notice"}[expected.severity.word]


def test_a_hostile_file_name_is_told_in_every_format() -> None:
    hostile = {"records/people/\x1b[31m,::\u202e%0A\n.yaml": b"a: 1\n", "records/staff/Ren\udce9e.yaml": b"a: 1\n"}
    report = lint(MemoryTree(edited({}) | hostile), Settings())
    assert [f.code for f in report.findings] == ["CK003", "CK003"]
    for style, write in FORMATS.items():
        written = click.unstyle(write(report))
        assert all(c.isprintable() or c == "\n" for c in written), style


# Waived findings stay in view


def test_what_was_waived_is_marked_and_counts_for_nothing() -> None:
    waived = finding(NOTE, 1, 5, 6, "late", waived=True, waiver="wv-3c5e")
    report = Report((waived,), 1, 1, TEXTS, DOCS)
    assert "waived error CK230 unknown-word: late [wv-3c5e]" in FORMATS["concise"](report)
    assert FORMATS["github"](report).startswith("::notice ")
    data = json.loads(FORMATS["json"](report))
    assert (data["findings"][0]["waived"], data["summary"]["errors"], data["summary"]["waived"]) == (True, 0, 1)
    assert ": waived error CK230 unknown-word [wv-3c5e]\n" in click.unstyle(FORMATS["full"](report))
    assert "  fix: " not in FORMATS["full"](report)
