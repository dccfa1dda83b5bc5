"""phase, status, done, revoke, handover, accept: one line in a record that stays as it was around it, or nothing."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from support.desk import ID, desk
from support.edits import CASE

from casekit.cli.main import run
from casekit.records.nodes import comments

Printed = pytest.CaptureFixture[str]
CRASH = Path(__file__).parents[1] / "support" / "crash.py"


@pytest.fixture
def agency(tmp_path: Path, pin_today: None) -> Path:
    """The example agency, on a Thursday in March, with s-ruiz at the keyboard."""
    del pin_today
    return desk(tmp_path)


def call(agency: Path, *words: str) -> int:
    return run(["-C", str(agency), *words])


def changed(agency: Path, path: str, *words: str) -> list[str]:
    """Return the lines that a command added to a file; all others must be as they were."""
    file = agency / CASE / path
    before = file.read_text()
    assert call(agency, *words) == 0
    after = file.read_text()
    added = list(after.split("\n"))
    for line in before.split("\n"):
        added.remove(line)
    assert comments(after) == comments(before)
    return [line.strip() for line in added]


def test_a_phase_goes_to_the_end_of_the_log(agency: Path, capsys: Printed) -> None:
    line = ["phase", ID.lower(), "Planning", "--because", "Evicted: back to the plan.", "--incident", "2026-02-17-q3"]
    assert changed(agency, "case.yaml", *line) == [
        "- phase: planning", "from: 2026-03-12", "because: 'Evicted: back to the plan.'", "incident: 2026-02-17-q3",
    ]  # fmt: skip
    assert capsys.readouterr().out.startswith(f"{CASE}/case.yaml\n")


def test_a_case_that_ended_is_asked_about_and_written_to_all_the_same(agency: Path, capsys: Printed) -> None:
    call(agency, "status", ID, "closed", "--from", "2026-03-10", "--because", "Her wish.")
    capsys.readouterr()
    contact = ["new", "contact", ID, "--kind", "phone", "--minutes", "5", "--note", "She is well."]
    for line in ([*contact, "--dry-run"], ["phase", ID, "planning", "--because", "She came back."]):
        assert call(agency, *line) == 0
        said = capsys.readouterr().err
        assert f"{ID} ended on 2026-03-10, and this is dated later. Is it the case you mean?" in said
        assert "casekit new case --person P-7K3QFMXN" in said
    grievance = ["new", "grievance", ID, "--kind", "complaint", "--about", "The long wait.", "--dry-run"]
    for line in ([*contact, "--dry-run", "--date", "2026-03-10"], grievance):
        assert call(agency, *line) == 0
        assert "ended on" not in capsys.readouterr().err


def test_the_status_of_a_case_a_service_and_a_goal(agency: Path) -> None:
    assert changed(agency, "case.yaml", "status", ID, "on-hold", "--because", "In hospital.") == [
        "- status: on_hold", "from: 2026-03-12", "because: In hospital.",
    ]  # fmt: skip
    service = next((agency / CASE / "services").glob("*.yaml"))
    line = ["status", service.stem, "in_progress", "--minutes", "10", "--spoke-with", "Dana", "--from", "yesterday"]
    assert changed(agency, f"services/{service.name}", *line) == [
        "- status: in_progress", "from: 2026-03-11", "minutes: 10", "spoke_with: Dana", "by: s-ruiz",
    ]  # fmt: skip
    assert changed(agency, "plan.yaml", "status", f"{ID}/g1", "paused", "--because", "Her wish.") == [
        "- status: paused", "from: 2026-03-12", "because: Her wish.",
    ]  # fmt: skip


def test_a_step_is_done_once(agency: Path, capsys: Printed) -> None:
    assert changed(agency, "plan.yaml", "done", ID, "g1s1") == ["done: 2026-03-12"]
    assert call(agency, "done", ID, "g1s1") == 2
    assert "g1s1 was done on 2026-03-12 already" in capsys.readouterr().err


def test_a_consent_is_taken_back_once(agency: Path, capsys: Printed) -> None:
    assert changed(agency, "consents/cn-8h3m.yaml", "revoke", "cn-8h3m", "--how", "orally", "--note", "Later, maybe.") == [
        "revoked:", "date: 2026-03-12", "how: orally", "by: The client", "note: Later, maybe.",
    ]  # fmt: skip
    assert "tell those who hold what was shared" in capsys.readouterr().err
    assert call(agency, "revoke", f"{ID}/cn-8h3m", "--how", "orally") == 2
    assert "says already that it was taken back" in capsys.readouterr().err


def test_what_was_not_given_cannot_be_taken_back(agency: Path, capsys: Printed) -> None:
    file = agency / CASE / "consents/cn-8h3m.yaml"
    file.write_text(file.read_text().replace("status: given", "status: offered"))
    assert call(agency, "revoke", "cn-8h3m", "--how", "orally", "--told", "The clinic") == 2
    assert "was not given" in capsys.readouterr().err


def test_a_case_is_handed_over_and_accepted(agency: Path, capsys: Printed) -> None:
    other = next(p.stem for p in sorted((agency / "records/staff").glob("*.yaml")) if p.stem != "s-ruiz")
    assert changed(agency, "case.yaml", "handover", ID, "--to", other, "--because", "Leave until June.") == [
        f"- worker: {other}", "role: primary", "from: 2026-03-12", "because: Leave until June.",
    ]  # fmt: skip
    assert call(agency, "accept", ID) == 2
    assert "holds no assignment of s-ruiz that waits to be accepted" in capsys.readouterr().err
    assert call(agency, "handover", ID, "--to", other, "--accepted", "today") == 2
    assert f"{ID} was handed to {other} on 2026-03-12 already and waits for their yes" in capsys.readouterr().err
    assert changed(agency, "case.yaml", "accept", ID, "--by", other) == ["to: 2026-03-11", "accepted: 2026-03-12"]
    assert call(agency, "handover", ID, "--to", other) == 2
    assert f"{other} has {ID} as primary since 2026-03-12 already" in capsys.readouterr().err


def test_a_hand_over_that_waits_is_no_second_worker_in_charge(agency: Path, capsys: Printed) -> None:
    other = next(p.stem for p in sorted((agency / "records/staff").glob("*.yaml")) if p.stem != "s-ruiz")
    assert call(agency, "handover", ID, "--to", other) == 0
    assert "two-primary-workers" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        ["phase", ID, "monitoring"],
        ["status", ID, "open"],
        ["status", f"{ID}/g1", "active"],
        ["status", "sv-k7q2", "completed", "--from", "tomorrow"],
    ],
)
def test_a_line_that_says_what_the_log_says_already_is_not_written(
    line: list[str], agency: Path, capsys: Printed
) -> None:
    call(agency, *line)
    capsys.readouterr()
    before = {p: p.read_bytes() for p in agency.rglob("*.yaml")}
    assert call(agency, *line) == 2
    assert (
        "already; nothing was changed. If something new led to it, say what with --because." in capsys.readouterr().err
    )
    assert {p: p.read_bytes() for p in agency.rglob("*.yaml")} == before
    assert call(agency, *line, "--because", "Looked at again with her.") == 0


def test_cover_and_a_team_and_a_hand_over_that_is_accepted_at_once(agency: Path) -> None:
    other = next(p.stem for p in sorted((agency / "records/staff").glob("*.yaml")) if p.stem != "s-ruiz")
    line = ["handover", ID, "--to", other, "--role", "cover", "--accepted", "today"]
    assert changed(agency, "case.yaml", *line) == [
        f"- worker: {other}", "role: cover", "from: 2026-03-12", "accepted: 2026-03-12",
    ]  # fmt: skip
    assert changed(agency, "case.yaml", "handover", ID, "--to", "north", "--accepted", "today") == [
        "to: 2026-03-11", "- team: north", "role: team", "from: 2026-03-12", "accepted: 2026-03-12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            ["phase", ID, "planing"],
            "Invalid value for 'PHASE': `planing` is none of its words. Did you mean `planning`?",
        ),
        (["phase", "C-7K3QFMXM", "planning"], "no case has the id `C-7K3QFMXM`. Did you mean `C-7K3QFMXN`?"),
        (["phase", ID, "planning", "--incident", "2026-02-17-q4"], "--incident: there is no incident `2026-02-17-q4`"),
        (
            ["phase", ID, "planning", "--because", "a\x00b"],
            f"{CASE}/case.yaml was left as it is: the text holds U+0000",
        ),
        (["status", ID, "opn"], "Invalid value: `opn` is none of its words. Did you mean `open`?"),
        (["status", ID, "open", "--minutes", "5"], "--minutes is for a service's line"),
        (["status", "sv-zzzz", "accepted"], "there is no service `sv-zzzz`."),
        (["status", "C-7K3QFMXM", "open"], "no case has the id `C-7K3QFMXM`. Did you mean"),
        (["status", f"{ID}/g9", "met"], f"the plan of {ID} has no goal `g9`. Known: `g1`"),
        (["done", ID, "g1s9"], f"the plan of {ID} has no step `g1s9`. Did you mean"),
        (["revoke", "cn-8h3n", "--how", "orally"], "there is no consent `cn-8h3n`. Did you mean `cn-8h3m`?"),
        (["handover", ID, "--to", "s-ruis"], "there is no colleague or team `s-ruis`. Did you mean `s-ruiz`?"),
        (["accept", ID, "--by", "s-ruis"], "there is no staff member `s-ruis` in staff/."),
    ],
)
def test_a_wrong_word_is_told_and_nothing_changes(line: list[str], says: str, agency: Path, capsys: Printed) -> None:
    before = {p: p.read_bytes() for p in agency.rglob("*.yaml")}
    assert call(agency, *line) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"casekit: {says}")
    assert {p: p.read_bytes() for p in agency.rglob("*.yaml")} == before


def test_an_id_that_comes_near_to_none_of_many_says_where_ids_are_found(agency: Path, capsys: Printed) -> None:
    for i in range(40):
        other = agency / f"records/cases/2026/C-2M4K8Q{i:02}/case.yaml"
        other.parent.mkdir()
        other.write_bytes((agency / CASE / "case.yaml").read_bytes())
    for line in (["phase", "Elena", "planning"], ["accept", "Elena"], ["show", "Elena"]):
        assert call(agency, *line) == 2
        assert capsys.readouterr().err.startswith("casekit: no case has the id `Elena`. The caseload on the site lists")


def test_a_plan_without_steps_says_where_they_stand(agency: Path, capsys: Printed) -> None:
    plan = agency / CASE / "plan.yaml"
    plan.write_text(plan.read_text().partition("    steps:")[0])
    assert call(agency, "done", ID, "g1s1") == 2
    assert capsys.readouterr().err.endswith(
        "has no step `g1s1`. It has no steps yet: they stand below their goal in plan.yaml.\n"
    )


@pytest.mark.parametrize("line", [["status", ID, "on_hold"], ["phase", ID, "planning", "--from", "2019-01-01"]])
def test_what_the_record_could_not_say_is_not_written(line: list[str], agency: Path, capsys: Printed) -> None:
    before = (agency / CASE / "case.yaml").read_bytes()
    assert call(agency, *line) == 2
    assert "nothing was changed: see above what is in the way." in capsys.readouterr().err
    assert (agency / CASE / "case.yaml").read_bytes() == before


def test_a_change_that_cannot_be_written_is_not_shown_as_made(agency: Path, capsys: Printed) -> None:
    before = (agency / CASE / "case.yaml").read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))  # as on a full disk: no file may grow beyond
    try:
        assert call(agency, "phase", ID, "planning", "--because", "Evicted.") == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{CASE}/case.yaml cannot be written" in printed.err
    assert (agency / CASE / "case.yaml").read_bytes() == before


def test_a_dry_run_shows_the_change_and_makes_none(agency: Path, capsys: Printed) -> None:
    before = (agency / CASE / "plan.yaml").read_bytes()
    assert call(agency, "done", ID, "g1s1", "--dry-run") == 0
    printed = capsys.readouterr()
    assert "+        done: 2026-03-12\n" in printed.out
    assert "nothing was changed" in printed.err
    assert (agency / CASE / "plan.yaml").read_bytes() == before


def test_a_record_that_cannot_be_read_is_left_alone(agency: Path, capsys: Printed) -> None:
    plan = agency / CASE / "plan.yaml"
    plan.write_text(f"{plan.read_text()}\n<<<<<<< mine\n")
    assert call(agency, "done", ID, "g1s1") == 2
    assert "plan.yaml cannot be read as it stands. Run casekit lint" in capsys.readouterr().err
    plan.unlink()
    assert call(agency, "done", ID, "g1s1") == 2
    assert f"{ID} has no plan.yaml yet. `casekit new plan {ID}` begins one." in capsys.readouterr().err


def test_two_cases_with_one_service_id_are_told_apart(agency: Path, capsys: Printed) -> None:
    service = next((agency / CASE / "services").glob("*.yaml"))
    other = agency / "records/cases/2025/C-2M4K8QAY/services"
    other.mkdir(parents=True)
    (other / service.name).write_bytes(service.read_bytes())
    assert call(agency, "status", service.stem, "completed") == 2
    assert f"more than one case has `{service.stem}`: say C-2M4K8QAY/{service.stem}, {ID}/" in capsys.readouterr().err
    assert call(agency, "status", f"{ID}/{service.stem}", "completed") == 0


def test_a_locked_record_is_never_edited(repository: object, pin_today: None) -> None:
    from casekit.cli.context import Problem
    from casekit.cli.editing import edit
    from casekit.cli.making import open_agency

    del pin_today
    folder = desk(repository.path)  # type: ignore[attr-defined]
    contact = f"{CASE}/contacts/2026-03-02-k7.yaml"
    agency = open_agency(folder, ID)
    assert edit(agency, contact, lambda text: f"{text}billable: true\n", dry_run=False).paths == (contact,)
    repository.commit()  # type: ignore[attr-defined]
    before = (folder / contact).read_bytes()
    with pytest.raises(Problem, match="is part of the record since it was committed"):
        edit(agency, contact, lambda text: f"{text}place: home\n", dry_run=False)
    assert (folder / contact).read_bytes() == before
    # The plan goes on: it is no append-only record.
    assert call(folder, "done", ID, "g1s1") == 0


def test_killed_at_any_step_a_command_leaves_the_old_records_or_the_new_ones(
    agency: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [
        ["phase", ID, "planning", "--because", "Evicted."],
        ["new", "case", "--name", "Ana Example", "--program", "housing-links"],
    ]
    for line, most in zip(lines, (2, 3), strict=True):
        work = str(tmp_path_factory.mktemp("try") / "agency")
        done = subprocess.run(
            [sys.executable, str(CRASH), "command", str(agency), work, *line],
            capture_output=True,
            text=True,
            check=True,
        )
        found = [json.loads(one) for one in done.stdout.splitlines() if one.startswith("{")]
        assert len(found) > 8
        states: list[dict[str, str]] = []
        for one in found:
            seen = {path: text for path, text in one["files"].items() if not path.rpartition("/")[2].startswith(".")}
            if seen not in states:
                states.append(seen)
        # One state for each file that is written, and the one before; none in between, and the last is whole.
        assert len(states) == most, line
        assert states[0] == {p.relative_to(agency).as_posix(): p.read_text() for p in sorted(agency.rglob("*.yaml"))}
