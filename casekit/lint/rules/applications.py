"""Applications: a denial can be appealed in time, and what was granted is renewed before it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.service import Service
from casekit.model.standing import ended_on, last_day
from casekit.model.upkeep import touches
from casekit.words import counted

_BEFORE = timedelta(days=90)
_OVER = ("rejected", "failed", "cancelled")


@rule("CK454", Severity.INFO, on="case")
def denial_without_a_deadline(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A denial says how long there is to appeal.

    Checks:
        Whether a denial names `appeal_by`, unless an appeal was filed.
    Why:
        The days run from the letter's date. After them even a wrong decision stands.
    Bad:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area.}
    Good:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-05-21}
    Fix:
        Read the letter's second page together, and enter the day.
    Leave it:
        Where nothing can be appealed, or the client is looking for the letter: `note` says so.
    Source:
        42 CFR 431.206 and 431.221: notice of the right to a hearing and the days for it.
    """
    del caseload
    for service in case.services:
        denial = service.denial
        if denial is not None and denial.appeal_by is None and service.appeal is None and service.note is None:
            yield problem(service, "denial", says=f"denied on {denial.on}. How long is there to appeal?")


@rule("CK455", Severity.INFO, on="case")
def days_to_appeal_ran_out(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client decides about an appeal while there is time.

    Checks:
        Whether a denial whose `appeal_by` has passed, by the newest day of the case, shows an appeal, an outcome, or
        anything done about it between the denial and that day.
    Why:
        Many denials are overturned; those that nobody read in time are not.
    Bad:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-03-21}
    Good:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-03-21}
        appeal: {filed: 2026-03-02, decision: pending}
    Fix:
        Write down what the client decided. Ask whether there is good cause for a late appeal.
    Leave it:
        Where the client decided against an appeal: `outcome` says so, in half a sentence. It is their right.
    Source:
        42 CFR 431.221(d): days to request a hearing.
    """
    del caseload
    for service in case.services:
        denial = service.denial
        if denial is None or denial.appeal_by is None or service.appeal or service.outcome or service.unmet:
            continue
        if denial.appeal_by < denial.on:
            continue
        acted = any(denial.on <= day <= denial.appeal_by for day in touches(case, service))
        if denial.appeal_by < last_day(case) and not acted:
            says = f"the days to appeal ended on {denial.appeal_by}. What did the client decide?"
            yield problem(service, "denial", "appeal_by", says=says)


@rule("CK456", Severity.WARNING, on="case")
def appealed_too_late(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An appeal is filed in its days.

    Checks:
        That an appeal was not filed after the denial's `appeal_by`. An appeal that was decided on has been let in.
    Why:
        A late appeal is heard only for good cause, and that has to be said with it.
    Bad:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-03-21}
        appeal: {filed: 2026-03-25, decision: pending}
    Good:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-03-21}
        appeal: {filed: 2026-03-20, decision: pending}
    Fix:
        Correct the day, or send the reason after it (illness, a letter that came late), and note it with the appeal.
    Leave it:
        Where a note at the appeal gives the reason, or the office has decided on it all the same.
    Source:
        42 CFR 431.221(d); 20 CFR 404.911: good cause for missing the deadline.
    """
    del caseload
    for service in case.services:
        denial, appeal = service.denial, service.appeal
        if denial is None or appeal is None or denial.appeal_by is None or appeal.note:
            continue
        if appeal.filed > denial.appeal_by and appeal.decision in {None, "pending"}:
            late = (appeal.filed - denial.appeal_by).days
            says = f"filed {counted(late, 'day')} after {denial.appeal_by}. Is there good cause, and does the office know it?"
            yield problem(service, "appeal", "filed", says=says)


@rule("CK457", Severity.WARNING, on="case")
def won_and_not_granted(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What an appeal won, the client gets.

    Checks:
        That a service whose appeal was `overturned` does not stand at rejected, failed or cancelled after that day.
    Why:
        A decision on paper pays no rent: someone has to see that the office carries it out.
    Bad:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: rejected, from: 2026-02-20, because: Outside the service area.}
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-05-21}
        appeal: {filed: 2026-03-02, decision: overturned, decided: 2026-04-01}
    Good:
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01}
          - {status: rejected, from: 2026-02-20, because: Outside the service area.}
          - {status: accepted, from: 2026-04-02}
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-05-21}
        appeal: {filed: 2026-03-02, decision: overturned, decided: 2026-04-01}
    Fix:
        Call the office with the decision in hand, and add the new status.
    Leave it:
        Where the client no longer wants what was won, or has moved: the status stands, and a waiver says it is theirs
        to leave.
    Source:
        42 CFR 431.246: corrective action after a hearing.
    """
    del caseload
    for service in case.services:
        appeal, last = service.appeal, service.status[-1]
        if appeal and appeal.decision == "overturned" and last.status in _OVER and ended_on(case) is None:
            won = f" on {appeal.decided}" if appeal.decided else ""
            says = f"the appeal was won{won}, and the service still stands at `{last.status}`."
            yield problem(service, "status", len(service.status) - 1, says=says)


@rule("CK458", Severity.INFO, on="case")
def hearing_without_a_word(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A hearing leaves a word behind.

    Checks:
        Whether an appeal whose hearing has been, by the newest day of the case, says `decision`: `pending` is a word.
    Why:
        The decision may come to an old address, and payment or the next deadline counts from it.
    Bad:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-05-21}
        appeal: {filed: 2026-03-02, hearing: 2026-03-30}
    Good:
        # services/sv-k7q2.yaml
        denial: {on: 2026-02-20, reason: Outside the service area., appeal_by: 2026-05-21}
        appeal: {filed: 2026-03-02, hearing: 2026-03-30, decision: pending}
    Fix:
        Ask the client or the office, and enter what is known.
    Leave it:
        Where the decision is to come by letter: `decision: pending` is all there is to write.
    Source:
        42 CFR 431.244: decision within days of the hearing.
    """
    del caseload
    for service in case.services:
        appeal = service.appeal
        if appeal and appeal.hearing and appeal.decision is None and appeal.hearing < last_day(case):
            yield problem(service, "appeal", "hearing", says=f"the hearing was on {appeal.hearing}. How did it go?")


@rule("CK459", Severity.WARNING, on="case")
def renewal_day_passed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What was granted is renewed before it ends.

    Checks:
        That a `recertify_by` that has passed, by the newest day of the case, shows something done in the 90 days
        before it: in the log, a contact or an appointment that names the service, or a new application there.
    Why:
        Food, rent help and insurance stop on that day without another letter.
    Bad:
        # services/sv-k7q2.yaml
        recertify_by: 2026-04-01
        status:
          - {status: accepted, from: 2025-12-09}
    Good:
        # services/sv-k7q2.yaml
        recertify_by: 2026-04-01
        status:
          - {status: accepted, from: 2025-12-09}
          - {status: accepted, from: 2026-03-20, because: Renewed by telephone.}
    Fix:
        Ask today whether it still runs. If it was renewed, enter the next day; many offices reopen within a month.
    Leave it:
        Where the client lets it end knowingly, since a wage has taken its place: `cancelled` on the service says so.
    Source:
        42 CFR 435.916 and 7 CFR 273.14: renewal before the end of the period.
    """
    del caseload
    for service in case.services:
        day = service.recertify_by
        if day is None or day >= last_day(case) or _over(service) or not _open_on(case, day):
            continue
        if not _worked_on(case, service, day):
            yield problem(service, "recertify_by", says=f"to be renewed by {day}, and nothing says that it was.")


@rule("CK460", Severity.WARNING, on="day")
def renewal_comes_up(caseload: Caseload, day: date) -> Iterator[Problem]:
    """A renewal begins before its last day.

    Checks:
        Whether on the day of `--as-of` a `recertify_by` lies within policy's `notice_before_expiry_days` and nothing
        was done about it yet. Closed cases are not asked.
    Why:
        Papers have to be gathered, and the interview has a waiting time of its own.
    Bad:
        # services/sv-k7q2.yaml
        recertify_by: 2026-10-15
    Good:
        # services/sv-k7q2.yaml
        recertify_by: 2027-01-31
    Fix:
        Ask the client who does it this time, and what is missing.
    Leave it:
        Where the client does it alone, as the last time.
    Source:
        42 CFR 435.916 and 7 CFR 273.14: renewal before the end of the period.
    """
    for case in caseload.cases:
        notice = limit(caseload, "notice_before_expiry_days", day, case) if case.file else None
        for service in case.services if notice and _open_on(case, day) else ():
            due = service.recertify_by
            if due is None or _over(service) or _worked_on(case, service, due):
                continue
            if notice and day <= due <= day + timedelta(days=notice.value):
                yield problem(
                    service,
                    "recertify_by",
                    says=f"to be renewed by {due}, in {counted((due - day).days, 'day')}. Who does it?",
                )


def _over(service: Service) -> bool:
    return service.status[-1].status in _OVER


def _open_on(case: Case, day: date) -> bool:
    ended = ended_on(case)
    return ended is None or day < ended


def _worked_on(case: Case, service: Service, due: date) -> bool:
    """Tell whether anything was done about a renewal in the 90 days before it, or asked for anew at the same provider."""
    same = [
        s
        for s in case.services
        if s.id == service.id or (s.provider and s.provider == service.provider and s.need == service.need)
    ]
    since = max(due - _BEFORE, service.status[0].from_)
    days = [d for s in same for d in touches(case, s)]
    planned = [a.date for a in case.appointments if a.service == service.id]
    return any(since <= d <= due and d != service.status[0].from_ for d in (*days, *planned))
