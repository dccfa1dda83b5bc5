"""Goal attainment scales: five results that differ, written first, and ratings that agree with what is said of the goal."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record

_LEVELS = ("much_less", "less", "expected", "more", "much_more")


@rule("CK598", Severity.WARNING, on="case")
def scale_levels_alike(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The five results of a goal attainment scale exclude one another.

    Checks:
        That no two levels of a goal's `scale` say the same.
    Why:
        Where two levels read alike, the client's gain depends on who rates it.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door, client_words: My own door., uses_strengths: [Her sister], measure: A lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], scale: {much_less: In a shelter, less: At her sister's, expected: A room, more: A room, much_more: An apartment}, steps: [{id: g1s1, what: Ask at the office, who: client, due: 2026-06-15, service: sv-k7q2}]}
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door, client_words: My own door., uses_strengths: [Her sister], measure: A lease, target: 2026-09-30, owner: s-ruiz, status: [{status: active, from: 2026-01-20}], scale: {much_less: In a shelter, less: At her sister's, expected: A room, more: A room of her choice, much_more: An apartment}, steps: [{id: g1s1, what: Ask at the office, who: client, due: 2026-06-15, service: sv-k7q2}]}
    Fix:
        Say what would be more than expected, in the client's words if you can.
    Leave it:
        Where the scale cannot tell two levels apart any better: five are not owed, and `expected` alone is a fine
        measure.
    Source:
        Kiresuk and Sherman 1968: levels exclude one another, one variable to a scale.
    """
    del caseload
    for place, goal in enumerate(case.plan.goals if case.plan else ()):
        if goal.scale is None or case.plan is None:
            continue
        seen: dict[str, str] = {}
        for level in _LEVELS:
            text = " ".join(getattr(goal.scale, level).lower().split()).rstrip(".")
            if text in seen:
                says = f"{goal.id}: `{level}` and `{seen[text]}` say the same."
                yield problem(case.plan, "goals", place, "scale", level, says=says)
            seen.setdefault(text, level)


@rule("CK599", Severity.WARNING, on="case")
def rating_contradicts_result(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A rating on the scale and the word for it agree.

    Checks:
        That a goal which a review or the outcome calls met is not rated below 0, the expected result; and that one which the
        outcome calls not met is not rated 0 or above.
    Why:
        One of the two is read to the client, the other goes into the agency's figures.
    Bad:
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: met, gas: -1}
    Good:
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: some, gas: -1}
    Fix:
        Read the scale together and correct the one that is off.
    Leave it:
        Where the client calls it met although it is less than they had hoped: their word goes into the words, the
        rating stays what the scale says.
    Source:
        Kiresuk and Sherman 1968: 0 is the expected result.
    """
    del caseload
    for review in case.reviews:
        for place, goal in enumerate(review.goals):
            yield from _contradiction(review, place, goal.goal, goal.progress, goal.gas)
    for place, result in enumerate(case.outcome.goals if case.outcome else ()):
        if case.outcome is not None:
            yield from _contradiction(case.outcome, place, result.goal, result.result, result.gas)


def _contradiction(record: Record, place: int, goal: str, word: str, gas: int | None) -> Iterator[Problem]:
    if gas is None:
        return
    if (word == "met" and gas < 0) or (word == "not_met" and gas >= 0):
        says = f"{goal} is called {word.replace('_', ' ')} and rated {gas:+d}, where 0 is the expected result."
        yield problem(record, "goals", place, "gas", says=says)
