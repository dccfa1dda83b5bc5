"""Consents given: asked for at all, in a language one follows, signed where the law wants it."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.sharing import PART2_CONSENTS, given_releases
from casekit.model.standing import ended_on


@rule("CK606", Severity.WARNING, on="case")
def explained_in_another_language(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent is explained in a language the person lives in.

    Checks:
        That a consent given by someone who needs an interpreter says in `language` how it was explained, and that a
        language that is given there is one of the person's own.
    Why:
        A signature under words one cannot follow is no consent.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        languages: {preferred: Somali, interpreter: true}
        # assessments/2026-01-20-m4.yaml
        interpreter: Valley Interpreters, by phone
        # consents/cn-8h3m.yaml
        language: English
        # consents/cn-2s4v.yaml
        language: Somali
    Good:
        # people/7K/P-7K3QFMXN.yaml
        languages: {preferred: Somali, interpreter: true}
        # assessments/2026-01-20-m4.yaml
        interpreter: Valley Interpreters, by phone
        # consents/cn-8h3m.yaml
        language: Somali, read aloud
        # consents/cn-2s4v.yaml
        language: Somali
    Fix:
        Go through it again with an interpreter, and write the language.
    Leave it:
        Where it was explained in their language and only the word is missing: write the word, and ask nobody again.
    Source:
        Title VI of the Civil Rights Act, meaningful access; CMSA Standards of Practice 2016, M.
    """
    person = caseload.person_of(case)
    if person is None:
        return
    own = person.languages
    known = [
        word.casefold().split()[0].strip(",;") for word in (own.preferred, *own.speaks, *own.reads) if word.strip()
    ]
    for consent in case.consents:
        if consent.status != "given" or (consent.signer and consent.signer.who != "client"):
            continue
        if consent.language is None and own.interpreter:
            says = "no word on the language, and the person's file asks for an interpreter. How was it explained?"
            yield problem(consent, says=says)
        elif consent.language is not None and not any(word in consent.language.casefold() for word in known):
            says = "explained in a language that the person's file does not list. Did they follow it?"
            yield problem(consent, "language", says=says)


@rule("CK607", Severity.ERROR, on="case")
def spoken_release(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What the law wants signed is signed.

    Checks:
        That consents under 42 CFR Part 2 (and those for criminal justice, counselling notes and legal proceedings)
        were given in writing or electronically.
    Why:
        On a spoken yes the recipient gets treatment records that the law still protects, and the client has no paper.
    Bad:
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
        how: orally
    Good:
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
        how: electronically
    Fix:
        Have it signed before anything more is shared; an electronic signature will do.
    Leave it:
        Where there is a medical emergency or a report to child protection: neither needs a consent, signed or spoken.
    Source:
        42 CFR 2.31(a): written consent, on paper or electronic.
    """
    del caseload
    for consent in given_releases(case):
        if consent.kind in PART2_CONSENTS and consent.how == "orally":
            yield problem(consent, "how", says="given by word of mouth; this kind needs a signature before it counts.")


@rule("CK608", Severity.INFO, on="case")
def no_consent_to_services(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Before there is a plan, the client was asked whether they want our services.

    Checks:
        Whether an open case that has a plan has a consent of the kind `services`, whatever the answer was. An
        agreement with the plan answers it too.
    Why:
        The client decides. Asked first, they know what we do, what we write down, and that they may stop.
    Bad:
        # consents/cn-2s4v.yaml (deleted)
        # agreements/2026-01-27-n3.yaml (deleted)
    Good:
        # consents/cn-2s4v.yaml
        how: orally
    Fix:
        Ask at the next contact and write the answer; a spoken yes is a consent to services too.
    Leave it:
        Where the client agreed to their plan: whoever said yes to the plan said yes to us. In a crisis it is asked
        afterwards.
    Source:
        CMSA Standards of Practice 2016, J2.
    """
    del caseload
    silent = {"consent", "agreement"} & case.broken
    if silent or case.file is None or case.plan is None or case.agreements or ended_on(case) is not None:
        return
    if not any(consent.kind == "services" for consent in case.consents):
        yield problem(
            case.file, says="there is a plan, and no word on whether they were asked for their consent to services."
        )


@rule("CK609", Severity.ERROR, on="case")
def signed_and_not_given(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent that was signed was given.

    Checks:
        That a consent with the status `offered` or `declined` has no day of signing.
    Why:
        One of the two is wrong: either a no is treated as a yes, or a yes stands unused.
    Bad:
        # consents/cn-8h3m.yaml
        status: offered
    Good:
        # consents/cn-8h3m.yaml
        status: given
    Fix:
        Set `status: given`, or take the signature out and write what was declined.
    Leave it:
        Where a declined release was signed to say no: the signature goes into the note, and the paper is kept.
    Source:
        House rule.
    """
    del caseload
    for consent in case.consents:
        if consent.status != "given" and consent.signed is not None:
            yield problem(consent, "status", says=f"`{consent.status}`, and signed on {consent.signed}. Which is it?")
