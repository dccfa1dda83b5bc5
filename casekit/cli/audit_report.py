"""`casekit audit report`: a case and a span of days in, an account of what was changed, shared, approved and amended out."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.cli import completion
from casekit.cli.context import Problem, agency_folder, find_case
from casekit.cli.output import refuse_records, write_file
from casekit.cli.typed import Day, meant
from casekit.words import visible


@click.command("report")
@click.option("--case", "case_id", required=True, shell_complete=completion.cases, help="The case.")
@click.option("--from", "since", type=Day(), required=True, help="The first day.")  # fmt: skip
@click.option("--to", "until", type=Day(), required=True, help="The last day.")
@click.option("--reports", is_flag=True, help="Tell of mandated reports too. Only for those who may know of them.")
@click.option("--format", "style", type=click.Choice(["md", "json", "html"]), default="md", show_default=True, help="How it is written. All of them hold the record's words: mind where they go.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, for your eyes only.")  # fmt: skip
@click.pass_obj
def command(
    start: Path, case_id: str, since: str, until: str, reports: bool, style: str, output: Path | None
) -> int:  # fmt: skip
    """Give an account of a case: what was changed, shared, approved and amended, by whom and when.

    It is what an auditor or a client may ask for, as the last commit has it. Changes are listed by the day of their
    commit, and by field: what stood there before, `casekit history` tells. The exit code is 1 where a file of the case
    cannot be read, so that the account is not whole.
    """
    folder = agency_folder(start)
    first, last = (str(meant(day)) for day in (since, until))
    if first > last:
        raise Problem(f"--from {first} is later than --to {last}.")
    if output is not None:
        output = start / output
        refuse_records(folder, output)
    text, whole = _written(folder, case_id, first, last, style, reports=reports)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text, mode=0o600)
    return int(not whole)


def _written(folder: Path, case_id: str, since: str, until: str, style: str, *, reports: bool) -> tuple[str, bool]:
    from casekit.git import GitError, open_repository
    from casekit.history.changes import changes
    from casekit.history.past import past
    from casekit.history.who import staff_at
    from casekit.model.build import read_caseload
    from casekit.records.tree import CommitTree
    from casekit.review.accounting import account
    from casekit.review.report.accounting import as_html, as_json, as_markdown

    repository = open_repository(folder)
    if repository is None:
        raise Problem(f"{visible(str(folder))} is not in a Git repository, so it has no history.")
    try:
        with repository:
            tip = repository.resolve("HEAD")
            if tip is None:
                raise Problem("nothing was committed here yet, so there is no history.")
            caseload = read_caseload(CommitTree(repository, tip))
            case = find_case(caseload, case_id)
            unread = [n.path for n in caseload.notes if not n.readable and n.path.startswith(f"{case.folder}/")]
            told = changes(repository, past(repository, tip, case.id), staff_at(repository, tip))
            found = account(case, told, since, until, tip, unread=unread, reports=reports)
    except GitError as error:
        raise Problem(f"the history cannot be read: {error}.") from error
    try:
        return {"md": as_markdown, "json": as_json, "html": as_html}[style](found), not found.unread
    except ModuleNotFoundError as error:
        if error.name not in {"jinja2", "markupsafe"}:
            raise
        raise Problem("HTML needs Jinja2. Install it: pip install 'casekit[site]'") from error
