"""Strengths-based case management: goals in the client's words, leaning on what they have and whom they know."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import LeftOpen
from casekit.model.plan import Goal
from casekit.model.standing import ended_on, reached_phase

_NOT_YET = {"not_asked", "not_explored"}


@rule("CK541", Severity.WARNING, on="case")
def strengths_still_open(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A strengths-based plan begins with strengths.

    Checks:
        That some assessment of a strengths-based case names `strengths` by the time of implementation, where they were
        left open as `not_asked` or `not_explored`. A client who declined or was unable is not asked again here.
    Why:
        The plan of this model is built on what the client brings. Without it, it is built on what they lack.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals: []
        # assessments/2026-01-20-m4.yaml
        strengths: {none_because: not_explored}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals: []
        # assessments/2026-01-20-m4.yaml
        strengths: [Twelve years as a cook]
    Fix:
        Ask what they are good at and whom they have, and write it in an update, in their words.
    Leave it:
        Where the client declined or could not say: left open with that reason, it is not asked again.
    Source:
        SAMHSA TIP 27, strengths perspective; OAC 317:30-5-241.6.
    """
    del caseload
    if not _in_implementation(case) or any(isinstance(a.strengths, tuple) and a.strengths for a in case.assessments):
        return
    left = [a for a in case.assessments if isinstance(a.strengths, LeftOpen) and a.strengths.none_because in _NOT_YET]
    if left:
        newest = max(left, key=lambda assessment: assessment.date)
        yield problem(
            newest, "strengths", says="the plan is under way, and strengths are still open. What does the client bring?"
        )


@rule("CK542", Severity.WARNING, on="case")
def goal_not_in_their_words(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A strengths-based goal is in the client's words.

    Checks:
        That each active goal of a strengths-based case has `client_words`, or a reason why it has none, once the case
        has come to implementation.
    Why:
        People work for what they want and said; a goal in our words is our goal.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: Stable housing, uses_strengths: [Her sister], measure: A lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: Ask at the office, who: client, due: 2026-06-15, service: sv-k7q2}]}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: Stable housing, client_words: My own door., uses_strengths: [Her sister], measure: A lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: Ask at the office, who: client, due: 2026-06-15, service: sv-k7q2}]}
    Fix:
        Ask how they would say it.
    Leave it:
        Where there are no words of theirs: a reason is an answer, and nobody's words are to be made up.
    Source:
        SAMHSA TIP 27, strengths perspective: goals are the client's.
    """
    del caseload
    for place, goal in _active_goals(case):
        if goal.client_words is None and case.plan is not None:
            says = f"{goal.id} has no words of the client. How would they say it? A reason is fine."
            yield problem(case.plan, "goals", place, says=says)


@rule("CK543", Severity.INFO, on="case")
def strength_not_used(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A plan uses a strength.

    Checks:
        Whether one of the active goals of a strengths-based case says in `uses_strengths` what it leans on, where an
        assessment lists strengths and the case has come to implementation.
    Why:
        A list of strengths that no step uses helps nobody.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # assessments/2026-01-20-m4.yaml
        strengths: [Knows every landlord on her street]
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door, client_words: My own door., measure: A lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: Ask at the office, who: client, due: 2026-06-15, service: sv-k7q2}]}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # assessments/2026-01-20-m4.yaml
        strengths: [Knows every landlord on her street]
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door, client_words: My own door., uses_strengths: [Knows every landlord], measure: A lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], steps: [{id: g1s1, what: Ask at the office, who: client, due: 2026-06-15, service: sv-k7q2}]}
    Fix:
        Say at the goal which strength it leans on.
    Leave it:
        Where none of the strengths fits a goal yet.
    Source:
        SAMHSA TIP 27, strengths perspective; House practice: does a goal use a strength?
    """
    del caseload
    listed = any(a.strengths and not isinstance(a.strengths, LeftOpen) for a in case.assessments)
    goals = [goal for _, goal in _active_goals(case)]
    if listed and goals and not any(goal.uses_strengths for goal in goals) and case.plan is not None:
        yield problem(case.plan, "goals", says="strengths are listed, and no active goal says which one it uses.")


@rule("CK544", Severity.INFO, on="case")
def no_informal_supports(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A strengths-based case knows who stands by the client.

    Checks:
        Whether the person of a strengths-based case in implementation has `supports`, or else a goal, step or deferral
        about family or social support, or a step that someone other than staff takes on.
    Why:
        Neighbours, church and family are there at night and after we are gone.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals: []
        # people/7K/P-7K3QFMXN.yaml
        supports: []
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # plan.yaml
        goals: []
        deferred:
          - {need: social_support, because: She wants to be alone for a while, choice: not_now, ask_again: 2026-09-01}
        # people/7K/P-7K3QFMXN.yaml
        supports: []
    Fix:
        Ask who would notice, and add them to the person's `supports`.
    Leave it:
        Where there is nobody and they want it so: `social_support` set aside in the plan, with their reason, is enough.
    Source:
        SAMHSA TIP 27, models of case management: informal supports are a key principle.
    """
    person, plan = caseload.person_of(case), case.plan
    if not _in_implementation(case) or person is None or plan is None or person.supports:
        return
    about = {goal.need for goal in plan.goals} | {deferred.need for deferred in plan.deferred}
    helped = any(step.who == "other" for goal in plan.goals for step in goal.steps)
    if not about & {"family", "social_support"} and not helped:
        yield problem(
            person, "supports", says="nobody is named who stands by the client. Who would notice, and who helps?"
        )


def _strengths_based(case: Case) -> bool:
    return case.file is not None and case.file.model == "strengths_based" and ended_on(case) is None


def _in_implementation(case: Case) -> bool:
    return _strengths_based(case) and reached_phase(case, "implementation") is not None


def _active_goals(case: Case) -> Iterator[tuple[int, Goal]]:
    """Yield the active goals of a strengths-based case that has come to implementation, with their places."""
    for place, goal in enumerate(case.plan.goals if case.plan and _in_implementation(case) else ()):
        if goal.status[-1].status == "active":
            yield place, goal
