"""`casekit init` as a newcomer meets it: with a terminal or without, in a new folder, a full one, or at the wrong place."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import stat
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from support.agency import WHO, begun

from casekit.cli import init, questions
from casekit.cli.main import run
from casekit.records.save import create
from casekit.records.yaml import read
from casekit.starter import begin as begin_module

if TYPE_CHECKING:
    from conftest import Repo

ROOT = Path(__file__).parents[2]
Printed = pytest.CaptureFixture[str]
CASEKIT = [sys.executable, "-P", "-m", "casekit"]


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git knows nobody yet, as on a new computer, and this one is in Chicago."""
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(questions.tzlocal, "get_localzone_name", lambda: "America/Chicago")
    monkeypatch.chdir(tmp_path)


def record(folder: Path, path: str) -> dict[str, object]:
    return read((folder / "records" / path).read_bytes()).data or {}


def program(folder: Path) -> dict[str, object]:
    (first,) = record(folder, "agency.yaml")["programs"]  # type: ignore[misc]
    return first  # type: ignore[no-any-return]


# What it says


def test_it_says_what_is_new_what_was_taken_for_granted_and_what_comes_next(
    capsys: Printed, tmp_path: Path, snapshot: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "find_spec", lambda _: None)
    assert run(["init", "harbor-street", *WHO]) == 0
    printed = capsys.readouterr()
    number = re.search(r"casekit: ([0-9]+) files", printed.out)
    assert number
    text = printed.out.replace(str(tmp_path), "…").replace(number[1], "NN", 1)
    snapshot("init.txt", f"{text}--- beside it\n{printed.err}")


def test_with_mkdocs_and_a_source_less_has_to_be_said(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(begin_module, "requirements", lambda: b"# about\ncasekit[site]==1.0\n")
    assert run(["init", ".", *WHO]) == 0
    out = capsys.readouterr().out
    assert "pip install" not in out
    assert "Before CI runs" not in out
    assert "  cd " not in out


def test_flags_answer_everything(tmp_path: Path) -> None:
    flags = ["--agency", "Überall & Co: #1", "--timezone", "Europe/Berlin", "--program", "Act, North", "--model", "3"]
    assert run(["init", "a", *WHO, *flags, "--role", "team"]) == 0
    told = record(tmp_path / "a", "agency.yaml")
    assert (told["name"], told["timezone"]) == ("Überall & Co: #1", "Europe/Berlin")
    assert program(tmp_path / "a")["id"] == "act-north"
    assert program(tmp_path / "a")["model"] == "assertive_community_treatment"
    assert record(tmp_path / "a", "staff/s-ruiz.yaml")["role"] == "team_leader"
    assert record(tmp_path / "a", "policy.yaml")["approved_by"] == "s-ruiz"
    assert run(["-C", "a", "lint", "--strict", "--fail-on", "info"]) == 0


def test_cases_with_a_past_can_be_entered_from_its_first_day(tmp_path: Path, capsys: Printed) -> None:
    assert run(["init", "a", *WHO, "--since", "2024-03-01"]) == 0
    agency = tmp_path / "a"
    days = {program(agency)["from"], record(agency, "policy.yaml")["from"], record(agency, "staff/s-ruiz.yaml")["from"]}
    assert days == {"2024-03-01"}
    assert record(agency, "staff/s-ruiz.yaml")["git"] == [{"email": "s.ruiz@example.org", "from": "2024-03-01"}]
    subprocess.run(["git", "config", "user.email", "s.ruiz@example.org"], cwd=agency, check=True)
    assert run(["-C", "a", "new", "case", "--name", "Ana Bell", "--opened", "2024-03-04"]) == 1
    (case,) = (agency / "records" / "cases").glob("*/*")
    visit = ["--date", "2024-03-05", "--kind", "visit", "--minutes", "20", "--note", "We met."]
    assert run(["-C", "a", "new", "contact", case.name, *visit]) == 0
    capsys.readouterr()
    run(["-C", "a", "lint", "--format", "concise"])
    told = capsys.readouterr().out
    assert "CK259" in told, "the note is late"
    assert "CK722" not in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            [],
            "name the folder to begin in: casekit init our-casebook. In a copy of your agency's repository: casekit init .",
        ),
        (
            ["a"],
            "say who you are, for the first staff file and the policy: --staff 'Sofia Ruiz' --email s.ruiz@example.org",
        ),
        (["a", "--staff", "Sofia Ruiz"], "say who you are"),
        (["a", *WHO, "--timezone", "Chicago"], "Invalid value for '--timezone': no time zone is called `Chicago`."),
        (["a", *WHO, "--email", "me"], "Invalid value for '--email': this is no e-mail address such as"),
        (["a", *WHO, "--model", "x"], "Invalid value for '--model': `x` is none of them: brokerage, "),
        (["a", *WHO, "--agency", "\x1b[31m"], "Invalid value for '--agency': this holds U+001B, a character that no"),
        (["a", *WHO, "--since", "2026-02-30"], "Invalid value for '--since': a day is written as 2026-01-31."),
        (["--upgrade"], "there is no records/ folder in "),
        (["file/a", *WHO], "records/agency.yaml cannot be written: a file stands where its folder should be."),
        (["file", *WHO], "records/agency.yaml cannot be written: "),
    ],
)
def test_what_is_missing_or_wrong_is_one_line_and_nothing_is_written(
    arguments: list[str], says: str, capsys: Printed, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    assert run(["init", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"casekit: {says}")
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_whom_git_knows_need_not_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    (Path.home() / ".gitconfig").write_text("[user]\n\tname = Jo Tan\n\temail = jo@example.org\n")
    assert run(["init", "a"]) == 0
    assert "commits made here" not in capsys.readouterr().err
    assert record(tmp_path / "a", "staff/j-tan.yaml")["email"] == "jo@example.org"
    assert run(["init", "b", *WHO]) == 0
    assert "commits made here are by Sofia Ruiz <s.ruiz@example.org>." in capsys.readouterr().err
    author = subprocess.run(["git", "var", "GIT_AUTHOR_IDENT"], cwd=tmp_path / "b", capture_output=True, check=True)
    assert author.stdout.startswith(b"Sofia Ruiz <s.ruiz@example.org> ")


@pytest.mark.parametrize("zone", [None, "Nowhere/Land", RuntimeError])
def test_a_machine_that_does_not_know_its_zone_is_taken_for_utc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: object
) -> None:
    def told() -> object:
        if zone is RuntimeError:
            raise RuntimeError
        return zone

    monkeypatch.setattr(questions.tzlocal, "get_localzone_name", told)
    assert run(["init", "---", *WHO] if zone is None else ["init", "a", *WHO]) in {0, 2}
    assert run(["init", "b", *WHO]) == 0
    assert record(tmp_path / "b", "agency.yaml")["timezone"] == "UTC"


@pytest.mark.parametrize(("folder", "name"), [("harbor_street-2", "Harbor Street 2"), ("_", "Our Agency")])
def test_an_agency_is_called_like_its_folder_at_first(tmp_path: Path, folder: str, name: str) -> None:
    assert run(["init", folder, *WHO]) == 0
    assert record(tmp_path / folder, "agency.yaml")["name"] == name


# A terminal


def _at_the_terminal() -> None:
    """Give a new process its terminal."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A person at a real terminal, who waits for a question before answering it, and not for ever."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._screen, theirs = pty.openpty()
        self.seen = ""
        self._process = subprocess.Popen(
            [*CASEKIT, *arguments],
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_at_the_terminal,  # noqa: PLW1509 (no threads run here)
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._screen)

    def answer(self, question: str, text: str) -> None:
        """Wait until the screen ends with a question, and answer it."""
        while not re.search(rf"{question}[^\n]*: \Z", self.seen):
            assert self._read(), self.seen
        self.seen += "\n"
        os.write(self._screen, f"{text}\n".encode())

    def leave(self) -> int:
        """Read until the program ends; its exit code."""
        while self._read():
            pass
        return self._process.wait(20)

    def _read(self) -> bool:
        """Read what is on the screen by now; False where nothing more comes."""
        ready, _, _ = select.select([self._screen], [], [], 20)
        assert ready, f"nothing happens any more:\n{self.seen}"
        try:
            chunk = os.read(self._screen, 4096)
        except OSError:
            return False  # Linux ends a terminal like this
        self.seen += chunk.decode().replace("\r", "")
        return bool(chunk)


def test_at_a_terminal_it_asks_and_asks_again_where_an_answer_cannot_be_kept(tmp_path: Path) -> None:
    with Terminal(tmp_path, "init", "river-house") as person:
        person.answer("Your agency's name", "")
        person.answer("Its time zone", "America/Chicgo")
        assert "Did you mean" not in person.seen
        person.answer("Its time zone", "America/Denver")
        assert "Did you mean `America/Chicago`?" in person.seen
        person.answer("Its first program", "Bridges")
        person.answer("Word or number", "1")
        assert "1 brokerage" in person.seen
        person.answer("Your name", "Jo Tan")
        person.answer("Your e-mail at work", "jo@example.org")
        person.answer("Your role", "case")
        person.answer("First day", "last spring")
        person.answer("First day", "2024-03-01")
        assert "a day is written as 2026-01-31." in person.seen
        assert person.leave() == 0
    told = record(tmp_path / "river-house", "agency.yaml")
    assert (told["name"], told["timezone"]) == ("River House", "America/Denver")
    assert program(tmp_path / "river-house")["model"] == "brokerage"
    assert record(tmp_path / "river-house", "staff/j-tan.yaml")["role"] == "case_manager"
    assert record(tmp_path / "river-house", "staff/j-tan.yaml")["from"] == "2024-03-01"


def test_whoever_breaks_off_while_asked_has_nothing_written(tmp_path: Path) -> None:
    with Terminal(tmp_path, "init", "river-house") as person:
        person.answer("Your agency's name", "")
        person.answer("Its time zone", "\x03")
        assert person.leave() == 130
        assert "interrupted; nothing was changed" in person.seen
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("says", "code"), [("n", 1), ("y", 0)])
def test_an_upgrade_is_asked_about_after_the_diff(tmp_path: Path, says: str, code: int) -> None:
    agency = begun(tmp_path / "agency")
    (agency / ".casekit.json").unlink()
    (agency / ".editorconfig").unlink()
    with Terminal(agency, "init", "--upgrade") as person:
        person.answer("Make these changes", says)
        assert "+++ b/.editorconfig" in person.seen
        assert person.leave() == code
    assert (agency / ".editorconfig").exists() is (code == 0)


def test_without_a_terminal_nothing_waits_for_an_answer(tmp_path: Path) -> None:
    reader, writer = os.pipe()  # open, and nobody ever writes
    try:
        done = subprocess.run([*CASEKIT, "init", "a", *WHO], cwd=tmp_path, stdin=reader, timeout=20, check=False)
    finally:
        os.close(reader)
        os.close(writer)
    assert done.returncode == 0


# What is there already


def test_nothing_that_is_there_is_written_over(tmp_path: Path, capsys: Printed) -> None:
    home = tmp_path / "a"
    (home / "records").mkdir(parents=True)
    ours = {"README.md": "# Ours\n", "records/agency.yaml": "name: Ours\n", ".gitignore": "", "requirements.txt": "x\n"}
    for path, text in ours.items():
        (home / path).write_text(text)
    assert run(["init", "a", *WHO]) == 0
    printed = capsys.readouterr()
    for path, text in ours.items():
        assert (home / path).read_text() == text
    assert "README.md was there already and stays as it is." in printed.err
    assert "The records begin with: Sofia Ruiz, supervisor." in printed.out


def test_folders_in_the_place_of_files_stay(tmp_path: Path, capsys: Printed) -> None:
    for name in ("README.md", "requirements.txt"):
        (tmp_path / "a" / name).mkdir(parents=True)
    assert run(["init", "a", *WHO]) == 0
    printed = capsys.readouterr()
    assert "README.md was there already and stays as it is." in printed.err
    assert "say in requirements.txt where casekit comes from" in printed.out


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (
            "99.0",
            "a newer casekit, 99.0, wrote the files here. Bring yours up: pip install --upgrade -r requirements.txt",
        ),
        (
            "0.0.1",
            "an older casekit, 0.0.1, wrote the files here. To see what this one would change: casekit init --up",
        ),
    ],
)
def test_a_repository_of_another_casekit_says_so(tmp_path: Path, capsys: Printed, version: str, says: str) -> None:
    manifest = begun(tmp_path / "a") / ".casekit.json"
    manifest.write_text(re.sub('"casekit": "[^"]+"', f'"casekit": "{version}"', manifest.read_text()))
    capsys.readouterr()
    assert run(["init", "a"]) == 0
    assert f"casekit: {says}" in capsys.readouterr().err


def test_an_init_that_was_stopped_at_any_file_is_finished_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(tmp_path / "whole")
    whole = {path.relative_to(tmp_path / "whole") for path in files(tmp_path / "whole")}
    for number in range(0, len(whole), 7):
        calls = iter(range(number))

        def stopped(*given: object, calls: Iterator[int] = calls, **options: object) -> None:
            if next(calls, None) is None:
                raise KeyboardInterrupt
            create(*given, **options)  # type: ignore[arg-type]

        home = tmp_path / f"half-{number}"
        monkeypatch.setattr(begin_module, "create", stopped)
        assert run(["init", str(home), *WHO]) == 130
        monkeypatch.setattr(begin_module, "create", create)
        assert run(["init", str(home), *WHO]) == 0
        assert {path.relative_to(home) for path in files(home)} == whole
        assert run(["-C", str(home), "lint"]) == 0


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts]


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a/schemas").symlink_to(tmp_path / "outside")
    assert run(["init", "a", *WHO]) == 2
    assert "the folder schemas is a symbolic link" in capsys.readouterr().err
    assert not list((tmp_path / "outside").iterdir())


@pytest.mark.parametrize("where", ["{}", "{}/records", "{}/deeper/still"])
def test_no_agency_begins_inside_another(tmp_path: Path, capsys: Printed, where: str) -> None:
    agency = begun(tmp_path / "agency")
    capsys.readouterr()
    assert run(["init", f"{where.format(agency)}/new", *WHO]) == 2
    said = capsys.readouterr().err
    assert f"is inside {agency}, which has records of its own." in said
    assert said.strip().endswith("casekit init new")
    assert not list(agency.rglob("new"))


def test_beginning_in_the_checkout_of_casekit_is_stopped(capsys: Printed) -> None:
    assert run(["-C", str(ROOT), "init", "our-casebook", *WHO]) == 2
    assert capsys.readouterr().err.strip().endswith("casekit init ../our-casebook")
    assert not (ROOT / "our-casebook").exists()
    assert run(["-C", str(ROOT), "init", ".", *WHO]) == 2
    assert capsys.readouterr().err.startswith("casekit: this is casekit's own folder, and its records are made up.")
    assert not (ROOT / ".casekit.json").exists()


# Git


def test_a_repository_of_its_own_is_begun_even_inside_another(repository: Repo) -> None:
    home = begun(repository.path / "agency")
    assert (home / ".git/hooks/pre-commit").stat().st_mode & stat.S_IXUSR
    assert repository.git("status", "--porcelain") == "?? agency/"


def test_an_agency_kept_in_a_repository_further_up_gets_none_of_its_own(repository: Repo, capsys: Printed) -> None:
    repository.write("agency/records/agency.yaml", "name: Harbor\n")
    repository.git("add", "--all")
    home = begun(repository.path / "agency")
    assert not (home / ".git").exists()
    assert f"the agency is kept in the repository of {repository.path}" in capsys.readouterr().err


def test_without_git_the_files_are_there_and_the_way_on_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["init", "a", *WHO]) == 2
    printed = capsys.readouterr()
    assert printed.err == (
        "casekit: Git is not installed, or not on the PATH; casekit needs it for this. "
        f"Then: casekit init {tmp_path / 'a'}\n"
    )
    assert (tmp_path / "a/.casekit.json").is_file()
    monkeypatch.undo()
    assert run(["init", str(tmp_path / "a")]) == 0
    assert (tmp_path / "a/.git/hooks/pre-commit").is_file()
