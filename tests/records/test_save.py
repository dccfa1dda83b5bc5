"""A file is written whole or not at all, nobody's work is written over, and a crash leaves the old file or the new."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from casekit.records import save
from casekit.records.save import ChangedError, SaveError, TakenError, create, overwrite, replace

CRASH = Path(__file__).parents[1] / "support" / "crash.py"


def after_crashes(tmp_path: Path, *words: str) -> list[dict[str, Any]]:
    """Return what was found after each try: killed before the first step, the second, and so on to the end."""
    program = [sys.executable, str(CRASH), words[0], str(tmp_path / "start"), str(tmp_path / "try"), *words[1:]]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [one["ended"] for one in found] == [False] * (len(found) - 1) + [True]
    return found


def names(folder: Path) -> list[str]:
    """Return the names in a folder, hidden ones too."""
    return sorted(file.name for file in folder.iterdir())


def told(files: dict[str, str]) -> dict[str, str]:
    """Return the files that trees see: not those whose name begins with a dot."""
    return {path: text for path, text in files.items() if not path.rpartition("/")[2].startswith(".")}


@pytest.mark.parametrize(
    ("function", "path", "least"),
    [("create", "a/b/new.yaml", 12), ("replace", "old.yaml", 10), ("overwrite", "old.yaml", 6)],
)
def test_killed_between_any_two_steps_the_old_file_or_the_new_one_is_there(
    function: str, path: str, least: int, tmp_path: Path
) -> None:
    start = tmp_path / "start"
    start.mkdir()
    old, new = "note: old\n" * 3000, "note: new\n" * 4000
    (start / "old.yaml").write_text(old)
    before = {"old.yaml": old}
    after = {**before, path: new}
    states = [told(one["files"]) for one in after_crashes(tmp_path, "save", function, path, old, new)]
    assert len(states) > least
    assert all(state in (before, after) for state in states)
    assert states[0] == before
    assert states[-1] == after
    turned = states.index(after)
    assert states == [before] * turned + [after] * (len(states) - turned)


def test_what_a_crash_leaves_behind_is_passed_over(tmp_path: Path) -> None:
    from casekit.records.tree import WorkingTree

    start = tmp_path / "start"
    start.mkdir()
    (start / "old.yaml").write_text("a: 1\n")
    found = after_crashes(tmp_path, "save", "replace", "old.yaml", "a: 1\n", "a: 2\n")
    left = [set(one["files"]) - {"old.yaml"} for one in found]
    assert any(left)
    for names in left:
        for name in names:
            (tmp_path / "try" / name).write_text("half")
    assert [entry.path for entry in WorkingTree(tmp_path).entries("try")] == ["try/old.yaml"]


# What is in the way


def test_a_new_file_takes_the_place_of_none(tmp_path: Path) -> None:
    create(tmp_path / "x" / "a.yaml", b"1", within=tmp_path)
    with pytest.raises(TakenError, match="is there already"):
        create(tmp_path / "x" / "a.yaml", b"2")
    (tmp_path / "x" / "b.yaml").symlink_to("nowhere")
    with pytest.raises(TakenError):
        create(tmp_path / "x" / "b.yaml", b"2")
    assert (tmp_path / "x" / "a.yaml").read_bytes() == b"1"
    assert names(tmp_path / "x") == ["a.yaml", "b.yaml"]


def test_a_file_that_appears_at_the_last_moment_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "a.yaml"
    there.write_bytes(b"theirs")
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    with pytest.raises(TakenError):
        create(there, b"mine")
    assert there.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.yaml"]


def test_no_folder_on_the_way_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "door").symlink_to(tmp_path / "out", target_is_directory=True)
    with pytest.raises(SaveError, match="the folder door is a symbolic link"):
        create(tmp_path / "in" / "door" / "x" / "a.yaml", b"1", within=tmp_path / "in")
    assert names(tmp_path / "out") == []


def test_without_hard_links_a_file_is_moved_into_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(_from: str, _to: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    create(tmp_path / "a.yaml", b"1")
    assert (tmp_path / "a.yaml").read_bytes() == b"1"
    seen = iter([False, True])
    monkeypatch.setattr(os.path, "lexists", lambda _path: next(seen))
    with pytest.raises(TakenError):
        create(tmp_path / "a.yaml", b"2")
    assert names(tmp_path) == ["a.yaml"]


@pytest.mark.parametrize("now", [b"theirs", b"old, and more", b""])
def test_what_someone_saved_meanwhile_stays(now: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(now)
    with pytest.raises(ChangedError, match="saved by someone else meanwhile"):
        replace(file, b"old", b"new")
    assert file.read_bytes() == now
    assert names(tmp_path) == ["a.yaml"]


def test_the_permissions_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    file.chmod(0o664)
    replace(file, b"old", b"new")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o664)
    overwrite(file, b"newer", mode=0o600)
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"newer", 0o600)


def test_only_a_plain_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, says in [
        ("link", "symbolic link"),
        ("pipe", "no plain file"),
        ("folder", "no plain file"),
        ("none", "no longer"),
    ]:
        with pytest.raises(SaveError, match=says):
            replace(tmp_path / name, b"old", b"new")
    assert (tmp_path / "target").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is full"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EACCES, "you have no permission"),
        (errno.EIO, "cannot be written: "),
    ],
)
def test_what_the_disk_says_is_told_in_words_and_nothing_is_left(
    number: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(SaveError, match=says):
        create(tmp_path / "a.yaml", b"1")
    with pytest.raises(SaveError, match=says):
        overwrite(tmp_path / "a.yaml", b"1", mode=0o600)
    monkeypatch.undo()
    assert names(tmp_path) == []


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(SaveError, match=r"a file stands where its folder should be|is there already"):
        create(tmp_path / "x" / "a.yaml", b"1")


def test_a_disk_that_takes_a_little_at_a_time_gets_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:3])))
    create(tmp_path / "a.yaml", b"0123456789")
    assert (tmp_path / "a.yaml").read_bytes() == b"0123456789"


def test_where_folders_cannot_be_opened_nothing_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")
    monkeypatch.delattr(os, "chmod")
    create(tmp_path / "a.yaml", b"1")
    replace(tmp_path / "a.yaml", b"1", b"2")
    assert (tmp_path / "a.yaml").read_bytes() == b"2"
    assert save.create is create
