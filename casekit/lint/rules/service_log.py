"""Services: a referral or application moves on, is answered, and is asked about while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.service import Service
from casekit.model.standing import ended_on, last_day
from casekit.model.upkeep import last_touched
from casekit.words import counted

_ENDS = {"on_hold", "completed", "failed", "cancelled"}
_DECIDED_ON = ("accepted", "in_progress")  # an application is taken in, worked on, and only then decided
_NEXT = {
    "draft": {"requested", "accepted", "in_progress", "cancelled"},
    "requested": {"accepted", "rejected", "waitlisted", "in_progress", *_ENDS},
    "waitlisted": {"accepted", "rejected", "in_progress", *_ENDS},
    "accepted": {"in_progress", "waitlisted", *_ENDS},
    "in_progress": {"accepted", "waitlisted", *_ENDS},
    "on_hold": {"accepted", "in_progress", "waitlisted", "rejected", *_ENDS},
    "rejected": {"requested"},
    "completed": set[str](),
    "failed": set[str](),
    "cancelled": set[str](),
}
"""What may follow a status: the referral's states in HL7 SDOH Clinical Care (Gravity), with a waiting list beside them,
and with the shortcuts of daily work: many a provider begins or finishes without ever saying `accepted`."""


@rule("CK451", Severity.WARNING, on="case")
def status_cannot_follow(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A service's log moves in steps that can be.

    Checks:
        That each status can follow the one above it. What is completed, cancelled or ended does not go on; what was
        rejected goes on after an appeal, or when it is requested anew. The same status twice is a further talk.
    Why:
        The last line is what the client is told. If it cannot follow, one of the two is wrong.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: in_progress, from: 2026-02-01}
          - {status: requested, from: 2026-02-09}
          - {status: accepted, from: 2026-02-16}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-09}
    Fix:
        Correct the line. Something begun again after its end is a new service.
    Leave it:
        Where the provider really did go back and forth: a waiver keeps the days as they were. Two lines with the same
        status are two talks.
    Source:
        HL7 SDOH Clinical Care (Gravity), STU 3.0.0, referral transitions.
    """
    del caseload
    for service in case.services:
        for i, (before, after) in enumerate(pairwise(service.status), 1):
            won = service.appeal is not None and before.status == "rejected"
            denied = service.kind == "application" and after.status == "rejected" and before.status in _DECIDED_ON
            if after.status not in {before.status, *_NEXT[before.status]} and not won and not denied:
                says = f"`{after.status}` cannot follow `{before.status}`."
                yield problem(service, "status", i, "status", says=says)


@rule("CK453", Severity.WARNING, on="case")
def request_without_answer(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A request is followed until there is an answer.

    Checks:
        That a service last `requested` has not waited longer than policy's `referral_response_days` since anyone
        touched it: a line of its log, or a contact or appointment that names it.
    Why:
        Most referrals that come to nothing were never declined: nobody asked again.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-09}
    Fix:
        Call, and write down what they said. Ask the client first: they may have heard.
    Leave it:
        Where the provider has said when it will answer, or the client is asking there themselves: a line in the log
        says so.
    Source:
        Eva, days a referral is active; 42 CFR 440.169(d)(4), monitoring.
    """
    for service, days in _waiting(case, "requested"):
        allowed = limit(caseload, "referral_response_days", service.status[-1].from_, case)
        if allowed is not None and days > allowed.value:
            says = f"no answer for {counted(days, 'day')}; your policy asks again after {allowed.value}."
            yield problem(service, "status", len(service.status) - 1, says=says)


@rule("CK461", Severity.INFO, on="case")
def waiting_list_not_asked(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A place on a list is kept warm.

    Checks:
        Whether a service last `waitlisted` was touched in the last `waitlist_asked_every_days` of policy: by a line of
        its log, or by a contact or appointment that names it.
    Why:
        Lists are cleaned by a letter that never arrives, and the client is taken off without knowing.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-01-12}
          - {status: waitlisted, from: 2026-01-12}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-01-12}
          - {status: waitlisted, from: 2026-01-12}
          - {status: waitlisted, from: 2026-03-12, because: Still sixth.}
    Fix:
        Ask where they stand, and add a line.
    Leave it:
        Where the provider has said when it will call.
    Source:
        House practice.
    """
    for service, days in _waiting(case, "waitlisted"):
        allowed = limit(caseload, "waitlist_asked_every_days", service.status[-1].from_, case)
        if allowed is not None and days > allowed.value:
            yield problem(
                service,
                "status",
                len(service.status) - 1,
                says=f"nothing heard of this list for {counted(days, 'day')}. Still on it?",
            )


@rule("CK462", Severity.INFO, on="case")
def unmet_and_not_told(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client hears that nothing fitting was found.

    Checks:
        Whether a service with `unmet` says in `told_client` when the client was told, and has not begun all the same.
    Why:
        Waiting for something that will not come is worse than knowing.
    Bad:
        # services/sv-k7q2.yaml
        unmet: {because: hours, note: No clinic is open after six.}
    Good:
        # services/sv-k7q2.yaml
        unmet: {because: hours, note: No clinic is open after six., told_client: 2026-02-20}
    Fix:
        Tell them, with what else there is.
    Leave it:
        Where the search still goes on, so that there is nothing to tell yet: take `unmet` out until it is over.
    Source:
        TIP 27, linkage; House practice.
    """
    del caseload
    for service in case.services:
        if service.unmet is not None and service.unmet.told_client is None:
            yield problem(service, "unmet", says="nothing fitting was found, and nothing says that the client knows.")


def _waiting(case: Case, status: str) -> Iterator[tuple[Service, int]]:
    """Yield the services that wait in a status while the case goes on, and the days since they were last touched."""
    until: date = last_day(case)
    if ended_on(case) is not None:
        return
    for service in case.services:
        if service.status[-1].status == status and service.unmet is None:
            yield service, (until - last_touched(case, service)).days
