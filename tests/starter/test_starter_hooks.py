"""Real commits and pushes in a real agency: what is wrong is stopped with words, what is right passes, and no work is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.agency import begun

from casekit.cli.main import run
from casekit.starter import hooks
from casekit.starter.hooks import CHECKS, hook_text, set_hooks

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
STAFF = "records/staff/s-ruiz.yaml"
OTHER = "records/staff/m-lee.yaml"
GOOD = "id: m-lee\nname: Mina Lee\nrole: case_manager\nsupervisor: s-ruiz\nfrom: 2026-01-05\n"
BAD = GOOD.replace("case_manager", "case_manger")
Printed = pytest.CaptureFixture[str]


class Desk:
    """Someone at work in an agency's folder. ``path`` is all the PATH that commits know: not that of casekit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = "/usr/bin:/bin"

    def git(self, *arguments: str, ok: bool = True, **env: str) -> str:
        """Run Git as an editor would; its words. ``ok`` is whether it has to work."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**os.environ, "PATH": self.path, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, text: str, path: str = OTHER) -> None:
        (self.folder / path).write_text(text)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test of this module begins an agency, which each test then has a copy of."""
    return tmp_path_factory.mktemp("beginning") / "agency"


@pytest.fixture
def desk(tmp_path: Path, beginning: Path) -> Desk:
    if not beginning.exists():
        first = Desk(begun(beginning))
        first.git("add", "--all")
        first.git("commit", "--quiet", "-m", "Begin")
    return Desk(Path(shutil.copytree(beginning, tmp_path / "harbor street", symlinks=True)))


def test_a_good_record_is_committed(desk: Desk) -> None:
    desk.write(GOOD)
    desk.git("add", OTHER)
    assert "all clear (4 files, 0 cases at index, since HEAD)" in desk.git("commit", "-m", "A colleague")


def test_a_bad_record_is_stopped_with_words_and_stays_staged(desk: Desk) -> None:
    desk.write(BAD)
    desk.git("add", OTHER)
    said = desk.git("commit", "-m", "A colleague", ok=False)
    assert f"{OTHER}:3:7: error CK104 not-one-of" in said
    assert "not committed yet; everything is still there and staged" in said
    assert "git commit --no-verify" in said
    assert OTHER in desk.git("diff", "--cached", "--name-only")
    desk.write(GOOD)
    desk.git("add", OTHER)
    desk.git("commit", "-m", "A colleague")


def test_what_is_staged_counts_and_not_what_is_on_the_disk(desk: Desk) -> None:
    desk.write(GOOD)
    desk.git("add", OTHER)
    desk.write(BAD)
    desk.git("commit", "-m", "A colleague")
    desk.git("commit", "-a", "-m", "All there is", ok=False)
    desk.git("commit", OTHER, "-m", "This one", ok=False)


def test_an_unfinished_record_can_be_kept_and_stops_nobody_else(desk: Desk) -> None:
    desk.write(BAD)
    desk.git("add", OTHER)
    desk.git("commit", "--no-verify", "-m", "Unfinished")
    desk.write(GOOD.replace("m-lee", "k-osei"), "records/staff/k-osei.yaml")
    desk.git("add", "--all")
    desk.git("commit", "-m", "Another colleague")


def test_what_a_deleted_record_breaks_elsewhere_is_told_at_commit_and_on_push(desk: Desk, tmp_path: Path) -> None:
    desk.git("init", "--quiet", "--bare", str(tmp_path / "hub.git"))
    desk.git("remote", "add", "hub", str(tmp_path / "hub.git"))
    desk.git("push", "hub", "main")
    desk.git("rm", "--quiet", STAFF)
    assert "CK213 unknown-staff" in desk.git("commit", "-m", "Without", ok=False)
    desk.git("commit", "--no-verify", "-m", "Without")
    said = desk.git("push", "hub", "main", ok=False)
    assert "CK213 unknown-staff" in said
    assert "casekit: not pushed yet. Mend what is named above, commit, and push again." in said
    desk.git("push", "--no-verify", "hub", "main")


def test_what_is_pushed_counts_and_not_what_is_checked_out(desk: Desk, tmp_path: Path) -> None:
    desk.git("init", "--quiet", "--bare", str(tmp_path / "hub.git"))
    desk.git("remote", "add", "hub", str(tmp_path / "hub.git"))
    desk.git("checkout", "--quiet", "-b", "draft")
    desk.write(BAD)
    desk.git("add", OTHER)
    desk.git("commit", "--quiet", "--no-verify", "-m", "Unfinished")
    desk.git("checkout", "--quiet", "main")
    desk.git("push", "hub", "main")
    desk.git("push", "hub", "main", "draft", ok=False)
    desk.git("push", "--no-verify", "hub", "draft")
    desk.git("push", "hub", "--delete", "draft")


def test_another_working_tree_of_the_repository_has_the_same_checks(desk: Desk, tmp_path: Path) -> None:
    desk.git("worktree", "add", "--quiet", str(tmp_path / "beside"), "-b", "beside")
    beside = Desk(tmp_path / "beside")
    beside.write(BAD)
    beside.git("add", OTHER)
    assert "not committed yet" in beside.git("commit", "-m", "A colleague", ok=False)


def test_a_clone_is_made_ready_by_one_command_that_changes_no_file(desk: Desk, tmp_path: Path, capsys: Printed) -> None:
    desk.git("clone", "--quiet", str(desk.folder), str(tmp_path / "clone"))
    clone = Desk(tmp_path / "clone")
    assert run(["-C", str(clone.folder), "init", "."]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "casekit: the checks at commit and push are on.",
        "casekit: this is an agency's repository already; no file in it was changed.",
    ]
    assert clone.git("status", "--porcelain") == ""
    clone.write(BAD)
    clone.git("add", OTHER)
    clone.git("commit", "-m", "A colleague", ok=False)


def test_no_module_in_the_agencys_folder_is_run(desk: Desk) -> None:
    for name in ("casekit.py", "yaml.py", "click.py"):
        desk.write("import pathlib; pathlib.Path('ran').touch(); raise SystemExit(0)\n", name)
    desk.write(BAD)
    desk.git("add", OTHER)
    desk.git("commit", "-m", "A colleague", ok=False)
    assert not (desk.folder / "ran").exists()


# Where casekit is


def gone(folder: Path) -> None:
    """Let the hooks know a Python that is no longer there."""
    for name in CHECKS:
        (folder / ".git/hooks" / name).write_bytes(hook_text(name, "/nowhere/it's gone/python"))


def test_without_its_python_casekit_is_found_by_name_or_words_say_what_to_do(desk: Desk, tmp_path: Path) -> None:
    gone(desk.folder)
    desk.write(BAD)
    desk.git("add", OTHER)
    said = desk.git("commit", "-m", "A colleague", ok=False)
    assert "casekit is not where it was. Install it, then: casekit init ." in said
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/casekit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m casekit "$@"\n')
    (tmp_path / "bin/casekit").chmod(0o755)
    desk.path = f"{tmp_path / 'bin'}:{desk.path}"
    assert "CK104" in desk.git("commit", "-m", "A colleague", ok=False)
    assert run(["init", str(desk.folder)]) == 0
    desk.path = "/usr/bin:/bin"
    assert "CK104" in desk.git("commit", "-m", "A colleague", ok=False)


# Hooks of others


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "hooks").mkdir()
    yield tmp_path / "hooks"
    assert not list(tmp_path.rglob(".casekit-*"))


@pytest.mark.parametrize("name", CHECKS)
def test_hooks_are_written_runnable_and_anew_while_nobody_changed_them(folder: Path, name: str) -> None:
    assert set_hooks(folder, "/old/python") == []
    assert os.access(folder / name, os.X_OK)
    assert set_hooks(folder, "/new/python") == []
    assert (folder / name).read_bytes() == hook_text(name, "/new/python")
    changed = (folder / name).read_bytes() + b"echo mine\n"
    (folder / name).write_bytes(changed)
    assert set_hooks(folder, "/newer/python") == [name]
    assert (folder / name).read_bytes() == changed


@pytest.mark.parametrize("text", [b"", b"#!/bin/sh\n", b"#!/bin/sh\nexit 0\n", b"\xff\x00", b"# casekit 00: x\n"])
def test_someones_own_hook_is_left_and_named(folder: Path, text: bytes) -> None:
    (folder / "pre-push").write_bytes(text)
    assert set_hooks(folder, sys.executable) == ["pre-push"]
    assert (folder / "pre-push").read_bytes() == text


def test_a_link_is_left_and_named(folder: Path, tmp_path: Path) -> None:
    (folder / "pre-commit").symlink_to(tmp_path / "elsewhere")
    assert set_hooks(folder, sys.executable) == ["pre-commit"]
    assert not (tmp_path / "elsewhere").exists()


def test_the_words_for_someones_own_hook_say_what_to_add(desk: Desk, capsys: Printed) -> None:
    (desk.folder / ".git/hooks/pre-commit").write_text("#!/bin/sh\nexit 0\n")
    capsys.readouterr()
    assert run(["init", str(desk.folder)]) == 0
    said = capsys.readouterr().err
    assert (
        "the hook pre-commit is not casekit's and stays as it is. Let it run casekit lint --staged --since HEAD" in said
    )
    assert "are on" not in said


def test_hooks_that_git_looks_for_elsewhere_are_not_claimed_to_be_on(desk: Desk, capsys: Printed) -> None:
    desk.git("config", "core.hooksPath", ".husky")
    capsys.readouterr()
    assert run(["init", str(desk.folder)]) == 0
    said = capsys.readouterr().err
    assert "Git runs hooks from .husky here (core.hooksPath)." in said
    assert "casekit lint --staged --since HEAD (pre-commit) and casekit lint --at HEAD (pre-push)" in said
    assert "are on" not in said


# pre-commit


@pytest.fixture
def with_pre_commit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("PATH", f"{TOOLS}:/usr/bin:/bin")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")  # pre-commit takes GIT_… of its caller for a trap
    desk.path = os.environ["PATH"]
    for name in CHECKS:
        (desk.folder / ".git/hooks" / name).unlink()
    return desk


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["pre-commit", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_pre_commit_runs_the_same_checks_and_fetches_nothing(with_pre_commit: Desk, capsys: Printed) -> None:
    desk = with_pre_commit
    installed = pre_commit(desk.folder, "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    capsys.readouterr()
    assert run(["init", str(desk.folder)]) == 0
    assert "the checks at commit and push are on." in capsys.readouterr().err
    desk.write(BAD)
    desk.git("add", OTHER)
    said = desk.git("commit", "-m", "A colleague", ok=False)
    assert "check the records of this commit" in said
    assert "CK104" in said
    desk.write(GOOD)
    desk.git("add", OTHER)
    assert "Passed" in desk.git("commit", "-m", "A colleague")
    desk.git("rm", "--quiet", STAFF)
    assert "Skipped" in desk.git("commit", "-m", "Without")
    done = pre_commit(desk.folder, "run", "--hook-stage", "pre-push", "--all-files")
    assert done.returncode == 1
    assert "CK213 unknown-staff" in done.stdout


def test_pre_commit_takes_the_hooks_of_this_repository_for_what_they_are(with_pre_commit: Desk) -> None:
    for check, file in (
        ("validate-manifest", ROOT / ".pre-commit-hooks.yaml"),
        ("validate-config", with_pre_commit.folder / ".pre-commit-config.yaml"),
    ):
        assert pre_commit(with_pre_commit.folder, check, str(file)).returncode == 0
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (local,) = yaml.safe_load((with_pre_commit.folder / ".pre-commit-config.yaml").read_text())["repos"]
    assert [{k: v for k, v in hook.items() if k != "description"} for hook in offered] == local["hooks"]
    assert {hook["language"] for hook in offered} == {"system"}
    assert [hook["entry"] for hook in offered] == list(hooks.CHECKS.values())
