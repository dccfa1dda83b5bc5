"""`casekit site export`: a folder's name in, the site's pages in it out, for Zensical or any other generator to build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli import sites
from casekit.cli.context import Problem, agency_folder
from casekit.words import visible

if TYPE_CHECKING:
    from casekit.pages.export.config import Configuration
    from casekit.pages.site import Site
    from casekit.pages.wanted import Wanted


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@sites.options
@click.pass_obj
def command(
    start: Path, folder: Path, audience: str | None, redact: bool, case: str | None, as_of: str | None, at: str | None
) -> None:
    """Write the site's pages and a configuration into DIR.

    Zensical builds them, or MkDocs without casekit. DIR is new or empty, or was written by this command before: then
    it is replaced. It holds client data, readable by you alone: mind where it goes, and delete it when it is done with.
    """
    agency = agency_folder(start)
    place = (start / folder).absolute()
    with sites.asked(audience, case, as_of, at, redact=redact):
        found, what, site = _read(agency)
    _keep_out(place, {"records/": agency / "records", "the folder of your own pages": found.docs})
    _write(place, folder, found, what, site)
    named = visible(str(folder))
    if found.left:
        click.echo(f"Left out, since only MkDocs follows it: {visible(', '.join(found.left))} of mkdocs.yml.")
    held = (
        "Names and texts are masked, yet days and numbers can still tell who somebody is"
        if what.redact
        else "They name clients"
    )
    click.echo(
        f"{len(site.pages)} pages as of {site.day} are in {named}. {held}: keep them inside the building, and "
        f"delete them when they are done with. Next: cd {named} && zensical build"
    )


def _read(agency: Path) -> tuple[Configuration, Wanted, Site]:
    try:
        from casekit.pages.export.config import read_configuration
        from casekit.pages.wanted import site_of, wanted
    except ModuleNotFoundError as error:
        if error.name not in {"jinja2", "markupsafe"}:
            raise
        raise Problem("the site needs Jinja2. Install it: pip install 'casekit[site]'") from error
    try:
        found = read_configuration(agency / sites.CONFIG)
        told = found.options
        what = wanted(told.audience, told.as_of, os.environ, redact=told.redact)
        return found, what, site_of(agency / told.records, what, told, os.environ)
    except ValueError as error:
        raise Problem(str(error)) from error


def _keep_out(place: Path, folders: dict[str, Path]) -> None:
    """Keep an export out of folders that are read: it would be taken for what belongs there."""
    for name, folder in folders.items():
        if place.resolve().is_relative_to(folder.resolve()):
            raise Problem(f"{visible(str(place))} is in {name}, which the site is made from. Name another folder.")


def _write(place: Path, folder: Path, found: Configuration, what: Wanted, site: Site) -> None:
    from casekit.pages.export.config import FILLED, PAGES
    from casekit.pages.export.files import files_of
    from casekit.pages.export.folder import files_below, write_folder
    from casekit.pages.wanted import kept_from

    named = visible(str(folder))
    if problem := kept_from(place / PAGES, what):
        raise Problem(problem)
    try:
        write_folder(place, files_of(site, found, files_below(found.docs), what), FILLED)
    except ValueError as error:
        raise Problem(f"{named} was left as it is: {visible(str(error))}.") from error
    except OSError as error:
        raise Problem(f"{named} was not written: {visible(error.strerror or str(error))}.") from error
