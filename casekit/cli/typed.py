"""A word from the command line in, the value it stands for out; a near miss is suggested."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from casekit.words import did_you_mean, visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1}


def today(timezone: str = "") -> dt.date:
    """Return the day it is in an agency's time zone: the one place where a command that writes reads the clock."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # a run of lint needs none

    try:
        zone = ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # lint tells of a time zone that does not exist
        zone = None
    return dt.datetime.now(zone).date()  # a zone of None is that of the machine


class Word(click.ParamType[str]):
    """One of a few words, whatever its capitals, with hyphens or blanks for underscores."""

    name = "word"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Name the argument or option itself: the words it takes stand in the help text."""
        del ctx
        return str(param.name).upper() if isinstance(param, click.Argument) else "WORD"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the words that begin as typed."""
        del ctx, param
        from click.shell_completion import CompletionItem  # most runs complete nothing

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete.lower())]

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word that is meant, or say which it may be."""
        word = "_".join(str(value).strip().lower().replace("-", "_").split())
        if word not in self.words:
            self.fail(f"`{visible(str(value))}` is none of its words.{did_you_mean(word, self.words)}", param, ctx)
        return word


class Number(click.ParamType[float]):
    """A number in digits, whole or with parts; a unit behind it, or a comma in it, is not guessed at."""

    name = "number"

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or say how one is written."""
        try:
            number = int(value) if self.whole else float(value)
        except ValueError:
            number = math.nan
        if not abs(number) < math.inf:  # not a number, or endless
            kind, such = ("whole number", "20") if self.whole else ("number", "12.5")
            self.fail(f"`{visible(str(value))}` is no {kind}. Write digits alone, such as {such}.", param, ctx)
        return number


class Day(click.ParamType[str]):
    """A day: 2026-03-02, or today, yesterday, tomorrow. Relative days stay words until the agency's zone is known."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return an ISO date or one of the three words."""
        text = str(value).strip().lower()
        if text in _RELATIVE:
            return text
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            self.fail(f"`{visible(str(value))}` is no day. Write 2026-03-02, today, yesterday or tomorrow.", param, ctx)


def as_day(text: str, now: dt.date) -> str:
    """Return the ISO date that a day means on the day it is now."""
    return (now + dt.timedelta(days=_RELATIVE[text])).isoformat() if text in _RELATIVE else text


def meant(text: str | None) -> dt.date | None:
    """Return the day that an option names, if it names one; only a relative one is counted from the machine's clock."""
    return dt.date.fromisoformat(as_day(text, today()) if text in _RELATIVE else text) if text else None
