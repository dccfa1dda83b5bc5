"""`casekit summary`: a document on the standard output, or in a file that is written whole or not at all."""

from __future__ import annotations

import builtins
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from support.cases import AGENCY, FULL

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]


def summary(*arguments: str, folder: Path = AGENCY) -> int:
    return run(["-C", str(folder), "summary", FULL, *arguments])


def test_markdown_is_the_default(capsys: Printed) -> None:
    assert summary() == 0
    assert capsys.readouterr().out.startswith("# Jo\n\nCase C-2M4K8QAY")


def test_html_is_a_whole_document(capsys: Printed) -> None:
    assert summary("--format", "html") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("<!DOCTYPE html>")
    assert shown.rstrip().endswith("</html>")


def test_a_file_is_for_its_owner_only(tmp_path: Path, capsys: Printed) -> None:
    out = tmp_path / "jo.md"
    out.write_text("older")
    assert summary("-o", str(out)) == 0
    assert out.read_text().startswith("# Jo")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert capsys.readouterr().out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["jo.md"]


@pytest.mark.parametrize(
    "name", ["records/jo.md", f"records/cases/2026/{FULL}/plan.yaml", "elsewhere/../records/jo.md"]
)
def test_nothing_is_written_below_the_records(name: str, tmp_path: Path, capsys: Printed) -> None:
    agency = Path(shutil.copytree(AGENCY, tmp_path / "agency"))
    (agency / "elsewhere").mkdir()
    before = sorted(p for p in agency.rglob("*"))
    assert summary("-o", str(agency / name), folder=agency) == 2
    assert "only records are kept" in capsys.readouterr().err
    assert sorted(p for p in agency.rglob("*")) == before


def test_a_link_into_the_records_is_no_way_around(tmp_path: Path) -> None:
    agency = Path(shutil.copytree(AGENCY, tmp_path / "agency"))
    (tmp_path / "door").symlink_to(agency / "records")
    assert summary("-o", str(tmp_path / "door" / "jo.md"), folder=agency) == 2


def test_a_folder_that_cannot_be_is_one_line_and_one_that_is_not_there_is_made(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "file").touch()
    assert summary("-o", str(tmp_path / "file" / "jo.md")) == 2
    assert capsys.readouterr().err.endswith("jo.md cannot be written: File exists.\n")
    assert summary("-o", str(tmp_path / "new" / "jo.md")) == 0
    assert (tmp_path / "new" / "jo.md").read_text().startswith("# Jo")


def test_what_cannot_be_finished_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    out = tmp_path / "jo.md"
    out.write_text("older")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    assert summary("-o", str(out)) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert out.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["jo.md"]


@pytest.mark.parametrize(("missing", "code"), [("jinja2", 2), ("casekit.summary.shapes", 3)])
def test_without_jinja_the_way_out_is_named(
    missing: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "casekit.summary.render":
            raise ModuleNotFoundError(name=missing)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert summary() == code
    told = capsys.readouterr().err
    assert ("pip install 'casekit[site]'" in told) is (code == 2)


def test_broken_files_are_told_in_the_document(tmp_path: Path, capsys: Printed) -> None:
    agency = Path(shutil.copytree(AGENCY, tmp_path / "agency"))
    (agency / f"records/cases/2026/{FULL}/plan.yaml").write_text("a: [")
    for form, words in [
        ("md", "1 file of this case could not be read"),
        ("html", "1 file of this case could not be read"),
    ]:
        assert summary("--format", form, folder=agency) == 0
        assert words in capsys.readouterr().out
