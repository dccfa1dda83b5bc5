"""The agency's own records: itself, its policy in force, findings it accepts for a while, teams and their meetings."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from casekit.model.common import (
    CaseId,
    Date,
    Email,
    Event,
    Model,
    OwnId,
    Part,
    PersonId,
    Phone,
    Population,
    ProgramId,
    Record,
    RiskLevel,
    Role,
    Setting,
    Slug,
    StaffId,
    Word,
)


class Holiday(Part, frozen=True, kw_only=True):
    """A day when the agency is closed."""

    date: Date
    name: str


class Funding(Part, frozen=True, kw_only=True):
    """A grant or contract that pays for a program, with its time."""

    source: str
    amount: float | None = None
    from_: Date = field(name="from")
    to: Date | None = None
    note: str | None = None


class Program(Part, frozen=True, kw_only=True):
    """A program that cases belong to; its model decides what is expected of them."""

    id: OwnId
    name: str
    model: Model
    populations: tuple[Population, ...] = ()
    part2: bool | None = None
    capacity: int | None = None
    budget: float | None = None
    funding: tuple[Funding, ...] = ()
    from_: Date | None = field(default=None, name="from")
    to: Date | None = None
    eligibility: str | None = None


class Term(Part, frozen=True, kw_only=True):
    """A word of the agency's own, and what it means."""

    word: Word
    means: str


class Vocabularies(Part, frozen=True, kw_only=True):
    """The agency's own words, added to the shipped ones."""

    domains: tuple[Term, ...] = ()
    populations: tuple[Term, ...] = ()
    living_situations: tuple[Term, ...] = ()
    income_sources: tuple[Term, ...] = ()


class Links(Part, frozen=True, kw_only=True):
    """Address templates, with ``{path}`` and ``{line}``, from a finding to its file."""

    editor: str | None = None
    forge: str | None = None


class Agency(Record, frozen=True, kw_only=True):
    """The agency itself: programs, days closed and words of its own."""

    name: str
    timezone: str
    jurisdiction: str | None = None
    phone: Phone | None = None
    email: Email | None = None
    hours: str | None = None
    banner: str | None = None
    holidays: tuple[Holiday, ...] = ()
    programs: tuple[Program, ...]
    vocabularies: Vocabularies | None = None
    links: Links | None = None


NO_LIMIT = "none"
"""How a line of a policy says that there is no limit here, though the pack below has one."""


class PolicyLine(Part, frozen=True, kw_only=True):
    """One line as it is written: a limit or interval, or that there is none; for whom, how long, and where from."""

    setting: Setting
    value: int | Annotated[str, Meta(pattern=f"^{NO_LIMIT}$")]
    model: Model | None = None
    risk: RiskLevel | None = None
    program: ProgramId | None = None
    from_: Date = field(name="from")
    to: Date | None = None
    source: str
    because: str | None = None


class PolicyValue(PolicyLine, frozen=True, kw_only=True):
    """A line that sets a number."""

    value: int


class Trail(Part, frozen=True, kw_only=True):
    """Who may do what where the history is verified."""

    opens_cases: tuple[Role, ...] = ()
    signers: int | None = None
    break_glass: bool | None = None


class Policy(Record, frozen=True, kw_only=True):
    """The policy in force: own values on top of the shipped pack that it extends."""

    version: int
    extends: Slug
    from_: Date = field(name="from")
    approved_by: StaffId
    values: tuple[PolicyLine, ...] = ()
    approval_wanted_for: tuple[Literal["plan", "closure", "step_down", "flexible_funds"], ...] = ()
    trail: Trail | None = None
    note: str | None = None


class WaiverScope(Part, frozen=True, kw_only=True):
    """Where a waiver holds: a case, a person or one file."""

    case: CaseId | None = None
    person: PersonId | None = None
    file: str | None = None


class Waiver(Record, frozen=True, kw_only=True):
    """A finding accepted for a while, with its reason; it is still counted."""

    id: OwnId
    rule: str
    scope: WaiverScope
    reason: str
    requested_by: StaffId
    approved_by: StaffId
    from_: Date = field(name="from")
    expires: Date


class TeamMember(Part, frozen=True, kw_only=True):
    """Someone's time in a team; ``fte`` is the share of a full-time post."""

    staff: StaffId
    fte: float
    from_: Date = field(name="from")
    to: Date | None = None


class Coverage(Part, frozen=True, kw_only=True):
    """When a team works, and who answers when it does not."""

    hours: str
    after_hours: str
    phone: Phone | None = None


class Team(Record, frozen=True, kw_only=True):
    """A team that serves cases together."""

    id: OwnId
    name: str
    program: ProgramId
    leader: StaffId
    members: tuple[TeamMember, ...]
    coverage: Coverage
    note: str | None = None


class ReviewedCase(Part, frozen=True, kw_only=True):
    """A case talked through in a meeting, and the next step decided there."""

    case: CaseId
    note: str | None = None
    next_by: StaffId | None = None
    next_on: Date | None = None


class Meeting(Event, frozen=True, kw_only=True):
    """A team's meeting: who was there and which cases were talked through."""

    present: tuple[StaffId, ...]
    reviewed: tuple[ReviewedCase, ...]
    minutes: int | None = None
