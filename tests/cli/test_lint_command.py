"""`casekit lint`: which files are told of, in which state of the records, and what ordinary mishaps get."""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from conftest import Repo
from support.edits import CASE, Edit, edited, write

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
CONTACT, PLAN = f"{CASE}/contacts/2026-03-02-k7.yaml", f"{CASE}/plan.yaml"
SLIPS: dict[str, Edit] = {
    "contacts/2026-03-02-k7.yaml": ("by: s-ruiz", "by: s-ruis"),
    "plan.yaml": ("need: housing", "need: hosing"),
    "providers/harbor-clinic.yaml": ("status: active", "status: actif"),
}
SLIP: dict[str, Edit] = {"contacts/2026-03-02-k7.yaml": ("by: s-ruiz", "by: s-ruis")}
FILES = sum(path.startswith("records/") for path in edited({}))
CASEKIT = [sys.executable, "-m", "casekit"]


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "NO_COLOR", "FORCE_COLOR", "CASEKIT_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    return write(tmp_path / "agency", SLIPS)


def told(capsys: Printed) -> list[str]:
    """Return the codes that the concise format printed."""
    return [line.split(": ")[1].split()[1] for line in capsys.readouterr().out.splitlines()]


def lint(folder: Path, *arguments: str) -> int:
    return run(["-C", str(folder), "lint", "--format", "concise", *arguments])


# Which files


@pytest.mark.parametrize(
    ("start", "files", "codes"),
    [
        (".", [], ["CK213", "CK230", "CK104"]),
        (".", ["."], ["CK213", "CK230", "CK104"]),
        (".", ["records"], ["CK213", "CK230", "CK104"]),
        (".", ["records/"], ["CK213", "CK230", "CK104"]),
        (".", [CONTACT], ["CK213"]),
        (".", [f"./{CASE}/contacts/../plan.yaml"], ["CK230"]),
        (".", [CASE], ["CK213", "CK230"]),
        (".", [CONTACT, "records/providers"], ["CK213", "CK104"]),
        (".", ["records/staff"], []),
        (CASE, [], ["CK213", "CK230", "CK104"]),
        (CASE, ["."], ["CK213", "CK230"]),
        (CASE, [".."], ["CK213", "CK230"]),
        (CASE, ["plan.yaml"], ["CK230"]),
        (f"{CASE}/contacts", ["../../../../providers/harbor-clinic.yaml"], ["CK104"]),
    ],
)
def test_only_what_was_named_is_told(
    agency: Path, capsys: Printed, start: str, files: list[str], codes: list[str]
) -> None:
    assert lint(agency / start, *files) == int(bool(codes))
    assert told(capsys) == codes


def test_a_full_path_is_as_good_as_a_short_one(agency: Path, capsys: Printed) -> None:
    assert lint(agency / CASE, str(agency / PLAN)) == 1
    assert told(capsys) == ["CK230"]


def test_a_name_that_only_begins_alike_is_another_file(agency: Path, capsys: Printed) -> None:
    (agency / f"{CASE}-copy").mkdir()
    assert lint(agency, f"{CASE}-copy") == 0
    assert told(capsys) == []


@pytest.mark.parametrize("name", ["/etc/passwd", "..", "../other"])
def test_a_file_outside_the_agency_is_refused(agency: Path, capsys: Printed, name: str) -> None:
    assert lint(agency, name) == 2
    assert capsys.readouterr().err == f"casekit: {name} is outside {agency}, the agency's folder.\n"


def test_a_file_that_is_not_there_is_never_taken_for_a_clean_one(agency: Path, capsys: Printed) -> None:
    assert lint(agency, "records/plam.yaml") == 2
    assert capsys.readouterr().err == "casekit: records/plam.yaml: there is no such file or folder.\n"


def test_what_is_absent_can_be_named_where_that_is_the_finding(agency: Path, capsys: Printed) -> None:
    (agency / "records/policy.yaml").unlink()
    assert lint(agency, "records/policy.yaml") == 0
    assert told(capsys) == ["CK206"]


def test_a_link_to_the_agency_is_the_agency(agency: Path, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "door").symlink_to(agency)
    assert lint(tmp_path / "door", CONTACT) == 1
    assert told(capsys) == ["CK213"]


def test_several_folders_count_from_one_another_as_with_git(agency: Path, capsys: Printed) -> None:
    assert run(["-C", str(agency), "-C", CASE, "-C", "", "lint", "--format", "concise", "plan.yaml"]) == 1
    assert told(capsys) == ["CK230"]
    assert run(["-C", str(agency), "-C", "nowhere", "lint"]) == 2
    assert "nowhere: there is no such folder." in capsys.readouterr().err


def test_the_verdict_counts_what_was_told_and_says_what_was_read(agency: Path, capsys: Printed) -> None:
    lint(agency, CASE)
    assert capsys.readouterr().err == f"casekit: 2 errors ({FILES} files, 1 case).\n"


# Which rules


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--select", "CK213"], ["CK213"]),
        (["--select", "unknown-word"], ["CK230"]),
        (["--select", "ck2"], ["CK213", "CK230"]),
        (["--select", "CK1", "--select", "unknown-staff"], ["CK213", "CK104"]),
        (["--ignore", "CK2"], ["CK104"]),
        (["--ignore", "not-one-of", "--ignore", "CK213"], ["CK230"]),
        (["--select", "CK2", "--ignore", "CK230"], ["CK213"]),
        (["--ignore", "CK1", "--ignore", "CK2"], []),
    ],
)
def test_rules_are_chosen_by_code_name_and_beginning(
    agency: Path, capsys: Printed, arguments: list[str], codes: list[str]
) -> None:
    assert lint(agency, *arguments) == int(bool(codes))
    assert told(capsys) == codes


def test_options_win_over_settings_and_ignored_rules_add_up(agency: Path, capsys: Printed) -> None:
    (agency / "casekit.toml").write_text('[lint]\nselect = ["CK1"]\nignore = ["CK230"]\nfail-on = "info"\n')
    assert lint(agency) == 1
    assert told(capsys) == ["CK104"]
    assert lint(agency, "--select", "CK2") == 1
    assert told(capsys) == ["CK213"]
    assert lint(agency, "--select", "CK2", "--ignore", "CK213") == 0
    assert told(capsys) == []


def test_strict_asks_more(tmp_path: Path, capsys: Printed) -> None:
    lone = (
        "id: P-2B4C6D8G\nnames: {legal: Ana Example}\nbirth_date: 1990-02-03\n"
        "languages: {preferred: English, interpreter: false}\nsafe_contact: {use_name: Ana}\n"
    )
    folder = write(tmp_path, {"people/2B/P-2B4C6D8G.yaml": lone})
    assert lint(folder) == 0
    assert told(capsys) == []
    assert lint(folder, "--strict") == 0
    assert told(capsys) == ["CK208"]
    assert lint(folder, "--strict", "--fail-on", "info") == 1


def test_statistics_are_by_number_and_then_by_code(agency: Path, capsys: Printed) -> None:
    text = (agency / PLAN).read_text().replace("need: hosing", "need: hosing\n    client_words: ''")
    (agency / PLAN).write_text(text)
    (agency / f"{CASE}/screening.yaml").write_text("date: 2026-13-01\n")
    run(["-C", str(agency), "lint", "--statistics"])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows == sorted(rows, key=lambda row: (-int(row[0]), row[1]))
    assert len(rows) > 2


# Which state of the records


@pytest.fixture
def committed(repository: Repo) -> Repo:
    """A repository with a clean commit of 5 January and one with a slip of 5 February; mended since, and not staged."""
    write(repository.path)
    repository.commit("clean", on="2026-01-05T09:00:00Z")
    write(repository.path, SLIP)
    repository.commit("slip", on="2026-02-05T09:00:00Z")
    write(repository.path)
    return repository


@pytest.mark.parametrize(
    ("arguments", "codes", "at"),
    [
        ([], [], ""),
        (["--staged"], ["CK213"], " at index"),
        (["--at", "HEAD"], ["CK213"], " at HEAD"),
        (["--at", "HEAD~1"], [], " at HEAD~1"),
        (["--at", "main"], ["CK213"], " at main"),
        (["--at", "2026-01-05"], [], " at 2026-01-05"),
        (["--at", "2026-02-04"], [], " at 2026-02-04"),
        (["--at", "2026-02-05T09:00"], ["CK213"], " at 2026-02-05T09:00"),
        (["--at", "2026-02-05"], ["CK213"], " at 2026-02-05"),
        (["--at", "HEAD", CONTACT], ["CK213"], " at HEAD"),
        (["--at", "HEAD", PLAN], [], " at HEAD"),
    ],
)
def test_the_files_the_index_and_any_commit_are_read_alike(
    committed: Repo, capsys: Printed, arguments: list[str], codes: list[str], at: str
) -> None:
    assert run(["-C", str(committed.path), "lint", "--format", "json", *arguments]) == int(bool(codes))
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert [f["code"] for f in found["findings"]] == codes
    assert (found["summary"]["files"], found["summary"]["cases"]) == (FILES, 1)
    assert f"({FILES} files, 1 case{at})." in printed.err


def test_of_what_is_staged_only_what_the_next_commit_can_cause_is_told(committed: Repo, capsys: Printed) -> None:
    def told() -> tuple[int, list[str], str]:
        code = run(["-C", str(committed.path), "lint", "--staged", "--since", "HEAD", "--format", "json"])
        printed = capsys.readouterr()
        return code, [f["code"] for f in json.loads(printed.out)["findings"]], printed.err.strip()

    all_clear = f"casekit: all clear ({FILES} files, 1 case at index, since HEAD)."
    assert told() == (0, [], all_clear)
    committed.git("add", "--all")
    assert told() == (0, [], all_clear)
    write(committed.path, {"plan.yaml": "x: 1\n"})
    assert told()[0] == 0
    committed.git("add", "--all")
    code, codes, err = told()
    assert (code, set(codes)) == (1, {"CK101", "CK102"})
    assert err.endswith(f"({FILES} files, 1 case at index, since HEAD).")


def test_before_the_first_commit_everything_staged_is_new(repository: Repo, capsys: Printed) -> None:
    write(repository.path, SLIP)
    assert lint(repository.path, "--staged", "--since", "HEAD") == 0
    repository.git("add", "--all")
    assert lint(repository.path, "--staged", "--since", "HEAD") == 1
    assert "at index, since HEAD" in capsys.readouterr().err


def test_a_file_that_only_a_commit_holds_can_be_named(committed: Repo) -> None:
    (committed.path / CONTACT).unlink()
    assert lint(committed.path, "--at", "HEAD~1", CONTACT) == 0
    assert lint(committed.path, "--at", "HEAD", CONTACT) == 1
    assert lint(committed.path, CONTACT) == 2


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2020-01-01", "no commit is as old as 2020-01-01"),
        ("2026-02-30", "the calendar has no 2026-02-30"),
        ("nonsense", "this repository has no date, branch, tag or commit “nonsense”"),
        ("--help", "this repository has no date, branch, tag or commit “--help”"),
        ("", "this repository has no date, branch, tag or commit “”"),
        ("\x1b[31m", "this repository has no date, branch, tag or commit “"),
    ],
)
def test_a_moment_that_is_none_is_one_line(committed: Repo, capsys: Printed, at: str, says: str) -> None:
    assert run(["-C", str(committed.path), "lint", f"--at={at}"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"casekit: {says}")
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_repository_without_a_commit_says_so(repository: Repo, capsys: Printed) -> None:
    write(repository.path)
    assert lint(repository.path, "--at", "2026-01-05") == 2
    assert capsys.readouterr().err == "casekit: this repository has no commits yet\n"


@pytest.mark.parametrize("arguments", [["--staged"], ["--at", "HEAD"], ["--at", "2026-01-05"]])
def test_outside_git_the_files_can_be_read_and_nothing_else(
    tmp_path: Path, capsys: Printed, arguments: list[str]
) -> None:
    assert lint(write(tmp_path)) == 0
    capsys.readouterr()
    assert lint(tmp_path, *arguments) == 2
    err = capsys.readouterr().err
    assert err == f"casekit: {tmp_path} is not in a Git repository, so there is nothing earlier or staged to read.\n"


def test_an_agency_in_a_folder_of_a_repository_is_read_there(repository: Repo, capsys: Printed) -> None:
    write(repository.path / "offices/north", SLIP)
    repository.commit()
    write(repository.path / "offices/north")
    for arguments in (["--staged"], ["--at", "HEAD"]):
        assert lint(repository.path / "offices/north", *arguments) == 1
        assert capsys.readouterr().out.startswith(f"{CONTACT}:2:5: error CK213")
    assert lint(repository.path / "offices/north") == 0


def test_a_merge_left_half_way_is_told_in_the_files_and_in_the_index(repository: Repo, capsys: Printed) -> None:
    contact = write(repository.path) / CONTACT
    repository.commit("base")
    repository.git("checkout", "--quiet", "-b", "other")
    contact.write_text(contact.read_text().replace("minutes: 15", "minutes: 20"))
    repository.commit("theirs")
    repository.git("checkout", "--quiet", "main")
    contact.write_text(contact.read_text().replace("minutes: 15", "minutes: 25"))
    repository.commit("ours")
    merged = subprocess.run(["git", "merge", "other"], cwd=repository.path, capture_output=True, check=False)
    assert merged.returncode == 1
    assert lint(repository.path) == 1
    assert capsys.readouterr().out.startswith(f"{CONTACT}:4:1: error CK012 conflict-marker: a merge stopped half-way")
    assert lint(repository.path, "--staged") == 1
    assert capsys.readouterr().out.startswith(f"{CONTACT}:1:1: error CK012 conflict-marker: a merge left this file")
    assert lint(repository.path, "--at", "HEAD") == 0


# Ordinary mishaps


@pytest.mark.parametrize("make", [lambda p: (p / "records").mkdir(), lambda p: (p / "casekit.toml").touch()])
def test_no_records_yet_says_where_to_begin(tmp_path: Path, capsys: Printed, make: Callable[[Path], object]) -> None:
    make(tmp_path)
    assert run(["-C", str(tmp_path), "lint", "--format", "concise"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith(
        "records/agency.yaml:1:1: error CK205 missing-agency: there is no records/agency.yaml"
    )
    assert printed.err == (
        "casekit: 1 error (0 files, 0 cases). There are no records yet: begin with records/agency.yaml.\n"
    )


def test_no_agency_at_all_says_the_way_there(tmp_path: Path, capsys: Printed) -> None:
    assert lint(tmp_path) == 2
    assert capsys.readouterr().err == (
        f"casekit: there is no records/ folder in {tmp_path} or above it. "
        "Go to your agency's folder, or name it: casekit -C DIR …\n"
    )


def test_a_file_named_records_is_no_folder_of_records(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("")
    assert lint(tmp_path) == 2


@pytest.mark.parametrize("cut", range(1, 400, 23))
def test_a_file_saved_half_way_is_a_finding_at_its_place_and_never_a_bug(
    tmp_path: Path, capsys: Printed, cut: int
) -> None:
    plan = write(tmp_path) / PLAN
    plan.write_bytes(plan.read_bytes()[:cut])
    assert lint(tmp_path) in {0, 1}
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(f"{PLAN}:") for line in lines)


def test_what_cannot_be_used_in_the_settings_is_one_line(agency: Path, capsys: Printed) -> None:
    (agency / "casekit.toml").write_bytes(b"[lint]\nselect = [\n")
    assert lint(agency) == 2
    assert capsys.readouterr().err == "casekit: casekit.toml:3:1: this is not TOML (invalid value).\n"


def test_an_escape_in_the_settings_reaches_no_terminal(agency: Path, capsys: Printed) -> None:
    (agency / "casekit.toml").write_text('[lint]\nignore = ["\\u001b[31m"]\n')
    assert lint(agency) == 2
    assert "\\x1b[31m" in capsys.readouterr().err


def test_a_bug_shows_its_traceback_to_whoever_asks(
    agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Rosa Example")

    monkeypatch.setattr("casekit.lint.rules.dates.parts", broken)
    assert lint(agency) == 3
    err = capsys.readouterr().err
    assert err.startswith("casekit: a bug in casekit ")
    assert "(RuntimeError at test_lint_command.py:" in err
    assert err.count("\n") == 1
    assert "Rosa" not in err
    monkeypatch.setenv("CASEKIT_DEBUG", "1")
    assert lint(agency) == 3
    assert "RuntimeError: Rosa Example" in capsys.readouterr().err


# What reads the output


@pytest.mark.parametrize(("edits", "code"), [({}, 0), (SLIPS, 1)])
def test_a_reader_that_goes_away_changes_no_verdict(tmp_path: Path, edits: dict[str, Edit], code: int) -> None:
    write(tmp_path, edits)
    pipe = subprocess.Popen(
        [*CASEKIT, "lint", "--format", "json"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert pipe.stdout is not None
    assert pipe.stderr is not None
    pipe.stdout.close()
    said = pipe.stderr.read().decode()
    assert pipe.wait() == code
    assert said.startswith("casekit: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("arguments", [["rule"], ["rule", "--format", "json"], ["--help"], ["--version"]])
def test_a_reader_that_goes_away_is_no_news_elsewhere(arguments: list[str]) -> None:
    pipe = subprocess.Popen([*CASEKIT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert pipe.stdout is not None
    assert pipe.stderr is not None
    pipe.stdout.close()
    assert pipe.stderr.read() == b""
    assert pipe.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line_and_no_bug(agency: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*CASEKIT, "lint"], cwd=agency, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "casekit: the disk is full, so what was written is not whole.\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_letters_that_a_terminal_cannot_show_stop_nothing(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, {"contacts/2026-03-02-k7.yaml": ("by: s-ruiz", "by: s-ruis  # 李小龙, née Łukasz …")})
    done = subprocess.run(
        [*CASEKIT, "lint"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"Did you mean `s-ruiz`?" in done.stdout


def in_a_terminal(folder: Path, **environment: str) -> str:
    """Run `casekit lint` on a terminal of its own, and return what it shows."""
    above, below = pty.openpty()
    started = subprocess.Popen(
        [*CASEKIT, "lint"], cwd=folder, stdout=below, stderr=below, env={**os.environ, "TERM": "xterm", **environment}
    )
    os.close(below)
    shown = b""
    try:
        while piece := os.read(above, 4096):
            shown += piece
    except OSError:  # how Linux says that a terminal was hung up
        pass
    os.close(above)
    assert started.wait() == 1
    return shown.decode()


def test_a_terminal_gets_colour_unless_told_otherwise(agency: Path) -> None:
    assert "\x1b[31m" in in_a_terminal(agency)
    assert "\x1b" not in in_a_terminal(agency, NO_COLOR="1")
    assert "\x1b[31m" in in_a_terminal(agency, NO_COLOR="")


def test_what_is_no_terminal_gets_no_colour(agency: Path) -> None:
    done = subprocess.run([*CASEKIT, "lint"], cwd=agency, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "CK213" in done.stdout


def test_the_program_and_the_module_are_the_same(agency: Path) -> None:
    program = Path(sys.executable).with_name("casekit")
    if not program.exists():
        pytest.skip("casekit is not installed as a program here")
    first, second = (
        subprocess.run([*start, "lint", "--format", "json"], cwd=agency, capture_output=True, check=False)
        for start in ([str(program)], CASEKIT)
    )
    assert (first.returncode, first.stdout, first.stderr) == (second.returncode, second.stdout, second.stderr)


def test_today_is_a_day_to_judge_by(tmp_path: Path, capsys: Printed) -> None:
    folder = write(tmp_path / "agency", {})
    lint(folder, "--as-of", "2030-01-02")
    expected = told(capsys)
    assert expected
    with time_machine.travel(dt.datetime(2030, 1, 2, 12, tzinfo=dt.UTC), tick=False):
        lint(folder, "--as-of", "today", "--no-cache")
    assert told(capsys) == expected
    lint(folder)
    assert told(capsys) == []
