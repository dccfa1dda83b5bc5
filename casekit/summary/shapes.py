"""The shapes of a case as a reader sees it: names instead of ids, words instead of codes, text of our own unmarked.

Every value is plain text, not yet escaped for anything: whoever shows it escapes it. An empty text means that the
records say nothing.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Fact(Struct, frozen=True):
    """A label, its value and, where there is more to say, a note."""

    label: str
    value: str
    note: str = ""


class Heading(Struct, frozen=True, kw_only=True):
    """How a case stands, on one line: what the caseload table shows, and every page begins with.

    ``called`` is the name the person uses. Status, phase, risk and workers are those of the last entry.
    """

    id: str
    called: str
    workers: tuple[str, ...]
    program: str
    model: str
    status: str
    closed: bool
    phase: str
    risk: str
    last_contact: dt.date | None


class Way(Struct, frozen=True):
    """One way to reach the person: whether it is safe, and what is allowed on it."""

    address: str
    whose: str
    safe: bool
    rules: str
    note: str


class SafeContact(Struct, frozen=True):
    """How to reach the person without putting them at risk."""

    use_name: str
    ways: tuple[Way, ...]
    must_not_know: tuple[str, ...]
    note: str


class PhaseLine(Struct, frozen=True):
    """A line of the phase log; ``behind`` names the incident or review that led to it, and its file."""

    since: dt.date
    phase: str
    because: str
    behind: str


class StepLine(Struct, frozen=True):
    """A step of a goal; ``state`` is open, done or dropped."""

    id: str
    what: str
    who: str
    state: str
    due: dt.date | None
    done: dt.date | None
    dropped: str


class ServiceLine(Struct, frozen=True):
    """A service asked for, and what came of it so far. ``standing`` is the status with its day."""

    id: str
    what: str
    kind: str
    need: str
    provider: str
    urgent: bool
    status: str
    standing: str
    since: dt.date
    because: str
    outcome: str


class GoalView(Struct, frozen=True, kw_only=True):
    """A goal with its steps and the services asked for it. ``standing`` is its status and since when, or on which day."""

    id: str
    need: str
    aim: str
    client_words: str
    finished: bool
    standing: str
    because: str
    facts: tuple[Fact, ...]
    steps: tuple[StepLine, ...]
    services: tuple[ServiceLine, ...]


class ConsentLine(Struct, frozen=True):
    """A consent in force: what may be shared, with whom, what for, and until when."""

    id: str
    kind: str
    recipient: str
    purpose: str
    information: str
    until: str


class Entry(Struct, frozen=True):
    """Something dated: what kind, who wrote or did it, and the gist of it in a line. ``path`` is below the case.

    ``recorded`` is the day it was written down, where that was later.
    """

    date: dt.date
    kind: str
    who: str
    gist: str
    path: str
    recorded: dt.date | None = None


class LeftOpen(Struct, frozen=True):
    """Something known and not settled, and why."""

    what: str
    why: str


class CaseView(Struct, frozen=True, kw_only=True):
    """A whole case as a reader sees it.

    ``last_entry`` is the day of the newest record of something that happened: "now" as far as the files know.
    ``unread`` are the files of the case that could not be read, so are not shown. ``banner`` is the agency's word
    on who may read this. ``at`` is the commit or day of the records, where it is not now.
    """

    heading: Heading
    banner: str
    folder: str
    last_entry: dt.date
    facts: tuple[Fact, ...]
    safe_contact: SafeContact | None
    strengths: tuple[str, ...]
    own_words: str
    phases: tuple[PhaseLine, ...]
    goals: tuple[GoalView, ...]
    plan_facts: tuple[Fact, ...]
    services: tuple[ServiceLine, ...]
    consents: tuple[ConsentLine, ...]
    left_open: tuple[LeftOpen, ...]
    timeline: tuple[Entry, ...]
    unread: tuple[str, ...]
    at: str = ""
