"""Help, misspelt words, `casekit rule`: what a newcomer meets first."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from casekit.cli.main import SECTIONS, run
from casekit.lint.rule import FAMILIES, HEADINGS, rules
from casekit.records.fields import choices

Printed = pytest.CaptureFixture[str]
COMMANDS = {name: (module, line) for section in SECTIONS.values() for name, (module, line) in section.items()}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_says_of_a_command_what_the_command_says_of_itself(name: str, capsys: Printed) -> None:
    module, line = COMMANDS[name]
    command = import_module(module).command
    assert command.name == name
    assert command.help.split("\n\n")[0].replace("\n", " ").strip() == line
    assert run(["--help"]) == 0
    assert line in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself_and_its_options(name: str, capsys: Printed) -> None:
    assert run([name, "--help"]) == 0
    assert run([name, "-h"]) == 0
    assert f"Usage: casekit {name} " in capsys.readouterr().out
    command = import_module(COMMANDS[name][0]).command
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, f"{name} {parameter.name} is not explained"


def test_the_overview_says_how_a_shell_learns_to_complete(capsys: Printed, tmp_path: Path) -> None:
    assert run(["--help"]) == 0
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if "_CASEKIT_COMPLETE" in line]
    assert [shell for shell, _ in lines] == ["bash", "zsh", "fish"]
    env = {**os.environ, "HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    script = f"{lines[0][1]}\n. ~/.bashrc && complete -p casekit"
    told = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=True)
    assert "_casekit_completion" in told.stdout


def test_without_a_command_the_overview_is_shown(capsys: Printed) -> None:
    assert run([]) == 2
    printed = capsys.readouterr()
    assert "Check the records:" in printed.out + printed.err


def test_the_version_is_one_line(capsys: Printed) -> None:
    import casekit

    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"casekit {casekit.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lnit"], "there is no command `lnit`. Did you mean `lint`? `casekit --help` tells more."),
        (["rules"], "there is no command `rules`. Did you mean `rule`?"),
        (["xyzzy"], "there is no command `xyzzy`. Known: `init`, `demo`, `new`, "),
        (["\x1b[31mlint"], "there is no command `\\x1b[31mlint`."),
        (["lint", "--selct", "CK1"], "No such option '--selct'."),
        (["lint", "--format", "jsn"], "Invalid value for '--format': 'jsn' is not one of 'auto', 'full', 'concise'"),
        (["lint", "--fail-on", "never"], "Invalid value for '--fail-on': 'never' is not one of 'info', 'warning'"),
        (["lint", "--as-of", "1.3.26"], "Invalid value for '--as-of': `1.3.26` is no day. Write 2026-03-02, today, "),
        (["lint", "--at"], "Option '--at' requires an argument."),
        (
            ["rule", "CK201", "CK202"],
            "more words than `casekit rule [OPTIONS] [RULE]` takes. A text of several words goes",
        ),
        (
            ["new", "contact", "C-7K3QFMXN", "--note", "She", "called."],
            "more words than `casekit new contact [OPTIONS] CASE`",
        ),
        (
            ["new", "contact", "C-7K3QFMXN", "--minutes", "20m"],
            "Invalid value for '--minutes': `20m` is no whole number. Write",
        ),
        (
            ["new", "circumstances", "C-7K3QFMXN", "--income-amount", "nan"],
            "Invalid value for '--income-amount': `nan` is no number.",
        ),
        (["show"], "Missing argument 'CASE'."),
        (["-C", "nowhere", "lint"], "-C nowhere: there is no such folder."),
        (["rule", "misfild"], "no rule is called `misfild`. Did you mean `misfiled`? `casekit rule` lists them."),
        (["rule", "late"], "no rule is called `late`. Did you mean one of `late-entry`, `appealed-too-late`, `"),
        (
            ["rule", "Accounting"],
            "no rule is called `Accounting`. Did you mean `accounting-without-address`? `casekit rule` lists them.",
        ),
        (["rule", "la"], "no rule is called `la`. `casekit rule` lists them."),
        (["rule", ""], "no rule is called ``."),
    ],
)
def test_a_wrong_word_gets_one_line_with_the_way_out(arguments: list[str], says: str, capsys: Printed) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"casekit: {says}")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_wrong_rule_in_an_option_gets_the_near_miss(
    option: str, capsys: Printed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("agency")
    (folder / "records").mkdir()
    assert run(["-C", str(folder), "lint", option, "unknown-stff"]) == 2
    assert capsys.readouterr().err == (
        f"casekit: {option}: no rule is called `unknown-stff`. Did you mean `unknown-staff`? `casekit rule` lists them.\n"
    )


# casekit rule


def test_the_list_has_a_line_for_each_rule(capsys: Printed) -> None:
    assert run(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(rules())
    assert all(line.rstrip().endswith((".", "(off by default)")) for line in lines)
    assert any("(off by default)" in line for line in lines)


def test_the_beginning_of_a_code_lists_a_family(capsys: Printed) -> None:
    assert run(["rule", "ck2"]) == 0
    assert [line[:5] for line in capsys.readouterr().out.splitlines()] == [c for c in rules() if c.startswith("CK2")]


@pytest.mark.parametrize("name", ["CK204", "ck204", "misfiled", "MISFILED"])
def test_a_rule_is_explained_by_code_or_name(name: str, capsys: Printed) -> None:
    assert run(["rule", name]) == 0
    text = capsys.readouterr().out
    assert text.startswith("CK204 misfiled (error, identity, references and dates; on by default)\nA record is in the")
    assert headed(text) == ["Checks", "Why", "Bad", "Good", "Fix", "Source"]
    assert "\x1b" not in text


def headed(text: str) -> list[str]:
    return [line for line in text.split("\n") if line in HEADINGS]


def test_a_rule_of_practice_says_when_to_leave_it(capsys: Printed) -> None:
    assert run(["rule", "CK305"]) == 0
    assert headed(capsys.readouterr().out) == list(HEADINGS)


def test_a_rule_that_is_off_says_how_it_is_turned_on(capsys: Printed) -> None:
    assert run(["rule", "person-without-case"]) == 0
    assert "off by default: --strict or --select turns it on" in capsys.readouterr().out


def test_programs_get_every_rule_with_the_agreed_keys(capsys: Printed) -> None:
    assert run(["rule", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [rule["code"] for rule in listed] == list(rules())
    for rule in listed:
        assert set(rule) >= {
            "code",
            "name",
            "family",
            "severity",
            "checks",
            "why",
            "fix",
            "leave_it",
            "source",
            "default",
        }
        assert rule["family"] in FAMILIES.values()
        assert rule["severity"] in {"error", "warning", "info"}
        assert isinstance(rule["default"], bool)
        assert all("\n" not in rule[key] and rule[key] for key in ("checks", "why", "fix", "source"))


@pytest.mark.parametrize(("name", "count"), [("CK204", 1), ("CK20", len([c for c in rules() if c.startswith("CK20")]))])
def test_programs_get_a_list_for_one_rule_too(name: str, count: int, capsys: Printed) -> None:
    assert run(["rule", name, "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == count


def test_the_help_of_status_knows_every_word_it_takes(capsys: Printed) -> None:
    assert run(["status", "--help"]) == 0
    words = set(re.findall(r"[a-z_]+", capsys.readouterr().out))
    for kind, *keys in (("case", "status"), ("service", "status"), ("plan", "goals", "status")):
        assert set(choices(kind, *keys, "status")) <= words


def test_what_stands_for_a_case_is_explained(capsys: Printed) -> None:
    assert run(["new", "contact", "--help"]) == 0
    assert "CASE The case it belongs to, by its id" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", ["policy", "audit", "site", "cache"])
def test_a_group_says_what_each_command_does_to_the_end(name: str, capsys: Printed) -> None:
    assert run([name, "--help"]) == 0
    text = capsys.readouterr().out
    group = import_module(COMMANDS[name][0]).command
    assert isinstance(group, click.Group)
    for each in group.commands.values():
        assert (each.help or "").split("\n")[0] in " ".join(text.split())


def test_a_near_miss_in_a_group_is_suggested(capsys: Printed) -> None:
    assert run(["policy", "shwo"]) == 2
    assert "there is no command `shwo` here. Did you mean `show`?" in " ".join(capsys.readouterr().err.split())
