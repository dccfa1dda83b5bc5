"""A repository that another user owns, as containers in CI have it: not read, unless the user's own Git settings trust it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casekit.cli.main import run
from casekit.git import GitError, open_repository

if TYPE_CHECKING:
    from conftest import Repo

pytestmark = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away")
Printed = pytest.CaptureFixture[str]
NOBODY = 65534


@pytest.fixture
def foreign(repository: Repo) -> Repo:
    repository.write("records/agency.yaml", "name: Harbor\n")
    repository.commit()
    for path in (repository.path, repository.path / ".git"):
        os.chown(path, NOBODY, NOBODY)
    return repository


def staged(repository: Repo) -> list[str]:
    with open_repository(repository.path) as opened:
        oid = opened.commit_at("HEAD")
        entries = opened.index_entries()
        assert [e.oid for e in opened.commit_entries(oid)] == [e.oid for e in entries]
        assert opened.read_blob(entries[0].oid, 100) == b"name: Harbor\n"
        return [entry.path for entry in entries]


def trust(*folders: object) -> None:
    """Write the user's own settings, as `git config --global` does."""
    lines = "".join(f'\tdirectory = "{folder}"\n' for folder in folders)
    (Path.home() / ".gitconfig").write_text(f"[safe]\n{lines}")


def test_one_line_says_how_it_is_trusted_and_following_it_works(
    foreign: Repo, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    assert run(["-C", str(foreign.path), "lint", "--staged"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "belongs to another user" in said
    command = said.strip().partition("trust this one: ")[2]
    subprocess.run(shlex.split(command), check=True)
    run(["-C", str(foreign.path), "lint", "--staged"])
    assert " at index" in capsys.readouterr().err


def test_the_files_themselves_need_no_trust(foreign: Repo, capsys: Printed) -> None:
    run(["-C", str(foreign.path), "lint"])
    assert "1 file" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["{top}", "*"])
def test_a_folder_in_the_users_settings_is_read(foreign: Repo, value: str) -> None:
    trust("/elsewhere", value.format(top=foreign.path))
    assert staged(foreign) == ["records/agency.yaml"]


def test_another_folder_there_or_a_taken_back_one_is_not(foreign: Repo) -> None:
    for folders in (["/elsewhere"], [foreign.path.parent], [foreign.path, ""]):
        trust(*folders)
        with pytest.raises(GitError, match="belongs to another user"):
            staged(foreign)


def test_a_repository_does_not_vouch_for_itself(foreign: Repo) -> None:
    with (foreign.path / ".git" / "config").open("a") as settings:
        settings.write("[safe]\n\tdirectory = *\n")
    with pytest.raises(GitError, match="belongs to another user"):
        staged(foreign)


def test_the_callers_environment_does_not_vouch_for_it(foreign: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    with pytest.raises(GitError, match="belongs to another user"):
        staged(foreign)


def test_nothing_else_in_the_users_settings_is_believed(foreign: Repo) -> None:
    trust("*")
    with (Path.home() / ".gitconfig").open("a") as settings:
        settings.write("[core]\n\tfsmonitor = touch ran-by-git\n[core]\n\tworktree = /nowhere\n")
    assert staged(foreign) == ["records/agency.yaml"]
    assert not (foreign.path / "ran-by-git").exists()
