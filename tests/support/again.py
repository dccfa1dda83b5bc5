"""Linting with what earlier runs left, beside linting anew: an agency in a Git repository, and what must be equal."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from casekit.lint.outcome import Outcome, Request
from casekit.lint.settings import SettingsError, settings_for
from casekit.lint.warm import lint_again
from casekit.records.tree import Tree, WorkingTree

EXAMPLE = Path(__file__).parents[1] / "lint" / "example"
CASE = "records/cases/2026/C-7K3QFMXN"
OTHER = "records/cases/2026/C-2M4K8QAY"
CONTACT = f"{CASE}/contacts/2026-03-02-k7.yaml"


def new_agency(folder: Path) -> Path:
    """Make a repository of the small agency of the rules' examples, with a second case that has something wrong in it."""
    shutil.copytree(EXAMPLE, folder)
    shutil.copytree(folder / CASE, folder / OTHER)
    case = folder / OTHER / "case.yaml"
    case.write_bytes(case.read_bytes().replace(b"C-7K3QFMXN", b"C-2M4K8QAY"))
    contact = folder / OTHER / "contacts/2026-03-02-k7.yaml"
    contact.write_bytes(contact.read_bytes().replace(b"by: s-", b"by: x-"))
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def at_rest(folder: Path) -> None:
    """Wait until the clock of the disk has moved on, so that a change from now on shows in a file's times."""
    mark = folder / ".git" / "mark"
    mark.write_bytes(b"")
    begin = mark.stat().st_mtime_ns
    while mark.stat().st_mtime_ns == begin:
        os.utime(mark)
    mark.unlink()


def again(folder: Path, request: Request | None = None, tree: Tree | None = None) -> Outcome | str:
    """Lint with what earlier runs left, or return what keeps it from being linted."""
    return _linted(folder, request or Request(), tree, keep=True)


def anew(folder: Path, request: Request | None = None, tree: Tree | None = None) -> Outcome | str:
    """Lint as if for the first time."""
    return _linted(folder, request or Request(), tree, keep=False)


def _linted(folder: Path, request: Request, tree: Tree | None, *, keep: bool) -> Outcome | str:
    with tree or WorkingTree(folder) as opened:
        try:
            return lint_again(opened, folder, request, lambda: settings_for(folder, request), keep=keep)
        except SettingsError as error:
            return str(error)


def kept_files(folder: Path) -> list[Path]:
    """Return the files in which work is kept."""
    return sorted((folder / ".git/casekit/lint").glob("*"))
