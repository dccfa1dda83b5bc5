"""A client's own words: the same sentence in many cases is asked about."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from casekit.finding import DataPath, Severity
from casekit.lint.rule import Problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record
from casekit.model.policy import limit
from casekit.model.standing import last_day
from casekit.model.workforce import newest_day
from casekit.words import counted

_FEWEST_WORDS = 4


class _Said(Struct, frozen=True, array_like=True):
    """A case, the newest day it tells of, and what its client said: path and place, and a digest instead of the words."""

    case: str
    last: dt.date
    words: list[tuple[str, DataPath, bytes]]


def _said(case: Case) -> _Said:
    last = last_day(case) if case.file else dt.date.min
    return _Said(case.id, last, [(record.path, at, _digest(words)) for record, at, words in _words(case)])


@rule("CK767", Severity.INFO, on="caseload", gather=_said)
def same_words_in_many_cases(caseload: Caseload, cases: Sequence[_Said]) -> Iterator[Problem]:
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
    most = limit(caseload, "same_words_most", newest_day(cases))
    if most is None:
        return
    found: dict[bytes, list[tuple[str, str, DataPath]]] = defaultdict(list)
    for case in cases:
        for path, at, words in case.words:
            found[words].append((case.case, path, at))
    for places in found.values():
        among = {case for case, _, _ in places}
        if len(among) > most.value:
            _, path, at = places[0]
            where = counted(len(among), "case")
            yield Problem(path, at, f"the same words stand in {where}; are they theirs?")


def _words(case: Case) -> Iterator[tuple[Record, DataPath, str]]:
    """Yield what stands as a client's own words in goals, needs and reviews, in one spelling."""
    for i, goal in enumerate(case.plan.goals if case.plan else ()):
        yield from _plain(case.plan, ("goals", i, "client_words"), goal.client_words)
    for assessment in case.assessments:
        for i, need in enumerate(assessment.needs):
            yield from _plain(assessment, ("needs", i, "words"), need.words)
    for review in case.reviews:
        yield from _plain(review, ("client_words",), review.client_words)


def _plain(record: Record | None, at: DataPath, words: object) -> Iterator[tuple[Record, DataPath, str]]:
    if record is not None and isinstance(words, str):
        plain = re.sub(r"[\W_]+", " ", words).strip().casefold()
        if len(plain.split()) >= _FEWEST_WORDS:
            yield record, at, plain


def _digest(words: str) -> bytes:
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()
