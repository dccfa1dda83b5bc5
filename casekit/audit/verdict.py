"""Nothing in; one judgement and a whole audit out: what every part of the audit says its findings in."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from casekit.audit.codes import CODES, Verdict


class Judgement(Struct, frozen=True):
    """One thing that the audit says. ``commit`` and ``path`` are empty where it is about no one commit or file.

    ``why`` is a sentence of its own that repeats nothing of a record's text; ``code`` is a row of ``codes.CODES``.
    """

    verdict: Verdict
    code: str
    commit: str
    path: str
    why: str


def judged(code: str, why: str, commit: str = "", path: str = "") -> Judgement:
    """Return a judgement with the verdict of its code."""
    return Judgement(CODES[code].verdict, code, commit, path, why)


class Note(Struct, frozen=True):
    """Something allowed that a supervisor should still look at: a commit for which the glass was broken."""

    commit: str
    case: str
    by: str
    reason: str


class Audit(Struct, frozen=True):
    """What one verification came to.

    ``judgements`` stand in the order of history, the oldest first, after those about the repository itself. ``remarks``
    are faults that have no part in the verdict: they say nothing of whether the history holds.
    ``first_parents`` counts the commits of the main line up to ``tip``, ``commits`` all that it is built on.
    """

    verdict: Verdict
    judgements: tuple[Judgement, ...]
    notes: tuple[Note, ...] = ()
    remarks: tuple[Judgement, ...] = ()
    root: str = ""
    tip: str = ""
    commits: int = 0
    first_parents: int = 0
    cases: int = 0


def worst(judgements: Iterable[Judgement]) -> Verdict:
    """Return the verdict of all judgements together: the worst of them, PASS where there is none."""
    return max((each.verdict for each in judgements), default=Verdict.PASS)
