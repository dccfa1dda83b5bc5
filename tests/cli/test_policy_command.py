"""`casekit policy`: what is in force on a day and where it comes from, and what another policy would change."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
import time_machine
from support.cases import FULL
from support.rule_examples import EXAMPLE

from casekit.cli.main import run
from casekit.cli.policy import command
from casekit.model.settings import SETTINGS
from casekit.records.packs import pack_names

Printed = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
AGENCY = str(ROOT)
POLICY = """\
version: 4
extends: default
from: 2026-01-01
approved_by: m-lee
values:
  - setting: late_entry_days
    value: 1
    from: 2026-01-01
    source: practice
  - setting: lock_days
    value: none
    from: 2026-01-01
    source: practice
    because: We lock nothing.
  - setting: contact_every_days
    value: none
    from: 2026-01-01
    source: agency practice
    because: A drop-in.
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example agency, whose one late note is a day late."""
    shutil.copytree(EXAMPLE / "records", tmp_path / "agency/records")
    contact = tmp_path / "agency/records/cases/2026/C-7K3QFMXN/contacts/2026-03-02-k7.yaml"
    contact.write_text(contact.read_text() + "recorded: 2026-03-04\n")
    return tmp_path / "agency"


def printed(capsys: Printed, *arguments: str, code: int = 0) -> str:
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def shown(capsys: Printed, *arguments: str) -> Any:
    return json.loads(printed(capsys, *arguments, "--format", "json"))


def values(data: Any, setting: str) -> list[tuple[Any, ...]]:
    return [
        (v["value"], v["model"], v["risk"], v["program"], v["where"]) for v in data["values"] if v["setting"] == setting
    ]


@pytest.mark.parametrize("name", list(command.commands))
def test_each_command_explains_itself_and_its_options(name: str, capsys: Printed) -> None:
    assert f"Usage: casekit policy {name} " in printed(capsys, "policy", name, "--help")
    for parameter in command.commands[name].params:
        assert isinstance(parameter, click.Option)
        assert parameter.help, f"{name} {parameter.name} is not explained"


# show


def test_everything_in_force_comes_with_its_source_and_meaning(capsys: Printed) -> None:
    data = shown(capsys, "-C", AGENCY, "policy", "show", "--on", "2026-03-31")
    assert data["day"] == "2026-03-31"
    assert data["packs"] == ["default"]
    assert all(v["source"] and v["meaning"] and v["unit"] for v in data["values"])
    assert values(data, "review_every_days") == [
        (90, None, None, None, "policy.yaml"),
        (180, "brokerage", None, None, "policy.yaml"),
    ]
    assert values(data, "safety_plan_within_days") == [(7, None, None, None, "pack:default")]
    assert set(data["unset"]) == set(SETTINGS) - {v["setting"] for v in data["values"]}


def test_an_earlier_day_has_its_own_limits(capsys: Printed) -> None:
    data = shown(capsys, "-C", AGENCY, "policy", "show", "--on", "2025-03-31")
    assert values(data, "review_every_days") == [(180, None, None, None, "policy.yaml")]


def test_one_line_counts_for_a_model_a_program_or_a_risk(capsys: Printed) -> None:
    asked = ["-C", AGENCY, "policy", "show", "--model", "brokerage", "--risk", "high"]
    data = shown(capsys, *asked)
    assert values(data, "review_every_days") == [(180, "brokerage", None, None, "policy.yaml")]
    assert values(data, "contact_every_days") == [(14, None, "high", None, "policy.yaml")]
    data = shown(capsys, "-C", AGENCY, "policy", "show", "--program", "recovery-path")
    assert values(data, "assessment_within_days") == [(60, None, None, "recovery-path", "policy.yaml")]


def test_a_case_brings_its_day_model_program_and_risk(capsys: Printed) -> None:
    agency = str(ROOT / "tests/summary/agency")
    data = shown(capsys, "-C", agency, "policy", "show", "--case", FULL)
    assert data["case"] == FULL
    assert data["for"]["model"]
    text = printed(capsys, "-C", agency, "policy", "show", "--case", FULL)
    assert f"is the newest day that {FULL} tells of" in " ".join(text.split())


def test_without_a_day_no_clock_is_read_and_today_reads_it(capsys: Printed) -> None:
    asked = ["-C", AGENCY, "policy", "show"]
    with time_machine.travel("2031-05-05T12:00:00+00:00", tick=False):
        assert shown(capsys, *asked)["day"] == "2026-01-01"
        assert shown(capsys, *asked, "--on", "today")["day"] == "2031-05-05"


def test_without_a_policy_the_default_pack_is_shown(capsys: Printed, example: Path) -> None:
    (example / "records/policy.yaml").unlink()
    data = shown(capsys, "-C", str(example), "policy", "show")
    assert data["policy"] is None
    assert {v["where"] for v in data["values"]} == {"pack:default"}
    table = " ".join(printed(capsys, "-C", str(example), "policy", "show").split())
    assert "no policy of your own, on the pack `default`." in table


def test_the_table_and_the_document_say_the_same(capsys: Printed, example: Path) -> None:
    (example / "records/policy.yaml").write_text(POLICY)
    table = " ".join(printed(capsys, "-C", str(example), "policy", "show").split())
    assert "lock_days no limit policy.yaml, since 2026-01-01" in table
    assert "Set nowhere, so nothing is asked: " in table
    document = printed(capsys, "-C", str(example), "policy", "show", "--format", "md")
    assert re.search(r"^\| `lock_days`<br>.* \| no limit \| everyone \| policy", document, re.MULTILINE)
    assert "Set nowhere, so nothing is asked: `" in document


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--on", "tomorow"], "`tomorow` is no day. Write 2026-03-02, today, yesterday or tomorrow."),
        (["--model", "brokrage"], "`brokrage` is none of its words. Did you mean `brokerage`?"),
        (
            ["--program", "recovry-path"],
            "no program is called `recovry-path` in agency.yaml. Did you mean `recovery-path`?",
        ),
        (["--case", "C-NSDBNBDM", "--risk", "high"], "--case brings its own model, program and risk"),
        (["--case", "C-NSDBNBDN"], "no case has the id `C-NSDBNBDN`. Did you mean `C-NSDBNBDM`?"),
    ],
)
def test_a_wrong_word_gets_the_way_out(arguments: list[str], says: str, capsys: Printed) -> None:
    assert run(["-C", AGENCY, "policy", "show", *arguments]) == 2
    assert says in capsys.readouterr().err


# diff


def test_findings_that_appear_and_vanish_are_told_by_worker_and_rule(capsys: Printed, example: Path) -> None:
    other = example.parent / "other.yaml"
    other.write_text(POLICY)
    data = shown(capsys, "-C", str(example), "policy", "diff", "--with", str(other))
    assert [(f["whose"], f["code"]) for f in data["appear"]] == [("s-ruiz", "CK259")]
    assert data["vanish"] == []
    assert {(v["setting"], v["old"] and v["old"]["value"], v["new"]["value"]) for v in data["values"]} == {
        ("late_entry_days", 3, 1),
        ("lock_days", 14, "none"),
    }
    text = printed(capsys, "-C", str(example), "policy", "diff", "--with", str(other))
    assert "late_entry_days  everyone  3 days → 1 day" in text
    assert "lock_days        everyone  14 days → no limit" in text
    assert "\n1 finding would appear, 0 findings vanish.\n\ns-ruiz\n  + 1 CK259 late-entry\n      records/cases" in text
    document = printed(capsys, "-C", str(example), "policy", "diff", "--with", str(other), "--format", "md")
    assert re.search(r"^## s-ruiz\n\n.*\n.*\n\| would appear \| CK259 late", document, re.MULTILINE)


def test_the_other_way_round_they_vanish_and_nothing_is_written(capsys: Printed, example: Path) -> None:
    own, other = example / "records/policy.yaml", example.parent / "other.yaml"
    other.write_bytes(own.read_bytes())
    own.write_text(POLICY)
    before = {p: p.read_bytes() for p in example.rglob("*.yaml")}
    data = shown(capsys, "-C", str(example), "policy", "diff", "--with", "../other.yaml")
    assert [f["code"] for f in data["vanish"]] == ["CK259"]
    assert {p: p.read_bytes() for p in example.rglob("*.yaml")} == before
    assert "- 1 CK259 late-entry" in printed(capsys, "-C", str(example), "policy", "diff", "--with", "../other.yaml")


def test_the_same_policy_changes_nothing(capsys: Printed, example: Path) -> None:
    asked = ["-C", str(example), "policy", "diff", "--with", "records/policy.yaml"]
    text = printed(capsys, *asked)
    assert "On 2026-01-01 every limit would be what it is." in text
    assert "No finding would appear or vanish." in text
    assert "\nNone.\n" in printed(capsys, *asked, "--format", "md")


def test_a_pack_is_tried_by_itself(capsys: Printed, example: Path) -> None:
    (example / "records/policy.yaml").write_text(POLICY)
    data = shown(capsys, "-C", str(example), "policy", "diff", "--with", "pack:tcm")
    assert [f["code"] for f in data["vanish"]] == ["CK259"]
    assert {v["setting"] for v in data["values"]} >= {"late_entry_days", "lock_days", "review_every_days"}
    (example / "records/policy.yaml").unlink()
    data = shown(capsys, "-C", str(example), "policy", "diff", "--with", "pack:tcm")
    assert all(f["path"] != "records/policy.yaml" for f in data["appear"])


def test_values_that_are_still_to_come_are_told(capsys: Printed, example: Path) -> None:
    other = example.parent / "other.yaml"
    other.write_text(POLICY.replace("    from: 2026-01-01", "    from: 2031-01-01"))
    data = shown(capsys, "-C", str(example), "policy", "diff", "--with", str(other))
    assert data["still_to_come"] == 3
    asked = ["-C", str(example), "policy", "diff", "--with", str(other)]
    assert "3 values of it begin after 2026-" in printed(capsys, *asked)
    assert "3 values of it begin after 2026" in printed(capsys, *asked, "--format", "md").replace("\\", "")


def test_a_day_is_judged_where_one_is_given(capsys: Printed, example: Path) -> None:
    asked = ["-C", str(example), "policy", "diff", "--with", "pack:default", "--as-of", "2026-04-01"]
    assert shown(capsys, *asked)["day"] == "2026-04-01"


def test_of_many_findings_a_few_are_shown(capsys: Printed, example: Path) -> None:
    contacts = example / "records/cases/2026/C-7K3QFMXN/contacts"
    for place in range(2, 9):
        (contacts / f"2026-03-02-k{place}.yaml").write_bytes((contacts / "2026-03-02-k7.yaml").read_bytes())
    (example.parent / "other.yaml").write_text(POLICY)
    text = printed(capsys, "-C", str(example), "policy", "diff", "--with", "../other.yaml")
    assert re.search(r"\+ [78] CK259 late-entry\n(      records/.*\n){5}      and [23] more; --format md", text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 1\nextends: [\n", ":2:11: "),
        (POLICY.replace("value: 1\n", "value: soon\n"), ":7:12: `values[0].value` is not written as it should be."),
        (POLICY.replace("late_entry_days", "late_entry_day"), ":6:14: `values[0].setting` cannot be `late_entry_day`."),
        (POLICY.replace("    because: We lock nothing.\n", ""), ":10:"),
        (POLICY.replace("extends: default", "extends: defualt"), ":2:10: casekit ships no pack `defualt`. Did you mean `default`?"),
        (POLICY.replace("version: 4", "version: 4.0"), ":1:10: "),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_line_and_column(text: str, says: str, capsys: Printed, example: Path) -> None:
    (example.parent / "other.yaml").write_text(text)
    assert run(["-C", str(example), "policy", "diff", "--with", "../other.yaml"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"../other.yaml{says}" in told.err
    assert told.err.endswith("casekit: this can be no policy yet, so nothing was compared. Mend it and try again.\n")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("nowhere.yaml", "nowhere.yaml cannot be read: No such file or directory."),
        ("records", "records cannot be read: Is a directory."),
        ("pack:brokrage", "casekit ships no pack `brokrage`. Did you mean `brokerage`?"),
        ("pack:../default", "casekit ships no pack `../default`."),
    ],
)
def test_what_is_no_file_or_pack_gets_the_way_out(other: str, says: str, capsys: Printed, example: Path) -> None:
    assert run(["-C", str(example), "policy", "diff", "--with", other]) == 2
    assert says in capsys.readouterr().err


def test_a_huge_file_and_wrong_settings_are_told(capsys: Printed, example: Path) -> None:
    (example / "big.yaml").write_bytes(b"#" * (1 << 21))
    assert run(["-C", str(example), "policy", "diff", "--with", "big.yaml"]) == 2
    assert "too large for a policy" in capsys.readouterr().err
    (example / "casekit.toml").write_text("[lint]\nselct = []\n")
    assert run(["-C", str(example), "policy", "diff", "--with", "pack:default"]) == 2
    assert "there is no setting `selct` in [lint]." in capsys.readouterr().err


# list


def test_the_list_has_every_pack_and_setting(capsys: Printed) -> None:
    text = printed(capsys, "policy", "list")
    assert all(re.search(rf"^  {re.escape(name)} ", text, re.MULTILINE) for name in (*pack_names(), *SETTINGS))
    data = json.loads(printed(capsys, "policy", "list", "--format", "json"))
    assert [pack["name"] for pack in data["packs"]] == list(pack_names())
    assert [setting["setting"] for setting in data["settings"]] == list(SETTINGS)
