"""Kinds of notes that this repository must not hold: every clone of it reads everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from casekit.finding import DataPath, Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record

_KEPT_BACK = (
    r"(?:do not (?:release|share)|not for (?:the )?(?:client|release)|keep from (?:the )?client"
    r"|(?:confidential|hidden|withheld) from (?:the )?client|exempt)"
)


def _labelled(notes: str) -> re.Pattern[str]:
    """Return what finds a text that calls itself such a note: at its beginning, or with a word that keeps it back."""
    return re.compile(
        rf"^\W*{notes}\W*[:\-\u2013\u2014\]\)\n]|{notes}\W+{_KEPT_BACK}|{_KEPT_BACK}\W+{notes}", re.IGNORECASE
    )


_PSYCHOTHERAPY = _labelled(r"(?:psychotherapy|process) notes")
_COUNSELLING = _labelled(r"(?:(?:sud|substance use)(?: disorder)? )?counsel(?:l)?ing notes")
_VICTIM_FUNDS = re.compile(r"\b(?:VAWA|FVPSA|VOCA|violence against women act|victims? of crime act)\b", re.IGNORECASE)
_NARRATIVE = ("note", "changes", "what", "response", "summary", "concern")
_LABEL = re.compile(r"(?:psychotherapy|counsel(?:l)?ing|process)[ _-]?notes?", re.IGNORECASE)


@rule("CK681", Severity.WARNING, on="case")
def labelled_psychotherapy_notes(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Case notes are not called psychotherapy notes.

    Checks:
        That no text of a case is labelled "psychotherapy notes" or "process notes", nor a local field of a record.
        A sentence that mentions them is not asked about.
    Why:
        The label does not keep ordinary notes from the client, who has a right to read them. And real ones would be
        read by everyone who has this repository.
    Bad:
        # contacts/2026-03-02-k7.yaml
        note: "Psychotherapy notes: she has the bus map and knows the way."
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She has the bus map and knows the way.
    Fix:
        Ordinary notes: take the label off, and write as if the client were reading along. Real ones: move them to a
        repository of their own, and tell whoever keeps this one that the history holds them.
    Leave it:
        Where a note only mentions such notes, kept elsewhere: a sentence about them is not asked about.
    Source:
        45 CFR 164.501, psychotherapy notes, and 164.524(a)(1)(i).
    """
    del caseload
    for record, at in _called(case, _PSYCHOTHERAPY):
        yield problem(
            record, *at, says="called psychotherapy notes. Are they? Those are kept in a repository of their own."
        )
    for record in case.records():
        for at in _labels(record.local, ("local",)):
            yield problem(record, *at, says="a label for notes that are kept in a repository of their own.")


@rule("CK682", Severity.WARNING, on="case")
def labelled_counselling_notes(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Counselling notes under 42 CFR Part 2 are kept elsewhere.

    Checks:
        That no text of a case is labelled "counselling notes".
    Why:
        What is analysed in a session has a protection and a consent of its own. Here every colleague reads it.
    Bad:
        # contacts/2026-03-02-k7.yaml
        note: |
          SUD counseling notes:
          She has the bus map.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: Group on Tuesday, an hour. She has the bus map. No counselling notes are kept here.
    Fix:
        Keep date, length and what was agreed; move the rest to a repository of its own, and tell whoever keeps this one
        that the history holds it.
    Leave it:
        Where the words stand for a visit with a counsellor, without a label: such a line is not asked about.
    Source:
        42 CFR 2.11, SUD counseling notes, and 2.31(b).
    """
    del caseload
    for record, at in _called(case, _COUNSELLING):
        yield problem(
            record, *at, says="called counselling notes. Are they? Those are kept in a repository of their own."
        )


@rule("CK683", Severity.WARNING, on="shared")
def victim_services_program(caseload: Caseload) -> Iterator[Problem]:
    """A victim-service program keeps its records apart.

    Checks:
        That no program is paid for under the Violence Against Women Act, the Family Violence Prevention and Services Act
        or the Victims of Crime Act, by the words of its `funding`.
    Why:
        These laws let nobody outside the program know who is served. A shared repository tells every colleague.
    Bad:
        # agency.yaml
        programs:
          - id: housing-links
            name: Housing Links
            model: strengths_based
            populations: [homeless]
            funding:
              - {source: VAWA transitional housing grant, from: 2026-01-01}
    Good:
        # agency.yaml
        programs:
          - id: housing-links
            name: Housing Links
            model: strengths_based
            populations: [homeless]
            funding:
              - {source: County housing grant, from: 2026-01-01}
    Fix:
        Give the program a repository of its own, which only its people clone.
    Leave it:
        Where this repository is the program's own, and only its people clone it: a waiver says so.
    Source:
        34 USC 12291(b)(2); 42 USC 10406(c)(5); 28 CFR 94.115.
    """
    agency = caseload.agency
    for i, program in enumerate(agency.programs if agency else ()):
        for j, funding in enumerate(program.funding):
            if agency is not None and _VICTIM_FUNDS.search(funding.source):
                says = f"{program.id} is paid for as a victim service. Are its records in a repository of their own?"
                yield problem(agency, "programs", i, "funding", j, "source", says=says)


def _called(case: Case, label: re.Pattern[str]) -> Iterator[tuple[Record, DataPath]]:
    """Yield the narratives that call themselves so. Most texts have no such word at all, and that is quick to see."""
    for record in case.records():
        for name in _NARRATIVE:
            text = getattr(record, name, None)
            if isinstance(text, str) and "notes" in text.casefold() and label.search(text):
                yield record, (name,)


def _labels(value: Any, at: DataPath) -> Iterator[DataPath]:  # noqa: ANN401 (an agency's own fields are any data)
    """Yield the places in local fields where a key or a short text is such a label."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if _LABEL.fullmatch(key):
                yield (*at, key)
            else:
                yield from _labels(inner, (*at, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _labels(inner, (*at, i))
    elif isinstance(value, str) and _LABEL.fullmatch(value.strip()):
        yield at
