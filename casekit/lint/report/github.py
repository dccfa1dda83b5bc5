"""A Report in, GitHub workflow commands out: findings as annotations on the lines of a pull request."""

from __future__ import annotations

from casekit.finding import Finding, Severity
from casekit.lint.outcome import Report
from casekit.words import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(report: Report) -> str:
    """Return one workflow command a finding.

    Source: GitHub's documentation of workflow commands: in values ``%``, line breaks, and in properties also
    ``:`` and ``,``, are percent-encoded.
    """
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    span = finding.span
    properties = {
        "file": finding.path,
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
        "endColumn": span.end_column,
        "title": f"{finding.code} {finding.name}",
    }
    listed = ",".join(f"{name}={_property(visible(str(value)))}" for name, value in properties.items())
    command = "notice" if finding.waived else _COMMANDS[finding.severity]
    waiver = f" (waived: {finding.waiver})" if finding.waived else ""
    return f"::{command} {listed}::{_value(visible(finding.message))}{waiver}"


def _value(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
