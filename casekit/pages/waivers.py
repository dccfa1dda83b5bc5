"""A site in, the findings that its agency accepts for a while out: why, who approved it, until when, and what they cover."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from casekit.model.agency import Waiver
from casekit.pages.files import tells_of_report
from casekit.pages.site import Row, Site
from casekit.summary.wording import flowing

_NOTICE = 30  # days before its end in which a waiver stands out


class Line(Struct, frozen=True, kw_only=True):
    """A waiver. ``covers`` is how many findings it accepts now; ``days`` are left, fewer than none once it has ended."""

    waiver: Waiver
    rule: str
    row: Row | None
    where: str
    reason: str
    asked: str
    approved: str
    covers: int
    days: int
    soon: bool


def values(site: Site) -> dict[str, object]:
    """Return the waivers in force, the first to end first, those that ended, and the findings accepted beside a line."""
    counts = Counter(f.waiver for f in site.findings if f.waived)
    rows = {row.case.id: row for row in (*site.open, *site.closed)}
    lines = [_line(w, site, rows, counts[w.stem]) for w in site.caseload.waivers if _may_be_shown(w, site, rows)]
    waivers = {line.waiver.stem for line in lines}
    beside = [f for f in site.findings if f.waived and f.waiver not in waivers]
    return {
        "lines": sorted((line for line in lines if line.days >= 0), key=lambda line: (line.days, line.waiver.id)),
        "ended": sorted((line for line in lines if line.days < 0), key=lambda line: (-line.days, line.waiver.id)),
        "remarks": sorted(Counter((f.code, f.name) for f in beside).items()),
    }


def _may_be_shown(waiver: Waiver, site: Site, rows: dict[str, Row]) -> bool:
    """Tell whether a waiver concerns a case or person of the site, or none, and tells nothing of a mandated report."""
    scope = waiver.scope
    of_case = next((part for part in (scope.file or "").split("/") if part.startswith("C-")), scope.case)
    told = any(tells_of_report(text) for text in (waiver.rule, scope.file or "", waiver.reason))
    known = scope.person is None or scope.person in site.caseload.people
    return (of_case is None or of_case in rows) and known and not told


def _line(waiver: Waiver, site: Site, rows: dict[str, Row], covers: int) -> Line:
    scope, days = waiver.scope, (waiver.expires - site.day).days
    return Line(
        waiver=waiver,
        rule=flowing(waiver.rule),
        row=rows.get(scope.case or ""),
        where=", ".join(filter(None, (scope.case, scope.person, scope.file))) or "everywhere",
        reason=flowing(waiver.reason),
        asked=site.look.staff(waiver.requested_by),
        approved=site.look.staff(waiver.approved_by),
        covers=covers,
        days=days,
        soon=0 <= days <= _NOTICE,
    )
