"""The people who work for the agency and the people it serves: staff and persons."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import (
    Date,
    DateOrOpen,
    Email,
    OwnId,
    Part,
    Phone,
    Population,
    ProgramId,
    ProviderId,
    Record,
    Role,
    StaffId,
    Words,
)


class GitIdentity(Part, frozen=True, kw_only=True):
    """An address and signing key under which Git records a staff member's changes."""

    email: Email
    key: str | None = None
    from_: Date = field(name="from")
    to: Date | None = None
    suspect_from: Date | None = None


class Licence(Part, frozen=True, kw_only=True):
    """A licence to practise; therapy is given only by someone licensed."""

    kind: str
    number: str | None = None
    jurisdiction: str | None = None
    from_: Date = field(name="from")
    expires: Date | None = None


class Credential(Part, frozen=True, kw_only=True):
    """A certificate such as CCM or CADC, with hours of continuing education since it was issued or renewed."""

    kind: str
    number: str | None = None
    from_: Date = field(name="from")
    expires: Date | None = None
    ce_hours: float | None = None
    ethics_hours: float | None = None


class Degree(Part, frozen=True, kw_only=True):
    """A degree earned."""

    degree: str
    field: str | None = None
    year: int | None = None


class Training(Part, frozen=True, kw_only=True):
    """A course completed."""

    topic: str
    date: Date
    hours: float | None = None


class Experience(Part, frozen=True, kw_only=True):
    """Years of work with a group that the agency serves."""

    population: Population
    years: float
    where: str | None = None


class Conflict(Part, frozen=True, kw_only=True):
    """A tie that could sway a decision, and how it is handled."""

    with_: str = field(name="with")
    provider: ProviderId | None = None
    nature: str
    managed: str
    from_: Date = field(name="from")
    to: Date | None = None


class Staff(Record, frozen=True, kw_only=True):
    """Someone who works for the agency: role, qualifications, supervision and time of service."""

    id: OwnId
    name: str
    pronouns: str | None = None
    role: Role
    discipline: str | None = None
    phone: Phone | None = None
    email: Email | None = None
    languages: tuple[str, ...] = ()
    programs: tuple[ProgramId, ...] = ()
    git: tuple[GitIdentity, ...] = ()
    licences: tuple[Licence, ...] = ()
    credentials: tuple[Credential, ...] = ()
    degrees: tuple[Degree, ...] = ()
    training: tuple[Training, ...] = ()
    experience: tuple[Experience, ...] = ()
    supervisor: StaffId | None = None
    supervises_alone: str | None = None
    caseload_limit: int | None = None
    conflicts: tuple[Conflict, ...] = ()
    from_: Date = field(name="from")
    to: Date | None = None


class Names(Part, frozen=True, kw_only=True):
    """What the person is called, on papers and in daily life."""

    legal: str
    used: str | None = None
    former: tuple[str, ...] = ()


class Languages(Part, frozen=True, kw_only=True):
    """The languages a person lives in, and whether an interpreter is needed."""

    preferred: str
    speaks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    interpreter: bool


class OutsideId(Part, frozen=True, kw_only=True):
    """A number under which another system knows the person."""

    kind: str
    number: str
    issuer: str | None = None


class SafePhone(Part, frozen=True, kw_only=True):
    """A number, and what is safe on it."""

    number: Phone
    whose: str | None = None
    safe: bool
    times: str | None = None
    voicemail: bool
    text: bool
    note: str | None = None


class SafeMail(Part, frozen=True, kw_only=True):
    """A postal address, and whether letters may go there."""

    address: str
    safe: bool
    note: str | None = None


class SafeEmail(Part, frozen=True, kw_only=True):
    """An e-mail address, and whether only the person reads it."""

    address: Email
    safe: bool


class SafeContact(Part, frozen=True, kw_only=True):
    """How to reach the person without putting them at risk; it binds every call, letter and reminder.

    ``as_of`` is the day these ways were last gone through with the person: what was done before is not judged by them.
    """

    use_name: str | None = None
    phones: tuple[SafePhone, ...] = ()
    mail: SafeMail | None = None
    email: SafeEmail | None = None
    must_not_know: tuple[str, ...] = ()
    as_of: Date | None = None
    note: str | None = None


class Support(Part, frozen=True, kw_only=True):
    """Someone who stands by the person, and the legal authority they hold, if any."""

    id: OwnId
    name: str
    relation: str
    authority: Literal["none", "guardian", "agent", "payee", "parent"]
    scope: str | None = None
    from_: Date | None = field(default=None, name="from")
    expires: Date | None = None
    papers_seen: Date | None = None
    phone: Phone | None = None
    may_contact: bool
    note: str | None = None


class Document(Part, frozen=True, kw_only=True):
    """A paper that services ask for, and whether the person has it."""

    kind: str
    status: Literal["held", "lost", "requested", "none", "expired"]
    expires: Date | None = None
    note: str | None = None


class HealthCondition(Part, frozen=True, kw_only=True):
    """A condition the person lives with, as told."""

    name: str
    told_by: str
    since: str | None = None
    note: str | None = None


class Medication(Part, frozen=True, kw_only=True):
    """A medication taken, as told on a day."""

    name: str
    dose: str | None = None
    prescriber: str | None = None
    told_by: str
    as_of: Date


class Person(Record, frozen=True, kw_only=True):
    """A person served, and the only place for identity."""

    id: OwnId
    names: Names
    pronouns: Words | None = None
    birth_date: DateOrOpen
    died: Date | None = None
    languages: Languages
    background: Words | None = None
    veteran: bool | None = None
    outside_ids: tuple[OutsideId, ...] = ()
    safe_contact: SafeContact
    supports: tuple[Support, ...] = ()
    documents: tuple[Document, ...] = ()
    conditions: tuple[HealthCondition, ...] = ()
    medications: tuple[Medication, ...] = ()
