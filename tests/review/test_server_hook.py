"""`casekit server-hook`: a real bare repository, real clones, real pushes; and whatever is declined leaves the server as it was."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from casekit.cli.main import run

EXAMPLE = Path(__file__).parents[1] / "lint/example"
CASE = "records/cases/2026/C-7K3QFMXN"
NOTE = "date: 2026-03-09\nby: m-lee\nkind: phone\nminutes: 5\nreached: true\nnote: Rosa Example called.\n"
Printed = pytest.CaptureFixture[str]


class Place:
    """A server, and a worker's clone of it."""

    def __init__(self, folder: Path) -> None:
        self.server, self.clone = folder / "server.git", folder / "clone"
        subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(self.server)], check=True)
        subprocess.run(["git", "clone", "--quiet", str(self.server), str(self.clone)], check=True, stderr=subprocess.DEVNULL)  # fmt: skip
        key = folder / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
        shutil.copytree(EXAMPLE / "records", self.clone / "records")
        staff = self.clone / "records/staff/m-lee.yaml"
        public = key.with_suffix(".pub").read_text().strip()
        staff.write_text(
            f"{staff.read_text()}git:\n  - {{email: m.lee@example.org, key: {public}, from: 2020-06-01}}\n"
        )
        self.git("checkout", "--quiet", "-b", "main")
        for name, value in {"gpg.format": "ssh", "user.signingKey": f"{key}.pub", "commit.gpgSign": "true"}.items():
            self.git("config", name, value)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.clone, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, *options: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "Change", *options)
        return self.git("rev-parse", "HEAD")

    def note(self, name: str, text: str = NOTE) -> None:
        (self.clone / CASE / f"contacts/2026-03-09-{name}.yaml").write_text(text)

    def push(self, *arguments: str) -> tuple[int, str]:
        """Push, and return the exit status and what the pusher reads."""
        done = subprocess.run(["git", "push", "origin", *(arguments or ["main"])], cwd=self.clone, capture_output=True, text=True, check=False)  # fmt: skip
        return done.returncode, done.stderr

    @property
    def main(self) -> str:
        asked = ["git", "rev-parse", "--verify", "--quiet", "refs/heads/main"]
        return subprocess.run(asked, cwd=self.server, capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Mina Lee")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "m.lee@example.org")
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-03-10T09:00:00Z")
    found = Place(tmp_path)
    found.commit()
    found.push()
    assert run(["server-hook", "--install", str(found.server)]) == 0
    return found


def declined(place: Place, *arguments: str) -> str:
    before = place.main
    code, said = place.push(*arguments)
    assert code == 1
    assert place.main == before
    assert "the push was declined, and the server is as it was" in said
    assert "Rosa" not in said
    return said


def test_signed_work_that_lints_is_taken(place: Place) -> None:
    place.note("aa")
    place.commit()
    code, said = place.push("main", "HEAD:refs/heads/work")
    assert (code, place.main) == (0, place.git("rev-parse", "HEAD")), said
    assert "CK804" in said  # nothing is known of this repository from outside yet, and that is said


def test_the_first_push_counts_too(place: Place) -> None:
    subprocess.run(["git", "update-ref", "-d", "refs/heads/main"], cwd=place.server, check=True)
    place.commit("--amend", "--no-gpg-sign")
    assert "CK820 unsigned" in declined(place)


def test_what_does_not_lint_is_declined_without_its_words(place: Place) -> None:
    place.note("aa", NOTE.replace("by: m-lee", "by: nobody-here"))
    place.commit()
    said = declined(place)
    assert f"{CASE}/contacts/2026-03-09-aa.yaml:2: CK213" in said
    (place.clone / "casekit.toml").write_text('[lint]\nignore = ["CK"]\n')
    place.commit()
    assert "CK213" in declined(place)  # what is pushed does not decide by what it is judged


def test_unsigned_commits_are_declined(place: Place) -> None:
    place.note("aa")
    place.commit("--no-gpg-sign")
    assert "CK820 unsigned" in declined(place)


def test_rewritten_history_is_declined(place: Place) -> None:
    place.git("commit", "--quiet", "--amend", "-m", "Another")
    # The setting alone would do; the hook holds where somebody turned it off.
    subprocess.run(["git", "config", "receive.denyNonFastForwards", "false"], cwd=place.server, check=True)
    assert "commits out of the main branch" in declined(place, "--force", "main")


def test_the_main_branch_is_not_deleted(place: Place) -> None:
    subprocess.run(["git", "config", "receive.denyDeletes", "false"], cwd=place.server, check=True)
    assert "not deleted" in declined(place, ":main")


@pytest.mark.parametrize("ref", ["refs/tags/main", "refs/replace/0000000000000000000000000000000000000001"])
def test_refs_that_mislead_are_declined(place: Place, ref: str) -> None:
    assert "Choose another" in declined(place, f"HEAD:{ref}")


def test_an_anchors_tag_stays(place: Place) -> None:
    assert place.push("HEAD:refs/tags/anchor/0001")[0] == 0
    place.note("aa")
    place.commit()
    assert "stays where it is" in declined(place, "--force", "HEAD:refs/tags/anchor/0001")


@pytest.mark.parametrize("ref", ["refs/heads/rosa-moves", "refs/tags/call-555-0142"])
def test_a_new_ref_that_names_somebody_is_declined(place: Place, ref: str) -> None:
    said = declined(place, f"HEAD:{ref}")
    assert "CK881 personal-in-ref (refs/" in said
    assert not {"rosa", "555-0142"} & set(said.replace(ref, "").lower().split("-"))  # Git itself says the name
    assert place.push("HEAD:refs/heads/C-7K3QFMXN")[0] == 0
    refs = subprocess.run(["git", "for-each-ref"], cwd=place.server, capture_output=True, text=True, check=True).stdout
    assert ref not in refs


def test_a_new_path_that_names_somebody_is_declined_though_it_is_gone_again(place: Place) -> None:
    letter = place.clone / "letters" / "rosa-example.txt"
    letter.parent.mkdir()
    letter.write_text("On paper.\n")
    place.commit()
    letter.rename(letter.with_name("travel.txt"))
    place.commit()
    said = declined(place)
    assert "CK880 personal-in-path (letters/…-…" in said
    assert "rosa" not in said.lower()
    place.git("reset", "--quiet", "--soft", "HEAD~2")
    place.commit()
    assert place.push()[0] == 0


def test_a_ref_that_was_there_is_no_news_and_can_be_deleted(place: Place) -> None:
    ref = "refs/heads/rosa-moves"
    subprocess.run(["git", "update-ref", ref, place.main], cwd=place.server, check=True)
    subprocess.run(["git", "config", "receive.denyDeletes", "false"], cwd=place.server, check=True)
    place.commit()
    assert place.push(f"HEAD:{ref}")[0] == 0
    assert place.push(f":{ref}")[0] == 0


def test_where_nobody_signs_yet_records_are_looked_at(place: Place) -> None:
    assert run(["server-hook", "--install", str(place.server), "--no-verify"]) == 0
    place.commit("--no-gpg-sign")
    assert place.push()[0] == 0


def test_a_wrong_trust_file_stops_the_push(place: Place, tmp_path: Path) -> None:
    trust = tmp_path / "trust.json"
    assert run(["server-hook", "--install", str(place.server), "--trust", str(trust)]) == 0
    place.commit()
    code, said = place.push()
    assert code == 1
    assert "trust.json" in said


def test_settings_that_cannot_be_used_are_named(place: Place) -> None:
    (place.clone / "casekit.toml").write_text("[lint\n")
    place.commit()
    assert "casekit.toml cannot be used as it is" in declined(place)


def test_a_hook_of_somebody_else_stays(tmp_path: Path, capsys: Printed) -> None:
    server = tmp_path / "server.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(server)], check=True)
    hook = server / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert run(["server-hook", "--install", str(server)]) == 2
    assert "Let it run casekit server-hook too" in capsys.readouterr().err
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    assert run(["server-hook", "--install", str(tmp_path)]) == 2
    assert run(["server-hook", "--install", str(tmp_path / "none")]) == 2
    assert "is no bare repository" in capsys.readouterr().err


def test_by_hand_it_says_who_starts_it(monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("what\n"))
    assert run(["server-hook"]) == 2
    assert "OLD NEW NAME" in capsys.readouterr().err
    parent, child = os.openpty()
    with os.fdopen(child) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        assert run(["server-hook"]) == 2
    os.close(parent)
    assert "--install DIR" in capsys.readouterr().err
