"""`casekit revoke`: a consent in, that it was taken back written into it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from casekit.cli import completion
from casekit.cli.committing import commits
from casekit.cli.context import Problem
from casekit.cli.editing import dry_run_option, edit
from casekit.cli.finishing import Written
from casekit.cli.locating import data_at, find_record
from casekit.cli.making import open_agency
from casekit.cli.typed import Day, Word, as_day
from casekit.records.edit import set_field
from casekit.records.fields import choices, order


@click.command("revoke")
@click.argument("consent", shell_complete=completion.all_consents)
@click.option("--how", required=True, type=Word(choices("consent", "revoked", "how")), help="How: orally, in_writing or electronically.")  # fmt: skip
@click.option("--by", "who", default="The client", show_default=True, help="Who took it back: the client, or a support who may.")  # fmt: skip
@click.option("--on", type=Day(), default="today", show_default=True, help="The day it was taken back.")
@click.option("--told", multiple=True, help="Who was told to stop sharing or using it. Can be given several times.")
@click.option("--note", help="Anything else about it.")
@dry_run_option
@commits
@click.pass_obj
def command(
    start: Path, consent: str, how: str, who: str, on: str, told: tuple[str, ...], note: str | None, dry_run: bool
) -> Written:
    """Note that a consent was taken back.

    A spoken word is enough, and it holds at once; the paper can follow. CONSENT is its id, such as cn-k7q2.
    """
    folder = open_agency(start).folder
    path = find_record(folder, "consent", consent.lower() if "/" not in consent else consent)
    agency = open_agency(start, path.split("/")[3])
    data = data_at(folder, path)
    if data.get("revoked"):
        raise Problem(f"{path} says already that it was taken back; nothing was changed.")
    if data.get("status") != "given":
        raise Problem(f"{path} was not given, so there is nothing to take back. Correct its `status` if that is wrong.")
    revoked: dict[str, Any] = {"date": as_day(on, agency.now), "how": how, "by": who}
    revoked |= {"told": list(told)} if told else {}
    revoked |= {"note": note} if note else {}
    done = edit(agency, path, lambda text: set_field(text, ("revoked",), revoked, order("consent")), dry_run=dry_run)
    if not told and not dry_run:
        click.echo("casekit: tell those who hold what was shared, and write under `told` who knows.", err=True)
    return done
