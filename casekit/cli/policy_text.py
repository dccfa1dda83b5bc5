"""Limits in force in, a table, JSON or Markdown on standard output out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import click

from casekit.cli.markdown import escaped, table
from casekit.cli.terminal import print_laid_out
from casekit.model.agency import Policy
from casekit.model.policy import Layered, Scope, packs_below
from casekit.model.settings import SETTINGS, in_units, meaning, unit


class Shown(NamedTuple):
    """What is shown. ``whence`` says what the day is where nobody named it; ``scope`` is None where everything is listed."""

    day: dt.date
    whence: str
    policy: Policy | None
    case: str | None
    scope: Scope | None
    lines: tuple[Layered, ...]

    @property
    def heading(self) -> str:
        """What this is, in a sentence or two."""
        below = [found.name for found in packs_below(self.policy)]
        own = f"version {self.policy.version} of your policy" if self.policy else "no policy of your own"
        on = (
            f", on {' on '.join(f'the pack `{name}`' for name in below)}"
            if below
            else ", on no pack that casekit ships"
        )
        whom = f" for {self.case or 'what you asked'} ({scope_words(self.scope)})" if self.scope else ""
        why = f" {self.day} is {self.whence}." if self.whence else ""
        return f"Limits in force on {self.day}{whom}: {own}{on}.{why}"

    @property
    def unset(self) -> tuple[str, ...]:
        """The settings that nothing sets on the day: rules ask nothing there."""
        return tuple(s for s in SETTINGS if s not in {each.line.setting for each in self.lines})


def scope_words(scope: Scope) -> str:
    """Return conditions in words: ``model brokerage, risk high``; ``everyone`` where there are none."""
    named = zip(("model", "risk", "program"), scope, strict=True)
    return ", ".join(f"{name} {wanted}" for name, wanted in named if wanted) or "everyone"


def whence(each: Layered) -> str:
    """Return where a line stands and since when it holds."""
    place = f"pack:{each.pack}" if each.pack else "policy.yaml"
    until = f" until {each.line.to}" if each.line.to else ""
    return f"{place}, since {each.line.from_}{until}"


def one_line(text: str | None) -> str:
    """Return a text on one line."""
    return " ".join((text or "").split())


def as_data(each: Layered) -> dict[str, Any]:
    """Return a line for programs."""
    line = each.line
    return {
        "setting": line.setting,
        "meaning": meaning(line.setting),
        "value": line.value,
        "unit": unit(line.setting),
        "model": line.model,
        "risk": line.risk,
        "program": line.program,
        "from": line.from_.isoformat(),
        "to": line.to.isoformat() if line.to else None,
        "where": f"pack:{each.pack}" if each.pack else "policy.yaml",
        "source": one_line(line.source),
        "because": one_line(line.because) or None,
    }


def _by_setting(lines: tuple[Layered, ...]) -> Iterator[tuple[Layered, bool]]:
    """Yield lines in the order of the settings, each with whether it is the first of its setting."""
    before = None
    for each in sorted(lines, key=lambda found: SETTINGS.index(found.line.setting)):
        yield each, each.line.setting != before
        before = each.line.setting


def _table(shown: Shown) -> None:
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1), expand=True)
    for name, ratio in (("Setting", 5), ("Value", 3), ("Where from", 6)):
        grid.add_column(name, ratio=ratio)
    for each, first in _by_setting(shown.lines):
        line = each.line
        words = Text(f"{line.setting}\n", "bold").append(meaning(line.setting), "not bold dim") if first else Text()
        value = Text(in_units(line.setting, line.value), "bold").append(f"\n{scope_words(each.scope)}", "not bold dim")
        because = f"\n{one_line(line.because)}" if line.because else ""
        grid.add_row(words, value, Text(f"{whence(each)}\n{one_line(line.source)}").append(because, "dim"))
        grid.add_row()
    unset = Text(f"Set nowhere, so nothing is asked: {', '.join(shown.unset)}." if shown.unset else "", "dim")
    print_laid_out(Group(Text(shown.heading), grid, unset))


def _json(shown: Shown) -> None:
    policy = shown.policy
    data = {
        "day": shown.day.isoformat(),
        "policy": {"version": policy.version, "extends": policy.extends} if policy else None,
        "packs": [found.name for found in packs_below(policy)],
        "case": shown.case,
        "for": shown.scope._asdict() if shown.scope else None,
        "values": [as_data(each) for each, _ in _by_setting(shown.lines)],
        "unset": list(shown.unset),
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _markdown(shown: Shown) -> None:
    rows = (
        [
            f"`{each.line.setting}`<br>{escaped(meaning(each.line.setting))}" if first else "",
            escaped(in_units(each.line.setting, each.line.value)),
            escaped(scope_words(each.scope)),
            escaped(whence(each)),
            "<br>".join(escaped(one_line(text)) for text in (each.line.source, each.line.because) if text),
        ]
        for each, first in _by_setting(shown.lines)
    )
    unset = ", ".join(f"`{setting}`" for setting in shown.unset)
    click.echo(f"# Limits in force\n\n{escaped(shown.heading)}\n")
    click.echo(table(("Setting", "Value", "For", "Where", "Source, and why"), rows))
    if unset:
        click.echo(f"\nSet nowhere, so nothing is asked: {unset}.")


FORMATS: dict[str, Callable[[Shown], None]] = {"table": _table, "json": _json, "md": _markdown}
"""How limits are shown, by the name of the format."""
