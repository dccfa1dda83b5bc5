"""Consents of special kinds: who discloses, what is never combined, who may receive one for criminal justice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.sharing import given_releases

_NOTES = re.compile(r"\b(?:counsel(?:l)?ing|psychotherapy|therapy|process) notes?\b", re.IGNORECASE)
_PROCEEDINGS = re.compile(
    r"\b(?:(?:legal|court|criminal|civil|administrative) proceedings?|prosecut\w+|testimony|testify\w*|lawsuit)\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"\b(?:not|no|nothing|never|without|except|but for)\b", re.IGNORECASE)


@rule("CK646", Severity.WARNING, on="case")
def part2_release_without_discloser(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A Part 2 consent names who may disclose.

    Checks:
        That a consent under 42 CFR Part 2 that was given has a `discloser`, our own program included.
    Why:
        Whoever is not named there may not share, and the consent lacks something the law asks for.
    Bad:
        # consents/cn-8h3m.yaml
        kind: part2_release
    Good:
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: Example Agency, Housing Links
    Fix:
        Write who may disclose. If the form does not say it, ask for a new one.
    Leave it:
        Where the signed form does name who may disclose: write it here, and trouble the client with no new paper.
    Source:
        42 CFR 2.31(a)(2).
    """
    del caseload
    for consent in given_releases(case):
        if consent.kind in {"part2_release", "criminal_justice"} and not consent.discloser:
            yield problem(consent, says="no word on who may disclose under it (`discloser`).")


@rule("CK647", Severity.WARNING, on="case")
def counselling_notes_combined(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Counselling notes have a consent of their own.

    Checks:
        That a consent of another kind does not list counselling or psychotherapy notes, and that one for counselling
        notes lists nothing else. An item that leaves them out ("not the counselling notes") is no listing.
    Why:
        Combined, the client cannot say yes to the one without the other.
    Bad:
        # consents/cn-8h3m.yaml
        information: [Dates of appointments, Counselling notes since January]
    Good:
        # consents/cn-8h3m.yaml
        information: [Dates of appointments, Not the counselling notes]
    Fix:
        Ask for two consents, and let the client answer each.
    Leave it:
        Where the item says that these notes are left out: that is no listing, and is not asked.
    Source:
        42 CFR 2.31(b); 45 CFR 164.508(b)(3)(ii).
    """
    del caseload
    for consent in given_releases(case):
        for i, item in enumerate(consent.information):
            is_notes = _NOTES.search(item) is not None
            if consent.kind != "counselling_notes" and is_notes and not _LEFT_OUT.search(item):
                says = "counselling notes, in a consent for other things: they need a consent of their own."
                yield problem(consent, "information", i, says=says)
            elif consent.kind == "counselling_notes" and not is_notes and not _LEFT_OUT.search(item):
                says = "something besides the notes, in a consent for counselling notes: it needs another one."
                yield problem(consent, "information", i, says=says)


@rule("CK648", Severity.WARNING, on="case")
def legal_proceedings_combined(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent for legal proceedings stands alone.

    Checks:
        That the purpose of a Part 2 release is not a court proceeding, prosecution or testimony: those have a consent
        of the kind `legal_proceedings`.
    Why:
        What may be used against the client is not tucked into a yes for treatment.
    Bad:
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
        purpose: Treatment, and testimony in the custody case
    Good:
        # consents/cn-8h3m.yaml
        kind: legal_proceedings
        discloser: This agency
        purpose: Testimony in the custody case
    Fix:
        Ask for two consents, and advise the client to talk with an attorney first.
    Leave it:
        Where an attorney of the client's own asked for it: theirs to advise on, but still a consent of its own. What
        leaves court matters out is not asked.
    Source:
        42 CFR 2.31(d): consent for proceedings may not be combined.
    """
    del caseload
    for consent in given_releases(case):
        text = consent.purpose or ""
        if consent.kind == "part2_release" and _PROCEEDINGS.search(text) and not _LEFT_OUT.search(text):
            says = "this purpose is a legal proceeding, which needs a consent of its own."
            yield problem(consent, "purpose", says=says)


@rule("CK649", Severity.WARNING, on="case")
def criminal_justice_to_someone_else(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A criminal-justice consent is for a court, or for an office that supervises.

    Checks:
        That the provider who is the recipient of a criminal-justice consent is of the kind `court` or `government`.
    Why:
        The client cannot take it back at will. Only those who must watch over the condition may hold such a yes.
    Bad:
        # consents/cn-8h3m.yaml
        kind: criminal_justice
        discloser: This agency
        revocable_from: {date: 2026-12-31}
    Good:
        # consents/cn-8h3m.yaml
        kind: criminal_justice
        discloser: This agency
        revocable_from: {date: 2026-12-31}
        # providers/harbor-clinic.yaml
        kind: court
    Fix:
        Use an ordinary Part 2 release for anyone else.
    Leave it:
        Where the recipient is a court or supervises for one, though its entry says otherwise: correct the entry's kind,
        not the consent.
    Source:
        42 CFR 2.35(a).
    """
    for consent in given_releases(case):
        recipient = consent.recipient.provider if consent.recipient else None
        provider = caseload.providers.get(recipient or "")
        if consent.kind == "criminal_justice" and provider is not None and provider.kind not in {"court", "government"}:
            says = f"{provider.id} is of the kind `{provider.kind}`; this consent is for courts and supervision."
            yield problem(consent, "recipient", "provider", says=says)
