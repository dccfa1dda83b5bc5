"""A case in, where its work stands out: goals with steps, services, consents in force, and what is left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from casekit.model.caseload import Case
from casekit.model.common import LeftOpen
from casekit.model.consent import Consent
from casekit.model.plan import Goal, Step
from casekit.model.service import Service
from casekit.summary import shapes
from casekit.summary.lookup import Lookup
from casekit.summary.wording import ask_again, flowing, said, sentence, standing
from casekit.words import human


def goals(case: Case, look: Lookup) -> tuple[shapes.GoalView, ...]:
    """Return the goals of the plan: first those worked on, each kind in the plan's order."""
    if case.plan is None:
        return ()
    ordered = sorted(case.plan.goals, key=lambda goal: _ORDER.index(goal.status[-1].status))
    return tuple(_goal(goal, case, look) for goal in ordered)


_ORDER = ("active", "paused", "partly_met", "met", "dropped")
_FINISHED = {"met", "partly_met", "dropped"}


def _goal(goal: Goal, case: Case, look: Lookup) -> shapes.GoalView:
    now = goal.status[-1]
    asked = {service for step in goal.steps if (service := step.service)} | set(goal.services)
    found = [s for s in case.services if goal.id in s.goals or s.id in asked]
    return shapes.GoalView(
        id=goal.id,
        need=human(goal.need or ""),
        aim=flowing(goal.aim),
        client_words=flowing(goal.client_words) if isinstance(goal.client_words, str) else "",
        finished=now.status in _FINISHED,
        standing=standing(now.status, now.from_),
        because=flowing(now.because),
        facts=tuple(fact for fact in _measures(goal, look) if fact.value),
        steps=tuple(_step(step) for step in goal.steps),
        services=service_lines(found, look),
    )


def _measures(goal: Goal, look: Lookup) -> Iterator[shapes.Fact]:
    if isinstance(goal.client_words, LeftOpen):
        yield shapes.Fact("In their words", said(goal.client_words))
    yield shapes.Fact("At the start", flowing(goal.baseline))
    yield shapes.Fact("Expected", flowing(goal.expected))
    yield shapes.Fact("Measured by", flowing(goal.measure))
    yield shapes.Fact("Target", str(goal.target or ""))
    yield shapes.Fact("Builds on", "; ".join(flowing(strength) for strength in goal.uses_strengths))
    yield shapes.Fact("Held by", look.staff(goal.owner))


def _step(step: Step) -> shapes.StepLine:
    state = "dropped" if step.dropped else "done" if step.done else "open"
    who = sentence(step.who if step.who != "other" or not step.helper else "", flowing(step.helper))
    return shapes.StepLine(step.id, flowing(step.what), who, state, step.due, step.done, flowing(step.dropped))


def plan_facts(case: Case) -> tuple[shapes.Fact, ...]:
    """Return what the plan says beside its goals."""
    plan = case.plan
    if plan is None:
        return ()
    found = [
        shapes.Fact("Plan begun", str(plan.started)),
        shapes.Fact("In a crisis", flowing(plan.crisis)),
        shapes.Fact("When we part", flowing(plan.leaving)),
    ]
    return tuple(fact for fact in found if fact.value)


def service_lines(services: Iterable[Service], look: Lookup) -> tuple[shapes.ServiceLine, ...]:
    """Return services with where they stand, the one that moved last first."""
    lines = [
        shapes.ServiceLine(
            id=service.id,
            what=flowing(service.what),
            kind=human(service.kind),
            need=human(service.need),
            provider=look.provider(service.provider),
            urgent=service.urgent,
            status=human(service.status[-1].status),
            standing=standing(service.status[-1].status, service.status[-1].from_),
            since=service.status[-1].from_,
            because=flowing(service.status[-1].because),
            outcome=flowing(service.outcome),
        )
        for service in services
    ]
    return tuple(sorted(lines, key=lambda line: line.since, reverse=True))


def consents(case: Case, look: Lookup, day: dt.date) -> tuple[shapes.ConsentLine, ...]:
    """Return the consents in force on a day."""
    return tuple(
        shapes.ConsentLine(
            id=consent.id,
            kind=human(consent.kind),
            recipient=recipient(consent, look),
            purpose=flowing(consent.purpose),
            information="; ".join(flowing(item) for item in consent.information),
            until=_until(consent),
        )
        for consent in case.consents
        if _in_force(consent, day)
    )


def _until(consent: Consent) -> str:
    end = sentence(str(consent.expires or ""), flowing(consent.ends_on))
    return f"until {end}" if end else "no end written down"


def _in_force(consent: Consent, day: dt.date) -> bool:
    """Whether it was given and neither taken back nor run out. In doubt it is not: then someone asks."""
    given = consent.status == "given" and consent.revoked is None
    return given and (consent.expires is None or consent.expires >= day)


def recipient(consent: Consent, look: Lookup) -> str:
    """Say who may receive information under a consent; nothing where the consent names nobody."""
    to = consent.recipient
    return sentence(look.provider(to.provider), flowing(to.name), flowing(to.class_)) if to else ""


def left_open(case: Case) -> tuple[shapes.LeftOpen, ...]:
    """Return needs put off, what could not be found, what reviews call unmet, and what was handed on at the end."""
    found = [*_deferred(case), *_not_now(case), *_unmet(case)]
    if case.outcome:
        found += [
            shapes.LeftOpen(flowing(item.what), f"handed to {item.to}" + (f" on {item.on}" if item.on else ""))
            for item in case.outcome.handed_over
        ]
    return tuple(found)


def _deferred(case: Case) -> Iterator[shapes.LeftOpen]:
    for item in case.plan.deferred if case.plan else ():
        why = f"{human(item.choice)}: {flowing(item.because)}" if item.choice else flowing(item.because)
        yield shapes.LeftOpen(human(item.need), why.rstrip(".") + ask_again(item.ask_again))


def _not_now(case: Case) -> Iterator[shapes.LeftOpen]:
    """Yield the needs that, when last asked, the client chose not to work on and the plan does not take up."""
    latest = {need.domain: need for record in sorted(case.assessments, key=lambda a: a.date) for need in record.needs}
    plan = case.plan
    taken_up: set[str | None] = {item.need for item in plan.deferred} if plan else set()
    taken_up |= {goal.need for goal in plan.goals} if plan else set()
    for domain, need in latest.items():
        if need.choice in {"not_now", "declined"} and domain not in taken_up:
            yield shapes.LeftOpen(human(domain), human(need.choice) + ask_again(need.ask_again))


def _unmet(case: Case) -> Iterator[shapes.LeftOpen]:
    for service in case.services:
        if service.unmet:
            reason = "" if service.unmet.because == "other" else f" ({human(service.unmet.because)})"
            why = f"unmet{reason}: {flowing(service.unmet.note)}"
            yield shapes.LeftOpen(flowing(service.what), why)
    if case.reviews:
        review = max(case.reviews, key=lambda r: r.date)
        for domain in review.unmet_needs:
            yield shapes.LeftOpen(human(domain), f"unmet at the review of {review.date}")
