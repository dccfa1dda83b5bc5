"""Plain data in, the text of a record out: text that the strict reader reads back equal."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from casekit.records.scalars import AmbiguousNumberError, resolve
from casekit.records.text import forbidden, is_composed
from casekit.records.yaml import MAX_DEPTH

_DAY_OR_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}", re.ASCII)

# What no version of YAML reads as anything but itself, and therefore stands without quotes.
_PLAIN = re.compile(
    r"[A-Za-z](?:[\w .,;'\"!?()$%&/+=@*<>\[\]{}_-]|:(?=[^ ]))*(?<! )"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9a-z]{2})?|[0-9]{2}:[0-9]{2}|[0-9]{3}-[0-9]{4}",
    re.ASCII,
)
_PLAIN_KEY = re.compile("[a-z][a-z0-9_]{0,60}")
_NOT_PLAIN = frozenset(
    word
    for lower in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for word in (lower, lower.upper(), lower.capitalize())
)


class UnwritableError(ValueError):
    """A value that no record can hold; the text says which and why."""


def write(data: dict[str, Any]) -> str:
    """Return ``data`` (mappings, lists, text, numbers, true/false, None) as a record's text, keys in their order.

    Raises UnwritableError for text with characters that records refuse, and for numbers that are not exact.
    """
    _check(data, 1)
    lines: list[str] = []
    if data and _quick(data, "", lines):
        return "".join(lines)
    return _dump(data)


def _dump(data: dict[str, Any] | str) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31, default_flow_style=False)


def write_inline(value: object, *, flow: bool) -> str:
    """Return a value as text on one line, as it stands after a colon; with ``flow``, as it stands in brackets.

    Raises UnwritableError as ``write`` does.
    """
    if not flow and not isinstance(value, dict | list) and not (isinstance(value, str) and "\n" in value):
        return write({"x": value}).removeprefix("x: ").removesuffix("\n")
    _check([value], 1)
    text: str = yaml.dump(
        [value], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31, default_flow_style=True
    )
    return text.removesuffix("\n")[1:-1]


def _check(value: object, depth: int) -> None:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or "\n" in key or key == "<<":
                raise UnwritableError(f"{key!r} cannot be a field's name")
    if isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            raise UnwritableError(f"the data is nested more than {MAX_DEPTH} levels deep")
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, depth + 1)


def _quick(data: dict[str, Any], indent: str, lines: list[str], first: str | None = None) -> bool:
    """Add the lines of a mapping as PyYAML would write them, or return False where only PyYAML knows how.

    PyYAML takes a millisecond for a record, most of it for deciding what needs quotes; nearly all text in records
    is of a form that never does. ``first`` stands before the first field in place of the indentation.
    """
    start = indent if first is None else first
    for key, value in data.items():
        if not _PLAIN_KEY.fullmatch(key) or key in _NOT_PLAIN:
            return False
        if isinstance(value, dict | list) and value:
            lines.append(f"{start}{key}:\n")
            if not _quick_inner(value, indent + "  ", lines):
                return False
        elif (text := _quick_scalar(value, indent + "  ")) is not None:
            lines.append(f"{start}{key}: {text}\n")
        else:
            return False
        start = indent
    return True


def _quick_inner(value: dict[str, Any] | list[Any], indent: str, lines: list[str]) -> bool:
    if isinstance(value, dict):
        return _quick(value, indent, lines)
    for item in value:
        if isinstance(item, dict) and item:
            if not _quick(item, indent + "  ", lines, indent + "- "):
                return False
        elif not isinstance(item, list) and (text := _quick_scalar(item, indent + "  ")) is not None:
            lines.append(f"{indent}- {text}\n")
        else:
            return False
    return True


def _quick_scalar(value: object, indent: str) -> str | None:
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value not in _NOT_PLAIN:
            return value
        return _quick_block(value, indent) if "\n" in value else _rare_text(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else None
    return "[]" if isinstance(value, list) and not value else None


_BLOCK_LINE = re.compile(r"[\x21-\x7e][\x20-\x7e]*(?<! )")


def _quick_block(text: str, indent: str) -> str | None:
    """Return lines of text after ``|``, or None where a line is empty or holds a rarer character."""
    *lines, last = text.split("\n")
    if last or not lines or not all(map(_BLOCK_LINE.fullmatch, lines)):
        return None
    return "|\n" + "\n".join(indent + line for line in lines)


@lru_cache(4096)
def _rare_text(text: str) -> str:
    """Return one line of text with the quotes that PyYAML finds for it."""
    return _dump(text).removesuffix("...\n").removesuffix("\n")


class _Dumper(yaml.SafeDumper):
    """PyYAML's emitter with our idea of which text needs quotes, and lists indented below their field."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (PyYAML's signature)
        super().increase_indent(flow=flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 (PyYAML's signature)
        return True

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:  # noqa: ANN401 (PyYAML's signature)
        # YAML 1.1 makes dates of days and numbers of times; to our readers both are text, and stand without quotes.
        if kind is yaml.ScalarNode and implicit[0] and _DAY_OR_TIME.fullmatch(value):
            return "tag:yaml.org,2002:str"
        return str(super().resolve(kind, value, implicit))  # type: ignore[no-untyped-call] # PyYAML has no types here


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    if character := forbidden(text):
        raise UnwritableError(f"the text holds U+{ord(character):04X}, a character that no record may hold")
    if not is_composed(text):
        raise UnwritableError("the text holds a letter with a loose accent (it is not in Unicode NFC)")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    """Return the quoting: none where it reads back as itself, ``|`` for lines of text, else double quotes."""
    if "\n" in text:
        # A block of text cannot begin with a blank or hold lines that only look empty.
        tidy = not text.startswith((" ", "\n")) and not any(line != line.rstrip(" ") for line in text.split("\n"))
        return "|" if tidy and text.strip("\n") else '"'
    try:
        same = resolve(text) == text
    except AmbiguousNumberError:
        same = False
    return None if same else '"'


def _number(dumper: _Dumper, number: float) -> yaml.ScalarNode:
    text = repr(number)
    try:
        exact = resolve(text) == number
    except AmbiguousNumberError:
        exact = False
    if not exact:
        raise UnwritableError(f"the number {text} has more digits, or a greater size, than records keep")
    return dumper.represent_scalar("tag:yaml.org,2002:" + ("int" if isinstance(number, int) else "float"), text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(int, _number)
_Dumper.add_representer(float, _number)
