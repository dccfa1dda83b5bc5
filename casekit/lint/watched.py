"""What cases share in; the same for the rules of cases out, and which records of it they asked for.

What a rule finds in a case follows from the case and from what the rule looks at beside it. So a case need not be
judged again where a record changed that no rule asked for when it was judged: a client's file that was edited is
nothing to all the other cases.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TypeVar, overload

import msgspec

from casekit.model.caseload import Caseload

KINDS = ("staff", "teams", "providers", "people")
"""The parts of a caseload that are watched record by record; of the others, every case depends on all."""

_ALL = "*"
_Any = TypeVar("_Any")
_Other = TypeVar("_Other")


class Watched(Mapping[str, _Any]):
    """Records by id, as a dictionary has them. ``asked`` has the ids that were asked for, there or not, or ``*``."""

    def __init__(self, records: Mapping[str, _Any]) -> None:
        self._records = records
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> _Any:
        self.asked.add(key)
        return self._records[key]

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return key in self._records

    def __iter__(self) -> Iterator[str]:
        self.asked.add(_ALL)
        return iter(self._records)

    def __len__(self) -> int:
        self.asked.add(_ALL)
        return len(self._records)

    @overload
    def get(self, key: str) -> _Any | None: ...
    @overload
    def get(self, key: str, default: _Any | _Other) -> _Any | _Other: ...
    def get(self, key: str, default: object = None) -> object:
        """See Mapping. Nearly every question is this one."""
        self.asked.add(key)
        return self._records.get(key, default)

    def keys(self) -> KeysView[str]:
        """See Mapping."""
        self.asked.add(_ALL)
        return self._records.keys()

    def values(self) -> ValuesView[_Any]:
        """See Mapping."""
        self.asked.add(_ALL)
        return self._records.values()

    def items(self) -> ItemsView[str, _Any]:
        """See Mapping."""
        self.asked.add(_ALL)
        return self._records.items()


def for_cases(shared: Caseload) -> Caseload:
    """Return what the rules of cases are given of what cases share: nothing that is about files, or about one another."""
    return msgspec.structs.replace(shared, waivers=(), meetings=(), names={}, notes=(), files=0)


def watching(shared: Caseload) -> Caseload:
    """Return what the rules of cases are given, with its records watched."""
    return msgspec.structs.replace(for_cases(shared), **{kind: Watched(getattr(shared, kind)) for kind in KINDS})


def looked_at(shared: Caseload) -> list[str]:
    """Return which watched records were asked for since this was asked last, as ``kind/id`` or ``kind/*``."""
    found: list[str] = []
    for kind in KINDS:
        watched = getattr(shared, kind)
        if isinstance(watched, Watched):
            found += [f"{kind}/{key}" for key in sorted(watched.asked)]
            watched.asked.clear()
    return found


def changed(before: Caseload, now: Caseload) -> frozenset[str] | None:
    """Return which watched records are others now, in the words of ``looked_at``; None where more than these changed."""
    if (before.agency, before.policy) != (now.agency, now.policy):
        return None
    found: set[str] = set()
    for kind in KINDS:
        old, new = getattr(before, kind), getattr(now, kind)
        keys = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
        found |= {f"{kind}/{key}" for key in (*keys, _ALL)} if keys else set()
    return frozenset(found)
