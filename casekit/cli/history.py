"""`casekit history`: a case's id and perhaps a field in, every change of it out, newest first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli import completion
from casekit.cli.context import Problem, agency_folder, at_option
from casekit.words import did_you_mean, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casekit.git import Repository
    from casekit.history.changes import Change


@click.command("history")
@click.argument("case", shell_complete=completion.cases)
@click.argument("field", required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "md", "json"]),
    default="table",
    show_default=True,
    help="How it is written. All of them hold the record's words: mind where they go.",
)
@click.option("--reports", is_flag=True, help="Tell of mandated reports too. Only for those who may know of them.")
@at_option
@click.pass_obj
def command(start: Path, case: str, field: str, form: str, reports: bool, at: str | None) -> None:
    """Tell what changed in a case, newest first: when, by whom and why.

    It is what Git holds: changes that were not committed are not in it. FIELD narrows it down: a kind of record
    (risk), a field (phases, goals, level), an id (g1, g1s2), or some of them in a row (plan.goals.g1). A case is
    followed when its folder moves. Work on side branches is told where it was committed; a merge is told of only for
    what it changed itself. Who wrote something is what their Git said of them.
    """
    from casekit.git import GitError, open_repository

    folder = agency_folder(start)
    names = tuple(name.replace("-", "_") if not _is_id(name) else name for name in field.split(".") if name)
    repository = open_repository(folder)
    if repository is None:
        raise Problem(f"{visible(str(folder))} is not in a Git repository, so it has no history.")
    try:
        with repository:
            tip = repository.commit_at(at) if at else repository.resolve("HEAD")
            if tip is None:
                raise Problem("nothing was committed here yet, so there is no history.")
            _tell(repository, tip, case.strip().upper(), names, form, reports=reports)
    except GitError as error:
        raise Problem(f"the history cannot be read: {error}.") from error


def _is_id(name: str) -> bool:
    """Tell an id, whose hyphens count, from the name of a field."""
    from casekit.history.labels import known_names
    from casekit.records.paths import KINDS

    return name.replace("-", "_") not in known_names(tuple(KINDS))


def _tell(repository: Repository, tip: str, case: str, names: tuple[str, ...], form: str, *, reports: bool) -> None:
    from casekit.history.changes import changes, only
    from casekit.history.past import past
    from casekit.history.report import as_json, as_markdown, as_table
    from casekit.history.who import staff_at

    steps = past(repository, tip, case)
    if not steps:
        raise Problem(f"no commit up to here holds a case `{case}`.{_perhaps(repository, tip, case)}")
    told: Iterable[Change] = changes(repository, steps, staff_at(repository, tip))
    told = (change for change in told if reports or not change.restricted)
    told = list(only(told, names) if names else told)
    if form == "json":
        click.echo(as_json(told, case, tip), nl=False)
    else:
        click.echo((as_table if form == "table" else as_markdown)(told), nl=False)
    if names and not told:
        _nothing(names)
    if repository.is_shallow():
        click.echo(
            "casekit: this clone holds only recent history; what its oldest commit shows as written is older. "
            "git fetch --unshallow brings the rest.",
            err=True,
        )


def _perhaps(repository: Repository, tip: str, case: str) -> str:
    years = repository.folders(tip, "records/cases/")
    found = repository.folders(tip, *(f"{year}/" for year in years)) if years else []
    return did_you_mean(case, [path.rpartition("/")[2] for path in found])


def _nothing(names: tuple[str, ...]) -> None:
    """Say that nothing is told of a field, and what may have been meant."""
    from casekit.history.labels import known_names
    from casekit.records.paths import KINDS

    known = known_names(tuple(KINDS))
    guess = next((did_you_mean(name, known) for name in names if name not in known), "")
    click.echo(f"casekit: the history of this case tells nothing of `{visible('.'.join(names))}`.{guess}", err=True)
