"""A Git repository and the records of its agency in, what the history tells of every case out; read once, before rendering.

A site may be for few: what a commit says is shown as far as it concerns only what they see (``open_to``). So nothing
here has to know who they are, and leaving records out of a caseload leaves them out of the past too.
"""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from casekit.audit.anchor import REF, AnchorError, Statement, parse
from casekit.git import Repository
from casekit.git.tagging import newest_tags
from casekit.history.changes import Change
from casekit.history.every import every_change
from casekit.history.labels import both_in_words, label
from casekit.history.report import heading, reason
from casekit.model.caseload import Caseload
from casekit.model.common import Record
from casekit.pages.files import about_reports
from casekit.records.paths import Place, place

Key = tuple[str, str | None, str]
"""A record wherever it lies: its kind, its case if any, and its name."""

_NEWEST = 20  # tags: of the others that somebody put there, some are passed over

_MAY_TELL = {"report", "disclosure", "approval"}
"""Kinds of which one that is gone, or cannot be read, may have been about a mandated report."""


class Deed(Struct, frozen=True, kw_only=True):
    """A commit, numbered from the newest: on which day (UTC), who its author says they are and which staff id that is, why, and what it touched."""

    number: int
    oid: str
    day: str
    staff: str
    author: str
    why: str
    touched: frozenset[Key]


class FieldPast(Struct, frozen=True):
    """One field before and after, in words; None where it was not there."""

    label: str
    before: str | None
    after: str | None


class Moment(Struct, frozen=True, kw_only=True):
    """What one commit did to one record of a case: in a line, and field by field where it was changed."""

    deed: Deed
    key: Key
    told: str
    event: str
    fields: tuple[FieldPast, ...] = ()


class Trail(Struct, frozen=True, kw_only=True):
    """What Git tells of an agency's records up to the commit ``tip``.

    ``commits`` counts all that the tip builds on, ``signed`` those that carry a signature, whoever's. ``by_case`` has
    moments newest first. ``known`` holds all records as they were read, with None for one that the readers do not see
    whole; ``kept`` are those that ever told of a mandated report. ``shallow`` says that this clone holds only recent history.
    ``anchor`` is what the last anchor says that is a tag of this clone; nobody has verified it.
    """

    tip: str
    commits: int
    signed: int
    shallow: bool
    by_case: dict[str, tuple[Moment, ...]]
    known: dict[Key, Record | None]
    kept: frozenset[Key]
    anchor: Statement | None = None


class Past(Struct, frozen=True):
    """What of a trail the readers of a caseload may see: the cases, and the records that are theirs as they stand."""

    cases: frozenset[str]
    records: frozenset[Key]
    trail: Trail

    def record(self, key: Key) -> bool:
        """Tell whether they see a record whole, so that they may see what it said before."""
        return key in self.records and key not in self.trail.kept

    def gone(self, key: Key) -> bool:
        """Tell whether a record of a case that they see is no longer there, and was none that few may know of."""
        return key[1] in self.cases and key not in self.trail.known and not self._kept(key)

    def deed(self, deed: Deed) -> bool:
        """Tell whether a commit concerns nothing but what they see, so that they may read its reason."""
        return all(self.record(key) or self._harmless(key) for key in deed.touched)

    def _harmless(self, key: Key) -> bool:
        return key not in self.trail.known and not self._kept(key) and (key[1] is None or key[1] in self.cases)

    def _kept(self, key: Key) -> bool:
        return key[0] in _MAY_TELL or key in self.trail.kept


def open_to(caseload: Caseload, trail: Trail) -> Past:
    """Return what the readers of a caseload may see of a trail. A record of which anything is left out is not theirs."""
    kept = {path for case in caseload.cases for path in about_reports(case)}
    records = {key_of(record): record for record in caseload.records() if record.path not in kept}
    whole = (key for key, record in records.items() if trail.known.get(key) == record)
    return Past(frozenset(case.id for case in caseload.cases), frozenset(whole), trail)


def read_trail(repository: Repository, caseload: Caseload, tip: str) -> Trail:
    """Return what a repository tells, up to the commit ``tip``, of the records of a caseload. Raises GitError."""
    told = [change for change in every_change(repository, tip) if change.place.case]
    firsts = {change.commit.oid: change for change in told}
    deeds = {oid: _deed(change, number) for number, (oid, change) in enumerate(firsts.items())}
    by_case: dict[str, list[Moment]] = defaultdict(list)
    for change in told:
        if change.place.case:
            by_case[change.place.case].append(_moment(change, deeds[change.commit.oid]))
    commits, signed = repository.signed(tip)
    return Trail(
        tip=tip,
        commits=commits,
        signed=signed,
        shallow=repository.is_shallow(),
        by_case={case: tuple(found) for case, found in by_case.items()},
        known={key_of(record): record for record in caseload.records()},
        kept=frozenset(_key_of(change.place) for change in told if _about_report(change)),
        anchor=_last_anchor(repository),
    )


def _last_anchor(repository: Repository) -> Statement | None:
    for tag in newest_tags(repository.top, REF, _NEWEST):
        try:
            return parse(tag.text).statement
        except AnchorError:
            continue
    return None


def _deed(change: Change, number: int) -> Deed:
    places = (place(touch.path) for touch in change.commit.touches)
    return Deed(
        number=number,
        oid=change.commit.oid,
        day=change.committed,
        staff=change.staff,
        author=change.author,
        why=reason(change),
        touched=frozenset(_key_of(where) for where in places if where),
    )


def _moment(change: Change, deed: Deed) -> Moment:
    changed = change.fields if change.event == "changed" else ()
    fields = tuple(
        FieldPast(
            label(change.place.kind, field.at, change.before, change.after), *both_in_words(change.place.kind, field)
        )
        for field in changed
    )
    return Moment(deed=deed, key=_key_of(change.place), told=heading(change), event=change.event, fields=fields)


def _about_report(change: Change) -> bool:
    sides = (side for field in change.fields for side in (field.before, field.after))
    return change.restricted or (change.place.kind == "approval" and any("reports/" in str(side) for side in sides))


def key_of(record: Record) -> Key:
    """Return how a trail names a record."""
    where = place(record.path)
    return _key_of(where) if where else ("", None, record.path)


def _key_of(where: Place) -> Key:
    return where.kind, where.case, where.name
