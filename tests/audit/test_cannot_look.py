"""Where the audit cannot look, or not to the end, it says so: a Git that is missing, old, slow, killed or cut short (T87, T88)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from support.damage.past import conflict
from support.damage.world import World
from support.signed import NOTE, NOW, Shop, git, healthy

from casekit.audit.codes import Verdict
from casekit.audit.trust import LastSeen, Trust
from casekit.audit.verdict import Audit
from casekit.audit.verify import verify

REAL = shutil.which("git") or "git"
ASKED = ["fetch", "log", "cat-file", "merge-tree", "for-each-ref"]
"""What the audit asks of Git, one after the other."""


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Trust]:
    shop = Shop(tmp_path_factory.mktemp("look") / "agency.git")
    shop.begin()
    root = healthy(shop)
    trust = Trust(root, "sha1", last_seen=LastSeen(shop.main, 7))
    conflict(World(shop, trust, wrong=False, sentinel=shop.folder), "s-ruiz")
    return shop, trust


def looked(agency: tuple[Shop, Trust], *, timeout: float = 60) -> Audit:
    shop, trust = agency
    return verify(shop.folder, trust=trust, now=NOW, timeout=timeout)


def only(audit: Audit) -> str:
    (judgement,) = audit.judgements
    assert audit.verdict is judgement.verdict
    return judgement.code


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program called git first on the PATH; ``$all`` are its arguments, ``$real`` is the true one."""
    program = folder / "git"
    program.write_text(f'#!/bin/bash\nall=" $* "\nreal={REAL}\n{body}\nexec "$real" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_it_passes_with_a_git_that_works(agency: tuple[Shop, Trust]) -> None:
    assert looked(agency).verdict is Verdict.PASS


def test_without_git(agency: tuple[Shop, Trust], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    audit = looked(agency)
    assert only(audit) == "CK805"
    assert "not installed" in audit.judgements[0].why


def test_with_an_old_git(agency: tuple[Shop, Trust], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Git from before `merge-tree --stdin` says that it knows no such option."""
    stand_in(
        tmp_path, monkeypatch, 'case "$all" in *" merge-tree "*) echo "usage: git merge-tree" >&2; exit 129;; esac'
    )
    assert only(looked(agency)) == "CK805"


@pytest.mark.parametrize("asked", ["fetch", "cat-file"])
def test_with_a_git_that_hangs(
    asked: str, agency: tuple[Shop, Trust], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f'case "$all" in *" {asked} "*) exec sleep 60;; esac')
    audit = looked(agency, timeout=1)
    assert only(audit) == "CK805"
    assert "within 1 second" in audit.judgements[0].why


@pytest.mark.parametrize("asked", ASKED)
def test_with_a_git_that_is_killed(
    asked: str, agency: tuple[Shop, Trust], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f'case "$all" in *" {asked} "*) "$real" "$@" | head -c 90; kill -9 $$;; esac')
    assert looked(agency).verdict in {Verdict.UNPROVEN, Verdict.FAIL}


@pytest.mark.parametrize("asked", ["log", "cat-file", "merge-tree"])
def test_with_answers_that_end_too_early(
    asked: str, agency: tuple[Shop, Trust], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git says that all went well, and the answer is not whole."""
    stand_in(tmp_path, monkeypatch, f'case "$all" in *" {asked} "*) "$real" "$@" | head -c 30; exit 0;; esac')
    assert looked(agency).verdict is not Verdict.PASS


def test_where_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    audit = verify(tmp_path, trust=None, now=NOW)
    assert only(audit) == "CK805"
    git(tmp_path, "init", "-q", "-b", "main")
    audit = verify(tmp_path, trust=None, now=NOW)
    assert only(audit) == "CK805"
    assert "main" in audit.judgements[0].why


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to another user")
def test_repository_of_another_user(
    tmp_path: Path, agency: tuple[Shop, Trust], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to do is said: make a clone, or trust it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    other = Path(shutil.copytree(agency[0].folder, tmp_path / "theirs.git"))
    for top, folders, files in os.walk(other):
        for name in [top, *folders, *files]:
            os.chown(Path(top) / name, 65534, 65534)
    audit = verify(other, trust=agency[1], now=NOW)
    assert only(audit) == "CK805"
    assert "belongs to another user" in audit.judgements[0].why
    assert NOTE not in audit.judgements[0].why


def test_a_bug_of_ours_is_no_pass(agency: tuple[Shop, Trust], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(NOTE)

    monkeypatch.setattr("casekit.audit.verify.read_past", broken)
    audit = looked(agency)
    assert only(audit) == "CK805"
    assert NOTE not in audit.judgements[0].why, "an error may hold a client's name"


@pytest.mark.parametrize("file", ["agency/records/agency.yaml", "README.md"])
def test_an_agency_in_a_folder_is_not_said_to_pass(file: str, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "agency.git")
    shop.begin()
    root = shop.change("m-lee", "2026-01-05", {file: b"name: Example Agency\n"})
    audit = verify(shop.folder, trust=Trust(root, "sha1", last_seen=LastSeen(root, 1)), now=NOW)
    assert only(audit) == "CK805"
    assert audit.verdict is Verdict.UNPROVEN
    assert audit.judgements[0].path == file.rpartition("/records/")[0]
    assert "records/ at the top" in audit.judgements[0].why
