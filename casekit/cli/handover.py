"""`casekit handover`: a case and a colleague or team in, a line at the end of the case's assignment log out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from casekit.cli import completion
from casekit.cli.committing import commits
from casekit.cli.context import Problem, find_case
from casekit.cli.editing import dry_run_option, edit
from casekit.cli.finishing import Written
from casekit.cli.locating import data_at, entries, find_in_case
from casekit.cli.making import open_agency
from casekit.cli.typed import Day, Word, as_day
from casekit.records.edit import append_item, set_field
from casekit.records.fields import order
from casekit.words import did_you_mean, visible


@click.command("handover")
@click.argument("case", shell_complete=completion.cases)
@click.option("--to", "who", required=True, shell_complete=completion.colleagues, help="The colleague (an id in staff/), or the team (an id in teams/).")  # fmt: skip
@click.option("--because", help="Why it is handed over.")
@click.option("--role", type=Word(["primary", "cover", "second"]), default="primary", show_default=True, help="What the colleague will be: primary, cover or second.")  # fmt: skip
@click.option(
    "--from", "first", type=Day(), default="today", show_default=True, help="The first day of responsibility."
)
@click.option("--accepted", type=Day(), help="The day they accepted, if they have. Without it they do so with `casekit accept`.")  # fmt: skip
@dry_run_option
@commits
@click.pass_obj
def command(
    start: Path, case: str, who: str, because: str | None, role: str, first: str, accepted: str | None, dry_run: bool
) -> Written:
    """Hand a case over to a colleague or a team.

    Whoever has it now stays responsible until it is accepted; then their line gets its last day.
    """
    agency = open_agency(start, case)
    find_case(agency.caseload, case)
    path = find_in_case(agency.folder, case, "case.yaml")
    staff, teams = agency.caseload.names.get("staff", frozenset()), agency.caseload.names.get("team", frozenset())
    if who not in staff | teams:
        raise Problem(f"there is no colleague or team `{visible(who)}`.{did_you_mean(who, sorted(staff | teams))}")
    new: dict[str, Any] = {"worker": who, "role": role} if who in staff else {"team": who, "role": "team"}
    new |= {"from": as_day(first, agency.now), **({"because": because} if because else {})}
    log = entries(data_at(agency.folder, path), "assignments")
    _refuse_repeat(log, new, path.split("/")[3])

    def change(text: str) -> str:
        text = append_item(text, ("assignments",), new, order("case"))
        return accept(text, [*log, new], len(log), as_day(accepted, agency.now)) if accepted else text

    return edit(agency, path, change, dry_run=dry_run)


def _refuse_repeat(log: list[dict[str, Any]], new: dict[str, Any], case: str) -> None:
    """Refuse to hand a case to who has it in that role, or was given it and has not said yes yet."""
    who = ("worker", "team", "role")
    for i, entry in enumerate(log):
        if entry.get("to") or [entry.get(key) for key in who] != [new.get(key) for key in who]:
            continue
        name, since = new.get("worker") or new.get("team"), visible(str(entry.get("from")))
        if i == 0 or entry.get("accepted"):
            raise Problem(f"{name} has {case} as {new['role']} since {since} already; nothing was changed.")
        raise Problem(
            f"{case} was handed to {name} on {since} already and waits for their yes: `casekit accept {case}`, or "
            "--by ID where you write it down for them. Nothing was changed."
        )


def accept(text: str, log: list[dict[str, Any]], place: int, day: str) -> str:
    """Return a case's text in which a line of its assignment log is accepted, and who had the case has a last day.

    Only a new primary worker or team takes the place of others: cover and second work beside them.
    """
    keys = order("case", "assignments")
    text = set_field(text, ("assignments", place, "accepted"), day, keys)
    if log[place].get("role") not in {"primary", "team"}:
        return text
    before = (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
    for i, entry in enumerate(log[:place]):
        if entry.get("role") in {"primary", "team"} and not entry.get("to"):
            text = set_field(text, ("assignments", i, "to"), max(before, str(entry.get("from"))), keys)
    return text
