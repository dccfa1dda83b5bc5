"""Where casekit keeps what can be computed again: in Git's own folder, and closed to other users."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.git import open_repository

if TYPE_CHECKING:
    from conftest import Repo


def kept(folder: Path) -> Path:
    opened = open_repository(folder)
    assert opened is not None
    with opened:
        return opened.cache_folder()


def test_it_is_closed_to_others_and_git_does_not_see_it(repository: Repo) -> None:
    repository.write("records/agency.yaml", "name: Harbor\n")
    repository.commit()
    folder = kept(repository.path)
    (folder / "x").write_bytes(b"x")
    folder.chmod(0o755)
    assert kept(repository.path) == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    status = subprocess.run(
        ["git", "status", "--porcelain", "--ignored"], cwd=repository.path, capture_output=True, check=True
    )
    assert status.stdout == b""


def test_every_working_tree_shares_it(repository: Repo, tmp_path: Path) -> None:
    repository.write("records/agency.yaml", "name: Harbor\n")
    repository.commit()
    other = tmp_path / "other"
    subprocess.run(["git", "worktree", "add", "-q", str(other)], cwd=repository.path, check=True)
    assert kept(other).resolve() == kept(repository.path).resolve()
