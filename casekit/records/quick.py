"""The text of a file in, plain data out, or None where anything in it is out of the ordinary.

Nearly all files are ordinary, and reading is most of what linting and an audit cost. An ordinary line says all by
itself what it is: ``field: value``, ``- value``, a line of text. Each is taken apart once, as lines come up again in
other files and in later versions, and its indentation says where it belongs. What this declines is read by ``yaml``,
which knows what to say; property tests hold that both give the same data.
"""

from __future__ import annotations

import re
import sys
from typing import Any, NamedTuple

from casekit.records.scalars import AmbiguousNumberError, Scalar, resolve

# A text without these can hold no anchor, alias, tag, directive or escape, and no line of blanks.
_SPECIAL = re.compile(r"[&*!%\\]| \n")
_LINE = re.compile(
    r"(?P<indent>\ *)(?P<item>-\ )?"
    r"(?:(?P<quote>['\"]?)(?P<key>[A-Za-z_][A-Za-z0-9_-]{0,63})(?P=quote):(?:\ (?=[^ ])|$))?"
    r"(?:(?P<block>\|-?)"
    r"|(?P<list>\[[^\[\]]*\])"
    r"|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    # It begins like nothing else, and holds neither a colon that ends a name nor a sign that begins a comment.
    r"|(?P<plain>(?:[^\s\-?:,\[\]{}#|>'\"@`]|-[0-9])(?:[^: ]|:(?=[^ ])|\ (?=[^ #]))*)"
    r")?",
    re.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?: [A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_MOST_LINES = 1 << 16  # some 25 MB
_LONGEST = 200  # letters of a line that is remembered
_VALUE, _OPEN, _BLOCK, _LIST = range(4)


class _Line(NamedTuple):
    """What a line says. ``indent`` counts its blanks, -1 where it says nothing; ``key`` is None where it names none.

    ``kind`` says what ``value`` is: the value itself, nothing yet (what belongs to the key may follow), what the text
    that follows ends with, or a list.
    """

    indent: int
    item: bool
    key: str | None
    kind: int
    value: Any


_NOTHING = _Line(indent=-1, item=False, key=None, kind=_VALUE, value=None)
_lines: dict[str, _Line | None] = {}


class _OddError(Exception):
    """Something that is not in an ordinary record."""


def read_quickly(text: str, depth: int) -> dict[str, Any] | None:
    """Return the data of an ordinary text that nests at most ``depth`` levels; None for any other, whatever it is."""
    # Without a last line feed, block text ends differently from parser to parser.
    if not text.endswith("\n") or _SPECIAL.search(text):
        return None
    if len(_lines) > _MOST_LINES:
        _lines.clear()
    try:
        return _read(text.split("\n"), depth - 2) or None
    except _OddError:
        return None


def _read(lines: list[str], most: int) -> dict[str, Any]:
    """Put lines into the mapping that they are; the last of them is empty."""
    root: dict[str, Any] = {}
    holder: Any = root
    level = 0
    above: list[tuple[Any, int]] = []
    opened: str | None = None
    known = _lines
    end, at = len(lines) - 1, 0
    while at < end:
        line = lines[at]
        at += 1
        told = known[line] if line in known else _learn(line)
        if told is None:
            raise _OddError
        indent, item, key, kind, value = told
        if indent < 0:
            continue
        if item or indent != level or type(holder) is list:
            holder, level = _where(told, holder, level, above, opened)
            if len(above) > most:
                raise _OddError
        if kind == _BLOCK:
            value, at = _block(lines, at, level, value)
        elif kind == _LIST:
            value = value.copy()
        opened = key if kind == _OPEN else None
        if key is None:
            holder.append(value)
        elif key in holder:
            raise _OddError
        else:
            holder[key] = value
    return root


def _where(told: _Line, holder: Any, level: int, above: list[tuple[Any, int]], opened: str | None) -> tuple[Any, int]:  # noqa: ANN401 (any YAML value)
    """Return what holds the value of a line, and how far right that stands.

    ``holder`` and ``level`` are those of the line before, ``above`` what is around them, ``opened`` the key in ``holder``
    that has no value yet.
    """
    indent, item, key, _, _ = told
    while indent < level:
        holder, level = above.pop()
        opened = None
    if indent > level or (item and type(holder) is dict):
        # It begins what belongs to the key before it; a list may stand as far left as its key.
        if opened is None:
            raise _OddError
        above.append((holder, level))
        inner: Any = [] if item else {}
        holder[opened] = inner
        holder, level = inner, indent
    elif not item and type(holder) is list:
        holder, level = above.pop()
        if level != indent:
            raise _OddError
    if item and key is not None:
        fields: dict[str, Any] = {}
        holder.append(fields)
        above.append((holder, level))
        return fields, indent + 2
    return holder, level


def _block(lines: list[str], at: int, level: int, ending: str) -> tuple[str, int]:
    """Return a text that stands in lines of its own, further right than ``level``, and where the next line is."""
    first = lines[at]
    text = first.lstrip(" ")
    indent = len(first) - len(text)
    if not text or indent <= level:
        raise _OddError
    pad = first[:indent]
    taken = []
    while (line := lines[at])[:indent] == pad or (not line and at < len(lines) - 1):
        taken.append(line[indent:])
        at += 1
    return "\n".join(taken).rstrip("\n") + ending, at


def _learn(line: str) -> _Line | None:
    """Take a line apart and remember it; None where it is not ordinary."""
    try:
        told = _taken_apart(line)
    except AmbiguousNumberError:
        told = None
    if len(line) <= _LONGEST:
        _lines[line] = told
    return told


def _taken_apart(line: str) -> _Line | None:
    text = line.lstrip(" ")
    if not text or text[0] == "#":
        return _NOTHING
    found = _LINE.fullmatch(line)
    if found is None or (found["key"] is None and found["item"] is None):
        return None
    key = found["key"]
    if key is not None and not found["quote"] and resolve(key) is not key:
        return None
    valued = _valued(found)
    if valued is None or (valued[0] == _OPEN and key is None):
        return None
    return _Line(len(found["indent"]), found["item"] is not None, key and sys.intern(key), *valued)


def _valued(found: re.Match[str]) -> tuple[int, Any] | None:
    """Return what stands behind the key or the hyphen, and which kind of thing that is; None where it is not ordinary."""
    if (plain := found["plain"]) is not None:
        return _VALUE, resolve(plain)
    for quoted in (found["double"], found["single"]):
        if quoted is not None:
            return _VALUE, quoted
    if found["block"]:
        return _BLOCK, "\n" if found["block"] == "|" else ""
    if found["list"]:
        return _list(found["list"][1:-1])
    return _OPEN, None


def _list(text: str) -> tuple[int, list[Scalar]] | None:
    words = text.split(", ") if text else []
    return (_LIST, [resolve(word) for word in words]) if all(map(_WORD.fullmatch, words)) else None
