"""`casekit cache clear` throws away what is kept, says how much it was, and leaves the records alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from support.again import anew, kept_files, new_agency

from casekit.cli.main import run
from casekit.git import GitError, Repository

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    return new_agency(tmp_path / "agency")


def test_what_is_kept_is_removed_and_told(agency: Path, capsys: Printed) -> None:
    assert run(["-C", str(agency), "lint"]) == 1
    assert len(kept_files(agency)) == 1
    capsys.readouterr()
    assert run(["-C", str(agency), "cache", "clear"]) == 0
    out = capsys.readouterr().out
    assert re.fullmatch(f"casekit: removed 1 file, 0[.][01] MB, from {re.escape(str(agency))}/.git/casekit[.]\n", out)
    assert not (agency / ".git/casekit").exists()
    assert run(["-C", str(agency), "cache", "clear"]) == 0
    assert capsys.readouterr().out == "casekit: nothing was kept.\n"


def test_without_git_nothing_is_kept(agency: Path, capsys: Printed) -> None:
    shutil.rmtree(agency / ".git")
    assert run(["-C", str(agency), "cache", "clear"]) == 0
    assert "not in a Git repository" in capsys.readouterr().out


@pytest.mark.parametrize("error", [GitError("Git is not installed"), PermissionError(13, "Permission denied")])
def test_what_is_in_the_way_is_told(
    agency: Path, error: Exception, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Repository) -> Path:
        raise error

    monkeypatch.setattr(Repository, "cache_folder", refuse)
    assert run(["-C", str(agency), "cache", "clear"]) == 2
    err = capsys.readouterr().err
    assert ("Git is not installed" in err) or ("cannot be removed: Permission denied." in err)


def test_without_cache_all_is_done_anew_and_nothing_kept(agency: Path, capsys: Printed) -> None:
    assert run(["-C", str(agency), "lint", "--no-cache"]) == 1
    plain = capsys.readouterr().out
    assert kept_files(agency) == []
    for _ in range(2):
        assert run(["-C", str(agency), "lint"]) == 1
        assert capsys.readouterr().out == plain
    assert anew(agency)
