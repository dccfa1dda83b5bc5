"""A change of one record, who made it and who may do what in; whether they may make it out. Pure: it reads nothing.

The rights of people follow from the tree of the commit onto which the change is put, never from what it brings along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Person(Struct, frozen=True):
    """A staff member as the trail sees them. ``active`` says whether they are in service on the day in question."""

    id: str
    role: str
    active: bool


class Change(Struct, frozen=True):
    """A file as a commit found and left it; None where it was not there.

    ``kind``, ``name`` and ``case`` are what its path says (see ``records.paths.place``), ``kind`` empty where no record
    is kept.
    """

    path: str
    kind: str
    name: str
    case: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Standing(Struct, frozen=True):
    """The people and the policy in force. ``day`` is the day (YYYY-MM-DD) of the commit that puts the change there.

    ``staff`` are by id; ``teams`` and ``cases`` map ids to the data of team and case records; ``cases_of`` maps a
    person's id to the ids of their cases; ``policy`` is the data of the policy's record.
    """

    day: str
    staff: Mapping[str, Person]
    teams: Mapping[str, Mapping[str, Any]]
    cases: Mapping[str, Mapping[str, Any]]
    cases_of: Mapping[str, frozenset[str]]
    policy: Mapping[str, Any]


class Ruling(Struct, frozen=True):
    """Whether a change may be made: ``code`` is empty where it may, and otherwise that of ``codes.CODES``.

    ``broke_glass`` marks a change that only an emergency allows, and that gave its reason.
    """

    code: str
    why: str
    broke_glass: bool = False


SUPERVISOR = "supervisor"
OPENS_CASES = ("case_manager", SUPERVISOR)
"""The roles that open cases where the policy names no others (``trail: opens_cases``)."""

_SHARED = frozenset({"staff", "policy", "agency", "waiver", "team"})
_SETTINGS = ("casekit.toml", ".casekit.json")
_RIGHTS = ("id", "role", "git", "supervisor", "from", "to")
_IDENTITY = ("id", "person", "opened")
_ENDED = frozenset({"closed", "deceased"})
_PRIMARY = frozenset({"primary", "team"})
_MAY = Ruling("", "")


def may_change(change: Change, author: Person, standing: Standing, break_glass: str | None = None) -> Ruling:
    """Judge one change. ``break_glass`` is the reason of a ``Break-Glass:`` trailer, None where there is none.

    Judges rights alone: not signatures, locks, approvals or how many people signed.
    """
    if not author.active:
        code = "CK857" if change.kind == "approval" else "CK851"
        return Ruling(code, "whoever signed this was not in service on that day")
    if change.case is not None:
        return _in_case(change, author, standing, break_glass)
    return _shared(change, author, standing)


def _shared(change: Change, author: Person, standing: Standing) -> Ruling:
    """Judge a change outside of cases: by default only what is not in ``records/`` is open to all staff."""
    supervisor = author.role == SUPERVISOR
    if change.kind in _SHARED or change.path.startswith("schemas/") or change.path in _SETTINGS:
        gives = change.kind == "staff" and any(_get(change.before, f) != _get(change.after, f) for f in _RIGHTS)
        if gives and not supervisor:
            return Ruling("CK853", "only a supervisor gives somebody a role, a key or a time of service")
        return _MAY if supervisor else Ruling("CK851", "only a supervisor changes this")
    if change.kind == "meeting":
        team = standing.teams.get(change.path.split("/")[2])
        return _MAY if supervisor or _on_team(author.id, team, standing) else Ruling("CK851", "only a member of the team or a supervisor writes about its meetings")  # fmt: skip
    if change.kind == "person":
        return _person(change, author, standing)
    if change.kind == "provider" or not change.path.startswith("records/"):
        return _MAY
    return Ruling("CK851", "no kind of record is kept here, so nobody has a say over it")


def _person(change: Change, author: Person, standing: Standing) -> Ruling:
    cases = standing.cases_of.get(change.name, frozenset())
    if author.role == SUPERVISOR or any(_works_on(author, standing.cases[case], standing) for case in cases):
        return _MAY
    if change.before is None and author.role in _openers(standing):
        return _MAY
    return Ruling("CK851", "only who works on a case of this person, or a supervisor, changes what is known of them")


def _in_case(change: Change, author: Person, standing: Standing, break_glass: str | None) -> Ruling:
    case = standing.cases.get(change.case or "")
    if case is None:
        return _opening(change, author, standing)
    if change.kind not in {"approval", "case"} and _works_on(author, case, standing):
        return _MAY  # nearly all that is ever written
    leads = _leads(author, case, standing)
    if change.kind == "approval":
        return _MAY if leads else Ruling("CK857", "only a supervisor, or the leader of the case's team, approves")
    if change.kind == "case" and (ruling := _case_file(change, author, standing, leads=leads)).code:
        return ruling
    return _MAY if leads or _works_on(author, case, standing) else _glass(break_glass, standing)


def _glass(reason: str | None, standing: Standing) -> Ruling:
    """Judge what somebody writes to a case that they have nothing to do with."""
    if reason is None or trail_of(standing.policy).get("break_glass") is False:
        return Ruling("CK851", "whoever signed this is not assigned to the case, not covering it and not on its team")
    if not reason.strip():
        return Ruling("CK854", "the trailer Break-Glass gives no reason")
    return Ruling("", "", broke_glass=True)


def _opening(change: Change, author: Person, standing: Standing) -> Ruling:
    """Judge what is written into a case that is not there yet: who opens it may write it."""
    if author.role not in _openers(standing):
        return Ruling("CK851", "the policy does not let people in this role open a case")
    if change.kind == "case" and author.role != SUPERVISOR:
        for line in _lines(change.after, "assignments"):
            if line.get("accepted") and not _is_of(author.id, line, standing):
                return Ruling("CK851", "an assignment is accepted by the worker it names, or by a supervisor")
    return _MAY


def _case_file(change: Change, author: Person, standing: Standing, *, leads: bool) -> Ruling:
    """Judge the fields of a case's own file that not everybody on the case may change."""
    if change.after is None or leads:
        return _MAY
    if any(_get(change.before, f) != _get(change.after, f) for f in _IDENTITY):
        return Ruling("CK851", "only a supervisor changes whose case this is, its id or the day it was opened")
    before, after = (_lines(side, "assignments") for side in (change.before, change.after))
    if before == after:
        return _MAY
    ends = _status(change.after) in _ENDED and _status(change.before) not in _ENDED
    if len(before) != len(after) or not _accepts(before, after, author.id, standing, ends=ends):
        return Ruling("CK851", "assignments are changed by a supervisor, and accepted by the worker they name")
    return _MAY


def _accepts(
    before: list[Mapping[str, Any]], after: list[Mapping[str, Any]], author: str, standing: Standing, *, ends: bool
) -> bool:
    """Tell whether all that changed is that the author accepted, and who had the case until then has a last day.

    ``ends`` says that the same change closes the case, which gives every line a last day.
    """
    taken = [
        place
        for place, (old, new) in enumerate(zip(before, after, strict=True))
        if new.get("accepted") and not old.get("accepted") and _is_of(author, new, standing)
    ]
    last = max((place for place in taken if after[place].get("role") in _PRIMARY), default=-1)
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        allowed = {"accepted"} if place in taken else set[str]()
        if not old.get("to") and (ends or place < last):
            allowed.add("to")
        if any(old.get(f) != new.get(f) for f in {*old, *new} - allowed):
            return False
    return True


def _openers(standing: Standing) -> tuple[str, ...]:
    named = trail_of(standing.policy).get("opens_cases")
    return tuple(named) if isinstance(named, list) else OPENS_CASES


def trail_of(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a policy says about the trail: who opens cases, whether the glass may be broken, how many sign."""
    found = policy.get("trail")
    return found if isinstance(found, dict) else {}


def _leads(author: Person, case: Mapping[str, Any], standing: Standing) -> bool:
    """Tell whether somebody decides about a case: a supervisor, or the leader of the team that shares it."""
    if author.role == SUPERVISOR:
        return True
    teams = (standing.teams.get(line["team"]) for line in _running(case, standing.day) if isinstance(line.get("team"), str))  # fmt: skip
    return any(team is not None and team.get("leader") == author.id for team in teams)


def _works_on(author: Person, case: Mapping[str, Any], standing: Standing) -> bool:
    return any(_is_of(author.id, line, standing) for line in _running(case, standing.day))


def _running(case: Mapping[str, Any], day: str) -> list[Mapping[str, Any]]:
    """Return the assignments that run on a day, and those already made for a later one."""
    return [line for line in _lines(case, "assignments") if not line.get("to") or day <= str(line["to"])]


def _is_of(person: str, line: Mapping[str, Any], standing: Standing) -> bool:
    """Tell whether an assignment names a person, or a team that they are on."""
    if line.get("worker") == person:
        return True
    team = line.get("team")
    return isinstance(team, str) and _on_team(person, standing.teams.get(team), standing)


def _on_team(person: str, team: Mapping[str, Any] | None, standing: Standing) -> bool:
    members = _lines(team, "members") if team else []
    return any(m.get("staff") == person and (not m.get("to") or standing.day <= str(m["to"])) for m in members)


def _lines(data: Mapping[str, Any] | None, field: str) -> list[Mapping[str, Any]]:
    """Return the mappings in a list of a record; what is written otherwise counts for nothing."""
    found = data.get(field) if data else None
    return [line for line in found if isinstance(line, dict)] if isinstance(found, list) else []


def _status(data: Mapping[str, Any] | None) -> str:
    lines = _lines(data, "status")
    return str(lines[-1].get("status")) if lines else ""


def _get(data: Mapping[str, Any] | None, field: str) -> object:
    return data.get(field) if data else None
