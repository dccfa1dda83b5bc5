"""An instrument and the answers given in, what they come to out: total, what is open, the words that fit, red flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from casekit.model.instruments.forms import CutOff, Flag, Instrument, Item

Answers = Mapping[str, int | Literal["declined", "skipped"]]
Sex = Literal["female", "male"]


class Misfit(NamedTuple):
    """An answer that its item cannot have, or one to an item that the instrument does not have (``allowed`` empty)."""

    item: str
    allowed: tuple[int, ...]


class Score(Struct, frozen=True, kw_only=True):
    """What answers come to.

    ``total`` is None while an item is open that cannot be prorated, or where the instrument has none; ``least`` and
    ``most`` say between what it lies. ``words`` are those that fit the total, the usual one first: none while an item is
    open. ``unasked`` are items that count although the form passes over them. ``look_again`` tells that all points come
    from the one item of which the instrument itself says so.
    """

    total: float | None
    least: float
    most: float
    open: tuple[str, ...]
    words: tuple[str, ...]
    flags: tuple[Flag, ...]
    misfits: tuple[Misfit, ...]
    unasked: tuple[str, ...]
    look_again: bool

    @property
    def band(self) -> str | None:
        """The usual word for the total."""
        return self.words[0] if self.words else None


def score(form: Instrument, answers: Answers, sex: Sex | None = None) -> Score:
    """Count answers as the instrument does. Answers that do not fit their item are told, and count as open."""
    misfits = tuple(_misfits(form, answers))
    wrong = {m.item for m in misfits}
    scores = {
        i.id: form.score_of(i, a) for i in form.items if isinstance(a := answers.get(i.id), int) and i.id not in wrong
    }
    asked = {i.id for i in form.items if _is_asked(form, i, scores, answers)}
    left_out = {i for i in scores if form.leaves_out is not None and answers[i] == form.leaves_out}
    counted = {i.id: scores[i.id] for i in form.items if i.counted and i.id in scores and i.id not in left_out}
    open_ = tuple(
        i.id for i in form.items if i.counted and i.id in asked and i.id not in scores and _awaited(form, i, answers)
    )
    total, least, most = _total(form, counted, open_)
    positive = {name for name, value in counted.items() if value}
    return Score(
        total=total,
        least=least,
        most=most,
        open=open_,
        words=() if open_ and total is None else tuple(words_for(form, total, scores, sex)),
        flags=tuple(f for f in form.flags if _sum(f.items, scores) >= f.least),
        misfits=misfits,
        unasked=tuple(i for i in scores if i not in asked and scores[i] > 0),
        look_again=form.look_again_when_only is not None and positive == {form.look_again_when_only},
    )


def words_for(
    form: Instrument, total: float | None, scores: Mapping[str, int] | None = None, sex: Sex | None = None
) -> Iterator[str]:
    """Yield the words that fit a total, the usual one first; the scores by item raise it where the instrument says so."""
    known = scores or {}
    level = next((found for found in form.levels if not found.items or _sum(found.items, known) >= found.least), None)
    if level is not None and scores is not None:
        yield from (level.word, *level.also)
    if total is None:
        return
    fitting = [i for i, band in enumerate(form.bands) if total >= band.least]
    if fitting:
        raised = any(_sum(rule.items, known) >= rule.least for rule in form.raised_when)
        highest = min(fitting[-1] + raised, len(form.bands) - 1)
        for place in sorted({highest, fitting[-1]}, reverse=True):
            yield from (form.bands[place].word, *form.bands[place].also)
    if form.cut_off is not None:
        yield from _by_cut_off(form.cut_off, total, sex)


def _by_cut_off(cut: CutOff, total: float, sex: Sex | None) -> Iterator[str]:
    by_sex = {"female": cut.female, "male": cut.male}.get(sex or "")
    least = cut.least if by_sex is None else by_sex
    yield cut.word if total >= least else cut.below
    if cut.sensitive is not None and cut.sensitive <= total < least:
        yield cut.word


def _misfits(form: Instrument, answers: Answers) -> Iterator[Misfit]:
    for identifier, answer in answers.items():
        item = form.item(identifier)
        if item is None:
            if form.items:
                yield Misfit(identifier, ())
        elif isinstance(answer, int) and answer not in form.answers_of(item):
            yield Misfit(identifier, form.answers_of(item))


def _is_asked(form: Instrument, item: Item, scores: Mapping[str, int], answers: Answers) -> bool:
    """Tell whether the form asks an item. While what decides it is open itself, it counts as asked."""
    rule = item.asked_when
    if rule is None:
        return True
    before = [found for name in rule.items if (found := form.item(name)) is not None]
    undecided = [b for b in before if b.id not in scores and _is_asked(form, b, scores, answers)]
    return bool(undecided) or _sum(rule.items, scores) >= rule.least


def _awaited(form: Instrument, item: Item, answers: Answers) -> bool:
    """Tell whether an answer is missed: an optional item only where it was asked and left open."""
    return item.id in answers or not (form.optional or item.optional)


def _total(form: Instrument, counted: Mapping[str, int], open_: tuple[str, ...]) -> tuple[float | None, float, float]:
    """Return the total, and the least and the most it can be while items are open."""
    spans = [[form.score_of(i, a) for a in form.answers_of(i)] for i in form.items if i.id in open_]
    if form.count == "none":
        return None, 0, 0
    if form.count == "mean":
        if open_ or not counted:
            return (None, *(form.range() or (0, 0)))
        mean = sum(counted.values()) / len(counted)
        return mean, mean, mean
    known = sum(counted.values())
    least, most = known + sum(map(min, spans)), known + sum(map(max, spans))
    if not open_:
        return known, least, most
    if len(open_) <= form.prorates and counted:
        return known * (len(counted) + len(open_)) / len(counted), least, most
    return None, least, most


def _sum(items: Iterable[str], scores: Mapping[str, int]) -> int:
    return sum(scores.get(item, 0) for item in items)
