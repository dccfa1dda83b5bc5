"""The golden thread, from goal to service and outcome: a case in, services that hang in the air out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import (
    SERVICE_LOST,
    active_goals,
    began_on,
    goals_of,
    implementing,
    is_brokerage,
    is_open,
    service_stands,
    under_way,
)


@rule("CK431", Severity.INFO, on="case")
def service_no_goal_asks_for(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A service is there for a goal.

    Checks:
        Whether a service of a plan under way is named by a goal or a step, names one, or is for the need of one; or else
        whether `choices` or `client_choice` show that the client wants it. What is urgent, what ended without being given, and
        brokerage are not asked.
    Why:
        A service that no goal asks for may be what we have rather than what they want.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # services/sv-m4r1.yaml
        id: sv-m4r1
        kind: linkage
        what: A course in budgeting
        need: income
        urgent: false
        status:
          - {status: requested, from: 2026-03-02}
          - {status: accepted, from: 2026-03-04}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # services/sv-m4r1.yaml
        id: sv-m4r1
        kind: linkage
        what: A course in budgeting
        need: income
        urgent: false
        client_choice: I would like that.
        status:
          - {status: requested, from: 2026-03-02}
          - {status: accepted, from: 2026-03-04}
    Fix:
        Name it in the goal it serves, or write what the client said to it.
    Leave it:
        Where the client asked for it on the day it was there, a coat or a ride: their `client_choice` is reason enough.
        What is urgent is not asked.
    Source:
        42 CFR 440.169(d)(3): referral to meet the needs in the plan.
    """
    del caseload
    plan = case.plan
    if plan is None or not plan.goals or not implementing(case) or not under_way(case) or is_brokerage(case):
        return
    needs = {goal.need for goal in plan.goals} | {deferred.need for deferred in plan.deferred}
    for service in case.services:
        began = began_on(service)
        asked = (
            service.need in needs
            or goals_of(case, service)
            or service.goals
            or service.client_choice
            or service.choices
        )
        if service.urgent or asked or began is None or began < plan.started or service_stands(service) in SERVICE_LOST:
            continue
        yield problem(service, "need", says=f"for {service.need}, and no goal asks for it. Which one does it serve?")


@rule("CK432", Severity.WARNING, on="case")
def completed_without_outcome(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A service that is over says what came of it.

    Checks:
        That a service whose status ends with `completed` has an `outcome`.
    Why:
        Whether it helped is the point of it, and what the next client will be told about that provider.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-05}
          - {status: in_progress, from: 2026-02-20}
          - {status: completed, from: 2026-03-09}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-05}
          - {status: in_progress, from: 2026-02-20}
          - {status: completed, from: 2026-03-09}
        outcome: She has a doctor she will go back to.
    Fix:
        Add `outcome`: one sentence on what is different for the client now.
    Leave it:
        Where nobody can know yet: "too early to say" is an outcome, and the client's to complete.
    Source:
        HL7 SDOH Clinical Care: a completed referral has its outcome; 42 CFR 441.18(a)(7)(iv).
    """
    del caseload
    for service in case.services:
        if service_stands(service) == "completed" and not service.outcome:
            place = len(service.status) - 1
            says = f"completed on {service.status[-1].from_}, without an outcome. What came of it?"
            yield problem(service, "status", place, says=says)


@rule("CK433", Severity.WARNING, on="case")
def unmet_and_given(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A need is unmet or served, not both.

    Checks:
        That a service with `unmet` is not under way or completed.
    Why:
        The agency's list of gaps counts it, and someone may argue for money with it.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-05}
          - {status: in_progress, from: 2026-02-20}
        unmet: {because: no_provider, note: Nobody takes new patients., told_client: 2026-02-03}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-05}
    Fix:
        Take `unmet` out where something was found after all; otherwise end the service with its reason.
    Leave it:
        Where only a part could be found: the part that is still missing is a service of its own, with its own `unmet`.
    Source:
        House practice: unmet needs are counted for the agency's report of gaps.
    """
    del caseload
    for service in case.services:
        if service.unmet is not None and service_stands(service) in {"in_progress", "completed"}:
            says = f"marked unmet (`{service.unmet.because}`), and `{service_stands(service)}` all the same."
            yield problem(service, "unmet", says=says)


@rule("CK434", Severity.INFO, on="case")
def unmet_and_not_reviewed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A review counts what could not be found.

    Checks:
        Whether the first review after a service ended as `unmet` lists its need in `unmet_needs`, unless another service
        for that need is under way by then.
    Why:
        A gap that only one service's file knows of is in no report, and nothing is built to close it.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: See the doctor, who: together, due: 2026-03-01, dropped: No new patients, service: sv-k7q2}]}
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: rejected, from: 2026-02-05, because: No new patients}
        unmet: {because: no_provider, note: Nobody takes new patients., told_client: 2026-02-06}
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: See the doctor, who: together, due: 2026-03-01, dropped: No new patients, service: sv-k7q2}]}
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: rejected, from: 2026-02-05, because: No new patients}
        unmet: {because: no_provider, note: Nobody takes new patients., told_client: 2026-02-06}
        # reviews/2026-04-13-r2.yaml
        unmet_needs: [physical_health]
    Fix:
        Add the area to `unmet_needs`.
    Leave it:
        Where the client no longer wants it by then.
    Source:
        House practice: unmet needs are counted for the agency's report of gaps.
    """
    del caseload
    for service in case.services:
        if service.unmet is None or service_stands(service) not in _NOT_GIVEN or not under_way(case):
            continue
        ended = service.status[-1].from_
        review = min((r for r in case.reviews if r.date >= ended), key=lambda r: r.date, default=None)
        tried = any(s.need == service.need and s.unmet is None for s in case.services if s is not service)
        if review is not None and service.need not in review.unmet_needs and not tried:
            says = (
                f"{service.id} could not be found in time for this review, and {service.need} is not in `unmet_needs`."
            )
            yield problem(review, "unmet_needs", says=says)


@rule("CK435", Severity.INFO, on="case")
def unmet_without_a_reason(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An unmet need has its reason.

    Checks:
        Whether each area in the newest review's `unmet_needs` has a service for it that ended or waits, or a line in
        `deferred`: there stands why.
    Why:
        No provider, a waiting list and too far away are three different gaps, and are closed in three ways.
    Bad:
        # reviews/2026-04-13-r2.yaml
        unmet_needs: [transportation]
    Good:
        # reviews/2026-04-13-r2.yaml
        unmet_needs: [physical_health]
    Fix:
        Add the service that was looked for, with `unmet` and its reason, or the deferral.
    Leave it:
        Where the client told of a gap in passing and did not want anybody to look for it.
    Source:
        House practice: unmet needs are counted for the agency's report of gaps.
    """
    del caseload
    review = max(case.reviews, key=lambda r: r.date, default=None)
    if review is None or "service" in case.broken or not under_way(case):
        return
    told = {s.need for s in case.services} | ({d.need for d in case.plan.deferred} if case.plan else set())
    for i, domain in enumerate(review.unmet_needs):
        if domain not in told:
            says = f"{domain} is unmet, and no service or deferral says why."
            yield problem(review, "unmet_needs", i, says=says)


@rule("CK436", Severity.INFO, on="case")
def step_of_an_ended_service(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A step goes with its service.

    Checks:
        Whether an open step of an active goal waits for a service that was rejected, was cancelled or did not work out.
        Where an appeal runs, the step waits with it.
    Why:
        The client's list still asks them to wait for something that will not come.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: rejected, from: 2026-02-05, because: No new patients}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-05}
    Fix:
        Give the step another service, or say in `dropped` why it is over.
    Leave it:
        Where the client means to try again at the same door: the step may wait while they think about it. While an
        appeal runs, nothing is asked.
    Source:
        House practice: the golden thread.
    """
    del caseload
    ended = {s.id: s.status[-1] for s in case.services if service_stands(s) in SERVICE_LOST and s.appeal is None}
    if case.plan is None or not under_way(case):
        return
    for i, goal in active_goals(case):
        for k, step in enumerate(goal.steps):
            if is_open(step) and step.service in ended:
                entry = ended[step.service]
                says = f"{step.id} is open, and its service {step.service} ended on {entry.from_}. What now?"
                yield problem(case.plan, "goals", i, "steps", k, "service", says=says)


_NOT_GIVEN = {*SERVICE_LOST, "waitlisted", "on_hold"}
