"""A run with what earlier runs left finds what a first run finds, and does only what has not been done."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.again import CASE, CONTACT, OTHER, again, anew, at_rest, kept_files, new_agency

from casekit.git import open_repository
from casekit.lint import run as running
from casekit.lint import store
from casekit.lint.ask import Judge, Judged
from casekit.lint.outcome import Outcome, Request
from casekit.records.seen import at_rest as rest
from casekit.records.tree import CommitTree, Entry, IndexTree, WorkingTree


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = new_agency(tmp_path / "agency")
    at_rest(folder)
    return folder


def edit(file: Path, old: bytes, new: bytes) -> None:
    before = file.read_bytes()
    assert old in before
    file.write_bytes(before.replace(old, new, 1))


def forbidden(*_: object) -> None:
    raise AssertionError("this was done already")


def test_nothing_changed_and_nothing_is_judged(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = again(agency)
    assert isinstance(first, Outcome)
    assert first.report.findings
    monkeypatch.setattr(running, "judge_again", forbidden)
    assert again(agency) == first


def judged_in(agency: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """Lint; return the folders that were read, and those that were judged without reading."""
    read, judged = [], []
    reading, asking = Judge.read, Judge.found

    def watch(judge: Judge, folder: str, entries: tuple[Entry, ...]) -> Judged:
        read.append(folder)
        return reading(judge, folder, entries)

    with monkeypatch.context() as patch:
        patch.setattr(Judge, "read", watch)
        patch.setattr(Judge, "found", lambda judge, case: judged.append(case.folder) or asking(judge, case))
        found = again(agency)
    assert found == anew(agency)
    return read, [folder for folder in judged if folder not in read]


def test_only_a_changed_case_is_read_again(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(agency)
    (agency / CONTACT).write_bytes((agency / CONTACT).read_bytes() + b"# a remark\n")
    assert judged_in(agency, monkeypatch) == ([CASE], [])


def test_every_case_is_judged_again_when_the_policy_changed_and_none_is_read(
    agency: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(agency)
    (agency / "records/policy.yaml").write_bytes(b"version: 1\nextends: tcm\n")
    assert judged_in(agency, monkeypatch) == ([], [OTHER, CASE])


def test_a_remark_in_what_cases_share_changes_nothing_for_them(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(agency)
    policy = agency / "records/policy.yaml"
    policy.write_bytes(policy.read_bytes() + b"# a remark\n")
    assert judged_in(agency, monkeypatch) == ([], [])


def test_a_client_who_was_edited_is_nothing_to_the_cases_of_others(
    agency: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = agency / "records/people/7K/P-7K3QFMXN.yaml"
    another = agency / "records/people/2M/P-2M4K8QAY.yaml"
    another.parent.mkdir()
    another.write_bytes(person.read_bytes().replace(b"P-7K3QFMXN", b"P-2M4K8QAY"))
    edit(agency / OTHER / "case.yaml", b"P-7K3QFMXN", b"P-2M4K8QAY")
    again(agency)
    edit(person, b"Rosa", b"Rosalia")
    assert judged_in(agency, monkeypatch) == ([], [CASE])
    edit(another, b"Rosa", b"Rosalia")
    assert judged_in(agency, monkeypatch) == ([], [OTHER])


def test_files_that_were_touched_and_say_the_same_are_read_and_not_judged(
    agency: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(agency)
    os.utime(agency / CONTACT)
    assert judged_in(agency, monkeypatch) == ([], [])


def test_a_change_in_the_same_moment_with_the_same_size_and_time_is_seen(agency: Path) -> None:
    file = agency / CONTACT
    plain = file.read_bytes()
    for word in (b"by: s-", b"by: x-", b"by: y-", b"by: s-"):
        before = file.stat()
        file.write_bytes(plain.replace(b"by: s-", word))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert again(agency) == anew(agency)


def test_another_casekit_begins_anew(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(agency)
    monkeypatch.setattr("casekit.lint.warm.running", lambda: b"another")
    read, judged = judged_in(agency, monkeypatch)
    assert (sorted(read), judged) == ([OTHER, CASE], [])


def test_what_was_asked_is_told_apart(agency: Path) -> None:
    asked = [
        Request(),
        Request(strict=True),
        Request(select=("CK2",)),
        Request(ignore=("CK3",)),
        Request(as_of=date(2031, 1, 1)),
        Request(as_of=date(2026, 4, 1)),
        Request(fail_on="info"),
    ]
    for request in (*asked, *asked):
        assert again(agency, request) == anew(agency, request)


def test_an_added_case_a_removed_one_and_names_that_others_point_at(agency: Path) -> None:
    again(agency)
    case = agency / CASE / "case.yaml"
    case.write_bytes(case.read_bytes() + b"linked_cases:\n- case: C-2M4K8QAY\n  relation: sister\n")
    assert again(agency) == anew(agency)
    kept = agency.parent / "away"
    shutil.move(agency / OTHER, kept)
    gone = again(agency)
    assert gone == anew(agency)
    assert isinstance(gone, Outcome)
    assert any(f.path.endswith("case.yaml") and "C-2M4K8QAY" in f.message for f in gone.report.findings)
    shutil.move(kept, agency / OTHER)
    assert again(agency) == anew(agency)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flags_of_the_index_hide_nothing(agency: Path, flag: str) -> None:
    git = ["git", "-C", str(agency)]
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "x"], check=True)
    subprocess.run([*git, "update-index", flag, CONTACT], check=True)
    clean = again(agency)
    edit(agency / CONTACT, b"by: s-", b"by: x-")
    found = again(agency)
    assert found != clean
    assert found == anew(agency)


def test_line_endings_count_as_they_lie_on_the_disk(agency: Path) -> None:
    git = ["git", "-C", str(agency)]
    subprocess.run([*git, "config", "core.autocrlf", "true"], check=True)
    clean = again(agency)
    (agency / CONTACT).write_bytes((agency / CONTACT).read_bytes().replace(b"\n", b"\r\n"))
    subprocess.run([*git, "add", "--all"], check=True, capture_output=True)
    found = again(agency)
    assert found != clean
    assert found == anew(agency)


def test_what_is_staged_and_what_was_committed_are_kept_apart(agency: Path) -> None:
    git = ["git", "-C", str(agency)]

    def same(view: Callable[[], IndexTree | CommitTree | WorkingTree]) -> Outcome | str:
        found = again(agency, tree=view())
        assert found == again(agency, tree=view()) == anew(agency, tree=view())
        return found

    def repository() -> object:
        found = open_repository(agency)
        assert found
        return found

    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "x"], check=True)
    edit(agency / CONTACT, b"by: s-", b"by: x-")
    staged_before = same(lambda: IndexTree(repository()))
    subprocess.run([*git, "add", "--all"], check=True)
    staged = same(lambda: IndexTree(repository()))
    head = repository().resolve("HEAD")
    committed = same(lambda: CommitTree(repository(), head))
    assert committed == staged_before
    assert staged != staged_before
    assert same(lambda: WorkingTree(agency)) == staged
    assert len(kept_files(agency)) == 3


def test_schemas_of_the_agency_and_settings_count(agency: Path) -> None:
    schema = agency / "schemas/local/contact.schema.json"
    schema.parent.mkdir(parents=True)
    (agency / CONTACT).write_bytes((agency / CONTACT).read_bytes() + b"local: {bus: 3}\n")
    for text in ('{"type": "object"}', '{"properties": {"bus": {"type": "string"}}}', "{", '{"type": "objekt"}'):
        schema.write_text(text)
        assert again(agency) == anew(agency)
    for text in ('[lint]\nfail-on = "info"\n', '[lint]\nignore = ["CK1"]\n', "[lint]\nselect = [", ""):
        (agency / "casekit.toml").write_text(text)
        assert again(agency) == anew(agency)
    schema.unlink()
    (agency / "casekit.toml").unlink()
    assert again(agency) == anew(agency)


def test_a_name_that_is_no_text_is_no_hindrance(agency: Path) -> None:
    Path(os.fsdecode(os.fsencode(agency / CASE) + b"/\xff.yaml")).write_bytes(b"a: 1\n")
    assert again(agency) == anew(agency) == again(agency)
    assert kept_files(agency) == []


def test_a_folder_without_git_keeps_nothing(tmp_path: Path) -> None:
    folder = new_agency(tmp_path / "agency")
    shutil.rmtree(folder / ".git")
    assert again(folder) == anew(folder)
    assert not (folder / ".git").exists()


def test_the_oldest_work_goes_and_the_latest_stays(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_MOST_FILES", 2)
    for name in ("CK0", "CK1", "CK2"):
        again(agency, Request(select=(name,)))
        at_rest(agency)
    assert len(kept_files(agency)) == 2
    monkeypatch.setattr(store, "MOST_BYTES", 1)
    again(agency, Request(select=("CK3",)))
    assert len(kept_files(agency)) == 1


def test_what_is_kept_is_closed_to_others(agency: Path) -> None:
    again(agency)
    (file,) = kept_files(agency)
    assert [path.stat().st_mode & 0o777 for path in (file, file.parent, file.parent.parent)] == [0o600, 0o700, 0o700]


@pytest.mark.parametrize(
    ("times", "rests"),
    [
        ((999, 999), True),
        ((1000, 999), False),
        ((999, 1000), False),
        ((5 * 10**9 + 1, 5 * 10**9 + 1), True),
        ((7 * 10**9, 5 * 10**9 + 1), False),
        ((4 * 10**9, 4 * 10**9), True),
    ],
)
def test_a_file_rests_when_no_change_could_have_left_its_times(times: tuple[int, int], rests: bool) -> None:
    before = 1000 if times[0] <= 1000 else 7 * 10**9 + 1
    assert rest((*times, 7, 1), before) is rests
