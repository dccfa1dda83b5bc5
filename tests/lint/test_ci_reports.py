"""The formats that CI servers and code scanning read: valid by their own definitions, whatever a record holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator
from support.memory import MemoryTree, files_of
from support.node import node_file
from support.rule_examples import CASE, EXAMPLE, tree_with

import casekit
from casekit.finding import Finding, Severity, Span, fingerprint
from casekit.lint.outcome import Report
from casekit.lint.report import FORMATS, format_for
from casekit.lint.rule import rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings

Snapshot = Callable[[str, str], None]
CONTACT = f"{CASE}/contacts/2026-03-02-k7.yaml"
HOSTILE = "`[open](https://evil.example)` {0} %s ]]> <script>&amp;\"' \x1b[31m \x00\x0b \u202e \ufffe \udcff \n::error:: émile 😀"


def finding(code: str = "CK213", path: str = CONTACT, message: str = HOSTILE, **other: Any) -> Finding:
    known = {
        "name": rules()[code].name,
        "severity": Severity.ERROR,
        "span": Span(2, 5, 2, 11),
        "record": path,
        "at": ("by",),
        "fingerprint": fingerprint(code, path, ("by", len(other)), 0),
    }
    return Finding(code=code, path=path, message=message, **(known | other))


def hostile() -> Report:
    odd = "records/cases/a b/100%\udcff#?&<\u202e\n:é.yaml"
    found = (
        finding(),
        finding("CK003", odd, at=(), span=Span()),
        finding(at=("\x1b<k>", 0, "{x}"), severity=Severity.WARNING, fingerprint="2" * 32),
        finding(severity=Severity.INFO, fingerprint="1" * 32, message="there is no staff member `s-ruis`."),
        finding(waived=True, waiver="wv-3c5e"),
        finding(waived=True, waiver="line 2", at=(), severity=Severity.WARNING),
    )
    return Report(findings=found, files=3, cases=1, texts={})


@cache
def sarif_schema() -> Draft4Validator:
    """The schema of SARIF 2.1.0, as the OASIS committee wrote it and Microsoft's package carries it."""
    text = node_file("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_text()
    return Draft4Validator(json.loads(text))


def written(style: str, report: Report) -> str:
    text = FORMATS[style](report)
    text.encode("ascii")
    assert text.endswith("\n")
    return text


def unversioned(text: str) -> str:
    return text.replace(f'"version": "{casekit.__version__}"', '"version": "0"')


def run_of(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(written("sarif", report))["runs"][0]
    return run


CLEAN = Report(findings=(), files=3, cases=1, texts={})


@pytest.fixture(scope="module")
def everything() -> Report:
    """One report with a finding of nearly every rule: those of all the rules' bad examples."""
    found: list[Finding] = []
    for rule in rules().values():
        settings = Settings(select=(rule.code,))
        found += lint(tree_with(rule.doc["Bad"]), settings).findings
    assert len({f.code for f in found}) > 50
    return Report(findings=tuple(found), files=1, cases=1, texts={})


@pytest.mark.parametrize("style", ["sarif", "gitlab", "junit"])
def test_hostile_content_is_written_as_agreed(style: str, snapshot: Snapshot) -> None:
    snapshot(f"hostile.{style}", unversioned(written(style, hostile())))


@pytest.mark.parametrize("style", ["sarif", "gitlab", "junit"])
def test_a_clean_run_is_written_as_agreed(style: str, snapshot: Snapshot) -> None:
    snapshot(f"clean.{style}", unversioned(written(style, CLEAN)))


@pytest.mark.no_cover
def test_sarif_follows_the_official_schema(everything: Report) -> None:
    for report in (hostile(), CLEAN, everything):
        log = json.loads(written("sarif", report))
        assert [error.message for error in sarif_schema().iter_errors(log)] == []


def test_the_official_schema_would_refuse_a_slip() -> None:
    log = json.loads(written("sarif", hostile()))
    log["runs"][0]["results"][0]["level"] = "major"
    assert not sarif_schema().is_valid(log)


def test_sarif_points_at_rules_and_files(everything: Report) -> None:
    for report in (hostile(), everything):
        run = run_of(report)
        described = run["tool"]["driver"]["rules"]
        for result, found in zip(run["results"], report.findings, strict=True):
            assert described[result["ruleIndex"]]["id"] == result["ruleId"] == found.code
            place = result["locations"][0]["physicalLocation"]["artifactLocation"]
            assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", place["uri"])
            assert unquote_to_bytes(place["uri"]) == found.path.encode("utf-8", "surrogateescape")


def test_sarif_messages_hold_no_links_and_no_placeholders() -> None:
    text = run_of(hostile())["results"][0]["message"]["text"]
    assert "](" not in text
    assert "{{0}}" in text


def test_sarif_tells_what_waived_a_finding() -> None:
    kinds = [result.get("suppressions", [{}])[0].get("kind") for result in run_of(hostile())["results"]]
    assert kinds == [None, None, None, None, "external", "inSource"]


def test_gitlab_issues_have_what_gitlab_asks_for(everything: Report) -> None:
    for report in (hostile(), everything):
        issues = json.loads(written("gitlab", report))
        assert len(issues) == len(report.findings)
        for issue in issues:
            assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert issue["severity"] in {"info", "minor", "major"}
            assert issue["location"]["lines"]["begin"] >= 1
            assert not issue["location"]["path"].startswith((".", "/"))


def test_junit_is_strict_xml_with_one_test_for_a_finding(everything: Report) -> None:
    for report in (hostile(), everything, CLEAN):
        suite = ET.fromstring(written("junit", report))[0]  # noqa: S314 (our own output)
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases)) == str(len(report.findings) or 1)
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))


def test_junit_fails_for_what_is_wrong_and_not_for_a_question(everything: Report) -> None:
    suite = ET.fromstring(written("junit", everything))[0]  # noqa: S314 (our own output)
    failed = [finding.severity.word for finding in everything.findings if finding.severity > Severity.INFO]
    assert [each.get("type") for each in suite.findall("testcase/failure")] == failed
    questions = [each.get("message", "") for each in suite.findall("testcase/skipped")]
    assert len(questions) == len(everything.findings) - len(failed) > 0
    assert all(each.startswith("a question: ") for each in questions)


def test_junit_names_are_unique_and_hold_no_line() -> None:
    twice = Report(findings=(finding(at=("goals", 0)), finding(at=("goals", 0))), files=1, cases=1, texts={})
    suite = ET.fromstring(written("junit", twice))  # noqa: S314 (our own output)
    names = [case.get("name") for case in suite.iter("testcase")]
    assert names == ["CK213 unknown-staff goals.0", "CK213 unknown-staff goals.0 (2)"]


def bad_agency() -> dict[str, bytes]:
    """The example agency with contacts that name strangers, and a plan with one finding twice in the same place."""
    files = files_of(EXAMPLE)
    text = files[CONTACT].decode().replace("by: s-ruiz", "by: s-ruis")
    files[CONTACT] = text.encode() + b"staff: [s-ruis, s-okafo]\n"
    files[f"{CASE}/contacts/2026-03-03-k8.yaml"] = text.encode()
    files[f"{CASE}/plan.yaml"] = (
        files[f"{CASE}/plan.yaml"] + b"# casekit: ignore[tab] one\n# casekit: ignore[tab] two\n"
    )
    return files


def fingerprints(style: str, report: Report) -> list[str]:
    data = json.loads(written(style, report))
    if style == "sarif":
        return [result["partialFingerprints"]["casekit/v1"] for result in data["runs"][0]["results"]]
    return [item["fingerprint"] for item in (data["findings"] if style == "json" else data)]


def test_fingerprints_are_unique_and_the_same_in_all_formats() -> None:
    report = lint(MemoryTree(bad_agency()), Settings())
    places = [(f.code, f.record, f.at) for f in report.findings]
    assert len(places) > len(set(places)) >= 4
    one, *others = (fingerprints(style, report) for style in ("json", "sarif", "gitlab"))
    assert len(set(one)) == len(one)
    assert [one, one] == others


def test_fingerprints_do_not_move_with_the_lines() -> None:
    files = bad_agency()
    before = lint(MemoryTree(files), Settings()).findings
    files[CONTACT] = b"# a line more\n\n" + files[CONTACT]
    after = lint(MemoryTree(files), Settings()).findings
    assert [f.span.line for f in before] != [f.span.line for f in after]
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]


def test_auto_is_what_a_person_reads_save_in_a_github_log() -> None:
    assert format_for({}, to_file=False) == "full"
    assert format_for({"GITLAB_CI": "true", "CI": "true"}, to_file=False) == "full"
    assert format_for({"GITHUB_ACTIONS": "true"}, to_file=False) == "github"
    assert format_for({"GITHUB_ACTIONS": "true"}, to_file=True) == "full"
    assert format_for({"GITHUB_ACTIONS": "false"}, to_file=False) == "full"
