"""A file and a change to its text in, the file with that change out: judged before it is written, whole or not at all."""

from __future__ import annotations

import difflib
from collections.abc import Callable

import click

from casekit.cli.context import Problem
from casekit.cli.finishing import Written
from casekit.cli.judging import judge
from casekit.cli.making import Agency, tell_whose
from casekit.git import GitError
from casekit.records.edit import EditError
from casekit.records.lock import locked
from casekit.records.paths import place
from casekit.records.save import SaveError, replace
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, WorkingTree
from casekit.records.yaml import read
from casekit.words import visible


def edit(agency: Agency, path: str, change: Callable[[str], str], *, dry_run: bool) -> Written:
    """Change a record by ``change`` (text to text; see records/edit.py), and print what changed once it has.

    Nothing is written where the record is locked, cannot be read, or would say what no record can. Raises Problem.
    """
    tree = WorkingTree(agency.folder)
    _refuse_locked(agency, path)
    try:
        old = tree.read(Entry(path, "file"), MAX_BYTES)
        if read(old).data is None:
            raise Problem(
                f"{visible(path)} cannot be read as it stands. Run casekit lint: it says what is wrong, and where."
            )
        new = change(old.decode()).encode()
    except (ReadFailure, EditError) as error:
        raise Problem(f"{visible(path)} {error}.") from error
    where = place(path)
    for case in agency.caseload.cases:
        if where and case.id == where.case:
            tell_whose(agency.caseload, case)
    verdict = judge(tree, agency.settings, {path: old}, {path: new}, _case_folder(path))
    if verdict.errors_of_form:
        verdict.tell()
        raise Problem("nothing was changed: see above what is in the way.")
    if new != old and not dry_run:
        try:
            replace(agency.folder / path, old, new)
        except SaveError as error:
            raise Problem(f"{visible(path)} {error}.") from error
    click.echo(_changed(path, old, new), nl=False)
    if dry_run:
        click.echo("casekit: nothing was changed; this is what would be.", err=True)
    verdict.tell()
    finished = not any(f.severity >= agency.settings.fail_on for f in verdict.report.findings)
    paths = () if dry_run or new == old else (path,)
    return Written(agency.folder, paths, (where.case or "") if where else "", finished=finished, before={path: old})


def _refuse_locked(agency: Agency, path: str) -> None:
    try:
        held = path in locked(agency.folder)
    except GitError as error:
        raise Problem(f"{error}.") from error
    if held:
        raise Problem(
            f"{path} is part of the record since it was committed and is not edited. Amend it with a new record."
        )


def _case_folder(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:4])] if parts[1] == "cases" else []


def _changed(path: str, old: bytes, new: bytes) -> str:
    """Return the lines that changed, as a diff without its head: what a person would read over before they save."""
    before, after = old.decode().splitlines(), new.decode().splitlines()
    lines = list(difflib.unified_diff(before, after, n=1, lineterm=""))[2:]
    return "".join(f"{visible(line)}\n" for line in [path, *(line for line in lines if not line.startswith("@@"))])


dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
