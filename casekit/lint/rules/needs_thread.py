"""The golden thread, from need to goal: a case in, needs that lead nowhere and deferrals without a way back out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.plan import Plan
from casekit.model.progress import (
    GOAL_ENDED,
    SERVICE_LOST,
    active_goals,
    days_over,
    goal_on,
    implementing,
    is_brokerage,
    service_stands,
    under_way,
)
from casekit.model.standing import Need, last_day, needs_on, phase_on

_WORST = {"crisis", "vulnerable"}


@rule("CK401", Severity.WARNING, on="case")
def need_without_a_goal(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A need at one of the two worst levels has a goal, or a word on why not.

    Checks:
        That once a plan is under way, each area last found at `crisis` or `vulnerable` has a goal, a line in `deferred`, a
        service, or the client's `choice: not_now` or `declined`. A need found `vulnerable` since the plan has policy's
        `plan_within_days` to come into it; a crisis has until the case tells of a later day. Where the case went back to
        planning, each has these days from then on.
    Why:
        It was seen and written down, and nothing follows from it for the one who lives with it.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: housing, level: vulnerable, words: I sleep at my sister's.}
          - {domain: food, level: crisis, words: We eat every other day.}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: housing, level: vulnerable, words: I sleep at my sister's.}
          - {domain: food, level: crisis, words: We eat every other day., choice: not_now, ask_again: 2026-05-01}
    Fix:
        Ask them. Add the goal, the service, or their choice with a day to come back to it.
    Leave it:
        Where the client does not want to work on it: `choice: not_now` or `declined` answers it, and a goal that nobody
        wants is none. A crisis found today is met first and planned for afterwards.
    Source:
        Self-sufficiency matrix practice: a domain in crisis is in the plan; OSCaR: danger without a goal is an open plan.
    """
    plan = case.plan
    if plan is None or not plan.goals or not implementing(case) or not under_way(case):
        return
    served = {s.need for s in case.services if service_stands(s) not in SERVICE_LOST}
    newest = last_day(case)
    if _planning_anew(case, newest, caseload):
        return
    for domain, need in needs_on(case, newest).items():
        if need.found.level not in _WORST or need.found.choice in {"not_now", "declined"}:
            continue
        fresh = need.assessment.date == newest or (
            need.found.level == "vulnerable" and _since_the_plan(need, plan, case, caseload)
        )
        if domain not in _answered(plan, need) | served and not fresh:
            says = f"{domain} at {need.found.level}, no goal and no word on why. Did they choose not now?"
            yield problem(need.assessment, "needs", need.place, says=says)


def _answered(plan: Plan, need: Need) -> set[str]:
    """Return the areas with a deferral, or with a goal that had not ended when the need was found."""
    standing = {
        goal.need
        for goal in plan.goals
        if goal.need and ((line := goal_on(goal, need.assessment.date)) is None or line.status not in GOAL_ENDED)
    }
    return standing | {deferred.need for deferred in plan.deferred}


def _planning_anew(case: Case, newest: dt.date, caseload: Caseload) -> bool:
    """Tell whether a case stands before implementation again, and policy's days for a plan still run."""
    here = phase_on(case, newest)
    if here is None or here.phase in {"implementation", "monitoring", "outcome_evaluation"}:
        return False
    return days_over(caseload, "plan_within_days", here.from_, case) is None


def _since_the_plan(need: Need, plan: Plan, case: Case, caseload: Caseload) -> bool:
    found = need.assessment.date
    return found > plan.started and days_over(caseload, "plan_within_days", found, case) is None


@rule("CK402", Severity.INFO, on="case")
def deferred_without_a_day(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What is put off has a day to come back to it.

    Checks:
        Whether a line in `deferred` has `ask_again`, where the client neither declined nor waits for something else.
    Why:
        Not now becomes never when nobody asks again, and the client may think we have forgotten.
    Bad:
        # plan.yaml
        deferred:
          - {need: employment, because: First a place to live, choice: not_now}
    Good:
        # plan.yaml
        deferred:
          - {need: employment, because: First a place to live, choice: not_now, ask_again: 2026-09-01}
    Fix:
        Ask when we may ask again, and write that day.
    Leave it:
        Where they do not want to be asked again: that is `choice: declined`. What waits for something else comes back
        by itself.
    Source:
        House practice: an answer rightly left open says when to come back to it.
    """
    del caseload
    if case.plan is None or not under_way(case):
        return
    for i, deferred in enumerate(case.plan.deferred):
        if deferred.choice not in {"declined", "waiting"} and deferred.ask_again is None:
            yield problem(case.plan, "deferred", i, says=f"{deferred.need} is put off. When may we ask again?")


@rule("CK403", Severity.INFO, on="case")
def time_to_ask_again(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A need that was put off is asked about on its day.

    Checks:
        Whether the day in a deferral's `ask_again` has passed, by the newest day of the case, with no review or assessment
        on or after it.
    Why:
        They chose the day. Someone who is ready now may not say so twice.
    Bad:
        # plan.yaml
        deferred:
          - {need: employment, because: First a place to live, choice: not_now, ask_again: 2026-04-20}
        # contacts/2026-04-28-t4.yaml
        date: 2026-04-28
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        note: She has seen two apartments.
    Good:
        # plan.yaml
        deferred:
          - {need: employment, because: First a place to live, choice: not_now, ask_again: 2026-04-01}
    Fix:
        Ask at the next contact. Another not now gets another day.
    Leave it:
        Where something more pressing filled the last visits: ask when there is a quiet moment.
    Source:
        House practice: an answer rightly left open says when to come back to it.
    """
    del caseload
    if case.plan is None or not under_way(case):
        return
    looked = max((e.date for e in (*case.reviews, *case.assessments)), default=case.plan.started)
    for i, deferred in enumerate(case.plan.deferred):
        again = deferred.ask_again
        if again is not None and again < last_day(case) and looked < again:
            says = f"{deferred.need} was to be asked about again on {again}. Was it?"
            yield problem(case.plan, "deferred", i, "ask_again", says=says)


@rule("CK404", Severity.INFO, on="case")
def deferred_and_worked_on(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A need is worked on or put off, not both.

    Checks:
        Whether an area in `deferred` is also the need of an active goal.
    Why:
        Who covers for a day cannot tell whether to bring it up.
    Bad:
        # plan.yaml
        deferred:
          - {need: housing, because: She stays with her sister, choice: not_now, ask_again: 2026-09-01}
    Good:
        # plan.yaml
        deferred:
          - {need: employment, because: First a place to live, choice: not_now, ask_again: 2026-09-01}
    Fix:
        Take the deferral out, or pause the goal.
    Leave it:
        Where they are two sides of one area, a bed now and a flat some day.
    Source:
        House practice: the golden thread.
    """
    del caseload
    if case.plan is None or not under_way(case):
        return
    worked_on = {goal.need: goal.id for _, goal in active_goals(case)}
    for i, deferred in enumerate(case.plan.deferred):
        if deferred.need in worked_on:
            says = f"{deferred.need} is put off here, and {worked_on[deferred.need]} works on it."
            yield problem(case.plan, "deferred", i, "need", says=says)


@rule("CK405", Severity.INFO, on="case")
def not_now_without_a_day(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Not now has a day to come back to it.

    Checks:
        Whether a need last found at `crisis` or `vulnerable` with the choice `not_now` has `ask_again`, here or in the
        plan's `deferred`. Brokerage is not asked.
    Why:
        The worse it is, the sooner someone may want to talk about it after all.
    Bad:
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: food, level: vulnerable, words: We get by., choice: not_now}
    Good:
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: food, level: vulnerable, words: We get by., choice: not_now, ask_again: 2026-05-01}
    Fix:
        Add the day on which they are fine with being asked.
    Leave it:
        Where they do not want to be asked again at all: then it is `declined`. On the day of a crisis nobody asks for a
        date.
    Source:
        House practice: an answer rightly left open says when to come back to it.
    """
    del caseload
    if not under_way(case) or is_brokerage(case):
        return
    put_off = {deferred.need for deferred in case.plan.deferred} if case.plan else set()
    for domain, need in needs_on(case, last_day(case)).items():
        found = need.found
        if found.level in _WORST and found.choice == "not_now" and found.ask_again is None and domain not in put_off:
            says = f"{domain} at {found.level} and not now. When may we ask again?"
            yield problem(need.assessment, "needs", need.place, "choice", says=says)
