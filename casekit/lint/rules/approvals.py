"""Approvals: a second person's decision, after the work, on the very text that was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event, Record
from casekit.model.consent import Approval
from casekit.model.contact import Report
from casekit.model.money import is_flexible, total
from casekit.model.plan import Outcome, Plan
from casekit.model.service import Service
from casekit.model.workforce import primaries

_ENDED_BY_THEMSELVES = ("died", "withdrew", "lost_contact", "moved", "incarcerated")


@rule("CK711", Severity.ERROR, on="case")
def own_work_approved(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody approves their own work.

    Checks:
        That an approval is not by whoever wrote the record or asked for the service, and that of a plan not by
        whoever carried the case that day.
    Why:
        A second look protects the client from one person's blind spot, and the worker from standing alone.
    Bad:
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-14
        by: s-ruiz
        of: reviews/2026-04-13-r2.yaml
        sha256: {sha256 of reviews/2026-04-13-r2.yaml}
        for: other
        decision: approved
    Good:
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-14
        by: m-lee
        of: reviews/2026-04-13-r2.yaml
        sha256: {sha256 of reviews/2026-04-13-r2.yaml}
        for: other
        decision: approved
    Fix:
        Have another supervisor decide, in an approval of their own; this one may stay beside it.
    Leave it:
        Where there is no other supervisor: `supervises_alone` in the staff record says who decides. Once somebody else
        has decided on it since, nothing is asked.
    Source:
        Primero, permission SELF_APPROVE; House practice: no approval of one's own work.
    """
    for approval in case.approvals:
        record = approved_record(case, approval)
        if record is None or approval.by not in _workers(case, record, approval.date):
            continue
        since = (a for a in case.approvals if a.of == approval.of and a.date >= approval.date)
        if any(a.by not in _workers(case, record, a.date) for a in since):
            continue
        staff = caseload.staff.get(approval.by)
        route = " Their staff record says who decides then." if staff and staff.supervises_alone else ""
        yield problem(approval, "by", says=f"{approval.by} decides on their own work.{route}")


@rule("CK712", Severity.ERROR, on="case")
def approved_before_it_was_there(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A decision comes after what it decides on.

    Checks:
        That an approval is not dated before the record it is about. Money for a service may be approved ahead.
    Why:
        Nobody can have read it then: one of the two days is wrong.
    Bad:
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-10
        by: m-lee
        of: reviews/2026-04-13-r2.yaml
        sha256: {sha256 of reviews/2026-04-13-r2.yaml}
        for: other
        decision: approved
    Good:
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-14
        by: m-lee
        of: reviews/2026-04-13-r2.yaml
        sha256: {sha256 of reviews/2026-04-13-r2.yaml}
        for: other
        decision: approved
    Fix:
        Correct the day.
    Leave it:
        Where money for a service is approved ahead: that is as it should be, and not asked.
    Source:
        OSCaR and Primero approvals: dated after the thing approved.
    """
    del caseload
    for approval in case.approvals:
        record = approved_record(case, approval)
        begun = record.started if isinstance(record, Plan) else record.date if isinstance(record, Event) else None
        if begun is not None and approval.date < begun:
            yield problem(approval, "date", says=f"decided on {approval.date}, and what it decides on is from {begun}.")


@rule("CK713", Severity.WARNING, on="case")
def changed_since_approval(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What was approved is what stands there.

    Checks:
        That the newest approval of a review, an outcome, a contact or another event carries the SHA-256 of that
        file as it is now. Plans and services live on after their approval and are not asked; nor is a mandated
        report, which waits for no approval.
    Why:
        A decision about other words is none about these.
    Bad:
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-14
        by: m-lee
        of: reviews/2026-04-13-r2.yaml
        sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        for: other
        decision: approved
    Good:
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-14
        by: m-lee
        of: reviews/2026-04-13-r2.yaml
        sha256: {sha256 of reviews/2026-04-13-r2.yaml}
        for: other
        decision: approved
    Fix:
        Put the text back and amend it by a new record, or ask for the decision again.
    Leave it:
        Where plans and services went on living after their approval: they are not asked. A comma mended is a change all
        the same, and quickly approved anew.
    Source:
        House practice: an approval is bound to the text by its SHA-256.
    """
    del caseload
    newest: dict[str, Approval] = {a.of: a for a in sorted(case.approvals, key=lambda a: (a.date, a.id))}
    for of, approval in newest.items():
        record = approved_record(case, approval)
        if not isinstance(record, Event) or isinstance(record, Report) or approval.decision != "approved":
            continue
        digest = case.digests.get(of)
        if digest is not None and digest != approval.sha256:
            yield problem(
                approval, "sha256", says=f"{of} reads otherwise than when it was approved. Was the change approved too?"
            )


@rule("CK714", Severity.WARNING, on="case")
def approval_is_missing(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What the agency wants a second person to decide was decided by one.

    Checks:
        That a closing, a step down or flexible funds have an approval, where policy's `approval_wanted_for` names
        them and since that policy holds. A death, a withdrawal, a move or lost contact ends a case by itself.
    Why:
        Ending or lessening help is hard to take back. Urgent money is spent first and approved afterwards.
    Bad:
        # policy.yaml
        approval_wanted_for: [step_down]
        # reviews/2026-04-13-r2.yaml
        decision: step_down
        changes: Calls instead of visits, at her asking.
    Good:
        # policy.yaml
        approval_wanted_for: [step_down]
        # reviews/2026-04-13-r2.yaml
        decision: step_down
        changes: Calls instead of visits, at her asking.
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-04-14
        by: m-lee
        of: reviews/2026-04-13-r2.yaml
        sha256: {sha256 of reviews/2026-04-13-r2.yaml}
        for: step_down
        decision: approved
    Fix:
        Ask a second person, and write their decision down in `approvals/`.
    Leave it:
        Where the client withdrew, moved, died or was lost from sight: that ends a case by itself. Urgent money is spent
        first, and this waits with it.
    Source:
        CMSA Standards of Practice 2016, G (closure); House practice.
    """
    policy = caseload.policy
    if policy is None or "approval" in case.broken:
        return
    decided = {(a.of, a.for_) for a in case.approvals if a.decision == "approved"}
    for record, at, wanted, on in wanting(case):
        of = record.path.removeprefix(f"{case.folder}/")
        if wanted in policy.approval_wanted_for and on >= policy.from_ and (of, wanted) not in decided:
            says = f"a second person decides on {wanted.replace('_', ' ')} here, and no approval names this record."
            yield problem(record, at, says=says)


def wanting(case: Case) -> Iterator[tuple[Record, str, str, date]]:
    """Yield what policy may want a second decision for: the record, the place, what for, and since when."""
    outcome: Outcome | None = case.outcome
    if outcome is not None and outcome.reason not in _ENDED_BY_THEMSELVES:
        yield outcome, "reason", "closure", outcome.date
    for review in case.reviews:
        if review.decision == "step_down":
            yield review, "decision", "step_down", review.date
    for service in case.services:
        if service.cost is not None and is_flexible(service.cost) and total(service.cost) > 0:
            yield service, "cost", "flexible_funds", service.status[0].from_


def approved_record(case: Case, approval: Approval) -> Record | None:
    """Return the record that an approval is about, or None where it cannot be read."""
    return next((r for r in case.records() if r.path == f"{case.folder}/{approval.of}"), None)


def _workers(case: Case, record: Record, day: date) -> set[str | None]:
    """Return whose work a record is: its author's, who asked for the service, or who carries the plan."""
    if isinstance(record, Event):
        return {record.by}
    if isinstance(record, Service):
        return {next((line.by for line in record.status if line.by), None)}
    if isinstance(record, Plan):
        return {a.worker for _, a in primaries(case) if a.from_ <= day and (a.to is None or day <= a.to)}
    return set()
