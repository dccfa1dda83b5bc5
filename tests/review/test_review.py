"""`casekit diff`: each change of the records under its check, nothing left out, and no value where none may be."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from support.desk import ID
from support.edits import Edit, full
from support.html import Seen
from support.memory import MemoryTree
from support.trail import edited, small

from casekit.cli.main import run
from casekit.history.compare import compare
from casekit.lint.settings import Settings
from casekit.records.yaml import read
from casekit.review.build import Review, review
from casekit.review.checks import CHECKS, Attention
from casekit.review.conflicts import split
from casekit.review.page import page

Printed = pytest.CaptureFixture[str]
Edits = Mapping[str, Edit]
FOLDER = f"records/cases/2026/{ID}"
RISK = "date: {}\nby: s-ruiz\nlevel: {}\nbecause: x\n"
CONSENT = "consents/cn-8h3m.yaml"
CONTACT = "contacts/2026-03-02-k7.yaml"


def reviewed(edits: Edits, base: Edits | None = None) -> Review:
    """Review the example agency with ``edits`` made, against it with those of ``base``."""
    return review(MemoryTree(edited(base or {})), MemoryTree(edited({**(base or {}), **edits})), Settings())


def checks_of(found: Review) -> Counter[str]:
    return Counter(told.check.id for told in found.observations)


TABLE: dict[str, tuple[Edits, set[str]]] = {
    "nothing": ({}, set()),
    "a comment": ({CONTACT: ("by: s-ruiz", "by: s-ruiz # her")}, {"layout-only"}),
    "a phase": (
        {"case.yaml": ("assignments:", "  - {phase: planning, from: 2026-02-01}\nassignments:")},
        {"phase-moved"},
    ),
    "a phase back": (
        {"case.yaml": ("assignments:", "  - {phase: screening, from: 2026-02-01, because: Evicted}\nassignments:")},
        {"phase-sent-back"},
    ),
    "an old phase edited": ({"case.yaml": ("from: 2026-01-20", "from: 2026-01-21")}, {"log-rewritten"}),
    "closed": (
        {"case.yaml": ("phases:", "  - {status: closed, from: 2026-02-01}\nphases:")},
        {"case-closed"},
    ),
    "another person": ({"case.yaml": ("person: P-7K3QFMXN", "person: P-2M4K8QAY")}, {"case-person-changed"}),
    "a new risk": ({"risks/2026-02-01-aa.yaml": RISK.format("2026-02-01", "moderate")}, {"risk-evaluated"}),
    "a first risk that is high": ({"risks/2026-02-01-aa.yaml": RISK.format("2026-02-01", "high")}, {"risk-raised"}),
    "an amended note": (
        {
            "contacts/2026-03-04-aa.yaml": "date: 2026-03-04\nby: s-ruiz\namends: {record: 2026-03-02-k7, "
            "sha256: x, kind: addendum, why: y}\n"
        },
        {"note-amended"},
    ),
    "a new note": ({"contacts/2026-03-04-aa.yaml": "date: 2026-03-04\nby: s-ruiz\n"}, {"note-added"}),
    "an edited note": ({CONTACT: ("by: s-ruiz", "by: m-lee")}, {"record-rewritten"}),
    "a removed note": ({CONTACT: None}, {"record-removed"}),
    "a consent taken back": (
        {CONSENT: ("expires: 2027-01-20", "expires: 2027-01-20\nrevoked: {date: 2026-03-01, how: orally, by: Rosa}")},
        {"consent-revoked"},
    ),
    "a wider consent": ({CONSENT: ("expires: 2027-01-20", "expires: 2028-01-20")}, {"consent-terms-changed"}),
    "broken": ({CONTACT: "date: [\n"}, {"unreadable"}),
    "a stray file": ({f"{FOLDER}/rosa-example.pdf".removeprefix("records/"): "x"}, {"stray-file"}),
    "policy": ({"policy.yaml": ("version: 1", "version: 2")}, {"policy-changed"}),
    "a staff member's rights": (
        {"staff/s-ruiz.yaml": ("role: case_manager", "role: supervisor")},
        {"staff-rights-changed"},
    ),
    "safe contact": ({"people/7K/P-7K3QFMXN.yaml": ("use_name: Rosa", "use_name: R")}, {"safe-contact-changed"}),
    "a support": ({"people/7K/P-7K3QFMXN.yaml": ("authority: none", "authority: guardian")}, {"support-changed"}),
    "a step done": ({"plan.yaml": ("who: together", "who: together, done: 2026-02-03")}, {"step-done"}),
    "a step dropped": ({"plan.yaml": ("who: together", "who: together, dropped: no need")}, {"step-dropped"}),
    "a step added": ({"plan.yaml": ("g1s1,", "g1s2, what: x}\n      - {id: g1s1,")}, {"step-added", "step-changed"}),
    "a step removed": (
        {
            "plan.yaml": (
                "    steps:\n      - {id: g1s1, what: Apply for the voucher, who: together, due: 2026-02-15, service: sv-k7q2}\n",
                "    steps: []\n",
            )
        },
        {"step-removed"},
    ),
    "a goal added": ({"plan.yaml": ("goals:\n", "goals:\n  - {id: g0, aim: x}\n")}, {"goal-added", "goal-changed"}),
    "a goal in other words": ({"plan.yaml": ("A door of my own", "A flat")}, {"goal-reworded"}),
    "a goal met": (
        {"plan.yaml": ("from: 2026-01-20}]", "from: 2026-01-20}, {status: met, from: 2026-03-01}]")},
        {"goal-status"},
    ),
    "a goal's past": ({"plan.yaml": ("{status: active, from", "{status: paused, from")}, {"log-rewritten"}),
    "a need set aside": ({"plan.yaml": ("goals:", "deferred: [{need: food, because: x}]\ngoals:")}, {"need-deferred"}),
    "a service that began": (
        {"services/sv-k7q2.yaml": ("from: 2026-02-01}", "from: 2026-02-01}\n  - {status: accepted, from: 2026-02-09}")},
        {"service-status"},
    ),
    "a service that did not come": (
        {"services/sv-k7q2.yaml": ("from: 2026-02-01}", "from: 2026-02-01}\n  - {status: rejected, from: 2026-02-09}")},
        {"service-not-given"},
    ),
    "a denial": (
        {"services/sv-k7q2.yaml": ("urgent: false", "urgent: false\ndenial: {on: 2026-02-09, reason: x}")},
        {"service-denied"},
    ),
    "a service's past": ({"services/sv-k7q2.yaml": ("status: requested", "status: draft")}, {"log-rewritten"}),
    "another worker": (
        {"case.yaml": ("role: primary,", "role: primary, to: 2026-02-01,")},
        {"reassigned"},
    ),
    "a case accepted": (
        {"case.yaml": ("role: primary,", "role: primary, accepted: 2026-01-12,")},
        {"assignment-accepted"},
    ),
    "an assignment's past": ({"case.yaml": ("role: primary,", "role: cover,")}, {"log-rewritten"}),
    "a consent answered": (
        {
            "consents/cn-0a0a.yaml": "id: cn-0a0a\nstatus: declined\n",
            "consents/cn-0b0b.yaml": "id: cn-0b0b\nstatus: given\n",
        },
        {"consent-declined", "consent-given"},
    ),
    "an approval": (
        {"approvals/ap-0a0a.yaml": "decision: approved\n", "approvals/ap-0b0b.yaml": "decision: returned\n"},
        {"approval-given", "approval-withheld"},
    ),
    "a mandated report": ({"reports/2026-03-09-aa.yaml": "date: 2026-03-09\n"}, {"restricted-record"}),
    "the agency": ({"agency.yaml": ("timezone:", "phone: 555-0100\ntimezone:")}, {"agency-changed"}),
    "a new case": ({"cases/2026/C-2M4K8QAY/case.yaml": "id: C-2M4K8QAY\n"}, {"case-opened"}),
    "a case removed": ({"case.yaml": None}, {"case-removed"}),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_change_is_told_under_its_check(name: str) -> None:
    edits, expected = TABLE[name]
    assert set(checks_of(reviewed(edits))) == expected


@pytest.mark.parametrize("name", TABLE)
def test_no_change_of_a_field_is_left_out_or_told_twice(name: str) -> None:
    """A field that no check knows must not pass unreviewed."""
    before, after = edited({}), edited(TABLE[name][0])
    found = reviewed(TABLE[name][0])
    for path in before.keys() | after.keys():
        sides = [read(files.get(path, b"{}\n")).data for files in (before, after)]
        if None in sides or not path.endswith(".yaml"):
            continue
        told = [field for o in found.observations if o.pair.path == path for field in o.fields]
        assert sorted(map(str, told)) == sorted(map(str, compare(*sides)))


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [("low", "high", "risk-raised"), ("high", "moderate", "risk-lowered"), ("high", "high", "risk-evaluated")],
)
def test_the_risk_is_compared_with_the_newest_before(old: str, new: str, check: str) -> None:
    base: Edits = {
        "risks/2026-01-21-aa.yaml": RISK.format("2026-01-21", "imminent"),
        "risks/2026-01-25-aa.yaml": RISK.format("2026-01-25", old),
    }
    added: Edits = {"risks/2026-02-01-aa.yaml": RISK.format("2026-02-01", new)}
    assert set(checks_of(reviewed(added, base))) == {check}
    edit: Edits = {"risks/2026-01-25-aa.yaml": RISK.format("2026-01-25", new)}
    expected = {"risk-raised", "risk-lowered"} & {check}
    assert set(checks_of(reviewed(edit, base))) == expected


def test_an_edited_earlier_risk_is_told() -> None:
    base: Edits = {"risks/2026-01-21-aa.yaml": RISK.format("2026-01-21", "low")}
    edit: Edits = {"risks/2026-01-21-aa.yaml": RISK.format("2026-01-21", "low").replace("because: x", "because: y")}
    assert set(checks_of(reviewed(edit, base))) == {"risk-rewritten"}


def test_a_case_that_closed_and_opens_again_is_told() -> None:
    base: Edits = {"case.yaml": ("phases:", "  - {status: closed, from: 2026-02-01}\nphases:")}
    files = edited(base)
    path = full("case.yaml")
    files[path] = files[path].replace(b"phases:", b"  - {status: open, from: 2026-03-01}\nphases:")
    found = review(MemoryTree(edited(base)), MemoryTree(files), Settings())
    assert set(checks_of(found)) == {"case-reopened"}


def test_every_check_has_words_that_hold_no_value() -> None:
    assert all(check.id == id_ and check.says.endswith(".") for id_, check in CHECKS.items())
    assert {check.attention for check in CHECKS.values()} == set(Attention)


def test_findings_that_come_and_go_are_told() -> None:
    slip: Edits = {CONTACT: ("by: s-ruiz", "by: s-ruis")}
    assert "CK213" in [f.code for f in reviewed(slip).appeared]
    back = review(MemoryTree(edited(slip)), MemoryTree(edited({})), Settings())
    assert "CK213" in [f.code for f in back.gone]
    assert "CK213" not in [f.code for f in back.appeared]


@pytest.mark.parametrize("side", ["before", "now"])
@pytest.mark.parametrize("fault", ["locked", "link", "broken"])
def test_a_side_that_cannot_be_read_is_never_no_change(side: str, fault: str) -> None:
    path = full(CONTACT)
    whole = MemoryTree(edited({}))
    spoiled = {
        "locked": MemoryTree(edited({}), locked=frozenset({path})),
        "link": MemoryTree(edited({}), kinds={path: "symlink"}),
        "broken": MemoryTree({**edited({}), path: b"\xff"}),
    }[fault]
    found = review(spoiled, whole, Settings()) if side == "before" else review(whole, spoiled, Settings())
    (told,) = found.observations
    assert (told.check.id, told.check.attention, found.unreadable) == ("unreadable", Attention.FIRST, True)
    assert told.pair.problem.startswith(f"{side}, ")


# What leaves the repository

CANARY = "canary"
HIDDEN: Edits = {
    CONTACT: ("She has the bus map", f"{CANARY} has the bus map"),
    "plan.yaml": ("need: housing", f"need: housing\n    {CANARY}_key: {CANARY}\n    measure: {CANARY}"),
    "people/7K/P-7K3QFMXN.yaml": ("used: Rosa", f"used: {CANARY}"),
    f"{FOLDER}/{CANARY}.pdf".removeprefix("records/"): "x",
    f"cases/2026/{CANARY}/case.yaml": "id: x\n",
    "services/sv-k7q2.yaml": ("status:\n", f"documents:\n  - {{what: {CANARY}, status: held}}\nstatus:\n"),
    "consents/cn-0a0a.yaml": f"id: {CANARY}: {CANARY}\n",
    "reports/2026-03-09-aa.yaml": f"date: 2026-03-09\nnote: {CANARY}\n",
    "disclosures/2026-03-09-aa.yaml": f"date: 2026-03-09\nbasis: mandated_report\nwhat: {CANARY}\n",
}


@pytest.mark.parametrize("form", ["terminal", "markdown", "json", "html"])
def test_without_values_nothing_that_anyone_wrote_is_there(form: str) -> None:
    from importlib import import_module

    write = import_module(f"casekit.review.report.{form}").write
    found = reviewed(HIDDEN)
    shown = write(page(found, values=False))
    assert CANARY not in shown
    assert "reports/" not in shown
    assert "disclosures/" not in shown
    assert "Aim of goal" not in shown
    assert CANARY in write(page(found, values=True))


ATTACK = "**b** <script>alert(1)</script> [a](javascript:x) | `c` {{ 7*7 }}"


def test_record_text_is_shown_and_not_obeyed_in_every_format() -> None:
    from casekit.review.report import html, markdown, terminal

    attack: Edits = {CONTACT: ("She has the bus map", f"x {ATTACK} map")}
    files = edited(attack)
    files[f"{FOLDER}/\x1b[31m\u202e<b>.pdf"] = b"x"
    told = page(review(MemoryTree(edited({})), MemoryTree(files), Settings()), values=True)
    for written in (html.write(told), markdown.write(told), terminal.write(told)):
        assert "\x1b" not in written
        assert "\u202e" not in written
    assert "<script>" not in markdown.write(told)
    assert "[a](" not in markdown.write(told)
    seen = Seen(html.write(told))
    assert "script" not in seen.tags
    assert ATTACK in seen.text


# The command


@pytest.fixture
def agency(repository: Any) -> Any:
    small(repository.path)
    repository.write("casekit.toml", '[lint]\nselect = ["CK102"]\n')  # other rules are no business of these tests
    repository.commit("Begin", on="2026-03-01T09:00:00Z")
    repository.git("checkout", "--quiet", "-b", "work")
    change(
        repository,
        "case.yaml",
        "assignments:",
        "  - {phase: screening, from: 2026-03-05, because: Evicted}\nassignments:",
    )
    (repository.path / FOLDER / "risks").mkdir()
    (repository.path / FOLDER / "risks/2026-03-05-aa.yaml").write_text(RISK.format("2026-03-05", "moderate"))
    repository.commit("Work", on="2026-03-05T09:00:00Z")
    change(repository, "plan.yaml", "A door of my own", "A door and a key of my own")
    return repository


def change(repository: Any, name: str, old: str, new: str) -> None:
    file: Path = repository.path / FOLDER / name
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def diff(agency: Any, *arguments: str) -> int:
    return run(["-C", str(agency.path), "diff", *arguments])


@pytest.mark.parametrize("form", ["terminal", "md", "json", "html"])
def test_a_branch_is_reviewed_as_agreed(
    form: str, agency: Any, capsys: Printed, snapshot: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert diff(agency, "--format", form) == 0
    snapshot(f"review.{form}", capsys.readouterr().out.replace(agency.git("rev-parse", "main")[:12], "main"))


def checks_in(capsys: Printed) -> set[str]:
    """Return what is told by check, but that the author of the tests is no member of the small agency's staff."""
    told = json.loads(capsys.readouterr().out)
    return {item["check"] for group in told["groups"] for item in group["items"]} - {"author-unknown"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"phase-sent-back", "risk-evaluated", "goal-reworded"}),
        (["main..HEAD"], {"phase-sent-back", "risk-evaluated"}),
        (["main...HEAD"], {"phase-sent-back", "risk-evaluated"}),
        (["2026-03-02..2026-03-06"], {"phase-sent-back", "risk-evaluated"}),
        (["HEAD"], {"goal-reworded"}),
        (["HEAD.."], set()),
        (["--staged"], set()),
    ],
)
def test_what_is_compared(arguments: list[str], expected: set[str], agency: Any, capsys: Printed) -> None:
    assert diff(agency, "--format", "json", *arguments) == 0
    assert checks_in(capsys) == expected


def test_what_is_staged_is_reviewed(agency: Any, capsys: Printed) -> None:
    agency.git("add", "--all")
    assert diff(agency, "--format", "json", "--staged") == 0
    assert checks_in(capsys) == {"goal-reworded"}


def test_how_records_are_checked_is_reviewed(agency: Any, capsys: Printed) -> None:
    agency.write("casekit.toml", "")
    assert diff(agency, "HEAD", "--format", "json") == 0
    assert "settings-changed" in checks_in(capsys)


def test_values_are_hidden_in_a_ci_job_and_shown_where_asked(
    agency: Any, capsys: Printed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", "true")
    assert diff(agency) == 0
    assert "Evicted" not in capsys.readouterr().out
    monkeypatch.delenv("CI")
    assert diff(agency) == 0
    assert "Evicted" in capsys.readouterr().out
    assert diff(agency, "--hide-values") == 0
    assert "Evicted" not in capsys.readouterr().out
    assert diff(agency, "--format", "html", "--show-values", "-o", str(tmp_path / "r.html")) == 0
    assert "Evicted" in (tmp_path / "r.html").read_text()
    assert (tmp_path / "r.html").stat().st_mode & 0o077 == 0


def test_a_conflict_shows_both_sides_field_by_field(agency: Any, capsys: Printed) -> None:
    agency.commit("Ours", on="2026-03-06T09:00:00Z")
    agency.git("checkout", "--quiet", "-b", "theirs", "main")
    change(agency, "plan.yaml", "A door of my own", "A flat")
    agency.commit("Theirs", on="2026-03-06T10:00:00Z")
    agency.git("checkout", "--quiet", "work")
    agency.git("-c", "alias.m=!git merge --quiet theirs || true", "m")
    for staged in ([], ["--staged"]):
        assert diff(agency, "--format", "json", "--show-values", *staged) == 0
        told = json.loads(capsys.readouterr().out)
        (item,) = [item for group in told["groups"] for item in group["items"] if item["check"] == "conflict"]
        assert item["facts"] == [
            {"field": "Goals of plan, g1, Aim of goal", "before": "A door and a key of my own", "after": "A flat"}
        ]
    assert diff(agency) == 0
    assert "ours A door and a key of my own | theirs A flat" in " ".join(capsys.readouterr().out.split())
    agency.git("add", "--all")
    agency.git("commit", "--quiet", "-m", "Markers")
    assert diff(agency, "HEAD", "--format", "json") == 0
    assert "conflict" in checks_in(capsys)


def test_a_side_of_a_conflict_that_cannot_be_read_makes_the_review_not_whole(agency: Any, capsys: Printed) -> None:
    file = agency.path / FOLDER / "plan.yaml"
    text = file.read_text()
    file.write_text(f"<<<<<<< a\n{text}=======\ngoals: [\n>>>>>>> b\n")
    assert diff(agency, "HEAD") == 1
    assert "not whole" in capsys.readouterr().out


def test_markers_are_taken_apart_with_and_without_the_older_version() -> None:
    assert split("a\n<<<<<<< x\nb\n||||||| o\nz\n=======\nc\n>>>>>>> y\nd\n") == ("a\nb\nd\n", "a\nc\nd\n")
    assert split("a\n<<<<<<< x\n=======\nc\n>>>>>>> y\n") == ("a\n", "a\nc\n")


def test_a_broken_file_makes_the_exit_code_1(agency: Any, capsys: Printed) -> None:
    (agency.path / FOLDER / "plan.yaml").write_text("goals: [\n")
    assert diff(agency) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_a_file_that_moved_with_its_case_is_no_new_one(agency: Any, capsys: Printed) -> None:
    agency.commit("Plan", on="2026-03-06T09:00:00Z")
    (agency.path / "records/cases/2025").mkdir()
    shutil.move(agency.path / FOLDER, agency.path / f"records/cases/2025/{ID}")
    assert diff(agency, "HEAD", "--format", "json") == 0
    assert checks_in(capsys) == {"case-moved", "restricted-record"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere..HEAD"], "no date, branch, tag or commit"),
        (["--staged", "HEAD"], "leave the range out"),
        (["-o", "records/x.md"], "only records are kept"),
    ],
)
def test_what_cannot_be_compared_is_one_line(arguments: list[str], says: str, agency: Any, capsys: Printed) -> None:
    assert diff(agency, *arguments) == 2
    assert says in capsys.readouterr().err


def test_without_a_history_there_is_nothing_to_compare(agency: Any, tmp_path: Path, capsys: Printed) -> None:
    plain = small(tmp_path / "plain")
    assert run(["-C", str(plain), "diff"]) == 2
    assert "not in a Git repository" in capsys.readouterr().err
    agency.git("init", "--quiet", str(plain))
    assert run(["-C", str(plain), "diff"]) == 2
    assert "nothing was committed" in capsys.readouterr().err
    agency.git("checkout", "--quiet", "--orphan", "apart")
    agency.commit("Apart", on="2026-03-06T09:00:00Z")
    assert diff(agency) == 2
    assert "no commit in common" in capsys.readouterr().err


def test_a_missing_object_is_one_line(agency: Any, capsys: Printed) -> None:
    lost = agency.git("rev-parse", "main:records")
    (agency.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert diff(agency) == 2
    assert capsys.readouterr().err.startswith("casekit: the two states cannot be compared: ")


def test_without_jinja_html_says_what_to_install(agency: Any, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.delitem(sys.modules, "casekit.review.report.html", raising=False)
    assert diff(agency, "--format", "html") == 2
    assert "casekit[site]" in capsys.readouterr().err


def test_the_past_is_judged_by_the_policy_of_then_or_of_now(agency: Any, capsys: Printed) -> None:
    """An unknown field in the policy stands for what it says: it is found where that policy is the one that is read."""
    agency.write("casekit.toml", '[lint]\nselect = ["CK101"]\n')
    policy = agency.path / "records/policy.yaml"
    policy.write_text(policy.read_text() + "nonsense: 1\n")
    arguments = ("-C", str(agency.path), "lint", "--at", "HEAD", "--format", "concise")
    assert run(list(arguments)) == 0
    assert run([*arguments, "--policy", "now"]) == 1
    assert "policy.yaml" in capsys.readouterr().out
    policy.unlink()
    assert run([*arguments, "--policy", "now"]) == 0


def test_limits_are_those_of_then_or_of_now(agency: Any, capsys: Printed) -> None:
    policy = agency.path / "records/policy.yaml"
    policy.write_text(policy.read_text().replace("late_entry_days, value: 3", "late_entry_days, value: 9"))

    def late(*more: str) -> list[int]:
        asked = ["-C", str(agency.path), "policy", "show", "--on", "2026-02-01", "--format", "json", *more]
        assert run(asked) == 0
        told = json.loads(capsys.readouterr().out)["values"]
        return [each["value"] for each in told if each["setting"] == "late_entry_days"]

    assert (late(), late("--at", "HEAD"), late("--at", "HEAD", "--policy", "now")) == ([9], [3], [9])
    changes = ["-C", str(agency.path), "policy", "diff", "--with", str(policy), "--at", "HEAD", "--format", "json"]
    assert run([*changes]) == 0
    then = capsys.readouterr().out
    assert run([*changes, "--policy", "now"]) == 0
    assert "late_entry_days" in then
    assert "late_entry_days" not in capsys.readouterr().out


def test_a_side_that_removed_a_record_in_conflict_is_not_there(agency: Any, capsys: Printed) -> None:
    agency.commit("Ours", on="2026-03-06T09:00:00Z")
    agency.git("checkout", "--quiet", "-b", "theirs", "main")
    (agency.path / FOLDER / "plan.yaml").unlink()
    agency.commit("Theirs", on="2026-03-06T10:00:00Z")
    agency.git("checkout", "--quiet", "work")
    agency.git("-c", "alias.m=!git merge --quiet theirs || true", "m")
    assert diff(agency, "HEAD") == 0
    assert "theirs not there" in " ".join(capsys.readouterr().out.split())
    lost = agency.git("rev-parse", f"HEAD:{FOLDER}/plan.yaml")
    (agency.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert diff(agency, "HEAD") == 1
    assert "missing" in capsys.readouterr().out


def test_no_change_at_all_says_so(agency: Any, capsys: Printed) -> None:
    assert diff(agency, "HEAD..HEAD") == 0
    assert capsys.readouterr().out.startswith("Nothing changed from commit ")
