"""`casekit site build`: for whom and where in, a folder with the site that those may read out."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli import sites
from casekit.cli.context import Problem, agency_folder
from casekit.words import visible

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from casekit.pages.wanted import Wanted

_FOR_OWNER_AND_GROUP = 0o027  # what others on the machine may not do with a site: anything


@click.command("build")
@click.option(
    "-d", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Where to; what is there is replaced whole."
)
@sites.options
@click.pass_obj
def command(
    start: Path,
    output: Path | None,
    audience: str | None,
    redact: bool,
    case: str | None,
    as_of: str | None,
    at: str | None,
) -> None:
    """Build the site for those who may read it.

    Without --for it is for all who may read the records, and goes where mkdocs.yml says (build/site). A site for fewer
    has nothing in it that they may not see, and goes into a folder of its own: build/site-for/s-ruiz.
    """
    folder = agency_folder(start)
    with sites.asked(audience, case, as_of, at, redact=redact), sites.mkdocs():
        from mkdocs.commands.build import build

        config = sites.loaded(folder)
        what = _wanted(config)
        target = (start / output if output else _own_folder(Path(config.site_dir), what)).resolve()
        _refuse(target, folder, what, is_own=output is None)
        config = sites.loaded(folder, site_dir=str(target))
        config.plugins.on_startup(command="build", dirty=False)
        usual = os.umask(_FOR_OWNER_AND_GROUP)
        try:
            build(config)
        except OSError as error:
            raise Problem(f"the site could not be built in {visible(str(target))}: {error.strerror}.") from error
        finally:
            os.umask(usual)
            config.plugins.on_shutdown()
    who = {"all": "all who may read the records", "supervisor": "all supervisors"}.get(what.audience, what.audience)
    masked = ", masked" if what.redact else ""
    past = f", at {visible(what.at)}" if what.at else ""
    click.echo(f"Built for {who}{masked}{past}: open {visible(str(target / 'index.html'))}")


def _wanted(config: MkDocsConfig) -> Wanted:
    from casekit.pages.wanted import wanted

    told = config.plugins["casekit"].config
    try:
        return wanted(told.audience, told.as_of, os.environ, redact=told.redact)
    except ValueError as error:
        raise Problem(str(error)) from error


def _own_folder(usual: Path, what: Wanted) -> Path:
    """Return the folder of an audience: each has its own, so that none is read by the wrong people."""
    name = "-".join(
        filter(None, (what.audience, what.case.upper(), what.at and f"at-{what.at}", "masked" if what.redact else ""))
    )
    return usual if name == "all" else usual.parent / f"{usual.name}-for" / re.sub(r"[^A-Za-z0-9-]+", "-", name)


def _refuse(target: Path, folder: Path, what: Wanted, *, is_own: bool) -> None:
    """Keep a site out of the records and out of another audience's folder, and let no files of others be removed."""
    from casekit.pages.wanted import MARK, kept_from

    named = visible(str(target))
    if target.is_relative_to((folder / "records").resolve()):
        raise Problem(f"{named} is in records/, where only records are kept. Build the site somewhere else.")
    try:
        holds = [entry.name for entry in target.iterdir()]
    except FileNotFoundError:
        return
    except OSError as error:
        raise Problem(f"{named} cannot be used: {error.strerror}.") from error
    if holds and MARK not in holds and not is_own:
        raise Problem(
            f"{named} holds files that are no site of casekit's, and building one there would remove them. "
            "Choose a new folder, or an empty one."
        )
    if problem := kept_from(target, what):
        raise Problem(problem)
