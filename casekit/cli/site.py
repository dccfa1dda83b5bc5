"""`casekit site`: a command about the site in, what it builds or shows out."""

from __future__ import annotations

import click

from casekit.cli import site_build, site_serve


@click.group("site")
def command() -> None:
    """Build the site for those who may read it, or show it on this machine.

    Its settings are in mkdocs.yml. Who sees what is a table in site/serving.md.
    """


for _each in (site_build, site_serve):
    command.add_command(_each.command)
