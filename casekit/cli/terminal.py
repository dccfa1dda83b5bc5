"""Something that rich lays out in, its lines on standard output out, as wide as the terminal but no wider than reads well."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

_WIDEST = 100


def print_laid_out(what: RenderableType) -> None:
    """Print what rich lays out, without the blanks with which it fills each line up to the margin."""
    from rich.console import Console

    # Without a colour system rich writes no escape codes at all, as https://no-color.org asks for.
    plain = {"color_system": None} if os.environ.get("NO_COLOR") else {}
    console = Console(markup=False, emoji=False, highlight=False, **plain)  # type: ignore[arg-type]
    with console.capture() as printed:
        console.print(what, width=min(console.width, _WIDEST))
    lines = (line.rstrip() for line in printed.get().split("\n"))
    click.echo("\n".join(lines), nl=False, color=True)
