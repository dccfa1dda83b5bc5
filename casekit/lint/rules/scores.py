"""Instruments: answers that fit their items, totals that are the sum, and bands that are those of the total."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import DataPath, Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.assessment import Assessment, InstrumentResult
from casekit.model.caseload import Case, Caseload
from casekit.model.instruments.forms import Instrument, instrument
from casekit.model.instruments.scoring import Score, score, words_for
from casekit.words import listed

_CLOSE = 0.051  # a mean may be kept with one decimal


@rule("CK585", Severity.ERROR, on="case")
def answer_out_of_range(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An answer is one that its item has.

    Checks:
        That each answer of an instrument casekit can count is one of its item's, and that the instrument has the item.
    Why:
        A slip of one line changes what is read in it, and who is called tonight.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: 4, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: 3, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}}
    Fix:
        Look at the form. Answers are kept as the form numbers them; casekit turns round what counts the other way.
    Leave it:
        Where the form really has that item, in another edition: give the instrument the agency's own name, and nothing
        is counted.
    Source:
        The instruments' own papers; each file in casekit/model/instruments/ names its own.
    """
    del caseload
    for assessment, at, form, _, found in _scored(case):
        for misfit in found.misfits:
            item = form.item(misfit.item)
            takes = f"it takes {listed(map(str, misfit.allowed))}" if item else f"the {form.called} has no such item"
            yield problem(assessment, *at, "answers", misfit.item, says=f"{misfit.item}: {takes}.")


@rule("CK586", Severity.ERROR, on="case")
def total_differs_from_answers(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A total is what the answers come to.

    Checks:
        That `total` is the score of the answers, items that count the other way turned round; with items left open, that
        it lies between what they could make of it. Without answers, that it lies in the instrument's range.
    Why:
        Services, reports and the client's own hope hang on that number.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: 3, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}, total: 8}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: 3, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}, total: 9}
    Fix:
        Correct the total or the answer. The total may be left out; casekit counts it.
    Leave it:
        Where a total comes from somebody else's paper and the answers are not known: then only the instrument's range
        is looked at.
    Source:
        The instruments' own papers; each file in casekit/model/instruments/ names its own.
    """
    del caseload
    for assessment, at, form, result, found in _scored(case):
        if result.total is None or found.misfits:
            continue
        if result.answers is None:
            bounds = form.range()
            if bounds and not bounds[0] <= result.total <= bounds[1]:
                says = f"{result.total:g}, and the {form.called} runs from {bounds[0]:g} to {bounds[1]:g}."
                yield problem(assessment, *at, "total", says=says)
        elif form.items and form.count != "none" and not found.least - _CLOSE < result.total < found.most + _CLOSE:
            to = f" to {found.most:g}" if found.open else ""
            yield problem(
                assessment, *at, "total", says=f"{result.total:g}, and the answers come to {found.least:g}{to}."
            )


@rule("CK587", Severity.ERROR, on="case")
def band_differs_from_total(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A band is that of the total.

    Checks:
        That `band` is a word which the instrument has for the result. Where a cut-off depends on sex and none is given,
        the lower one counts.
    Why:
        Most readers see the word and not the number.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: 3, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}, band: moderate}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: 3, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}, band: mild}
    Fix:
        Correct the word, or leave it out. For a cut-off by sex add `sex`, where the client said so.
    Leave it:
        Where a payer's band differs from the instrument's: the payer's word goes into the note.
    Source:
        The instruments' own papers; each file in casekit/model/instruments/ names its own.
    """
    del caseload
    for assessment, at, form, result, found in _scored(case):
        words = _fitting(form, result, found)
        written = _plain(result.band or "")
        known = {_plain(word) for word in form.words()}
        if words and written in known and written not in {_plain(word) for word in words}:
            total = found.total if result.answers is not None else result.total
            number = f"{total:g} is" if total is not None else "the answers are"
            yield problem(assessment, *at, "band", says=f"{number} `{words[0]}` on the {form.called}.")


@rule("CK588", Severity.WARNING, on="case")
def band_with_open_item(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An item left open leaves no band.

    Checks:
        That a result with a declined, skipped or missing item has no `band`, unless the instrument puts something in its
        place. Items that the form passes over after an answer are rightly blank.
    Why:
        A declined answer is an answer. Counted as nothing, it makes someone look better than they are.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: declined, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}, band: mild}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: gad-7, answers: {q1: declined, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1}}
    Fix:
        Take the band out. The answers that were given stay, and are still read for danger.
    Leave it:
        Where the client declined an item: that is their answer, and only the band is taken out. Items that the form
        passes over are rightly blank.
    Source:
        House practice: a declined item means no band, or the instrument's own prorating.
    """
    del caseload
    for assessment, at, _, result, found in _scored(case):
        if result.answers and result.band and found.open and not found.words and not found.misfits:
            left = f"{listed(found.open[:5])} {'has' if len(found.open) == 1 else 'have'} no answer"
            yield problem(assessment, *at, "band", says=f"{left}, so the result has no band.")


@rule("CK589", Severity.INFO, on="case")
def unknown_band(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A band has the instrument's own word.

    Checks:
        Whether `band` is one of the words that the instrument has, where it has any.
    Why:
        Two words for the same thing cannot be compared from one year to the next.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: phq-2, answers: {q1: 1, q2: 1}, band: fair}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: phq-2, answers: {q1: 1, q2: 1}, band: negative}
    Fix:
        Use the instrument's word. What a payer calls it can go into the note.
    Leave it:
        Where a contract asks for its own word in this place.
    Source:
        The instruments' own papers; each file in casekit/model/instruments/ names its own.
    """
    del caseload
    for assessment, at, form, result, _ in _scored(case):
        known = form.words()
        if result.band and known and _plain(result.band) not in {_plain(word) for word in known}:
            yield problem(
                assessment, *at, "band", says=f"the {form.called} has another word for it: {', '.join(known)}."
            )


@rule("CK590", Severity.INFO, on="case")
def answers_to_what_is_not_asked(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Answers agree with the question that leads to them.

    Checks:
        Whether an item has points although an earlier answer passes over it, such as a yes to question 4 of the C-SSRS
        screener after a no to 2. The other way round, blank is right.
    Why:
        One of the two is in the wrong line, and it may be the one that matters tonight.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: c-ssrs, answers: {q1: 0, q2: 0, q3: 1, q6: 0}}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: c-ssrs, answers: {q1: 0, q2: 0, q6: 0}}
    Fix:
        Look at the form, and correct the line.
    Leave it:
        Where it was said just so: the answer stays as it was given, and is counted.
    Source:
        Columbia Lighthouse Project, screener; AUDIT and PC-PTSD-5 have such a line too.
    """
    del caseload
    for assessment, at, form, _, found in _scored(case):
        if found.unasked:
            first = found.unasked[0]
            says = f"{first} has an answer that counts, and the {form.called} passes over it after the answers before."
            yield problem(assessment, *at, "answers", first, says=says)


@rule("CK591", Severity.INFO, on="case")
def positive_by_one_item(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A positive AUDIT-C that rests on how often alone is looked at again.

    Checks:
        Whether a result of the AUDIT-C that is called positive has all its points from the first item.
    Why:
        A glass with dinner every day comes to four points, and may be within what is advised.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: audit-c, answers: {q1: 4, q2: 0, q3: 0}, band: positive, alone: true}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: audit-c, answers: {q1: 3, q2: 1, q3: 0}, band: positive, alone: true}
    Fix:
        Ask about the last months before anything is built on it.
    Leave it:
        Where the last months were asked about already.
    Source:
        AUDIT-C, note in HL7's US Core example (PMID 12695273).
    """
    del caseload
    for assessment, at, form, result, found in _scored(case):
        if form.cut_off and found.look_again and _plain(result.band or "") == form.cut_off.word:
            says = f"all points come from {form.look_again_when_only}. Ask about the last months before it counts as positive."
            yield problem(assessment, *at, "band", says=says)


def _scored(case: Case) -> Iterator[tuple[Assessment, DataPath, Instrument, InstrumentResult, Score]]:
    """Yield each result of an instrument that can be counted, with its place and what its answers come to."""
    for assessment in case.assessments:
        for place, result in enumerate(assessment.instruments):
            form = instrument(result.instrument)
            if form is not None:
                yield assessment, ("instruments", place), form, result, score(form, result.answers or {}, result.sex)


def _fitting(form: Instrument, result: InstrumentResult, found: Score) -> tuple[str, ...]:
    """Return the words that fit a result: by its answers, or by its total where only that was kept."""
    if result.answers is not None:
        return () if found.misfits else found.words
    return tuple(words_for(form, result.total, None, result.sex)) if result.total is not None else ()


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())
