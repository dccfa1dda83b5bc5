"""A seed and a name in, the same chances every time out: numbers, ids, and sentences from small grammars."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from casekit.records.ids import ALPHABET, check_character

Dice = random.Random
_BODY = 7
_SMALL = ALPHABET.lower()
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"<([a-z_]+)>")
_LINE = 100
_START = re.compile(r"(^|[.?!] )([a-z])")


def dice(seed: int, *parts: object) -> Dice:
    """Return the source of chance for one part of the agency: the same for the same seed and part."""
    return Dice("/".join(map(str, (seed, *parts))))


def record_id(chance: Dice, prefix: str) -> str:
    """Return a well-typed id such as ``C-7K3QFMXN``."""
    body = "".join(chance.choices(ALPHABET, k=_BODY))
    return f"{prefix}-{body}{check_character(body)}"


def short_id(chance: Dice, length: int = 4) -> str:
    """Return a few random characters as event names and small ids have them."""
    return "".join(chance.choices(_SMALL, k=length))


def say(chance: Dice, grammar: str, slots: Mapping[str, tuple[str, ...] | str]) -> str:
    """Choose one sentence from a grammar: ``(one|another)`` is a choice, ``<kin>`` a word of that slot."""

    def fill(found: re.Match[str]) -> str:
        words = slots[found[1]]
        return words if isinstance(words, str) else chance.choice(words)

    text = grammar
    while "(" in text or "<" in text:
        text = _CHOICE.sub(lambda found: chance.choice(found[1].split("|")), text)
        text = _SLOT.sub(fill, text)
    return _START.sub(lambda found: found[1] + found[2].upper(), " ".join(text.split()))


def wrapped(text: str) -> str:
    """Return text that is too long for one line as lines of at most a hundred characters."""
    if len(text) <= _LINE:
        return text
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= _LINE:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line]) + "\n"
