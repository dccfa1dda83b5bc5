"""What happened with or for a client, as typed records: contact, incident, mandated report, grievance."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    Amends,
    AppointmentRef,
    ConsentId,
    Date,
    Event,
    FollowUp,
    GoalId,
    IncidentRef,
    Part,
    ProviderId,
    ServiceId,
    StaffId,
    SupportId,
    Time,
    Words,
)


class Skill(Part, frozen=True, kw_only=True):
    """A skill that was practised in a contact."""

    taught: str
    result: str


class Contact(Event, frozen=True, kw_only=True):
    """What was done with or for the client on one occasion, whether or not anyone was reached."""

    kind: Literal[
        "visit",
        "phone",
        "video",
        "text_message",
        "email",
        "letter",
        "accompaniment",
        "family_consultation",
        "skills",
        "therapy",
        "crisis",
        "collateral",
        "outreach",
        "case_conference",
    ]
    minutes: int
    reached: bool
    note: str
    start: Time | None = None
    place: (
        Literal[
            "home",
            "community",
            "office",
            "provider",
            "hospital",
            "jail",
            "shelter",
            "street",
            "court",
            "telehealth",
            "other",
        ]
        | None
    ) = None
    present: tuple[str, ...] = ()
    staff: tuple[StaffId, ...] = ()
    supports: tuple[SupportId, ...] = ()
    interpreter: str | None = None
    goals: tuple[GoalId, ...] = ()
    services: tuple[ServiceId, ...] = ()
    appointment: AppointmentRef | None = None
    incident: IncidentRef | None = None
    spoke_with: str | None = None
    shared: str | None = None
    consent: ConsentId | None = None
    skill: Skill | None = None
    client_words: Words | None = None
    next_step: str | None = None
    next_on: Date | None = None
    billable: bool | None = None
    amends: Amends | None = None


class Incident(Event, frozen=True, kw_only=True):
    """Something that happened in the client's life and may change what is needed."""

    kind: Literal[
        "admission",
        "emergency_visit",
        "observation",
        "overdose",
        "arrest",
        "release",
        "eviction",
        "lost_housing",
        "benefit_cut_off",
        "loss_of_income",
        "return_to_use",
        "crisis",
        "victimisation",
        "death",
        "other",
    ]
    what: str
    response: str
    facility: str | None = None
    provider: ProviderId | None = None
    from_: Date | None = field(name="from", default=None)
    to: Date | None = None
    planned: bool | None = None
    told_by: str | None = None
    client_words: Words | None = None
    follow_up: FollowUp | None = None
    amends: Amends | None = None


class Report(Event, frozen=True, kw_only=True):
    """A report that the law asks of a worker personally; never shown to those it names."""

    kind: Literal["child_protection", "adult_protection", "duty_to_warn", "other"]
    time: Time
    agency: str
    how: Literal["phone", "online", "in_person", "in_writing"]
    concern: str
    not_shown_to: tuple[str, ...]
    reference: str | None = None
    written_follow_up: Date | None = None
    amends: Amends | None = None


class Answer(Part, frozen=True, kw_only=True):
    """What the agency answered to a grievance."""

    date: Date
    by: StaffId
    what: str


class Grievance(Event, frozen=True, kw_only=True):
    """A complaint, a matter of rights, an appeal or a suggestion, and what came of it."""

    kind: Literal["complaint", "rights", "appeal_of_decision", "suggestion"]
    about: str
    words: Words | None = None
    rights_explained: Date | None = None
    received_how: Literal["orally", "in_writing", "through_support", "anonymous"] | None = None
    answer: Answer | None = None
    result: Literal["open", "resolved", "partly_resolved", "not_resolved", "withdrawn"] | None = None
    satisfied: Words | None = None
