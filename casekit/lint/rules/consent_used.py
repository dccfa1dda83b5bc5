"""Consents used: nothing is told before a yes, after it was taken back, or after it ended."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.consent import Consent
from casekit.model.sharing import Shared, Standing, binds_from, shared_on_consents, standing
from casekit.model.standing import ended_on


@rule("CK611", Severity.ERROR, on="case")
def shared_after_expiry(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nothing is shared on a consent that has ended.

    Checks:
        That a contact, a line of a service's log or a disclosure does not share on a consent after its last day.
    Why:
        The client agreed until a day, and trusted that it would stop then.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # consents/cn-8h3m.yaml
        expires: 2026-02-28
    Good:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # consents/cn-8h3m.yaml
        expires: 2026-03-02
    Fix:
        Ask for a new consent before more is shared, tell the client what was, and name the newer consent where there
        was one.
    Leave it:
        Where there was an emergency, or a newer consent: named, it answers this. Otherwise a waiver keeps what was done
        about it, and no day is moved.
    Source:
        42 CFR 2.31(c)(1); 45 CFR 164.508(b)(2)(i).
    """
    del caseload
    for told, consent in _in_standing(case, "ended"):
        yield _problem(told, f"shared on {told.day}; {consent.id} ended on {consent.expires}.")


@rule("CK612", Severity.ERROR, on="case")
def shared_after_revocation(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nothing is shared once the client has taken the consent back.

    Checks:
        That nothing is shared on a consent after the day it was taken back. A spoken word counts at once; a
        criminal-justice consent says itself from when it can be taken back.
    Why:
        The client said stop. What is told after that they cannot call back, and they may not be safe.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # consents/cn-8h3m.yaml
        revoked: {date: 2026-02-20, how: orally, by: Rosa, told: [Front desk of the clinic]}
    Good:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # consents/cn-8h3m.yaml
        revoked: {date: 2026-03-02, how: orally, by: Rosa, told: [Front desk of the clinic]}
    Fix:
        Stop, tell the client and a supervisor, and ask the recipient not to use it. If it rested on another basis or a
        newer consent, name that one.
    Leave it:
        Where it rested on another basis, an ambulance or a report: named, it answers this. Whatever was told in error,
        its day stays as it was.
    Source:
        42 CFR 2.31(c)(3); 45 CFR 164.508(b)(5). House practice: a spoken word stops it at once.
    """
    del caseload
    for told, consent in _in_standing(case, "taken_back"):
        yield _problem(told, f"shared on {told.day}; {consent.id} was taken back on {binds_from(consent)}.")


@rule("CK613", Severity.ERROR, on="case")
def shared_before_signing(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nothing is shared on a consent before it was given.

    Checks:
        That nothing is shared on a consent before the day it was signed.
    Why:
        A yes afterwards does not undo what was told without one.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # consents/cn-8h3m.yaml
        signed: 2026-03-04
    Good:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
        # consents/cn-8h3m.yaml
        signed: 2026-03-02
    Fix:
        Correct the day that is wrong. If it was shared first, tell the client so.
    Leave it:
        Where it was an emergency or a mandated report: neither waits for a consent, and that basis is named instead.
    Source:
        42 CFR 2.13(a); 45 CFR 164.508(a)(1).
    """
    del caseload
    for told, consent in _in_standing(case, "not_yet"):
        yield _problem(told, f"shared on {told.day}; {consent.id} was signed on {consent.signed}.")


@rule("CK614", Severity.ERROR, on="case")
def shared_without_a_yes(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent that was only offered, or declined, lets nothing be shared.

    Checks:
        That the consent on which something is shared has the status `given`.
    Why:
        The client has not said yes, or has said no.
    Bad:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Ana, her sister
        shared: That she is well
        consent: cn-5d2w
        # consents/cn-5d2w.yaml
        id: cn-5d2w
        kind: release
        status: declined
        offered: 2026-01-20
        by: s-ruiz
        recipient: {name: "Ana Example, sister"}
    Good:
        # consents/cn-5d2w.yaml
        id: cn-5d2w
        kind: release
        status: declined
        offered: 2026-01-20
        by: s-ruiz
        recipient: {name: "Ana Example, sister"}
    Fix:
        If they said yes since, write it in the consent. If not, stop, and tell them what was shared.
    Leave it:
        Where a client's no stands, there is nothing to leave or to wait for; where their life was in danger, the
        emergency is the basis and needs no yes.
    Source:
        42 CFR 2.13(a); 45 CFR 164.508(a)(1).
    """
    del caseload
    for told, consent in _in_standing(case, "no_yes"):
        yield _problem(told, f"shared on {told.day}; {consent.id} was {consent.status}, not given.")


@rule("CK615", Severity.WARNING, on="case")
def shared_after_its_event(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent that ends with an event is not used after the case is closed.

    Checks:
        That nothing is shared, after a case was closed, on a consent that has an event under `ends_on` and no day.
    Why:
        Most such events have come by then. The client thinks it is over.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-02-20, because: She moved to her sister's}
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-4e6f
        # consents/cn-4e6f.yaml
        id: cn-4e6f
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
        ends_on: When she leaves our services.
        statements: {right_to_revoke: true, redisclosure: true, refusal: true}
        copy_given: 2026-01-20
        # reviews/2026-04-13-r2.yaml (deleted)
        # appointments/2026-03-09-a4.yaml (deleted)
    Good:
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
    Fix:
        If it has come, ask anew before more is shared.
    Leave it:
        Where the event has not come yet: a waiver says so.
    Source:
        42 CFR 2.31(a)(7): expiration date, event or condition.
    """
    del caseload
    closed = ended_on(case)
    for told, consent in _in_standing(case, "holds"):
        if closed is not None and told.day > closed and consent.expires is None and consent.ends_on:
            yield _problem(
                told, f"shared on {told.day}, after the case was closed; {consent.id} ends with an event. Had it come?"
            )


def _in_standing(case: Case, wanted: Standing) -> Iterator[tuple[Shared, Consent]]:
    """Yield what was shared on a consent that stood so on that day."""
    yield from ((told, c) for told, c in shared_on_consents(case) if standing(c, told.day) == wanted)


def _problem(told: Shared, says: str) -> Problem:
    return problem(told.record, *told.at, says=says)
