"""`casekit audit`: a command about the trail in, what it says out."""

from __future__ import annotations

import click

from casekit.cli import audit_anchor, audit_report, audit_stamp, audit_verify, audit_witness
from casekit.cli.grouping import Commands


@click.group("audit", cls=Commands)
def command() -> None:
    """Say whether the history can be relied on, and where not.

    Git keeps the records' history. Alone it does not show who may have changed what, or that nothing was cut off.
    """


for _each in (audit_verify, audit_anchor, audit_witness, audit_stamp, audit_report):
    command.add_command(_each.command)
