"""Interpreters: someone trained, and nobody of the family, where it is clinical or about safety."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event
from casekit.model.people import Person

_KIN = re.compile(
    r"\b(son|daughter|child|grand(?:son|daughter|child)|niece|nephew|wife|husband|spouse|partner|boyfriend|girlfriend"
    r"|mother|father|mom|dad|sister|brother|aunt|uncle|cousin|roommate|housemate)\b",
    re.IGNORECASE,
)


@rule("CK583", Severity.INFO, on="case")
def no_interpreter(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An assessment speaks the client's language.

    Checks:
        Whether a full assessment, or one with an instrument, names an `interpreter` where the person needs one and whoever
        wrote it has not that language in the staff file. An instrument given in the client's language is not asked.
    Why:
        Someone who answers in a second language says less, and less exactly, of what hurts.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        languages: {preferred: Polish, interpreter: true}
        # consents/cn-8h3m.yaml
        language: Polish, read aloud
        # consents/cn-2s4v.yaml
        language: Polish, read aloud
        # assessments/2026-01-20-m4.yaml
        instruments: [{instrument: phq-2, answers: {q1: 0, q2: 1}}]
    Good:
        # people/7K/P-7K3QFMXN.yaml
        languages: {preferred: Polish, interpreter: true}
        # consents/cn-8h3m.yaml
        language: Polish, read aloud
        # consents/cn-2s4v.yaml
        language: Polish, read aloud
        # assessments/2026-01-20-m4.yaml
        interpreter: Language line, interpreter 2231
        instruments: [{instrument: phq-2, answers: {q1: 0, q2: 1}}]
    Fix:
        Name who interpreted, or add the language to the staff file. If nobody did, go through it again with one.
    Leave it:
        Where someone spoke for the client in an emergency: on such a day nobody waits for an interpreter.
    Source:
        Title VI of the Civil Rights Act and 45 CFR 92.201: a qualified interpreter, free of charge.
    """
    person = caseload.person_of(case)
    if person is None or not person.languages.interpreter:
        return
    wanted = person.languages.preferred.lower()
    for assessment in case.assessments:
        staff = caseload.staff.get(assessment.by)
        spoken = {language.lower() for language in staff.languages} if staff else {wanted}
        spoken |= {(result.language or "").lower() for result in assessment.instruments}
        asked = assessment.scope == "full" or assessment.instruments
        if asked and assessment.interpreter is None and wanted not in spoken and not _emergency(case, assessment.date):
            yield problem(assessment, says="the client needs an interpreter, and none is named. Who interpreted?")


@rule("CK597", Severity.WARNING, on="case")
def family_interprets(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Family does not interpret what is clinical or about safety.

    Checks:
        That the interpreter of a screening, an assessment or a therapy contact is no relative and none of the client's
        supports, unless another interpreted a later assessment or therapy. In an emergency anyone may: a screening that
        says so, or a day with a crisis or emergency visit, is not asked.
    Why:
        Nobody says in front of their child or partner what the partner does; and no child should have to say it for them.
    Bad:
        # assessments/2026-01-20-m4.yaml
        interpreter: Her sister
    Good:
        # assessments/2026-01-20-m4.yaml
        interpreter: Language line, interpreter 2231
    Fix:
        Book an interpreter and ask again what matters.
    Leave it:
        Where it was an emergency, or where an interpreter has been through it with them since: nothing is asked. Family
        may be there as family, at the client's wish.
    Source:
        Section 1557 of the Affordable Care Act, 45 CFR 92.201: no accompanying adult or child, save in an emergency.
    """
    person = caseload.person_of(case)
    asked = [(record, who) for record, who in _interpreted(case) if who]
    since = max((record.date for record, who in asked if not _is_family(who, person)), default=dt.date.min)
    for record, who in asked:
        if record.date >= since and _is_family(who, person) and not _emergency(case, record.date):
            says = "someone of the family or household interpreted. Who else can, for what is clinical or about safety?"
            yield problem(record, "interpreter", says=says)


def _interpreted(case: Case) -> Iterator[tuple[Event, str | None]]:
    """Yield what is clinical or about safety, with who interpreted."""
    yield from ((a, a.interpreter) for a in case.assessments)
    yield from ((c, c.interpreter) for c in case.contacts if c.kind == "therapy")
    if case.screening is not None and case.screening.urgency != "emergency":
        yield case.screening, case.screening.interpreter


def _is_family(interpreter: str, person: Person | None) -> bool:
    named = interpreter.lower()
    supports = person.supports if person else ()
    return bool(_KIN.search(interpreter)) or any(support.name.lower() in named for support in supports)


def _emergency(case: Case, day: dt.date) -> bool:
    crises = {c.date for c in case.contacts if c.kind == "crisis"}
    taken = {i.date for i in case.incidents if i.kind in {"crisis", "emergency_visit", "overdose", "victimisation"}}
    return day in crises | taken
