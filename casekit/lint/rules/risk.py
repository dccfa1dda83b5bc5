"""Step 3, risk evaluation: a case in, risks that nobody looked at, answered or took into the plan out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.lint.tried import attempts
from casekit.model.assessment import Risk
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.progress import days_over, engaged_on, implementing, is_brokerage, under_way
from casekit.model.standing import ended_on, last_day, risk_on, with_client
from casekit.words import counted

_GRAVE = {"high", "imminent"}
_ATTENTION = {"moderate", *_GRAVE}


@rule("CK321", Severity.WARNING, on="case")
def risk_not_looked_at(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Risk is looked at within policy's days.

    Checks:
        That an open case has a risk evaluation by policy's `risk_within_days` after it was opened, and in any case when
        it comes to implementation. Brokerage is not asked.
    Why:
        A plan made without asking what could go wrong may put someone where it does.
    Bad:
        # risks/2026-01-20-w2.yaml (deleted)
    Good:
        # risks/2026-01-20-w2.yaml
        level: low
    Fix:
        Ask what could derail the plan or harm them, and what protects; `low` with a reason is an evaluation.
    Leave it:
        Where danger was dealt with before anything was written: call first, evaluate afterwards. Brokerage is not
        asked.
    Source:
        House practice: the seven steps, risk evaluation before planning.
    """
    since = engaged_on(case)
    if case.file is None or since is None or not under_way(case) or is_brokerage(case):
        return
    if case.risks or "risk" in case.broken:
        return
    days = days_over(caseload, "risk_within_days", since, case)
    if days is not None:
        yield problem(
            case.file,
            "opened",
            says=f"{counted(days, 'day')} after the case was opened no risk evaluation is on record.",
        )
    elif implementing(case):
        yield problem(case.file, "opened", says="the plan is under way, and no risk evaluation is on record.")


@rule("CK322", Severity.INFO, on="case")
def plan_before_risk(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Risk is looked at before the plan, or with it.

    Checks:
        Whether the plan was started before the first risk evaluation.
    Why:
        What could derail the plan belongs into it, together with what would help then.
    Bad:
        # plan.yaml
        started: 2026-01-15
    Good:
        # plan.yaml
        started: 2026-01-22
    Fix:
        Read the plan once more beside the evaluation, and change it where the client agrees.
    Leave it:
        Where the plan was read again beside the evaluation and still holds.
    Source:
        House practice: the seven steps, risk evaluation before planning.
    """
    del caseload
    first = min((risk.date for risk in case.risks), default=None)
    if case.plan is not None and first is not None and case.plan.started < first and "risk" not in case.broken:
        says = f"started on {case.plan.started}, and risk was first looked at on {first}. Does the plan know of it?"
        yield problem(case.plan, "started", says=says)


@rule("CK323", Severity.WARNING, on="case")
def high_risk_without_safety_plan(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A high or imminent risk is followed by a safety plan.

    Checks:
        That policy's `safety_plan_within_days` after a risk rose to high or imminent there is a safety plan, made since
        or as many days before. A risk that was lower again by then, and a case that had ended, are not asked.
    Why:
        On the worst night the client has what is on that page, and nothing else of ours.
    Bad:
        # risks/2026-01-20-w2.yaml
        level: high
        follow_up: {by: s-ruiz, on: 2026-01-21, what: A visit at her sister's}
        # safety_plans/2026-02-18-s5.yaml (deleted)
    Good:
        # risks/2026-01-20-w2.yaml
        level: high
        follow_up: {by: s-ruiz, on: 2026-01-21, what: A visit at her sister's}
        # safety_plans/2026-01-22-s1.yaml
        date: 2026-01-22
        by: s-ruiz
        warning_signs: [I stop answering the phone]
        coping: [Walk to the river]
        means: {none_because: declined}
    Fix:
        Make one together; any part of it may be left open with a reason. In danger, call first and write afterwards.
    Leave it:
        Where the client wants none made: a waiver says so, with what is done instead. A plan that came late is a plan;
        nothing is asked any more.
    Source:
        Columbia protocol: a safety plan follows a high result; the days are policy's.
    """
    if "safety_plan" in case.broken:
        return
    for risk in _rises(case):
        allowed = limit(caseload, "safety_plan_within_days", risk.date, case)
        if allowed is None or days_over(caseload, "safety_plan_within_days", risk.date, case) is None:
            continue
        span = timedelta(days=allowed.value)
        by_then, ended = risk_on(case, risk.date + span), ended_on(case)
        if by_then is None or by_then.level not in _GRAVE or (ended is not None and ended <= risk.date + span):
            continue
        if not any(plan.date >= risk.date - span for plan in case.safety_plans):
            says = f"risk {risk.level} on {risk.date}, and {counted(allowed.value, 'day')} later no safety plan is on record."
            yield problem(risk, "level", says=says)


@rule("CK324", Severity.WARNING, on="case")
def high_risk_without_follow_up(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A high or imminent risk says who does what next.

    Checks:
        That a high or imminent risk has a `follow_up`, or was followed by a contact that reached the client within
        policy's `safety_plan_within_days`.
    Why:
        In a busy week each thinks that somebody else has called.
    Bad:
        # risks/2026-02-16-w3.yaml
        date: 2026-02-16
        by: s-ruiz
        level: high
        factors: [{what: She was followed home}]
        because: It happened twice this week.
        client_view: I am scared to go out.
    Good:
        # risks/2026-02-16-w3.yaml
        date: 2026-02-16
        by: s-ruiz
        level: high
        factors: [{what: She was followed home}]
        because: It happened twice this week.
        client_view: I am scared to go out.
        follow_up: {by: m-lee, on: 2026-02-17, what: A call at noon}
    Fix:
        Add `follow_up` with a name and a day, or the note of the contact that there was.
    Leave it:
        Where somebody else has them that night, a ward or a mobile team: `follow_up` says who. Attempts are shown, and
        going on trying is right.
    Source:
        Columbia protocol: immediate follow-up at a high result; the days are policy's.
    """
    if "contact" in case.broken:
        return
    for risk in case.risks:
        allowed = limit(caseload, "safety_plan_within_days", risk.date, case)
        if risk.level not in _GRAVE or risk.follow_up is not None or allowed is None:
            continue
        until = risk.date + timedelta(days=allowed.value)
        seen = any(risk.date < c.date <= until and with_client(c) for c in case.contacts)
        if not seen and case.file is not None and ended_on(case) != risk.date:
            tried = attempts(case, risk.date, until)
            says = (
                f"risk {risk.level}: no `follow_up`, and no contact reached the client by {until}.{tried} Who is on it?"
            )
            yield problem(risk, "level", says=says)


@rule("CK325", Severity.INFO, on="case")
def risk_not_in_the_plan(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What could derail the plan is in the plan.

    Checks:
        Whether each factor of the newest risk, at moderate or above, whose area of life is named is answered: by a goal,
        a deferral, a service for that area, or the plan's `crisis`.
    Why:
        A risk that only its own record knows of protects nobody.
    Bad:
        # risks/2026-01-20-w2.yaml
        level: moderate
        factors:
          - {what: Her hours may be cut, domain: income}
    Good:
        # risks/2026-01-20-w2.yaml
        level: moderate
        factors:
          - {what: Her sister's lease ends in autumn, domain: housing}
    Fix:
        Take it into the plan with the client, or into `crisis`.
    Leave it:
        Where the client does not want it written in a plan that lies on the kitchen table.
    Source:
        House practice: risk evaluation informs the plan; CMSA Standards of Practice 2016, D (contingency).
    """
    del caseload
    risk, plan = risk_on(case, last_day(case)), case.plan
    if risk is None or plan is None or risk.level not in _ATTENTION or plan.crisis or not under_way(case):
        return
    known = {g.need for g in plan.goals} | {d.need for d in plan.deferred} | {s.need for s in case.services}
    for i, factor in enumerate(risk.factors):
        if factor.domain is not None and factor.goal is None and factor.domain not in known:
            yield problem(risk, "factors", i, says=f"a risk about {factor.domain}, and the plan has no word on it.")


@rule("CK326", Severity.WARNING, on="case")
def risk_not_looked_at_again(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A risk is looked at again when it was meant to be.

    Checks:
        That by the newest day of an open case the newest risk evaluation is not past its own `review_by`, nor older than
        policy's `risk_review_every_days`, where policy has that.
    Why:
        A level that nobody has looked at since is a memory, and colleagues act on it as if it were today's.
    Bad:
        # risks/2026-01-20-w2.yaml
        review_by: 2026-03-20
    Good:
        # risks/2026-01-20-w2.yaml
        review_by: 2026-07-20
    Fix:
        Ask again and write it down: a lower level is as much worth knowing as a higher one.
    Leave it:
        Where asking again now would upset more than it tells: one line with the old level, a later `review_by` and why
        is an evaluation.
    Source:
        House practice; the days are policy's.
    """
    day = last_day(case)
    risk = risk_on(case, day)
    if risk is None or not under_way(case) or "risk" in case.broken:
        return
    days = days_over(caseload, "risk_review_every_days", risk.date, case)
    if risk.review_by is not None and risk.review_by < day:
        says = f"to be looked at again by {risk.review_by}, and nothing is on record by {day}. How is it now?"
        yield problem(risk, "review_by", says=says)
    elif days is not None:
        yield problem(
            risk,
            "date",
            says=f"risk {risk.level}, last looked at {counted(days, 'day')} before the newest record. How is it now?",
        )


def _rises(case: Case) -> Iterator[Risk]:
    """Yield the evaluations with which a risk came to be high or imminent."""
    risks = sorted(case.risks, key=lambda r: r.date)
    yield from (r for r in risks[:1] if r.level in _GRAVE)
    yield from (b for a, b in pairwise(risks) if b.level in _GRAVE and a.level not in _GRAVE)
