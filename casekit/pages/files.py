"""Paths of records and findings in, what the site may tell of them out: links to files, and findings fit to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from msgspec import Struct

from casekit.finding import Finding
from casekit.model.caseload import Case, Caseload

_CASE_FOLDER = 4  # records/cases/<year>/<case>
_UNSAFE = {"javascript", "data", "vbscript", "blob", "filesystem"}
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://[!-~]+")
_TELLS = re.compile(r"mandated|reports/", re.IGNORECASE)


class Way(Struct, frozen=True):
    """A way to a file at its line: ``name`` says where it opens."""

    name: str
    address: str


def ways_to(path: str, line: int, caseload: Caseload) -> tuple[Way, ...]:
    """Return the links to a file that ``agency.yaml`` has templates for. A template that could run script is passed over."""
    links = caseload.agency.links if caseload.agency else None
    if links is None:
        return ()
    found = (("editor", links.editor), ("forge", links.forge))
    return tuple(Way(name, _filled(template, path, line)) for name, template in found if template and _safe(template))


def _safe(template: str) -> bool:
    found = _ADDRESS.fullmatch(template)
    return bool(found) and found[1].lower() not in _UNSAFE if found else False


def _filled(template: str, path: str, line: int) -> str:
    return template.replace("{path}", quote(path)).replace("{line}", str(line))


def case_folder(path: str) -> str:
    """Return the folder of the case that a path is in, or nothing."""
    parts = path.split("/")
    return "/".join(parts[:_CASE_FOLDER]) if parts[1:2] == ["cases"] and len(parts) > _CASE_FOLDER else ""


def shown(findings: Iterable[Finding], caseload: Caseload) -> Iterator[Finding]:
    """Yield the findings that tell nothing of a mandated report: that there is one is itself kept from readers."""
    hidden = {path for case in caseload.cases for path in about_reports(case)}
    for finding in findings:
        in_reports = finding.path.split("/")[_CASE_FOLDER : _CASE_FOLDER + 1] == ["reports"]
        if not in_reports and finding.path not in hidden and not _TELLS.search(finding.message):
            yield finding


def about_reports(case: Case) -> Iterator[str]:
    """Yield the paths of records that tell of a mandated report."""
    yield from (report.path for report in case.reports)
    yield from (d.path for d in case.disclosures if d.basis == "mandated_report" or d.report is not None)
    yield from (a.path for a in case.approvals if "/reports/" in f"/{a.of}")
    for record in case.records():
        amends = getattr(record, "amends", None)
        if amends and amends.record.startswith("reports/"):
            yield record.path
