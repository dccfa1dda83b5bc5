"""What was typed so far in, offers for the rest out: ids and rules, with a name beside each, for the shell's completion.

The shell calls these while someone types, in whatever state the records are: nothing here raises or prints, and
of the records only the files that an offer needs are opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial, wraps
from operator import itemgetter
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from casekit.words import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Offer = tuple[str, str | Callable[[], str]]  # what can be typed, and what it means or how to read that from a record
Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

_PLAIN = re.compile(
    "[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?"
)  # a shell puts offers on the command line as they are: nothing it could run
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
            found = sorted((offer for offer in fitting if _PLAIN.fullmatch(offer[0])), key=itemgetter(0))
            told = [(word, means if isinstance(means, str) else means()) for word, means in found]
        except Exception:  # noqa: BLE001 (a message in the middle of someone's command line helps nobody)
            return []
        return [CompletionItem(word, help=_one_line(means)) for word, means in told]

    return complete


@_completer
def cases(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of cases, with the names that people use."""
    folder = _agency(ctx)
    for identifier, path in _found(folder, "cases/*/*/case.yaml"):
        yield identifier, partial(_client, folder, path)


@_completer
def persons(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of persons, with the names that they use."""
    folder = _agency(ctx)
    for identifier, path in _found(folder, "people/*/*.yaml"):
        yield identifier, partial(_person, folder, path)


@_completer
def programs(ctx: click.Context) -> Iterator[Offer]:
    """Offer the agency's programs, with their names."""
    for program in _read(_agency(ctx), "records/agency.yaml").get("programs") or ():
        if identifier := _text(program, "id"):
            yield identifier, _text(program, "name")


@_completer
def consents(ctx: click.Context) -> Iterator[Offer]:
    """Offer the consents of the case that the command line names, with kind, status and purpose."""
    yield from _in_case(ctx, "consents/*.yaml", "kind", "status", "purpose")


@_completer
def all_consents(ctx: click.Context) -> Iterator[Offer]:
    """Offer the consents of all cases, each with its case."""
    for case, path in _found(_agency(ctx), "cases/*/*/consents/*.yaml"):
        yield PurePath(path).stem, case


@_completer
def services(ctx: click.Context) -> Iterator[Offer]:
    """Offer the services of the case that the command line names, with what they are."""
    yield from _in_case(ctx, "services/*.yaml", "what")


def standing(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer what a status can be noted of: cases and services, and behind ``CASE/`` what is in that case."""
    case, slash, _ = incomplete.partition("/")
    return (_completer(partial(_standing_in, case)) if slash else _standing)(ctx, param, incomplete)


@_completer
def _standing(ctx: click.Context) -> Iterator[Offer]:
    folder = _agency(ctx)
    for case, path in _found(folder, "cases/*/*/case.yaml"):
        yield case, partial(_client, folder, path)
    for _, path in _found(folder, "cases/*/*/services/*.yaml"):
        yield PurePath(path).stem, partial(_text_in, folder, path, "what")


def _standing_in(typed: str, ctx: click.Context) -> Iterator[Offer]:
    folder = _agency(ctx)
    for case, path in _paths(folder, typed, "services/*.yaml"):
        yield f"{case}/{PurePath(path).stem}", partial(_text_in, folder, path, "what")
    for case, path in _paths(folder, typed, "plan.yaml"):
        for goal in _read(folder, path).get("goals") or ():
            yield f"{case}/{_text(goal, 'id')}", _text(goal, "aim")


@_completer
def statuses(ctx: click.Context) -> Iterator[Offer]:
    """Offer where a case, service or goal can stand, by what the parameter ``what`` names."""
    from casekit.records.fields import choices

    what = str(ctx.params.get("what") or "").lower()
    if what.rpartition("/")[2].startswith("sv-"):
        words = choices("service", "status", "status")
    else:
        words = choices("plan", "goals", "status", "status") if "/" in what else choices("case", "status", "status")
    yield from ((word, "") for word in words)


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
def teams(ctx: click.Context) -> Iterator[Offer]:
    """Offer the ids of teams, with their names."""
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


def _case(ctx: click.Context) -> str:
    """Return the case that the command line names so far, as typed.

    Where an option waits for its value, click has not told the arguments apart yet: they are in ``args``.
    """
    return str(ctx.params.get("case") or next(iter(ctx.args), ""))


def _goals(ctx: click.Context) -> Iterator[Any]:
    """Yield the goals in the plan of the case that the command line names so far."""
    folder = _agency(ctx)
    for _, path in _paths(folder, _case(ctx), "plan.yaml"):
        yield from _read(folder, path).get("goals") or ()


def _in_case(ctx: click.Context, pattern: str, *keys: str) -> Iterator[Offer]:
    """Yield the ids of records of the case that the command line names so far, each with the text of some fields."""
    folder = _agency(ctx)
    for _, path in _paths(folder, _case(ctx), pattern):
        yield PurePath(path).stem, partial(_text_in, folder, path, *keys)


def _paths(folder: Path, case: str, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the id of a case, and the path of each of its records that lies where a pattern below its folder says."""
    wanted = case.strip().upper()
    yield from (found for found in _found(folder, f"cases/*/*/{pattern}") if found[0] == wanted)


def _named(folder: Path, pattern: str) -> Iterator[Offer]:
    for identifier, path in _found(folder, pattern):
        yield identifier, partial(_text_in, folder, path, "name")


def _client(folder: Path, path: str) -> str:
    """Return the name that the client of a case uses."""
    person = _text_in(folder, path, "person")
    return _person(folder, f"records/people/{person[2:4]}/{person}.yaml")


def _person(folder: Path, path: str) -> str:
    names = _read(folder, path).get("names")
    return _text(names, "used") or _text(names, "legal")


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


def _text_in(folder: Path, path: str, *keys: str) -> str:
    """Return what a record says in fields, those without a text left out."""
    data = _read(folder, path)
    return ", ".join(filter(None, (_text(data, key) for key in keys)))


def _text(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def _one_line(text: str) -> str | None:
    """Return text that a shell can show beside an offer; None for nothing."""
    shown = visible(" ".join(text.split()))
    return (shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…") or None
