"""What may be shared, what was shared and what was approved, as typed records: consent, disclosure, approval."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    Amends,
    ConsentId,
    Date,
    Event,
    OwnId,
    Part,
    ProviderId,
    Record,
    ReportRef,
    Sha256,
    StaffId,
    SupportId,
    Time,
)


class Recipient(Part, frozen=True, kw_only=True):
    """Who may receive information under a consent, named in at least one way."""

    provider: ProviderId | None = None
    name: str | None = None
    class_: str | None = field(name="class", default=None)


class ConsentSigner(Part, frozen=True, kw_only=True):
    """Who gave a consent: the client, or a support within their authority."""

    who: Literal["client", "support"]
    support: SupportId | None = None
    authority: str | None = None


class RevocableFrom(Part, frozen=True, kw_only=True):
    """When a criminal-justice consent can be revoked: an event, a date, or both."""

    event: str | None = None
    date: Date | None = None


class Statements(Part, frozen=True, kw_only=True):
    """What was explained before the client decided on a consent."""

    right_to_revoke: bool | None = None
    redisclosure: bool | None = None
    refusal: bool | None = None
    explained_by: StaffId | None = None


class Revocation(Part, frozen=True, kw_only=True):
    """That a consent was taken back; a spoken word is enough."""

    date: Date
    how: Literal["orally", "in_writing", "electronically"]
    by: str
    told: tuple[str, ...] = ()
    note: str | None = None


class Consent(Record, frozen=True, kw_only=True):
    """One consent or release: offered, given or declined."""

    id: OwnId
    kind: Literal[
        "services",
        "release",
        "part2_release",
        "criminal_justice",
        "counselling_notes",
        "legal_proceedings",
        "photo",
        "interpreter",
    ]
    status: Literal["offered", "given", "declined"]
    offered: Date
    by: StaffId
    recipient: Recipient | None = None
    discloser: str | None = None
    purpose: str | None = None
    information: tuple[str, ...] = ()
    signed: Date | None = None
    signer: ConsentSigner | None = None
    how: Literal["in_writing", "electronically", "orally"] | None = None
    expires: Date | None = None
    ends_on: str | None = None
    revocable_from: RevocableFrom | None = None
    statements: Statements | None = None
    copy_given: Date | None = None
    revoked: Revocation | None = None
    language: str | None = None
    note: str | None = None


class DisclosedTo(Part, frozen=True, kw_only=True):
    """Who received what was shared."""

    name: str
    provider: ProviderId | None = None
    address: str | None = None


class Emergency(Part, frozen=True, kw_only=True):
    """What is written down after sharing in a medical emergency. What is still to be written holds nothing up."""

    recipient_affiliation: str | None = None
    discloser: StaffId | None = None
    time: Time | None = None
    nature: str | None = None


class CourtOrder(Part, frozen=True, kw_only=True):
    """The court order under which something was shared."""

    court: str
    number: str
    date: Date


class Disclosure(Event, frozen=True, kw_only=True):
    """What was shared about the client, with whom and on which basis."""

    to: DisclosedTo
    what: str
    purpose: str
    basis: Literal[
        "consent",
        "medical_emergency",
        "mandated_report",
        "audit",
        "court_order",
        "qualified_service_organisation",
        "crime_on_premises",
        "internal",
        "required_by_law",
        "to_client",
    ]
    consent: ConsentId | None = None
    part2: bool | None = None
    notice: Literal["statement_1", "statement_2"] | None = None
    consent_copy: bool | None = None
    how: Literal["phone", "fax", "in_person", "letter", "secure_email", "portal"] | None = None
    emergency: Emergency | None = None
    court_order: CourtOrder | None = None
    report: ReportRef | None = None
    minutes: int | None = None
    note: str | None = None
    amends: Amends | None = None


class Approval(Event, frozen=True, kw_only=True):
    """A second person's decision on one record, bound to its text by the SHA-256, and of money to its ``amount`` in all."""

    id: OwnId
    of: str
    sha256: Sha256
    for_: Literal["plan", "closure", "step_down", "flexible_funds", "other"] = field(name="for")
    amount: float | None = None
    decision: Literal["approved", "returned", "declined"]
    because: str | None = None
    amends: Amends | None = None
