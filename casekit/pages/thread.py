"""A case in, its golden thread out: need, goal, steps, services and outcome side by side, with the holes in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from casekit.model.caseload import Case
from casekit.model.plan import Goal
from casekit.model.service import Service
from casekit.model.standing import Need, needs_on
from casekit.summary.wording import flowing, standing
from casekit.words import human

_ENDED = {"met", "partly_met", "dropped"}


class Bead(Struct, frozen=True):
    """One place on a thread: what stands there and a note, or the hole where something should."""

    text: str
    note: str = ""
    hole: bool = False


class Thread(Struct, frozen=True, kw_only=True):
    """One thread, from a need to its outcome; where several services or none stand, ``services`` has one bead each."""

    need: Bead
    goal: Bead
    steps: Bead
    services: tuple[Bead, ...]
    outcome: Bead

    @property
    def holes(self) -> int:
        """How many places are empty that should not be."""
        return sum(bead.hole for bead in (self.need, self.goal, self.steps, *self.services, self.outcome))


def threads(case: Case, day: dt.date) -> tuple[Thread, ...]:
    """Return the threads of a case: those of its goals, then needs to be worked on now that have no goal."""
    needs = needs_on(case, day)
    goals = case.plan.goals if case.plan else ()
    return (*(_of_goal(goal, case, needs) for goal in goals), *_without_goal(case, needs, goals))


def _of_goal(goal: Goal, case: Case, needs: dict[str, Need]) -> Thread:
    asked = {step.service for step in goal.steps if step.service} | set(goal.services)
    services = [s for s in case.services if goal.id in s.goals or s.id in asked]
    return Thread(
        need=_need(goal, needs),
        goal=Bead(flowing(goal.aim), f"{goal.id}, {standing(goal.status[-1].status, goal.status[-1].from_)}"),
        steps=_steps(goal),
        services=tuple(map(_service, services)) or (Bead("", "none asked for"),),
        outcome=_outcome(goal, case),
    )


def _need(goal: Goal, needs: dict[str, Need]) -> Bead:
    if goal.need is None:
        return Bead("", "the goal names no need", hole=True)
    found = needs.get(goal.need)
    if found is None:
        return Bead(human(goal.need), "in no assessment yet", hole=True)
    return Bead(human(goal.need), f"{found.found.level} on {found.assessment.date}")


def _steps(goal: Goal) -> Bead:
    kept = [step for step in goal.steps if not step.dropped]
    done = sum(step.done is not None for step in kept)
    if kept:
        return Bead(f"{done} of {len(kept)} done")
    return Bead("", "no step is written down", hole=goal.status[-1].status not in _ENDED)


def _service(service: Service) -> Bead:
    now = service.status[-1]
    lost = now.status == "completed" and not service.outcome
    note = standing(now.status, now.from_) + (", what came of it is not written down" if lost else "")
    return Bead(flowing(service.what), note, hole=lost)


def _outcome(goal: Goal, case: Case) -> Bead:
    ended = next((g for g in case.outcome.goals if g.goal == goal.id), None) if case.outcome else None
    if ended:
        return Bead(human(ended.result), flowing(ended.note))
    if goal.status[-1].status in _ENDED:
        return Bead(human(goal.status[-1].status), flowing(goal.status[-1].because))
    rated = [(r.date, g) for r in case.reviews for g in r.goals if g.goal == goal.id]
    if rated:
        date, last = max(rated, key=lambda item: item[0])
        return Bead(f"progress: {human(last.progress)}", f"review of {date}")
    # A goal that was begun after the last review has not had its turn.
    waits = case.outcome is None and not any(r.date >= goal.status[0].from_ for r in case.reviews)
    return Bead("", "not reviewed yet" if waits else "in no review", hole=not waits)


def _without_goal(case: Case, needs: dict[str, Need], goals: tuple[Goal, ...]) -> Iterator[Thread]:
    taken_up: set[str | None] = {goal.need for goal in goals}
    taken_up |= {item.need for item in case.plan.deferred} if case.plan else set()
    taken_up |= {service.need for service in case.services if service.goals}
    for domain, need in needs.items():
        if need.found.choice == "now" and domain not in taken_up:
            services = tuple(_service(s) for s in case.services if s.need == domain)
            yield Thread(
                need=Bead(human(domain), f"{need.found.level} on {need.assessment.date}"),
                goal=Bead("", "no goal yet", hole=True),
                steps=Bead(""),
                services=services or (Bead(""),),
                outcome=Bead(""),
            )
