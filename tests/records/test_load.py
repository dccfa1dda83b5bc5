"""Whatever lies in ``records/`` is a Source: its data, or its faults. A broken file hides no other."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.loading import load
from support.memory import MemoryTree, files_of
from support.strategies import ROOT

from casekit.finding import Span
from casekit.git import open_repository
from casekit.records.load import Source
from casekit.records.text import MAX_BYTES
from casekit.records.tidy import check_spaces, trailing_spaces
from casekit.records.tree import Entry, IndexTree, Kind, Tree, WorkingTree

if TYPE_CHECKING:
    from conftest import Repo

EXAMPLE = ROOT / "tests" / "lint" / "example"
STAFF = "records/staff/s-ruiz.yaml"
CONTACT = "records/cases/2026/C-7K3QFMXN/contacts/2026-03-02-k7.yaml"
GOOD = b"id: s-ruiz\nname: Sol Ruiz\nrole: case_manager\nfrom: 2020-01-01\n"


def names(sources: list[Source]) -> list[tuple[str, list[str]]]:
    return [(source.path, [fault.name for fault in source.faults]) for source in sources]


def only(tree: Tree) -> Source:
    (source,) = load(tree)
    return source


def test_the_example_agency_has_no_faults() -> None:
    sources = load(WorkingTree(EXAMPLE))
    assert {source.path for source in sources} == set(files_of(EXAMPLE))
    for source in sources:
        assert source.faults == (), source.path
        assert source.data
        assert source.place


def test_nothing_is_found_in_an_empty_folder_and_nothing_raises(tmp_path: Path) -> None:
    assert load(WorkingTree(tmp_path)) == []
    assert load(WorkingTree(tmp_path / "nowhere")) == []
    (tmp_path / "records").mkdir()
    assert load(WorkingTree(tmp_path)) == []
    (tmp_path / "records" / "staff").mkdir()
    assert load(WorkingTree(tmp_path)) == []


def test_records_itself_may_be_anything(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "records").symlink_to(tmp_path / "elsewhere")
    assert names(load(WorkingTree(tmp_path))) == [("records", ["not-a-plain-file"])]
    (tmp_path / "records").unlink()
    (tmp_path / "records").write_text("a: 1\n")
    assert names(load(WorkingTree(tmp_path))) == [("records", ["odd-path"])]
    (tmp_path / "records").unlink()
    os.mkfifo(tmp_path / "records")
    assert names(load(WorkingTree(tmp_path))) == [("records", ["not-a-plain-file"])]


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("symlink", "not-a-plain-file", "a symbolic link, which could lead to a file outside the records"),
        ("folder", "not-a-plain-file", "a folder that is named like a record"),
        ("special", "not-a-plain-file", "a pipe or a device"),
        ("submodule", "not-a-plain-file", "another Git repository"),
        ("unmerged", "conflict-marker", "a merge left this file in conflict"),
        ("unreadable", "unreadable-file", "you have no permission to look into it"),
    ],
)
def test_what_is_no_plain_file_is_one_fault_and_is_not_opened(kind: Kind, name: str, words: str) -> None:
    source = only(MemoryTree({STAFF: GOOD}, {STAFF: kind}, locked=frozenset({STAFF})))
    (fault,) = source.faults
    assert (source.data, fault.name, fault.span) == (None, name, Span())
    assert words in fault.message
    assert source.place
    assert source.place.name == "s-ruiz"


def test_a_file_that_cannot_be_read_is_told() -> None:
    source = only(MemoryTree({STAFF: GOOD}, locked=frozenset({STAFF})))
    (fault,) = source.faults
    assert fault.name == "unreadable-file"
    assert "cannot be read: you have no permission to read it. Ask for access" in fault.message


def test_a_file_where_none_is_kept_is_told_and_not_read() -> None:
    odd = "records/notes/hello.txt"
    source = only(MemoryTree({odd: b"\xff"}, locked=frozenset({odd})))
    assert (source.place, source.data, [fault.name for fault in source.faults]) == (None, None, ["odd-path"])


def test_a_file_too_large_is_refused_by_what_the_listing_says_and_by_what_is_read() -> None:
    source = only(MemoryTree({STAFF: b"#" * (MAX_BYTES + 1)}, locked=frozenset({STAFF})))
    assert [fault.name for fault in source.faults] == ["file-too-large"]

    class Grown(MemoryTree):
        def entries(self, folder: str) -> Iterator[Entry]:
            return (Entry(entry.path, entry.kind, 10) for entry in super().entries(folder))

    source = only(Grown({STAFF: b"#" * (MAX_BYTES + 1)}))
    assert [fault.name for fault in source.faults] == ["file-too-large"]


def test_yaml_faults_shape_faults_and_local_faults() -> None:
    tree = MemoryTree(
        {
            "records/staff/a.yaml": b"id: a\nid: a\n",
            "records/staff/b.yaml": b"id: b\n",
            "records/staff/c.yaml": GOOD.replace(b"s-ruiz", b"c") + b"local: {badge: 7}\n",
            "records/staff/d.yaml": GOOD.replace(b"s-ruiz", b"d"),
            "schemas/local/team.schema.json": b"{",
            "schemas/local/case.schema.json": b"{}",
        }
    )
    sources = load(tree)
    assert names(sources) == [
        ("records/staff/a.yaml", ["duplicate-key"]),
        ("records/staff/b.yaml", ["missing-field"] * 3),
        ("records/staff/c.yaml", ["undescribed-local-fields"]),
        ("records/staff/d.yaml", []),
        ("schemas/local/team.schema.json", ["broken-local-schema"]),
    ]
    # Local fields that are not described do not take the record from the model.
    assert [source.data is not None for source in sources] == [False, False, True, True, False]


def test_spaces_at_the_end_of_lines_are_one_fault_and_keep_the_data() -> None:
    source = only(MemoryTree({STAFF: GOOD.replace(b"\n", b" \n")}))
    assert [(fault.name, fault.span) for fault in source.faults] == [("trailing-spaces", Span(1, 11, 1, 12))]
    assert "(4 in the file)" in source.faults[0].message
    assert source.data


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a: 1\n", []),
        ("a: 1  \nb: 2", [Span(1, 5, 1, 7)]),
        ("a: 1\nb: 2 ", [Span(2, 5, 2, 6)]),
        ("  \na: 1\n", [Span(1, 1, 1, 3)]),
        ("a: |\n  text \n  more\nb: 1 \n", [Span(4, 5, 4, 6)]),
        ("a: 'x \n  y'\n", []),
        ("a: x \n  y\n", []),
        ("# a comment \na: 1\n", [Span(1, 12, 1, 13)]),
    ],
)
def test_where_spaces_end_lines(text: str, spans: list[Span]) -> None:
    assert trailing_spaces(text) == spans


def test_a_file_of_nothing_but_spaces_takes_no_time() -> None:
    assert len(check_spaces(b"a:\n" + b"- x \n" * 50_000)) == 1
    assert check_spaces(b"a:" + b" " * 250_000 + b"1\n") == []
    assert check_spaces(b"a: |\n" + b"  x \n" * 50_000) == []


def test_remarks_come_with_the_file() -> None:
    raw = GOOD.replace(
        b"role: case_manager\n", b"role: case_manager  # casekit: ignore[CK210, odd-path] the court has it\n"
    )
    raw += b"# casekit: ignore\npronouns: 'she # casekit: ignore[CK1] no remark'\n"
    first, second = only(MemoryTree({STAFF: raw})).remarks
    assert (first.line, first.rules, first.reason) == (3, ("CK210", "odd-path"), "the court has it")
    assert first.span == Span(3, 21, 3, 72)
    assert (second.line, second.rules, second.reason) == (6, (), "")


def test_a_merge_in_conflict_is_told_in_the_index_and_in_the_folder(repository: Repo) -> None:
    repository.write(STAFF, GOOD)
    repository.write("records/staff/m-lee.yaml", GOOD.replace(b"s-ruiz", b"m-lee"))
    repository.commit("both")
    repository.git("checkout", "--quiet", "-b", "other")
    repository.write(STAFF, GOOD.replace(b"Sol", b"Soledad"))
    repository.commit("one name")
    repository.git("checkout", "--quiet", "main")
    repository.write(STAFF, GOOD.replace(b"Sol", b"Sole"))
    repository.commit("another name")
    merge = ["git", "merge", "--quiet", "other"]
    assert subprocess.run(merge, cwd=repository.path, capture_output=True, check=False).returncode == 1

    with IndexTree(open_repository(repository.path)) as tree:
        staged = load(tree)
    assert names(staged) == [("records/staff/m-lee.yaml", []), (STAFF, ["conflict-marker"])]
    assert "git add" in staged[1].faults[0].message
    on_disk = load(WorkingTree(repository.path))
    assert names(on_disk) == names(staged)
    assert on_disk[1].faults[0].span == Span(2, 1, 2, 9)


def test_a_file_saved_half_way_is_told_and_hides_no_other() -> None:
    files = files_of(EXAMPLE)
    files[CONTACT] = files[CONTACT][: len(files[CONTACT]) // 2]
    told = [path for path, faults in names(load(MemoryTree(files))) if faults]
    assert told == [CONTACT]
