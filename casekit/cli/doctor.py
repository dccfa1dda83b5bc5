"""`casekit doctor`: a clone or a server in, what of its set-up weakens the trail out, with the commands that mend it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from casekit.cli.context import Problem
from casekit.words import visible


@click.command("doctor")
@click.argument("repository", required=False, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or for programs.")  # fmt: skip
@click.pass_obj
def command(start: Path, repository: Path | None, style: str) -> int:
    """Say what in this clone or server weakens the trail, and how to mend it.

    REPOSITORY is a clone or a bare repository, this one where none is named. Nothing is changed: each line comes with
    the command that mends it. The exit code is 1 where something should be mended.
    """
    from casekit.audit.doctor import examine
    from casekit.git import GitError
    from casekit.git.condition import condition

    folder = start / repository if repository else start
    if not folder.is_dir():
        raise Problem(f"{visible(str(folder))} is no folder. Name a clone or a bare repository.")
    try:
        found = examine(condition(folder))
    except GitError as error:
        raise Problem(f"{error}.") from error
    if style == "json":
        click.echo(json.dumps([msgspec.to_builtins(each) for each in found], indent=2))
    else:
        for each in found:
            click.echo(f"{'mend' if each.mend else 'know'}  {each.id}: {visible(each.says)}")
            click.echo(f"      {visible(each.command)}")
        mend = sum(each.mend for each in found)
        click.echo(f"casekit: {mend or 'nothing'} to mend, {len(found) - mend} to know.", err=True)
    return int(any(each.mend for each in found))
