"""What the options of `casekit init` leave open in, answers out: asked where there is a terminal, else the defaults."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import tzlocal

from casekit.cli.context import Problem
from casekit.git import GitError, user_identity
from casekit.starter import answers
from casekit.starter.answers import Agency, Worker

Check = Callable[[str], str]
Given = str | None

_MODEL = "strengths_based"
_PROGRAM = "Case Management"
_ROLE = "supervisor"


class Answer(click.ParamType[str]):
    """An option or a question whose answer is checked, and put into the form that records keep."""

    name = "text"

    def __init__(self, check: Check) -> None:
        self._check = check

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 (click's signature)
        """Return the answer; click asks again, or says what is wrong with the option."""
        try:
            return self._check(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def can_ask() -> bool:
    """Tell whether someone is there to be asked; without a terminal nothing may wait for an answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_agency(folder: Path, given: tuple[Given, Given, Given, Given], *, ask: bool) -> Agency:
    """Return the agency's name, time zone, and the name and model of its first program."""
    name, timezone, program, model = given
    if ask:
        click.echo(
            "A few questions; Enter takes what is in brackets, and every answer can be changed later.\n", err=True
        )
    name = name or _answer("Your agency's name", answers.line, _name_of(folder), ask=ask)
    timezone = timezone or _answer("Its time zone", answers.timezone, _local_zone(), ask=ask)
    program = program or _answer("Its first program", answers.line, _PROGRAM, ask=ask)
    if ask and model is None:
        click.echo("How the program works:", err=True)
        for number, (word, means) in enumerate(answers.MODELS.items(), 1):
            click.echo(f"  {number} {word:<30} {means}", err=True)
    model = model or _answer("Word or number", answers.model, _MODEL, ask=ask)
    return Agency(name, timezone, program, model)


def ask_worker(folder: Path, given: tuple[Given, Given, Given], *, ask: bool) -> Worker:
    """Return who begins: name and e-mail as Git knows them, unless they are told, and a role."""
    name, email, role = given
    known = _known_to_git(folder)
    if not ask and not ((name or known[0]) and (email or known[1])):
        raise Problem(
            "say who you are, for the first staff file and the policy: --staff 'Sofia Ruiz' --email s.ruiz@example.org"
        )
    name = name or _answer("Your name", answers.line, known[0], ask=ask)
    email = email or _answer("Your e-mail at work", answers.email, known[1], ask=ask)
    if ask and role is None:
        click.echo(f"What you mainly do: {', '.join(answers.roles())}.", err=True)
    role = role or _answer("Your role", answers.role, _ROLE, ask=ask)
    return Worker(name, email, role)


def ask_since(given: Given, today: dt.date, *, ask: bool) -> dt.date:
    """Return the first day that the records tell of; today, where nobody enters what was before."""
    if ask and given is None:
        click.echo("Cases that are open already have a past: the first day that you will enter something of.", err=True)
    said = given or _answer("First day", answers.day, today.isoformat(), ask=ask)
    return dt.date.fromisoformat(said)


def _answer(question: str, check: Check, default: str | None, *, ask: bool) -> str:
    if not ask:
        return default or ""
    answer: str = click.prompt(question, default=default, type=Answer(check), err=True)
    return answer


def _name_of(folder: Path) -> str:
    """Return a name for an agency from its folder's: "Harbor Street" for harbor-street."""
    words = folder.name.replace("-", " ").replace("_", " ").split()
    return _checked(answers.line, " ".join(word[:1].upper() + word[1:] for word in words)) or "Our Agency"


def _local_zone() -> str:
    try:
        zone: str | None = tzlocal.get_localzone_name()
    except Exception:  # noqa: BLE001 (whatever keeps the machine from knowing its zone, the question has a default)
        zone = None
    return _checked(answers.timezone, zone) or "UTC"


def _known_to_git(folder: Path) -> tuple[str | None, str | None]:
    try:
        name, email = user_identity(folder)
    except GitError:
        return None, None
    return _checked(answers.line, name), _checked(answers.email, email)


def _checked(check: Check, text: str | None) -> str | None:
    try:
        return check(text) if text else None
    except ValueError:
        return None
