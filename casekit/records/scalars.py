"""The text of an unquoted YAML value in, the value it stands for out: YAML 1.2's core schema, made stricter."""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_STARTS = frozenset("0123456789+-.")
UNLIKE_TEXT = _STARTS | {word[0] for word in _WORDS if word}
"""What an unquoted value begins with if it may stand for anything but text."""
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_ANY_NUMBER = re.compile(
    r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))"
    r"|\.(?:nan|NaN|NAN)"
)
_MOST_DIGITS = 15  # beyond that, a number is no longer exact in every program that reads JSON


class AmbiguousNumberError(ValueError):
    """An unquoted number that programs read in different ways; the text says how to write it."""


def resolve(text: str) -> Scalar:
    """Return what an unquoted scalar stands for.

    Dates and times stay text. Raises AmbiguousNumberError for what would lose something as a number: a leading zero
    or plus, an exponent, another base, infinity, or more digits than are exact. Source: YAML 1.2.2, section 10.3.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS:
        return text
    if _PLAIN_NUMBER.fullmatch(text):
        if len(text.lstrip("-").replace(".", "")) > _MOST_DIGITS:
            raise AmbiguousNumberError(f"{_short(text)} has more digits than a number keeps")
        return float(text) if "." in text else int(text)
    if _ANY_NUMBER.fullmatch(text):
        raise AmbiguousNumberError(_why_ambiguous(text))
    return text


def _short(text: str) -> str:
    return f"`{text}`" if len(text) <= _MOST_DIGITS * 2 else f"`{text[: _MOST_DIGITS * 2]}…`"


def _why_ambiguous(text: str) -> str:
    digits = text.lstrip("+-")
    if digits.lower() in {".nan", ".inf"}:
        return f"`{text}` is no number that a record can hold"
    if text.startswith("+"):
        return f"{_short(text)} would lose its plus sign"
    if digits.startswith(("0x", "0o")):
        return f"{_short(text)} would be read as a number in another base"
    if "e" in digits.lower():
        return f"{_short(text)} would be read as a number with an exponent"
    if digits.startswith("0"):
        return f"{_short(text)} would lose its leading zero"
    return f"{_short(text)} is half a number: a digit is missing before or after the point"
