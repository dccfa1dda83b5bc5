"""Consent forms: what a release says, how long it runs, and what was explained before it was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.sharing import given_releases
from casekit.words import counted

_EVERYTHING = re.compile(
    r"\W*(?:everything|anything|all (?:my |the |of )*(?:records?|information|files?)|(?:entire|whole|full|complete) (?:record|file|chart)"
    r"|any and all\b.*)\W*",
    re.IGNORECASE,
)
_STATEMENTS = {
    "right_to_revoke": "how to take it back",
    "redisclosure": "that the recipient may pass it on",
    "refusal": "what declining would mean",
}


@rule("CK601", Severity.WARNING, on="case")
def release_without_end(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A release says when it ends.

    Checks:
        That a release that was given has `expires` or `ends_on`. A criminal-justice consent says instead from when
        it can be taken back, and is not asked.
    Why:
        Without an end it is used long after the client has forgotten it, and it may not count in law.
    Bad:
        # consents/cn-8h3m.yaml (whole file)
        id: cn-8h3m
        kind: release
        status: given
        offered: 2026-01-20
        by: s-ruiz
        recipient: {provider: harbor-clinic}
        purpose: To make the first appointment
        information: [name and phone number]
        signed: 2026-01-20
        signer: {who: client}
        how: in_writing
        statements: {right_to_revoke: true, redisclosure: true, refusal: true}
        copy_given: 2026-01-20
    Good:
        # consents/cn-8h3m.yaml
        ends_on: After the first appointment.
    Fix:
        Ask the client until when, and write the day or the event.
    Leave it:
        Where the law lets it run without an end: `ends_on` says so.
    Source:
        42 CFR 2.31(a)(7); 45 CFR 164.508(c)(1)(v).
    """
    del caseload
    for consent in given_releases(case):
        if consent.kind != "criminal_justice" and consent.expires is None and not consent.ends_on:
            yield problem(consent, says="given without an end: no day and no event. Until when did they mean it?")


@rule("CK602", Severity.WARNING, on="case")
def release_beyond_term(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A release does not run longer than your policy lets it.

    Checks:
        That a release expires within policy's `consent_term_days` of its signing. One that ends on an event is not
        asked.
    Why:
        A yes is talked over again while the client still remembers what it was for.
    Bad:
        # consents/cn-8h3m.yaml
        expires: 2028-01-20
    Good:
        # consents/cn-8h3m.yaml
        expires: 2026-07-20
    Fix:
        Agree on an earlier day with the client.
    Leave it:
        Where a longer one is right here, for a lifelong condition say, and the client wants it so: a waiver says why.
    Source:
        Agency policy; 42 CFR 2.31(a)(7) asks for an end no later than the purpose needs.
    """
    for consent in given_releases(case):
        if consent.signed is None or consent.expires is None or consent.kind == "criminal_justice":
            continue
        if consent.signed < consent.offered:  # the day is wrong, and ends-before-it-begins says so
            continue
        term = limit(caseload, "consent_term_days", consent.signed, case)
        if term is not None and consent.expires > consent.signed + timedelta(days=term.value):
            days = (consent.expires - consent.signed).days
            yield problem(
                consent,
                "expires",
                says=f"holds for {counted(days, 'day')}; your policy lets a release run {counted(term.value, 'day')}.",
            )


@rule("CK603", Severity.INFO, on="case")
def release_without_copy(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client has a copy of what they signed.

    Checks:
        Whether a release that was given has `copy_given`. Where the person's file names someone who must not know,
        nothing is asked: a paper at home can be found.
    Why:
        Who has the paper can read again what they agreed to, and how to take it back.
    Bad:
        # consents/cn-8h3m.yaml (whole file)
        id: cn-8h3m
        kind: release
        status: given
        offered: 2026-01-20
        by: s-ruiz
        recipient: {provider: harbor-clinic}
        purpose: To make the first appointment
        information: [name and phone number]
        signed: 2026-01-20
        signer: {who: client}
        how: in_writing
        expires: 2027-01-20
        statements: {right_to_revoke: true, redisclosure: true, refusal: true}
    Good:
        # consents/cn-8h3m.yaml
        copy_given: 2026-01-21
    Fix:
        Give a copy and write the day.
    Leave it:
        Where a copy would not be safe at home: it is kept here for them. Where someone must not know, nothing is asked.
    Source:
        45 CFR 164.508(c)(4).
    """
    person = caseload.person_of(case)
    if person is None or person.safe_contact.must_not_know:
        return
    for consent in given_releases(case):
        if consent.copy_given is None and consent.revoked is None:
            yield problem(consent, says="no word on a copy. Do they have one, or is it safer with us?")


@rule("CK604", Severity.WARNING, on="case")
def statements_not_explained(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What a yes means was explained before it was given.

    Checks:
        That a release that was given notes in `statements` that three things were explained: how to take it back,
        that the recipient may pass it on, and what declining would mean for services.
    Why:
        A yes is worth something only from a person who knew they could say no.
    Bad:
        # consents/cn-8h3m.yaml
        statements: {right_to_revoke: true, refusal: true}
    Good:
        # consents/cn-8h3m.yaml
        statements: {right_to_revoke: true, redisclosure: true, refusal: true, explained_by: s-ruiz}
    Fix:
        Explain what is missing at the next talk and note it. If it was explained then, write so.
    Leave it:
        Where the client stopped the talk, or asked to hear the rest another day: what is missing can be explained then.
    Source:
        45 CFR 164.508(c)(2); 42 CFR 2.31(a)(6) and (10).
    """
    del caseload
    for consent in given_releases(case):
        said = consent.statements
        missing = [words for name, words in _STATEMENTS.items() if not getattr(said, name, None)]
        if missing:
            at = ("statements",) if said else ()
            yield problem(consent, *at, says=f"no word that this was explained: {'; '.join(missing)}.")


@rule("CK605", Severity.INFO, on="case")
def everything_to_share(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A release names what may be shared, item by item.

    Checks:
        Whether an item under `information` is a word for all there is, such as "everything" or "all records".
    Why:
        Nobody can picture "everything", and the recipient learns what the purpose does not need.
    Bad:
        # consents/cn-8h3m.yaml
        information: [Everything]
    Good:
        # consents/cn-8h3m.yaml
        information: [Dates of appointments, Medication and doses]
    Fix:
        Go through it with the client and write the items.
    Leave it:
        Where they do mean all of it, and know what all of it is.
    Source:
        42 CFR 2.31(a)(3): specific and meaningful; 45 CFR 164.502(b), minimum necessary.
    """
    del caseload
    for consent in given_releases(case):
        for i, item in enumerate(consent.information):
            if _EVERYTHING.fullmatch(item):
                yield problem(
                    consent, "information", i, says="this lets everything be shared. Which parts does the purpose need?"
                )
