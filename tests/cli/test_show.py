"""`casekit show`: a case in 80 columns, plain where it is not a terminal."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cases import AGENCY, BARE, CLOSED, FULL

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    return Path(shutil.copytree(AGENCY, tmp_path / "agency"))


def show(*arguments: str, folder: Path = AGENCY) -> int:
    return run(["-C", str(folder), "show", *arguments])


@pytest.mark.parametrize("identifier", [FULL, CLOSED, BARE])
def test_a_case_is_shown_as_agreed(identifier: str, capsys: Printed, snapshot: Callable[[str, str], None]) -> None:
    assert show(identifier) == 0
    shown = capsys.readouterr().out
    snapshot(f"show-{identifier}.txt", shown)
    assert max(map(len, shown.split("\n"))) <= 80
    assert not [line for line in shown.split("\n") if line != line.rstrip()]
    assert "\x1b" not in shown


def test_all_shows_finished_goals_and_the_whole_timeline(capsys: Printed) -> None:
    assert show(FULL, "--all") == 0
    shown = capsys.readouterr().out
    assert "Keep paying on every payday." in shown
    assert "I need one page that says what comes first." in shown
    assert "earlier: casekit show" not in shown


def test_an_id_may_be_typed_in_small_letters(capsys: Printed) -> None:
    assert show(FULL.lower()) == 0
    assert capsys.readouterr().out.startswith("Jo  C-2M4K8QAY\n")


def test_an_unknown_id_gets_a_suggestion(capsys: Printed) -> None:
    assert show("C-2M4K8QAX") == 2
    assert "Did you mean `C-2M4K8QAY`?" in capsys.readouterr().err


def test_a_case_whose_first_file_is_broken_is_one_line(agency: Path, capsys: Printed) -> None:
    (agency / f"records/cases/2026/{FULL}/case.yaml").write_text("id: [")
    assert show(FULL, folder=agency) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert (
        told.err
        == f"casekit: the case.yaml of {FULL} cannot be read. Run casekit lint: it says what is wrong, and where.\n"
    )


def test_other_broken_files_are_told_in_the_view(agency: Path, capsys: Printed) -> None:
    (agency / f"records/cases/2026/{FULL}/plan.yaml").write_text("a: [")
    assert show(FULL, folder=agency) == 0
    assert "1 file of this case could not be read; run casekit lint" in capsys.readouterr().out
    (agency / f"records/cases/2026/{FULL}/screening.yaml").write_text("a: [")
    assert show(FULL, folder=agency) == 0
    assert "2 files of this case could not be read; run casekit lint" in capsys.readouterr().out


def test_an_earlier_state_says_that_it_is_one(agency: Path, capsys: Printed) -> None:
    git = ["git", "-C", str(agency)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "records"], check=True)
    file = agency / "records/people/2M/P-2M4K8QAY.yaml"
    file.write_text(file.read_text().replace("used: Jo", "used: Hanna"))
    assert show(FULL, "--at", "HEAD", folder=agency) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Jo ")
    assert "As it was at HEAD, not as it is now" in shown


def on_a_terminal(**env: str) -> str:
    """Run the command on a terminal of its own, and return what arrives there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "casekit", "-C", str(AGENCY), "show", FULL]
    environment = {**os.environ, "TERM": "xterm-256color", **env}
    with subprocess.Popen(command, stdout=theirs, stdin=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.wait() == 0
    os.close(ours)
    return shown.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end of a terminal is closed
        return b""


def test_a_terminal_gets_colour() -> None:
    assert "\x1b[" in on_a_terminal()


def test_no_color_means_no_escape_codes_at_all() -> None:
    assert "\x1b" not in on_a_terminal(NO_COLOR="1")
