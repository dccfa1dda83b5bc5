"""The text of a file in, plain data out, or None where anything in it is out of the ordinary.

Nearly all files are ordinary, and reading is most of what linting costs. What this declines is read again by
``yaml``, which knows what to say; a property test holds that both give the same data.
"""

from __future__ import annotations

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
from casekit.records.text import forbidden

_BLOCK = frozenset("|>")
_NO_KEY = object()  # where a mapping awaits a field's name
_IN_LIST = object()


def read_quickly(text: str, depth: int) -> dict[str, Any] | None:
    """Return the data of an ordinary text that nests at most ``depth`` levels; None for any other, whatever it is."""
    if text.rpartition("\n")[2]:
        return None  # without a last line feed, block text ends differently from parser to parser
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
    root = parser.get_event()
    if type(root) is not MappingStartEvent or root.anchor is not None or root.tag is not None:
        raise _OddError
    data: dict[str, Any] = {}
    _fill(parser, data, depth)
    _skip(parser, DocumentEndEvent)
    _skip(parser, StreamEndEvent)
    return data


def _skip(parser: CParser, kind: type) -> None:
    event = parser.get_event()
    if type(event) is not kind or getattr(event, "version", None) or getattr(event, "tags", None):
        raise _OddError


def _fill(parser: CParser, root: dict[str, Any], depth: int) -> None:  # noqa: C901, PLR0912 (the one hot loop: a call for each event would double its time)
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
            if event.anchor is not None or event.tag is not None:
                raise _OddError
            value = event.value
            if event.style:
                _check_quoted(value, event.style)
            elif not value or value[0] in UNLIKE_TEXT:
                value = resolve(value)
            if key is _NO_KEY:
                if type(value) is not str or event.style in _BLOCK or value in holder or value == "<<" or "\n" in value:
                    raise _OddError
                key = value
                continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if not above:
                return
            holder, key = above.pop()
            continue
        else:
            value = _collection(event)
            if key is _NO_KEY or len(above) >= depth - 1:
                raise _OddError
        if key is _IN_LIST:
            holder.append(value)
        else:
            holder[key] = value
            key = _NO_KEY
        if kind is not ScalarEvent:
            above.append((holder, key))
            holder, key = value, _IN_LIST if kind is SequenceStartEvent else _NO_KEY


def _collection(event: Any) -> dict[str, Any] | list[Any]:  # noqa: ANN401 (one of libyaml's events)
    if type(event) not in {MappingStartEvent, SequenceStartEvent} or event.anchor is not None or event.tag is not None:
        raise _OddError
    return {} if type(event) is MappingStartEvent else []


def _check_quoted(text: str, style: str) -> None:
    if style == '"' and forbidden(text):
        raise _OddError
    if style in _BLOCK and not text.strip(" \n"):
        raise _OddError
