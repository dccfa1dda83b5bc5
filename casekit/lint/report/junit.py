"""A Report in, JUnit's XML out: each finding a test, for CI servers that show test results."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as ET

from casekit.finding import Finding, Severity
from casekit.lint.outcome import Report
from casekit.words import visible

_CLEAN = "records hold together"


def junit(report: Report) -> str:
    """Return a suite with one test a finding, or one passed test where all is clear.

    A test failed where something is wrong. It was skipped where that is waived, and where a finding is only a question
    (info): nobody has to do anything for a build to be as it should.
    A test's class is its file. Its name holds no line number: servers tell a new failure from an old one by class
    and name, and a line moves. Characters outside ASCII are references, so no encoding can garble them.
    """
    skipped = sum(_skipped(finding) != "" for finding in report.findings)
    counts = {"tests": max(1, len(report.findings)), "failures": len(report.findings) - skipped, "skipped": skipped}
    totals = {name: str(count) for name, count in counts.items()} | {"errors": "0"}
    suites = ET.Element("testsuites", {"name": "casekit", **totals})
    suite = ET.SubElement(suites, "testsuite", {"name": "casekit", **totals})
    seen: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        _case(suite, finding, seen)
    if not report.findings:
        ET.SubElement(suite, "testcase", {"classname": "records", "name": _CLEAN})
    ET.indent(suites)
    written: bytes = ET.tostring(suites, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _case(suite: ET.Element, finding: Finding, seen: Counter[tuple[str, str]]) -> None:
    path = visible(finding.path)
    name = " ".join([finding.code, finding.name, *([".".join(map(str, finding.at))] if finding.at else [])])
    seen[path, name] += 1
    name += f" ({seen[path, name]})" if seen[path, name] > 1 else ""
    place = {"file": path, "line": str(finding.span.line)}
    case = ET.SubElement(suite, "testcase", {"classname": path, "name": visible(name), **place})
    if why := _skipped(finding):
        outcome = ET.SubElement(case, "skipped", {"message": visible(why)})
    else:
        outcome = ET.SubElement(case, "failure", {"type": finding.severity.word, "message": visible(finding.message)})
    where = f"{path}:{finding.span.line}:{finding.span.column}"
    outcome.text = f"{where}: {finding.code} {finding.name}: {visible(finding.message)}"


def _skipped(finding: Finding) -> str:
    """Say why a finding is no failure, or nothing where it is one."""
    if finding.waived:
        return f"waived: {finding.waiver}"
    return f"a question: {finding.message}" if finding.severity is Severity.INFO else ""
