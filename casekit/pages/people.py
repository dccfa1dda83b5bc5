"""A site in, the pages of its staff out: one worker's week and caseload, and what a supervisor looks after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from casekit.lint.rules.approvals import wanting
from casekit.model.agency import Policy
from casekit.model.case import Assignment
from casekit.model.caseload import Case
from casekit.model.consent import Approval
from casekit.model.people import Credential, Licence, Staff
from casekit.model.policy import limit
from casekit.pages.due import Due, dues, with_clashes
from casekit.pages.home import HIGH, past
from casekit.pages.site import Row, Site, staff_path
from casekit.summary.facts import assigned_now
from casekit.summary.wording import flowing
from casekit.words import human

_NOTICE = 90  # days: renewing a licence takes about a season


class Held(Struct, frozen=True, kw_only=True):
    """A worker with what they hold. ``cap`` is their own limit, or the policy's, if there is one."""

    staff: Staff
    path: str
    role: str
    supervisor: str
    cases: int
    high: int
    cap: int | None
    findings: int
    over: bool


class Paper(Struct, frozen=True):
    """A licence or credential and its last day."""

    staff: Staff
    path: str
    kind: str
    expires: dt.date
    days: int


class Decision(Struct, frozen=True):
    """An approval that is waiting, or was returned: of which case, for what, since when and why."""

    row: Row
    what: str
    since: dt.date
    note: str


def worker_values(site: Site, staff: Staff) -> dict[str, object]:
    """Return what a worker's page shows."""
    rows = rows_of(site, staff.id)
    items = with_clashes(dues(site, rows))
    behind = past(items, site.day)
    return {
        "staff": staff,
        "held": _held(site, staff),
        "rows": rows,
        "late": behind,
        "week": _week(items[len(behind) :], site.day),
        "papers": [paper for paper in papers(site, None) if paper.staff.id == staff.id],
    }


def _week(items: list[Due], day: dt.date) -> list[Due]:
    return [item for item in items if item.day < day + dt.timedelta(days=14)]


def rows_of(site: Site, identifier: str) -> tuple[Row, ...]:
    """Return the open cases of a worker: their own, and those of their teams."""
    teams = {
        team.id
        for team in site.caseload.teams.values()
        if any(m.staff == identifier and _now(m.to, site.day) for m in team.members)
    }
    return tuple(row for row in site.known() if _holds(row.case, identifier, teams))


def _now(to: dt.date | None, day: dt.date) -> bool:
    return to is None or to >= day


def _holds(case: Case, identifier: str, teams: set[str]) -> bool:
    return any(a.worker == identifier or (a.team is not None and a.team in teams) for a in _assigned(case))


def supervision_values(site: Site) -> dict[str, object]:
    """Return what a supervisor looks after: caseloads, approvals, credentials, and assignments not accepted yet."""
    here = [s for s in site.caseload.staff.values() if _now(s.to, site.day)]
    held = [_held(site, staff) for staff in here]
    return {
        "held": sorted(held, key=lambda h: (not h.over, -h.cases, h.staff.name)),
        "papers": papers(site, _NOTICE),
        "waiting": sorted(_waiting(site), key=lambda d: (d.since, d.row.called)),
        "unaccepted": sorted(_unaccepted(site), key=lambda d: (d.since, d.row.called)),
        "notice": _NOTICE,
    }


def _held(site: Site, staff: Staff) -> Held:
    rows = rows_of(site, staff.id)
    found = limit(site.caseload, "caseload_cap", site.day)
    own = [row for row in rows if any(a.worker == staff.id for a in _assigned(row.case))]
    cap = staff.caseload_limit if staff.caseload_limit is not None else found.value if found and own else None
    return Held(
        staff=staff,
        path=staff_path(staff.id),
        role=human(staff.role),
        supervisor=site.look.staff(staff.supervisor),
        cases=len(rows),
        high=sum(row.risk in HIGH for row in rows),
        cap=cap,
        findings=sum(row.findings for row in rows),
        over=cap is not None and len(own) > cap,
    )


def _assigned(case: Case) -> tuple[Assignment, ...]:
    return assigned_now(case.file.assignments) if case.file else ()


def papers(site: Site, notice: int | None) -> list[Paper]:
    """Return licences and credentials with a last day, of staff who are here; with ``notice``, those that end within it."""
    found = [
        Paper(staff, staff_path(staff.id), paper.kind, paper.expires, (paper.expires - site.day).days)
        for staff in site.caseload.staff.values()
        if _now(staff.to, site.day)
        for paper in _papers_of(staff)
        if paper.expires
    ]
    return sorted((p for p in found if notice is None or p.days <= notice), key=lambda p: (p.expires, p.staff.name))


def _papers_of(staff: Staff) -> Iterator[Licence | Credential]:
    yield from staff.licences
    yield from staff.credentials


def _waiting(site: Site) -> Iterator[Decision]:
    """Yield what policy wants a second person to approve and nobody has, and what was returned."""
    for row in (*site.known(), *(row for row in site.closed if row.heading)):
        last = max(row.case.approvals, key=lambda a: a.date, default=None)
        if last and last.decision == "returned":
            yield Decision(row, f"{human(last.for_)}, returned", last.date, flowing(last.because))
        if site.caseload.policy:
            yield from _undecided(row, site.caseload.policy, site.day)


def _undecided(row: Row, policy: Policy, day: dt.date) -> Iterator[Decision]:
    case, asked = row.case, policy.approval_wanted_for
    decided = {(a.of, a.for_) for a in case.approvals}
    going_on = row.heading is not None and not row.heading.closed
    if "plan" in asked and case.plan and going_on and not _approved(case.approvals, "plan"):
        yield Decision(row, "plan", case.plan.started, "")
    for record, _, wanted, on in wanting(case):
        of = record.path.removeprefix(f"{case.folder}/")
        if wanted in asked and policy.from_ <= on <= day and (of, wanted) not in decided:
            yield Decision(row, human(wanted), on, "")


def _approved(approvals: tuple[Approval, ...], what: str) -> bool:
    return any(a.for_ == what for a in approvals)


def _unaccepted(site: Site) -> Iterator[Decision]:
    for row in site.known():
        for part in _assigned(row.case):
            if part.worker and part.accepted is None and part.to is None and part.from_ <= site.day:
                yield Decision(row, site.look.staff(part.worker), part.from_, flowing(part.because))
