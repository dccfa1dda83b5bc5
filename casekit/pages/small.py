"""Counts in, the same without the small ones out, and without as many others as it takes that none can be worked out.

A count of one to four tells of single people. Where it is the only one that is missing, the total gives it away; and
where the other that is missing is known to be five or more, it may do so still. So others are left out, the smallest
first, until a small count could be any below the limit for a reader who has every total. Who also knows how this is
done can rule out some numbers, and never all but one: the tests try every small table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

LEAST = 4
"""The lowest limit. "Under 2" would be one, and with 3 it can be worked out by who knows how this is done."""

USUAL = 5
"""The limit of a masked site."""

UNSHOWN = "not shown"
"""What stands for a count that is not small, and would give away one that is."""

Count = int | str
"""A number, or the words for one that is not shown."""


def small(count: int, under: int) -> bool:
    """Tell whether a count is below the limit; of nothing there is nobody to be told. Without a limit none is."""
    return 0 < count < under


def said(count: int, under: int) -> Count:
    """Return a count that stands alone, or that it is under the limit."""
    return f"under {under}" if small(count, under) else count


Word = TypeVar("Word", int, str, tuple[str, str], tuple[str, str, str])


class Cells(NamedTuple):
    """The counts of a table by their order, as they may be shown: ``shown`` are the places of those that are numbers."""

    told: tuple[Count, ...]
    shown: frozenset[int]


def arranged(counts: Mapping[Word, int], under: int) -> list[tuple[Word, Count]]:
    """Return what was counted, the most frequent first; then what is not shown, in an order that says nothing of it.

    Where nothing can be shown, there is nothing.
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    found = cells([count for _, count in ordered], under)
    if found is None:
        return []
    told = list(zip((word for word, _ in ordered), found.told, strict=True))
    hidden = set(range(len(told))) - found.shown
    return [told[i] for i in sorted(found.shown)] + sorted((told[i] for i in hidden), key=lambda item: item[0])


def cells(
    counts: Sequence[int], under: int, *, also: Collection[int] = (), beside: Collection[Sequence[int]] = ()
) -> Cells | None:
    """Return counts that add up to a total that is known, with all hidden that has to be; None where nothing can be shown.

    ``also`` are places to hide whatever they count. ``beside`` are other columns of the same rows, whose hidden rows may
    not add up to a small count either. ``under`` is the limit, 0 or at least `LEAST`.
    """
    hidden = {place for place, count in enumerate(counts) if small(count, under)} | set(also)
    others = sorted((p for p, count in enumerate(counts) if count and p not in hidden), key=lambda p: counts[p])
    while hidden and not (_unknown(hidden, counts, under, others[:1]) and _none_beside(hidden, beside, under)):
        if not others:
            return None
        hidden.add(others.pop(0))
    told = tuple(said(n, under) if p not in hidden or small(n, under) else UNSHOWN for p, n in enumerate(counts))
    return Cells(told, frozenset(range(len(counts))) - hidden)


def _unknown(hidden: set[int], counts: Sequence[int], under: int, next_one: Sequence[int]) -> bool:
    """Tell whether each small count among the hidden could be any, where their sum is known.

    A hidden one that is not small is at least the limit, and at most the smallest that is shown, the ``next_one``.
    """
    few = sum(small(counts[place], under) for place in hidden)
    many, total = len(hidden) - few, sum(counts[place] for place in hidden)
    if few == 0 or len(hidden) == 1:
        return len(hidden) > 1
    top = min((counts[place] for place in next_one), default=total)
    # One of them is the most it can be where all others are the least, and the other way round.
    most, least = total - (few - 1) - many * under, total - (few - 1) * (under - 1) - many * top
    return most >= under - 1 and least <= 1


def _none_beside(hidden: set[int], beside: Collection[Sequence[int]], under: int) -> bool:
    return not any(small(sum(column[place] for place in hidden), under) for column in beside)
