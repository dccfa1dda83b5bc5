"""A glance at a tree lists what a look at all of it lists, and its marks tell whether a folder is listed the same."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.again import CASE, CONTACT, OTHER, new_agency

from casekit import pool
from casekit.git import open_repository
from casekit.records.glance import Glance, glance, glance_at_disk, seen_now
from casekit.records.listing import list_tree
from casekit.records.seen import Seen, SeenTree
from casekit.records.tree import IndexTree, WorkingTree


def look(folder: Path, known: dict[str, Seen] | None = None, processes: int = 1) -> tuple[Glance, SeenTree]:
    tree = SeenTree(folder, known or {})
    return glance_at_disk(tree, processes), tree


def known_of(folder: Path) -> dict[str, Seen]:
    return dict(seen_now(look(folder)[1]) or {})


def assert_lists_all(found: Glance, folder: Path) -> None:
    """Hold a glance against the listing of everything."""
    listing = list_tree(WorkingTree(folder))
    assert sorted(found.shared, key=lambda entry: entry.path) == sorted(listing.shared, key=lambda entry: entry.path)
    assert found.local == listing.local
    assert {name: found.entries(name) for name in found.marks} == dict(listing.cases)
    assert list(found.marks) == [name for name, _ in listing.cases]
    by_path = listing.by_path()
    for path in (CONTACT, "records/agency.yaml", "records/none.yaml", "schemas/local/contact.schema.json"):
        assert found.entry(path) == by_path(path)
    assert found.entry(f"{CASE}/x.yaml") is None


def odd(folder: Path) -> None:
    """Put into an agency what a folder may hold by mistake."""
    (folder / CASE / "x.yaml").mkdir()
    (folder / CASE / "x.yaml/inside.yaml").write_bytes(b"a: 1\n")
    (folder / CASE / "empty/inner").mkdir(parents=True)
    (folder / CASE / ".hidden").write_bytes(b"")
    (folder / CASE / "pipe.yaml").symlink_to("nowhere")
    os.mkfifo(folder / CASE / "contacts/pipe")
    (folder / "records/cases/2026/C-EMPTY").mkdir()
    (folder / "records/cases/2026/stray.yaml").write_bytes(b"a: 1\n")
    (folder / "records/cases/stray.txt").write_bytes(b"a")
    (folder / "records/cases/2026/C-LINK").symlink_to(folder / CASE)
    (folder / "records/cases/2026/C-2.yaml").mkdir()
    (folder / "records/cases/2026/C-OTHERS/.git").mkdir(parents=True)
    (folder / "records/cases/2026/C-OTHERS/case.yaml").write_bytes(b"")
    (folder / "schemas/local").mkdir(parents=True)
    (folder / "schemas/local/contact.schema.json").write_bytes(b"{}")


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = new_agency(tmp_path / "agency")
    odd(folder)
    return folder


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_everything_is_listed_known_or_not_by_one_process_or_several(agency: Path, processes: int) -> None:
    first, tree = look(agency, {}, processes)
    assert_lists_all(first, agency)
    known = dict(seen_now(tree) or {})
    second, tree = look(agency, known, processes)
    assert_lists_all(second, agency)
    assert second.marks == first.marks
    assert seen_now(tree) is None


def test_without_records_there_is_nothing(tmp_path: Path) -> None:
    found, tree = look(tmp_path)
    assert (found.shared, found.local, found.marks, seen_now(tree)) == ((), (), {}, None)
    (tmp_path / "records").write_bytes(b"")
    assert_lists_all(look(tmp_path)[0], tmp_path)


def test_a_folder_that_is_gone_is_forgotten(agency: Path) -> None:
    known = known_of(agency)
    assert OTHER in known
    shutil.rmtree(agency / OTHER)
    assert not any(name.startswith(OTHER) for name in seen_now(look(agency, known)[1]) or {})


def test_many_folders_are_spread(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casekit.records.glance.FOLDERS_AT_LEAST", 1)
    monkeypatch.setattr(pool, "processors", lambda: 2)
    asked: list[int] = []
    together = pool.together
    monkeypatch.setattr(pool, "together", lambda do, count, n: asked.append(n) or together(do, count, n))
    assert_lists_all(glance_at_disk(SeenTree(agency, {})), agency)
    assert asked == [2]


def test_what_git_lists_is_listed_too(agency: Path) -> None:
    subprocess.run(["git", "-C", str(agency), "add", "records/agency.yaml", CASE, OTHER], check=True)
    repository = open_repository(agency)
    assert repository
    with IndexTree(repository) as tree:
        found, listing = glance(tree), list_tree(tree)
        assert {name: found.entries(name) for name in found.marks} == dict(listing.cases)
        assert found.shared == listing.shared
        assert found.entry(CONTACT) == listing.by_path()(CONTACT) is not None


CHANGES: dict[str, Callable[[Path], object]] = {
    "write": lambda file: file.write_bytes(b"another: text\n"),
    "same size": lambda file: file.write_bytes(bytes(len(file.read_bytes()))),
    "touch": os.utime,
    "rename": lambda file: file.rename(file.with_name("new.yaml")),
    "delete": Path.unlink,
    "link": lambda file: (file.unlink(), file.symlink_to("nowhere")),
    "folder": lambda file: (file.unlink(), file.mkdir()),
    "deeper": lambda file: (file.with_name("in").mkdir(), file.rename(file.with_name("in") / file.name)),
    "mode": lambda file: file.chmod(0o600),
}


@settings(max_examples=30)
@given(change=st.sampled_from(sorted(CHANGES)), which=st.integers(0, 1000), processes=st.sampled_from([1, 2]))
def test_a_mark_changes_with_its_folder_and_with_no_other(
    tmp_path_factory: pytest.TempPathFactory, change: str, which: int, processes: int
) -> None:
    folder = new_agency(tmp_path_factory.mktemp("glance") / "agency")
    before, tree = look(folder)
    known = dict(seen_now(tree) or {})
    files = sorted(path for path in (folder / CASE).rglob("*") if path.is_file())
    CHANGES[change](files[which % len(files)])
    after, _ = look(folder, known, processes)
    assert_lists_all(after, folder)
    assert after.marks[CASE] != before.marks[CASE]
    assert after.marks[OTHER] == before.marks[OTHER]
    assert after.shared == before.shared
