"""An agency's folder in, a Git repository with the checks at commit and push out; what could not be set, in words."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from casekit.cli.context import Problem
from casekit.git import GitError, Repository, begin_repository, open_repository, user_identity, user_setting
from casekit.starter.answers import Worker
from casekit.starter.hooks import CHECKS, set_hooks
from casekit.words import visible


def set_up_git(folder: Path, worker: Worker | None) -> None:
    """Begin a repository where there is none, say whose commits are made here, and turn on the checks.

    Raises Problem where Git is missing or the repository cannot be used; all else that was written stays.
    """
    try:
        if around := _kept_within(folder):
            _note(f"the agency is kept in the repository of {around}: its hooks and CI are set up there, not here.")
            return
        if (repository := open_repository(folder)) is None or repository.prefix:
            begin_repository(folder)
            repository = Repository(folder)
        with repository:
            if worker:
                _set_identity(repository, worker)
            _set_checks(repository)
    except GitError as error:
        raise Problem(f"{error}. Then: casekit init {visible(str(folder))}") from error


def _kept_within(folder: Path) -> str | None:
    """Return the folder of a repository further up that holds the agency's files, if one does."""
    repository = open_repository(folder)
    if repository is None or not repository.prefix:
        return None
    with repository:
        return visible(str(repository.top)) if repository.index_entries() else None


def _set_identity(repository: Repository, worker: Worker) -> None:
    """Let commits made here be by whom the staff file names; where Git knows another, it is that of other work."""
    if user_identity(repository.top) == (worker.name, worker.email):
        return
    repository.set_setting("user.name", worker.name)
    repository.set_setting("user.email", worker.email)
    _note(f"commits made here are by {visible(worker.name)} <{visible(worker.email)}>.")


def _set_checks(repository: Repository) -> None:
    if elsewhere := user_setting(repository.top, "core.hooksPath"):
        _note(f"Git runs hooks from {visible(elsewhere)} here (core.hooksPath). Let them run {_both()}.")
        return
    left = set_hooks(repository.hooks_folder(), sys.executable)
    for name in left:
        _note(f"the hook {name} is not casekit's and stays as it is. Let it run {CHECKS[name]} too.")
    if not left:
        _note("the checks at commit and push are on.")


def _both() -> str:
    return " and ".join(f"{check} ({name})" for name, check in CHECKS.items())


def _note(text: str) -> None:
    click.echo(f"casekit: {text}", err=True)
