"""`casekit policy diff`: another policy in, what would change by it out. Nothing is written."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from casekit.cli.context import Problem, agency_folder, at_option, by_policy_of_now, open_tree, policy_option
from casekit.cli.policy_change import FORMATS
from casekit.cli.typed import Day, meant
from casekit.finding import Span
from casekit.lint.adopt import POLICY, adopt, read_alone
from casekit.lint.settings import SettingsError, read_settings
from casekit.model.caseload import Caseload
from casekit.model.policy import pack
from casekit.records.packs import pack_names
from casekit.records.positions import Positions
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Tree
from casekit.words import did_you_mean, visible

_PACK = "pack:"


@click.command("diff")
@click.option(
    "--with",
    "other",
    required=True,
    metavar="FILE|pack:NAME",
    help="A policy.yaml anywhere on the disk, or a shipped pack by itself.",
)
@click.option(
    "--as-of",
    type=Day(),
    help="Judge also what depends on a day. `today` reads the clock; nothing else does.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="For a terminal, a program or a document.",
)
@at_option
@policy_option
@click.pass_obj
def command(start: Path, other: str, as_of: str | None, style: str, at: str | None, policy: str) -> None:
    """Show what would change with another policy.

    The records are checked twice, with your policy and with the other in its place: which findings would appear, which
    vanish, whose they are, and which limits differ. A value counts from its first day, so one that begins after the
    newest record changes no finding yet. Nothing is written, and the exit code is 0 whatever would change.
    """
    folder = agency_folder(start)
    try:
        settings = read_settings(folder)
    except SettingsError as error:
        raise Problem(str(error)) from error
    gc.disable()  # as in casekit lint: a run makes millions of objects and hardly a cycle
    with open_tree(folder, at) as opened:
        tree = by_policy_of_now(opened, folder) if policy == "now" else opened
        whole = not other.startswith(_PACK)
        raw = _read(start / other) if whole else _pack_alone(tree, other.removeprefix(_PACK))
        _check(read_alone(tree, raw), raw, other)
        change = adopt(tree, raw, settings, meant(as_of), whole=whole)
    FORMATS[style](change, other)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise Problem(f"{file} cannot be read: {error.strerror}.") from error
    if len(raw) > MAX_BYTES:
        raise Problem(f"{file} is too large for a policy: more than {MAX_BYTES} bytes.")
    return raw


def _pack_alone(tree: Tree, name: str) -> bytes:
    """Return a policy that is nothing but a pack, decided by whoever decided the present one."""
    if pack(name) is None:
        raise Problem(f"casekit ships no pack `{visible(name)}`.{did_you_mean(name, pack_names())}")
    present = next((e for e in tree.entries(POLICY) if e.kind == "file"), None)
    own = read_alone(tree, tree.read(present, MAX_BYTES)).policy if present else None
    approved_by = own.approved_by if own else "nobody"
    first = own.from_.isoformat() if own else "2020-01-01"
    return f"version: 1\nextends: {name}\nfrom: {first}\napproved_by: {approved_by}\n".encode()


def _check(alone: Caseload, raw: bytes, name: str) -> None:
    """Stop where the other policy cannot be one, with every place in it that is wrong."""
    positions = Positions(raw.decode("utf-8", "replace"))
    wrong: list[tuple[Span, str]] = []
    if alone.policy is None:
        faults = [fault for note in alone.notes if note.path == POLICY for fault in note.faults]
        wrong += [(f.span or positions.span(f.at, on_key=f.on_key), f.message) for f in faults]
    elif pack(alone.policy.extends) is None:
        guess = did_you_mean(alone.policy.extends, pack_names())
        wrong.append((positions.span(("extends",)), f"casekit ships no pack `{alone.policy.extends}`.{guess}"))
    if wrong:
        for span, says in wrong:
            click.echo(f"{visible(name)}:{span.line}:{span.column}: {visible(says)}", err=True)
        raise Problem("this can be no policy yet, so nothing was compared. Mend it and try again.")
