"""`casekit phase`: a case and a step of the work in, a line at the end of the case's phase log out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from casekit.cli import completion
from casekit.cli.committing import commits
from casekit.cli.context import find_case
from casekit.cli.editing import dry_run_option, edit
from casekit.cli.filling import check_names
from casekit.cli.finishing import Written
from casekit.cli.locating import data_at, find_in_case
from casekit.cli.log_line import given, line, line_fields, line_options, refuse_repeat
from casekit.cli.making import open_agency, tell_ended
from casekit.cli.typed import Word
from casekit.records.edit import append_item
from casekit.records.fields import choices, order

_LINE = line_fields("case", ("phases", 0), "phase")


@click.command("phase", params=line_options(_LINE))
@click.argument("case", shell_complete=completion.cases)
@click.argument("phase", type=Word(choices("case", "phases", "phase")))
@dry_run_option
@commits
@click.pass_obj
def command(start: Path, /, case: str, phase: str, dry_run: bool, **said: Any) -> Written:  # noqa: ANN401 (the line's options)
    """Note that a case has moved to another step of the work.

    PHASE is screening, assessment, risk_evaluation, planning, implementation, monitoring or outcome_evaluation. Going
    back is normal; --because says why, and --incident or --review what is behind it.
    """
    agency = open_agency(start, case)
    of = find_case(agency.caseload, case)
    new = {"phase": phase, **line(_LINE, said, agency.now)}
    check_names(given(_LINE, new), agency.caseload, of)
    path = find_in_case(agency.folder, case, "case.yaml")
    tell_ended(of, new["from"])
    refuse_repeat(data_at(agency.folder, path), ("phases",), new, "phase")
    return edit(agency, path, lambda text: append_item(text, ("phases",), new, order("case")), dry_run=dry_run)
