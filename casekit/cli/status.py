"""`casekit status`: a case, goal or service and where it stands in, a line at the end of its status log out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from casekit.cli import completion
from casekit.cli.committing import commits
from casekit.cli.context import Problem, find_case
from casekit.cli.editing import dry_run_option, edit
from casekit.cli.filling import check_names
from casekit.cli.finishing import Written
from casekit.cli.locating import data_at, entries, find_in_case, find_record
from casekit.cli.log_line import given, line, line_fields, line_options, refuse_repeat
from casekit.cli.making import Agency, open_agency
from casekit.cli.typed import Word
from casekit.cli.worker import find_worker
from casekit.finding import DataPath
from casekit.records.edit import append_item
from casekit.records.fields import choices, order
from casekit.words import did_you_mean, visible

_LINE = line_fields("service", ("status", 0), "status")
_OF_ALL = {"from", "because"}
_WORK = {"minutes", "shared"}


@click.command("status", params=line_options(_LINE))
@click.argument("what", metavar="CASE|SERVICE|CASE/GOAL", shell_complete=completion.standing)
@click.argument("status", shell_complete=completion.statuses)
@dry_run_option
@commits
@click.pass_obj
def command(start: Path, /, what: str, status: str, dry_run: bool, **said: Any) -> Written:  # noqa: ANN401 (the line's options)
    """Note where a case, a service or a goal stands from a day on.

    A case is named by its id, a service by its own (sv-k7q2), a goal by both (C-7K3QFMXN/g2). A service's line can
    also say what you did for it: with --minutes it counts as a contact, with --shared as a disclosure.

    STATUS of a case is one of outreach, open, on_hold, closed, deceased; of a service draft, requested, accepted,
    rejected, waitlisted, in_progress, on_hold, completed, failed, cancelled; of a goal active, paused, met, partly_met,
    dropped.
    """
    agency, path, log = _place(start, what.strip())
    kind = "service" if path.rpartition("/")[0].endswith("services") else "plan" if log[0] == "goals" else "case"
    keys = [key for key in log if isinstance(key, str)]
    new = {"status": _word(status, choices(kind, *keys, "status")), **line(_LINE, said, agency.now)}
    if kind != "service" and (only := sorted(new.keys() - _OF_ALL - {"status"})):
        raise Problem(f"--{only[0].replace('_', '-')} is for a service's line: the status of a case or goal has none.")
    if new.keys() & _WORK and "by" not in new:
        new["by"] = find_worker(agency.folder, agency.caseload, agency.now.isoformat(), None)
    check_names(given(_LINE, new), agency.caseload, find_case(agency.caseload, path.split("/")[3]))
    refuse_repeat(data_at(agency.folder, path), log, new, "status")
    return edit(agency, path, lambda text: append_item(text, log, new, order(kind)), dry_run=dry_run)


def _place(start: Path, what: str) -> tuple[Agency, str, DataPath]:
    """Return the agency, the file and the place of the log that is meant."""
    folder = open_agency(start).folder
    case, _, name = what.rpartition("/")
    if name.lower().startswith("sv-"):
        path = find_record(folder, "service", f"{case}/{name.lower()}" if case else name.lower())
        return open_agency(start, path.split("/")[3]), path, ("status",)
    if not case:
        return open_agency(start, what), find_in_case(folder, what, "case.yaml"), ("status",)
    path = find_in_case(folder, case, "plan.yaml")
    goals = [goal.get("id") for goal in entries(data_at(folder, path), "goals")]
    if name not in goals:
        raise Problem(
            f"the plan of {path.split('/')[3]} has no goal `{visible(name)}`.{did_you_mean(name, map(str, goals))}"
        )
    return open_agency(start, case), path, ("goals", goals.index(name), "status")


def _word(status: str, known: tuple[str, ...]) -> str:
    found: str = Word(known).convert(status, None, None)
    return found
