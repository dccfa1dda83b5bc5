"""Every case's history in one pass: the same as case by case, and the same with what earlier runs kept or without."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casekit
from casekit.git import Repository, open_repository
from casekit.history import every
from casekit.history.changes import Change, changes
from casekit.history.compare import compare
from casekit.history.every import every_change
from casekit.history.labels import label, outline
from casekit.history.past import past
from casekit.history.report import as_json, as_table
from casekit.history.who import staff_at
from casekit.records.write import write as written

CASES = ("C-7K3QFMXN", "C-2M4K8QAY")
PLACES = (
    f"records/cases/2026/{CASES[0]}/plan.yaml",
    f"records/cases/2026/{CASES[0]}/case.yaml",
    f"records/cases/2026/{CASES[1]}/plan.yaml",
    "records/staff/s-ruiz.yaml",
    "README.md",
)


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert repository is not None
    return repository


def found(path: Path, tip: str = "HEAD", **how: bool) -> list[Change]:
    with opened(path) as repository:
        oid = repository.resolve(tip)
        assert oid is not None
        return every_change(repository, oid, **how)


def kept_file(path: Path) -> Path:
    return path / ".git/casekit/history"


def plan(aim: str) -> str:
    return (
        f"started: 2026-01-20\ngoals:\n  - id: g1\n    aim: {aim}\n    status: [{{status: active, from: 2026-01-20}}]\n"
    )


@pytest.fixture
def told(repository: Any) -> Any:
    repository.write(PLACES[0], plan("one"))
    repository.write(f"records/cases/2026/{CASES[0]}/disclosures/2026-03-03-d8.yaml", "date: 2026-03-03\nreport: x\n")
    repository.commit("Begin")
    repository.write(PLACES[0], plan("two").replace("active, from", "met, from"))
    repository.write(PLACES[2], plan("other"))
    repository.commit("Change\n\nReason: asked for", on="2026-02-01T09:00:00Z")
    return repository


def test_what_changed_is_told_as_of_one_case(told: Any) -> None:
    with opened(told.path) as repository:
        tip = repository.resolve("HEAD")
        assert tip
        alone = list(changes(repository, past(repository, tip), staff_at(repository, tip)))
        together = every_change(repository, tip, days=True)
    edits = [[c for c in every if c.event == "changed"] for every in (alone, together)]
    assert as_table(edits[0]) == as_table(edits[1]) != ""
    assert as_json(edits[0], "", tip) == as_json(edits[1], "", tip)
    for one, other in zip(alone, together, strict=True):
        assert (one.path, one.event, one.happened, one.by, one.restricted) == (other.path, other.event, other.happened, other.by, other.restricted)  # fmt: skip
    assert {c.event: c.fields for c in together}["written"] == ()


def test_an_added_file_is_read_only_for_its_days(told: Any) -> None:
    lost = told.git("rev-parse", f"HEAD:{PLACES[2]}")
    (told.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert "unreadable" not in {c.event for c in found(told.path)}
    assert "unreadable" in {c.event for c in found(told.path, days=True)}


def test_a_version_that_was_lost_is_read_again_once_it_is_back(told: Any) -> None:
    oid = told.git("rev-parse", f"HEAD:{PLACES[0]}")
    lost = told.path / ".git/objects" / oid[:2] / oid[2:]
    raw = lost.read_bytes()
    lost.unlink()
    assert "unreadable" in {c.event for c in found(told.path)}
    lost.write_bytes(raw)
    assert {c.event for c in found(told.path)} == {"changed", "written"}


def test_what_is_kept_is_used_and_closed_to_others(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = found(told.path)
    assert stat.S_IMODE(kept_file(told.path).stat().st_mode) == 0o600
    monkeypatch.setattr(Repository, "read_blobs", lambda *_: iter(()))
    monkeypatch.setattr(Repository, "log", None)
    assert found(told.path) == first


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda raw: raw[:-7],
    "one byte": lambda raw: raw[:200] + bytes([raw[200] ^ 1]) + raw[201:],
    "no message pack": lambda _: hashlib.sha256(b"\xc1").digest() + b"\xc1",
    "another shape": lambda _: hashlib.sha256(b"\x01").digest() + b"\x01",
    "another program": lambda raw: _signed(raw[32:].replace(casekit.__version__.encode(), b"0.0.0", 1)),
}


def _signed(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest() + raw


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_kept_and_wrong_is_computed_again(told: Any, damage: str) -> None:
    first = found(told.path)
    file = kept_file(told.path)
    whole = file.read_bytes()
    file.write_bytes(DAMAGE[damage](whole))
    assert found(told.path) == first
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_time_only(told: Any) -> None:
    (told.path / ".git/casekit").write_text("in the way")
    assert found(told.path) == found(told.path, cached=False)


def test_a_shallow_clone_keeps_nothing(told: Any, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    told.git("clone", "--quiet", "--depth=1", f"file://{told.path}", str(clone))
    assert {c.event for c in found(clone)} == {"written"}
    assert not kept_file(clone).exists()


def test_several_processes_tell_the_same(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = found(told.path, cached=False, days=True)
    monkeypatch.setattr(every, "_STEPS_AT_LEAST", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    assert found(told.path, cached=False, days=True) == alone


def test_an_agency_below_the_top_tells_its_own(told: Any) -> None:
    told.write(f"agency/{PLACES[0]}", plan("below"))
    told.commit("Below")
    assert [c.path for c in found(told.path / "agency")] == [PLACES[0]]
    assert len(found(told.path)) == 4


# Any history

_COMMIT = st.tuples(
    st.integers(0, 30), st.none() | st.integers(0, 30), st.integers(0, len(PLACES) - 1), st.sampled_from(["a", "b", "c", None])
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("every")


def imported(repository: Any, ref: str, commits: list[tuple[int, int | None, int, str | None]]) -> None:
    """Commit onto any earlier commit, or two; each on a branch of its own: ``ref/0``, ``ref/1``, …."""
    stream = b""
    for number, (parent, other, place, text) in enumerate(commits):
        parents = list(dict.fromkeys(p % number for p in (parent, other) if p is not None)) if number else []
        stream += b"commit refs/heads/%b/%d\nmark :%d\n" % (ref.encode(), number, number + 1)
        stream += b"committer R <r@example.org> %d +0000\ndata 1\nx\n" % (1767600000 + number)
        stream += b"".join(b"%b :%d\n" % (b"merge" if i else b"from", p + 1) for i, p in enumerate(parents))
        path = PLACES[place].encode()
        raw = plan(text or "").encode()
        stream += b"M 100644 inline %b\ndata %d\n%b\n" % (path, len(raw), raw) if text else b"D %b\n" % path
    repository.git("fast-import", "--quiet", "--force", given=stream)


def test_kept_or_not_any_history_is_told_the_same(shared: Path, new_repository: Callable[..., Any]) -> None:
    repository = new_repository(str(shared / "one"))
    count = iter(range(10_000))

    @settings(max_examples=8)
    @given(st.lists(_COMMIT, min_size=3, max_size=12), st.lists(st.integers(0, 11), min_size=2, max_size=3))
    def same(commits: list[tuple[int, int | None, int, str | None]], tips: list[int]) -> None:
        ref = f"h{next(count)}"
        imported(repository, ref, commits)
        for tip in tips:  # as branches are rewritten, left and taken up again
            name = f"refs/heads/{ref}/{tip % len(commits)}"
            assert found(repository.path, name) == found(repository.path, name, cached=False)

    same()


def _walk(path: Path, tip: str) -> bytes:
    return msgspec.msgpack.encode(found(path, tip))


def test_two_at_once_tell_the_same(told: Any) -> None:
    tips = ["HEAD", "HEAD~1"] * 4
    alone = [msgspec.msgpack.encode(found(told.path, tip, cached=False)) for tip in tips]
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert pool.starmap(_walk, [(told.path, tip) for tip in tips]) == alone
    assert [p.name for p in kept_file(told.path).parent.iterdir()] == ["history"]


_LINE = st.fixed_dictionaries({}, optional={"from": st.sampled_from(["2026-01-01", "2026-01-02"]), "status": st.sampled_from("ab"), "note": st.lists(st.fixed_dictionaries({"who": st.sampled_from("xy")}), max_size=2)})  # fmt: skip
_GOAL = st.fixed_dictionaries({"id": st.sampled_from(["g1", "g2", "g3"])}, optional={"status": st.lists(_LINE, max_size=3), "aim": st.sampled_from("ab")})  # fmt: skip
_RECORD = st.fixed_dictionaries({}, optional={"goals": st.lists(_GOAL, max_size=3), "status": st.lists(_LINE, max_size=3), "note": st.sampled_from("ab")})  # fmt: skip


@settings(max_examples=40)
@given(_RECORD, _RECORD)
def test_an_outline_names_every_place_as_the_record_does(before: dict[str, Any], after: dict[str, Any]) -> None:
    fields = compare(before, after)
    brief = [outline(side, [field.at for field in fields]) for side in (before, after)]
    for field in fields:
        assert label("plan", field.at, *brief) == label("plan", field.at, before, after)
    assert written(brief[0]).count("\n") <= written(before).count("\n")
