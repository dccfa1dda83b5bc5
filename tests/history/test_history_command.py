"""`casekit history`: what it prints, what it narrows down to, and that nothing in a record is obeyed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.desk import ID
from support.trail import small

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
FOLDER = f"records/cases/2026/{ID}"
MARKUP = "**bold** <b>x</b> [a](https://evil.example) | `c`"
NASTY = f"\u202ereversed\x1b[31m {MARKUP}"


@pytest.fixture
def agency(repository: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The example agency with four commits of s-ruiz: as it was, a phase, a goal and a note, and one by a stranger."""
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "s.ruiz@example.org")
    small(repository.path)
    repository.commit("Begin\n\nReason: first records\n", on="2026-03-01T09:00:00Z")
    change(repository, "case.yaml", "assignments:", "  - {phase: planning, from: 2026-03-05}\nassignments:")
    repository.commit(f"Move to planning\n\nCase: {ID}\nRule: CK301\n", on="2026-03-05T09:00:00Z")
    change(repository, "plan.yaml", "A door of my own", "A door and a key of my own")
    change(repository, "plan.yaml", "        due: 2026-02-15\n", "        due: 2026-02-15\n        done: 2026-03-09\n")
    repository.commit("Change the plan", on="2026-03-09T09:00:00Z")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "stranger@example.org")
    change(repository, "plan.yaml", "# by herself", "# by herself, today")
    repository.commit("Tidy up", on="2026-03-10T09:00:00Z")
    return repository


def change(repository: Any, name: str, old: str, new: str) -> None:
    file: Path = repository.path / FOLDER / name
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def history(agency: Any, *arguments: str) -> int:
    return run(["-C", str(agency.path), "history", *arguments])


def steady(text: str, agency: Any) -> str:
    """Return a text without the ids of commits, which depend on nothing that a reader cares for."""
    for number, line in enumerate(agency.git("rev-list", "HEAD").split("\n")):
        text = text.replace(line, f"commit-{number}").replace(line[:10], f"commit-{number}")
    return text


@pytest.mark.parametrize("form", ["table", "md", "json"])
def test_the_plan_and_the_case_are_told_as_agreed(
    form: str, agency: Any, capsys: Printed, snapshot: Callable[[str, str], None]
) -> None:
    assert history(agency, ID.lower(), "--format", form, "plan") == 0
    snapshot(f"history-plan.{form}", steady(capsys.readouterr().out, agency))


def test_the_whole_case_is_told_newest_first(
    agency: Any, capsys: Printed, snapshot: Callable[[str, str], None]
) -> None:
    assert history(agency, ID) == 0
    shown = steady(capsys.readouterr().out, agency)
    snapshot("history.txt", shown)
    assert max(map(len, shown.split("\n"))) <= 100
    assert "mandated" not in shown
    assert "2026-03-03-p2" not in shown


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("phases", ["2026-03-05", "2026-03-01"]),
        ("plan.goals.g1.aim", ["2026-03-09", "2026-03-01"]),
        ("g1s1.done", ["2026-03-09"]),
        ("goals", ["2026-03-09", "2026-03-01"]),
        ("care-team", []),
        ("report", []),
    ],
)
def test_a_field_narrows_it_down(field: str, expected: list[str], agency: Any, capsys: Printed) -> None:
    assert history(agency, ID, field) == 0
    shown = capsys.readouterr()
    assert [line[:10] for line in shown.out.split("\n") if line.startswith("2026")] == expected
    assert bool(shown.err) == (not expected)


def test_mandated_reports_are_told_only_where_asked(agency: Any, capsys: Printed) -> None:
    assert history(agency, ID, "report", "--reports") == 0
    assert "mandated report" in capsys.readouterr().out


def test_an_unknown_field_gets_a_suggestion(agency: Any, capsys: Printed) -> None:
    assert history(agency, ID, "phses") == 0
    assert "Did you mean `phases`?" in capsys.readouterr().err


def test_an_earlier_state_has_an_earlier_history(agency: Any, capsys: Printed) -> None:
    assert history(agency, ID, "case", "--at", "2026-03-04") == 0
    assert "Move to planning" not in capsys.readouterr().out


def test_json_says_who_when_and_why(agency: Any, capsys: Printed) -> None:
    assert history(agency, ID, "phases", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    newest = told["changes"][0]
    assert (told["version"], told["case"], newest["staff"], newest["author"]) == (1, ID, "s-ruiz", "Sam Ruiz")
    assert (newest["trailers"], newest["subject"]) == ({"Case": ID, "Rule": "CK301"}, "Move to planning")
    (field,) = newest["fields"]
    assert (field["at"], field["happened"], "before" in field) == (["phases", 2], "2026-03-05", False)
    assert field["after"] == {"phase": "planning", "from": "2026-03-05"}


@pytest.mark.parametrize("form", ["table", "md", "json"])
def test_nothing_in_a_record_or_a_commit_is_obeyed(form: str, agency: Any, capsys: Printed) -> None:
    change(agency, "plan.yaml", "# Written at her kitchen table.", f"note: {json.dumps(MARKUP)}")
    agency.git("config", "user.name", "x")
    agency.commit(f"{NASTY}\n\nReason: {NASTY}\n", on="2026-03-11T09:00:00Z")
    assert history(agency, ID, "--format", form) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    if form != "json":  # where the reader of JSON decodes it, JSON keeps what stands there
        assert "\u202e" not in shown
        assert "reversed" in shown
    if form == "md":
        assert "**bold**" not in shown
        assert "<b>" not in shown
        assert "[a](" not in shown
    else:
        assert json.dumps(MARKUP)[1:-1] in " ".join(shown.split())


def test_a_broken_old_version_is_one_line(agency: Any, capsys: Printed) -> None:
    change(agency, "plan.yaml", "goals:\n", "goals: [\n")
    agency.commit("Break it", on="2026-03-11T09:00:00Z")
    assert history(agency, ID, "plan") == 0
    shown = capsys.readouterr().out
    assert shown.count("cannot be read") == 1
    assert "A door and a key" in shown


def test_a_moved_folder_and_a_dropped_change_are_said(agency: Any, capsys: Printed) -> None:
    agency.git("checkout", "--quiet", "-b", "side")
    change(agency, "plan.yaml", "A door and a key of my own", "Dropped words")
    agency.commit("Aside", on="2026-03-11T09:00:00Z")
    agency.git("checkout", "--quiet", "main")
    (agency.path / "records/cases/2025").mkdir()
    (agency.path / FOLDER).rename(agency.path / f"records/cases/2025/{ID}")
    agency.commit("Move", on="2026-03-12T09:00:00Z")
    agency.git("merge", "--quiet", "--strategy=ours", "-m", "Merge", "side")
    assert history(agency, ID) == 0
    shown = capsys.readouterr().out
    assert "moved to another folder" in shown
    assert f"moved from {FOLDER}/plan.yaml" in " ".join(shown.split())
    assert "left behind by a later merge" in " ".join(shown.split())


def test_a_shallow_clone_says_that_it_is_one(agency: Any, tmp_path: Path, capsys: Printed) -> None:
    clone = tmp_path / "clone"
    agency.git("clone", "--quiet", "--depth=1", f"file://{agency.path}", str(clone))
    assert run(["-C", str(clone), "history", ID, "plan"]) == 0
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_what_is_in_the_way_is_one_line(agency: Any, tmp_path: Path, repository: Any, capsys: Printed) -> None:
    assert history(agency, "C-7K3QFMXX") == 2
    assert f"Did you mean `{ID}`?" in capsys.readouterr().err
    small(tmp_path / "plain")
    assert run(["-C", str(tmp_path / "plain"), "history", ID]) == 2
    assert "no history" in capsys.readouterr().err
    repository.git("init", "--quiet", str(tmp_path / "plain"))
    assert run(["-C", str(tmp_path / "plain"), "history", ID]) == 2
    assert "nothing was committed" in capsys.readouterr().err
    lost = agency.git("rev-parse", "HEAD:records/cases/2026")
    (agency.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert history(agency, ID) == 2
    assert capsys.readouterr().err.startswith("casekit: the history cannot be read: ")
