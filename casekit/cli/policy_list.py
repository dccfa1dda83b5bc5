"""`casekit policy list`: the shipped packs and everything a policy can set, out."""

from __future__ import annotations

import json
from typing import Any

import click

from casekit.cli.policy_text import as_data, one_line
from casekit.cli.reference import policy_reference
from casekit.model.policy import Pack, layers_of, pack
from casekit.model.settings import SETTINGS, meaning, unit
from casekit.records.packs import pack_names


@click.command("list")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="For people, programs or a document; the last two hold every value of every pack.",
)
def command(style: str) -> None:
    """List the shipped packs and everything that a policy can set."""
    packs = [found for name in pack_names() if (found := pack(name))]
    if style == "json":
        click.echo(json.dumps(_as_data(packs), indent=2, ensure_ascii=False))
    elif style == "md":
        click.echo(policy_reference(packs), nl=False)
    else:
        _tell(packs)


def _tell(packs: list[Pack]) -> None:
    click.secho("Packs: write one after `extends:` in records/policy.yaml", bold=True)
    for each in packs:
        below = f" (on {each.extends})" if each.extends else ""
        click.echo(f"  {each.name:<14}{each.title}{below}")
    click.secho("\nSettings: write one after `setting:` in its `values:`", bold=True)
    for setting in SETTINGS:
        click.echo(f"  {setting:<34}{meaning(setting)}")
    click.echo("\n`casekit policy list --format md` has every value of every pack with its source.")


def _as_data(packs: list[Pack]) -> dict[str, Any]:
    return {
        "packs": [
            {
                "name": each.name,
                "title": each.title,
                "description": one_line(each.description),
                "extends": each.extends,
                "values": [as_data(layered) for layered in layers_of(each)],
            }
            for each in packs
        ],
        "settings": [{"setting": s, "unit": unit(s), "meaning": meaning(s)} for s in SETTINGS],
    }
