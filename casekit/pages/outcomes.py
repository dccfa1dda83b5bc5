"""A site in, what became of its cases out, as far as it can be counted: endings, goals, circumstances, cases over time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import Any

from msgspec import Struct

from casekit.model.assessment import Circumstances
from casekit.model.caseload import Case
from casekit.model.plan import Outcome
from casekit.model.standing import ended_on
from casekit.pages.charts import Series, months_chart
from casekit.pages.site import Row, Site
from casekit.summary.wording import flowing
from casekit.words import human

_RESULTS = ("met", "partly_met", "not_met", "dropped_by_client")
_SCORES = {-2: "much less than expected", -1: "less", 0: "as expected", 1: "more", 2: "much more than expected"}
_VOICES = 12
_MONTHS = 24


class Bar(Struct, frozen=True):
    """A word, how often it was counted, and how long its bar is, in percent of the longest."""

    word: str
    count: int
    length: float


class Voice(Struct, frozen=True):
    """What someone said at the end, and on which day."""

    row: Row
    day: dt.date
    words: str


class Group(Struct, frozen=True, kw_only=True):
    """The endings of one program or year. ``days`` is the median time a case was open, ``met`` counts goals met in part too."""

    name: str
    ended: int
    days: int | None
    goals: int
    met: int


class Move(Struct, frozen=True):
    """How many lived, worked or were insured in one way at the beginning, and in another by now or at the end."""

    before: str
    after: str
    cases: int


_Ended = tuple[Row, Outcome]


def values(site: Site) -> dict[str, object]:
    """Return what can be counted now: of all cases of the site, up to its day."""
    rows = [row for row in (*site.open, *site.closed) if row.heading]
    ended = [(row, o) for row in rows if (o := row.case.outcome) and o.date <= site.day]
    goals = [goal for _, outcome in ended for goal in outcome.goals]
    pairs = [pair for row in rows if (pair := _pair(row.case, site.day))]
    return {
        "ended": len(ended),
        "reasons": _bars(Counter(human(o.reason) for _, o in ended)),
        "destinations": _bars(Counter(human(o.destination) for _, o in ended)),
        "results": _in_order(Counter(goal.result for goal in goals), {word: human(word) for word in _RESULTS}),
        "scores": _in_order(Counter(g.gas for g in goals if g.gas is not None), _SCORES),
        "goals": len(goals),
        "years": _groups(ended, lambda _, outcome: str(outcome.date.year)),
        "programs": _groups(ended, lambda row, _: row.heading.program if row.heading else ""),
        "pairs": len(pairs),
        "living": _moves((human(a.living_situation), human(b.living_situation)) for a, b in pairs),
        "work": _moves((human(a.employment), human(b.employment)) for a, b in pairs),
        "voices": _voices(ended),
        "months": months_chart(_by_month([row.case for row in rows], site.day)),
    }


def _voices(ended: list[_Ended]) -> list[Voice]:
    """Return the newest of what was said; who said nothing is not counted here."""
    found = [Voice(row, o.date, flowing(o.feedback)) for row, o in ended if isinstance(o.feedback, str)]
    return sorted(found, key=lambda voice: (voice.day, voice.row.case.id), reverse=True)[:_VOICES]


def _bars(counts: Counter[str]) -> tuple[Bar, ...]:
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Bar(word, count, round(100 * count / most, 1)) for word, count in ordered)


def _in_order(counts: Counter[Any], words: Mapping[Any, str]) -> tuple[Bar, ...]:
    """Return a bar for each word in its order, those that were never counted too; nothing where none was."""
    most = max(counts.values(), default=0)
    return tuple(Bar(said, counts[k], round(100 * counts[k] / most, 1)) for k, said in words.items()) if most else ()


def _groups(ended: list[_Ended], name_of: Callable[[Row, Outcome], str]) -> tuple[Group, ...]:
    by_name: dict[str, list[_Ended]] = {}
    for row, outcome in ended:
        by_name.setdefault(name_of(row, outcome), []).append((row, outcome))
    return tuple(_group(name, found) for name, found in sorted(by_name.items()))


def _group(name: str, found: list[_Ended]) -> Group:
    days = [(outcome.date - row.case.file.opened).days for row, outcome in found if row.case.file]
    results = [goal.result for _, outcome in found for goal in outcome.goals]
    return Group(
        name=name,
        ended=len(found),
        days=round(median(days)) if days else None,
        goals=len(results),
        met=sum(result in {"met", "partly_met"} for result in results),
    )


def _pair(case: Case, day: dt.date) -> tuple[Circumstances, Circumstances] | None:
    """Return how someone lived at entry and how they do by now, or did at the end; None without two records."""
    found = sorted((c for c in case.circumstances if c.date <= day), key=lambda c: c.date)
    first = next((c for c in found if c.point == "entry"), None)
    return (first, found[-1]) if first and found[-1] is not first else None


def _moves(pairs: Iterable[tuple[str, str]]) -> tuple[Move, ...]:
    counts = Counter(pairs)
    return tuple(Move(*pair, n) for pair, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _by_month(cases: list[Case], day: dt.date) -> tuple[Series, ...]:
    """Return cases opened, ended and open at the end of each of the last months, the one of ``day`` included."""
    months = [(day.year * 12 + day.month - 1 - back) for back in range(_MONTHS - 1, -1, -1)]
    opened = [_month(c.file.opened) for c in cases if c.file and c.file.opened <= day]
    ended = [_month(end) for c in cases if c.file and (end := ended_on(c)) and end <= day]
    names = tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)
    still = tuple(sum(m <= month for m in opened) - sum(m <= month for m in ended) for month in months)
    return (
        Series("open at the end of the month", names, still),
        Series("opened", names, tuple(opened.count(month) for month in months)),
        Series("ended", names, tuple(ended.count(month) for month in months)),
    )


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1
