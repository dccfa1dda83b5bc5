"""What is known about a client's situation: assessments, circumstances, risks and safety plans."""

from __future__ import annotations

from typing import Literal

from casekit.model.common import (
    AssessmentRef,
    Date,
    Domain,
    Event,
    FollowUp,
    GoalId,
    Heard,
    IncidentRef,
    IncomeSource,
    LeftOpen,
    LivingSituation,
    NeedLevel,
    Part,
    Phone,
    ProviderId,
    RiskLevel,
    Slug,
    SupportId,
    Words,
    WordsList,
)


class DomainNeed(Part, frozen=True, kw_only=True):
    """Where the client stands in one area of life, and whether they choose to work on it."""

    domain: Domain
    level: NeedLevel
    words: Words | None = None
    observed: str | None = None
    choice: Literal["now", "not_now", "declined"] | None = None
    ask_again: Date | None = None


class InstrumentResult(Part, frozen=True, kw_only=True):
    """An instrument's answers by item (``q1``, ``q2``, …), or its total where answers may not be kept."""

    instrument: Slug
    answers: dict[str, int | Literal["declined", "skipped"]] | None = None
    total: float | None = None
    band: str | None = None
    sex: Literal["female", "male"] | None = None
    alone: bool | None = None
    language: str | None = None
    note: str | None = None


class Assessment(Event, frozen=True, kw_only=True):
    """What the client needs and brings: the whole picture, an update, or an instrument's result."""

    scope: Literal["full", "update", "instrument"]
    heard: tuple[Heard, ...]
    needs: tuple[DomainNeed, ...] = ()
    strengths: WordsList | None = None
    barriers: WordsList | None = None
    client_words: Words | None = None
    instruments: tuple[InstrumentResult, ...] = ()
    interpreter: str | None = None
    note: str | None = None


class Income(Part, frozen=True, kw_only=True):
    """One source of income, before deductions."""

    source: IncomeSource
    amount: float
    per: Literal["week", "month", "year"]
    since: Date | None = None


class Circumstances(Event, frozen=True, kw_only=True):
    """How the client lives at one point in time; ``housing_cost`` is per month."""

    point: Literal["entry", "change", "exit"]
    living_situation: LivingSituation
    housing_cost: float | None = None
    household: int | None = None
    income: tuple[Income, ...] | LeftOpen
    insurance: WordsList | None = None
    employment: Literal[
        "full_time",
        "part_time",
        "irregular",
        "seeking",
        "not_seeking",
        "unable",
        "retired",
        "student",
        "training",
        "not_asked",
    ]
    because: str | None = None
    note: str | None = None


class RiskFactor(Part, frozen=True, kw_only=True):
    """Something that could harm the client or derail the plan."""

    what: str
    domain: Domain | None = None
    goal: GoalId | None = None


class Risk(Event, frozen=True, kw_only=True):
    """The level of risk, what moved it, what protects, and the client's view."""

    level: RiskLevel
    factors: tuple[RiskFactor, ...]
    protective: WordsList | None = None
    because: str
    client_view: Words
    follow_up: FollowUp | None = None
    review_by: Date | None = None


class SafetyPerson(Part, frozen=True, kw_only=True):
    """Someone the client can call or be with."""

    name: str
    phone: Phone | None = None
    support: SupportId | None = None


class SafetyProfessional(Part, frozen=True, kw_only=True):
    """A professional or a line to call in a crisis."""

    name: str
    provider: ProviderId | None = None
    phone: Phone | None = None


class SafetyPlan(Event, frozen=True, kw_only=True):
    """What the client can do and whom to turn to when things get dangerous, made together."""

    warning_signs: WordsList
    coping: WordsList
    people: tuple[SafetyPerson, ...] = ()
    professionals: tuple[SafetyProfessional, ...] = ()
    places: tuple[str, ...] = ()
    means: Words
    reasons_for_living: Words | None = None
    copy_given: Date | None = None
    incident: IncidentRef | None = None
    assessment: AssessmentRef | None = None
    review_by: Date | None = None
