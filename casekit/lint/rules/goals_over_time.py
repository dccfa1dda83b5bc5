"""The golden thread, from contact to review and outcome: a case in, goals that went quiet or end in two ways out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.plan import Goal
from casekit.model.progress import GOAL_ENDED, days_over, goal_on, goal_stands, goals_of, under_way
from casekit.words import counted

_MOVED = {"some", "much", "met", "paused"}


@rule("CK441", Severity.INFO, on="case")
def goal_went_quiet(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal that went quiet is asked about.

    Checks:
        Whether an active goal had a contact, a line of a service or a step done between the last two reviews, where some
        other contact was tagged with a goal at all. A goal that is paused, or that the newest review rates as moving, is
        not asked about.
    Why:
        Stuck, paused and done look the same from a distance, and only one of them needs help.
    Bad:
        # reviews/2026-02-27-r1.yaml
        date: 2026-02-27
        by: s-ruiz
        heard: [{who: Rosa}, {who: Ana}]
        client_words: Fine.
        changes: None.
        decision: continue
        # contacts/2026-02-03-b2.yaml
        date: 2026-02-03
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        goals: [g1]
        note: We read the voucher form together.
    Good:
        # reviews/2026-02-27-r1.yaml
        date: 2026-02-27
        by: s-ruiz
        heard: [{who: Rosa}, {who: Ana}]
        client_words: Fine.
        changes: None.
        decision: continue
        # contacts/2026-03-16-b2.yaml
        date: 2026-03-16
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        goals: [g1]
        note: We read the voucher form together.
    Fix:
        Ask, and pause it, end it or find out what holds it.
    Leave it:
        Where nothing was to be done just then, for the client or for us. Paused goals are silent, and no contact is
        tagged for the linter's sake.
    Source:
        House practice: the golden thread; 42 CFR 440.169(d)(4): monitoring.
    """
    del caseload
    reviews = sorted(case.reviews, key=lambda r: r.date)[-2:]
    if case.plan is None or len(reviews) != len(("last", "one before")) or not under_way(case):
        return
    if not any(contact.goals for contact in case.contacts) or "contact" in case.broken:
        return
    before, now = reviews
    moved = {p.goal for p in now.goals if p.progress in _MOVED}
    for i, goal in enumerate(case.plan.goals):
        stood = goal_on(goal, before.date)
        active = stood is not None and stood.status == "active" and goal_stands(goal) == "active"
        if active and goal.id not in moved and not any(before.date <= d <= now.date for d in _days(case, goal)):
            says = f"{goal.id}: nothing between the reviews of {before.date} and {now.date}. Paused, done, or stuck?"
            yield problem(case.plan, "goals", i, says=says)


@rule("CK442", Severity.INFO, on="case")
def contact_for_an_ended_goal(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A contact is for a goal that goes on.

    Checks:
        Whether a contact is tagged with a goal that ended longer before than policy's `review_every_days`.
    Why:
        The work is for something else by now, and the plan does not know what.
    Bad:
        # policy.yaml
        values:
          - {setting: review_every_days, value: 80, from: 2026-01-01, source: agency practice}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}, {status: partly_met, from: 2026-01-21}], services: [sv-k7q2]}
        # contacts/2026-04-13-b2.yaml
        date: 2026-04-13
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        goals: [g1]
        note: She asked about a second room.
    Good:
        # policy.yaml
        values:
          - {setting: review_every_days, value: 80, from: 2026-01-01, source: agency practice}
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}, {status: partly_met, from: 2026-04-01}], services: [sv-k7q2]}
        # contacts/2026-04-13-b2.yaml
        date: 2026-04-13
        by: s-ruiz
        kind: phone
        minutes: 10
        reached: true
        goals: [g1]
        note: She asked about a second room.
    Fix:
        Take the goal up again in the plan, or tag the goal that it was for.
    Leave it:
        Where the client wanted to talk about it once more: looking back on what was reached is a good contact.
    Source:
        House practice: the golden thread.
    """
    ended = {
        goal.id: goal.status[-1]
        for goal in (case.plan.goals if case.plan else ())
        if goal.status and goal_stands(goal) in GOAL_ENDED
    }
    for contact in case.contacts:
        for i, name in enumerate(contact.goals):
            entry = ended.get(name)
            if entry is None or contact.date <= entry.from_:
                continue
            days = days_over(caseload, "review_every_days", entry.from_, case, by=contact.date)
            if days is not None:
                says = f"tagged {name}, which ended as {entry.status} {counted(days, 'day')} before. Which goal was it for?"
                yield problem(contact, "goals", i, says=says)


@rule("CK443", Severity.WARNING, on="case")
def two_ends_of_one_goal(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The outcome of a goal is what the plan says.

    Checks:
        That a goal whose outcome is `met` was not dropped in the plan, and one that is met in the plan is not `not_met` or
        dropped in the outcome.
    Why:
        The client is told one thing and the funder another.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}, {status: met, from: 2026-05-04}], services: [sv-k7q2]}
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She withdrew}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: withdrew
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She wants to go on by herself.
        goals: [{goal: g1, result: not_met}]
        told: {client: 2026-05-20}
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Good:
        # plan.yaml
        goals:
          - {id: g1, need: housing, aim: A door of my own, status: [{status: active, from: 2026-01-20}, {status: met, from: 2026-05-04}], services: [sv-k7q2]}
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She withdrew}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: withdrew
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She wants to go on by herself.
        goals: [{goal: g1, result: met}]
        told: {client: 2026-05-20}
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Fix:
        Correct the one that is wrong; the client knows which.
    Leave it:
        Where the client sees it otherwise than the plan does: the outcome says what they say, and a waiver says that
        both stand.
    Source:
        42 CFR 441.18(a)(7)(iv): whether the goals of the plan were achieved.
    """
    del caseload
    outcome = case.outcome
    if outcome is None or case.plan is None:
        return
    stands = {goal.id: goal_stands(goal) for goal in case.plan.goals}
    for i, result in enumerate(outcome.goals):
        plan_says = stands.get(result.goal)
        for one, others in (("met", {"not_met", "dropped_by_client"}), ("dropped", {"met", "partly_met"})):
            if plan_says == one and result.result in others:
                says = f"{result.goal} is {result.result} here, and {plan_says} in the plan."
                yield problem(outcome, "goals", i, "result", says=says)


@rule("CK444", Severity.WARNING, on="case")
def goals_met_but_which(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A case that ends with its goals met has a goal that was met.

    Checks:
        That an outcome with the reason `goals_met` rates at least one goal `met` or `partly_met`, where it rates any.
    Why:
        It is the best reason there is, and is counted. It should be true for the client too.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: All done}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: goals_met
        destination: with_family
        feedback: It is slow, and it moves.
        aftercare: She has our number.
        summary: She goes on by herself.
        goals: [{goal: g1, result: not_met}]
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: All done}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: needs_met_elsewhere
        destination: with_family
        feedback: It is slow, and it moves.
        aftercare: She has our number.
        summary: She goes on by herself.
        goals: [{goal: g1, result: not_met}]
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Fix:
        Correct the result or the reason; `needs_met_elsewhere` and `withdrew` are honest ones.
    Leave it:
        Where what mattered to the client was never in the plan as a goal: leave the ratings out, or say so in a waiver.
    Source:
        42 CFR 441.18(a)(7)(iv): whether the goals of the plan were achieved.
    """
    del caseload
    outcome = case.outcome
    if outcome is None or outcome.reason != "goals_met" or not outcome.goals:
        return
    if not any(result.result in {"met", "partly_met"} for result in outcome.goals):
        says = "the case ended with goals met, and no goal that is rated here is met."
        yield problem(outcome, "reason", says=says)


def _days(case: Case, goal: Goal) -> Iterator[dt.date]:
    """Yield the days on which something was done for a goal."""
    yield from (contact.date for contact in case.contacts if goal.id in contact.goals)
    yield from (step.done for step in goal.steps if step.done is not None)
    services = {s.id for s in case.services if any(g.id == goal.id for g in goals_of(case, s))}
    for service in case.services:
        if service.id in services:
            yield from (entry.from_ for entry in service.status)
            yield from (search.date for search in service.unit_search)
    yield from (contact.date for contact in case.contacts if services & set(contact.services))
    yield from (visit.date for visit in case.appointments if visit.service in services)
