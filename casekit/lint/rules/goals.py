"""The golden thread, a goal by itself: a plan in, goals that say too little to be worked by out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import goals_in_use, is_brokerage, is_open
from casekit.model.standing import assigned_on, last_day


@rule("CK411", Severity.WARNING, on="case")
def goal_without_a_need(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal says which need it is about.

    Checks:
        That an active goal of a plan under way has `need`.
    Why:
        It ties what the client said in the assessment to what is done. Without it, nobody sees what is left unanswered.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
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
        Add `need` with the area of life.
    Leave it:
        Where the goal is a wish that fits no area of life: a word of the agency's own in its `vocabularies` holds such
        wishes.
    Source:
        42 CFR 440.169(d)(2): the plan rests on the assessment.
    """
    del caseload
    for i, goal, plan in goals_in_use(case):
        if goal.need is None:
            yield problem(plan, "goals", i, says=f"{goal.id} names no need. Which area of life is it about?")


@rule("CK412", Severity.WARNING, on="case")
def goal_without_a_measure(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal says how we will know.

    Checks:
        That an active goal of a plan under way has a `measure`, an `expected` level or a `scale`. Brokerage is not asked.
    Why:
        The client should be able to tell that it is reached, without us.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], expected: A lease by autumn, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Fix:
        Ask: how would you know? Their answer is the measure.
    Leave it:
        Where the client wants to leave it at their own feeling: "when I say so" is a measure.
    Source:
        CMSA Standards of Practice 2016, D: measurable goals; House practice: the golden thread.
    """
    del caseload
    for i, goal, plan in goals_in_use(case):
        if not goal.measure and not goal.expected and goal.scale is None and not is_brokerage(case):
            yield problem(
                plan,
                "goals",
                i,
                says=f"{goal.id} does not say how it will show. How would the client know that it is reached?",
            )


@rule("CK413", Severity.WARNING, on="case")
def goal_without_a_target(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal says by when.

    Checks:
        That an active goal of a plan under way has a `target`. Brokerage is not asked.
    Why:
        The day is when we ask whether the way there was the right one. Without it nobody asks.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Fix:
        Add a day you both think likely. It may move; nobody is late.
    Leave it:
        Where a day would press more than it helps: a waiver says so, and the next review asks again. A paused goal
        needs none.
    Source:
        CMSA Standards of Practice 2016, D: time frames; 42 CFR 441.18(a)(7)(vii).
    """
    del caseload
    for i, goal, plan in goals_in_use(case):
        if goal.target is None and not is_brokerage(case):
            yield problem(
                plan, "goals", i, says=f"{goal.id} has no target day. By when would the client like to be there?"
            )


@rule("CK414", Severity.WARNING, on="case")
def goal_without_an_owner(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal has someone on our side who minds it.

    Checks:
        That an active goal of a plan under way has an `owner`, where no primary worker is assigned who minds them all.
    Why:
        What everyone minds is easily minded by nobody. The client should know whom to call about it.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        assignments:
          - {team: north, role: team, from: 2026-01-12}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        assignments:
          - {team: north, role: team, from: 2026-01-12}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, owner: m-lee, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
    Fix:
        Add `owner` with a staff id. The goal stays the client's.
    Leave it:
        Where the team minds it together and the client knows whom to call: a waiver says whom.
    Source:
        CMSA Standards of Practice 2016, D: goals with an owner; House practice: the golden thread.
    """
    del caseload
    roles = {assignment.role for assignment in assigned_on(case, last_day(case))}
    if not roles or "primary" in roles:
        return
    for i, goal, plan in goals_in_use(case):
        if goal.owner is None and not is_brokerage(case):
            yield problem(plan, "goals", i, says=f"{goal.id} has no owner. Whom does the client call about it?")


@rule("CK415", Severity.WARNING, on="case")
def step_without_a_day(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A step says by when.

    Checks:
        That an open step of an active goal of a plan under way has `due`. A step that is done or dropped is not asked, nor
        is one that waits for a service, nor brokerage.
    Why:
        Who does it and by when is what both sides shake hands on.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2], steps: [{id: g1s1, what: Call two landlords, who: client}]}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, client_words: My own key., uses_strengths: [A cook], measure: A signed lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2], steps: [{id: g1s1, what: Call two landlords, who: client, due: 2026-05-01}]}
    Fix:
        Add `due`, the day you both think likely.
    Leave it:
        Where it is done or not wanted any more: `done` or `dropped`, and no day is asked. Nor is a step that waits for
        a service.
    Source:
        42 CFR 441.18(a)(7)(vii): a timeline for obtaining services; CMSA Standards of Practice 2016, D.
    """
    del caseload
    for i, goal, plan in goals_in_use(case):
        for k, step in enumerate(goal.steps):
            if is_open(step) and step.due is None and step.service is None and not is_brokerage(case):
                yield problem(plan, "goals", i, "steps", k, says=f"{step.id} is open and has no day. By when?")
