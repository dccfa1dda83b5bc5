"""A Report in, JSON out: findings and a summary, for programs."""

from __future__ import annotations

import json
from typing import Any

from casekit.finding import Finding, Severity
from casekit.lint.outcome import Report


def as_json(report: Report) -> str:
    """Return ``{"findings": [...], "summary": {...}}``; paths are relative to the agency's folder."""
    summary = {"files": report.files, "cases": report.cases, "findings": len(report.findings)}
    summary |= {f"{severity.word}s": report.count(severity) for severity in reversed(Severity)}
    summary["waived"] = sum(finding.waived for finding in report.findings)
    return json.dumps({"findings": [_finding(f) for f in report.findings], "summary": summary}, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "message": finding.message,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "record": finding.record,
        "at": list(finding.at),
        "fingerprint": finding.fingerprint,
        "waived": finding.waived,
        "waiver": finding.waiver,
    }
