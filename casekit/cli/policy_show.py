"""`casekit policy show`: a day in, the limits in force on it out, each with where it comes from and what it means."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import get_args

import click

from casekit.cli import completion
from casekit.cli.context import Problem, at_option, find_case, policy_option, read_caseload
from casekit.cli.policy_text import FORMATS, Shown
from casekit.cli.typed import Day, Word, as_day, today
from casekit.model.caseload import Caseload
from casekit.model.common import Model, RiskLevel
from casekit.model.policy import Scope, for_scope, in_force, newest_day, scope_of
from casekit.model.standing import last_day
from casekit.words import did_you_mean, visible


@click.command("show")
@click.option(
    "--on",
    "day",
    type=Day(),
    help="The day; `today` reads the clock.  [default: the newest day that the policy names; with --case, that the case tells of]",
)
@click.option("--case", "case_id", shell_complete=completion.cases, help="Only what counts for this case on that day.")
@click.option("--model", type=Word(get_args(Model)), help="Only what counts for this model.")
@click.option("--program", shell_complete=completion.programs, help="Only what counts for this program.")
@click.option("--risk", type=Word(get_args(RiskLevel)), help="Only what counts at this risk.")
@click.option(
    "--format",
    "style",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="For a terminal, a program or a document.",
)
@at_option
@policy_option
@click.pass_obj
def command(
    start: Path,
    day: str | None,
    case_id: str | None,
    model: str | None,
    program: str | None,
    risk: str | None,
    style: str,
    at: str | None,
    policy: str,
) -> None:
    """Show the limits in force on a day.

    Each comes with what it means, whom it is for and where it is from. Without --case, --model, --program or --risk
    every limit is listed that counts for anybody; with one of them, only the one line that counts there. No clock is
    read unless the day is `today`.
    """
    scope = Scope(model, risk, program)
    if case_id and scope != Scope():
        raise Problem("--case brings its own model, program and risk: leave --model, --program and --risk out.")
    caseload = read_caseload(start, at, policy)
    _known_program(caseload, program)
    FORMATS[style](_shown(caseload, day, case_id, scope))


def _shown(caseload: Caseload, typed: str | None, case_id: str | None, scope: Scope) -> Shown:
    case = find_case(caseload, case_id) if case_id else None
    policy = caseload.policy
    if typed is not None:
        now = today(caseload.agency.timezone if caseload.agency else "")
        day = dt.date.fromisoformat(as_day(typed, now))
        whence = ""
    elif case is not None:
        day, whence = last_day(case), f"the newest day that {case.id} tells of"
    else:
        day, whence = newest_day(policy), "the newest day that the policy names"
    if case is not None:
        scope = scope_of(case, day)
    asked = case is not None or scope != Scope()
    lines = for_scope(policy, day, scope) if asked else in_force(policy, day)
    return Shown(day, whence, policy, case.id if case else None, scope if asked else None, tuple(lines))


def _known_program(caseload: Caseload, program: str | None) -> None:
    known = [each.id for each in caseload.agency.programs] if caseload.agency else []
    if program is not None and program not in known:
        raise Problem(f"no program is called `{visible(program)}` in agency.yaml.{did_you_mean(program, known)}")
