"""Options and an agency's folder in, MkDocs made ready for the site that is asked for out; what is in the way in one line."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from casekit.cli import completion
from casekit.cli.context import Problem
from casekit.cli.typed import Day, as_day, today
from casekit.words import visible

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

CONFIG = "mkdocs.yml"
_Command = TypeVar("_Command", bound=Callable[..., Any])
TOLD = "mkdocs.plugins.casekit"
_ITSELF = "casekit: "  # how the plugin begins what it tells MkDocs


def options(command: _Command) -> _Command:
    """Add the options that say which site is wanted."""
    for option in (
        click.option("--at", metavar="REV|DATE", help="The records as they were at a commit, or at the end of a day (UTC): for all who may read them."),
        click.option("--as-of", type=Day(), metavar="DATE", help="The day that the site is of, instead of today."),
        click.option("--case", metavar="CASE", shell_complete=completion.cases, help="Only this case."),
        click.option("--redact", is_flag=True, help="Mask names and free text, for demonstrations. It is no de-identification."),
        click.option("--for", "audience", metavar="WHO", shell_complete=completion.audiences, help="For whom: all, supervisor, a team (team:north) or a person (s-ruiz)."),
    ):  # fmt: skip
        command = option(command)
    return command


@contextmanager
def asked(audience: str | None, case: str | None, as_of: str | None, at: str | None, *, redact: bool) -> Iterator[None]:
    """Tell MkDocs and the plugin in it, by the environment, what is asked for; what they say is told as ours."""
    from casekit.pages.wanted import AS_OF, AT, CASE, FOR, REDACT

    told = {
        FOR: audience,
        CASE: case,
        AS_OF: as_day(as_of, today()) if as_of else None,
        AT: at,
        REDACT: "1" if redact else None,
        "NO_MKDOCS_2_WARNING": "1",
    }
    with _environment({name: value for name, value in told.items() if value}):
        yield


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Said(logging.Handler):
    """Keeps what MkDocs complains of, and prints what it tells meanwhile where that is wanted."""

    def __init__(self, *, aloud: bool) -> None:
        super().__init__()
        self.errors: list[str] = []
        self._aloud = aloud

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error, for the one line that ends the command; print the rest."""
        says = record.getMessage().removeprefix(_ITSELF)
        if record.levelno >= logging.ERROR:
            self.errors.append(says)
        elif self._aloud or record.levelno == logging.WARNING or record.name == TOLD:
            click.echo(f"casekit: {visible(says)}", err=True)


@contextmanager
def mkdocs(*, aloud: bool = False) -> Iterator[None]:
    """Run MkDocs inside: what stops it becomes one line in plain words. ``aloud``, its own lines are shown."""
    log, said = logging.getLogger("mkdocs"), _Said(aloud=aloud)
    level, log.propagate = log.level, False
    log.setLevel(logging.INFO)
    log.addHandler(said)
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mkdocs", "material", "jinja2"}:
            raise
        raise Problem("the site needs MkDocs. Install it: pip install 'casekit[site]'") from error
    except SystemExit as error:  # how MkDocs stops; why stands in its log
        raise Problem("; ".join(dict.fromkeys(said.errors)) or f"MkDocs stopped: {error}") from error
    except click.ClickException as error:
        if isinstance(error, Problem):
            raise
        raise Problem(error.format_message().removeprefix(_ITSELF)) from error
    finally:
        log.removeHandler(said)
        log.setLevel(level)
        log.propagate = True


def loaded(folder: Path, **changes: str) -> MkDocsConfig:
    """Return the settings of an agency's site, with some changed."""
    from mkdocs.config import load_config

    file = folder / CONFIG
    if not file.is_file():
        raise Problem(
            f"there is no {CONFIG} in {visible(str(folder))}, where the settings of the site are. "
            "casekit init --upgrade writes one."
        )
    config = load_config(str(file), **changes)
    if "casekit" not in config.plugins:
        raise Problem(f"the plugin `casekit` is not among the plugins in {visible(str(file))}: add it there.")
    return config
