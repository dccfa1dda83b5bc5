"""Codes, answers left open and lines of a file in, words for a reader out."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from casekit.model.common import LeftOpen, Words, WordsList
from casekit.words import human, left_open_because

_ENDED = {"met", "partly_met", "dropped", "completed", "failed", "cancelled", "rejected"}
_WRAPPED_AT = 72
_GIST = 180
_QUOTE = 150


def said(words: Words | None) -> str:
    """Return someone's words, or why there are none and when to ask again."""
    if words is None:
        return ""
    return flowing(words) if isinstance(words, str) else left_open(words)


def said_each(words: WordsList | None) -> tuple[str, ...]:
    """Return the items of a list of words; why there are none is one item."""
    if words is None:
        return ()
    return (left_open(words),) if isinstance(words, LeftOpen) else tuple(flowing(item) for item in words)


def left_open(answer: LeftOpen) -> str:
    """Say why an answer was left open, and when to come back to it."""
    return left_open_because(answer.none_because) + ask_again(answer.ask_again)


def ask_again(day: dt.date | None) -> str:
    """Say when to come back to something, to follow what it is about."""
    return f"; ask again {day}" if day else ""


def flowing(text: str | None) -> str:
    """Undo the line breaks that only wrapped the text in its file; keep those that mean something.

    A line goes on below when the next word would have run past the margin. A shorter line was ended on purpose
    (an address, a list), as was one before a blank line or a dash.
    """
    if text is None:
        return ""
    lines = [line.strip() for line in text.strip().split("\n")]
    flow = lines[0]
    for before, line in pairwise(lines):
        first = line.partition(" ")[0]
        wrapped = first not in {"", "-", "*"} and len(before) + 1 + len(first) > _WRAPPED_AT
        flow += (" " if wrapped else "\n") + line
    return flow


def gist(*texts: str | None) -> str:
    """Return the texts on one line, cut after a word when they are long."""
    return _cut(" ".join(filter(None, texts)), _GIST)


def quoted(words: Words | None) -> str | None:
    """Set the gist of someone's own words in quotes; say plainly why there are none."""
    return f"“{_cut(words, _QUOTE)}”" if isinstance(words, str) else said(words) or None


def _cut(text: str, width: int) -> str:
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    cut = line[:width]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"


def stopped(text: str) -> str:
    """End a text with a full stop, unless it ends by itself; an empty one stays empty."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "…", "”", '"', ":")) else f"{text}."


def standing(status: str, day: dt.date) -> str:
    """Say how something stands, by the code of its status: what has ended did so on a day, the rest lasts since."""
    return f"{human(status)} {'on' if status in _ENDED else 'since'} {day}"


def sentence(*parts: str) -> str:
    """Join what is there with commas."""
    return ", ".join(part for part in parts if part)
