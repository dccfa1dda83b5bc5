"""Answers that ask for someone today, and screens that count only when asked alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.assessment import Assessment, InstrumentResult
from casekit.model.caseload import Case, Caseload
from casekit.model.instruments.forms import Flag, instrument
from casekit.model.instruments.scoring import score
from casekit.model.people import Staff
from casekit.model.policy import limit
from casekit.model.qualified import is_clinician
from casekit.model.standing import ended_on, last_day

_TAKEN_IN = {"emergency_visit", "observation", "admission"}
_CALLED_IN = {"collateral", "case_conference"}
_SAID = {"suicide": "thoughts of suicide", "violence": "violence at home"}


@rule("CK593", Severity.WARNING, on="case")
def red_flag_without_same_day(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A red flag is followed up the same day by someone qualified.

    Checks:
        That on the `date` of answers that tell of danger (PHQ-9 item 9 of 1 or more, a high C-SSRS, 11 or more on the HITS)
        someone licensed or in a clinical role had a contact, evaluated the risk or made a safety plan; or an outside
        clinician was called in, or the client was taken to a hospital. When it was written down does not matter.
    Why:
        Whoever says it on paper is asking whether anyone reads it.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: phq-9, answers: {q1: 1, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1, q8: 0, q9: 1}, band: mild}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: phq-9, answers: {q1: 1, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1, q8: 0, q9: 1}, band: mild}
        # safety_plans/2026-01-20-s6.yaml
        date: 2026-01-20
        recorded: 2026-01-21
        by: n-hale
        warning_signs: [I stop answering the phone]
        coping: [Walk to the river]
        means: Nothing in the house worries her.
    Fix:
        If nobody has spoken with them, do it now, with a supervisor or 988. If somebody did, write it down with that
        day's date.
    Leave it:
        Where the client was in a hospital or with an outside clinician that day: written down with its day, it answers
        this. The writing can wait; the talk cannot.
    Source:
        PHQ-9 item 9, C-SSRS screener triage, HITS; House practice.
    """
    for assessment, place, result, flag in _flags(case):
        if case.broken & {"contact", "risk", "safety_plan"} or _followed_up(case, caseload, assessment.date):
            continue
        says = f"the answers tell of {_SAID[flag.kind]}, and no follow-up by someone qualified is on record for {assessment.date}."
        yield problem(assessment, "instruments", place, "answers" if result.answers else "total", says=says)


@rule("CK594", Severity.WARNING, on="case")
def red_flag_without_plan(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After a red flag the risk is evaluated or a safety plan made.

    Checks:
        That after answers that tell of suicide, and were followed up that day, there is a risk evaluation or a safety
        plan once policy's `safety_plan_within_days` have passed.
    Why:
        A talk helps for a night. What was found, and what to do at three in the morning, should be on paper.
    Bad:
        # assessments/2026-02-02-x1.yaml
        date: 2026-02-02
        by: n-hale
        scope: instrument
        heard: [{who: Rosa}]
        instruments:
          - {instrument: phq-9, answers: {q1: 1, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1, q8: 0, q9: 1}, band: mild}
        # contacts/2026-02-02-x7.yaml
        date: 2026-02-02
        by: n-hale
        kind: visit
        place: home
        minutes: 40
        reached: true
        note: We talked until it was dark.
        # safety_plans/2026-02-18-s5.yaml (deleted)
    Good:
        # assessments/2026-02-02-x1.yaml
        date: 2026-02-02
        by: n-hale
        scope: instrument
        heard: [{who: Rosa}]
        instruments:
          - {instrument: phq-9, answers: {q1: 1, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1, q8: 0, q9: 1}, band: mild}
        # contacts/2026-02-02-x7.yaml
        date: 2026-02-02
        by: n-hale
        kind: visit
        place: home
        minutes: 40
        reached: true
        note: We talked until it was dark.
        # safety_plans/2026-02-04-s6.yaml
        date: 2026-02-04
        by: s-ruiz
        warning_signs: [I stop answering the phone]
        coping: [Walk to the river]
        means: Nothing in the house worries her.
    Fix:
        Write down how the risk was weighed, or make the plan together.
    Leave it:
        Where the risk was weighed and is low: said with its reasons, it needs no safety plan. One made later is as
        good.
    Source:
        C-SSRS screener triage: a safety plan at any level; House practice.
    """
    for assessment, place, result, flag in _flags(case):
        allowed = limit(caseload, "safety_plan_within_days", assessment.date, case)
        if flag.kind != "suicide" or allowed is None or case.broken & {"risk", "safety_plan"}:
            continue
        until = assessment.date + dt.timedelta(days=allowed.value)
        written = any(assessment.date <= each.date for each in (*case.risks, *case.safety_plans))
        ended = ended_on(case)
        over = last_day(case) > until and (ended is None or ended > until)
        if over and not written and _followed_up(case, caseload, assessment.date):
            says = f"the answers tell of thoughts of suicide, with no risk evaluation and no safety plan by {until}."
            yield problem(assessment, "instruments", place, "answers" if result.answers else "total", says=says)


@rule("CK595", Severity.WARNING, on="case")
def safety_screen_not_alone(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A safety screen counts only when asked alone.

    Checks:
        That a screen for violence at home (HITS, the safety items of the AHC) does not say `alone: false`, unless one
        was asked alone since.
    Why:
        With the other in the room, no is the only safe answer.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: hits, answers: {q1: 1, q2: 1, q3: 1, q4: 1}, alone: false}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: hits, answers: {q1: 1, q2: 1, q3: 1, q4: 1}, alone: true}
    Fix:
        Ask again when they are alone, and keep this one as it is.
    Leave it:
        Where it was asked again alone since: then nothing is asked of this one, and it stays as it was said.
    Source:
        HITS, and any screen for violence by a partner; House practice.
    """
    del caseload
    for assessment in case.assessments:
        for place, result in enumerate(assessment.instruments):
            form = instrument(result.instrument)
            if form is not None and form.alone and result.alone is False and not _asked_alone(case, assessment.date):
                says = "asked where others could listen, so it does not count. When can it be asked alone?"
                yield problem(assessment, "instruments", place, "alone", says=says)


@rule("CK596", Severity.INFO, on="case")
def alone_not_said(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A safety screen says whether it was asked alone.

    Checks:
        Whether a screen for violence at home (HITS, the safety items of the AHC) has `alone`.
    Why:
        A reader who does not know who was listening cannot rely on a no.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: hits, answers: {q1: 1, q2: 1, q3: 1, q4: 1}}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: hits, answers: {q1: 1, q2: 1, q3: 1, q4: 1}, alone: true}
    Fix:
        Add `alone: true` or `alone: false`.
    Leave it:
        Where nobody remembers, and asking again now would not be safe.
    Source:
        HITS, and any screen for violence by a partner; House practice.
    """
    del caseload
    for assessment in case.assessments:
        for place, result in enumerate(assessment.instruments):
            form = instrument(result.instrument)
            if form is not None and form.alone and result.alone is None:
                says = f"was the {form.called} asked alone? A safety screen counts only then."
                yield problem(assessment, "instruments", place, says=says)


def _asked_alone(case: Case, since: dt.date) -> bool:
    """Tell whether a screen for violence at home was asked alone on a day or after it."""
    return any(
        (form := instrument(result.instrument)) is not None and form.alone and result.alone
        for assessment in case.assessments
        if assessment.date >= since
        for result in assessment.instruments
    )


def _flags(case: Case) -> Iterator[tuple[Assessment, int, InstrumentResult, Flag]]:
    """Yield the results that tell of danger, by their answers, or by the total where only that was kept."""
    for assessment in case.assessments:
        for place, result in enumerate(assessment.instruments):
            form = instrument(result.instrument)
            flags = score(form, result.answers or {}).flags if form else ()
            if form and result.answers is None and result.total is not None:
                counted = {item.id for item in form.items if item.counted}
                flags = tuple(f for f in form.flags if set(f.items) == counted and result.total >= f.least)
            if flags:
                yield assessment, place, result, flags[0]


def _followed_up(case: Case, caseload: Caseload, day: dt.date) -> bool:
    """Tell whether someone qualified was there on a day; whoever is unknown is given the benefit of the doubt."""

    def qualified(*names: str) -> bool:
        known: list[Staff | None] = [caseload.staff.get(name) for name in names]
        return any(staff is None or is_clinician(staff, day) for staff in known)

    contacts = [c for c in case.contacts if c.date == day and c.reached]
    return (
        any(c.kind in _CALLED_IN or qualified(c.by, *c.staff) for c in contacts)
        or any(r.date == day and qualified(r.by) for r in (*case.risks, *case.safety_plans))
        or any(i.date == day and i.kind in _TAKEN_IN for i in case.incidents)
    )
