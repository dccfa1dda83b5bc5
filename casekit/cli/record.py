"""`casekit record`: a kind of record in, its place, its fields and an example out; with none, the list of all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from casekit.cli import completion
from casekit.cli.context import Problem
from casekit.cli.record_reference import record_reference
from casekit.records.paths import KINDS, ROOT
from casekit.records.reference import FieldEntry, kind_entry
from casekit.records.write import write
from casekit.words import did_you_mean, visible

_WIDTH = 100


@click.command("record")
@click.argument("kind", required=False, shell_complete=completion.kinds)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "md"]),
    default="text",
    show_default=True,
    help="For the terminal, or a document to read.",
)
def command(kind: str | None, style: str) -> int:
    """Explain a kind of record and its fields, or list them all.

    The explanation says where its file stands, what each field means and what may stand in it, and shows the least of
    one. An asterisk marks the fields that are always there.
    """
    names = list(KINDS) if kind is None else [_known(kind)]
    if style == "md":
        click.echo(record_reference(names), nl=False)
    elif kind is None:
        click.echo("\n".join(f"{name:<14} {KINDS[name].shape:<46} {kind_entry(name).title}" for name in names))
    else:
        click.echo("\n".join(_text(names[0])))
    return 0


def _known(kind: str) -> str:
    name = kind.lower().replace("-", "_")
    if name not in KINDS:
        raise Problem(
            f"there is no kind of record called `{visible(kind)}`.{did_you_mean(kind, KINDS)} `casekit record` lists them."
        )
    return name


def _text(kind: str) -> Iterator[str]:
    entry = kind_entry(kind)
    yield f"{click.style(entry.title, bold=True)}  {ROOT}/{KINDS[kind].shape}"
    yield from textwrap.wrap(entry.meaning, _WIDTH)
    yield ""
    for field in entry.fields:
        yield from _field(field)
    yield f"\n{click.style('The least of one', bold=True)}"
    yield textwrap.indent(write(entry.example).rstrip(), "  ")


def _field(field: FieldEntry) -> Iterator[str]:
    edge = "  " * (field.depth + 1)
    name = click.style(field.at.rpartition(".")[2], bold=True)
    yield f"{edge}{name}{' *' if field.required else ''}  {field.type}"
    known = f" One of: {', '.join(field.choices)}." if field.choices else ""
    yield from textwrap.wrap(
        f"{field.meaning}{known}", _WIDTH, initial_indent=f"{edge}  ", subsequent_indent=f"{edge}  "
    )
