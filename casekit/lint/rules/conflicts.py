"""Conflicts of interest: a tie that could sway a choice is known, and someone else's hand is on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.people import Conflict
from casekit.model.service import Service
from casekit.model.workforce import primaries


@rule("CK726", Severity.WARNING, on="case")
def referred_to_a_tie(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody refers a client to their own tie on their own.

    Checks:
        That a request to a provider was not made by someone whose record names a conflict of interest with it at
        the time, unless another provider was shown as well or a second person approved the service.
    Why:
        The client chooses freely only if whoever shows the choices has nothing to gain from one.
    Bad:
        # staff/s-ruiz.yaml
        conflicts:
          - {with: Harbor Street Clinic, provider: harbor-clinic, nature: Her partner works there.,
             managed: M. Lee makes these referrals., from: 2024-01-08}
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01, by: s-ruiz}
          - {status: accepted, from: 2026-02-09}
    Good:
        # staff/s-ruiz.yaml
        conflicts:
          - {with: Harbor Street Clinic, provider: harbor-clinic, nature: Her partner works there.,
             managed: M. Lee makes these referrals., from: 2024-01-08}
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01, by: m-lee}
          - {status: accepted, from: 2026-02-09}
    Fix:
        Let someone else go through the choices with the client again, and say so in the record.
    Leave it:
        Where it was the only door for this need, or urgent: a waiver says so, with who knew of the tie.
    Source:
        42 CFR 441.301(c)(1): conflict-free case management; CMSA Standards of Practice 2016, K.
    """
    second_look = {a.of for a in case.approvals if a.decision == "approved"}
    for service in case.services:
        line = next((x for x in service.status if x.by), None)
        day = service.status[0].from_
        worker = line.by if line else next((a.worker for _, a in primaries(case) if a.from_ <= day), None)
        tie = _tie(caseload, worker, service.provider, day)
        others = any(choice.provider != service.provider for choice in service.choices)
        if tie is None or others or f"services/{service.stem}.yaml" in second_look:
            continue
        says = (
            f"asked for by {worker}, who has a tie to {service.provider} on record. Who else went through the choices?"
        )
        yield problem(service, "provider", says=says)


@rule("CK727", Severity.WARNING, on="case")
def tie_decides(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody approves what goes to their own tie.

    Checks:
        That an approval of a service, or of the talks about it, is not by someone whose record names a conflict of
        interest with the service's provider at the time.
    Why:
        A second look is worth something only from someone who is free to say no.
    Bad:
        # staff/m-lee.yaml
        conflicts:
          - {with: Harbor Street Clinic, provider: harbor-clinic, nature: Her partner works there.,
             managed: Another supervisor decides., from: 2024-01-08}
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-02-10
        by: m-lee
        of: services/sv-k7q2.yaml
        sha256: {sha256 of services/sv-k7q2.yaml}
        for: other
        decision: approved
    Good:
        # staff/m-lee.yaml
        conflicts:
          - {with: Harbor Street Clinic, provider: harbor-clinic, nature: Her partner works there.,
             managed: Another supervisor decides., from: 2026-03-01}
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-02-10
        by: m-lee
        of: services/sv-k7q2.yaml
        sha256: {sha256 of services/sv-k7q2.yaml}
        for: other
        decision: approved
    Fix:
        Ask whoever the staff record names under `managed`.
    Leave it:
        Where the tie had ended by that day: its `to` in the staff record answers this. So does a decision by somebody
        else.
    Source:
        CMSA Standards of Practice 2016, K (disclosure of conflicts); 42 CFR 441.301(c)(1): conflict-free case
        management.
    """
    services: dict[str, Service] = {f"services/{s.stem}.yaml": s for s in case.services}
    for approval in case.approvals:
        service = services.get(approval.of)
        if service is None or not _tie(caseload, approval.by, service.provider, approval.date):
            continue
        since = (a for a in case.approvals if a.of == approval.of and a.date >= approval.date)
        if all(_tie(caseload, a.by, service.provider, a.date) for a in since):
            says = f"{approval.by} has a tie to {service.provider} on record. Who decides instead?"
            yield problem(approval, "by", says=says)


def _tie(caseload: Caseload, worker: str | None, provider: str | None, day: date) -> Conflict | None:
    """Return the conflict of interest that a worker has with a provider on a day, if their record names one."""
    staff = caseload.staff.get(worker or "")
    ties = staff.conflicts if staff and provider else ()
    return next((c for c in ties if c.provider == provider and c.from_ <= day and (c.to is None or day <= c.to)), None)
