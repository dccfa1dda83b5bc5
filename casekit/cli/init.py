"""`casekit init`: a folder and a few answers in, an agency's working repository out; with --upgrade, a newer one."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from importlib.util import find_spec
from pathlib import Path

import click

import casekit
from casekit.cli.context import Problem, agency_folder
from casekit.cli.gitting import set_up_git
from casekit.cli.questions import Answer, ask_agency, ask_since, ask_worker, can_ask
from casekit.cli.upgrading import upgrade
from casekit.records.tree import ReadFailure
from casekit.starter import answers
from casekit.starter.answers import Agency, Worker
from casekit.starter.begin import Begun, begin
from casekit.starter.files import StarterError, present
from casekit.starter.first import AGENCY, first_records, wants_agency, wants_worker
from casekit.starter.manifest import Manifest, is_newer, read_manifest
from casekit.starter.shipped import REQUIREMENTS
from casekit.words import visible

_CONTENTS = (
    ("records/", "the agency, its policy, and you"),
    ("schemas/", "what each kind of record may hold; editors read it"),
    ("README.md", "for your staff: how they work with all this"),
    ("site/, mkdocs.yml", "the internal site"),
    ("casekit.toml", "settings of the check"),
    (".vscode/, .editorconfig", "settings of editors"),
    (".gitattributes, .gitignore", "settings of Git"),
    (".github/, .gitlab-ci.yml", "the same checks at GitHub and GitLab"),
    (".pre-commit-config.yaml", "for those who use pre-commit"),
    (REQUIREMENTS, "where casekit comes from"),
)
_STEPS = [
    ("casekit lint", "says whether the records hold together"),
    ("casekit new case", "begins a first case; casekit new --help lists the rest"),
    ("git add --all", "takes what is new into the next commit"),
    ("git commit -m Begin", "keeps it; looks at the records first"),
    ("mkdocs serve", "shows the site, and where to open it"),
]


@click.command("init")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--agency", type=Answer(answers.line), metavar="NAME", help="The agency's name.")
@click.option(
    "--timezone", type=Answer(answers.timezone), metavar="ZONE", help="Its time zone, such as America/Chicago."
)
@click.option("--program", type=Answer(answers.line), metavar="NAME", help="The name of its first program.")
@click.option(
    "--model", type=Answer(answers.model), metavar="MODEL", help=f"How it works: {', '.join(answers.MODELS)}."
)
@click.option("--staff", type=Answer(answers.line), metavar="NAME", help="Your name, for the first staff file.")
@click.option("--email", type=Answer(answers.email), metavar="ADDRESS", help="Your e-mail at work, as in your commits.")
@click.option("--role", type=Answer(answers.role), metavar="ROLE", help="What you mainly do, such as supervisor.")
@click.option("--since", type=Answer(answers.day), metavar="DATE", help="The first day your records tell of; today.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: take the defaults, or make the changes.")
@click.option(
    "--upgrade", "newer", is_flag=True, help="Bring schemas and starter files up to this casekit; shows a diff first."
)
@click.pass_obj
def command(
    start: Path,
    folder: Path | None,
    agency: str | None,
    timezone: str | None,
    program: str | None,
    model: str | None,
    staff: str | None,
    email: str | None,
    role: str | None,
    since: str | None,
    yes: bool,
    newer: bool,
) -> int:
    """Begin an agency's repository, make a copy of one ready, or bring it up to this casekit.

    In a new DIR it asks a few questions and writes the first records, schemas, site, settings of editors and CI, and
    begins a Git repository with checks at commit and push. Nothing that is there is written over, so it can be run
    again. In a fresh clone of an agency's repository (DIR is .) it turns on the checks.
    """
    ask = can_ask() and not yes
    try:
        if newer:
            home = agency_folder(start / folder if folder else start)
            done = upgrade(home, ask=ask, yes=yes)
            set_up_git(home, None)
            return 0 if done else 1
        home = _home(start, folder)
        begun, worker, manifest = None, None, read_manifest(home)
        if manifest is None:
            named = ask_agency(home, (agency, timezone, program, model), ask=ask) if wants_agency(home) else None
            worker = ask_worker(start, (staff, email, role), ask=ask) if wants_worker(home) else None
            day = ask_since(since, dt.datetime.now().astimezone().date(), ask=ask and bool(named or worker))
            begun = begin(home, first_records(home, named, worker, day))
            _tell(home, begun, named, worker)
        set_up_git(home, worker)
        if begun:
            _tell_next(home)
        elif manifest:
            _tell_ready(manifest)
    except StarterError as error:
        raise Problem(str(error)) from error
    return 0


def _home(start: Path, folder: Path | None) -> Path:
    """Return the agency's folder to be. It is not one inside another agency's: records of two would be one."""
    if folder is None:
        raise Problem(
            "name the folder to begin in: casekit init our-casebook. In a copy of your agency's repository: casekit init ."
        )
    home = (start / folder).resolve()
    if os.path.lexists(home / "casekit" / "starter"):
        raise Problem(
            "this is casekit's own folder, and its records are made up. Begin beside it: casekit init ../our-casebook"
        )
    for around in home.parents:
        if os.path.lexists(around / AGENCY):
            beside = visible(os.path.relpath(around.parent / home.name, start.resolve()))
            raise Problem(
                f"{visible(str(home))} is inside {visible(str(around))}, which has records of its own. "
                f"Begin somewhere else, such as beside it: casekit init {beside}"
            )
    return home


def _tell(home: Path, begun: Begun, agency: Agency | None, worker: Worker | None) -> None:
    """Say what was written, by what it is for, and which answers it begins with: some were not asked for."""
    click.echo(f"casekit: {len(begun.written)} files are new in {visible(str(home))}:")
    for names, means in _CONTENTS:
        if any(path.startswith(tuple(names.split(", "))) for path in begun.written):
            click.echo(f"  {names:<32} {means}")
    taken = [f"{agency.name}, {agency.timezone}", f"{agency.program} ({agency.model})"] if agency else []
    taken += [f"{worker.name}, {worker.role}"] if worker else []
    if taken:
        click.echo(f"\nThe records begin with: {visible('; '.join(taken))}. Change it there, in any text editor.")
    for path in begun.kept:
        click.echo(f"casekit: {visible(path)} was there already and stays as it is.", err=True)


def _tell_ready(manifest: Manifest) -> None:
    """Say that an agency's repository was one already, and whether its files are of another casekit."""
    click.echo("casekit: this is an agency's repository already; no file in it was changed.", err=True)
    if is_newer(manifest):
        click.echo(
            f"casekit: a newer casekit, {visible(manifest.casekit)}, wrote the files here. "
            f"Bring yours up: pip install --upgrade -r {REQUIREMENTS}",
            err=True,
        )
    elif manifest.casekit != casekit.__version__:
        click.echo(
            f"casekit: an older casekit, {visible(manifest.casekit)}, wrote the files here. "
            "To see what this one would change: casekit init --upgrade",
            err=True,
        )


def _tell_next(home: Path) -> None:
    """Say what to do next, and what has to be known before."""
    here = os.path.relpath(home)
    steps = [] if here == "." else [(f"cd {shlex.quote(visible(here))}", "")]
    steps += _STEPS
    if find_spec("mkdocs") is None:
        steps.insert(-1, ("pip install 'casekit[site]'", "adds what builds the site and writes summaries"))
    click.echo("\nNext:")
    for step, means in steps:
        click.echo(f"  {step:<32} {means}".rstrip())
    if not any(line and not line.startswith("#") for line in _requirements(home)):
        click.echo(f"\nBefore CI runs or a colleague joins, say in {REQUIREMENTS} where casekit comes from:")
        click.echo("here it was installed from a folder that only this computer has.")


def _requirements(home: Path) -> list[str]:
    try:
        return (present(home, REQUIREMENTS) or b"").decode("utf-8", "replace").splitlines()
    except ReadFailure:
        return []
