"""A site in, what became of its cases out, as far as it can be counted: endings, goals, circumstances, cases over time.

With the site's option ``small_counts``, what tells of single people is left out: ``small.py`` says what that is. The
tables share totals and nothing else, so each is made safe for a reader who knows its total.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from statistics import median

from msgspec import Struct

from casekit.model.assessment import Circumstances
from casekit.model.caseload import Case
from casekit.model.plan import Outcome
from casekit.model.standing import ended_on
from casekit.pages.charts import Series, months_chart
from casekit.pages.site import Row, Site
from casekit.pages.small import Count, Word, arranged, cells, said, small
from casekit.summary.wording import flowing
from casekit.words import human

_RESULTS = (("met", "partly_met"), ("not_met", "dropped_by_client"))  # the tables by year and program have these sums
_SCORES = {-2: "much less than expected", -1: "less", 0: "as expected", 1: "more", 2: "much more than expected"}
_VOICES = 12
_MONTHS = 24


class Bar(Struct, frozen=True):
    """A word, how often it was counted, and how long its bar is, in percent of the longest that is shown."""

    word: str
    count: Count
    length: float


class Voice(Struct, frozen=True):
    """What someone said at the end, and on which day."""

    row: Row
    day: dt.date
    words: str


class Group(Struct, frozen=True, kw_only=True):
    """The endings of one program or year. ``days`` is the median time a case was open, ``met`` counts goals met in part too.

    Only ``ended`` says something where the group is not shown.
    """

    name: str
    ended: Count
    days: int | None = None
    goals: int | None = None
    met: int | None = None


class Move(Struct, frozen=True):
    """How many lived, worked or were insured in one way at the beginning, and in another by now or at the end."""

    before: str
    after: str
    cases: Count


_Ended = tuple[Row, Outcome]


def values(site: Site) -> dict[str, object]:
    """Return what can be counted now: of all cases of the site, up to its day."""
    under = site.about.small_counts
    rows = [row for row in (*site.open, *site.closed) if row.heading]
    ended = [(row, o) for row in rows if (o := row.case.outcome) and o.date <= site.day]
    goals = [goal for _, outcome in ended for goal in outcome.goals]
    pairs = [pair for row in rows if (pair := _pair(row.case, site.day))]
    results: Counter[str] = Counter(goal.result for goal in goals)
    scores = Counter(g.gas for g in goals if g.gas is not None)
    return {
        "ended": said(len(ended), under),
        "reasons": _bars(Counter(human(o.reason) for _, o in ended), under),
        "destinations": _bars(Counter(human(o.destination) for _, o in ended), under),
        "results": _in_order(results, _RESULTS, human, under),
        "scores": _in_order(scores, (tuple(_SCORES),), _SCORES.__getitem__, under),
        "goals": said(len(goals), under),
        "years": _groups(ended, lambda _, outcome: str(outcome.date.year), under),
        "programs": _groups(ended, lambda row, _: row.heading.program if row.heading else "", under),
        "pairs": said(len(pairs), under),
        "living": _moves(((human(a.living_situation), human(b.living_situation)) for a, b in pairs), under),
        "work": _moves(((human(a.employment), human(b.employment)) for a, b in pairs), under),
        "voices": [] if under else _voices(ended),
        "months": months_chart(_by_month([row.case for row in rows], site.day, under)),
    }


def _voices(ended: list[_Ended]) -> list[Voice]:
    """Return the newest of what was said; who said nothing is not counted here."""
    found = [Voice(row, o.date, flowing(o.feedback)) for row, o in ended if isinstance(o.feedback, str)]
    return sorted(found, key=lambda voice: (voice.day, voice.row.case.id), reverse=True)[:_VOICES]


def _bars(counts: Counter[str], under: int) -> tuple[Bar, ...]:
    return _drawn(arranged(counts, under))


def _drawn(told: list[tuple[str, Count]]) -> tuple[Bar, ...]:
    most = max((count for _, count in told if isinstance(count, int)), default=0) or 1
    return tuple(Bar(word, n, round(100 * n / most, 1) if isinstance(n, int) else 0) for word, n in told)


def _in_order(
    counts: Counter[Word], sums: tuple[tuple[Word, ...], ...], word_of: Callable[[Word], str], under: int
) -> tuple[Bar, ...]:
    """Return a bar for each word in its order, those that were never counted too; nothing where none was.

    ``sums`` are the words, apart by what else is known: of those that stand together the sum is.
    """
    found = [(words, cells([counts[word] for word in words], under)) for words in sums]
    told = [pair for words, part in found if part for pair in zip(map(word_of, words), part.told, strict=True)]
    return _drawn(told) if counts.total() and all(part for _, part in found) else ()


def _groups(ended: list[_Ended], name_of: Callable[[Row, Outcome], str], under: int) -> tuple[Group, ...]:
    by_name: dict[str, list[_Ended]] = {}
    for row, outcome in ended:
        by_name.setdefault(name_of(row, outcome), []).append((row, outcome))
    groups = [(_group(name, found), len(found), _goals(found)) for name, found in sorted(by_name.items())]
    columns = [[met for _, _, (met, _) in groups], [goals - met for _, _, (met, goals) in groups]]
    few = [i for i in range(len(groups)) if any(small(column[i], under) for column in columns)]
    found = cells([count for _, count, _ in groups], under, also=few, beside=columns)
    if found is None:
        return ()
    return tuple(
        group if i in found.shown else Group(name=group.name, ended=found.told[i])
        for i, (group, *_) in enumerate(groups)
    )


def _group(name: str, found: list[_Ended]) -> Group:
    days = [(outcome.date - row.case.file.opened).days for row, outcome in found if row.case.file]
    met, goals = _goals(found)
    return Group(name=name, ended=len(found), days=round(median(days)) if days else None, goals=goals, met=met)


def _goals(found: list[_Ended]) -> tuple[int, int]:
    """Return how many goals were met, at least in part, and how many there were."""
    results = [goal.result for _, outcome in found for goal in outcome.goals]
    return sum(result in _RESULTS[0] for result in results), len(results)


def _pair(case: Case, day: dt.date) -> tuple[Circumstances, Circumstances] | None:
    """Return how someone lived at entry and how they do by now, or did at the end; None without two records."""
    found = sorted((c for c in case.circumstances if c.date <= day), key=lambda c: c.date)
    first = next((c for c in found if c.point == "entry"), None)
    return (first, found[-1]) if first and found[-1] is not first else None


def _moves(pairs: Iterable[tuple[str, str]], under: int) -> tuple[Move, ...]:
    return tuple(Move(*pair, count) for pair, count in arranged(Counter(pairs), under))


def _by_month(cases: list[Case], day: dt.date, under: int) -> tuple[Series, ...]:
    """Return cases opened, ended and open at the end of each of the last months, the one of ``day`` included.

    Where small counts are not shown, it is the open ones alone: few begin or end in a month.
    """
    months = [(day.year * 12 + day.month - 1 - back) for back in range(_MONTHS - 1, -1, -1)]
    opened = [_month(c.file.opened) for c in cases if c.file and c.file.opened <= day]
    ended = [_month(end) for c in cases if c.file and (end := ended_on(c)) and end <= day]
    names = tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)
    still = [sum(m <= month for m in opened) - sum(m <= month for m in ended) for month in months]
    lasting = Series("open at the end of the month", names, tuple(said(count, under) for count in still))
    if under:
        return (lasting,)
    return (
        lasting,
        Series("opened", names, tuple(opened.count(month) for month in months)),
        Series("ended", names, tuple(ended.count(month) for month in months)),
    )


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1
