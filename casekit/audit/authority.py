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


def may_change(change: Change, author: Person, standing: Standing, break_glass: str | None = None) -> Ruling:
    """Judge one change. ``break_glass`` is the reason of a ``Break-Glass:`` trailer, None where there is none.

    Judges rights alone: not signatures, locks, approvals or how many people signed.
    """
    raise NotImplementedError
