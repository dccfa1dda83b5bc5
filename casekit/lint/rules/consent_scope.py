"""Consent and recipient: a yes for one recipient is not a yes for another, and something told rests on something."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.consent import Consent
from casekit.model.contact import Contact
from casekit.model.sharing import consents, shared, shared_on_consents


@rule("CK631", Severity.ERROR, on="case")
def recipient_not_in_consent(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What is shared on a consent goes to the recipient it names.

    Checks:
        That the provider who received a disclosure is the one that its consent names. A consent for a class of
        recipients, and a recipient who is no provider in the directory, are not asked.
    Why:
        The client said yes to one recipient. The other now knows what they did not choose to tell.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Night desk, provider: pine-shelter}
        what: Her phone number
        purpose: A bed
        basis: consent
        consent: cn-8h3m
        # providers/pine-shelter.yaml
        id: pine-shelter
        name: Pine Shelter
        description: Beds for anyone.
        kind: organization
        status: active
        services: []
        assured: {date: 2026-01-05, by: s-ruiz}
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Front desk, provider: harbor-clinic}
        what: Her phone number
        purpose: The first appointment
        basis: consent
        consent: cn-8h3m
    Fix:
        Name the consent that covers this recipient, or the other basis there was. If there was none, tell the client
        and a supervisor, and ask for one before more is shared.
    Leave it:
        Where it went to this one in an emergency or as a report: that basis is named, and no consent is needed.
    Source:
        42 CFR 2.31(a)(4); 45 CFR 164.508(c)(1)(iii).
    """
    known = consents(case)
    for told in case.disclosures:
        consent = known.get(told.consent or "")
        if told.basis != "consent" or consent is None or told.to.provider not in caseload.providers:
            continue
        named = _named(consent)
        if named is not None and named != told.to.provider:
            says = f"went to {told.to.provider}; {consent.id} names {named}."
            yield problem(told, "to", "provider", says=says)


@rule("CK632", Severity.WARNING, on="case")
def service_on_another_consent(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A referral rests on a consent for the provider it goes to.

    Checks:
        That the consent of a service, and the consent named where a line of its log shares something, is for the
        service's provider. Consents for a class of recipients or someone outside the directory are not asked.
    Why:
        The call to this provider would be made on a yes that was given for another one.
    Bad:
        # services/sv-k7q2.yaml
        provider: pine-shelter
        # providers/pine-shelter.yaml
        id: pine-shelter
        name: Pine Shelter
        description: Beds for anyone.
        kind: organization
        status: active
        services: []
        assured: {date: 2026-01-05, by: s-ruiz}
    Good:
        # services/sv-k7q2.yaml
        provider: harbor-clinic
    Fix:
        Name the consent for this provider; if there is none, ask for one before the next call.
    Leave it:
        Where the client calls this provider themselves: take the consent out of the service.
    Source:
        42 CFR 2.31(a)(4); anchor: referrals need a current consent within scope.
    """
    known = consents(case)
    for service in case.services:
        if service.provider not in caseload.providers:
            continue
        own = _other(known.get(service.consent or ""), service.provider)
        if own is not None:
            yield problem(
                service, "consent", says=f"{service.consent} is for {own}, and this service is with {service.provider}."
            )
        for i, line in enumerate(service.status):
            other = _other(known.get(line.consent or ""), service.provider)
            if other is not None and line.consent != service.consent and line.shared is not None:
                says = f"{line.consent} is for {other}, and this service is with {service.provider}."
                yield problem(service, "status", i, "consent", says=says)


@rule("CK633", Severity.WARNING, on="case")
def not_a_release(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent to services or to photos lets nothing be told to others.

    Checks:
        That something shared outside does not rest on a consent of the kind `services` or `photo` that names no
        recipient.
    Why:
        The client agreed to work with us, not that we talk about them.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-2s4v
    Good:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
    Fix:
        Name the release that covers it, or ask for one.
    Leave it:
        Where nothing about the client was told, only what we offer in general: `shared` is taken out.
    Source:
        45 CFR 164.508(c)(1); 42 CFR 2.31(a).
    """
    del caseload
    for told, consent in shared_on_consents(case):
        if consent.kind in {"services", "photo"} and consent.recipient is None:
            says = (
                f"shared on {consent.id}, a consent to {consent.kind} that names no recipient. Which release covers it?"
            )
            yield problem(told.record, *told.at, says=says)


@rule("CK634", Severity.WARNING, on="case")
def shared_without_basis(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What is told someone outside rests on a consent or another basis.

    Checks:
        That a contact or a line of a service's log that shares something names a consent. Nothing is asked of a
        crisis, of what followed an incident, nor on a day with a disclosure or a mandated report: those carry their
        own basis.
    Why:
        The client should be able to learn why someone else knows. An ambulance, a hospital in an emergency and child
        or adult protection are called first, always.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: The landlord
        shared: That she looks for a ground-floor room
    Good:
        # contacts/2026-03-02-k7.yaml
        kind: crisis
        spoke_with: The ambulance crew
        shared: Which medicine she takes
    Fix:
        Name the consent. If it rested on something else, write a disclosure with that basis. If nothing about the
        client was told, take `shared` out.
    Leave it:
        Where an ambulance, a hospital or child or adult protection had to be called: they are called first, always. A
        crisis or an incident is not asked.
    Source:
        42 CFR 2.13(a); 45 CFR 164.502(a).
    """
    del caseload
    own_basis = {told.date for told in case.disclosures} | {report.date for report in case.reports}
    silent = {"disclosure", "report"} & case.broken
    for told in shared(case):
        urgent = isinstance(told.record, Contact) and (told.record.kind == "crisis" or told.record.incident is not None)
        if told.consent is None and not urgent and not silent and told.day not in own_basis:
            yield problem(told.record, *told.at, says="shared, and no consent is named. On which basis?")


@rule("CK635", Severity.INFO, on="case")
def contact_on_another_consent(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A talk about a service rests on a consent for its provider.

    Checks:
        Whether a contact that shares something, and says which services, appointment or incident it was about, names a
        consent for a provider that is among none of them.
    Why:
        Either the note points at the wrong consent, or someone heard what was meant for another.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk
        shared: Her new phone number
        services: [sv-k7q2]
        consent: cn-3t5w
        # consents/cn-3t5w.yaml
        id: cn-3t5w
        kind: release
        status: given
        offered: 2026-01-20
        by: s-ruiz
        recipient: {provider: pine-shelter}
        purpose: A bed
        information: [name and phone number]
        signed: 2026-01-20
        signer: {who: client}
        how: in_writing
        expires: 2027-01-20
        statements: {right_to_revoke: true, redisclosure: true, refusal: true}
        copy_given: 2026-01-20
        # providers/pine-shelter.yaml
        id: pine-shelter
        name: Pine Shelter
        description: Beds for anyone.
        kind: organization
        status: active
        services: []
        assured: {date: 2026-01-05, by: s-ruiz}
    Good:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk
        shared: Her new phone number
        services: [sv-k7q2]
        consent: cn-8h3m
    Fix:
        Correct the consent, or name the service it was about.
    Leave it:
        Where one talk was about several, and the consent covers the part that was shared.
    Source:
        House practice: recipient and consent agree.
    """
    del caseload
    providers = {service.id: service.provider for service in case.services}
    booked = {event.stem: event.provider for event in case.appointments}
    booked |= {event.stem: event.provider for event in case.incidents}
    for told, consent in shared_on_consents(case):
        if not isinstance(told.record, Contact):
            continue
        about = {providers.get(service) for service in told.record.services}
        about |= {booked.get(event) for event in (told.record.appointment, told.record.incident) if event is not None}
        named = _named(consent)
        if about and named is not None and None not in about and named not in about:
            says = f"{consent.id} is for {named}, and this was about {' and '.join(sorted(filter(None, about)))}."
            yield problem(told.record, *told.at, says=says)


def _named(consent: Consent) -> str | None:
    """Return the provider that a consent is for; None where it is for a class, or for someone outside the directory."""
    recipient = consent.recipient
    return recipient.provider if recipient is not None and recipient.class_ is None else None


def _other(consent: Consent | None, provider: str | None) -> str | None:
    """Return the provider that a consent is for, where that is another one than ``provider``."""
    named = _named(consent) if consent is not None else None
    return named if provider is not None and named != provider else None
