"""Overlapping needs: how much all the systems together ask of one person in a week."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.calendar import weekly_minutes
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.standing import ended_on, last_day


@rule("CK581", Severity.INFO, on="case")
def heavy_week_reviewed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A week of obligations that is too full is thinned out.

    Checks:
        Whether the newest review counts more `obligations_hours_weekly` than policy's `obligation_hours_weekly_most`
        and decides to go on as before.
    Why:
        Each system asks for what seems little. Together they leave no hour to work, to rest or to be late.
    Bad:
        # reviews/2026-04-13-r2.yaml
        obligations_hours_weekly: 22
    Good:
        # reviews/2026-04-13-r2.yaml
        obligations_hours_weekly: 22
        decision: revise_plan
        changes: The two groups become one.
    Fix:
        Ask what can wait, move or be joined, and who asks for it.
    Leave it:
        Where the client wants the week full.
    Source:
        SAMHSA TIP 27, chapter 5, clients with several needs; House practice for the hours.
    """
    review = max(case.reviews, key=lambda each: each.date, default=None)
    if review is None or review.obligations_hours_weekly is None or ended_on(case) is not None:
        return
    most = limit(caseload, "obligation_hours_weekly_most", review.date, case)
    hours = review.obligations_hours_weekly
    if most is not None and hours > most.value and review.decision == "continue":
        says = (
            f"{hours:g} hours of obligations a week, where your policy asks above {most.value}. What can wait or move?"
        )
        yield problem(review, "obligations_hours_weekly", says=says)


@rule("CK582", Severity.INFO, on="case")
def heavy_week_not_reviewed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """How full someone's week is, is looked at.

    Checks:
        Whether the obligations that repeat come, with the ways there and back, to more hours in the last week the case
        tells of than policy's `obligation_hours_weekly_most`, and no review since the newest of them counts the hours.
    Why:
        Nobody but the client sees all the calendars at once, unless we add them up.
    Bad:
        # appointments/2026-03-09-a4.yaml
        obligation: true
        minutes: 240
        repeats: {every: day, interval: 1}
        travel: {how: walks, minutes: 10}
    Good:
        # appointments/2026-03-09-a4.yaml
        obligation: true
        minutes: 240
        repeats: {every: day, interval: 1}
        travel: {how: walks, minutes: 10}
        # reviews/2026-04-13-r2.yaml
        obligations_hours_weekly: 30
        decision: revise_plan
        changes: Three days a week from May.
    Fix:
        Add it up with the client, and write `obligations_hours_weekly` into the next review.
    Leave it:
        Where a week like this is the exception, and over by the next one.
    Source:
        SAMHSA TIP 27, chapter 5, clients with several needs; House practice for the hours.
    """
    asked = [a for a in case.appointments if a.obligation and a.repeats]
    if not asked or ended_on(case) is not None:
        return
    newest = max(asked, key=lambda appointment: appointment.date)
    counted = any(r.obligations_hours_weekly is not None and r.date >= newest.date for r in case.reviews)
    day = last_day(case)
    most = limit(caseload, "obligation_hours_weekly_most", day, case)
    hours = sum(weekly_minutes(appointment, day) for appointment in asked) / 60
    if most is not None and hours > most.value and not counted:
        says = (
            f"obligations come to {hours:.0f} hours a week, above your policy's {most.value}. Too much for the client?"
        )
        yield problem(newest, "obligation", says=says)
