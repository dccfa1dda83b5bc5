"""What is arranged for a client, as typed records: services and appointments."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    ConsentId,
    Date,
    Domain,
    Event,
    GoalId,
    LegalId,
    OwnId,
    Part,
    ProviderId,
    Record,
    ServiceId,
    Slug,
    StaffId,
    Time,
    Words,
)


class Choice(Part, frozen=True, kw_only=True):
    """A provider that was offered to the client."""

    provider: ProviderId
    note: str | None = None


class ServiceStatus(Part, frozen=True, kw_only=True):
    """One line of a service's log. With ``minutes`` it counts as contact, with ``shared`` as disclosure."""

    status: Literal[
        "draft",
        "requested",
        "accepted",
        "rejected",
        "waitlisted",
        "in_progress",
        "on_hold",
        "completed",
        "failed",
        "cancelled",
    ]
    from_: Date = field(name="from")
    because: str | None = None
    by: StaffId | None = None
    minutes: int | None = None
    spoke_with: str | None = None
    shared: str | None = None
    consent: ConsentId | None = None


class Cost(Part, frozen=True, kw_only=True):
    """What a service costs and who pays; the amount is per unit where there are units."""

    amount: float
    paid_by: str
    units: float | None = None
    unit: str | None = None
    alternatives: str | None = None


class Denial(Part, frozen=True, kw_only=True):
    """A decision against the client's application, and how long there is to appeal."""

    on: Date
    reason: str
    appeal_by: Date | None = None


class Appeal(Part, frozen=True, kw_only=True):
    """An appeal against a denial or a cut, and what came of it."""

    filed: Date
    hearing: Date | None = None
    decision: Literal["pending", "overturned", "upheld", "withdrawn"] | None = None
    decided: Date | None = None
    note: str | None = None


class UnitSearch(Part, frozen=True, kw_only=True):
    """One step in the search for an apartment or room."""

    date: Date
    what: str
    result: str
    landlord: ProviderId | None = None


class ServiceDocument(Part, frozen=True, kw_only=True):
    """A paper that a service asks for, and where it stands."""

    what: str
    status: Literal["held", "requested", "missing", "sent"]


class Unmet(Part, frozen=True, kw_only=True):
    """That nothing fitting could be found, and why."""

    because: Literal[
        "no_provider",
        "not_eligible",
        "waitlist",
        "cost",
        "distance",
        "language",
        "hours",
        "declined_by_provider",
        "other",
    ]
    note: str
    told_client: Date | None = None


class Service(Record, frozen=True, kw_only=True):
    """One referral, application or linkage, from the client's choice to what came of it."""

    id: OwnId
    kind: Literal["referral", "application", "linkage", "direct"]
    what: str
    need: Domain
    urgent: bool
    status: tuple[ServiceStatus, ...]
    goals: tuple[GoalId, ...] = ()
    provider: ProviderId | None = None
    provider_service: Slug | None = None
    choices: tuple[Choice, ...] = ()
    client_choice: Words | None = None
    consent: ConsentId | None = None
    cost: Cost | None = None
    denial: Denial | None = None
    appeal: Appeal | None = None
    recertify_by: Date | None = None
    unit_search: tuple[UnitSearch, ...] = ()
    documents: tuple[ServiceDocument, ...] = ()
    unmet: Unmet | None = None
    outcome: str | None = None
    note: str | None = None


class LeftOutDay(Part, frozen=True, kw_only=True):
    """A day on which a repeating appointment does not take place."""

    date: Date
    because: str


class Repeats(Part, frozen=True, kw_only=True):
    """How an appointment repeats."""

    every: Literal["day", "week", "month"]
    interval: int
    on: tuple[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], ...] = ()
    until: Date | None = None
    except_: tuple[LeftOutDay, ...] = field(name="except", default=())


class Travel(Part, frozen=True, kw_only=True):
    """How the client gets to an appointment."""

    how: Literal[
        "client_arranges",
        "staff_ride",
        "volunteer",
        "transit_pass",
        "medical_transport",
        "telehealth",
        "home_visit",
        "walks",
    ]
    helper: ProviderId | None = None
    minutes: int | None = None
    note: str | None = None


class AppointmentOutcome(Part, frozen=True, kw_only=True):
    """What came of an appointment."""

    result: Literal["attended", "did_not_attend", "cancelled_by_provider", "cancelled_by_client", "moved"]
    note: str | None = None
    moved_to: Date | None = None


class Appointment(Event, frozen=True, kw_only=True):
    """One appointment, or a standing obligation that repeats."""

    kind: Literal[
        "medical",
        "therapy",
        "treatment",
        "court",
        "check_in",
        "benefits",
        "housing",
        "employment",
        "school",
        "other",
    ]
    what: str
    start: Time | None = None
    minutes: int | None = None
    provider: ProviderId | None = None
    service: ServiceId | None = None
    legal: LegalId | None = None
    obligation: bool | None = None
    repeats: Repeats | None = None
    travel: Travel | None = None
    accompanied_by: StaffId | None = None
    outcome: AppointmentOutcome | None = None
    note: str | None = None
