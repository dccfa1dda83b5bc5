"""The exit code says how it went, one line says why, and no traceback reaches anyone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.edits import CASE, write

from casekit.cli import main
from casekit.cli.main import run

CONTACT = f"{CASE}/contacts/2026-03-02-k7.yaml"
SLIP = {"contacts/2026-03-02-k7.yaml": ("by: s-ruiz", "by: s-ruis")}
KEYS = {"code", "name", "family", "severity", "checks", "why", "fix", "source", "default"}


def test_clean_records_are_0_and_a_finding_is_1(tmp_path: Path) -> None:
    assert run(["-C", str(write(tmp_path / "clean")), "lint"]) == 0
    assert run(["-C", str(write(tmp_path / "slip", SLIP)), "lint"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "--select", "CK9999"],
        ["lint", "--nonsense"],
        ["lint", "--staged", "--at", "HEAD"],
        ["lint", "--since", "HEAD"],
        ["lint", "--at", "HEAD"],
        ["lnt"],
        ["rule", "unknown-stuff"],
        ["show", "C-00000000"],
        ["-C", "nowhere", "lint"],
    ],
)
def test_a_wrong_word_is_2_with_words_and_no_traceback(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [] if arguments[0] == "-C" else ["-C", str(write(tmp_path))]
    assert run([*before, *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.strip()
    assert "Traceback" not in captured.err


def test_no_records_at_all_says_where_it_looked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "lint"]) == 2
    assert "records" in capsys.readouterr().err


def test_a_settings_file_with_an_unknown_key_is_2_and_names_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = write(tmp_path)
    (agency / "casekit.toml").write_text('[lint]\nselct = ["CK1"]\n')
    assert run(["-C", str(agency), "lint"]) == 2
    err = capsys.readouterr().err
    assert "casekit.toml:2:1" in err
    assert "`select`" in err


def test_a_bug_of_ours_is_3_and_repeats_nothing_of_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Rosa Example, 555-0100")

    monkeypatch.setattr("casekit.lint.run.examine", broken)
    monkeypatch.delenv("CASEKIT_DEBUG", raising=False)
    assert run(["-C", str(write(tmp_path)), "lint"]) == 3
    err = capsys.readouterr().err
    assert "a bug in casekit" in err
    assert "Rosa" not in err
    assert "Traceback" not in err


def test_an_interrupt_is_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("casekit.lint.run.examine", interrupted)
    assert run(["-C", str(write(tmp_path)), "lint"]) == 130


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_fail_on_sets_the_bar(fail_on: str, code: int, tmp_path: Path) -> None:
    agency = write(tmp_path, {"screening.yaml": ("decision: accepted", "decision: accepted\ndecided: 2026-01-19")})
    assert run(["-C", str(agency), "lint", "--fail-on", fail_on]) == code


def test_statistics_count_by_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["-C", str(write(tmp_path, SLIP)), "lint", "--statistics"])
    assert capsys.readouterr().out == "     1  CK213 unknown-staff (error)\n"


def test_named_files_alone_are_told(tmp_path: Path) -> None:
    agency = write(tmp_path, SLIP)
    assert run(["-C", str(agency), "lint", CONTACT]) == 1
    assert run(["-C", str(agency), "lint", f"{CASE}/plan.yaml"]) == 0
    assert run(["-C", str(agency), "lint", "/etc/passwd"]) == 2


def test_json_has_the_promised_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["-C", str(write(tmp_path, SLIP)), "lint", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    finding = told["findings"][0]
    assert (finding["path"], finding["line"], finding["column"]) == (CONTACT, 2, 5)
    assert {"code", "name", "severity", "message", "record", "fingerprint", "waived"} <= set(finding)
    assert (told["summary"]["cases"], told["summary"]["files"] > 20) == (1, True)


def test_rules_are_listed_explained_and_given_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rule"]) == 0
    assert "CK213  unknown-staff" in capsys.readouterr().out
    assert run(["rule", "unknown-staff"]) == 0
    assert "Why\n" in capsys.readouterr().out
    assert run(["rule", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(set(rule) >= KEYS for rule in told)
    assert run(["rule", "CK213", "--format", "json"]) == 0


def test_staged_and_earlier_records_are_read(repository: object, capsys: pytest.CaptureFixture[str]) -> None:
    agency = write(repository.path)  # type: ignore[attr-defined]
    repository.commit()  # type: ignore[attr-defined]
    (agency / CONTACT).write_text((agency / CONTACT).read_text().replace("s-ruiz", "s-ruis"))
    assert run(["-C", str(agency), "lint"]) == 1
    assert run(["-C", str(agency), "lint", "--staged"]) == 0
    assert run(["-C", str(agency), "lint", "--at", "2026-01-05"]) == 0
    assert run(["-C", str(agency), "lint", "--at", "2020-01-01"]) == 2
    assert "no commit is as old" in capsys.readouterr().err


def test_help_lists_each_command_as_the_command_describes_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    for section in main.SECTIONS.values():
        for name in section:
            assert name in out
            assert run([name, "--help"]) == 0


def test_the_version_waits_for_no_heavy_import() -> None:
    code = (
        "import sys; from casekit.cli.main import run; run(['--version']); run(['--help']); "
        "print([m for m in ('yaml','msgspec','jsonschema_rs','rich','jinja2','mkdocs','git') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
