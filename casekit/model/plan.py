"""The plan of a case and what becomes of it, as typed records: plan, agreement, review, outcome."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    Amends,
    CircumstancesRef,
    Date,
    Domain,
    Event,
    GoalId,
    Heard,
    LevelOfCare,
    LivingSituation,
    OwnId,
    Part,
    Record,
    ServiceId,
    Sha256,
    StaffId,
    SupportId,
    Words,
)


class GoalScale(Part, frozen=True, kw_only=True):
    """A goal attainment scale: five results, written before the work starts."""

    much_less: str
    less: str
    expected: str
    more: str
    much_more: str


class GoalStatus(Part, frozen=True, kw_only=True):
    """One line of a goal's status log."""

    status: Literal["active", "paused", "met", "partly_met", "dropped"]
    from_: Date = field(name="from")
    because: str | None = None


class Step(Part, frozen=True, kw_only=True):
    """One concrete thing to be done towards a goal, and who does it."""

    id: OwnId
    what: str
    who: Literal["client", "together", "worker", "other"]
    helper: str | None = None
    due: Date | None = None
    done: Date | None = None
    dropped: str | None = None
    service: ServiceId | None = None


class Goal(Part, frozen=True, kw_only=True):
    """One thing that the client wants to reach, with its steps and its status over time."""

    id: OwnId
    aim: str
    status: tuple[GoalStatus, ...]
    need: Domain | None = None
    client_words: Words | None = None
    baseline: str | None = None
    expected: str | None = None
    measure: str | None = None
    target: Date | None = None
    scale: GoalScale | None = None
    weight: int | None = None
    owner: StaffId | None = None
    uses_strengths: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    services: tuple[ServiceId, ...] = ()


class Deferred(Part, frozen=True, kw_only=True):
    """A known need that is rightly not worked on for now."""

    need: Domain
    because: str
    choice: Literal["not_now", "declined", "waiting"] | None = None
    ask_again: Date | None = None


class Plan(Record, frozen=True, kw_only=True):
    """The living plan of one case. It moves on; agreements keep the version that was agreed."""

    started: Date
    goals: tuple[Goal, ...]
    deferred: tuple[Deferred, ...] = ()
    crisis: str | None = None
    leaving: str | None = None
    note: str | None = None


class PlanSigner(Part, frozen=True, kw_only=True):
    """Who agreed to a plan: the client, or a support within their authority."""

    who: Literal["client", "support"]
    support: SupportId | None = None


class Agreement(Event, frozen=True, kw_only=True):
    """That the plan was agreed as it stood on a day, bound to that text by its SHA-256."""

    signer: PlanSigner
    how: Literal["in_writing", "verbally", "electronically"]
    plan_sha256: Sha256
    words: Words | None = None
    copy_given: Date | None = None
    note: str | None = None
    amends: Amends | None = None


class GoalProgress(Part, frozen=True, kw_only=True):
    """How far one goal has come by a review."""

    goal: GoalId
    progress: Literal["none", "some", "much", "met", "worse", "paused"]
    gas: int | None = None
    words: Words | None = None
    note: str | None = None


class SelfManagement(Part, frozen=True, kw_only=True):
    """Who carries one area of life by now."""

    domain: Domain
    who: Literal["client", "together", "worker"]


class Review(Event, frozen=True, kw_only=True):
    """Is the plan working? Who was heard, how each goal stands, and what was decided."""

    heard: tuple[Heard, ...]
    client_words: Words
    changes: str
    decision: Literal["continue", "revise_plan", "step_down", "step_up", "close"]
    goals: tuple[GoalProgress, ...] = ()
    level_of_care: LevelOfCare | None = None
    self_management: tuple[SelfManagement, ...] = ()
    unmet_needs: tuple[Domain, ...] = ()
    obligations_hours_weekly: float | None = None
    tried_first: str | None = None
    next: Date | None = None
    amends: Amends | None = None


class GoalResult(Part, frozen=True, kw_only=True):
    """What became of one goal by the end of a case."""

    goal: GoalId
    result: Literal["met", "partly_met", "not_met", "dropped_by_client"]
    gas: int | None = None
    note: str | None = None


class HandedOver(Part, frozen=True, kw_only=True):
    """Something still open at the end of a case, and who takes it on."""

    what: str
    to: str
    on: Date | None = None


class ToldOfEnding(Part, frozen=True, kw_only=True):
    """Who was told that the service ends."""

    client: Date | None = None
    others: tuple[str, ...] = ()


class Outcome(Event, frozen=True, kw_only=True):
    """How a case ended: what was reached, what the client says of it, what was handed over."""

    reason: Literal[
        "goals_met",
        "needs_met_elsewhere",
        "moved",
        "transferred",
        "withdrew",
        "lost_contact",
        "died",
        "no_longer_eligible",
        "incarcerated",
        "other",
    ]
    destination: LivingSituation
    feedback: Words
    aftercare: Words
    summary: str
    goals: tuple[GoalResult, ...] = ()
    circumstances: CircumstancesRef | None = None
    handed_over: tuple[HandedOver, ...] = ()
    told: ToldOfEnding | None = None
    amends: Amends | None = None
