"""A case's id in, the case on the terminal out."""

from __future__ import annotations

import os
from pathlib import Path

import click

from casekit.cli import completion
from casekit.cli.context import at_option
from casekit.cli.viewing import view_of

_WIDEST = 100


@click.command("show")
@click.argument("case", shell_complete=completion.cases)
@click.option("--all", "whole", is_flag=True, help="Show finished goals and the whole timeline too.")
@at_option
@click.pass_obj
def command(folder: Path, case: str, whole: bool, at: str | None) -> None:
    """Show a case in the terminal.

    It says how to reach the person, where the plan stands, and what happened. CASE is an id such as C-7K3QFMXN.
    """
    from rich.console import Console

    from casekit.summary.terminal import as_terminal

    view = view_of(folder, case, at)
    # Without a colour system rich writes no escape codes at all, as https://no-color.org asks for.
    plain = {"color_system": None} if os.environ.get("NO_COLOR") else {}
    console = Console(markup=False, emoji=False, highlight=False, **plain)  # type: ignore[arg-type]
    with console.capture() as printed:
        console.print(as_terminal(view, whole=whole), width=min(console.width, _WIDEST))
    # Rich fills every line up to the margin; nobody wants those blanks in a pipe or when copying.
    lines = (line.rstrip() for line in printed.get().split("\n"))
    click.echo("\n".join(lines), nl=False, color=True)
