"""Recipients of disclosures: on the client's list with an address, under an agreement, and where the basis fits."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload

_ACCOUNTED = {"audit", "court_order", "required_by_law", "crime_on_premises"}


@rule("CK655", Severity.INFO, on="case")
def accounting_without_address(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An entry for the list of disclosures has the recipient's address, where it is known.

    Checks:
        Whether a disclosure for an audit, under an order, under another law or about a crime on the premises has an
        address, or a provider in the directory.
    Why:
        The client may ask for the list of six years. They cannot write to a name alone.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: State auditor}
        what: Six files of the quarter
        purpose: The yearly audit
        basis: audit
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: State auditor, address: 200 Capitol Street}
        what: Six files of the quarter
        purpose: The yearly audit
        basis: audit
    Fix:
        Add the address.
    Leave it:
        Where the address is not known: the law asks for it only if it is.
    Source:
        45 CFR 164.528(b)(2): date, recipient and address if known, description, purpose; 42 CFR 2.25.
    """
    del caseload
    for told in case.disclosures:
        if told.basis in _ACCOUNTED and told.to.address is None and told.to.provider is None:
            yield problem(told, "to", says="this belongs on the client's list of disclosures. Is the address known?")


@rule("CK656", Severity.WARNING, on="case")
def service_organisation_without_agreement(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A qualified service organisation has an agreement with the program.

    Checks:
        That a disclosure on the basis `qualified_service_organisation` went to a provider whose file has a
        `service_agreement` in force on that day.
    Why:
        The agreement binds them to keep the records as we must. Without it, they are outsiders.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: Samples by number
        purpose: Reading of results
        basis: qualified_service_organisation
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: Samples by number
        purpose: Reading of results
        basis: qualified_service_organisation
        # providers/harbor-clinic.yaml
        service_agreement: {from: 2026-01-01}
    Fix:
        Write the agreement into the provider's file with its days. If there is none, sign one first, or ask for consent.
    Leave it:
        Where the client's own consent covers it: name that as the basis, and no agreement is looked for.
    Source:
        42 CFR 2.11, qualified service organization; 2.12(c)(4).
    """
    for told in case.disclosures:
        if told.basis != "qualified_service_organisation":
            continue
        if told.to.provider is None:
            yield problem(told, "to", says="names no provider, so that its agreement cannot be looked up.")
        elif (provider := caseload.providers.get(told.to.provider)) is not None:
            agreed = provider.service_agreement
            if agreed is None or not agreed.from_ <= told.date <= (agreed.to or told.date):
                says = f"{provider.id} has no agreement as service organisation in force on {told.date}."
                yield problem(told, "to", "provider", says=says)


@rule("CK657", Severity.WARNING, on="case")
def basis_and_recipient_differ(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What stays inside, or goes to the client, goes to no provider.

    Checks:
        That a disclosure with the basis `internal` or `to_client` does not name a provider of the directory as
        recipient.
    Why:
        Either someone outside received it without a basis, or the client's list of disclosures names the wrong one.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: Her phone number
        purpose: The first appointment
        basis: internal
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: The client}
        what: Copies of her plan
        purpose: She asked for them
        basis: to_client
    Fix:
        Name the consent or the other basis, or take the provider out.
    Leave it:
        Where the provider of that entry is our own agency: leave the entry out and give the name alone.
    Source:
        42 CFR 2.12(c)(3) and 2.23.
    """
    del caseload
    for told in case.disclosures:
        if told.basis in {"internal", "to_client"} and told.to.provider is not None:
            yield problem(
                told, "to", "provider", says=f"the basis is `{told.basis}`, and it went to {told.to.provider}."
            )
