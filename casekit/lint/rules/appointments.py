"""Appointments: one person is in one place at a time, and afterwards we know how it went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.calendar import first_meeting, minutes_of_day, takes_place
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.service import Appointment
from casekit.model.standing import ended_on, last_day
from casekit.words import counted

_AHEAD = timedelta(days=366)
_NOT_HELD = ("cancelled_by_provider", "cancelled_by_client", "moved")


@rule("CK474", Severity.WARNING, on="case")
def two_places_at_once(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody is asked to be in two places at once.

    Checks:
        That no two appointments of a client take place at the same time, repeats and left-out days counted, up to a
        year ahead. Silent where one was cancelled or moved, and where advocacy between the two providers is written down.
        Appointments of a legal matter against treatment are another rule's.
    Why:
        Whichever they miss is counted against them.
    Bad:
        # appointments/2026-03-09-a4.yaml
        start: 09:00
        minutes: 60
        # appointments/2026-03-09-b5.yaml
        date: 2026-03-09
        by: s-ruiz
        kind: housing
        what: Viewing
        start: 09:30
        minutes: 30
        outcome: {result: did_not_attend}
    Good:
        # appointments/2026-03-09-a4.yaml
        start: 09:00
        minutes: 60
        # appointments/2026-03-09-b5.yaml
        date: 2026-03-09
        by: s-ruiz
        kind: housing
        what: Viewing
        start: 10:30
        minutes: 30
        outcome: {result: attended}
    Fix:
        Ask the client which can move, and call for them if they wish.
    Leave it:
        Where the client wants to decide on the day which of the two they go to: a waiver says so. What has its own
        talks between the two sides is not asked.
    Source:
        House practice.
    """
    del caseload
    held = [a for a in case.appointments if not (a.outcome and a.outcome.result in _NOT_HELD) and minutes_of_day(a)]
    for one, other in combinations(held, 2):
        if (one.legal or other.legal) and one.legal != other.legal:
            continue
        day = None if _talked_over(case, one, other) else first_meeting(one, other, last_day(case) + _AHEAD)
        if day is not None:
            yield problem(
                other, "start", says=f"on {day} at the same time as appointments/{one.stem}.yaml. Which can move?"
            )


@rule("CK475", Severity.WARNING, on="case")
def left_out_day_is_none(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A day left out is one on which it would have been.

    Checks:
        That each day in `except` is one of the days of the repeating appointment.
    Why:
        The day that was meant is still in the client's calendar, and they go for nothing, or are missed.
    Bad:
        # appointments/2026-03-09-a4.yaml
        repeats: {every: week, interval: 1, on: [monday], except: [{date: 2026-05-26, because: Memorial Day}]}
    Good:
        # appointments/2026-03-09-a4.yaml
        repeats: {every: week, interval: 1, on: [monday], except: [{date: 2026-05-25, because: Memorial Day}]}
    Fix:
        Correct the day.
    Leave it:
        Where the office is closed on a day that is none of these anyway: the line is taken out, and nothing else
        changes.
    Source:
        RFC 5545: an exception date names an instance of the series.
    """
    del caseload
    for visit in case.appointments:
        for i, left_out in enumerate(visit.repeats.except_ if visit.repeats else ()):
            if not takes_place(visit, left_out.date):
                says = f"{left_out.date} is a {left_out.date:%A}, and not one of its days."
                yield problem(visit, "repeats", "except", i, "date", says=says)


@rule("CK476", Severity.INFO, on="case")
def how_did_it_go(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After an appointment we know how it went.

    Checks:
        Whether an appointment that was, by the newest day of the case, more than policy's `lock_days` ago has an
        `outcome`, or a contact that names it. Repeating appointments, closed cases and what belongs to a legal matter
        (it keeps its own hearings) are not asked.
    Why:
        A visit that did not happen is made up for only if someone hears of it.
    Bad:
        # appointments/2026-02-23-t3.yaml
        date: 2026-02-23
        by: s-ruiz
        kind: medical
        what: Blood pressure
    Good:
        # appointments/2026-02-23-t3.yaml
        date: 2026-02-23
        by: s-ruiz
        kind: medical
        what: Blood pressure
        outcome: {result: did_not_attend}
    Fix:
        Ask the client. Did not attend is an answer, and the beginning of a talk about why.
    Leave it:
        Where the client does not want to talk about it yet. Courts and offices keep their own record of hearings.
    Source:
        42 CFR 440.169(d)(4): monitoring and follow-up.
    """
    named = {contact.appointment for contact in case.contacts}
    for visit in case.appointments:
        days = limit(caseload, "lock_days", visit.date, case)
        if visit.outcome or visit.repeats or visit.legal or visit.stem in named or days is None:
            continue
        past = (last_day(case) - visit.date).days
        early = case.file is not None and visit.date < case.file.opened
        if past > days.value and not early and ended_on(case) is None:
            yield problem(
                visit, "date", says=f"this was {counted(past, 'day')} before the newest record. How did it go?"
            )


def _talked_over(case: Case, one: Appointment, other: Appointment) -> bool:
    """Tell whether the two appointments' providers, or a provider and a legal matter, stand in one advocacy."""
    for matter in case.advocacy:
        sides = {side.provider for side in matter.between} | {side.legal for side in matter.between}
        if all({visit.provider, visit.legal} & (sides - {None}) for visit in (one, other)):
            return True
    return False
