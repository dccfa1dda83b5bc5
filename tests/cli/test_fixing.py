"""`casekit lint --fix` and `--diff`: shown first, written whole, and never over what is locked."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.edits import CASE, write

from casekit.cli.main import run

CONTACT, PLAN = f"{CASE}/contacts/2026-03-02-k7.yaml", f"{CASE}/plan.yaml"
SPACED = {"plan.yaml": ("started: 2026-01-20", "started: 2026-01-20  ")}
BOTH = {**SPACED, "contacts/2026-03-02-k7.yaml": ("minutes: 15", "minutes: 15  ")}


def test_diff_shows_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency = write(tmp_path, SPACED)
    before = (agency / PLAN).read_bytes()
    assert run(["-C", str(agency), "lint", "--diff"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"--- a/{PLAN}\n+++ b/{PLAN}\n")
    assert "-started: 2026-01-20  \n+started: 2026-01-20\n" in out
    assert (agency / PLAN).read_bytes() == before


def test_diff_of_clean_records_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(write(tmp_path)), "lint", "--diff"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nothing that --fix would change" in captured.err


def test_fix_mends_and_tells_what_remains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency = write(tmp_path, {**BOTH, "case.yaml": ("program: housing-links", "program: elsewhere")})
    assert run(["-C", str(agency), "lint", "--fix", "--format", "concise"]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 1
    assert "unknown-program" in captured.out
    assert captured.err.count("mended") == 2
    assert b"minutes: 15\n" in (agency / CONTACT).read_bytes()


def test_an_append_only_record_that_git_holds_is_left_alone(
    repository: object, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = write(repository.path, BOTH)  # type: ignore[attr-defined]
    repository.commit()  # type: ignore[attr-defined]
    before = (agency / CONTACT).read_bytes()
    assert run(["-C", str(agency), "lint", "--fix", "--select", "CK024"]) == 0
    assert (agency / CONTACT).read_bytes() == before
    assert b"2026-01-20\n" in (agency / PLAN).read_bytes()
    assert f"{CONTACT} is part of the record since it was committed" in capsys.readouterr().err


def test_only_the_named_files_are_mended(tmp_path: Path) -> None:
    agency = write(tmp_path, BOTH)
    assert run(["-C", str(agency), "lint", "--fix", PLAN]) == 0
    assert b"minutes: 15  \n" in (agency / CONTACT).read_bytes()
    assert b"2026-01-20\n" in (agency / PLAN).read_bytes()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency = write(tmp_path, SPACED)
    target = (agency / PLAN).rename(agency / "plan.yaml")
    (agency / PLAN).symlink_to(target)
    run(["-C", str(agency), "lint", "--fix"])
    assert b"2026-01-20  \n" in target.read_bytes()
    assert "mended" not in capsys.readouterr().err


@pytest.mark.parametrize("other", [["--staged"], ["--at", "HEAD"]])
@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_only_files_on_the_disk_are_mended(
    other: list[str], option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-C", str(write(tmp_path)), "lint", option, *other]) == 2
    assert "for the files on the disk" in capsys.readouterr().err


def test_the_help_of_a_record_finished_by_hand_goes_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    helped = {"plan.yaml": ("started: 2026-01-20", "#: Started on: The day.\n# ours\nstarted: 2026-01-20")}
    agency = write(tmp_path, helped)
    assert run(["-C", str(agency), "lint", "--diff"]) == 1
    assert "-#: Started on: The day.\n" in capsys.readouterr().out
    assert run(["-C", str(agency), "lint", "--fix", f"{CASE}/contacts"]) == 0
    assert "#: " in (agency / PLAN).read_text()
    assert run(["-C", str(agency), "lint", "--fix", CASE]) == 0
    text = (agency / PLAN).read_text()
    assert "#: " not in text
    assert "# ours\nstarted: 2026-01-20" in text


def test_the_help_of_a_record_with_something_empty_stays(tmp_path: Path) -> None:
    helped = {"plan.yaml": ("started: 2026-01-20", "#: Started on: The day.\nstarted:")}
    agency = write(tmp_path, helped)
    assert run(["-C", str(agency), "lint", "--fix"]) == 1
    assert "#: Started on: The day.\nstarted:\n" in (agency / PLAN).read_text()


def test_the_help_stays_where_the_record_has_an_error(tmp_path: Path) -> None:
    helped = {"plan.yaml": ("started: 2026-01-20", "#: Started on: The day.\nstarted: 2026-01-20  \nwrong_field: x")}
    agency = write(tmp_path, helped)
    assert run(["-C", str(agency), "lint", "--fix"]) == 1
    assert "#: Started on: The day.\nstarted: 2026-01-20\n" in (agency / PLAN).read_text()
