"""The golden thread, what a goal is measured by: goal attainment scales in, ratings without their scale out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.plan import GoalProgress, GoalResult, Outcome, Review
from casekit.model.progress import under_way


@rule("CK422", Severity.WARNING, on="case")
def rated_without_a_scale(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A level of attainment belongs to a scale.

    Checks:
        That a goal that a review or the outcome gives a level (`gas`) has a scale, or at least its expected result.
    Why:
        A number from -2 to 2 means what the five sentences behind it say. Without them it means nothing, and is averaged.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, measure: A signed lease, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2]}
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: some, gas: -1}
    Good:
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: some}
    Fix:
        Write the scale with the client before the next rating, or leave `gas` out.
    Leave it:
        Where the number came from another program's form: keep it in the note of the review, where nobody averages it.
    Source:
        Kiresuk and Sherman 1968: the levels are written before the work starts.
    """
    del caseload
    without = {g.id for g in case.plan.goals if g.scale is None and not g.expected} if case.plan else set()
    for record, i, rating in _ratings(case):
        if rating.gas is not None and rating.goal in without:
            says = f"{rating.goal} is rated {rating.gas}, and has neither a scale nor an expected result."
            yield problem(record, "goals", i, "gas", says=says)


@rule("CK423", Severity.INFO, on="case")
def scale_not_used(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal with a scale is rated on it.

    Checks:
        Whether the newest review rates a goal that has a scale without giving its level (`gas`). A paused goal is not asked.
    Why:
        The client helped to write those five sentences, and would like to see which of them it is by now.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2], scale: {much_less: On the street, less: With her sister, expected: A lease, more: A lease for a year, much_more: A lease for two years}}
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: some}
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}], services: [sv-k7q2], scale: {much_less: On the street, less: With her sister, expected: A lease, more: A lease for a year, much_more: A lease for two years}}
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: some, gas: -1}
    Fix:
        Add `gas`. Where the scale no longer fits the goal, take it out with the client.
    Leave it:
        Where the client did not want to be measured that day. Their words about it are worth more.
    Source:
        Kiresuk and Sherman 1968.
    """
    del caseload
    review = max(case.reviews, key=lambda r: r.date, default=None)
    if review is None or not under_way(case):
        return
    scaled = {goal.id for goal in case.plan.goals if goal.scale} if case.plan else set()
    for i, rating in enumerate(review.goals):
        if rating.goal in scaled and rating.gas is None and rating.progress != "paused":
            yield problem(review, "goals", i, says=f"{rating.goal} has a scale. Which of its five levels is it by now?")


def _ratings(case: Case) -> Iterator[tuple[Review | Outcome, int, GoalProgress | GoalResult]]:
    for record in (*case.reviews, *((case.outcome,) if case.outcome else ())):
        yield from ((record, i, rating) for i, rating in enumerate(record.goals))
