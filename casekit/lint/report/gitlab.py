"""A Report in, GitLab's code quality report out: findings beside the lines of a merge request."""

from __future__ import annotations

import json
from typing import Any

from casekit.finding import Finding, Severity
from casekit.lint.outcome import Report
from casekit.words import visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(report: Report) -> str:
    """Return a list of issues, for a job's ``artifacts: reports: codequality``.

    GitLab knows no waivers: a waived finding is told as information, with what waived it.
    Source: GitLab's documentation, Code Quality report format.
    """
    return json.dumps([_issue(finding) for finding in report.findings], indent=2) + "\n"


def _issue(finding: Finding) -> dict[str, Any]:
    waiver = f" (waived: {finding.waiver})" if finding.waived else ""
    return {
        "description": visible(f"{finding.code} {finding.name}: {finding.message}{waiver}"),
        "check_name": finding.name,
        "fingerprint": finding.fingerprint,
        "severity": "info" if finding.waived else _SEVERITIES[finding.severity],
        "location": {"path": visible(finding.path), "lines": {"begin": finding.span.line}},
    }
