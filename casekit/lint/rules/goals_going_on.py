"""The golden thread, how a goal goes on: a plan in, goals without a next step or with an end that does not fit out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import (
    active_goals,
    goal_stands,
    goals_in_use,
    goals_of,
    is_brokerage,
    is_open,
    service_stands,
    under_way,
)
from casekit.model.standing import last_day

_BUSY = {"draft", "requested", "accepted", "waitlisted", "in_progress", "on_hold"}


@rule("CK416", Severity.INFO, on="case")
def goal_without_a_step(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal has a next step.

    Checks:
        Whether an active goal of a plan under way has neither a step nor a service.
    Why:
        A wish with nothing to do about it can weigh more than none.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: physical_health, aim: A doctor who knows me, client_words: Someone who listens., uses_strengths: [A cook], measure: A first visit, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}]}
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: housing, level: safe}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Fix:
        Ask what would be the first small thing.
    Leave it:
        Where the client goes ahead without us.
    Source:
        42 CFR 440.169(d)(2): goals and actions.
    """
    del caseload
    for i, goal, plan in goals_in_use(case):
        if not goal.steps and not goal.services and not any(goal.id in s.goals for s in case.services):
            yield problem(plan, "goals", i, says=f"{goal.id} has no step and no service. What comes first?")


@rule("CK417", Severity.WARNING, on="case")
def met_with_every_step_open(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal that is met has come by some step.

    Checks:
        That a goal whose status ends with `met` has a step that was done or dropped, where it has steps.
    Why:
        Either the steps were not ticked off, and look like promises that nobody kept, or the goal is not met yet.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}, {status: met, from: 2026-04-01}], steps: [{id: g1s1, what: Call two landlords, who: client, due: 2026-03-01}], services: [sv-k7q2]}
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}, {status: met, from: 2026-04-01}], steps: [{id: g1s1, what: Call two landlords, who: client, due: 2026-03-01, done: 2026-02-20}], services: [sv-k7q2]}
    Fix:
        Add `done` to what was done and `dropped` to what was not needed any more: `casekit done STEP`.
    Leave it:
        Where it came about in another way than planned, by luck or by the client alone: `dropped: not needed` on a step
        says so.
    Source:
        House practice: the golden thread.
    """
    del caseload
    goals = case.plan.goals if case.plan else ()
    for i, goal in enumerate(goals):
        if case.plan is not None and goal_stands(goal) == "met" and goal.steps and all(map(is_open, goal.steps)):
            place = len(goal.status) - 1
            steps = "its one step is" if len(goal.steps) == 1 else f"all of its {len(goal.steps)} steps are"
            says = f"{goal.id} is met, and {steps} still open. Done, or not needed any more?"
            yield problem(case.plan, "goals", i, "status", place, says=says)


@rule("CK418", Severity.INFO, on="case")
def every_step_done(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """When every step is done, the goal has a next one, or an end.

    Checks:
        Whether all steps of an active goal are done or dropped, none of its services is under way, and a review came after.
    Why:
        The work is over and the goal still waits. Is it met? Then the client should hear so.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: Call two landlords, who: client, done: 2026-02-20}]}
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: Call two landlords, who: client, done: 2026-02-20}, {id: g1s2, what: See the apartment, who: together, due: 2026-05-01}]}
    Fix:
        Say `met`, or add what comes next.
    Leave it:
        Where only time is needed now, for a decision to come or a habit to hold.
    Source:
        House practice: the golden thread.
    """
    del caseload
    reviewed = max((review.date for review in case.reviews), default=None)
    if case.plan is None or reviewed is None or not under_way(case) or is_brokerage(case):
        return
    busy = {g.id for s in case.services if service_stands(s) in _BUSY for g in goals_of(case, s)}
    for i, goal in active_goals(case):
        last = max((step.done for step in goal.steps if step.done), default=None)
        if last is None or last >= reviewed or any(map(is_open, goal.steps)) or goal.id in busy:
            continue
        says = f"every step of {goal.id} was done by {last}, and the goal is active. Met, or what comes next?"
        yield problem(case.plan, "goals", i, "steps", says=says)


@rule("CK419", Severity.INFO, on="case")
def target_passed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A target that has passed is talked about.

    Checks:
        Whether an active goal's `target` lies before the newest review, and so was passed over by it.
    Why:
        The day was theirs too. Moved, met or dropped are all good answers.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, target: 2026-03-31, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, target: 2026-04-30, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Fix:
        Move the target, or end the goal, together with the client.
    Leave it:
        Where the client would rather keep the old day in sight until they reach it.
    Source:
        42 CFR 441.18(a)(7)(viii): a timeline for re-evaluating the plan.
    """
    del caseload
    reviewed = max((review.date for review in case.reviews if review.date <= last_day(case)), default=None)
    if case.plan is None or reviewed is None or not under_way(case):
        return
    for i, goal in active_goals(case):
        if goal.target is not None and goal.target < reviewed:
            says = f"{goal.id} was meant to be reached by {goal.target}; the review of {reviewed} left it. Moved, met or dropped?"
            yield problem(case.plan, "goals", i, "target", says=says)
