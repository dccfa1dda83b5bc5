"""Steps of the history in, changes in the field's words out: before and after, when, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct

from casekit.git import Commit, MissingObjectError, Repository
from casekit.history.compare import FieldChange, compare, expanded
from casekit.history.labels import address
from casekit.history.past import Step
from casekit.history.who import Staff, day_of
from casekit.records.paths import Place
from casekit.records.text import MAX_BYTES
from casekit.records.yaml import Reading, read

Event = Literal["written", "changed", "removed", "moved", "layout", "unreadable"]
_HAPPENED = ("date", "offered", "received", "opened", "started", "from")
_TRAILERS = ("Case", "Reason", "Rule")


class Why(Struct, frozen=True):
    """What a commit's message gives as reason: its first line, and the trailers that casekit knows, by name."""

    subject: str
    trailers: dict[str, str]


class Change(Struct, frozen=True, kw_only=True):
    """What one commit did to one record.

    ``event`` is ``layout`` where only comments, order or spacing differ, and ``unreadable`` where a version cannot be
    read; ``problem`` says why. ``happened`` is the day that the record tells of, ``recorded`` the day it says it was
    written down, ``by`` whom it names as its writer; each is empty where the record does not say.
    """

    commit: Commit
    staff: str
    author: str
    why: Why
    place: Place
    path: str
    event: Event
    fields: tuple[FieldChange, ...] = ()
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    happened: str = ""
    recorded: str = ""
    by: str = ""
    moved_from: str = ""
    own: bool = False
    left_behind: bool = False
    problem: str = ""

    @property
    def restricted(self) -> bool:
        """Whether it tells of a mandated report, which few may know of."""
        return tells_of_report(self.place, self.before, self.after)

    @property
    def committed(self) -> str:
        """The day of the commit, in UTC."""
        return day_of(self.commit.committed)


class Facts(Struct, frozen=True, omit_defaults=True):
    """What two versions of one record say of a change, whoever made it and when.

    ``before`` and ``after`` are the record's data, or as much of it as naming what changed takes.
    """

    fields: tuple[FieldChange, ...] = ()
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    happened: str = ""
    recorded: str = ""
    by: str = ""
    problem: str = ""


Side = Reading | str | None
"""A version of a record: what it says, in words why it cannot be read, or None where there was none."""


def changes(repository: Repository, steps: Iterable[Step], staff: Staff) -> Iterator[Change]:
    """Yield what each step changed. What cannot be read of an old version is told, and stops nothing."""
    texts = _Texts(repository)
    for step in steps:
        yield as_change(step, facts(*(texts.of(oid) if oid else None for oid in (step.old, step.new))), staff)


def tells_of_report(where: Place | None, *sides: dict[str, Any] | None) -> bool:
    """Tell whether a record is a mandated report, or one of sharing that names one."""
    if where is None or where.kind != "disclosure":
        return where is not None and where.kind == "report"
    return any(side and (side.get("basis") == "mandated_report" or "report" in side) for side in sides)


def only(changed: Iterable[Change], names: tuple[str, ...]) -> Iterator[Change]:
    """Keep what concerns a field: ``names`` stand one after another on the way to it, as in ``goals``, ``g1``."""
    for change in changed:
        fields = tuple(each for field in change.fields for each in _narrowed(change.place.kind, field, names))
        if fields or names == (change.place.kind,):
            yield msgspec.structs.replace(change, fields=fields)


def _narrowed(kind: str, field: FieldChange, names: tuple[str, ...]) -> Iterator[FieldChange]:
    words = address(kind, field.at)
    if any(words[i : i + len(names)] == names for i in range(len(words))):
        yield field
    else:
        for inner in expanded(field):
            yield from _narrowed(kind, inner, names)


class _Texts:
    """Versions of records by object id. A version is wanted twice: as what one change made and the next one found."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._read: dict[str, Reading | str] = {}

    def of(self, oid: str) -> Reading | str:
        """Return what a version says, or in words why it cannot be read."""
        known = self._read.pop(oid, None)
        if known is None:
            known = self._read[oid] = self._fresh(oid)
        return known

    def _fresh(self, oid: str) -> Reading | str:
        try:
            return version(self._repository.read_blob(oid, MAX_BYTES))
        except MissingObjectError as error:
            return version(error)


def version(raw: bytes | MissingObjectError) -> Reading | str:
    """Return what a version says, or in words why it cannot be read."""
    if isinstance(raw, MissingObjectError):
        return str(raw)
    reading = read(raw)
    return reading if reading.data is not None else reading.faults[0].message


def facts(old: Side, new: Side) -> Facts:
    """Compare two versions of a record."""
    before, after = (side.data if isinstance(side, Reading) else None for side in (old, new))
    told = after or before or {}
    problem = next((side for side in (new, old) if isinstance(side, str)), "")
    return Facts(
        fields=() if problem else compare(before or {}, after or {}),
        before=before,
        after=after,
        happened=next((str(told[key]) for key in _HAPPENED if isinstance(told.get(key), str)), ""),
        recorded=str(told.get("recorded") or ""),
        by=str(told.get("by") or ""),
        problem=problem,
    )


def as_change(step: Step, known: Facts, staff: Staff) -> Change:
    """Put together who did what to a record, and what it says before and after."""
    commit = step.commit
    identity = staff.of(commit.email, commit.authored)
    problem = known.problem if step.plain else "it was not a plain file"
    fields = () if problem else known.fields
    return Change(
        commit=commit,
        staff=identity.staff if identity else "",
        author=identity.name if identity else f"{commit.author} <{commit.email}>",
        why=why(commit.message),
        place=step.place,
        path=step.path,
        event="unreadable" if problem else _event(step, fields),
        fields=fields,
        before=known.before,
        after=known.after,
        happened=known.happened,
        recorded=known.recorded,
        by=known.by,
        moved_from=step.moved_from,
        own=step.own,
        left_behind=step.left_behind,
        problem=problem,
    )


def _event(step: Step, fields: tuple[FieldChange, ...]) -> Event:
    if not step.old:
        return "written"
    if not step.new:
        return "removed"
    if fields:
        return "changed"
    return "moved" if step.moved_from else "layout"


def happened(change: Change, field: FieldChange) -> str:
    """Return the day that one change of a field tells of: its own, as in a line of a log, else its record's."""
    value = field.before if field.after is UNSET else field.after
    own = value if isinstance(value, dict) else {}
    return next((str(own[key]) for key in _HAPPENED if isinstance(own.get(key), str)), change.happened)


def why(message: str) -> Why:
    """Take a commit's message apart. Trailers are the lines ``Name: value`` of its last paragraph."""
    subject, _, rest = message.strip().partition("\n")
    last = rest.strip().split("\n\n")[-1].split("\n")
    pairs = (line.partition(": ") for line in last)
    return Why(subject.strip(), {name: value.strip() for name, mid, value in pairs if mid and name in _TRAILERS})
