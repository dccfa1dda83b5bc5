"""What is asked of a run of linting, and what it comes to: its findings, and how much it looked at."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from casekit.finding import Finding, Severity


class Request(Struct, frozen=True):
    """What a command line asks for, beside the settings of the agency: rules, the bar, the day."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    fail_on: str | None = None
    as_of: date | None = None


class Report(Struct, frozen=True):
    """What a run found, in the order of files and lines, and how much it looked at.

    ``texts`` holds the text of each file that has a finding, by its path; ``docs`` the documentation of each rule
    that found something, by its code (see ``rule.sections``).
    """

    findings: tuple[Finding, ...]
    files: int
    cases: int
    texts: dict[str, str]
    docs: dict[str, dict[str, str]] = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity and are not waived."""
        return sum(finding.severity is severity and not finding.waived for finding in self.findings)


class Outcome(Struct, frozen=True):
    """A report, and the severity from which a finding makes the exit code 1."""

    report: Report
    fail_on: Severity
