"""Consents taken back and running out: who was told, from when it binds, and what needs a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.sharing import binds_from, consents, is_running, renewed, shared_on_consents, standing
from casekit.model.standing import ended_on
from casekit.words import counted

_SUPERVISION = {"probation", "parole", "pretrial", "treatment_court"}


@rule("CK616", Severity.WARNING, on="case")
def revocation_told_nobody(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """When a consent is taken back, those who share or use it hear of it.

    Checks:
        That a consent on which something was shared, and that was taken back, says under `told` who was told to stop.
        Where nothing had been shared, or it does not bind yet, nobody need be told.
    Why:
        A stop that only one worker knows of does not stop the next one, nor the recipient.
    Bad:
        # consents/cn-8h3m.yaml
        revoked: {date: 2026-03-20, how: orally, by: Rosa}
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
    Good:
        # consents/cn-8h3m.yaml
        revoked: {date: 2026-03-20, how: orally, by: Rosa, told: [The clinic by phone, Our front desk]}
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
    Fix:
        Tell the recipient and our own people today, as far as that is safe for the client, and write whom.
    Leave it:
        Where telling the recipient would put the client in danger, or nothing had been shared: our own people are told,
        and nobody else.
    Source:
        42 CFR 2.31(a)(6); House practice.
    """
    del caseload
    used = {consent.id for _, consent in shared_on_consents(case)}
    for consent in case.consents:
        binds = consent.revoked is not None and binds_from(consent) == consent.revoked.date
        if consent.revoked is not None and binds and not consent.revoked.told and consent.id in used:
            says = f"taken back on {consent.revoked.date}, and no word on who was told to stop."
            yield problem(consent, "revoked", says=says)


@rule("CK617", Severity.ERROR, on="case")
def revocable_after_disposition(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A criminal-justice consent can be taken back when the matter is disposed of, if not before.

    Checks:
        That `revocable_from` is not later than the end of every court or supervision matter that the recipient is in
        charge of. Where the record says no end, nothing is asked.
    Why:
        Beyond the matter there is no reason that someone else should hold the client's yes.
    Bad:
        # consents/cn-6j7h.yaml
        id: cn-6j7h
        kind: criminal_justice
        status: given
        offered: 2026-01-20
        by: s-ruiz
        recipient: {provider: county-probation}
        discloser: This agency
        purpose: To show that she takes part
        information: [Dates of attendance]
        signed: 2026-01-20
        signer: {who: client}
        how: in_writing
        ends_on: The end of probation.
        revocable_from: {date: 2028-01-05}
        statements: {right_to_revoke: true, redisclosure: true, refusal: true}
        copy_given: 2026-01-20
        # providers/county-probation.yaml
        id: county-probation
        name: County Probation
        description: Supervision of adults.
        kind: government
        status: active
        services: []
        assured: {date: 2026-01-05, by: s-ruiz}
        # legal/lg-2b4d.yaml
        kind: probation
        officer: {name: Pat Quill, provider: county-probation}
        to: 2027-01-04
    Good:
        # legal/lg-2b4d.yaml
        kind: probation
        to: 2027-01-04
    Fix:
        Write the day of final disposition, or an earlier one.
    Leave it:
        Where the end of the matter is not known yet: leave `to` out there, and nothing is asked.
    Source:
        42 CFR 2.35(c).
    """
    del caseload
    for consent in case.consents:
        if consent.kind != "criminal_justice" or consent.revocable_from is None or consent.recipient is None:
            continue
        ends = [
            matter.to
            for matter in case.legal
            if matter.kind in _SUPERVISION
            and matter.officer is not None
            and matter.officer.provider is not None
            and matter.officer.provider == consent.recipient.provider
        ]
        known = [end for end in ends if end is not None]
        day = consent.revocable_from.date
        if day is not None and ends and len(known) == len(ends) and day > max(known):
            says = f"can be taken back from {day} on, which is later than the end of the matter ({max(known)})."
            yield problem(consent, "revocable_from", "date", says=says)


@rule("CK618", Severity.INFO, on="case")
def revoked_before_it_could_be(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Who takes a criminal-justice consent back too early hears what it still covers.

    Checks:
        Whether a criminal-justice consent was taken back before its `revocable_from` day.
    Why:
        The client may think that nothing is told any more. The officer may still be told of attendance.
    Bad:
        # consents/cn-6j7h.yaml
        id: cn-6j7h
        kind: criminal_justice
        status: given
        offered: 2026-01-20
        by: s-ruiz
        recipient: {name: "Pat Quill, probation"}
        discloser: This agency
        purpose: To show that she takes part
        information: [Dates of attendance]
        signed: 2026-01-20
        signer: {who: client}
        how: in_writing
        ends_on: The end of probation.
        revocable_from: {date: 2027-01-04}
        statements: {right_to_revoke: true, redisclosure: true, refusal: true}
        copy_given: 2026-01-20
        revoked: {date: 2026-03-01, how: orally, by: Rosa}
    Good:
        # consents/cn-8h3m.yaml
        revoked: {date: 2026-03-01, how: orally, by: Rosa}
    Fix:
        Explain it to the client, with their attorney if they wish; share no more than the officer needs.
    Leave it:
        Where they know it and wanted their no on paper all the same: it is kept, and holds from the later day.
    Source:
        42 CFR 2.35(c).
    """
    del caseload
    for consent in case.consents:
        if consent.kind == "criminal_justice" and consent.revoked is not None and consent.revocable_from is not None:
            first = consent.revocable_from.date
            if first is not None and consent.revoked.date < first:
                says = f"taken back on {consent.revoked.date}, and this consent runs until {first}. Do they know?"
                yield problem(consent, "revoked", "date", says=says)


@rule("CK619", Severity.WARNING, on="day")
def service_on_ended_consent(caseload: Caseload, day: date) -> Iterator[Problem]:
    """A service under way has a consent that holds.

    Checks:
        That the consent of a service that is asked for or under way has not ended or been taken back, unless a newer
        one to the same recipient holds. A service whose consent was never given is another rule's.
    Why:
        The next call to the provider would be made without the client's yes.
    Bad:
        # consents/cn-8h3m.yaml
        expires: 2026-08-31
    Good:
        # consents/cn-8h3m.yaml
        expires: 2026-12-31
    Fix:
        Talk it over with the client before the next call.
    Leave it:
        Where the client carries the service on in their own hands and nothing more is told: take the consent out of the
        service.
    Source:
        42 CFR 2.31(c); anchor: open case-management systems warn in the last month and stop at the end.
    """
    for case in _running(caseload):
        known = consents(case)
        for service in case.services:
            consent = known.get(service.consent or "")
            if consent is None or not is_running(service) or renewed(case, consent, day):
                continue
            if (how := standing(consent, day)) in {"ended", "taken_back"}:
                end = f"ended on {consent.expires}" if how == "ended" else "was taken back"
                yield problem(service, "consent", says=f"{consent.id} {end}, and this service goes on.")


@rule("CK620", Severity.INFO, on="day")
def consent_runs_out_soon(caseload: Caseload, day: date) -> Iterator[Problem]:
    """A consent is talked over before it runs out.

    Checks:
        Whether a consent of an open case ends within policy's `notice_before_expiry_days`, with no newer one to the
        same recipient.
    Why:
        There is time to ask the client in peace whether they still want it.
    Bad:
        # consents/cn-8h3m.yaml
        expires: 2026-10-15
    Good:
        # consents/cn-8h3m.yaml
        expires: 2026-12-15
    Fix:
        Bring it up at the next contact.
    Leave it:
        Where it has done its work: let it run out.
    Source:
        42 CFR 2.31(a)(7); House practice.
    """
    for case in _running(caseload):
        notice = limit(caseload, "notice_before_expiry_days", day, case)
        for consent in case.consents:
            if notice is None or consent.expires is None or standing(consent, day) != "holds":
                continue
            left = (consent.expires - day).days
            if left <= notice.value and not renewed(case, consent, day):
                yield problem(
                    consent,
                    "expires",
                    says=f"ends on {consent.expires}, in {counted(left, 'day')}. Do they want to go on with it?",
                )


@rule("CK621", Severity.INFO, on="day")
def services_consent_ended(caseload: Caseload, day: date) -> Iterator[Problem]:
    """An open case has a consent to services that holds.

    Checks:
        Whether every consent of the kind `services` in an open case has ended or been taken back.
    Why:
        We may be working for someone who has not been asked for a long time whether they still want it.
    Bad:
        # consents/cn-2s4v.yaml
        expires: 2026-08-31
    Good:
        # consents/cn-2s4v.yaml
        expires: 2026-12-31
    Fix:
        Ask, and write the answer. If they want to end, that is their decision: close the case with them.
    Leave it:
        Where the client is in danger and help comes first: the question can wait a few days.
    Source:
        CMSA Standards of Practice 2016, J2.
    """
    for case in _running(caseload):
        given = [c for c in case.consents if c.kind == "services" and c.status == "given"]
        if given and "consent" not in case.broken and all(standing(c, day) in {"ended", "taken_back"} for c in given):
            newest = max(given, key=lambda c: c.signed or c.offered)
            says = "the consent to services no longer holds, and the case is open. Do they still want us?"
            yield problem(newest, says=says)


def _running(caseload: Caseload) -> Iterator[Case]:
    """Yield the cases that go on."""
    yield from (case for case in caseload.cases if case.file is not None and ended_on(case) is None)
