"""Plain data in, the text of a record out: text that the strict reader reads back equal."""

from __future__ import annotations

import re
from typing import Any

import yaml

from casekit.records.scalars import AmbiguousNumberError, resolve
from casekit.records.text import forbidden, is_composed
from casekit.records.yaml import MAX_DEPTH

_DAY_OR_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}", re.ASCII)


class UnwritableError(ValueError):
    """A value that no record can hold; the text says which and why."""


def write(data: dict[str, Any]) -> str:
    """Return ``data`` (mappings, lists, text, numbers, true/false, None) as a record's text, keys in their order.

    Raises UnwritableError for text with characters that records refuse, and for numbers that are not exact.
    """
    _check(data, 1)
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
