"""Courts, supervision and competing demands, as typed records: legal matter, advocacy."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    AdvocacyId,
    Date,
    GoalId,
    LegalId,
    OwnId,
    Part,
    Phone,
    ProviderId,
    Record,
    StaffId,
    Time,
    Words,
)


class Officer(Part, frozen=True, kw_only=True):
    """The officer or caseworker in charge of a legal matter."""

    name: str
    agency: str | None = None
    phone: Phone | None = None
    provider: ProviderId | None = None


class Condition(Part, frozen=True, kw_only=True):
    """One thing that a court or agency asks of the client, with the paper that says so."""

    id: OwnId
    text: str
    source: str
    status: Literal["ongoing", "met", "at_risk", "not_met", "changed", "ended"]
    since: Date
    note: str | None = None


class Hearing(Part, frozen=True, kw_only=True):
    """One court date."""

    date: Date
    what: str
    start: Time | None = None
    outcome: str | None = None


class ReportDue(Part, frozen=True, kw_only=True):
    """A report that the agency owes to a court or supervising agency."""

    due: Date
    to: str
    about: str
    sent: Date | None = None


class Negotiated(Part, frozen=True, kw_only=True):
    """Something worked out between the legal system and other services."""

    date: Date
    what: str
    proposed_by: str
    agreed: str
    told_client: Date | None = None
    advocacy: AdvocacyId | None = None


class Legal(Record, frozen=True, kw_only=True):
    """One court or supervision matter, with its conditions, hearings and reports."""

    id: OwnId
    kind: Literal[
        "probation",
        "parole",
        "pretrial",
        "treatment_court",
        "child_welfare",
        "guardianship",
        "civil",
        "immigration",
        "other",
    ]
    from_: Date = field(name="from")
    court: str | None = None
    matter: str | None = None
    officer: Officer | None = None
    to: Date | None = None
    conditions: tuple[Condition, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    reports_due: tuple[ReportDue, ...] = ()
    negotiated: tuple[Negotiated, ...] = ()
    note: str | None = None


class Side(Part, frozen=True, kw_only=True):
    """One side of competing demands, and what it wants."""

    party: str
    wants: str
    provider: ProviderId | None = None
    legal: LegalId | None = None


class AdvocacyStep(Part, frozen=True, kw_only=True):
    """One proposal or question, and its answer."""

    date: Date
    by: StaffId
    proposed_by: str
    what: str
    answer: str | None = None


class SideAgreed(Part, frozen=True, kw_only=True):
    """What one side agreed to do."""

    party: str
    what: str
    from_: Date | None = field(name="from", default=None)


class ToldClient(Part, frozen=True, kw_only=True):
    """How the client heard about a result, and what they said."""

    by: StaffId
    date: Date
    words: Words | None = None


class Advocacy(Record, frozen=True, kw_only=True):
    """Competing demands between systems, providers or payers, and what came of them for the client."""

    id: OwnId
    opened: Date
    by: StaffId
    between: tuple[Side, ...]
    client_interest: Words
    log: tuple[AdvocacyStep, ...]
    result: Literal["open", "agreed", "partly_agreed", "not_agreed", "withdrawn"]
    agreed: tuple[SideAgreed, ...] = ()
    told_client: ToldClient | None = None
    closed: Date | None = None
    goals: tuple[GoalId, ...] = ()
