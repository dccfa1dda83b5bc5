"""Step 6, monitoring and review: a case in, reviews that are late or heard too few out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import active_goals, days_over, goal_on, is_brokerage, under_way
from casekit.model.standing import reached_phase
from casekit.words import counted


@rule("CK341", Severity.WARNING, on="case")
def review_overdue(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The plan is reviewed at policy's interval.

    Checks:
        That by the newest day of an open case its last review, or else the start of its plan, is not longer ago than
        policy's `review_every_days`. A case on hold or in outreach is not asked.
    Why:
        A plan that has stopped working is hard to notice for those who work by it every day.
    Bad:
        # policy.yaml
        values:
          - {setting: review_every_days, value: 40, from: 2026-01-01, source: agency practice}
        # reviews/2026-04-13-r2.yaml (deleted)
    Good:
        # policy.yaml
        values:
          - {setting: review_every_days, value: 40, from: 2026-01-01, source: agency practice}
    Fix:
        Ask the client and those who help whether the plan works, and write the answer: four lines are a review.
    Leave it:
        Where everything has gone into a crisis: the review comes when there is air for it. On hold and in outreach
        nothing is asked.
    Source:
        42 CFR 440.169(d)(4); COMAR 10.09.45.06 and Minn. R. 9520.0914 for the days.
    """
    if case.plan is None or not under_way(case) or "review" in case.broken:
        return
    last = max(case.reviews, key=lambda r: r.date, default=None)
    since = max(last.date, case.plan.started) if last else case.plan.started
    days = days_over(caseload, "review_every_days", since, case)
    if days is None:
        return
    if last is not None and last.date == since:
        yield problem(
            last,
            "date",
            says=f"the last review, {counted(days, 'day')} before the newest record of the case. Is the plan working?",
        )
    else:
        yield problem(
            case.plan, "started", says=f"not reviewed in the {counted(days, 'day')} since the plan was started."
        )


@rule("CK342", Severity.INFO, on="case")
def reviewed_with_one_voice(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Reviews hear the client, and others too.

    Checks:
        Whether the last two reviews of an open case each heard one person only. Brokerage is not asked.
    Why:
        A landlord, a sister or a nurse sees the weeks between our visits.
    Bad:
        # reviews/2026-03-13-r1.yaml
        date: 2026-03-13
        by: s-ruiz
        heard: [{who: Rosa}]
        client_words: Fine.
        changes: None.
        decision: continue
    Good:
        # reviews/2026-03-13-r1.yaml
        date: 2026-03-13
        by: s-ruiz
        heard: [{who: Rosa}, {who: Ana, how: by phone}]
        client_words: Fine.
        changes: None.
        decision: continue
    Fix:
        Ask the client whom else we may ask.
    Leave it:
        Where the client wants it to stay between the two of you.
    Source:
        42 CFR 440.169(d)(4): monitoring with the client, family, providers and others.
    """
    del caseload
    last = sorted(case.reviews, key=lambda r: r.date)[-2:]
    if len(last) == 1 or not last or not under_way(case) or is_brokerage(case):
        return
    if all(len(review.heard) <= 1 for review in last):
        yield problem(
            last[-1], "heard", says="in the last two reviews one person was heard. Who else sees the weeks between?"
        )


@rule("CK343", Severity.WARNING, on="case")
def goal_not_rated(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A review says how each goal stands.

    Checks:
        That the newest review of a case in monitoring rates every goal that was active on that day. Paused goals and
        goals that had ended are not asked.
    Why:
        The goal that no review mentions is often the one that is stuck.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: monitoring, from: 2026-03-02}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: monitoring, from: 2026-03-02}
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: none}
    Fix:
        Add the goal with its progress. Or pause it in the plan, with why.
    Leave it:
        Where the client did not want to talk about a goal that day: `none` with their reason, or a pause, is an honest
        rating.
    Source:
        42 CFR 441.18(a)(7): whether goals were achieved; CMSA Standards of Practice 2016, F.
    """
    del caseload
    review = max(case.reviews, key=lambda r: r.date, default=None)
    monitoring = reached_phase(case, "monitoring")
    if case.plan is None or review is None or monitoring is None or review.date < monitoring or not under_way(case):
        return
    rated = {progress.goal for progress in review.goals}
    for goal in case.plan.goals:
        stood = goal_on(goal, review.date)
        if stood is not None and stood.status == "active" and stood.from_ < review.date and goal.id not in rated:
            yield problem(
                review, "goals", says=f"{goal.id} was active on {review.date} and is not rated. How does it stand?"
            )


@rule("CK344", Severity.WARNING, on="case")
def met_in_the_review_alone(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A goal that a review calls met is met in the plan too.

    Checks:
        That a goal rated `met` by the newest review is not active in the plan without a later line in its log.
    Why:
        The client reached something, and their own plan does not say so.
    Bad:
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: met}
    Good:
        # reviews/2026-04-13-r2.yaml
        goals:
          - {goal: g1, progress: much}
    Fix:
        Add `met` to the goal's status, with the day, and tell the client that it is there.
    Leave it:
        Where the client wants to go on with a goal they have reached: say `much` in the review, or add what comes next
        as a goal of its own.
    Source:
        42 CFR 441.18(a)(7): whether goals were achieved.
    """
    del caseload
    review = max(case.reviews, key=lambda r: r.date, default=None)
    if review is None or not under_way(case):
        return
    active = {goal.id: goal for _, goal in active_goals(case)}
    for i, progress in enumerate(review.goals):
        goal = active.get(progress.goal)
        below = progress.gas is not None and progress.gas < 0
        if progress.progress == "met" and not below and goal is not None and goal.status[-1].from_ <= review.date:
            yield problem(review, "goals", i, "progress", says=f"{goal.id} is met here, and still active in the plan.")


@rule("CK345", Severity.INFO, on="case")
def meant_to_close(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A case that a review decided to close comes to its end.

    Checks:
        Whether a case is still open more than policy's `outcome_within_days` after its newest review decided `close`.
    Why:
        The client was told it is over, or waits to be told.
    Bad:
        # reviews/2026-04-13-r2.yaml
        date: 2026-04-13
        decision: close
        # contacts/2026-06-01-t2.yaml
        date: 2026-06-01
        by: s-ruiz
        kind: phone
        minutes: 5
        reached: true
        note: She called to say hello.
    Good:
        # reviews/2026-04-13-r2.yaml
        decision: continue
    Fix:
        Evaluate the outcome and close, or write a review that says why the case goes on.
    Leave it:
        Where the last thing is still being handed to someone and the client knows how long that takes.
    Source:
        CMSA Standards of Practice 2016, G (closure); House practice for the days.
    """
    review = max(case.reviews, key=lambda r: r.date, default=None)
    if review is None or review.decision != "close" or not under_way(case):
        return
    days = days_over(caseload, "outcome_within_days", review.date, case)
    if days is not None:
        yield problem(
            review,
            "decision",
            says=f"decided to close, and {counted(days, 'day')} later the case is open. What keeps it?",
        )
