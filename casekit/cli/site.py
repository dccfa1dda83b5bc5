"""`casekit site`: a command about the site in, what it builds, shows or exports out."""

from __future__ import annotations

import click

from casekit.cli import site_build, site_export, site_serve
from casekit.cli.grouping import Commands


@click.group("site", cls=Commands)
def command() -> None:
    """Build the site for those who may read it, show it on this machine, or export its pages.

    Its settings are in mkdocs.yml. Who sees what is a table in site/serving.md.
    """


for _each in (site_build, site_serve, site_export):
    command.add_command(_each.command)
