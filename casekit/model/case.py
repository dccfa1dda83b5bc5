"""The episode of service, ``case.yaml``, and the screening that begins it."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    CaseId,
    Date,
    Domain,
    Event,
    IncidentRef,
    LevelOfCare,
    Model,
    OwnId,
    Part,
    PersonId,
    Phase,
    Phone,
    Population,
    ProgramId,
    ProviderId,
    Record,
    ReviewRef,
    StaffId,
    TeamId,
    Words,
)


class StatusEntry(Part, frozen=True, kw_only=True):
    """A line of the status log: where the case stands from a day on."""

    status: Literal["outreach", "open", "on_hold", "closed", "deceased"]
    from_: Date = field(name="from")
    because: str | None = None


class PhaseEntry(Part, frozen=True, kw_only=True):
    """A line of the phase log; going back is normal and says why."""

    phase: Phase
    from_: Date = field(name="from")
    because: str | None = None
    incident: IncidentRef | None = None
    review: ReviewRef | None = None


class Assignment(Part, frozen=True, kw_only=True):
    """Who is responsible for the case over a time: a worker, or a team that shares it."""

    worker: StaffId | None = None
    team: TeamId | None = None
    role: Literal["primary", "cover", "team", "second"]
    from_: Date = field(name="from")
    to: Date | None = None
    because: str | None = None
    accepted: Date | None = None


class CareTeamMember(Part, frozen=True, kw_only=True):
    """Someone beside the assigned workers who works with the client."""

    name: str
    role: Literal[
        "therapist",
        "prescriber",
        "primary_care",
        "nurse",
        "officer",
        "attorney",
        "sponsor",
        "teacher",
        "interpreter",
        "other",
    ]
    provider: ProviderId | None = None
    staff: StaffId | None = None
    phone: Phone | None = None
    note: str | None = None


class LinkedCase(Part, frozen=True, kw_only=True):
    """Another case that belongs together with this one."""

    case: CaseId
    relation: str


class CaseFile(Record, frozen=True, kw_only=True):
    """One episode of service. Statuses, phases and assignments are logs: the last line is how things stand."""

    id: OwnId
    person: PersonId
    program: ProgramId
    model: Model
    populations: tuple[Population, ...] = ()
    opened: Date
    status: tuple[StatusEntry, ...]
    phases: tuple[PhaseEntry, ...]
    assignments: tuple[Assignment, ...]
    level_of_care: LevelOfCare | None = None
    care_team: tuple[CareTeamMember, ...] = ()
    linked_cases: tuple[LinkedCase, ...] = ()
    note: str | None = None


class Referrer(Part, frozen=True, kw_only=True):
    """Who sent the person, and the day it reached the agency."""

    kind: Literal["self", "family", "provider", "court", "hospital", "shelter", "school", "outreach", "other"]
    name: str | None = None
    provider: ProviderId | None = None
    received: Date


class NeedFound(Part, frozen=True, kw_only=True):
    """Whether the person would gain from case management, and why."""

    found: bool
    why: str


class Eligibility(Part, frozen=True, kw_only=True):
    """Whether the program's conditions are met, and what that rests on."""

    met: bool
    how: str


class ModelFit(Part, frozen=True, kw_only=True):
    """The model of case management that suits the person, and why."""

    model: Model
    why: str


class Screening(Event, frozen=True, kw_only=True):
    """The first look: referral, urgency, need, eligibility and the decision."""

    referred_by: Referrer
    urgency: Literal["emergency", "urgent", "routine"]
    presenting: Words
    urgent_needs: tuple[Domain, ...] = ()
    need: NeedFound
    eligibility: Eligibility
    fit: ModelFit | None = None
    decision: Literal["accepted", "waitlisted", "referred_elsewhere", "not_eligible", "client_declined", "pending"]
    decided: Date | None = None
    referred_to: ProviderId | None = None
    explained_rights: Date | None = None
    interpreter: str | None = None
