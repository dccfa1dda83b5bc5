"""`casekit init --upgrade`: an agency's folder in, a diff to look at and, if it is wanted, the newer files out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

import casekit
from casekit.cli.context import Problem
from casekit.cli.output import unified
from casekit.starter.manifest import is_newer, read_manifest, write_manifest
from casekit.starter.shipped import shipped
from casekit.starter.upgrade import BESIDE, Change, Upgrade, What, in_the_way, make_change, plan_upgrade
from casekit.words import visible

_WORDS: dict[What, str] = {
    "new": "new",
    "newer": "newer",
    "gone": "no longer needed",
    "beside": f"changed by you and newer from casekit: yours stays, the newer one is put beside it as NAME{BESIDE}",
}


def upgrade(folder: Path, *, ask: bool, yes: bool) -> bool:
    """Show what this casekit would change in an agency's folder, and do so if asked to; tell whether all is done.

    Raises Problem where an older casekit would undo a newer one's work, or something is in the way; StarterError.
    """
    manifest = read_manifest(folder)
    if manifest and is_newer(manifest):
        raise Problem(
            f"casekit {visible(manifest.casekit)} wrote the files here, and this is {casekit.__version__}, an older one. "
            "Nothing was changed. Bring casekit up first: pip install --upgrade -r requirements.txt"
        )
    upgraded = plan_upgrade(folder, shipped(), manifest.files if manifest else {})
    for path in upgraded.odd:
        click.echo(f"casekit: {visible(path)} is no plain file, and is left as it is.", err=True)
    if not upgraded.changes:
        if manifest is None or manifest.files != upgraded.files:
            write_manifest(folder, upgraded.files)
        click.echo(f"casekit: schemas and starter files are those of casekit {casekit.__version__}.", err=True)
        return True
    if taken := in_the_way(folder, upgraded):
        raise Problem(
            f"{visible(taken[0])} is there already, perhaps from an upgrade before this one. Nothing was changed. "
            "Take over from it what you want, delete it, and run this again."
        )
    _show(upgraded)
    if not (yes or (ask and click.confirm("Make these changes?", err=True))):
        click.echo("casekit: nothing was changed. To make these changes: casekit init --upgrade --yes", err=True)
        return False
    for change in upgraded.changes:
        make_change(folder, change)
    write_manifest(folder, upgraded.files)
    click.echo("casekit: done. Look at it with git diff, and commit it.", err=True)
    return True


def _show(upgraded: Upgrade) -> None:
    """Print a diff of each change, then on the other channel how many there are of which kind."""
    click.echo("".join(_diff(change) for change in upgraded.changes), nl=False)
    counted = Counter(change.what for change in upgraded.changes)
    for what, words in _WORDS.items():
        if number := counted[what]:
            click.echo(f"casekit: {number} file{'s' * (number != 1)} {words}.", err=True)


def _diff(change: Change) -> str:
    return unified(change.path, change.old, change.new, into=change.target)
