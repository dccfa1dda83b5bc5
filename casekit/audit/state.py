"""Changes of the main line in, what it holds at a point out: files, people, policy, cases, and who wrote what when.

It stands at the first parent of the commit that is being judged: nobody gives themselves rights.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from casekit.audit.authority import Person, Standing
from casekit.audit.facts import Facts, RecordFact
from casekit.git import Touch
from casekit.records import paths
from casekit.records.paths import Place

_FOLDED = frozenset({"staff", "team", "policy", "case", "agency"})


class Held(Struct):
    """A file of the main line: its mode and id, and when it came in (seconds since 1970, of the integrating commit)."""

    mode: str
    oid: str
    since: int
    writer: str


class KeyLine(Struct, frozen=True):
    """One line of somebody's Git identities; days are YYYY-MM-DD, empty where there is none.

    ``suspect`` is the first day on which somebody else may have had the key.
    """

    person: str
    email: str
    key: str
    begins: str
    ends: str
    suspect: str


_ADDRESS = re.compile(r"[^@\s*?,]+@[^@\s*?,]+")  # a pattern that fits many addresses is nobody's


class State:
    """What the main line holds after the commits that were put in so far."""

    def __init__(self, facts: Facts) -> None:
        self.files: dict[str, Held] = {}
        self.cases: dict[str, Mapping[str, Any]] = {}
        self.ever: dict[tuple[str, str], str] = {}
        self.gone: dict[str, set[str]] = defaultdict(set)
        self.keys: dict[str, list[KeyLine]] = {}
        self.policy: Mapping[str, Any] = {}
        self.zone: dt.tzinfo = dt.UTC
        self._facts = facts
        self._staff: dict[str, Mapping[str, Any]] = {}
        self._teams: dict[str, Mapping[str, Any]] = {}
        self._cases_of: dict[str, frozenset[str]] = defaultdict(frozenset)
        self._people: dict[str, dict[str, Person]] = {}

    def record(self, oid: str) -> RecordFact | None:
        """Return what is known of a record's text."""
        return self._facts.records.get(oid)

    def data(self, oid: str) -> Mapping[str, Any] | None:
        """Return the data of a record's text, None where there is none that can be read."""
        found = self._facts.records.get(oid)
        return found.data if found else None

    def put(self, touches: Iterable[Touch], since: int, writers: Mapping[str, str], writer: str) -> None:
        """Let the main line go on by one commit. ``writers`` says who wrote what came with a branch."""
        for touch in touches:
            if touch.new:
                self.files[touch.path] = Held(touch.mode, touch.new, since, writers.get(touch.path, writer))
            else:
                self.files.pop(touch.path, None)
                self.gone[touch.path].add(touch.old)
            if (place := place_of(touch.path)) is not None:
                self._remember(place, touch)

    def add_case(self, case: str, data: Mapping[str, Any]) -> None:
        """Put in a case that was not there: what follows in the same branch is judged by it."""
        self.cases[case] = data
        self._cases_of[str(data.get("person"))] |= {case}

    def standing(self, day: str) -> Standing:
        """Return who may do what on a day."""
        if day not in self._people:
            self._people[day] = {name: _person(name, data, day) for name, data in self._staff.items()}
        return Standing(day, self._people[day], self._teams, self.cases, self._cases_of, self.policy)

    def _remember(self, place: Place, touch: Touch) -> None:
        if place.kind in {"case", "person", "staff"}:
            name = place.case if place.kind == "case" else place.name
            self.ever.setdefault((place.kind, name or ""), touch.path)
        if place.kind not in _FOLDED:
            return
        data = self.data(touch.new) or {} if touch.new else {}
        if place.kind == "policy":
            self.policy = data
        elif place.kind == "agency":
            self.zone = _zone(data.get("timezone"))
        elif place.kind == "case":
            self._put_case(place.name if place.case is None else place.case, data)
        else:
            kept = self._staff if place.kind == "staff" else self._teams
            kept.pop(place.name, None)
            if touch.new:
                kept[place.name] = data
            self._people.clear()
            self.keys = _keys(self._staff)

    def _put_case(self, case: str, data: Mapping[str, Any]) -> None:
        old = self.cases.pop(case, None)
        if old is not None:
            self._cases_of[str(old.get("person"))] -= {case}
        if data:
            self.add_case(case, data)


_places: dict[str, Place | None] = {}


def place_of(path: str) -> Place | None:
    """Return what a path says, and remember it: each comes up many times in a history."""
    if path not in _places:
        _places[path] = paths.place(path)
    return _places[path]


def day_of(seconds: int, zone: dt.tzinfo = dt.UTC) -> str:
    """Return the day of a time where the agency is."""
    return dt.datetime.fromtimestamp(min(seconds, _LAST), zone).date().isoformat()


_LAST = 253402300799 - 2 * 24 * 60 * 60  # the calendar ends, in every time zone


def _zone(name: object) -> dt.tzinfo:
    """Return the agency's time zone, in which days begin and end; UTC where it names none."""
    try:
        return zoneinfo.ZoneInfo(str(name))
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return dt.UTC


def _person(name: str, data: Mapping[str, Any], day: str) -> Person:
    begins, ends = data.get("from"), data.get("to")
    active = not (isinstance(ends, str) and ends < day) and not (isinstance(begins, str) and begins > day)
    return Person(name, str(data.get("role")), active)


def _keys(staff: Mapping[str, Mapping[str, Any]]) -> dict[str, list[KeyLine]]:
    """Return who signs with which key. The key alone counts, not the comment behind it."""
    found: dict[str, list[KeyLine]] = {}
    for name, data in staff.items():
        listed = data.get("git")
        for line in listed if isinstance(listed, list) else ():
            if isinstance(line, dict) and isinstance(line.get("key"), str):
                key = " ".join(line["key"].split()[:2])
                email, *days = (str(line.get(field) or "") for field in ("email", "from", "to", "suspect_from"))
                if _ADDRESS.fullmatch(email):
                    found.setdefault(key, []).append(KeyLine(name, email.lower(), key, *days))
    return found
