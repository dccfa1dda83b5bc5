"""An instrument's name in, how it is answered and counted out, read from the YAML file of that name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from casekit.model.common import Part, Slug
from casekit.records.yaml import read

_FOLDER = Path(__file__).resolve().parent


class Sum(Part, frozen=True, kw_only=True):
    """That the scores of some items come to ``least`` or more."""

    items: tuple[str, ...]
    least: int


class Item(Part, frozen=True, kw_only=True):
    """One item by its number: the answers it takes, and what each counts where that is another number.

    An item with ``asked_when`` is rightly blank unless that holds. One that is not ``counted`` is no part of the total.
    """

    id: str
    loinc: str | None = None
    answers: tuple[int, ...] | None = None
    scores: tuple[int, ...] | None = None
    asked_when: Sum | None = None
    counted: bool = True
    optional: bool = False


class Band(Part, frozen=True, kw_only=True):
    """A word for totals from ``least`` up to the next band; ``also`` are other words in use for it."""

    word: str
    least: int
    also: tuple[str, ...] = ()


class Level(Part, frozen=True, kw_only=True):
    """A word that some items decide, whatever the total; one without items holds where none before it does."""

    word: str
    items: tuple[str, ...] = ()
    least: int = 0
    also: tuple[str, ...] = ()


class CutOff(Part, frozen=True, kw_only=True):
    """From which total a result is positive. Where sex is not known the lower one counts.

    From ``sensitive`` up to ``least`` either word is right: programs differ.
    """

    least: int
    female: int | None = None
    male: int | None = None
    sensitive: int | None = None
    word: str = "positive"
    below: str = "negative"


class Flag(Part, frozen=True, kw_only=True):
    """Answers that ask for someone the same day, whatever the total."""

    kind: Literal["suicide", "violence"]
    items: tuple[str, ...]
    least: int


class Instrument(Part, frozen=True, kw_only=True):
    """How one instrument is answered and counted. Items stand in the order in which they are asked.

    ``name`` is what records call it, ``called`` what people do.
    ``answers`` and ``scores`` hold for every item that has none of its own. ``prorates`` is how many items may be open
    for the mean of the others to stand in for them; ``leaves_out`` is an answer that means "does not apply".
    """

    name: Slug
    called: str
    title: str
    licence: Literal["ship", "score_only"]
    source: str
    note: str
    answers: tuple[int, ...]
    items: tuple[Item, ...]
    scores: tuple[int, ...] | None = None
    count: Literal["sum", "mean", "none"] = "sum"
    totals: tuple[int, int] | None = None
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    raised_when: tuple[Sum, ...] = ()
    cut_off: CutOff | None = None
    flags: tuple[Flag, ...] = ()
    prorates: int = 0
    optional: bool = False
    leaves_out: int | None = None
    look_again_when_only: str | None = None
    alone: bool = False

    def item(self, identifier: str) -> Item | None:
        """Return an item by its number, or None."""
        return next((item for item in self.items if item.id == identifier), None)

    def answers_of(self, item: Item) -> tuple[int, ...]:
        """Return the answers that an item takes."""
        return item.answers or self.answers

    def score_of(self, item: Item, answer: int) -> int:
        """Return what an answer counts: itself, unless the form counts it another way. Raises ValueError on no answer."""
        answers = self.answers_of(item)
        scores = item.scores or (None if item.answers else self.scores) or answers
        return scores[answers.index(answer)]

    def range(self) -> tuple[float, float] | None:
        """Return the least and the most that the total can be; None where there is no total."""
        if self.count == "none":
            return None
        if self.totals is not None:
            return self.totals
        if self.count == "mean":
            kept = [a for a in self.answers if a != self.leaves_out]
            return min(kept), max(kept)
        spans = [[self.score_of(i, a) for a in self.answers_of(i)] for i in self.items if i.counted]
        return sum(map(min, spans)), sum(map(max, spans))

    def words(self) -> tuple[str, ...]:
        """Return every word that the instrument has for a result."""
        found = [w for band in self.bands for w in (band.word, *band.also)]
        found += [w for level in self.levels for w in (level.word, *level.also)]
        return (*found, *((self.cut_off.word, self.cut_off.below) if self.cut_off else ()))


@cache
def instrument_names() -> tuple[str, ...]:
    """Return the names of the instruments that can be counted, in alphabetical order."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


@cache
def instrument(name: str) -> Instrument | None:
    """Return how an instrument is counted, or None where none is called so."""
    if name not in instrument_names():
        return None
    return msgspec.convert(read((_FOLDER / f"{name}.yaml").read_bytes()).data, Instrument)
