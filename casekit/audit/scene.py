"""The main line at a point and a branch under way in, what judges of one commit look at out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from casekit.audit.authority import Person, Standing
from casekit.audit.commit import Commit
from casekit.audit.facts import RecordFact
from casekit.audit.state import State, day_of, place_of
from casekit.git import Touch
from casekit.model.agency import Policy
from casekit.model.policy import Scope, for_scope
from casekit.records.paths import Place


class Scene(Struct):
    """Everything about one integration: ``commit`` is what puts it on the main line, at its first parent's ``state``.

    ``ahead`` and ``writers`` say which files the commits before this one in the same branch changed, and who wrote
    them. ``first`` marks the root commit, which nothing stands before.
    """

    state: State
    commit: Commit
    standing: Standing
    ahead: dict[str, Touch]
    writers: dict[str, str]
    first: bool = False

    def oid_at(self, path: str) -> str:
        """Return the id of the file at a path as the branch under way has it, empty where there is none."""
        if path in self.ahead:
            return self.ahead[path].new
        held = self.state.files.get(path)
        return held.oid if held else ""

    def record_at(self, path: str) -> RecordFact | None:
        """Return what is known of the record at a path as the branch under way has it."""
        return self.state.record(self.oid_at(path))

    def writer_of(self, path: str) -> str:
        """Return who last wrote the file at a path, empty where nobody did."""
        held = self.state.files.get(path)
        return self.writers.get(path) or (held.writer if held else "")

    def day_of(self, seconds: int) -> str:
        """Return the day of a time where the agency is."""
        return day_of(seconds, self.state.zone)

    def limit(self, setting: str, case: str | None) -> int | None:
        """Return a limit of the policy in force for a case, None where there is none. Risk levels play no part here."""
        data = self.state.cases.get(case or "", {})
        scope = Scope(_word(data.get("model")), None, _word(data.get("program")))
        return _limit(self.state.policy, self.standing.day, scope, setting)


class Act(Struct, frozen=True):
    """One file that a person changed in a commit, and what its path says (None where no record is kept there)."""

    commit: Commit
    person: Person
    touch: Touch
    place: Place | None


def acts(commit: Commit, person: Person, touches: tuple[Touch, ...]) -> Iterator[Act]:
    """Yield what a person did in a commit, a case's own file before all that is in the case."""
    for touch in sorted(touches, key=_case_first):
        yield Act(commit, person, touch, place_of(touch.path))


def _case_first(touch: Touch) -> bool:
    return not touch.path.endswith("/case.yaml")


_typed: list[tuple[Mapping[str, Any], Policy | None]] = []
_limits: dict[tuple[int, str, Scope], dict[str, int | None]] = {}


def _limit(policy: Mapping[str, Any], day: str, scope: Scope, setting: str) -> int | None:
    if not _typed or _typed[0][0] is not policy:
        _typed[:] = [(policy, _convert(policy))]
        _limits.clear()
    key = (id(policy), day, scope)
    if key not in _limits:
        lines = for_scope(_typed[0][1], dt.date.fromisoformat(day), scope)
        _limits[key] = {each.line.setting: each.limit.value if each.limit else None for each in lines}
    return _limits[key].get(setting)


def _convert(policy: Mapping[str, Any]) -> Policy | None:
    """Return a policy as typed data; one that is not of its shape sets nothing of its own."""
    try:
        return msgspec.convert({**policy, "path": "records/policy.yaml"}, Policy) if policy else None
    except msgspec.ValidationError:
        return None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
