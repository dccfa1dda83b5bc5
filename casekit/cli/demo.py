"""`casekit demo`: a folder and a size in, a fictional agency's repository with years of history out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from casekit.cli.context import Problem
from casekit.words import visible

_MOST_CASES = 100_000
_MOST_YEARS = 10
_MOST_SEED = 2**63 - 1


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--cases", type=click.IntRange(1, _MOST_CASES), default=200, show_default=True, help="How many cases; from 12 on, every kind of record is there."
)  # fmt: skip
@click.option(
    "--years", type=click.IntRange(1, _MOST_YEARS), default=2, show_default=True, help="Over how many years they come."
)
@click.option(
    "--seed", type=click.IntRange(0, _MOST_SEED), default=1, show_default=True, help="Another seed, another agency; the same, the same commits."
)  # fmt: skip
@click.option("--signed", is_flag=True, help="Sign every commit with its author's key. Needs casekit[audit].")
@click.pass_obj
def command(start: Path, folder: Path, cases: int, years: int, seed: int, signed: bool) -> None:
    """Make a fictional agency with years of history, to try things out.

    It is written into DIR, new or empty, with its Git history: for training, for trying things out and for measuring.
    Nobody in its records exists.
    """
    place = (start / folder).absolute()  # Git works from another folder
    _make_place(place)
    from casekit.demo.make import make_demo
    from casekit.git import GitError

    try:
        with _whole(place) as aside:
            made = make_demo(aside, cases, years, seed, signed=signed)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "cryptography":
            raise
        raise Problem("--signed needs the cryptography package. Install it: pip install 'casekit[audit]'") from error
    except GitError as error:
        raise Problem(f"{error}. Nothing was kept of it.") from error
    except OSError as error:
        raise Problem(f"{visible(str(folder))} cannot be written: {error.strerror}. Nothing was kept of it.") from error
    click.echo(
        f"casekit: {made.cases} case{'s' * (made.cases != 1)}, {made.staff} staff, {made.commits} commits in "
        f"{visible(str(folder))}. Nobody in them exists. Next: casekit -C {visible(str(folder))} lint",
        err=True,
    )


@contextmanager
def _whole(place: Path) -> Iterator[Path]:
    """Give a folder to work in; what is made there moves to its place whole, or is gone."""
    aside = place / ".casekit-demo"
    aside.mkdir()
    try:
        yield aside
        for made in sorted(aside.iterdir()):
            made.rename(place / made.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _make_place(place: Path) -> None:
    """Make the folder, or say why nothing is written there."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        empty = next(place.iterdir(), None) is None
    except FileExistsError:
        raise Problem(f"{visible(str(place))} is a file. Name a new folder.") from None
    except OSError as error:
        raise Problem(f"{visible(str(place))} cannot be used: {error.strerror}. Name another folder.") from error
    if not empty:
        raise Problem(f"{visible(str(place))} is not empty, and nothing is written over. Name a new folder.")
