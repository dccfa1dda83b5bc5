"""`casekit policy`: a command about limits in, what it says out."""

from __future__ import annotations

import click

from casekit.cli import policy_diff, policy_list, policy_show
from casekit.cli.grouping import Commands


@click.group("policy", cls=Commands)
def command() -> None:
    """Show the limits in force, or what would change with others.

    Limits are in records/policy.yaml and in the pack that it builds on. Rules ask for the one in force on the day
    they judge.
    """


for _each in (policy_show, policy_diff, policy_list):
    command.add_command(_each.command)
