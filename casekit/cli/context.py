"""A start folder and options in, an agency's folder, tree or caseload out; what is in the way said in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.words import did_you_mean, visible

if TYPE_CHECKING:
    from casekit.model.caseload import Case, Caseload
    from casekit.records.tree import Tree


class Problem(click.ClickException):
    """What keeps a command from doing its work: a wrong option, setting or folder. The text says the way out."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the problem as one line, whatever was pasted into it."""
        del file
        click.echo(f"casekit: {visible(self.message)}", err=True)


def drop_output() -> None:
    """Let what could not be written go, so that Python does not try once more on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def at_terminal() -> bool:
    """Whether there is somebody who can be asked: questions are printed on standard error."""
    return sys.stdin.isatty() and sys.stderr.isatty()


at_option = click.option(
    "--at", metavar="REV|DATE", help="Read the records as they were at a commit, or at the end of a day (UTC)."
)

policy_option = click.option(
    "--policy",
    type=click.Choice(["then", "now"]),
    default="then",
    help="With --at: by the policy of then, or by the one on the disk now.  [default: then]",
)


def agency_folder(start: Path) -> Path:
    """Return the agency's folder at or above ``start``: the one with ``records/`` or ``casekit.toml`` in it."""
    from casekit.records.tree import find_agency

    folder = find_agency(start)
    if folder is None:
        raise Problem(
            f"there is no records/ folder in {visible(str(start.resolve()))} or above it. "
            "Go to your agency's folder, or name it: casekit -C DIR …"
        )
    return folder


@contextmanager
def open_tree(folder: Path, at: str | None = None, *, staged: bool = False) -> Iterator[Tree]:
    """Open the working tree of an agency's folder, what is staged there, or what it was at a commit or date."""
    from casekit.git import GitError, open_repository
    from casekit.records.tree import CommitTree, IndexTree, WorkingTree

    try:
        if at is None and not staged:
            with WorkingTree(folder) as tree:
                yield tree
            return
        repository = open_repository(folder)
        if repository is None:
            raise Problem(
                f"{visible(str(folder))} is not in a Git repository, so there is nothing earlier or staged to read."
            )
        with repository:
            yield IndexTree(repository) if at is None else CommitTree(repository, repository.commit_at(at))
    except GitError as error:
        raise Problem(f"{error}") from error


def by_policy_of_now(tree: Tree, folder: Path) -> Tree:
    """Return an earlier state with the policy that lies on the disk now, or with none where there is none."""
    from casekit.records.overlay import Overlay
    from casekit.records.text import MAX_BYTES
    from casekit.records.tree import Entry, ReadFailure, WorkingTree

    path = "records/policy.yaml"
    try:
        files = {path: WorkingTree(folder).read(Entry(path, "file"), MAX_BYTES)}
    except ReadFailure:
        files = {}
    return Overlay(tree, files, lambda other: other != path)


def read_caseload(start: Path, at: str | None = None, policy: str = "then") -> Caseload:
    """Read the caseload of the agency at or above ``start``; an earlier one with the policy of then, or of now."""
    from casekit.model.build import read_caseload as read

    folder = agency_folder(start)
    with open_tree(folder, at) as tree:
        return read(by_policy_of_now(tree, folder) if policy == "now" else tree)


def find_case(caseload: Caseload, identifier: str) -> Case:
    """Return a case by its id, or say which ids come close."""
    case = caseload.case(identifier.strip().upper())
    if case is None:
        raise no_case(identifier, [c.id for c in caseload.cases])
    return case


def no_case(typed: str, known: Iterable[str]) -> Problem:
    """Return what to say where no case has the id that was typed: which come close, or how ids are found."""
    close = did_you_mean(typed.strip().upper(), known)
    return Problem(
        f"no case has the id `{visible(typed)}`."
        f"{close or ' The caseload on the site lists ids beside names, and so does Tab where completion is set up.'}"
    )
