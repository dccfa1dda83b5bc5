"""Substance use treatment records: what 42 CFR Part 2 asks of a disclosure. It follows program and record, not the person."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.consent import Disclosure
from casekit.model.sharing import PART2_CONSENTS, PART2_COPY_FROM, consents, shared, standing
from casekit.model.standing import is_part2


@rule("CK641", Severity.ERROR, on="case")
def part2_on_a_plain_release(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Part 2 records are shared on a Part 2 consent.

    Checks:
        That a disclosure marked `part2: true` on the basis of consent names a consent of a kind made for such records.
    Why:
        A general release lacks what the law asks for, and the client was not told what these records are protected from.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: When she takes part in groups
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        part2: true
        notice: statement_2
        consent_copy: true
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: When she takes part in groups
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        part2: true
        notice: statement_2
        consent_copy: true
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
    Fix:
        Name the Part 2 consent, or ask for one before more is shared.
    Leave it:
        Where the form covers both laws: its record is of the kind `part2_release`. In a medical emergency no consent is
        needed at all.
    Source:
        42 CFR 2.31(a), 2.33.
    """
    del caseload
    known = consents(case)
    for told in case.disclosures:
        consent = known.get(told.consent or "")
        if told.basis != "consent" or not told.part2 or consent is None or standing(consent, told.date) == "no_yes":
            continue
        if consent.kind not in PART2_CONSENTS:
            says = (
                f"holds substance use treatment records (42 CFR Part 2), and {consent.id} is a plain `{consent.kind}`."
            )
            yield problem(told, "consent", says=says)


@rule("CK642", Severity.WARNING, on="case")
def part2_without_notice(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """With Part 2 records goes the notice that they are protected.

    Checks:
        That a disclosure marked `part2: true` on the basis of consent says which `notice` went along. In an emergency,
        a report or on another basis nothing is asked.
    Why:
        Without it the recipient treats them like any other paper, and they may turn up in a court.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: When she takes part in groups
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        part2: true
        consent_copy: true
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: When she takes part in groups
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        part2: true
        notice: statement_2
        consent_copy: true
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
    Fix:
        Send the short statement after it, and write `notice: statement_2`.
    Leave it:
        Where it was told by telephone this morning: the notice can follow in writing. In an emergency none is asked.
    Source:
        42 CFR 2.32(a).
    """
    del caseload
    for told in _part2_on_consent(case):
        if told.notice is None:
            yield problem(told, says="holds Part 2 records, and no word on the notice that goes along.")


@rule("CK643", Severity.WARNING, on="case")
def part2_without_copy(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """With Part 2 records goes a copy of the consent, or a plain account of its scope.

    Checks:
        That a disclosure marked `part2: true` on the basis of consent, made on or after 2026-02-16, says
        `consent_copy: true`. Earlier ones did not need it.
    Why:
        The recipient can only keep within the client's yes if they know how far it goes.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: When she takes part in groups
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        part2: true
        notice: statement_2
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
    Good:
        # disclosures/2026-02-09-f6.yaml
        date: 2026-02-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: When she takes part in groups
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        part2: true
        notice: statement_2
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
    Fix:
        Send the copy, or two lines that say what the consent covers, and write `consent_copy: true`.
    Leave it:
        Where the client asks that their consent itself not be passed on: two lines on its scope will do. Before
        2026-02-16 none was needed.
    Source:
        42 CFR 2.32(b) as of 89 FR 12472; compliance date 2026-02-16.
    """
    del caseload
    for told in _part2_on_consent(case):
        if not told.consent_copy and told.date >= PART2_COPY_FROM:
            yield problem(told, says="holds Part 2 records, and no word that a copy of the consent went along.")


@rule("CK644", Severity.INFO, on="case")
def part2_not_said(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What leaves a Part 2 program says whether it held Part 2 records.

    Checks:
        Whether a disclosure says `part2: true` or `part2: false`, in a case of a Part 2 program or with a service at a
        Part 2 provider, whose records may be in our file. What stays inside or goes to the client is not asked.
    Why:
        Consent, notice and copy follow from it. Even the name of the program can tell that someone is in treatment.
    Bad:
        # providers/harbor-clinic.yaml
        part2: true
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: Her phone number
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
        # disclosures/2026-03-03-d8.yaml
        part2: false
    Good:
        # providers/harbor-clinic.yaml
        part2: true
        # disclosures/2026-03-03-d8.yaml
        part2: false
    Fix:
        Write `part2: true` if it held anything that a Part 2 program knows of treatment, `part2: false` if not.
    Leave it:
        Where it stayed inside or went to the client, nothing is asked; where nobody is sure, treat it as protected
        until somebody is.
    Source:
        42 CFR 2.12(a): the restriction follows the record.
    """
    if not (is_part2(case, caseload) or _holds_part2(case, caseload)):
        return
    for told in case.disclosures:
        if told.part2 is None and told.basis not in {"internal", "to_client"}:
            yield problem(told, says="no word on whether it held substance use treatment records (`part2`).")


@rule("CK645", Severity.INFO, on="case")
def part2_shared_in_passing(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """In a Part 2 program, what is told outside has a disclosure with its notice.

    Checks:
        Whether a contact or service of a Part 2 program's case shares something on a day that has no disclosure.
    Why:
        Only a disclosure has a place for the notice and the copy of the consent, and the client may ask for the list.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, part2: true, populations: [homeless]}
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # disclosures/2026-03-03-d8.yaml
        part2: false
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, part2: true, populations: [homeless]}
        # disclosures/2026-03-03-d8.yaml
        part2: false
    Fix:
        Write a disclosure for the same day.
    Leave it:
        Where nothing that was told could show that they are in treatment.
    Source:
        42 CFR 2.32; 2.25, list of disclosures.
    """
    if not is_part2(case, caseload) or "disclosure" in case.broken:
        return
    days = {told.date for told in case.disclosures}
    for told in shared(case):
        if not isinstance(told.record, Disclosure) and told.consent is not None and told.day not in days:
            yield problem(
                told.record,
                *told.at,
                says="shared from a Part 2 program, and no disclosure of that day holds the notice.",
            )


def _part2_on_consent(case: Case) -> Iterator[Disclosure]:
    yield from (told for told in case.disclosures if told.part2 and told.basis == "consent")


def _holds_part2(case: Case, caseload: Caseload) -> bool:
    """Tell whether a case has a service at a Part 2 provider, so that its file may hold their records."""
    found = (caseload.providers.get(service.provider or "") for service in case.services)
    return any(provider is not None and provider.part2 for provider in found)
