"""A record's text and one change to its data in, the text with that change out: every other byte as it was.

A library that reads and writes the whole file again (ruamel.yaml was tried on the demonstration records) changes
one file in twenty before anything is edited. Here only the new text is put in, and the result is checked: it must
say what was meant, and hold every comment.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from casekit.finding import DataPath
from casekit.records.nodes import Node, comments, find, nodes
from casekit.records.write import UnwritableError, write, write_inline
from casekit.records.yaml import read


class EditError(Exception):
    """The text was not changed. The message completes a sentence that begins with the file's path."""


def set_field(text: str, at: DataPath, value: Any, order: Sequence[str] = ()) -> str:  # noqa: ANN401 (a record's data)
    """Return ``text`` with the field at ``at`` set to ``value``; a field that is not there is added.

    What it replaces is a single value, never a list or a mapping. A new field goes behind those that come before it
    in ``order``, else to the end. Raises EditError.
    """
    wanted = _meant(text, at[:-1], dict)
    wanted[1][at[-1]] = value
    root = nodes(text)
    holder = find(root, at[:-1])
    there = find(root, at)
    if holder is None or (there and there.kind != "scalar"):
        raise EditError(_BY_HAND)
    key = str(at[-1])
    return _checked(
        text, _replaced(text, holder, there, value) if there else _added(text, holder, key, value, order), wanted[0]
    )


def append_item(text: str, at: DataPath, item: Any, order: Sequence[str] = ()) -> str:  # noqa: ANN401 (a record's data)
    """Return ``text`` with ``item`` at the end of the list at ``at``; a list that is not there, or empty, is begun.

    ``order`` is as for set_field. Raises EditError.
    """
    data, holder = _meant(text, at[:-1], dict)
    if not isinstance(holder.get(at[-1], None) or [], list):
        raise EditError(f"has no list at `{at[-1]}`. {_LINT}")
    holder[at[-1]] = [*(holder.get(at[-1]) or ()), item]
    found = find(nodes(text), at)
    if found is None:
        return set_field(text, at, [item], order)
    return _checked(text, _appended(text, found, item), data)


_LINT = "Run casekit lint: it says what is wrong, and where"
_BY_HAND = "is written in a way that casekit does not edit. Make the change in your editor"


def _meant(text: str, at: DataPath, kind: type) -> tuple[Any, Any]:
    """Return a copy of what the text says, and the part of it at ``at``, to be changed into what is meant."""
    data = deepcopy(read(text.encode()).data)
    if data is None:
        raise EditError(f"cannot be read. {_LINT}")
    here: Any = data
    for piece in at:
        try:
            here = here[piece]
        except (KeyError, IndexError, TypeError) as error:
            raise EditError(f"has no `{piece}`. {_LINT}") from error
    if not isinstance(here, kind):
        raise EditError(f"has no fields at `{'.'.join(map(str, at))}`. {_LINT}")
    return data, here


def _checked(old: str, new: str, wanted: dict[str, Any]) -> str:
    """Return the new text if it says what was meant and keeps every comment."""
    if read(new.encode()).data != wanted or comments(new) != comments(old):
        raise EditError(_BY_HAND)
    return new


def _replaced(text: str, holder: Node, there: Node, value: object) -> str:
    gap = " " if there.empty else ""
    if there.empty and isinstance(value, dict | list):
        return text[: there.start] + gap + _inline(value, flow=True) + text[there.end :]
    return text[: there.start] + gap + _inline(value, flow=holder.flow) + text[there.end :]


def _added(text: str, holder: Node, key: str, value: object, order: Sequence[str]) -> str:
    before = list(order[: order.index(key)]) if key in order else []
    present = list(holder.fields)
    behind = [name for name in before if name in present]
    if holder.flow:
        last = holder.fields[present[-1]][1].end if present else holder.start + 1
        return f"{text[:last]}{', ' if present else ''}{_inline({key: value}, flow=True)[1:-1]}{text[last:]}"
    column = _column(text, holder.start)
    if key in order and not behind:
        place = holder.fields[present[0]][0] if column == 0 else -1
        if place == text.rfind("\n", 0, max(place, 0)) + 1:
            return text[:place] + _block({key: value}, 0) + text[place:]
    last_name = max(behind, key=present.index) if behind else present[-1]
    return _insert(text, _after(text, holder.fields[last_name][1], column), _block({key: value}, column))


def _appended(text: str, found: Node, item: object) -> str:
    if found.kind != "list" or (found.flow and not found.items):
        line_start = text.rfind("\n", 0, found.start) + 1
        indent = len(text[line_start:]) - len(text[line_start:].lstrip(" "))
        rest = text[found.end : _line_end(text, found.end)].rstrip("\n")
        lines = _block([item], indent + 2)
        return f"{text[: found.start].rstrip(' ')}{rest}\n{lines}{text[_line_end(text, found.end) :]}"
    if found.flow:
        last = found.items[-1].end
        return f"{text[:last]}, {_inline(item, flow=True)}{text[last:]}"
    column = _column(text, found.start)
    return _insert(text, _after(text, found, column), _block([item], column))


def _after(text: str, node: Node, column: int) -> int:
    """Return where the line after a value begins, and after the comments below it that stand further in."""
    place = _line_end(text, node.end)
    while place < len(text):
        line = text[place : _line_end(text, place)]
        indent = len(line) - len(line.lstrip(" "))
        if not line[indent:].startswith("#") or indent <= column:
            break
        place = _line_end(text, place)
    return place


def _insert(text: str, place: int, lines: str) -> str:
    gap = "\n" if place and text[place - 1] != "\n" else ""
    return text[:place] + gap + lines + text[place:]


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def _column(text: str, place: int) -> int:
    return place - (text.rfind("\n", 0, place) + 1)


def _block(value: dict[str, Any] | list[Any], column: int) -> str:
    """Return fields or items as lines that begin at ``column``."""
    lines = _written({"x": value}).split("\n")[1:-1]
    return "".join(f"{' ' * column}{line[2:]}\n" if line else "\n" for line in lines)


def _written(data: dict[str, Any]) -> str:
    try:
        return write(data)
    except UnwritableError as error:
        raise EditError(f"was left as it is: {error}") from error


def _inline(value: object, *, flow: bool) -> str:
    try:
        return write_inline(value, flow=flow)
    except UnwritableError as error:
        raise EditError(f"was left as it is: {error}") from error
