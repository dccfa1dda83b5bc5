"""The words under which rows are found in, what a filter offers and the keys of each row out.

A row's keys are numbers, so that a table of thousands stays light; the script that filters knows nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

_ORDERED = ("imminent", "high", "moderate", "low", "not yet", "error", "warning", "info")


class Facet(Struct, frozen=True):
    """What rows are filtered by, and its words with their numbers, in the order in which they are offered."""

    name: str
    words: tuple[tuple[int, str], ...]


class Filter(Struct, frozen=True):
    """The facets of a table, and the keys of its rows in their order."""

    facets: tuple[Facet, ...]
    keys: tuple[str, ...]


def filter_of(rows: Iterable[Mapping[str, tuple[str, ...]]], names: Iterable[str]) -> Filter:
    """Return the filter of a table. A facet with no words in any row is left out."""
    rows = list(rows)
    facets, numbers = [], dict[tuple[str, str], int]()
    for name in names:
        words = sorted({word for row in rows for word in row.get(name, ())}, key=_order)
        for word in words:
            numbers[name, word] = len(numbers)
        if words:
            facets.append(Facet(name, tuple((numbers[name, word], word) for word in words)))
    found = {(facet.name, word) for facet in facets for _, word in facet.words}
    keys = tuple(
        " ".join(str(numbers[name, word]) for name, words in row.items() for word in words if (name, word) in found)
        for row in rows
    )
    return Filter(tuple(facets), keys)


def _order(word: str) -> tuple[int, str]:
    return (_ORDERED.index(word) if word in _ORDERED else len(_ORDERED), word.casefold())
