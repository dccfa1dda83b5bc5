"""Step 2, assessment: a case in, what its assessments leave open or late out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.assessment import DomainNeed
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import days_over, engaged_on, is_brokerage, names_what_is_gone, under_way
from casekit.words import counted

_WORST = {"crisis", "vulnerable"}


@rule("CK311", Severity.WARNING, on="case")
def assessment_overdue(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The whole picture is drawn within policy's days.

    Checks:
        That an open case has a `full` assessment by policy's `assessment_within_days` after it was opened; outreach
        before that does not count. Brokerage needs only what it takes to find a resource, and is not asked.
    Why:
        What nobody asked about is in no plan. The days are there so that it is asked while it still helps.
    Bad:
        # assessments/2026-01-20-m4.yaml
        scope: update
    Good:
        # assessments/2026-01-20-m4.yaml
        scope: full
    Fix:
        Have the conversation, over several visits if that is better. Answers may be left open: `not_explored` is one.
    Leave it:
        Where the client is not ready to talk about everything, or cannot be found just now: several short visits are an
        assessment too, and a waiver says what it waits for.
    Source:
        42 CFR 440.169(d)(1); Minn. R. 9520.0914 for the days.
    """
    since = engaged_on(case)
    if case.file is None or since is None or not under_way(case) or is_brokerage(case) or "assessment" in case.broken:
        return
    days = days_over(caseload, "assessment_within_days", since, case)
    missing = names_what_is_gone(case, "assessment")
    if days is not None and not missing and not any(a.scope == "full" for a in case.assessments):
        yield problem(
            case.file, "opened", says=f"{counted(days, 'day')} after the case was opened there is no full assessment."
        )


@rule("CK312", Severity.INFO, on="case")
def assessed_without_others(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An ACT team hears more than one person.

    Checks:
        Whether every full assessment of an assertive community treatment case heard one person only.
    Why:
        A mother, a landlord or a nurse knows what a bad week looks like, and what helped last time.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments:
          - {team: north, role: team, from: 2026-01-12}
        # assessments/2026-01-20-m4.yaml
        heard:
          - {who: Rosa}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments:
          - {team: north, role: team, from: 2026-01-12}
        # assessments/2026-01-20-m4.yaml
        heard:
          - {who: Rosa}
          - {who: Ana, how: by phone}
    Fix:
        Ask the client whom else we may ask.
    Leave it:
        Where the client wants nobody else asked. It is their picture.
    Source:
        42 CFR 440.169(d)(1): information from family, providers and others; SAMHSA TIP 27 for the model.
    """
    del caseload
    full = [a for a in case.assessments if a.scope == "full"]
    if case.file is None or case.file.model != "assertive_community_treatment" or not full or not under_way(case):
        return
    if all(len(a.heard) == 1 for a in full):
        yield problem(
            full[-1], "heard", says="one person was heard, in this and every full assessment. Who else knows?"
        )


@rule("CK313", Severity.INFO, on="case")
def barriers_not_asked(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An assessment asks what stands in the way.

    Checks:
        Whether a full assessment has `barriers`: a list, or why they were left open. Brokerage is not asked.
    Why:
        A plan that does not know of the debt, the dog or the missing bus asks for what cannot be done.
    Bad:
        # assessments/2026-01-20-m4.yaml (whole file)
        date: 2026-01-20
        by: s-ruiz
        scope: full
        heard: [{who: Rosa}]
        needs: [{domain: housing, level: vulnerable, words: I sleep at my sister's.}]
        strengths: [Twelve years as a cook]
        client_words: A door I can lock myself.
    Good:
        # assessments/2026-01-20-m4.yaml
        barriers: {none_because: not_explored}
    Fix:
        Add them, or `{none_because: not_explored}`, which is a fine answer on a first day.
    Leave it:
        Where the first visit had no room for it: it can be asked at the next one.
    Source:
        CMSA Standards of Practice 2016, B (client assessment).
    """
    del caseload
    for assessment in case.assessments:
        if assessment.scope == "full" and not assessment.barriers and not is_brokerage(case) and under_way(case):
            yield problem(assessment, says="a full assessment without a word on barriers. Was nothing in the way?")


@rule("CK315", Severity.WARNING, on="case")
def worst_level_without_why(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A need at one of the two worst levels says what it rests on.

    Checks:
        That a need at `crisis` or `vulnerable` has the client's `words` (or why there are none) or what was `observed`.
        The three better levels need no reason.
    Why:
        The next reader decides by the level tonight, and must be able to see what it was made of.
    Bad:
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: housing, level: vulnerable}
    Good:
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: housing, level: vulnerable, words: {none_because: not_explored}}
    Fix:
        One sentence of theirs or yours, or why there is none.
    Leave it:
        Where words would have had to be made up: `{none_because: declined}` or `not_explored` is all that is asked for.
        The three better levels need no reason.
    Source:
        Self-sufficiency matrix practice: reasons for the two worst levels; House practice for the rest.
    """
    del caseload
    for assessment in case.assessments:
        for i, need in enumerate(assessment.needs):
            if need.level in _WORST and not need.words and not need.observed:
                says = f"{need.domain} at {need.level}, without the client's words or what was seen."
                yield problem(assessment, "needs", i, says=says)


@rule("CK316", Severity.INFO, on="case")
def change_without_why(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A level that changed says what changed it.

    Checks:
        Whether a need whose level differs from the assessment before has words or something observed, at the three
        better levels too.
    Why:
        What made it better is what to do more of; it is also what a funder asks a year later.
    Bad:
        # assessments/2026-03-20-b2.yaml
        date: 2026-03-20
        by: s-ruiz
        scope: update
        heard: [{who: Rosa}]
        needs:
          - {domain: housing, level: safe}
    Good:
        # assessments/2026-03-20-b2.yaml
        date: 2026-03-20
        by: s-ruiz
        scope: update
        heard: [{who: Rosa}]
        needs:
          - {domain: housing, level: safe, observed: Her sister put her on the lease.}
    Fix:
        Add a sentence where you know it.
    Leave it:
        Where nobody knows what changed it, the client included.
    Source:
        House practice.
    """
    del caseload
    before: dict[str, DomainNeed] = {}
    for assessment in sorted(case.assessments, key=lambda a: a.date):
        for i, need in enumerate(assessment.needs):
            last = before.get(need.domain)
            changed = last is not None and last.level != need.level and need.level not in _WORST
            if last is not None and changed and not need.words and not need.observed:
                says = f"{need.domain} went from {last.level} to {need.level}. What made the change?"
                yield problem(assessment, "needs", i, "level", says=says)
            before[need.domain] = need


@rule("CK318", Severity.WARNING, on="case")
def reassessment_overdue(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The whole picture is looked at again.

    Checks:
        That by the newest day of an open case its last assessment, full or an update, is not older than policy's
        `reassess_every_days`. Brokerage is not asked.
    Why:
        Needs change. A plan that rests on last year's picture helps with last year's life.
    Bad:
        # policy.yaml
        values:
          - {setting: reassess_every_days, value: 60, from: 2026-01-01, source: agency practice}
    Good:
        # policy.yaml
        values:
          - {setting: reassess_every_days, value: 90, from: 2026-01-01, source: agency practice}
    Fix:
        Talk it through again and write an update; what has not changed may be left out.
    Leave it:
        Where the client wants no more questions just now: an update of one line says so, and counts. On hold, nothing
        is asked.
    Source:
        42 CFR 440.169(d)(1): periodic reassessment; COMAR 10.09.45.06: every 6 months.
    """
    last = max((a for a in case.assessments if a.scope != "instrument"), key=lambda a: a.date, default=None)
    if last is None or not under_way(case) or is_brokerage(case):
        return
    days = days_over(caseload, "reassess_every_days", last.date, case)
    if days is not None:
        yield problem(
            last,
            "date",
            says=f"the last assessment, {counted(days, 'day')} before the newest record of the case. What has changed?",
        )
