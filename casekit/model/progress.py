"""A goal, a service or a case and a day in, how far it had come by then out.

Like ``standing``, nothing here reads a clock: "by now" is the newest day the case itself tells of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.model.caseload import Case, Caseload
from casekit.model.common import Setting
from casekit.model.plan import Goal, GoalStatus, Plan, Step
from casekit.model.policy import limit
from casekit.model.references import references
from casekit.model.service import Service
from casekit.model.standing import ended_on, last_day, reached_phase, status_on

GOAL_ENDED = frozenset({"met", "partly_met", "dropped"})
SERVICE_ENDED = frozenset({"completed", "rejected", "failed", "cancelled"})
SERVICE_LOST = frozenset({"rejected", "failed", "cancelled"})


def under_way(case: Case) -> bool:
    """Tell whether a case is open by now: not in outreach, on hold, closed or ended by a death."""
    if case.file is None or ended_on(case) is not None:
        return False
    status = status_on(case, last_day(case))
    return status is not None and status.status == "open"


def engaged_on(case: Case) -> dt.date | None:
    """Return the first day on which a case was open: outreach before it has all the time it needs."""
    return next((entry.from_ for entry in case.file.status if entry.status == "open"), None) if case.file else None


def implementing(case: Case) -> bool:
    """Tell whether a case has come to implementation: what a plan has to say is asked for from then on."""
    return reached_phase(case, "implementation") is not None


def is_brokerage(case: Case) -> bool:
    """Tell whether a case is one of brokerage, whose assessment, plan and reviews are brief and may be informal."""
    return case.file is not None and case.file.model == "brokerage"


def days_over(
    caseload: Caseload, setting: Setting, since: dt.date, case: Case, by: dt.date | None = None
) -> int | None:
    """Return the days from ``since`` to ``by`` (the case's last day) where they are more than policy's ``setting``.

    None where they are not, or where policy has no such setting.
    """
    allowed = limit(caseload, setting, since, case)
    days = ((by or last_day(case)) - since).days
    return days if allowed is not None and days > allowed.value else None


def goal_on(goal: Goal, day: dt.date) -> GoalStatus | None:
    """Return the line of a goal's status log that held on a day; None before the first."""
    return max((s for s in goal.status if s.from_ <= day), key=lambda s: s.from_, default=None)


def goal_stands(goal: Goal) -> str:
    """Return the status that a goal's log ends with."""
    return goal.status[-1].status if goal.status else "active"


def active_goals(case: Case) -> tuple[tuple[int, Goal], ...]:
    """Return the goals of a plan that are active by now, with their places."""
    goals = case.plan.goals if case.plan else ()
    return tuple((i, goal) for i, goal in enumerate(goals) if goal_stands(goal) == "active")


def goals_in_use(case: Case) -> Iterator[tuple[int, Goal, Plan]]:
    """Yield the active goals of a plan under way, with their places: what a goal has to say is asked for from then on."""
    if case.plan is not None and implementing(case) and under_way(case):
        yield from ((i, goal, case.plan) for i, goal in active_goals(case))


def is_open(step: Step) -> bool:
    """Tell whether a step is neither done nor dropped."""
    return step.done is None and step.dropped is None


def service_stands(service: Service) -> str:
    """Return the status that a service's log ends with."""
    return service.status[-1].status if service.status else "draft"


def began_on(service: Service) -> dt.date | None:
    """Return the day on which a service was more than a draft, or None."""
    return min((s.from_ for s in service.status if s.status != "draft"), default=None)


def goals_of(case: Case, service: Service) -> tuple[Goal, ...]:
    """Return the goals that ask for a service: it names them, or they or one of their steps name it."""
    goals = case.plan.goals if case.plan else ()
    return tuple(
        goal
        for goal in goals
        if goal.id in service.goals or service.id in goal.services or any(s.service == service.id for s in goal.steps)
    )


def names_what_is_gone(case: Case, target: str) -> bool:
    """Tell whether some record of a case names a record of another kind that is not there: that is told as such."""
    goals = (goal.id for goal in case.plan.goals) if case.plan else ()
    known = frozenset(goals) if target == "goal" else case.names.get(target, frozenset())
    named = (reference for record in case.records() for reference in references(record))
    return any(reference.target == target and reference.value not in known for reference in named)
