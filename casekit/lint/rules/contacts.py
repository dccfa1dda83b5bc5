"""Contacts in, where a client was not seen for long out: the standard is for contacts, and attempts are told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.policy import limit
from casekit.model.progress import days_over, engaged_on, under_way
from casekit.model.reaching import attempts, last_reached, silence
from casekit.model.standing import with_client
from casekit.words import counted


@rule("CK351", Severity.WARNING, on="day")
def not_reached_for_long(caseload: Caseload, day: date) -> Iterator[Problem]:
    """A client is heard from at policy's interval.

    Checks:
        That in a case that is open on the day, a contact reached the client within policy's `contact_every_days`: for
        their model, program and risk. Attempts are counted beside it. Outreach and a case on hold are not asked.
    Why:
        Someone who is not heard from for months may have moved, may be in a hospital, or may think that we gave up.
    Bad:
        # policy.yaml
        values: [{setting: contact_every_days, value: 60, from: 2026-01-01, source: agency practice}]
    Good:
        # policy.yaml
        values: [{setting: contact_every_days, value: 270, from: 2026-01-01, source: agency practice}]
    Fix:
        Try another way, hour or person they trust. What was tried is a contact with `reached: false`.
    Leave it:
        Where the client wants quiet for a while: the case's `status` says `on_hold` and why, and nothing is asked.
        Where much was tried, nothing is missing; the attempts are shown for whoever reads it.
    Source:
        COMAR 10.09.45.06, contact at least every 90 days; 55 Pa. Code 5221.23. The days are policy's.
    """
    for case in caseload.cases:
        found = silence(case, caseload, day)
        if case.file is None or found is None:
            continue
        last, tried = found.last, _attempted(attempts(case, found.since, day))
        if last is None:
            yield problem(case.file, "opened", says=f"nobody has reached the client yet; {tried}. Who else could?")
        else:
            says = f"last reached on {last.date}, {counted((day - last.date).days, 'day')} ago; {tried} since."
            yield problem(last, "date", says=says)


@rule("CK352", Severity.INFO, on="case")
def not_heard_from_us(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Someone new hears from us within policy's days.

    Checks:
        Whether an open case that tells of a day past policy's `first_contact_within_days` has any contact with the
        client, or an attempt at one. A talk by telephone is one, and so is one that came later, or in outreach.
    Why:
        They asked for help, and from outside a closed door and a full calendar look the same.
    Bad:
        # contacts/2026-03-02-k7.yaml
        kind: collateral
        spoke_with: The front desk of the library
    Good:
        # contacts/2026-03-02-k7.yaml
        kind: visit
    Fix:
        Ask where and with whom they would like to meet. What was tried is a contact with `reached: false`.
    Leave it:
        Where they came to us and nobody wrote it down: a note of it, marked as late, is welcome.
    Source:
        26 TAC 306.263: face to face within 14 days of assignment, or why not. The days are policy's.
    """
    since = engaged_on(case)
    if since is None or case.file is None or not under_way(case) or "contact" in case.broken:
        return
    days = days_over(caseload, "first_contact_within_days", since, case)
    if days is not None and not any(with_client(c) or not c.reached for c in case.contacts):
        says = f"{counted(days, 'day')} after the case was opened no contact with the client is on record. Who calls?"
        yield problem(case.file, "opened", says=says)


@rule("CK353", Severity.INFO, on="case")
def lost_after_few_attempts(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Before someone is called lost, more than one way was tried.

    Checks:
        Whether a case that ended with `lost_contact` tells of as many attempts since the client was last reached as
        policy's `attempts_before_lost_contact`. Without that setting nothing is asked, and the case stays closed.
    Why:
        A number that changed is not a person who is gone.
    Bad:
        # policy.yaml
        values: [{setting: attempts_before_lost_contact, value: 3, from: 2026-01-01, source: agency practice}]
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: Not found any more}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: lost_contact
        destination: unknown
        feedback: {none_because: not_obtainable}
        aftercare: Our number is with the library.
        summary: Not found since March.
        handed_over: [{what: The first appointment at the clinic, to: The clinic's front desk}]
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: Not found any more}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: lost_contact
        destination: unknown
        feedback: {none_because: not_obtainable}
        aftercare: Our number is with the library.
        summary: Not found since March.
        handed_over: [{what: The first appointment at the clinic, to: The clinic's front desk}]
    Fix:
        Where a way is left, a letter, a friend, the place they slept, try it; a case can be opened anew.
    Leave it:
        Where another try would put the client in danger. Nobody reopens a case for the sake of a number.
    Source:
        House practice; the number is the agency's own.
    """
    outcome = case.outcome
    if outcome is None or outcome.reason != "lost_contact" or "contact" in case.broken:
        return
    allowed = limit(caseload, "attempts_before_lost_contact", outcome.date, case)
    tried = attempts(case, last_reached(case, outcome.date), outcome.date)
    if allowed is not None and len(tried) < allowed.value:
        says = f"{_attempted(tried)} before the end; your policy asks for {allowed.value}. Is there a way left?"
        yield problem(outcome, "reason", says=says)


def _attempted(tried: Sequence[Contact]) -> str:
    """Return how often, and in how many ways, somebody tried."""
    ways = len({c.kind for c in tried})
    return f"{counted(len(tried), 'attempt')} in {counted(ways, 'way')}" if tried else "no attempt on record"
