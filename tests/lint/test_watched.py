"""What the rules of cases ask for is noted, so that no case is passed over that would be judged otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.again import again, anew, at_rest, new_agency

from casekit.lint.watched import KINDS, Watched, changed, for_cases, looked_at, watching
from casekit.model.build import read_caseload
from casekit.model.caseload import Caseload
from casekit.model.people import Staff
from casekit.records.tree import WorkingTree

Records = dict[str, int]
LOOKS: dict[str, Callable[[Any, str], object]] = {
    "item": lambda records, key: itemgetter(key)(records) if key in records else None,
    "get": lambda records, key: records.get(key),
    "get or": lambda records, key: records.get(key, -1),
    "in": lambda records, key: key in records,
    "list": lambda records, _: list(records),
    "len": lambda records, _: len(records),
    "truth": lambda records, _: bool(records),
    "keys": lambda records, _: sorted(records.keys()),
    "values": lambda records, _: sorted(records.values()),
    "items": lambda records, _: sorted(records.items()),
    "missing": lambda records, key: {key} - records.keys(),
    "merged": lambda records, _: {**records, "z": 1},
    "dict": lambda records, _: dict(records),
    "equal": lambda records, _: records == {"a": 1},
}
KEYS = st.sampled_from("abcd")


@given(
    looks=st.lists(st.tuples(st.sampled_from(sorted(LOOKS)), KEYS), max_size=4),
    before=st.dictionaries(KEYS, st.integers(0, 3)),
    now=st.dictionaries(KEYS, st.integers(0, 3)),
)
def test_whoever_asked_for_nothing_that_changed_sees_what_they_saw(
    looks: list[tuple[str, str]], before: Records, now: Records
) -> None:
    watched = Watched(before)
    seen = [LOOKS[how](watched, key) for how, key in looks]
    assert seen == [LOOKS[how](before, key) for how, key in looks]
    other = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    if other and watched.asked.isdisjoint(other | {"*"}):
        assert seen == [LOOKS[how](now, key) for how, key in looks]


def test_what_was_asked_for_is_told_once() -> None:
    shared = watching(Caseload())
    assert looked_at(shared) == []
    assert shared.staff.get("s-ruiz") is None
    assert list(shared.people) == []
    assert looked_at(shared) == ["staff/s-ruiz", "people/*"]
    assert looked_at(shared) == []
    assert looked_at(for_cases(Caseload())) == []


def test_a_caseload_has_no_other_records_that_rules_of_cases_could_ask_for(tmp_path: Path) -> None:
    caseload = read_caseload(WorkingTree(new_agency(tmp_path / "agency")))
    given_to_rules = for_cases(caseload)
    fields = {name for name in Caseload.__struct_fields__ if getattr(given_to_rules, name)}
    assert fields <= {*KINDS, "agency", "policy", "cases", "dangling"}


def test_what_changed_is_told_by_record_and_a_change_of_the_policy_is_a_change_of_all() -> None:
    staff = Staff(path="records/staff/a.yaml", id="a", name="A", role="case_manager", from_=date(2026, 1, 1))
    before = Caseload(staff={"a": staff})
    assert changed(before, before) == frozenset()
    assert changed(before, Caseload()) == {"staff/a", "staff/*"}


SHARED = [f"records/{folder}" for folder in ("agency.yaml", "policy.yaml", "people", "staff", "teams", "providers")]
EDITS: dict[str, Callable[[Path], object]] = {
    "away": Path.unlink,
    "cut": lambda file: file.write_bytes(file.read_bytes()[:60]),
    "other years": lambda file: file.write_bytes(file.read_bytes().replace(b"202", b"201")),
    "other words": lambda file: file.write_bytes(file.read_bytes().replace(b"e", b"a")),
    "ended": lambda file: file.write_bytes(file.read_bytes() + b"to: 2026-01-20\n"),
}


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_after_an_edit_of_any_shared_record_a_run_finds_what_a_first_run_finds(tmp_path: Path, edit: str) -> None:
    folder = new_agency(tmp_path / "agency")
    again(folder)
    found = [file for top in SHARED for file in [folder / top, *(folder / top).rglob("*.yaml")] if file.is_file()]
    assert len(found) >= 10
    for file in found:
        before = file.read_bytes()
        at_rest(folder)
        EDITS[edit](file)
        assert again(folder) == anew(folder), file
        file.write_bytes(before)
        os.utime(file)
        assert again(folder) == anew(folder), file
