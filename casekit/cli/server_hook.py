"""`casekit server-hook`: what Git says of a push on standard input in, whether it may go on as exit code out."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

import click

from casekit.cli.context import Problem
from casekit.words import visible

_HOOK = """\
#!/bin/sh
# casekit server-hook: looks at what is pushed before anybody else can fetch it.
exec {python} -P -m casekit server-hook{options}
"""
_SETTINGS = {
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "receive.fsckObjects": "true",
}


@click.command("server-hook")
@click.option("--install", type=click.Path(path_type=Path), metavar="DIR", help="Turn it on in a bare repository on this machine, with the settings that belong to it.")  # fmt: skip
@click.option("--trust", "trust_file", type=click.Path(path_type=Path), metavar="FILE", help="What is known of the repository from outside, as in casekit audit verify.")  # fmt: skip
@click.option("--verify/--no-verify", "verified", default=True, show_default=True, help="Look at signatures and rights too, or at records and rewritten history alone: where staff do not sign yet.")  # fmt: skip
@click.pass_obj
def command(start: Path, install: Path | None, trust_file: Path | None, verified: bool) -> int:
    """Look at a push on the server before it counts.

    It is the pre-receive hook of a plain Git server: records that do not lint, rewritten history, a main branch that is
    deleted, and commits that are not signed by whoever had a say are declined, in words that repeat no record. Git
    starts it; --install sets it up.
    """
    if install is not None:
        _install(start / install, trust_file, verified=verified)
        return 0
    if sys.stdin.isatty():
        raise Problem("Git starts this when somebody pushes. `casekit server-hook --install DIR` sets it up.")
    return _receive(start, trust_file, verified=verified)


def _receive(start: Path, trust_file: Path | None, *, verified: bool) -> int:
    from casekit.audit.trust import TrustError, read_trust
    from casekit.review.gate import Push, judge_push

    pushes = []
    for line in sys.stdin.read().splitlines():
        parts = line.split(" ", 2)
        if len(parts) != 3:  # noqa: PLR2004 (old, new, ref)
            raise Problem("Git gives each ref as OLD NEW NAME on standard input; this is something else.")
        pushes.append(Push(*parts))
    try:
        trust = read_trust(trust_file) if trust_file else None
    except TrustError as error:
        raise Problem(f"{error}") from error
    answer = judge_push(start, pushes, _objects(start), trust, int(time.time()), verified=verified)
    for said in answer.lines:
        click.echo(f"casekit: {visible(said)}", err=True)
    if not answer.accepted:
        click.echo("casekit: the push was declined, and the server is as it was. Your commits are still in your clone.", err=True)  # fmt: skip
    return int(not answer.accepted)


def _objects(start: Path) -> list[Path]:
    """Return the folders in which Git keeps what just came, until the push is accepted."""
    named = [os.environ.get("GIT_QUARANTINE_PATH", ""), os.environ.get("GIT_OBJECT_DIRECTORY", "")]
    found = dict.fromkeys((start / name).resolve() for name in named if name)
    return [folder for folder in found if folder.is_dir()]


def _install(server: Path, trust_file: Path | None, *, verified: bool) -> None:
    from casekit.git import GitError
    from casekit.git.server import set_up_server

    options = f" --trust {shlex.quote(str(trust_file.resolve()))}" if trust_file else ""
    options += "" if verified else " --no-verify"
    text = _HOOK.format(python=shlex.quote(sys.executable), options=options)
    try:
        left = set_up_server(server, text, _SETTINGS)
    except (GitError, OSError) as error:
        raise Problem(f"{visible(str(error))}.") from error
    if left:
        raise Problem(f"{visible(str(left))} is not casekit's and stays as it is. Let it run casekit server-hook too.")
    click.echo("casekit: from now on a push is looked at before it counts.", err=True)
