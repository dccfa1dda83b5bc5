"""A case's id in, the case on the terminal out."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.cli import completion
from casekit.cli.context import at_option
from casekit.cli.terminal import print_laid_out
from casekit.cli.viewing import view_of


@click.command("show")
@click.argument("case", shell_complete=completion.cases)
@click.option("--all", "whole", is_flag=True, help="Show finished goals and the whole timeline too.")
@at_option
@click.pass_obj
def command(folder: Path, case: str, whole: bool, at: str | None) -> None:
    """Show a case in the terminal.

    It says how to reach the person, where the plan stands, and what happened. CASE is an id such as C-7K3QFMXN.
    """
    from casekit.summary.terminal import as_terminal

    print_laid_out(as_terminal(view_of(folder, case, at), whole=whole))
