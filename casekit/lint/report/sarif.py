"""A Report in, SARIF 2.1.0 out: findings for code scanning and for the viewers in editors."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import casekit
from casekit.finding import Finding, Severity, Span
from casekit.lint.outcome import Report
from casekit.lint.rule import Rule, headings, rules
from casekit.words import flowed, visible

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"  # GitHub asks for it; nothing here goes there
_ROOT = "%SRCROOT%"
_PROSE = ("Why", "Fix", "Leave it", "Source")


def sarif(report: Report) -> str:
    """Return a SARIF log of one run; it describes the rules that found something, in the order of their codes.

    Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
    """
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "casekit",
                "version": casekit.__version__,
                "rules": [_rule(rules()[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The agency's folder, with records/ in it."}}},
        "results": [_result(finding, codes.index(finding.code)) for finding in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.doc["Summary"]},
        "fullDescription": {"text": flowed(rule.doc["Checks"])},
        "help": {"text": _help(rule), "markdown": _markdown(rule)},
        "defaultConfiguration": {"enabled": rule.default, "level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _help(rule: Rule) -> str:
    shown = (heading for heading in headings(rule) if heading in _PROSE)
    return "\n".join(f"{heading}: {flowed(rule.doc[heading])}" for heading in shown)


def _markdown(rule: Rule) -> str:
    prose = [f"**{heading}:** {flowed(rule.doc[heading])}" for heading in headings(rule) if heading in _PROSE]
    examples = [f"**{heading}:**\n\n```yaml\n{rule.doc[heading]}\n```" for heading in ("Bad", "Good")]
    return "\n\n".join([*prose[:-1], *examples, prose[-1]])


def _result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding.message)},
        "locations": [_location(finding)],
        # Not `primaryLocationLineHash`: under that name readers expect a hash of the line, and complain of ours.
        "partialFingerprints": {"casekit/v1": finding.fingerprint},
    }
    if finding.waived:
        result["suppressions"] = [_suppression(finding)]
    return result


def _message(text: str) -> str:
    """Write text that SARIF reads as it stands: braces mean placeholders and ``[…](…)`` a link (sections 3.11.5, 3.11.6)."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _location(finding: Finding) -> dict[str, Any]:
    uri = quote(finding.path, safe="/", errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": _region(finding.span)}}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _suppression(finding: Finding) -> dict[str, str]:
    in_source = finding.waiver.startswith("line ")
    return {
        "kind": "inSource" if in_source else "external",
        "status": "accepted",
        "justification": visible(f"remark on {finding.waiver}" if in_source else f"waiver {finding.waiver}"),
    }
