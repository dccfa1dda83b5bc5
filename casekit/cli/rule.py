"""`casekit rule`: a code or a name in, the rule's explanation out; with neither, the list of all."""

from __future__ import annotations

import json
from typing import Any

import click

from casekit.cli import completion
from casekit.cli.context import Problem
from casekit.cli.reference import rule_reference
from casekit.lint.rule import HEADINGS, Rule, chosen, headings, rules
from casekit.words import did_you_mean, flowed, visible

_PROSE = {"Checks", "Why", "Fix", "Leave it", "Source"}


@click.command("rule")
@click.argument("name", required=False, metavar="[RULE]", shell_complete=completion.rules)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="For people, programs, or a document to read.",
)
def command(name: str | None, style: str) -> int:
    """Explain a rule, or list them all.

    The explanation says what the rule checks, why, how a bad and a good record look, what to do, and when to leave it
    as it is. RULE is a code
    (CK201), a name (misfiled), or the beginning of codes (CK2).
    """
    found = list(rules().values()) if name is None else _found(name)
    if style == "json":
        click.echo(json.dumps([_as_data(rule) for rule in found], indent=2))
    elif style == "md":
        click.echo(rule_reference(found), nl=False)
    elif name is None or len(found) > 1:
        click.echo("\n".join(_line(rule) for rule in found))
    else:
        click.echo(_text(found[0]))
    return 0


def _found(name: str) -> list[Rule]:
    try:
        return list(chosen([name]))
    except KeyError as error:
        known = [*rules(), *(rule.name for rule in rules().values())]
        raise Problem(
            f"no rule is called `{visible(name)}`.{did_you_mean(name, known)} `casekit rule` lists them."
        ) from error


def _line(rule: Rule) -> str:
    off = "" if rule.default else " (off by default)"
    return f"{rule.code}  {rule.name:<28} {rule.severity.word:<8} {rule.doc['Summary']}{off}"


def _text(rule: Rule) -> str:
    state = "on by default" if rule.default else "off by default: --strict or --select turns it on"
    head = f"{click.style(f'{rule.code} {rule.name}', bold=True)} ({rule.severity.word}, {rule.family}; {state})"
    body = "\n\n".join(f"{click.style(h, bold=True)}\n{_indented(rule.doc[h])}" for h in headings(rule))
    return f"{head}\n{rule.doc['Summary']}\n\n{body}"


def _indented(section: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in section.split("\n"))


def _text_under(rule: Rule, heading: str) -> str | None:
    text = rule.doc.get(heading)
    return flowed(text) if text is not None and heading in _PROSE else text


def _as_data(rule: Rule) -> dict[str, Any]:
    texts = {h.lower().replace(" ", "_"): _text_under(rule, h) for h in HEADINGS}
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.word,
        "summary": rule.doc["Summary"],
        **texts,
        "default": rule.default,
    }
