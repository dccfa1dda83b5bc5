"""Git as casekit runs it: deaf to the environment and to the repository's settings, clear when it cannot answer."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casekit.git import GitEntry, GitError, MissingObjectError, Repository, open_repository
from casekit.git.commands import Command
from casekit.git.run import answer, argument_vector, last_words, shown

if TYPE_CHECKING:
    from conftest import Repo

AS_ROOT = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away")


@pytest.fixture
def opened(repository: Repo) -> Iterator[Repository]:
    found = open_repository(repository.path)
    assert found is not None
    with found:
        yield found


def paths(entries: list[GitEntry]) -> list[str]:
    return [entry.path for entry in entries]


def loose_object(repository: Repo, oid: str) -> Path:
    path: Path = repository.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    return path


# Opening


def test_outside_a_repository_there_is_none(tmp_path: Path) -> None:
    assert open_repository(tmp_path) is None


def test_a_bare_repository_is_none(new_repository: Callable) -> None:
    assert open_repository(new_repository("bare.git", "--bare").path) is None


def test_opening_needs_no_git(repository: Repo, opened: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.path))
    assert open_repository(repository.path) is not None
    with pytest.raises(GitError, match="Git is not installed"):
        opened.index_entries()


def test_a_git_inside_the_repository_is_not_run(
    repository: Repo, opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("git", "#!/bin/sh\ntouch ran\n").chmod(0o755)
    monkeypatch.chdir(repository.path)
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(GitError, match="not installed"):
        opened.commit_at("HEAD")
    assert not (repository.path / "ran").exists()


def test_a_broken_git_folder_is_told_and_the_one_above_is_not_taken(repository: Repo) -> None:
    repository.write("records/agency.yaml", "name: Outer\n")
    repository.commit()
    (repository.path / "records" / ".git").mkdir()
    inner = open_repository(repository.path / "records")
    assert inner is not None
    with pytest.raises(GitError, match=r"records/\.git is not a Git repository that works"):
        inner.index_entries()


def test_a_broken_git_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("not a pointer\n")
    found = open_repository(tmp_path)
    assert found is not None
    with pytest.raises(GitError, match="is not a Git repository that works"), found:
        found.read_blob("a" * 40, 10)


@AS_ROOT
def test_another_users_repository_is_one_clear_line(repository: Repo, opened: Repository) -> None:
    repository.write("a.yaml", "a\n")
    oid = repository.commit()
    for path in (repository.path, repository.path / ".git"):
        os.chown(path, 65534, 65534)
    for question in (opened.index_entries, lambda: opened.read_blob(oid, 10), lambda: opened.commit_at("HEAD")):
        with pytest.raises(GitError, match="belongs to another user") as told:
            question()
        assert "\n" not in str(told.value)


def test_a_folder_that_vanished_is_told(tmp_path: Path) -> None:
    gone = Repository(tmp_path / "gone")
    with pytest.raises(GitError, match="could not be started"):
        gone.index_entries()
    with pytest.raises(GitError, match="could not be started"):
        gone.read_blob("a" * 40, 10)


# What the index and commits hold


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_entries_and_contents_in_both_object_formats(new_repository: Callable, format_: str) -> None:
    repository = new_repository("agency", f"--object-format={format_}")
    repository.write("records/agency.yaml", "name: Harbor\n")
    repository.write("records/empty.yaml")
    oid = repository.commit()
    repository.write("records/announced.yaml", "later\n")
    repository.git("add", "--intent-to-add", ".")
    with Repository(repository.path) as opened:
        staged = opened.index_entries("records")
        assert paths(staged) == ["records/agency.yaml", "records/empty.yaml"]
        assert opened.read_blob(staged[0].oid, 100) == b"name: Harbor\n"
        committed = opened.commit_entries(oid, "records")
        assert [(entry.path, entry.oid) for entry in committed] == [(entry.path, entry.oid) for entry in staged]
        assert [entry.size for entry in committed] == [13, 0]
        assert opened.commit_at("main") == oid
        assert len(oid) == hashlib.new(format_).digest_size * 2


def test_an_agency_in_a_subfolder_sees_its_own_paths(repository: Repo) -> None:
    repository.write("agency/records/agency.yaml", "name: Harbor\n")
    repository.write("agency-old/records/agency.yaml", "name: Old\n")
    repository.write("agency/records/empty.yaml")
    oid = repository.commit()
    with open_repository(repository.path / "agency") as opened:
        expected = ["records/agency.yaml", "records/empty.yaml"]
        assert paths(opened.index_entries()) == expected
        assert paths(opened.index_entries("records")) == expected
        assert paths(opened.commit_entries(oid, "records")) == expected
        assert opened.commit_entries(oid, "nowhere") == []


def test_an_agency_folder_that_was_a_file_holds_nothing(repository: Repo) -> None:
    repository.write("agency", "once a file\n")
    oid = repository.commit()
    (repository.path / "agency").unlink()
    (repository.path / "agency").mkdir()
    with open_repository(repository.path / "agency") as opened:
        assert opened.commit_entries(oid) == []


def test_a_linked_worktree_has_its_own_index(repository: Repo, tmp_path: Path) -> None:
    repository.write("a.yaml", "a\n")
    repository.commit()
    repository.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    (tmp_path / "linked" / "b.yaml").write_text("b\n")
    subprocess.run(["git", "add", "b.yaml"], cwd=tmp_path / "linked", check=True)
    with open_repository(tmp_path / "linked") as linked, open_repository(repository.path) as opened:
        assert paths(linked.index_entries()) == ["a.yaml", "b.yaml"]
        assert paths(opened.index_entries()) == ["a.yaml"]


def test_a_sparse_checkout_still_has_a_whole_index(repository: Repo, opened: Repository) -> None:
    repository.write("records/a.yaml", "a\n")
    repository.write("site/index.md", "hello\n")
    repository.commit()
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "site")
    assert not (repository.path / "records").exists()
    assert paths(opened.index_entries()) == ["records/a.yaml", "site/index.md"]


def test_a_repository_without_commits(opened: Repository) -> None:
    assert opened.index_entries() == []
    assert opened.resolve("HEAD") is None
    with pytest.raises(GitError, match="no commits yet"):
        opened.commit_at("2026-01-05")


def test_a_folders_name_is_never_a_pattern(repository: Repo, opened: Repository) -> None:
    repository.write("re*/a.yaml", "a\n")
    repository.write("records/b.yaml", "b\n")
    repository.write(":(exclude)x/c.yaml", "c\n")
    oid = repository.commit()
    for folder in ("re*", ":(exclude)x"):
        expected = [f"{folder}/a.yaml" if folder == "re*" else f"{folder}/c.yaml"]
        assert paths(opened.index_entries(folder)) == expected
        assert paths(opened.commit_entries(oid, folder)) == expected


def test_announced_files_are_told_from_empty_ones_in_any_order(repository: Repo, opened: Repository) -> None:
    for name in ("a", "b", "c", "tab\tname\nflags: 20000000\n", "z"):
        repository.write(f"{name}.yaml")
    repository.git("add", "b.yaml", "tab\tname\nflags: 20000000\n.yaml")
    repository.git("add", "--intent-to-add", ".")
    assert paths(opened.index_entries()) == ["b.yaml", "tab\tname\nflags: 20000000\n.yaml"]


def test_a_damaged_index_is_told(repository: Repo, opened: Repository) -> None:
    (repository.path / ".git" / "index").write_bytes(b"no index at all, though long enough to be one")
    with pytest.raises(GitError, match=r"^Git could not read the repository at .*: .*index"):
        opened.index_entries()


# Contents


def test_contents_come_whole_or_cut_and_the_process_stays(repository: Repo, opened: Repository) -> None:
    large = b"0123456789" * 100_000
    names = {"a.yaml": b"short\n", "b.yaml": large, "c.yaml": b""}
    for name, text in names.items():
        repository.write(name, text)
    repository.commit()
    oids = {entry.path: entry.oid for entry in opened.index_entries()}
    assert opened.read_blob(oids["a.yaml"], 6) == b"short\n"
    first = opened._batch
    assert opened.read_blob(oids["a.yaml"], 1_000_000) == b"short\n"
    assert opened.read_blob(oids["b.yaml"], 1_000_000) == large
    assert opened.read_blob(oids["c.yaml"], 0) == b""
    assert opened._batch is first
    assert opened.read_blob(oids["a.yaml"], 2) == b"sho"
    assert opened.read_blob(oids["b.yaml"], 10) == b"01234567890"
    assert opened._batch is None
    assert opened.read_blob(oids["a.yaml"], 6) == b"short\n"


def test_closing_leaves_no_process(repository: Repo, opened: Repository) -> None:
    repository.write("a.yaml", "a\n")
    repository.commit()
    opened.read_blob(opened.index_entries()[0].oid, 10)
    process = opened._batch._process
    opened.close()
    assert process.poll() is not None
    opened.close()


def test_what_is_missing_or_no_file_costs_only_itself(repository: Repo, opened: Repository) -> None:
    repository.write("a.yaml", "a\n")
    repository.write("b.yaml", "b\n")
    commit = repository.commit()
    a, b = (entry.oid for entry in opened.index_entries())
    loose_object(repository, a).unlink()
    for oid in (a, commit):
        with pytest.raises(MissingObjectError, match="missing from the Git repository"):
            opened.read_blob(oid, 10)
        assert opened.read_blob(b, 10) == b"b\n"
    assert [entry.size for entry in opened.commit_entries(commit)] == [-1, 2]


def test_a_damaged_object_costs_only_itself(repository: Repo, opened: Repository) -> None:
    for name in "abc":
        repository.write(f"{name}.yaml", f"{name}\n")
    repository.commit()
    a, b, c = (entry.oid for entry in opened.index_entries())
    loose_object(repository, a).write_bytes(b"\x78\x01 not zlib")
    loose_object(repository, b).write_bytes(loose_object(repository, c).read_bytes())
    with pytest.raises(MissingObjectError):
        opened.read_blob(a, 10)
    with pytest.raises(MissingObjectError, match="damaged or tampered with"):
        opened.read_blob(b, 10)
    assert opened.read_blob(c, 10) == b"c\n"


def test_a_process_that_dies_is_told_and_replaced(repository: Repo, opened: Repository) -> None:
    repository.write("a.yaml", "a\n")
    repository.commit()
    oid = opened.index_entries()[0].oid
    opened.read_blob(oid, 10)
    opened._batch._process.kill()
    opened._batch._process.wait()
    with pytest.raises(MissingObjectError, match="Git cannot read its text: it gave no reason"):
        opened.read_blob(oid, 10)
    assert opened.read_blob(oid, 10) == b"a\n"


@pytest.mark.parametrize("oid", ["", "HEAD", "--batch-all-objects", "a" * 39, "A" * 40, "a" * 40 + "\n", "a" * 41])
def test_only_object_ids_reach_git_as_object_ids(opened: Repository, oid: str) -> None:
    with pytest.raises(GitError, match="not the id of a Git object"):
        opened.read_blob(oid, 10)
    with pytest.raises(GitError, match="not the id of a Git object"):
        opened.commit_entries(oid)


# Time limits


def test_a_slow_answer_is_given_up(repository: Repo) -> None:
    slow = Repository(repository.path, timeout=0.00001)
    with pytest.raises(GitError, match="did not answer within 1e-05 seconds"):
        slow.index_entries()


def test_a_stuck_reader_is_given_up_and_replaced(repository: Repo) -> None:
    repository.write("a.yaml", "a\n")
    repository.commit()
    with Repository(repository.path) as opened:
        oid = opened.index_entries()[0].oid
        opened.read_blob(oid, 10)
        opened._batch._timeout = 0.1
        stuck = opened._batch._process
        stuck.send_signal(signal.SIGSTOP)
        with pytest.raises(GitError, match=r"did not answer within 0\.1 seconds"):
            opened.read_blob(oid, 10)
        assert stuck.poll() is not None
        assert opened.read_blob(oid, 10) == b"a\n"


# Dates and revisions


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-05", 0),
        ("2026-01-06", 0),
        ("2026-01-07", 1),
        ("2026-01-07T23:59:59Z", 1),
        ("2026-01-07T23:59:58", 0),
        ("2026-01-07T23:59", 0),
        ("2026-01-08T00:00Z", 2),
        ("2099-12-31", 2),
        ("HEAD", 2),
        ("HEAD~2", 0),
        ("refs/heads/main", 2),
        ("v1", 1),
        ("main^{/second}", 1),
    ],
)
def test_the_commit_of_a_date_or_revision(repository: Repo, opened: Repository, moment: str, expected: int) -> None:
    commits = [
        repository.commit("first", "2026-01-05T09:00:00Z"),
        repository.commit("second", "2026-01-08T01:59:59+02:00"),
    ]
    repository.git("tag", "--annotate", "-m", "one", "v1")
    commits.append(repository.commit("third", "2026-01-07T19:00:00-05:00"))
    assert opened.commit_at(moment) == commits[expected]


def test_a_date_before_the_first_commit_is_told(repository: Repo, opened: Repository) -> None:
    repository.commit()
    with pytest.raises(GitError, match=r"^no commit is as old as 2026-01-04$"):
        opened.commit_at("2026-01-04")


def test_a_shallow_clone_says_why_it_does_not_reach_back(repository: Repo, tmp_path: Path) -> None:
    repository.commit("first", "2026-01-05T09:00:00Z")
    repository.commit("second", "2026-02-05T09:00:00Z")
    repository.git("clone", "--quiet", "--depth=1", repository.path.as_uri(), str(tmp_path / "shallow"))
    with open_repository(tmp_path / "shallow") as opened, pytest.raises(GitError, match="--unshallow"):
        opened.commit_at("2026-01-31")


def test_a_date_means_the_first_parent_line(repository: Repo, opened: Repository) -> None:
    first = repository.commit("first", "2026-01-05T09:00:00Z")
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.write("draft.yaml", "draft\n")
    repository.commit("draft", "2026-01-06T09:00:00Z")
    repository.git("checkout", "--quiet", "main")
    on = "2026-01-09T09:00:00Z"
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "draft", GIT_COMMITTER_DATE=on)
    assert opened.commit_at("2026-01-08") == first
    assert opened.commit_at("2026-01-09") == repository.git("rev-parse", "HEAD")


@pytest.mark.parametrize("moment", ["2026-02-30", "2026-01-05T24:30", "2026-13-01Z"[:-1], "0000-01-01"])
def test_a_date_that_no_calendar_has(repository: Repo, opened: Repository, moment: str) -> None:
    repository.commit()
    with pytest.raises(GitError, match=f"the calendar has no {moment}"):
        opened.commit_at(moment)


@pytest.mark.parametrize(
    "revision",
    [
        "--output=x",
        "--all",
        "--git-dir",
        "-n1",
        "--",
        "",
        "HEAD HEAD",
        "HEAD..main",
        "^HEAD",
        "main\0",
        "main\n",
        "nowhere",
        "a" * 40,
        "HEAD:a.yaml",
        "HEAD^{tree}",
        "\udcff\x1b[31m",
        "٢٠٢٦-01-05",
        "2026-01-05T09:00:00+02:00",
    ],
)
def test_a_revision_is_never_an_option(repository: Repo, opened: Repository, revision: str) -> None:
    repository.write("a.yaml", "a\n")
    repository.commit()
    with pytest.raises(GitError, match="no date, branch, tag or commit") as told:
        opened.commit_at(revision)
    assert str(told.value).isprintable()
    assert [path.name for path in repository.path.iterdir() if path.name != ".git"] == ["a.yaml"]


# A hostile repository, a hostile environment


def test_replaced_objects_and_grafts_are_ignored(repository: Repo, opened: Repository) -> None:
    repository.write("a.yaml", "true text\n")
    first = repository.commit("first", "2026-01-05T09:00:00Z")
    second = repository.commit("second", "2026-01-06T09:00:00Z")
    blob = opened.index_entries()[0].oid
    fake = repository.git("hash-object", "-w", "--stdin", given=b"fake text\n")
    repository.git("replace", blob, fake)
    repository.write(".git/info/grafts", f"{second}\n")
    assert repository.git("cat-file", "blob", blob) == "fake text"
    assert opened.read_blob(blob, 100) == b"true text\n"
    assert opened.commit_at("2026-01-05") == first


def test_settings_of_the_repository_run_nothing(repository: Repo, opened: Repository, tmp_path: Path) -> None:
    repository.write("a.yaml", "a\n")
    repository.write(".gitattributes", "* diff=evil filter=evil\n")
    repository.commit()
    program = tmp_path / "evil"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\ncat\n")
    program.chmod(0o755)
    names = "core.fsmonitor diff.external core.pager core.sshCommand core.editor diff.evil.textconv filter.evil.smudge"
    aliases = " alias.ls-files alias.ls-tree alias.rev-parse alias.rev-list alias.cat-file"
    for name in (names + aliases).split():
        repository.git("config", name, f"!{program}" if name.startswith("alias") else str(program))
    repository.git("config", "core.hooksPath", str(tmp_path))
    repository.git("config", "core.worktree", str(tmp_path))
    ask_everything(opened)
    assert not (tmp_path / "ran").exists()


def test_a_missing_object_is_not_fetched_by_a_program(repository: Repo, opened: Repository, tmp_path: Path) -> None:
    repository.write("a.yaml", "a\n")
    commit = repository.commit()
    blob = opened.index_entries()[0].oid
    settings = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::touch {tmp_path}/ran",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
    }
    for name, value in settings.items():
        repository.git("config", name, value)
    loose_object(repository, blob).unlink()
    assert [entry.size for entry in opened.commit_entries(commit)] == [-1]
    with pytest.raises(MissingObjectError):
        opened.read_blob(blob, 10)
    assert not (tmp_path / "ran").exists()


def test_gits_words_in_the_environment_are_ignored(
    repository: Repo, opened: Repository, new_repository: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository.write("a.yaml", "a\n")
    commit = repository.commit()
    other = new_repository("other")
    other.write("secret.yaml", "b\n")
    other.commit("other", "2020-01-01T00:00:00Z")
    hostile = {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_WORK_TREE": str(other.path),
        "GIT_INDEX_FILE": str(other.path / ".git" / "index"),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git" / "objects"),
        "GIT_NAMESPACE": "other",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": f"touch {tmp_path}/ran",
        "GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='false'",
        "GIT_TRACE": str(tmp_path / "ran"),
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_GLOB_PATHSPECS": "1",
        "GIT_PAGER": f"touch {tmp_path}/ran",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    assert ask_everything(opened) == (["a.yaml"], ["a.yaml"], b"a\n", commit)
    assert not (tmp_path / "ran").exists()


def ask_everything(opened: Repository) -> tuple[list[str], list[str], bytes, str]:
    staged = opened.index_entries()
    commit = opened.commit_at("2026-12-31")
    assert opened.commit_at("HEAD") == commit
    committed = opened.commit_entries(commit)
    return paths(staged), paths(committed), opened.read_blob(staged[-1].oid, 100), commit


# Words


def test_every_command_ends_its_options_or_takes_no_operand() -> None:
    without = {
        Command.BLOBS, Command.GIT_FOLDER, Command.COMMON_FOLDER, Command.INIT, Command.IMPORT,
        Command.CHECK_OUT, Command.STORE_PACK, Command.REPACK, Command.INIT_SHA1, Command.INIT_SHA256,
        Command.FOUND_FOLDER, Command.OBJECT_FORMAT, Command.MERGE_TREES,
        Command.TAG, Command.TAGS,  # tagging.py writes the marker itself, behind one more option
    }  # fmt: skip
    for command in Command:
        assert command.value[-1] in {"--", "--end-of-options"} or command in without
        assert argument_vector(command, "x")[-1] == "x"


def test_an_unexpected_complaint_is_passed_on_in_one_safe_line(repository: Repo) -> None:
    repository.git("config", "core.repositoryFormatVersion", "99")
    with pytest.raises(GitError, match=r"Git could not read the repository at .*version") as told:
        answer(repository.path, Command.OBJECT_FORMAT)
    assert str(told.value).isprintable()


def test_complaints_are_cut_and_escaped() -> None:
    assert last_words(b"warning: x\nfatal: bad \x1b[31m\xff\nhint: y\n") == "bad \\x1b[31m\ufffd"
    assert last_words(b"hint: y\n") == "hint: y"
    assert last_words(b"") == "it gave no reason"
    assert shown("ä" * 300) == "ä" * 200 + "…"
