"""A site in, what lint found in its records out: by rule, worker and case, as a page and as data for programs."""

from __future__ import annotations

import json
from collections import Counter

from msgspec import Struct

from casekit.finding import Finding
from casekit.pages.case import Told, told
from casekit.pages.files import case_folder
from casekit.pages.filters import filter_of
from casekit.pages.home import quality
from casekit.pages.site import Row, Site


class Line(Struct, frozen=True):
    """A finding, the case it is in if any, and its keys in the filter."""

    told: Told
    row: Row | None
    keys: str


def values(site: Site) -> dict[str, object]:
    """Return what the page of findings shows; waived ones are counted, and not listed."""
    rows = {row.case.folder: row for row in (*site.open, *site.closed)}
    found = told(tuple(f for f in site.findings if not f.waived), site)
    places = [rows.get(case_folder(item.finding.path)) for item in found]
    facets = filter_of(
        (_facets(item.finding, row) for item, row in zip(found, places, strict=True)),
        ("severity", "rule", "worker", "team", "case"),
    )
    counts = Counter((f.severity.word, f.code, f.name) for f in (item.finding for item in found))
    return {
        "lines": tuple(Line(*line) for line in zip(found, places, facets.keys, strict=True)),
        "facets": facets.facets,
        "quality": quality(site.findings),
        "rules": sorted(counts.items(), key=lambda item: (-item[1], item[0])),
    }


def _facets(finding: Finding, row: Row | None) -> dict[str, tuple[str, ...]]:
    return {
        "severity": (finding.severity.word,),
        "rule": (f"{finding.code} {finding.name}",),
        "worker": row.facets.get("worker", ()) if row else (),
        "team": row.facets.get("team", ()) if row else (),
        "case": (row.case.id,) if row else (),
    }


def as_json(site: Site) -> str:
    """Return ``{"as_of": day, "findings": [...]}``, with the fields of ``casekit lint --format json``."""
    found = [_finding(f) for f in site.findings]
    return json.dumps({"as_of": site.day.isoformat(), "findings": found}, indent=1, ensure_ascii=False) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "message": finding.message,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "record": finding.record,
        "at": list(finding.at),
        "fingerprint": finding.fingerprint,
        "waived": finding.waived,
        "waiver": finding.waiver,
    }
