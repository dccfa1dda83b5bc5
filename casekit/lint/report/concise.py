"""A Report in, one line a finding out: for editors, `grep` and people in a hurry."""

from __future__ import annotations

from casekit.finding import Finding
from casekit.lint.outcome import Report
from casekit.words import visible


def concise(report: Report) -> str:
    """Return ``path:line:column: severity CODE name: message`` for each finding, with what waived it if anything."""
    return "".join(f"{_line(finding)}\n" for finding in report.findings)


def _line(finding: Finding) -> str:
    where = f"{visible(finding.path)}:{finding.span.line}:{finding.span.column}"
    weight = f"waived {finding.severity.word}" if finding.waived else finding.severity.word
    waiver = f" [{finding.waiver}]" if finding.waived else ""
    return f"{where}: {weight} {finding.code} {finding.name}: {visible(finding.message)}{waiver}"
