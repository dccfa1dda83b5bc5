"""What people make with Git itself passes: signed commits, merges, conflicts, lines that cross, pulls, tags, amends."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.signed import FIRST, ONE, TWO, case_file, note, person_file

from casekit.audit.trust import LastSeen, begin
from casekit.audit.verify import verify

START = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
SIGNING = {"gpg.format": "ssh", "commit.gpgSign": "true", "merge.conflictStyle": "diff3", "init.defaultBranch": "main"}


class Desk:
    """A clone in which several people work, each with their own ssh-keygen key."""

    def __init__(self, folder: Path, keys: Path, hours: int = 0) -> None:
        self.folder, self.keys, self.hours = folder, keys, hours

    def begin(self) -> None:
        """Make the keys, and an empty repository."""
        for who in ("m-lee", "s-ruiz", "t-day"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(self.keys / who)], check=True
            )
        self.folder.mkdir()
        self.git("m-lee", "init", "-q", "-b", "main")

    def git(self, who: str, *arguments: str, fails: bool = False) -> str:
        self.hours += 7
        moment = (START + dt.timedelta(hours=self.hours)).isoformat()
        settings = {
            **SIGNING,
            "user.name": who,
            "user.email": f"{who}@example.org",
            "user.signingKey": str(self.keys / who),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        made = {"DATE": moment, "NAME": who, "EMAIL": f"{who}@example.org"}
        own = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in made.items()}
        command = ["git", "-C", str(self.folder), *options, *arguments]
        done = subprocess.run(command, env={**os.environ, **own}, check=False, capture_output=True, text=True)
        assert bool(done.returncode) == fails, done.stderr
        return done.stdout

    def write(self, who: str, files: dict[str, bytes], message: str = "Write down what happened") -> None:
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(text)
        self.git(who, "add", "-A")
        self.git(who, "commit", "-q", "-m", message)

    def public(self, who: str) -> bytes:
        return (self.keys / f"{who}.pub").read_bytes().strip()


def staff(desk: Desk, who: str, role: str) -> bytes:
    key = desk.public(who).decode()
    return f"id: {who}\nname: Staff\nrole: {role}\nfrom: 2020-06-01\ngit:\n  - {{email: {who}@example.org, key: {key}, from: 2020-06-01}}\n".encode()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("by-git")
    made = Desk(folder / "desk", folder)
    made.begin()
    people = {"m-lee": "supervisor", "s-ruiz": "case_manager", "t-day": "case_manager"}
    files = {path: text for path, text in FIRST.items() if "staff" not in path}
    made.write("m-lee", files | {f"records/staff/{who}.yaml": staff(made, who, role) for who, role in people.items()})
    for who, folder, case, person in (("s-ruiz", ONE, "C-7K3QFMXN", "P-7K3QFMXN"), ("t-day", TWO, "C-8M4RGNYT", "P-8M4RGNYT")):  # fmt: skip
        made.write(who, {f"{folder}/case.yaml": case_file(case, person, who), f"records/people/{person[2:4]}/{person}.yaml": person_file(person)})  # fmt: skip
    made.write("s-ruiz", {f"{ONE}/plan.yaml": b"started: 2026-01-06\ngoals: []\n"})
    return made


@pytest.fixture
def desk(begun: Desk, tmp_path: Path) -> Desk:
    """A copy of what was begun, to go on from."""
    shutil.copytree(begun.folder, tmp_path / "desk")
    return Desk(tmp_path / "desk", begun.keys, begun.hours)


def a_note(desk: Desk, who: str, folder: str, name: str) -> None:
    desk.write(who, {f"{folder}/contacts/2026-01-08-{name}.yaml": note("2026-01-08", who, f"Number {name}.")})


def merge_of_two_lines(desk: Desk) -> None:
    desk.git("t-day", "switch", "-q", "-c", "side")
    a_note(desk, "t-day", TWO, "a1")
    desk.git("s-ruiz", "switch", "-q", "main")
    a_note(desk, "s-ruiz", ONE, "b2")
    desk.git("m-lee", "merge", "-q", "--no-edit", "side")


def merge_that_could_go_ahead(desk: Desk) -> None:
    """One that Git would have made without a commit."""
    desk.git("t-day", "switch", "-q", "-c", "side")
    a_note(desk, "t-day", TWO, "a1")
    desk.git("s-ruiz", "switch", "-q", "main")
    desk.git("m-lee", "merge", "-q", "--no-ff", "--no-edit", "side")


def conflict_settled(desk: Desk) -> None:
    desk.git("s-ruiz", "switch", "-q", "-c", "side")
    desk.write("s-ruiz", {f"{ONE}/plan.yaml": b"started: 2026-01-07\ngoals: []\n"})
    desk.git("s-ruiz", "switch", "-q", "main")
    desk.write("s-ruiz", {f"{ONE}/plan.yaml": b"started: 2026-01-08\ngoals: []\n"})
    desk.git("s-ruiz", "merge", "-q", "--no-edit", "side", fails=True)
    desk.write("s-ruiz", {f"{ONE}/plan.yaml": b"started: 2026-01-09\ngoals: []\n"}, "Settle which day it was")


def lines_that_cross(desk: Desk) -> None:
    """Each of two lines takes in the other's middle, so that a merge has two bases."""
    desk.git("t-day", "switch", "-q", "-c", "side")
    a_note(desk, "t-day", TWO, "a1")
    middle = desk.git("t-day", "rev-parse", "HEAD").strip()
    desk.git("s-ruiz", "switch", "-q", "main")
    a_note(desk, "s-ruiz", ONE, "b2")
    other = desk.git("s-ruiz", "rev-parse", "HEAD").strip()
    desk.git("m-lee", "merge", "-q", "--no-edit", middle)
    desk.git("t-day", "switch", "-q", "side")
    desk.git("t-day", "merge", "-q", "--no-edit", other)
    a_note(desk, "t-day", TWO, "c3")
    desk.git("m-lee", "switch", "-q", "main")
    a_note(desk, "s-ruiz", ONE, "d4")
    desk.git("m-lee", "merge", "-q", "--no-edit", "side")


def pulled_without_rebase(desk: Desk) -> None:
    desk.git("t-day", "switch", "-q", "-c", "theirs")
    a_note(desk, "t-day", TWO, "a1")
    desk.git("s-ruiz", "switch", "-q", "main")
    a_note(desk, "s-ruiz", ONE, "b2")
    desk.git("s-ruiz", "switch", "-q", "-c", "mine")
    a_note(desk, "s-ruiz", ONE, "c3")
    desk.git("s-ruiz", "merge", "-q", "--no-edit", "theirs")
    desk.git("s-ruiz", "branch", "-q", "-f", "main", "mine")
    desk.git("s-ruiz", "switch", "-q", "main")


def folder_renamed_on_one_side(desk: Desk) -> None:
    """Git takes a note written on one side along with a folder that the other side renamed, outside of the records."""
    desk.write(
        "s-ruiz", {f"help/{n}.md": f"Page {n}, with enough words to know it again.\n".encode() for n in range(3)}
    )
    desk.git("t-day", "switch", "-q", "-c", "side")
    desk.write("t-day", {"help/3.md": b"Another page.\n"})
    desk.git("s-ruiz", "switch", "-q", "main")
    desk.git("s-ruiz", "mv", "help", "guide")
    desk.write("s-ruiz", {}, "Call it a guide")
    desk.git("m-lee", "merge", "-q", "--no-edit", "side", fails=True)
    desk.write("m-lee", {}, "Merge a branch, and move the page along")


def amended_before_it_was_shared(desk: Desk) -> None:
    a_note(desk, "s-ruiz", ONE, "a1")
    desk.git(
        "s-ruiz",
        "commit",
        "-q",
        "--amend",
        "-m",
        "Write down what happened\n\nCase: C-7K3QFMXN\nReason: the subject said nothing",
    )


def reverted(desk: Desk) -> None:
    desk.write("s-ruiz", {f"{ONE}/plan.yaml": b"started: 2026-01-09\ngoals: []\n"})
    desk.git("s-ruiz", "revert", "--no-edit", "HEAD")


def rebased(desk: Desk) -> None:
    desk.git("s-ruiz", "switch", "-q", "-c", "side")
    a_note(desk, "s-ruiz", ONE, "a1")
    desk.git("t-day", "switch", "-q", "main")
    a_note(desk, "t-day", TWO, "b2")
    desk.git("s-ruiz", "switch", "-q", "side")
    desk.git("s-ruiz", "rebase", "-q", "main")
    desk.git("s-ruiz", "switch", "-q", "main")
    desk.git("s-ruiz", "merge", "-q", "--ff-only", "side")


def message_in_many_letters(desk: Desk) -> None:
    desk.write(
        "s-ruiz", {"README.md": b"# Ours\n"}, "Grüße von der Station\n\n日本語 and the rest\n\n\tindented, with a tab"
    )


@pytest.mark.parametrize(
    "work",
    [
        merge_of_two_lines,
        merge_that_could_go_ahead,
        conflict_settled,
        lines_that_cross,
        pulled_without_rebase,
        folder_renamed_on_one_side,
        amended_before_it_was_shared,
        reverted,
        rebased,
        message_in_many_letters,
    ],
)
def test_honest_work_passes(work: Callable[[Desk], None], desk: Desk) -> None:
    root = desk.git("m-lee", "rev-parse", "HEAD~3").strip()
    work(desk)
    now = int((START + dt.timedelta(hours=desk.hours + 1)).timestamp())
    trust = begin(root)
    audit = verify(desk.folder, trust=type(trust)(root, "sha1", last_seen=LastSeen(root, 1)), now=now)
    assert not audit.judgements
