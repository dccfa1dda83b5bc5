"""`casekit accept`: a case that was handed over in, the day it was accepted written into its assignment log out."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.cli import completion
from casekit.cli.committing import commits
from casekit.cli.context import Problem
from casekit.cli.editing import dry_run_option, edit
from casekit.cli.finishing import Written
from casekit.cli.handover import accept
from casekit.cli.locating import data_at, entries, find_in_case
from casekit.cli.making import open_agency
from casekit.cli.typed import Day, as_day
from casekit.cli.worker import find_worker


@click.command("accept")
@click.argument("case", shell_complete=completion.cases)
@click.option("--by", shell_complete=completion.staff, help="Who accepts it (an id in staff/), if that is not you.")
@click.option("--on", type=Day(), default="today", show_default=True, help="The day it was accepted.")
@dry_run_option
@commits
@click.pass_obj
def command(start: Path, case: str, by: str | None, on: str, dry_run: bool) -> Written:
    """Accept a case that was handed over to you or your team.

    From that day on you are responsible, and the line of whoever had it gets its last day.
    """
    agency = open_agency(start, case)
    path = find_in_case(agency.folder, case, "case.yaml")
    day = as_day(on, agency.now)
    worker = find_worker(agency.folder, agency.caseload, agency.now.isoformat(), by)
    teams = {t.stem for t in agency.caseload.teams.values() if any(m.staff == worker for m in t.members)}
    log = entries(data_at(agency.folder, path), "assignments")
    mine = [i for i, e in enumerate(log) if (e.get("worker") == worker or e.get("team") in teams) and not e.get("to")]
    waiting = [i for i in mine if not log[i].get("accepted")]
    if not waiting:
        raise Problem(f"{path.split('/')[3]} holds no assignment of {worker} that waits to be accepted.")
    return edit(agency, path, lambda text: accept(text, log, waiting[-1], day), dry_run=dry_run)
