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


class Doors(Struct, frozen=True, kw_only=True):
    """Address templates: of a file at its line, with ``{path}`` and ``{line}``, and of a commit, with ``{commit}``.

    Each is empty where nothing opens it, or where the template could run script.
    """

    editor: str = ""
    forge: str = ""
    commit: str = ""

    def to_file(self, path: str, line: int) -> tuple[Way, ...]:
        """Return the ways to a file."""
        found = (("editor", self.editor), ("forge", self.forge))
        return tuple(Way(name, _filled(template, path, line)) for name, template in found if template)

    def to_commit(self, oid: str) -> str:
        """Return the address of a commit, or nothing."""
        return self.commit.replace("{commit}", oid)


def doors(caseload: Caseload, *, folder: str = "", editor: str = "", forge: str = "") -> Doors:
    """Return what opens files: of the site's own settings, else of ``agency.yaml``.

    ``editor`` is a template, in which ``{folder}`` is the agency's ``folder`` on the machine that builds; ``forge`` is
    the address of the repository.
    """
    links = caseload.agency.links if caseload.agency else None
    base = forge.rstrip("/")
    return Doors(
        editor=_safe(editor.replace("{folder}", quote(folder.replace("\\", "/"))))
        or _safe(links.editor if links else None),
        forge=_safe(base and f"{base}/blob/HEAD/{{path}}#L{{line}}") or _safe(links.forge if links else None),
        commit=_safe(base and f"{base}/commit/{{commit}}"),
    )


def _safe(template: str | None) -> str:
    found = _ADDRESS.fullmatch(template or "")
    return found[0] if found and found[1].lower() not in _UNSAFE else ""


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
        if not in_reports and finding.path not in hidden and not tells_of_report(finding.message):
            yield finding


def tells_of_report(text: str) -> bool:
    """Tell whether a path, the name of a rule or a sentence of ours speaks of mandated reports."""
    return bool(_TELLS.search(text))


def about_reports(case: Case) -> Iterator[str]:
    """Yield the paths of records that tell of a mandated report."""
    yield from (report.path for report in case.reports)
    yield from (d.path for d in case.disclosures if d.basis == "mandated_report" or d.report is not None)
    yield from (a.path for a in case.approvals if "/reports/" in f"/{a.of}")
    for record in case.records():
        amends = getattr(record, "amends", None)
        if amends and amends.record.startswith("reports/"):
            yield record.path
