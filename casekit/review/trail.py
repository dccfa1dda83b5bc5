"""A review and who made what in, the same review with what concerns the trail out: links of the thread, rights, names of people.

What somebody may do is judged by the staff, teams and assignments before the change, as the audit does; who they are is
what their Git says, which only a signature proves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from casekit.audit.authority import Change, Person, Standing, may_change
from casekit.audit.personal import Known, chosen, in_path, in_subject, known_people
from casekit.model.build import read_caseload
from casekit.model.policy import limit
from casekit.records import paths
from casekit.records.overlay import Overlay
from casekit.records.paths import KINDS
from casekit.records.text import MAX_BYTES
from casekit.records.tree import ReadFailure, Tree
from casekit.records.yaml import read
from casekit.review.build import Review, ordered
from casekit.review.checks import CHECKS
from casekit.review.files import Pair
from casekit.review.judge import Observation
from casekit.review.thread import links_of

_DAY = 24 * 60 * 60
_SHARED = ("staff", "teams", "people")
_NOWHERE = Pair(path="", place=None)


class Making(Struct, frozen=True):
    """Who made a change, and when.

    ``authors`` are addresses in small letters by path; ``written`` has for append-only records who wrote them and when
    (seconds since 1970); ``subjects`` are the first lines of the commits and ``ref`` the branch; ``now`` is the time of
    the newest of it.
    """

    authors: Mapping[str, frozenset[str]]
    written: Mapping[str, tuple[str, int]]
    subjects: tuple[str, ...]
    ref: str
    now: int


def with_trail(found: Review, before: Tree, after: Tree, making: Making) -> Review:
    """Return a review that also tells of the trail."""
    pairs = list({told.pair.path: told.pair for told in found.observations if told.check.id != "conflict"}.values())
    records = {path: data for tree in (after, before) for path, data in _shared(tree)}
    known = known_people(data for path, data in records.items() if path.startswith("records/people/"))
    told = [*_threads(pairs), *_rights(pairs, before, making), *_names(pairs, known, making)]
    return msgspec.structs.replace(found, observations=tuple(sorted([*found.observations, *told], key=ordered)))


def _observed(check: str, pair: Pair, links: tuple[tuple[str, str], ...] = ()) -> Observation:
    return Observation(check=CHECKS[check], pair=pair, links=links)


def _threads(pairs: list[Pair]) -> Iterator[Observation]:
    for pair in pairs:
        made, gone = links_of(pair)
        if made:
            yield _observed("thread-linked", pair, tuple(made))
        if gone:
            yield _observed("thread-unlinked", pair, tuple(gone))


def _names(pairs: list[Pair], known: Known, making: Making) -> Iterator[Observation]:
    for pair in pairs:
        if pair.exists and not pair.existed and in_path(chosen(pair.path, pair.place, pair.after), known):
            yield _observed("personal-in-path", pair)
    if any(in_subject(subject, known) for subject in making.subjects):
        yield _observed("personal-in-subject", _NOWHERE)
    if in_path(making.ref, known):
        yield _observed("personal-in-ref", _NOWHERE)


# Rights


def _rights(pairs: list[Pair], before: Tree, making: Making) -> Iterator[Observation]:
    records = dict(_shared(before))
    people = {data.get("id"): data for path, data in records.items() if path.startswith("records/staff/")}
    owners = dict(_addresses(people))
    if not owners:  # where no staff file has an address, nobody can be told from anybody
        return
    day = _day(making.now)
    standing = _standing(before, records, day)
    if any(author not in owners for pair in pairs for author in making.authors.get(pair.path, ())):
        yield _observed("author-unknown", _NOWHERE)
    for pair in pairs:
        names = [owners[author] for author in sorted(making.authors.get(pair.path, ())) if author in owners]
        if any(may_change(_as_change(pair), standing.staff[name], standing).code for name in names):
            yield _observed("author-may-not", pair)
        if _in_time(pair, owners, before, making):
            yield _observed("edited-in-time", pair)


def _in_time(pair: Pair, owners: Mapping[str, str], before: Tree, making: Making) -> bool:
    """Tell whether a record that stays was edited by whoever wrote it, in the days that policy gives for it."""
    if pair.place is None or not (pair.existed and pair.exists) or not KINDS[pair.place.kind].append_only:
        return False
    writer, since = making.written.get(pair.path, ("", 0))
    who = {owners.get(author) for author in making.authors.get(pair.path, ())}
    if who != {owners.get(writer)} or None in who:
        return False
    folder = "/".join(pair.path.split("/")[:4])
    near = (f"{folder}/", f"{paths.ROOT}/policy.yaml")
    caseload = read_caseload(Overlay(before, {}, lambda path: path.startswith(near)))
    day = dt.date.fromisoformat(_day(making.now))
    found = limit(caseload, "lock_days", day, caseload.case(pair.place.case or ""))
    return found is not None and isinstance(found.value, int) and making.now - since <= found.value * _DAY


def _as_change(pair: Pair) -> Change:
    where = pair.place
    kind, name, case = (where.kind, where.name, where.case) if where else ("", "", None)
    return Change(pair.path, kind, name, case, pair.before, pair.after)


def _standing(tree: Tree, records: Mapping[str, Mapping[str, Any]], day: str) -> Standing:
    staff = {str(data.get("id")): _person(data, day) for path, data in records.items() if path.startswith("records/staff/")}  # fmt: skip
    teams = {path.split("/")[2].removesuffix(".yaml"): data for path, data in records.items() if path.startswith("records/teams/")}  # fmt: skip
    cases = {path.split("/")[3]: data for path, data in _read(tree, "records/cases", "/case.yaml")}
    cases_of: dict[str, frozenset[str]] = {}
    for case, data in cases.items():
        person = str(data.get("person"))
        cases_of[person] = cases_of.get(person, frozenset()) | {case}
    policy = next((data for _, data in _read(tree, "records/policy.yaml")), {})
    return Standing(day, staff, teams, cases, cases_of, policy)


def _person(data: Mapping[str, Any], day: str) -> Person:
    begins, ends = str(data.get("from") or ""), str(data.get("to") or "")
    return Person(str(data.get("id")), str(data.get("role")), begins <= day and not (ends and ends < day))


def _addresses(people: Mapping[Any, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, data in people.items():
        listed = data.get("git")
        for line in listed if isinstance(listed, list) else ():
            if isinstance(line, dict) and isinstance(line.get("email"), str):
                yield line["email"].lower(), str(name)


def _day(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()


def _shared(tree: Tree) -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in _SHARED:
        yield from _read(tree, f"{paths.ROOT}/{folder}")


def _read(tree: Tree, folder: str, ends: str = ".yaml") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the records below a folder that can be read; the others are told of elsewhere."""
    for entry in tree.entries(folder):
        if entry.kind == "file" and entry.path.endswith(ends) and paths.place(entry.path):
            try:
                data = read(tree.read(entry, MAX_BYTES)).data
            except ReadFailure:
                continue
            if data is not None:
                yield entry.path, data
