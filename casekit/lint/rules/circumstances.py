"""Circumstances: yes and no agree with the details, and a language has an interpreter."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.standing import in_person
from casekit.model.vocabulary import SHIPPED

_WORKING = ("full_time", "part_time")
_NOT_WORKING = ("seeking", "not_seeking", "unable")
_EARNED = ("wages", "self_employment")
_NO_HOME = ("unsheltered", "shelter", "jail", "hospital")


@rule("CK480", Severity.INFO, on="case")
def work_and_wages_disagree(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Work and wages tell the same story.

    Checks:
        Whether someone in full- or part-time work has wages or earnings among their income, and someone without work
        has none. Where income was left open with a reason, or comes under the agency's own word, nothing is asked.
    Why:
        Benefits are counted from both; the office compares them.
    Bad:
        # circumstances/2026-01-14-c6.yaml
        employment: not_seeking
    Good:
        # circumstances/2026-01-14-c6.yaml
        employment: irregular
    Fix:
        Ask, and correct the one that is behind.
    Leave it:
        Where a last pay check came after the job ended, or the first has not come: the note says so. Income left open
        with a reason is fine.
    Source:
        HMIS and Eva: yes or no agrees with the details (IDs 88 to 97).
    """
    del caseload
    for found in case.circumstances:
        if not isinstance(found.income, tuple) or found.note:
            continue
        earned = any(one.source in _EARNED and one.amount > 0 for one in found.income)
        known = all(one.source in SHIPPED["income_sources"] for one in found.income)
        if found.employment in _WORKING and not earned and known:
            says = f"`{found.employment}`, and no wages are listed. Not paid yet?"
            yield problem(found, "employment", says=says)
        elif found.employment in _NOT_WORKING and earned:
            says = f"`{found.employment}`, and wages are listed. Which is it now?"
            yield problem(found, "employment", says=says)


@rule("CK481", Severity.INFO, on="case")
def rent_without_a_home(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What housing costs agrees with where someone lives.

    Checks:
        Whether someone who is unsheltered, in a shelter, in jail or in hospital has no monthly housing cost. A note
        explains one: a room kept during a stay, arrears paid off.
    Why:
        A home that is still paid for can be saved, if somebody notices.
    Bad:
        # circumstances/2026-01-14-c6.yaml
        living_situation: shelter
        housing_cost: 640
    Good:
        # circumstances/2026-01-14-c6.yaml
        living_situation: shelter
        housing_cost: 640
        note: Rent for the old room until the end of the month.
    Fix:
        Ask what is paid for, and correct it.
    Leave it:
        Where a room is kept through a hospital stay or arrears are being paid off: the note says which.
    Source:
        HMIS and Eva: yes or no agrees with the details.
    """
    del caseload
    for found in case.circumstances:
        if found.living_situation in _NO_HOME and found.housing_cost and not found.note:
            says = f"{found.housing_cost:g} a month for housing, and the living situation is `{found.living_situation}`. A home kept?"
            yield problem(found, "housing_cost", says=says)


@rule("CK482", Severity.INFO, on="case")
def income_listed_twice(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Each source of income is listed once.

    Checks:
        Whether one set of circumstances lists a source of income more than once with the same amount. Two jobs with
        two amounts are fine.
    Why:
        Counted twice, it costs the client a benefit.
    Bad:
        # circumstances/2026-01-14-c6.yaml
        income: [{source: wages, amount: 900, per: month}, {source: wages, amount: 900, per: month}]
    Good:
        # circumstances/2026-01-14-c6.yaml
        income: [{source: wages, amount: 900, per: month}, {source: wages, amount: 240, per: month}]
    Fix:
        Take one of the two out.
    Leave it:
        Where two jobs, or two children, do bring the same amount.
    Source:
        HMIS: income by source.
    """
    del caseload
    for found in case.circumstances:
        seen = set()
        for i, one in enumerate(found.income if isinstance(found.income, tuple) else ()):
            key = (one.source, one.amount, one.per)
            if key in seen:
                yield problem(
                    found, "income", i, says=f"{one.source} of {one.amount:g} a {one.per} is listed twice. Two of them?"
                )
            seen.add(key)


@rule("CK483", Severity.INFO, on="case")
def no_interpreter_in_person(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever needs an interpreter has one when it matters.

    Checks:
        Whether a person who needs an interpreter had one at contacts in person, or met staff who speak their language.
        Asked once for a case, at the newest contact, where more than half went without. Crisis and outreach do not wait.
    Why:
        Many people say yes politely to what they could not follow.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        languages: {preferred: Hmong, interpreter: true}
        # assessments/2026-01-20-m4.yaml
        interpreter: Valley Interpreters, by phone
        # consents/cn-8h3m.yaml
        language: Hmong, read aloud by the interpreter
        # consents/cn-2s4v.yaml
        language: Hmong, read aloud by the interpreter
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: home
    Good:
        # people/7K/P-7K3QFMXN.yaml
        languages: {preferred: Hmong, interpreter: true}
        # assessments/2026-01-20-m4.yaml
        interpreter: Valley Interpreters, by phone
        # consents/cn-8h3m.yaml
        language: Hmong, read aloud by the interpreter
        # consents/cn-2s4v.yaml
        language: Hmong, read aloud by the interpreter
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: home
        interpreter: Valley Interpreters, by phone
    Fix:
        Book one for the next visit, by telephone if need be.
    Leave it:
        Where the client said no to an interpreter: the field says it in their words. In a crisis and in outreach nobody
        waits for one.
    Source:
        Title VI and Section 1557: language access; CMSA Standards of Practice 2016, M.
    """
    person = caseload.person_of(case)
    if person is None or not person.languages.interpreter:
        return
    spoken = person.languages.preferred.casefold()
    met = [c for c in case.contacts if in_person(c) and c.kind not in {"crisis", "outreach"}]
    without = [c for c in met if not c.interpreter and not _speaks(caseload, c, spoken)]
    if without and len(without) * 2 > len(met):
        newest = max(without, key=lambda c: (c.date, c.stem))
        says = f"{len(without)} of {len(met)} contacts in person name no interpreter, and one is needed."
        yield problem(newest, says=says)


def _speaks(caseload: Caseload, contact: Contact, language: str) -> bool:
    there = [caseload.staff[s] for s in (contact.by, *contact.staff) if s in caseload.staff]
    return any(language in (spoken.casefold() for spoken in staff.languages) for staff in there)
