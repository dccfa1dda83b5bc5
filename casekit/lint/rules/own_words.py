"""A client's own words: the same sentence in many cases is asked about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from casekit.finding import DataPath, Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record
from casekit.model.policy import limit
from casekit.model.workforce import newest_day
from casekit.words import counted

_FEWEST_WORDS = 4


@rule("CK767", Severity.INFO, on="caseload")
def same_words_in_many_cases(caseload: Caseload) -> Iterator[Problem]:
    """A client's words are the client's.

    Checks:
        Whether the same sentence of four words or more stands as the client's own in more cases than policy's
        `same_words_most`.
    Why:
        A sentence that fits everyone hides what this person said. Leaving words open with a reason is fine.
    Bad:
        # policy.yaml
        values:
          - {setting: same_words_most, value: 0, from: 2026-01-01, source: agency practice}
        # assessments/2026-01-20-m4.yaml
        needs: [{domain: housing, level: vulnerable, words: {none_because: declined}}]
    Good:
        # policy.yaml
        values:
          - {setting: same_words_most, value: 0, from: 2026-01-01, source: agency practice}
        # reviews/2026-04-13-r2.yaml
        client_words: Slow.
        # assessments/2026-01-20-m4.yaml
        needs: [{domain: housing, level: vulnerable, words: {none_because: declined}}]
    Fix:
        Ask them, or say why there are no words.
    Leave it:
        Where they all did say it, as people do who meet in the same group.
    Source:
        Practice cautions: the client's own words.
    """
    most = limit(caseload, "same_words_most", newest_day(caseload))
    if most is None:
        return
    found: dict[str, list[tuple[str, Record, DataPath]]] = defaultdict(list)
    for case in caseload.cases:
        for record, at, words in _words(case):
            found[words].append((case.id, record, at))
    for places in found.values():
        cases = {case for case, _, _ in places}
        if len(cases) > most.value:
            _, record, at = places[0]
            where = counted(len(cases), "case")
            yield problem(record, *at, says=f"the same words stand in {where}; are they theirs?")


def _words(case: Case) -> Iterator[tuple[Record, DataPath, str]]:
    """Yield what stands as a client's own words in goals, needs and reviews, in one spelling."""
    for i, goal in enumerate(case.plan.goals if case.plan else ()):
        yield from _said(case.plan, ("goals", i, "client_words"), goal.client_words)
    for assessment in case.assessments:
        for i, need in enumerate(assessment.needs):
            yield from _said(assessment, ("needs", i, "words"), need.words)
    for review in case.reviews:
        yield from _said(review, ("client_words",), review.client_words)


def _said(record: Record | None, at: DataPath, words: object) -> Iterator[tuple[Record, DataPath, str]]:
    if record is not None and isinstance(words, str):
        plain = re.sub(r"[\W_]+", " ", words).strip().casefold()
        if len(plain.split()) >= _FEWEST_WORDS:
            yield record, at, plain
