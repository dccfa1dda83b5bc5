"""`casekit diff`: two states of the records in, a review of what changed between them out."""

from __future__ import annotations

import os
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli.context import Problem, agency_folder
from casekit.cli.output import refuse_records, write_file
from casekit.words import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from casekit.git import Repository
    from casekit.records.tree import Tree
    from casekit.review.page import Page

# Full names: a tag of the same name must not stand in for the branch.
_MAIN = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
_MODULES = {"terminal": "terminal", "md": "markdown", "json": "json", "html": "html"}


@click.command("diff")
@click.argument("range_", metavar="[BASE..HEAD]", required=False)
@click.option("--staged", is_flag=True, help="Review what is staged for the next commit.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_MODULES)),
    default="terminal",
    show_default=True,
    help="How it is written; md is for a comment on a pull request.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not here.")
@click.option(
    "--show-values/--hide-values",
    default=None,
    help="Show what the records say, or only which fields changed. By default only a terminal shows it, and never a CI "
    "job: comments, logs and mails are kept by others.",
)
@click.pass_obj
def command(
    start: Path, range_: str | None, staged: bool, form: str, output: Path | None, show_values: bool | None
) -> int:
    """Review what changed in the records, case by case, what needs a supervisor first in front.

    Without a range it is what this branch and the files on the disk add to the main branch. BASE..HEAD compares two
    commits or days, BASE a commit or day with the files on the disk, and BASE...HEAD what HEAD added since it left
    BASE. The findings of lint that came and went are told too. The exit code is 1 when something could not be read.
    """
    folder = agency_folder(start)
    if output is not None:
        output = start / output
        refuse_records(folder, output)
    if staged and range_:
        raise Problem("--staged compares what is staged with the last commit: leave the range out.")
    values = show_values if show_values is not None else form == "terminal" and not os.environ.get("CI")
    text, whole = _review(folder, range_, form, staged=staged, values=values)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text, mode=0o600)
    return int(not whole)


def _review(folder: Path, range_: str | None, form: str, *, staged: bool, values: bool) -> tuple[str, bool]:
    from casekit.git import GitError, open_repository, user_branch, user_identity
    from casekit.lint.settings import SettingsError, read_settings
    from casekit.records.tree import CommitTree, IndexTree, WorkingTree
    from casekit.review.build import review
    from casekit.review.conflicts import conflicts
    from casekit.review.making import making
    from casekit.review.page import page
    from casekit.review.trail import with_trail

    writer = _writer(form)
    repository = open_repository(folder)
    if repository is None:
        raise Problem(f"{visible(str(folder))} is not in a Git repository, so there is nothing to compare with.")
    try:
        with repository:
            base, head = _ends(repository, range_, staged=staged)
            before = CommitTree(repository, base)
            after: Tree = IndexTree(repository) if staged else WorkingTree(folder)
            if head is not None:
                after = CommitTree(repository, head)
            split = conflicts(after, repository) if head is None else ()
            found = review(before, after, read_settings(folder), split)
            changed = [told.pair.path for told in found.observations]
            now = int(time.time()) if head is None else None
            own, branch = user_identity(folder)[1] or "", user_branch(folder)
            made = making(repository, base, head or repository.resolve("HEAD") or base, changed, own, branch, now)
            found = with_trail(found, before, after, made)
    except GitError as error:
        raise Problem(f"the two states cannot be compared: {error}.") from error
    except SettingsError as error:
        raise Problem(str(error)) from error
    return writer(page(found, values=values)), not found.unreadable


def _writer(form: str) -> Callable[[Page], str]:
    try:
        write: Callable[[Page], str] = import_module(f"casekit.review.report.{_MODULES[form]}").write
    except ModuleNotFoundError as error:
        if error.name not in {"jinja2", "markupsafe"}:
            raise
        raise Problem("HTML needs Jinja2. Install it: pip install 'casekit[site]'") from error
    return write


def _ends(repository: Repository, range_: str | None, *, staged: bool) -> tuple[str, str | None]:
    """Return the commit to compare with, and the one to compare; None for what is on the disk or staged."""
    if staged or not range_:
        head = repository.resolve("HEAD")
        if head is None:
            raise Problem("nothing was committed here yet, so there is nothing to compare with.")
        return (head if staged else _where_it_left_main(repository, head)), None
    joined = "..." if "..." in range_ else ".."
    first, dots, second = range_.partition(joined)
    base = repository.commit_at(first or "HEAD")
    if not dots:
        return base, None
    head = repository.commit_at(second or "HEAD")
    return (_common(repository, base, head) if joined == "..." else base), head


def _where_it_left_main(repository: Repository, head: str) -> str:
    for name in _MAIN:
        if main := repository.resolve(name):
            return _common(repository, main, head)
    return head


def _common(repository: Repository, one: str, other: str) -> str:
    base = repository.merge_base(one, other)
    if base is None:
        hint = ": this clone holds only recent history; git fetch --unshallow brings the rest" if repository.is_shallow() else ""  # fmt: skip
        raise Problem(f"the two have no commit in common{hint}. Name what to compare: casekit diff BASE..HEAD")
    return base
