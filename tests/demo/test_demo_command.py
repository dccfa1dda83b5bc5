"""The command says what it made, and writes over nothing."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from casekit.cli.main import run
from casekit.demo import make


def test_it_says_what_it_made_and_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "demo", "trial", "--cases", "1", "--years", "1"]) == 0
    said = capsys.readouterr().err
    assert said.startswith("casekit: 1 case, ")
    assert "Nobody in them exists." in said
    assert run(["-C", str(tmp_path / "trial"), "lint"]) == 0


def test_a_folder_is_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["demo", "trial", "--cases", "1", "--years", "1"]) == 0
    assert "casekit -C trial lint" in capsys.readouterr().err
    assert (tmp_path / "trial" / "records" / "agency.yaml").is_file()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--cases", "0"], "0 is not in the range 1<=x<=100000"),
        (["--years", "11"], "11 is not in the range 1<=x<=10"),
        (["--seed", "-1"], "-1 is not in the range"),
        (["--cases", "many"], "'many' is not a valid integer"),
    ],
)
def test_what_is_out_of_range_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    assert run(["demo", str(tmp_path / "new"), *options]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run(["demo", str(tmp_path), "--cases", "1"]) == 2
    assert "is not empty, and nothing is written over. Name a new folder." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert run(["demo", str(tmp_path / "notes.txt"), "--cases", "1"]) == 2
    assert "is a file. Name a new folder." in capsys.readouterr().err
    assert run(["demo", str(tmp_path / "notes.txt" / "below"), "--cases", "1"]) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_without_git_one_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["demo", str(tmp_path / "new"), "--cases", "1"]) == 2
    assert "Git is not installed" in capsys.readouterr().err


def test_without_cryptography_one_is_told_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "casekit.demo.keys", None)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    monkeypatch.delitem(sys.modules, "casekit.demo.keys")
    for name in [name for name in sys.modules if name.startswith("cryptography.")]:
        monkeypatch.delitem(sys.modules, name)
    assert run(["demo", str(tmp_path / "new"), "--cases", "1", "--signed"]) == 2
    assert "pip install 'casekit[audit]'" in capsys.readouterr().err


def test_what_is_interrupted_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(folder: Path) -> None:
        assert (folder / ".git").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "check_out", interrupted)
    assert run(["demo", str(tmp_path), "--cases", "1"]) == 130
    assert "nothing was changed" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path) -> None:
        del folder
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(make, "check_out", full)
    assert run(["demo", str(tmp_path), "--cases", "1"]) == 2
    assert "cannot be written: Disk quota exceeded. Nothing was kept of it." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
