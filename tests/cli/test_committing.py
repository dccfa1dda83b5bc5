"""`--commit`: what a command wrote and nothing else, by the user's own Git, in words that name nobody."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.desk import ID, desk
from support.edits import CASE

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
NOTE = ["--kind", "phone", "--minutes", "5", "--reached", "--note", "Rosa Example called about the key."]


@pytest.fixture
def agency(tmp_path: Path, pin_today: None) -> Path:
    del pin_today
    folder = desk(tmp_path)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "Begin")
    return folder


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


def call(agency: Path, *words: str) -> int:
    return run(["-C", str(agency), *words])


def last(folder: Path) -> tuple[str, list[str]]:
    """Return the message of the last commit, and the files in it."""
    return git(folder, "log", "-1", "--format=%B"), git(folder, "show", "--format=", "--name-only").split("\n")


def test_a_new_record_is_a_commit_that_names_nobody(agency: Path, capsys: Printed) -> None:
    (agency / "other.txt").write_text("staged by somebody else\n")
    git(agency, "add", "other.txt")
    assert call(agency, "new", "contact", ID, *NOTE, "--commit", "--commit-reason", "asked for by phone") == 0
    message, files = last(agency)
    assert message == f"Add a contact\n\nCase: {ID}\nReason: asked for by phone"
    assert [path.startswith(f"{CASE}/contacts/") for path in files] == [True]
    assert git(agency, "status", "--porcelain") == "A  other.txt"
    assert f"committed as {git(agency, 'rev-parse', 'HEAD')[:10]}" in capsys.readouterr().err
    assert git(agency, "log", "-1", "--format=%(trailers:key=Case,valueonly)").strip() == ID


EDITS = {
    "phase": ("phase", ID, "planning", "--because", "Evicted"),
    "status": ("status", ID, "on_hold", "--because", "In hospital"),
    "done": ("done", ID, "g1s1"),
    "handover": ("handover", ID, "--to", "s-ruiz", "--role", "second"),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_change_is_a_commit(agency: Path, name: str) -> None:
    assert call(agency, *EDITS[name], "--commit") == 0
    message, files = last(agency)
    file = "plan" if name == "done" else "case"
    assert message == f"Change a {file}\n\nCase: {ID}"
    assert files == [f"{CASE}/{file}.yaml"]


def test_mends_are_a_commit_with_their_rules(agency: Path) -> None:
    file = agency / CASE / "plan.yaml"
    file.write_text(file.read_text().replace("started: 2026-01-20", "started: 2026-01-20   "))
    git(agency, "commit", "--quiet", "-am", "Spaces")
    assert call(agency, "lint", "--fix", "--commit", "--select", "CK0", "--select", "CK1") == 0
    message, files = last(agency)
    assert message.startswith("Mend a plan\n\nRule: CK0")
    assert files == [f"{CASE}/plan.yaml"]
    assert call(agency, "lint", "--commit") == 2


def test_what_few_may_know_of_is_not_in_a_subject(agency: Path) -> None:
    line = ["new", "incident", ID, "--no-edit", "--commit"]
    call(agency, *line)
    assert last(agency)[0] == "Begin"  # something is still empty in it
    from casekit.cli.committing import message
    from casekit.cli.finishing import Written

    paths = (f"{CASE}/reports/2026-03-03-p2.yaml", f"{CASE}/incidents/2026-03-03-p2.yaml")
    assert message(Written(agency, paths, ID)) == f"Add a record\n\nCase: {ID}\n"


def test_a_hook_that_says_no_leaves_the_record_and_nothing_staged(
    agency: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hook = agency / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    assert call(agency, "new", "contact", ID, *NOTE, "--commit") == 1
    told = capfd.readouterr().err
    assert "not today" in told
    assert "it is written and not committed: Git or a hook said no" in told
    (path,) = git(agency, "status", "--porcelain", "-uall").split("\n")
    assert path.startswith(f"?? {CASE}/contacts/")
    assert last(agency)[0] == "Begin"


def test_what_was_changed_before_is_not_swept_in(agency: Path, capsys: Printed) -> None:
    case = agency / CASE / "case.yaml"
    case.write_text(f"{case.read_text()}# not committed yet\n")
    assert call(agency, "phase", ID, "planning", "--commit") == 1
    assert "held changes that were not committed before" in capsys.readouterr().err
    assert last(agency)[0] == "Begin"
    assert "phase: planning" in case.read_text()


def test_without_a_repository_it_says_how_to_begin_one(agency: Path, capsys: Printed) -> None:
    (agency / ".git").rename(agency / "git")
    line = ["new", "contact", ID, *NOTE, "--by", "s-ruiz", "--commit"]
    assert call(agency, *line) == 1
    assert "casekit init ." in capsys.readouterr().err


def test_a_broken_repository_is_told(agency: Path, capsys: Printed) -> None:
    lost = git(agency, "rev-parse", "HEAD:records")
    (agency / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert call(agency, "new", "contact", ID, *NOTE, "--commit") == 1
    assert "it is written and not committed: Git could not read" in capsys.readouterr().err


@pytest.mark.parametrize("reason", ["Rosa asked for it", "call 555-123-4567", "turned 18, born 1988-07-14"])
def test_a_reason_that_names_somebody_is_declined(agency: Path, reason: str, capsys: Printed) -> None:
    before = sorted((agency / "records").rglob("*.yaml"))
    assert call(agency, "new", "contact", ID, *NOTE, "--commit", "--commit-reason", reason) == 2
    told = capsys.readouterr().err
    assert "seems to name somebody" in told
    assert reason not in told
    assert sorted((agency / "records").rglob("*.yaml")) == before


@pytest.mark.parametrize("reason", ["two\nlines", " ", "x" * 201, "\u202e"])
def test_a_reason_is_one_line(agency: Path, reason: str, capsys: Printed) -> None:
    assert call(agency, "done", ID, "g1s1", "--commit", "--commit-reason", reason) == 2
    assert call(agency, "done", ID, "g1s1", "--commit-reason", "fine") == 2
    assert "--commit-reason" in capsys.readouterr().err
    assert git(agency, "status", "--porcelain") == ""


def test_a_dry_run_commits_nothing(agency: Path) -> None:
    assert call(agency, "done", ID, "g1s1", "--dry-run", "--commit") == 0
    assert last(agency)[0] == "Begin"


def test_it_is_signed_where_the_user_signs(agency: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    for name, value in {"gpg.format": "ssh", "user.signingKey": f"{key}.pub", "commit.gpgSign": "true"}.items():
        git(agency, "config", name, value)
    assert call(agency, "done", ID, "g1s1", "--commit") == 0
    assert "\ngpgsig -----BEGIN SSH SIGNATURE-----" in git(agency, "cat-file", "commit", "HEAD")
