"""What was typed so far in, offers for the rest out: ids and rules, with a name beside each, for the shell's completion.

The shell calls these while someone types, in whatever state the records are: nothing here raises or prints, and
of the records only the files that an offer needs are opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casekit.words import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Offer = tuple[str, str]  # what can be typed, and what it means
Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

_PLAIN = re.compile("[A-Za-z0-9_-]+")  # a shell puts offers on the command line as they are: nothing it could run
_LONGEST = 60  # of what it means; shells put it on the same line


def _completer(offers: Callable[[click.Context], Iterator[Offer]]) -> Completer:
    """Make a ``shell_complete`` callback that keeps the offers that begin as typed, or gives none if anything fails."""

    @wraps(offers)
    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # most runs complete nothing

        del param
        typed = incomplete.lower()
        try:
            fitting = ((word, means) for word, means in offers(ctx) if word.lower().startswith(typed))
            found = sorted((word, means) for word, means in fitting if _PLAIN.fullmatch(word))
        except Exception:  # noqa: BLE001 (a message in the middle of someone's command line helps nobody)
            return []
        return [CompletionItem(word, help=_one_line(means)) for word, means in found]

    return complete


@_completer
def cases(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of cases, with the names that people use."""
    folder = _agency(ctx)
    for identifier, path in _found(folder, "cases/*/*/case.yaml"):
        person = _text(_read(folder, path), "person")
        names = _read(folder, f"records/people/{person[2:4]}/{person}.yaml").get("names")
        yield identifier, _text(names, "used") or _text(names, "legal")


@_completer
def goals(ctx: click.Context) -> Iterator[Offer]:
    """Offer the goals in the plan of the case that the parameter ``case`` names."""
    for goal in _goals(ctx):
        if identifier := _text(goal, "id"):
            yield identifier, _text(goal, "aim")


@_completer
def steps(ctx: click.Context) -> Iterator[Offer]:
    """Offer the steps in the plan of the case that the parameter ``case`` names, save those that are done."""
    for goal in _goals(ctx):
        for step in goal.get("steps") or ():
            if (identifier := _text(step, "id")) and not _text(step, "done"):
                yield identifier, _text(step, "what")


@_completer
def audiences(ctx: click.Context) -> Iterator[Offer]:
    """Offer whom a site can be for, save teams: shells take their colon for the end of a word."""
    yield from (("all", "all who may read the records"), ("supervisor", "all supervisors"))
    yield from _named(_agency(ctx), "staff/*.yaml")


@_completer
def staff(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of staff, with their names."""
    yield from _named(_agency(ctx), "staff/*.yaml")


@_completer
def colleagues(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of staff and teams, with their names: whoever can be given a case."""
    yield from _named(_agency(ctx), "staff/*.yaml")
    yield from _named(_agency(ctx), "teams/*.yaml")


@_completer
def providers(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of providers, with their names."""
    yield from _named(_agency(ctx), "providers/*.yaml")


@_completer
def kinds(_: click.Context) -> Iterator[Offer]:
    """Offer the kinds of records."""
    from casekit.records.paths import KINDS

    for kind in KINDS.values():
        yield kind.name, kind.called


@_completer
def rules(ctx: click.Context) -> Iterator[Offer]:
    """Offer the names and codes of rules, with what each holds."""
    del ctx
    from casekit.lint.rule import rules as all_rules

    for rule in all_rules().values():
        yield rule.name, rule.doc["Summary"]
        yield rule.code, rule.doc["Summary"]


def _agency(ctx: click.Context) -> Path:
    """Return the agency's folder; FileNotFoundError where there is none. No command has run yet: -C is read here."""
    from casekit.records.tree import find_agency

    folder = find_agency(Path().joinpath(*ctx.find_root().params.get("folders") or ()))
    if folder is None:
        raise FileNotFoundError
    return folder


def _goals(ctx: click.Context) -> Iterator[Any]:
    """Yield the goals in the plan of the case that the command line names so far.

    Where an option waits for its value, click has not told the arguments apart yet: they are in ``args``, as typed.
    """
    typed = ctx.params.get("case") or next(iter(ctx.args), "")
    folder, case = _agency(ctx), str(typed).strip().upper()
    for path in (path for identifier, path in _found(folder, "cases/*/*/plan.yaml") if identifier == case):
        yield from _read(folder, path).get("goals") or ()


def _named(folder: Path, pattern: str) -> Iterator[Offer]:
    for identifier, path in _found(folder, pattern):
        yield identifier, _text(_read(folder, path), "name")


def _found(folder: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the path of each record that lies where a pattern below ``records/`` says."""
    from casekit.records.paths import ROOT, place

    for file in (folder / ROOT).glob(pattern):
        path = file.relative_to(folder).as_posix()
        if where := place(path):
            yield where.case or where.name, path


def _read(folder: Path, path: str) -> dict[str, Any]:
    """Return what a record holds, or nothing where none is kept or it cannot be read; its shape is not checked."""
    from casekit.records.paths import place
    from casekit.records.text import MAX_BYTES
    from casekit.records.tree import Entry, ReadFailure, WorkingTree
    from casekit.records.yaml import read

    if place(path) is None:  # the path may come from a record, and lead anywhere
        return {}
    try:
        raw = WorkingTree(folder).read(Entry(path, "file"), MAX_BYTES)
    except (ReadFailure, ValueError):
        return {}
    return read(raw).data or {} if len(raw) <= MAX_BYTES else {}


def _text(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def _one_line(text: str) -> str | None:
    """Return text that a shell can show beside an offer; None for nothing."""
    shown = visible(" ".join(text.split()))
    return (shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…") or None
