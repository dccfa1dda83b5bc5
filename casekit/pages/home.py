"""A site in, its Monday page out: who is at high risk and unseen, which clocks run, who came home and was not met."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from casekit.finding import Finding, Severity
from casekit.model.caseload import Case
from casekit.model.common import Setting
from casekit.model.contact import Incident
from casekit.model.policy import limit
from casekit.model.reaching import attempts, contact_every, last_met, last_reached, silence
from casekit.model.standing import in_person
from casekit.pages.due import Due, dues
from casekit.pages.history import recent
from casekit.pages.site import Row, Site
from casekit.summary.wording import flowing
from casekit.words import human

HIGH = ("imminent", "high")
_WEEK = 7
_MOST_RULES = 5
_RECENT = 10


class Seen(Struct, frozen=True, kw_only=True):
    """When someone was last met in person, and when last reached in any way.

    ``days`` is None where they were never met; ``attempts`` did not reach them since. ``every`` is how often policy wants
    them reached, in days, where it asks; ``past`` says that they were not reached for longer.
    """

    row: Row
    last: dt.date | None
    days: int | None
    attempts: int
    tried: dt.date | None
    reached: dt.date | None
    every: int | None
    past: bool


class Clock(Struct, frozen=True, kw_only=True):
    """A decision against a client that can be appealed until a day, if one is written down."""

    row: Row
    what: str
    reason: str
    on: dt.date
    until: dt.date | None
    days: int | None


class Unmet(Struct, frozen=True, kw_only=True):
    """Someone who left a hospital or jail and whom nobody has met since. ``within`` is the policy's number of days."""

    row: Row
    what: str
    left: dt.date
    days: int
    within: int | None


class Load(Struct, frozen=True, kw_only=True):
    """How many open cases a worker or team holds, how many of them at high risk, and by model in the order of models."""

    name: str
    cases: int
    high: int
    models: tuple[int, ...]


def values(site: Site) -> dict[str, object]:
    """Return what the Monday page shows."""
    models = sorted({word for row in site.known() for word in row.facets["model"]})
    items = dues(site, site.open)
    agency = site.caseload.agency
    return {
        "agency": agency.name if agency else "Home",
        "said": f"{site.day:%A}, {site.day.day} {site.day:%B %Y}",
        "open": len(site.open),
        "kept": site.past is not None,
        "seen": unseen(site),
        "clocks": clocks(site),
        "unmet": unmet(site),
        "week": [d for d in items if site.day <= d.day < site.day + dt.timedelta(days=_WEEK)],
        "late": len(past(items, site.day)),
        "models": models,
        "loads": loads(site, models),
        "quality": quality(site.findings),
        "recent": recent(site, _RECENT),
        "rules": _rules(site.findings),
        "unread": len(site.look.unread_elsewhere) + sum(row.unread for row in (*site.open, *site.closed)),
    }


def past(items: list[Due], day: dt.date) -> list[Due]:
    """Return what was to be done before a day."""
    return [item for item in items if item.day < day]


def unseen(site: Site) -> list[Seen]:
    """Return everyone at high risk who was not met within the last week or not reached in time, the longest unseen first."""
    high = [row for row in site.known() if row.risk in HIGH]
    found = [seen(row, site) for row in high]
    return sorted(
        (s for s in found if s.days is None or s.days >= _WEEK or s.past),
        key=lambda s: (s.days is not None, -(s.days or 0), s.row.called),
    )


def seen(row: Row, site: Site) -> Seen:
    """Say when a client was last met in person, how often staff tried since, and whether policy's days are over."""
    case = row.case
    met, reached = last_met(case, site.day), last_reached(case, site.day)
    tried = [c.date for c in attempts(case, met, site.day)]
    return Seen(
        row=row,
        last=met.date if met else None,
        days=(site.day - met.date).days if met else None,
        attempts=len(tried),
        tried=max(tried, default=None),
        reached=reached.date if reached else None,
        every=contact_every(case, site.caseload, site.day),
        past=silence(case, site.caseload, site.day) is not None,
    )


def _limit(site: Site, setting: Setting, case: Case) -> int | None:
    found = limit(site.caseload, setting, site.day, case)
    return found.value if found else None


def clocks(site: Site) -> list[Clock]:
    """Return the denials that nobody has appealed and that can still be, the most pressing first."""
    found = []
    for row in site.known():
        for service in row.case.services:
            denial = service.denial
            if denial is None or service.appeal or (denial.appeal_by and denial.appeal_by < site.day):
                continue
            days = (denial.appeal_by - site.day).days if denial.appeal_by else None
            found.append(
                Clock(
                    row=row,
                    what=flowing(service.what),
                    reason=flowing(denial.reason),
                    on=denial.on,
                    until=denial.appeal_by,
                    days=days,
                )
            )
    return sorted(found, key=lambda c: (c.days is None, c.days or 0, c.row.called))


def unmet(site: Site) -> list[Unmet]:
    """Return who left a hospital or jail and was met by nobody since, the longest ago first."""
    found = [item for row in site.known() for item in _unmet(row, site)]
    return sorted(found, key=lambda u: (u.left, u.row.called))


def _unmet(row: Row, site: Site) -> Iterator[Unmet]:
    for incident in row.case.incidents:
        left = _left(incident)
        if left is None or left > site.day:
            continue
        if any(in_person(c) and left <= c.date <= site.day for c in row.case.contacts):
            continue
        setting: Setting = (
            "release_follow_up_within_days" if incident.kind == "release" else "follow_up_after_discharge_days"
        )
        what = "released" if incident.kind == "release" else f"left after {human(incident.kind)}"
        days, within = (site.day - left).days, _limit(site, setting, row.case)
        yield Unmet(row=row, what=what, left=left, days=days, within=within)


def _left(incident: Incident) -> dt.date | None:
    if incident.kind == "release":
        return incident.to or incident.date
    return incident.to if incident.kind in {"admission", "observation", "emergency_visit"} else None


def loads(site: Site, models: list[str]) -> list[Load]:
    """Return how the open cases are spread over workers and teams; a case of two counts for both."""
    held: dict[str, list[Row]] = {}
    for row in site.known():
        for name in (*row.facets["worker"], *row.facets["team"]) or ("nobody yet",):
            held.setdefault(name, []).append(row)
    found = [
        Load(
            name=name,
            cases=len(rows),
            high=sum(row.risk in HIGH for row in rows),
            models=tuple(sum(model in row.facets["model"] for row in rows) for model in models),
        )
        for name, rows in held.items()
    ]
    return sorted(found, key=lambda load: (-load.cases, load.name))


def quality(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    """Return how many findings there are by severity, the gravest first, and how many are waived."""
    counts = Counter(f.severity for f in findings if not f.waived)
    found = [(s.word, counts[s]) for s in reversed(Severity)]
    return [*found, ("waived", sum(f.waived for f in findings))]


def _rules(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    counts = Counter((f.code, f.name) for f in findings if not f.waived)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(code, name, count) for (code, name), count in ordered[:_MOST_RULES]]
