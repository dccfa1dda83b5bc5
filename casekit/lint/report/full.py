"""A Report in, text for a terminal out: what is wrong, the line it is on, why it matters, what to do, and when to leave it."""

from __future__ import annotations

import textwrap
import unicodedata

import click

from casekit.finding import Finding, Severity, Span
from casekit.lint.outcome import Report
from casekit.words import flowed, visible

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_WIDTH = 100
_LONGEST_LINE = 160  # of a longer line only the part around the caret is shown


def full(report: Report) -> str:
    """Return a paragraph for each finding, with what waived it if anything.

    Why it matters, and when to leave it, are told at a rule's first finding only.
    """
    told: set[str] = set()
    return "".join(_paragraph(finding, report, told) for finding in report.findings)


def _paragraph(finding: Finding, report: Report, told: set[str]) -> str:
    doc = report.docs[finding.code]
    where = f"{visible(finding.path)}:{finding.span.line}:{finding.span.column}"
    weight = click.style(finding.severity.word, fg=_COLOURS[finding.severity], bold=True)
    waived, waiver = ("waived ", f" [{finding.waiver}]") if finding.waived else ("", "")
    lines = [
        f"{click.style(where, bold=True)}: {waived}{weight} {finding.code} {finding.name}{waiver}",
        _wrapped("", visible(finding.message)),
    ]
    lines += _excerpt(report.texts.get(finding.path, ""), finding.span)
    first = finding.code not in told
    told.add(finding.code)
    if first:
        lines.append(_wrapped("why: ", flowed(doc["Why"])))
    if not finding.waived:
        lines.append(_wrapped("fix: ", flowed(doc["Fix"])))
    if first and not finding.waived and "Leave it" in doc:
        lines.append(_wrapped("leave it: ", flowed(doc["Leave it"])))
    return "\n".join(lines) + "\n\n"


def _wrapped(label: str, text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=f"  {label}", subsequent_indent=" " * (2 + len(label)), break_on_hyphens=False
    )


def _excerpt(text: str, span: Span) -> list[str]:
    """Return the line of a finding and a caret below it, or nothing where the file has no such line."""
    lines = text.split("\n")
    if span.line > len(lines) or not lines[span.line - 1].strip():
        return []
    line = lines[span.line - 1]
    start = span.column - 1
    end = min(span.end_column - 1 if span.end_line == span.line else len(line), len(line))
    cut = max(0, start - _LONGEST_LINE // 2) if len(line) > _LONGEST_LINE else 0
    shown = visible(line[cut : cut + _LONGEST_LINE])
    shown = f"{'…' * (cut > 0)}{shown}{'…' * (cut + _LONGEST_LINE < len(line))}"
    before = " " * ((cut > 0) + _columns(visible(line[cut:start])))
    marked = "^" * max(1, _columns(visible(line[start : min(end, cut + _LONGEST_LINE)])))
    number = f"{span.line:>5} | "
    return [f"{number}{shown}", f"{' ' * (len(number) - 2)}| {before}{click.style(marked, fg='red')}"]


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: East Asian letters take two, accents none."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
