"""`casekit site serve`: for whom in, the site in a browser of this machine out, again after every change."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.cli import sites
from casekit.cli.context import Problem, agency_folder

_HERE = "127.0.0.1"  # nothing but this machine: there is no login


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Where on this machine.")
@sites.options
@click.pass_obj
def command(
    start: Path, port: int, audience: str | None, redact: bool, case: str | None, as_of: str | None, at: str | None
) -> None:
    """Show the site on this machine, and build it again whenever something changes.

    No other machine can open it: for others, build it and put it behind a login (site/serving.md). Ctrl-C ends it.
    """
    folder = agency_folder(start)
    with sites.asked(audience, case, as_of, at, redact=redact), sites.mkdocs(aloud=True):
        from mkdocs.commands.serve import serve

        sites.loaded(folder)
        try:
            serve(config_file=str(folder / sites.CONFIG), dev_addr=f"{_HERE}:{port}")
        except OSError as error:
            raise Problem(
                f"{_HERE}:{port} cannot be used: {error.strerror}. Choose another port: --port {port + 1}"
            ) from error
