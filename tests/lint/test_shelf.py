"""Cases that were put away come back as they were, or not at all; and a change of one case leaves the rest alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw
from support.again import CONTACT, OTHER, again, anew, at_rest, kept_files, new_agency

from casekit.lint import shelf as shelving
from casekit.lint import store
from casekit.lint.digests import digest
from casekit.lint.earlier import Earlier, KeptCase
from casekit.lint.outcome import Outcome, Request
from casekit.lint.shelf import Shelf, put_away

POLICY = "records/policy.yaml"


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An agency of which every case is put away."""
    monkeypatch.setattr(shelving, "BESIDE", 0)
    folder = new_agency(tmp_path / "agency")
    at_rest(folder)
    return folder


def shelves(agency: Path) -> list[Path]:
    return [file for file in kept_files(agency) if file.suffix == store.SHELF]


def remark(file: Path, text: str = "a remark") -> None:
    file.write_bytes(file.read_bytes() + f"# {text}\n".encode())


def test_a_change_of_one_case_leaves_the_shelf_alone(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(agency)
    (shelf,) = shelves(agency)
    before = shelf.read_bytes(), shelf.stat().st_mtime_ns
    monkeypatch.setattr(shelving, "BESIDE", 1 << 20)
    for turn in range(3):
        remark(agency / CONTACT, f"{turn}")
        assert again(agency) == anew(agency)
    assert shelves(agency) == [shelf]
    assert (shelf.read_bytes(), shelf.stat().st_mtime_ns) == before


def test_what_cases_share_may_change_while_they_are_put_away(agency: Path) -> None:
    again(agency)
    for text in (b"version: 1\nextends: tcm\n", b"version: 1\nextends: nowhere\n"):
        (agency / POLICY).write_bytes(text)
        assert again(agency) == anew(agency)


@pytest.mark.parametrize("of", ["nothing", "half", "all"])
@pytest.mark.parametrize("change", [CONTACT, POLICY, "records/staff/s-ruiz.yaml"])
def test_a_shelf_that_is_spoilt_is_made_up_for(agency: Path, of: str, change: str) -> None:
    again(agency)
    (shelf,) = shelves(agency)
    whole = shelf.read_bytes()
    if of == "nothing":
        shelf.unlink()
    else:
        shelf.write_bytes(whole[: len(whole) // 2] if of == "half" else bytes(len(whole)))
    remark(agency / change)
    assert again(agency) == anew(agency)
    remark(agency / POLICY)
    assert again(agency) == anew(agency)


def test_a_link_or_a_pipe_in_its_place_is_not_opened(agency: Path) -> None:
    again(agency)
    (shelf,) = shelves(agency)
    away = shelf.rename(agency.parent / "away")
    shelf.symlink_to(away)
    remark(agency / POLICY)
    assert again(agency) == anew(agency)
    for left in shelves(agency):
        left.unlink()
        os.mkfifo(left)
    remark(agency / POLICY)
    assert again(agency) == anew(agency)


def test_what_is_put_away_is_closed_to_others(agency: Path) -> None:
    again(agency)
    assert [shelf.stat().st_mode & 0o777 for shelf in shelves(agency)] == [0o600]


def test_a_shelf_that_nobody_needs_goes_when_no_run_can_be_about_to_keep_it(agency: Path) -> None:
    again(agency)
    (first,) = shelves(agency)
    remark(agency / CONTACT)
    again(agency)
    assert first in shelves(agency)
    os.utime(first, (0, 0))
    left = first.with_name(f"{'0' * 32}-0{store.SHELF}")
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    remark(agency / CONTACT)
    again(agency)
    assert first not in shelves(agency)
    assert left not in shelves(agency)
    assert again(agency) == anew(agency)


def test_the_oldest_work_goes_with_its_shelf(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_MOST_FILES", 1)
    for name in ("CK0", "CK1"):
        again(agency, Request(select=(name,)))
        at_rest(agency)
    assert sorted(file.suffix for file in kept_files(agency)) == [".cases", ".kept"]


def test_a_full_disk_leaves_no_half_of_a_shelf(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(agency)
    before = kept_files(agency)
    (agency / OTHER / "plan.yaml").write_bytes(b"")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", full)
        assert again(agency) == anew(agency)
    assert kept_files(agency) == before
    assert isinstance(again(agency), Outcome)


@settings(max_examples=40)
@given(
    texts=st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=6),
    spoilt=st.tuples(st.integers(0, 500), st.integers(1, 255)),
)
def test_a_case_comes_back_as_it_was_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], spoilt: tuple[int, int]
) -> None:
    folder = tmp_path_factory.mktemp("shelf")
    kept = {
        f"records/cases/2026/{i}": KeptCase(
            b"", b"", named=True, rest=Raw(b"\xc0"), gathered=(), looked=Raw(b"\x90"), case=text
        )
        for i, text in enumerate(texts)
    }
    with pytest.MonkeyPatch.context() as patch, Shelf(folder, "") as nothing:
        patch.setattr(shelving, "BESIDE", -1)
        work, name = put_away(folder, "0" * 32, Earlier(cases=kept), nothing)
    file = folder / name
    raw = bytearray(file.read_bytes())
    place = spoilt[0] % len(raw)
    with Shelf(folder, name) as whole:
        assert [whole.read(each.shelved) for each in work.cases.values() if each.shelved] == texts
    raw[place] ^= spoilt[1]
    file.write_bytes(raw)
    with Shelf(folder, name) as worn:
        for each, text in zip(work.cases.values(), texts, strict=True):
            assert each.shelved
            begin, length, right = each.shelved
            expected = None if begin <= place < begin + length else text
            assert worn.read(each.shelved) == expected
            assert right == digest(text)
            assert worn.read((begin, len(raw), right)) is None
