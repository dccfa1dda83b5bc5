"""The shell's completion: what it offers for what was typed, and its silence whenever anything is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem
from support.rule_examples import CASE, EXAMPLE

from casekit.cli import completion
from casekit.lint.rule import rules

RUIZ = ("m-lee", "s-ruiz")


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """The example agency with two of its staff: who else works there is nothing to these tests."""
    copy = Path(shutil.copytree(EXAMPLE, tmp_path / "agency"))
    for file in (copy / "records/staff").iterdir():
        if file.stem not in RUIZ:
            file.unlink()
    return copy


def completed(shell: str, *words: str, folder: Path) -> list[str]:
    """Ask as a shell does; nothing may be said on the other channel."""
    line = " ".join(["casekit", *words])
    env = {**os.environ, "COMP_WORDS": line, "COMP_CWORD": str(len(words)), "_CASEKIT_COMPLETE": f"{shell}_complete"}
    done = subprocess.run(
        [sys.executable, "-c", "from casekit.cli.main import main; main()"],
        cwd=folder,
        env=env,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.split("\n") if line]


def test_bash_is_offered_the_ids_of_cases(agency: Path) -> None:
    assert completed("bash", "show", "C-", folder=agency) == ["plain,C-7K3QFMXN"]
    assert completed("bash", "summary", "c-7k", folder=agency) == ["plain,C-7K3QFMXN"]
    assert completed("bash", "show", "C-8", folder=agency) == []


def test_zsh_is_told_the_name_that_is_used(agency: Path) -> None:
    person = agency / "records/people/7K/P-7K3QFMXN.yaml"
    name = completed("zsh", "show", "C-", folder=agency)
    assert name[:2] == ["plain", "C-7K3QFMXN"]
    assert f" {name[2]}" in person.read_text()
    person.write_text("names:\n  legal: Someone\n  used: Sunny\n")
    assert completed("zsh", "show", "C-", folder=agency) == ["plain", "C-7K3QFMXN", "Sunny"]


def test_the_folder_may_be_named(agency: Path, tmp_path: Path) -> None:
    assert completed("bash", "-C", str(agency), "show", "C-", folder=tmp_path) == ["plain,C-7K3QFMXN"]


@pytest.mark.parametrize("words", [("lint", "--select"), ("lint", "--ignore"), ("rule",)])
def test_rules_are_offered_by_name_and_by_code(words: tuple[str, ...], agency: Path) -> None:
    assert completed("bash", *words, "unknown-st", folder=agency) == ["plain,unknown-staff"]
    assert completed("zsh", *words, "CK213", folder=agency) == ["plain", "CK213", rules()["CK213"].doc["Summary"]]


def test_outside_an_agency_nothing_is_offered(tmp_path: Path) -> None:
    assert completed("bash", "show", "C-", folder=tmp_path) == []


def offered(complete: completion.Completer, folder: Path, typed: str = "", **given: object) -> list[tuple[str, object]]:
    root = click.Context(click.Command("casekit"))
    root.params = {"folders": (folder,)}
    ctx = click.Context(click.Command("new"), parent=root)
    ctx.params = dict(given)
    items: list[CompletionItem] = complete(ctx, click.Argument(["x"]), typed)
    return [(str(item.value), item.help) for item in items]


def test_staff_and_providers_are_offered_with_their_names(agency: Path) -> None:
    assert tuple(word for word, _ in offered(completion.staff, agency)) == RUIZ
    assert [word for word, _ in offered(completion.staff, agency, "s-")] == ["s-ruiz"]
    assert all(means for _, means in offered(completion.staff, agency))
    [(word, means)] = offered(completion.providers, agency)
    assert word == "harbor-clinic"
    assert means


def test_goals_are_those_of_the_case(agency: Path) -> None:
    goals = offered(completion.goals, agency, case="c-7k3qfmxn")
    assert goals[0][0] == "g1"
    assert goals[0][1]
    assert offered(completion.goals, agency, case="C-8Z0Z0Z0Z") == []
    assert offered(completion.goals, agency) == []


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("new contact C-7K3QFMXN --kind phone --goal g", "plain,g1"),
        ("new contact --goal g1 c-7k3qfmxn --goal g", "plain,g1"),
        ("new contact C-7K3QFMXN --kind ph", "plain,phone"),
        ("new waiver --rule late-e", "plain,late-entry"),
        ("phase C-7K3QFMXN pl", "plain,planning"),
        ("handover C-7K3QFMXN --to s", "plain,s-ruiz"),
        ("handover C-7K3QFMXN --to n", "plain,north"),
        ("done C-7K3QFMXN g1", "plain,g1s1"),
        ("new contact C-7K3QFMXN --consent cn-8", "plain,cn-8h3m"),
        ("new contact C-7K3QFMXN --service s", "plain,sv-k7q2"),
        ("new appointment --service sv-k7q2 C-7K3QFMXN --service s", "plain,sv-k7q2"),
        ("new case --program h", "plain,housing-links"),
        ("new case --person p-", "plain,P-7K3QFMXN"),
        ("new case --assignment-team n", "plain,north"),
        ("new meeting n", "plain,north"),
        ("policy show --program h", "plain,housing-links"),
        ("revoke cn-8", "plain,cn-8h3m"),
        ("status C-7", "plain,C-7K3QFMXN"),
        ("status sv-", "plain,sv-k7q2"),
        ("status c-7k3qfmxn/", "plain,C-7K3QFMXN/g1"),
        ("status C-7K3QFMXN/sv", "plain,C-7K3QFMXN/sv-k7q2"),
        ("status C-7K3QFMXN on", "plain,on_hold"),
        ("status C-7K3QFMXN/g1 p", "plain,partly_met"),
        ("status sv-k7q2 w", "plain,waitlisted"),
        ("status C-7K3QFMXN/sv-k7q2 w", "plain,waitlisted"),
    ],
)
def test_what_a_whole_line_is_offered(line: str, first: str, agency: Path) -> None:
    assert completed("bash", *line.split(" "), folder=agency)[:1] == [first]


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("new case --person P", "names"),
        ("new case --program h", "Housing Links"),
        ("new disclosure C-7K3QFMXN --consent cn-8", "release, given, To make the first appointment"),
        ("status sv-", "A doctor of her own"),
        ("status C-7K3QFMXN/s", "A doctor of her own"),
        ("revoke cn-8", CASE.rpartition("/")[2]),
    ],
)
def test_offers_say_what_they_are(line: str, means: str, agency: Path) -> None:
    (agency / "records/people/7K/P-7K3QFMXN.yaml").write_text("names:\n  legal: names\n")
    assert completed("zsh", *line.split(" "), folder=agency)[2] == means


@pytest.mark.parametrize(
    "line",
    [
        "status C-8Z0Z0Z0Z/",
        "status nonsense/",
        "status ../",
        "new contact C-8Z0Z0Z0Z --consent cn-",
        "status sv-k7q2 outr",
        "new contact --consent cn-",
    ],
)
def test_what_is_not_there_is_not_offered(line: str, agency: Path) -> None:
    assert completed("bash", *line.split(" "), folder=agency) == []


def test_what_a_shell_could_run_or_stumble_over_is_not_offered(agency: Path) -> None:
    (agency / CASE / "plan.yaml").write_text(
        'goals:\n  - id: "$(reboot)"\n    aim: x\n  - id: "g\\n1"\n  - 7\n'
        f'  - id: g2\n    aim: "one\\n\\ntwo {"long " * 30}"\n'
    )
    [(word, means)] = offered(completion.goals, agency, case="C-7K3QFMXN")
    assert word == "g2"
    assert completed("bash", "status", "C-7K3QFMXN/g", folder=agency) == ["plain,C-7K3QFMXN/g2"]
    assert str(means).startswith("one two long")
    assert len(str(means)) == 60


@pytest.mark.parametrize("text", ["", "[", "a: [1", "- a", "person: 7", "person: ../../../staff/x", "\x00", "names: x"])
def test_broken_records_are_passed_over_in_silence(text: str, agency: Path) -> None:
    for path in ("case.yaml", "plan.yaml"):
        (agency / CASE / path).write_text(text)
    (agency / "records/people/7K/P-7K3QFMXN.yaml").write_text(text)
    (agency / "records/staff/m-lee.yaml").write_text(text)
    assert completed("zsh", "show", "C-", folder=agency) == ["plain", "C-7K3QFMXN", "_"]
    assert offered(completion.goals, agency, case="C-7K3QFMXN") == []
    assert offered(completion.staff, agency)[0] == ("m-lee", None)
    assert completed("bash", "status", "C-7K3QFMXN/g", folder=agency) == []


def test_pipes_links_and_folders_are_never_opened(agency: Path) -> None:
    for name in ("m-lee", "s-ruiz"):
        (agency / f"records/staff/{name}.yaml").unlink()
    os.mkfifo(agency / "records/staff/m-lee.yaml")
    (agency / "records/staff/s-ruiz.yaml").symlink_to("/etc/passwd")
    (agency / "records/staff/o-dir.yaml").mkdir()
    assert offered(completion.staff, agency) == [("m-lee", None), ("o-dir", None), ("s-ruiz", None)]


def test_a_bug_offers_nothing(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "_named", lambda *_: 1 / 0)
    assert offered(completion.staff, agency) == []


def test_steps_are_those_that_are_not_done(agency: Path) -> None:
    steps = offered(completion.steps, agency, case="c-7k3qfmxn")
    assert [word for word, _ in steps] == ["g1s1"]
    (plan,) = agency.glob("records/cases/*/C-7K3QFMXN/plan.yaml")
    plan.write_text(plan.read_text().replace("due: 2026-02-15", "done: 2026-02-15"))
    assert offered(completion.steps, agency, case="C-7K3QFMXN") == []
    plan.write_text("goals: [{steps: [7, {id: 8}]}, 9, {steps: 3}]\n")
    assert offered(completion.steps, agency, case="C-7K3QFMXN") == []
