"""The text of a file in, plain data out, or None where anything in it is out of the ordinary.

Nearly all files are ordinary, and reading is most of what linting costs. What this declines is read again by
``yaml``, which knows what to say; a property test holds that both give the same data. A text without ``&``, ``*``,
``!``, ``%`` and backslashes can hold no anchor, alias, tag, directive or escape, and need not be asked for them.
"""

from __future__ import annotations

import re
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from casekit.records.scalars import UNLIKE_TEXT, AmbiguousNumberError, resolve

_SPECIAL = re.compile(r"[&*!%\\]")
_BLOCK = frozenset("|>")
_NO_KEY = object()  # where a mapping awaits a field's name
_IN_LIST = object()


def read_quickly(text: str, depth: int) -> dict[str, Any] | None:
    """Return the data of an ordinary text that nests at most ``depth`` levels; None for any other, whatever it is."""
    # Without a last line feed, block text ends differently from parser to parser.
    if not text.endswith("\n") or _SPECIAL.search(text):
        return None
    parser = CParser(text)
    try:
        return _mapping(parser, depth)
    except (YAMLError, AmbiguousNumberError, _OddError):
        return None
    finally:
        parser.dispose()


class _OddError(Exception):
    """Something that is not in an ordinary record."""


def _mapping(parser: CParser, depth: int) -> dict[str, Any]:
    """Return the one mapping that a text holds."""
    _skip(parser, StreamStartEvent)
    _skip(parser, DocumentStartEvent)
    _skip(parser, MappingStartEvent)
    data: dict[str, Any] = {}
    _fill(parser, data, depth - 2)
    _skip(parser, DocumentEndEvent)
    _skip(parser, StreamEndEvent)
    return data


def _skip(parser: CParser, kind: type) -> None:
    if type(parser.get_event()) is not kind:
        raise _OddError


def _fill(parser: CParser, root: dict[str, Any], most: int) -> None:  # noqa: C901, PLR0912 (the one hot loop: a call for each event would double its time)
    """Put events into ``root`` until its mapping ends."""
    get_event = parser.get_event
    holder: Any = root
    key: Any = _NO_KEY
    above: list[tuple[Any, Any]] = []
    while True:
        event: Any = get_event()
        kind = type(event)
        value: Any
        if kind is ScalarEvent:
            value = event.value
            if not event.style:
                if not value or value[0] in UNLIKE_TEXT:
                    value = resolve(value)
            elif event.style in _BLOCK and (key is _NO_KEY or not value.strip(" \n")):
                raise _OddError
            if key is _NO_KEY:
                if type(value) is not str or value in holder or "\n" in value or value == "<<":
                    raise _OddError
                key = value
            elif key is _IN_LIST:
                holder.append(value)
            else:
                holder[key] = value
                key = _NO_KEY
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if not above:
                return
            holder, key = above.pop()
        else:
            if (
                (kind is not MappingStartEvent and kind is not SequenceStartEvent)
                or key is _NO_KEY
                or len(above) > most
            ):
                raise _OddError
            value = {} if kind is MappingStartEvent else []
            key = _put(holder, key, value)
            above.append((holder, key))
            holder, key = value, _NO_KEY if kind is MappingStartEvent else _IN_LIST


def _put(holder: Any, key: Any, value: Any) -> object:  # noqa: ANN401 (any YAML value)
    """Put a collection where it belongs, and return what its holder awaits next."""
    if key is _IN_LIST:
        holder.append(value)
        return _IN_LIST
    holder[key] = value
    return _NO_KEY
