"""`casekit done`: a case and a step of its plan in, the day it was done written beside the step out."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.cli import completion
from casekit.cli.committing import commits
from casekit.cli.context import Problem
from casekit.cli.editing import dry_run_option, edit
from casekit.cli.finishing import Written
from casekit.cli.locating import data_at, entries, find_in_case
from casekit.cli.making import open_agency
from casekit.cli.typed import Day, as_day
from casekit.finding import DataPath
from casekit.records.edit import set_field
from casekit.records.fields import order
from casekit.words import did_you_mean, visible


@click.command("done")
@click.argument("case", shell_complete=completion.cases)
@click.argument("step", shell_complete=completion.steps)
@click.option("--on", type=Day(), default="today", show_default=True, help="The day it was done.")
@dry_run_option
@commits
@click.pass_obj
def command(start: Path, case: str, step: str, on: str, dry_run: bool) -> Written:
    """Note that a step of the plan is done.

    STEP is its id in the plan, such as g2s1.
    """
    agency = open_agency(start, case)
    path = find_in_case(agency.folder, case, "plan.yaml")
    at = _find(agency.folder, path, step.strip().lower())
    day = as_day(on, agency.now)
    steps = order("plan", "goals", "steps")
    return edit(agency, path, lambda text: set_field(text, (*at, "done"), day, steps), dry_run=dry_run)


def _find(folder: Path, path: str, step: str) -> DataPath:
    known: dict[str, DataPath] = {}
    for i, goal in enumerate(data_at(folder, path).get("goals") or ()):
        for j, entry in enumerate(entries(goal, "steps") if isinstance(goal, dict) else ()):
            known[str(entry.get("id"))] = ("goals", i, "steps", j)
            if entry.get("id") == step and entry.get("done"):
                raise Problem(f"{step} was done on {visible(str(entry['done']))} already; nothing was changed.")
    if step not in known:
        none = "" if known else " It has no steps yet: they stand below their goal in plan.yaml."
        raise Problem(
            f"the plan of {path.split('/')[3]} has no step `{visible(step)}`.{did_you_mean(step, known)}{none}"
        )
    return known[step]
