"""What another policy would change in, a table, JSON or Markdown on standard output out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import click

from casekit.cli.markdown import escaped, table
from casekit.cli.policy_text import as_data, scope_words
from casekit.finding import Finding
from casekit.lint.adopt import NOBODY, Adoption, Moved, ValueChange
from casekit.model.policy import Scope
from casekit.model.settings import in_units
from casekit.words import visible

_MOST_SHOWN = 5
_SIGNS = {"appear": "+", "vanish": "-"}

Grouped = dict[str, dict[tuple[str, str], list[Finding]]]
"""By whose they are, then by what happens and code."""


def grouped(change: Adoption) -> Grouped:
    """Return the findings by whose they are, then by rule."""
    found: Grouped = {}
    every = [(each, "appear") for each in change.appear] + [(each, "vanish") for each in change.vanish]
    for each, what in sorted(every, key=lambda item: (item[0].whose == NOBODY, item[0].whose)):
        found.setdefault(each.whose, defaultdict(list))[what, each.finding.code].append(each.finding)
    return found


def _counts(change: Adoption) -> str:
    if not (change.appear or change.vanish):
        return "No finding would appear or vanish."
    return f"{_number(change.appear)} would appear, {_number(change.vanish)} vanish."


def _number(moved: tuple[Moved, ...]) -> str:
    return f"{len(moved)} finding{'s' * (len(moved) != 1)}"


def _notes(change: Adoption) -> Iterable[str]:
    if change.still_to_come:
        one = change.still_to_come == 1
        yield (
            f"{change.still_to_come} value{'' if one else 's'} of it begin{'s' if one else ''} after {change.known_until}, "
            f"the newest day in the records, and change{'s' if one else ''} no finding yet."
        )


def _differs(each: ValueChange) -> tuple[str, str, str]:
    absent = "not set" if each.scope == Scope() else "nothing of its own"
    old, new = (in_units(each.setting, side.line.value) if side else absent for side in (each.old, each.new))
    return each.setting, scope_words(each.scope), f"{old} → {new}"


def _place(finding: Finding) -> str:
    return f"{visible(finding.path)}:{finding.span.line}:{finding.span.column}"


def _table(change: Adoption, other: str) -> None:
    click.echo(f"If {visible(other)} were your policy:\n")
    if change.values:
        click.secho(f"Limits that would differ on {change.day}", bold=True)
        rows = [_differs(each) for each in change.values]
        widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
        for setting, whom, differs in rows:
            click.echo(f"  {setting:<{widths[0]}}  {whom:<{widths[1]}}  {differs}")
    else:
        click.echo(f"On {change.day} every limit would be what it is.")
    click.echo()
    click.secho(_counts(change), bold=True)
    for whose, rules in grouped(change).items():
        click.secho(f"\n{whose}", bold=True)
        for (what, code), findings in rules.items():
            click.echo(f"  {_SIGNS[what]} {len(findings)} {code} {findings[0].name}")
            for finding in findings[:_MOST_SHOWN]:
                click.echo(f"      {_place(finding)}: {visible(finding.message)}")
            if (more := len(findings) - _MOST_SHOWN) > 0:
                click.echo(f"      and {more} more; --format md or json lists them all")
    for note in _notes(change):
        click.echo(f"\n{note}")


def _json(change: Adoption, other: str) -> None:
    data = {
        "with": other,
        "day": change.day.isoformat(),
        "known_until": change.known_until.isoformat() if change.known_until else None,
        "still_to_come": change.still_to_come,
        "values": [_value_data(each) for each in change.values],
        "appear": [_moved_data(each) for each in change.appear],
        "vanish": [_moved_data(each) for each in change.vanish],
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _value_data(each: ValueChange) -> dict[str, Any]:
    old, new = (as_data(side) if side else None for side in (each.old, each.new))
    return {"setting": each.setting, **each.scope._asdict(), "old": old, "new": new}


def _moved_data(each: Moved) -> dict[str, Any]:
    finding = each.finding
    return {
        "whose": each.whose,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "message": finding.message,
        "fingerprint": finding.fingerprint,
    }


def _markdown(change: Adoption, other: str) -> None:
    click.echo(f"# If {escaped(other)} were your policy\n\n{escaped(_counts(change))}\n")
    click.echo(f"## Limits that would differ on {change.day}\n")
    rows = (
        [f"`{setting}`", escaped(whom), escaped(differs)] for setting, whom, differs in map(_differs, change.values)
    )
    click.echo(table(("Setting", "For", "Value"), rows) if change.values else "None.")
    for whose, rules in grouped(change).items():
        click.echo(f"\n## {escaped(whose)}\n")
        cells = (
            [f"would {what}", f"{code} {escaped(f.name)}", escaped(_place(f)), escaped(f.message)]
            for (what, code), findings in rules.items()
            for f in findings
        )
        click.echo(table(("", "Rule", "Where", "What"), cells))
    for note in _notes(change):
        click.echo(f"\n{escaped(note)}")


FORMATS: dict[str, Callable[[Adoption, str], None]] = {"table": _table, "json": _json, "md": _markdown}
"""How a change is told, by the name of the format."""
