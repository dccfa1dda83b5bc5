"""One agency seen three ways: on the disk, staged, committed. Nothing that is no plain file is followed or opened."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casekit.git import GitError, open_repository
from casekit.records.tree import CommitTree, Entry, IndexTree, ReadFailure, Tree, WorkingTree, find_agency

if TYPE_CHECKING:
    from conftest import Repo


@pytest.fixture(autouse=True)
def never_hang() -> Iterator[None]:
    """A pipe that is opened after all must fail the test, not stop the run."""

    def give_up(*_: object) -> None:
        raise TimeoutError("the test hung")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def told(tree: Tree, folder: str = "records") -> list[tuple[str, str]]:
    return [(entry.path, entry.kind) for entry in tree.entries(folder)]


def three_trees(repository: Repo, below: str = "") -> list[Tree]:
    """Commit what is there, then look at it in all three ways."""
    commit = repository.commit()
    agency = repository.path / below
    opened = open_repository(agency)
    return [WorkingTree(agency), IndexTree(opened), CommitTree(opened, commit)]


def locked(monkeypatch: pytest.MonkeyPatch, path: Path, door: str) -> None:
    """Take away the right to a path; root, who may read everything, gets the system's answer from us."""
    path.chmod(0)
    if os.geteuid() == 0:
        real = getattr(os, door)

        def refuse(place: str | int, *rest: object, **named: object) -> object:
            if not isinstance(place, int) and os.fspath(place) == str(path):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return real(place, *rest, **named)

        monkeypatch.setattr(os, door, refuse)


# The three trees agree


@pytest.mark.parametrize("below", ["", "offices/north"])
def test_the_three_trees_agree(repository: Repo, below: str) -> None:
    base = f"{below}/" if below else ""
    contents = {
        "records/agency.yaml": b"name: Harbor\n",
        "records/a-b/x.yaml": b"one\n",
        "records/a/x.yaml": b"two\n",
        "records/a.yaml": b"",
        "records/people/é.yaml": b"three\n",
        "records/notes.txt": b"not YAML\n",
        'records/quote".yaml': b"four\n",
        "records/new\nline.yaml": b"five\n",
        "records/-rf.yaml": b"six\n",
        "records/back\\slash.yaml": b"seven\n",
        os.fsdecode(b"records/bad\xff.yaml"): b"eight\n",
    }
    passed_over = [".hidden.yaml", ".git-keep/x.yaml", "a.yaml~", ".a.yaml.swp", "a.swp", "#a.yaml#", "old~/x.yaml"]
    for path, text in contents.items():
        repository.write(base + path, text)
    for name in passed_over:
        repository.write(f"{base}records/{name}", "left behind\n")
    repository.write(f"{base}records/folder.yaml/x.yaml", "in a folder named like a record\n")
    repository.write(f"{base}records/folder.yaml/y.yaml", "another\n")
    repository.write("records-old/x.yaml", "elsewhere\n")
    (repository.path / base / "records" / "link.yaml").symlink_to("/etc/passwd")
    (repository.path / base / "records" / "linked").symlink_to("people")
    trees = three_trees(repository, below)
    disk, staged, committed = ([*tree.entries("records")] for tree in trees)
    assert [(e.path, e.kind) for e in disk] == [(e.path, e.kind) for e in staged]
    assert [(e.path, e.kind, e.size) for e in disk] == [(e.path, e.kind, e.size) for e in committed]
    assert [e.path for e in disk] == sorted((e.path for e in disk), key=lambda path: path.split("/"))
    kinds = dict.fromkeys(contents, "file")
    kinds |= {"records/folder.yaml": "folder", "records/link.yaml": "symlink", "records/linked": "symlink"}
    assert {e.path: e.kind for e in disk} == kinds
    for tree in trees:
        with tree:
            for entry in tree.entries("records"):
                if entry.kind == "file":
                    assert tree.read(entry, 100) == contents[entry.path]
                    assert tree.read(entry, 2) == contents[entry.path][:3]
                else:
                    with pytest.raises(ReadFailure):
                        tree.read(entry, 100)


def test_labels(repository: Repo) -> None:
    disk, staged, committed = three_trees(repository)
    assert (disk.label, staged.label) == ("working tree", "index")
    assert committed.label == "commit " + repository.git("rev-parse", "--short=12", "HEAD")


def test_the_whole_agency_and_one_folder(repository: Repo) -> None:
    repository.write("casekit.toml", "")
    repository.write("records/cases/x.yaml", "a\n")
    for tree in three_trees(repository):
        assert told(tree, "") == [("casekit.toml", "file"), ("records/cases/x.yaml", "file")]
        assert told(tree, "records/cases") == [("records/cases/x.yaml", "file")]
        assert told(tree, "records/nowhere") == []
        assert told(tree, "casekit.toml") == [("casekit.toml", "file")]


def test_records_that_are_a_link_are_told_not_followed(repository: Repo, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "cases").mkdir(parents=True)
    (tmp_path / "elsewhere" / "secret.yaml").write_text("secret\n")
    (repository.path / "records").symlink_to(tmp_path / "elsewhere")
    for tree in three_trees(repository):
        assert told(tree) == [("records", "symlink")]
    assert told(WorkingTree(repository.path), "records/cases") == [("records", "symlink")]


def test_records_that_are_a_file(repository: Repo) -> None:
    repository.write("records", "a file\n")
    for tree in three_trees(repository):
        assert told(tree) == [("records", "file")]


def test_another_repository_inside_is_told(repository: Repo, new_repository: Callable) -> None:
    inner = new_repository("agency/records/inner")
    inner.write("x.yaml", "inner\n")
    inner.commit()
    for tree in three_trees(repository):
        assert told(tree) == [("records/inner", "submodule")]


def test_records_in_a_repository_of_their_own_are_read(new_repository: Callable) -> None:
    records = new_repository("agency/records")
    records.write("agency.yaml", "name: Harbor\n")
    assert told(WorkingTree(records.path.parent)) == [("records/agency.yaml", "file")]


def test_a_half_finished_merge(repository: Repo) -> None:
    repository.write("records/a.yaml", "base\n")
    repository.write("records/calm.yaml", "calm\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "other")
    repository.write("records/a.yaml", "theirs\n")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("records/a.yaml", "ours\n")
    repository.commit()
    with pytest.raises(AssertionError):
        repository.git("merge", "--quiet", "other")
    with IndexTree(open_repository(repository.path)) as staged:
        assert told(staged) == [("records/a.yaml", "unmerged"), ("records/calm.yaml", "file")]
        with pytest.raises(ReadFailure):
            staged.read(next(staged.entries("records")), 100)
    assert told(WorkingTree(repository.path))[0] == ("records/a.yaml", "file")


def test_an_index_of_announced_files_is_empty(repository: Repo) -> None:
    repository.write("records/a.yaml", "later\n")
    repository.git("add", "--intent-to-add", ".")
    assert told(IndexTree(open_repository(repository.path))) == []


def test_a_lost_object_is_a_failure_of_one_file_a_lost_repository_is_not(repository: Repo) -> None:
    repository.write("records/a.yaml", "a\n")
    _, staged, _ = three_trees(repository)
    entry = next(staged.entries("records"))
    (repository.path / ".git" / "objects" / entry.oid[:2] / entry.oid[2:]).unlink()
    with staged, pytest.raises(ReadFailure, match="missing from the Git repository"):
        staged.read(entry, 10)
    (repository.path / ".git" / "HEAD").unlink()
    with pytest.raises(GitError, match="not a Git repository that works"):
        staged.read(entry, 10)


# The working tree


def test_without_a_repository(tmp_path: Path) -> None:
    (tmp_path / "records" / "empty").mkdir(parents=True)
    (tmp_path / "records" / "empty.yaml").mkdir()
    (tmp_path / "records" / "a.yaml").write_text("a\n")
    with WorkingTree(tmp_path) as tree:
        status = (tmp_path / "records" / "a.yaml").stat()
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
        assert list(tree.entries("records")) == [
            Entry("records/a.yaml", "file", 2, stamp=stamp),
            Entry("records/empty.yaml", "folder"),
        ]
    assert told(WorkingTree(tmp_path / "nowhere")) == []


def test_what_is_no_file_is_told_and_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "records").mkdir()
    monkeypatch.chdir(tmp_path / "records")
    os.mkfifo("pipe.yaml")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("plug.yaml")
        tree = WorkingTree(tmp_path)
        assert told(tree) == [("records/pipe.yaml", "special"), ("records/plug.yaml", "special")]
        with pytest.raises(ReadFailure, match="not a plain file"):
            tree.read(Entry("records/pipe.yaml", "special"), 10)
        with pytest.raises(ReadFailure, match="the disk reports “No such device or address”"):
            tree.read(Entry("records/plug.yaml", "special"), 10)


def test_what_was_put_in_a_files_place_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a\n")
    tree = WorkingTree(tmp_path)
    (entry,) = tree.entries("")
    (tmp_path / "a.yaml").unlink()
    with pytest.raises(ReadFailure, match="no longer there"):
        tree.read(entry, 10)
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(ReadFailure, match="not a plain file"):
        tree.read(entry, 10)
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "a.yaml").symlink_to("/etc/passwd")
    with pytest.raises(ReadFailure, match="symbolic link") as told_:
        tree.read(entry, 10)
    assert told_.value.reason == "it is a symbolic link"


def test_no_more_is_read_than_the_limit_and_one(tmp_path: Path) -> None:
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(10**12)
    tree = WorkingTree(tmp_path)
    (entry,) = tree.entries("")
    assert entry.size == 10**12
    assert tree.read(entry, 200_000) == bytes(200_001)


def test_an_unreadable_file_is_told_on_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("a\n")
    locked(monkeypatch, tmp_path / "a.yaml", "open")
    tree = WorkingTree(tmp_path)
    (entry,) = tree.entries("")
    assert entry.kind == "file"
    with pytest.raises(ReadFailure, match="you have no permission to read it"):
        tree.read(entry, 10)


def test_an_unreadable_folder_is_told_and_hides_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("records/locked/x.yaml", "records/open/y.yaml"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text("a\n")
    locked(monkeypatch, tmp_path / "records" / "locked", "scandir")
    assert told(WorkingTree(tmp_path)) == [("records/locked", "unreadable"), ("records/open/y.yaml", "file")]


def test_an_agency_that_may_not_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agency" / "records").mkdir(parents=True)
    (tmp_path / "agency").chmod(0o600)
    if os.geteuid() == 0:
        locked(monkeypatch, tmp_path / "agency" / "records", "lstat")
    assert told(WorkingTree(tmp_path / "agency")) == [("records", "unreadable")]
    (tmp_path / "agency").chmod(0o700)


def test_what_vanishes_under_the_walk_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.yaml", "b/x.yaml", "c.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a\n")
    walk = WorkingTree(tmp_path).entries("")
    assert next(walk).path == "a.yaml"
    (tmp_path / "b" / "x.yaml").unlink()
    (tmp_path / "b").rmdir()
    assert [entry.path for entry in walk] == ["c.yaml"]


def test_a_file_that_vanishes_between_listing_and_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("a\n")
    real = os.scandir

    @contextmanager
    def list_then_lose(path: str) -> Iterator[list[os.DirEntry[str]]]:
        with real(path) as listing:
            found = list(listing)
        (tmp_path / "b.yaml").unlink()
        yield found

    monkeypatch.setattr(os, "scandir", list_then_lose)
    assert told(WorkingTree(tmp_path), "") == [("a.yaml", "file")]


def test_folders_as_deep_as_the_system_allows(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.yaml", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    found = told(WorkingTree(tmp_path), "")
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)  # too deep for pytest's own tidying up
    assert found == [("d/" * 1500 + "x.yaml", "file")]


# The agency


def test_the_agency_is_found_from_anywhere_inside(tmp_path: Path) -> None:
    agency = tmp_path / "agency"
    (agency / "records" / "cases" / "2026").mkdir(parents=True)
    (agency / "site").mkdir()
    for start in (agency, agency / "records", agency / "records" / "cases" / "2026", agency / "site"):
        assert find_agency(start) == agency
    (agency / "records" / "a.yaml").write_text("a\n")
    assert find_agency(agency / "records" / "a.yaml") == agency


def test_casekit_toml_makes_an_agency(tmp_path: Path) -> None:
    (tmp_path / "casekit.toml").write_text("")
    (tmp_path / "empty").mkdir()
    assert find_agency(tmp_path / "empty") == tmp_path


def test_no_agency_up_to_the_top(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("a file, not a folder\n")
    assert find_agency(tmp_path) is None
