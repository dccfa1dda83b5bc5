"""`casekit cache`: a command about what is kept between runs in, what it did out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from casekit.cli.context import Problem, agency_folder
from casekit.cli.grouping import Commands
from casekit.words import visible


@click.group("cache", cls=Commands)
def command() -> None:
    """Clear away what casekit keeps in the Git folder between runs.

    What was read and judged is kept in .git/casekit, so that the next run looks only at what changed. It holds what
    the records say, is closed to other users of the machine, and can be thrown away at any time: the next run takes
    longer, and says the same.
    """


@command.command("clear")
@click.pass_obj
def clear(start: Path) -> None:
    """Remove all that is kept between runs, of every working tree of this repository."""
    from casekit.git import GitError, open_repository

    repository = open_repository(agency_folder(start))
    try:
        if repository is None or not (folder := repository.cache_folder()):
            click.echo("casekit: this folder is not in a Git repository, so nothing is kept.")
            return
        sizes = [size for top, _, names in os.walk(folder) for name in names if (size := _size(top, name)) is not None]
        shutil.rmtree(folder)
    except GitError as error:
        raise Problem(f"{error}") from error
    except OSError as error:
        raise Problem(f"what is kept cannot be removed: {error.strerror}.") from error
    if not sizes:
        click.echo("casekit: nothing was kept.")
        return
    count = f"{len(sizes)} file{'s' * (len(sizes) != 1)}"
    click.echo(f"casekit: removed {count}, {sum(sizes) / 1e6:.1f} MB, from {visible(os.fspath(folder))}.")


def _size(top: str, name: str) -> int | None:
    try:
        return os.lstat(Path(top, name)).st_size
    except OSError:  # another run put a newer one in its place just now
        return None
