"""`casekit lint --format … -o FILE`: the file is written whole or not at all, and never among the records."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from support.rule_examples import CASE, EXAMPLE

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
BAD = f"{CASE}/contacts/2026-03-02-k7.yaml"


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An agency with one finding, as the folder that one is in."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "agency"))
    file = folder / BAD
    file.write_text(file.read_text().replace("by: s-ruiz", "by: s-ruis"))
    monkeypatch.chdir(folder)
    return folder


def lint(*arguments: str) -> int:
    return run(["lint", *arguments])


def test_several_formats_are_had_in_ci(agency: Path, capsys: Printed) -> None:
    for style in ("sarif", "gitlab", "junit"):
        assert lint("--format", style, "-o", f"build/ci/lint.{style}") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("1 error") == 3
    assert sorted(p.name for p in (agency / "build/ci").iterdir()) == ["lint.gitlab", "lint.junit", "lint.sarif"]
    assert json.loads((agency / "build/ci/lint.sarif").read_text())["version"] == "2.1.0"


def test_a_file_has_no_colour_and_the_mode_that_the_umask_asks_for(agency: Path) -> None:
    old = os.umask(0o022)
    try:
        assert lint("-o", "found.txt") == 1
    finally:
        os.umask(old)
    assert "\x1b" not in (agency / "found.txt").read_text()
    assert stat.S_IMODE((agency / "found.txt").stat().st_mode) == 0o644


def test_statistics_can_be_written_too(agency: Path) -> None:
    assert lint("--statistics", "-o", "counts.txt") == 1
    assert (agency / "counts.txt").read_text() == "     1  CK213 unknown-staff (error)\n"


def test_a_github_job_gets_annotations_in_its_log_and_text_in_files(
    agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert lint() == 1
    assert capsys.readouterr().out.startswith("::error file=")
    assert lint("-o", "found.txt") == 1
    assert (agency / "found.txt").read_text().startswith(f"{BAD}:2:5: error CK213")


def test_a_gitlab_job_gets_what_a_person_reads(agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert agency == Path.cwd()
    monkeypatch.setenv("GITLAB_CI", "true")
    assert lint() == 1
    assert "  fix: " in capsys.readouterr().out


def test_the_file_is_found_from_the_folder_that_was_named(
    agency: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["-C", str(agency), "lint", "--format", "json", "-o", "found.json"]) == 1
    assert (agency / "found.json").is_file()


@pytest.mark.parametrize("name", ["records/found.json", BAD, "build/../records/x/y.json", "records", "door/found.json"])
def test_nothing_is_written_among_the_records(name: str, agency: Path, capsys: Printed) -> None:
    (agency / "door").symlink_to(agency / "records")
    before = {p: p.read_bytes() for p in agency.rglob("*") if p.is_file()}
    assert lint("-o", name) == 2
    assert "where only records are kept" in capsys.readouterr().err
    assert {p: p.read_bytes() for p in agency.rglob("*") if p.is_file()} == before


def test_a_link_to_a_record_is_no_way_around(agency: Path) -> None:
    (agency / "found.json").symlink_to(agency / BAD)
    before = (agency / BAD).read_bytes()
    assert lint("-o", "found.json") == 2
    assert (agency / BAD).read_bytes() == before


def test_a_link_elsewhere_is_followed(agency: Path, tmp_path: Path) -> None:
    (agency / "found.json").symlink_to(tmp_path / "target.json")
    assert lint("--format", "json", "-o", "found.json") == 1
    assert (agency / "found.json").is_symlink()
    assert json.loads((tmp_path / "target.json").read_text())


@pytest.mark.parametrize("name", ["schemas", "/dev/null"])
def test_what_is_no_plain_file_is_left_alone(name: str, agency: Path, capsys: Printed) -> None:
    (agency / "schemas").mkdir()
    assert lint("-o", name) == 2
    assert "is no plain file" in capsys.readouterr().err
    assert (agency / "schemas").is_dir()


def test_what_cannot_be_finished_leaves_the_old_file(
    agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (agency / "found.txt").write_text("older")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    assert lint("-o", "found.txt") == 2
    assert capsys.readouterr().err.endswith("found.txt cannot be written: No space left on device.\n")
    assert (agency / "found.txt").read_text() == "older"
    assert not list(agency.glob(".casekit-*"))
