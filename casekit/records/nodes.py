"""A file's text in, its values out with the stretch of text that each takes up: what an edit by text stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Literal

from msgspec import Struct, field
from yaml import Mark
from yaml._yaml import CParser
from yaml._yaml import Mark as CMark
from yaml.events import Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from casekit.finding import DataPath, Span
from casekit.records.positions import Positions

_BLOCK_HEAD = re.compile("(?:^| )[|>][-+1-9]{0,2} +$")
_COMMENT = re.compile("(?:^|(?<= ))#", re.MULTILINE)


class Node(Struct):
    """A value and where it stands: ``text[start:end]`` is the value alone, without the comments after it.

    ``fields`` are a mapping's, each by its name with the place where the name begins; ``items`` are a list's.
    ``flow`` is true of what stands in brackets, ``block`` of text below ``|`` or ``>``.
    """

    kind: Literal["scalar", "map", "list"]
    start: int
    end: int
    flow: bool = False
    block: bool = False
    fields: dict[str, tuple[int, Node]] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing stands there: ``done:`` with no value after the colon."""
        return self.kind == "scalar" and self.start == self.end


def nodes(text: str) -> Node:
    """Return the tree of a text that the strict reader reads."""
    parser = CParser(text if text.endswith("\n") else text + "\n")
    try:
        return _tree(text, parser)
    finally:
        parser.dispose()


def find(root: Node, at: DataPath) -> Node | None:
    """Return the value at a place in the data, or None."""
    for piece in at:
        if root.kind == "map" and piece in root.fields:
            root = root.fields[str(piece)][1]
        elif root.kind == "list" and isinstance(piece, int) and piece < len(root.items):
            root = root.items[piece]
        else:
            return None
    return root


def comments(text: str) -> list[str]:
    """Return the comments of a text in their order; a ``#`` inside a value begins none."""
    return [text[start:end] for start, end in comment_spans(text)]


def comment_spans(text: str) -> list[tuple[int, int]]:
    """Return where each comment of a text begins and ends."""
    if "#" not in text:
        return []
    within = Positions(text).inside_values()
    found: list[tuple[int, int]] = []
    past = 0
    for sign in _COMMENT.finditer(text):
        line = text[text.rfind("\n", 0, sign.start()) + 1 : sign.start()]
        # What follows `|` on its line is a comment, though libyaml counts it to the text below.
        if sign.start() >= past and (_BLOCK_HEAD.search(line) or not within(_span(text, sign.start()))):
            past = (text + "\n").index("\n", sign.start())
            found.append((sign.start(), past))
    return found


def _span(text: str, place: int) -> Span:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    return Span(line, column, line, column + 1)


def _tree(text: str, parser: CParser) -> Node:
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    open_: list[Node] = []
    keys: list[tuple[str, int] | None] = []
    root: Node | None = None
    for event in _events(parser):
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            _close(open_.pop(), starts, event)
            keys.pop()
            continue
        if isinstance(event, ScalarEvent) and open_ and open_[-1].kind == "map" and keys[-1] is None:
            keys[-1] = (event.value, _offset(starts, event.start_mark))
            continue
        node = _node(text, starts, event)
        root = root or node
        if open_:
            _put(open_[-1], keys, node)
        if node.kind != "scalar":
            open_.append(node)
            keys.append(None)
    if root is None:
        raise ValueError("nothing stands in the text")
    return root


def _events(parser: CParser) -> Iterator[Event]:
    wanted = (ScalarEvent, MappingStartEvent, SequenceStartEvent, MappingEndEvent, SequenceEndEvent)
    while (event := parser.get_event()) is not None:
        if isinstance(event, wanted):
            yield event


def _put(parent: Node, keys: list[tuple[str, int] | None], node: Node) -> None:
    key = keys[-1]
    if parent.kind == "list":
        parent.items.append(node)
    elif key is not None:
        parent.fields[key[0]] = (key[1], node)
        keys[-1] = None


def _node(text: str, starts: list[int], event: Event) -> Node:
    start, end = _offset(starts, event.start_mark), _offset(starts, event.end_mark)
    if isinstance(event, ScalarEvent):
        block = event.style in {"|", ">"}
        return Node("scalar", start, _block_end(text, start, end) if block else end, block=block)
    kind: Literal["map", "list"] = "map" if isinstance(event, MappingStartEvent) else "list"
    return Node(kind, start, end, flow=bool(getattr(event, "flow_style", False)))


def _close(node: Node, starts: list[int], event: Event) -> None:
    """Say where a list or mapping ends. libyaml takes the comments after one without brackets for part of it."""
    inner = node.items[-1:] or [found for _, found in node.fields.values()][-1:]
    node.end = _offset(starts, event.end_mark) if node.flow or not inner else inner[0].end


def _block_end(text: str, start: int, end: int) -> int:
    """Return where text below ``|`` ends: libyaml names a place past the empty lines and comments that follow."""
    keeps_empty_lines = "+" in text[start : text.find("\n", start)].partition("#")[0]
    lines = text[start:end].split("\n")
    inside = next((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip(" ")), 0)
    last = max(
        i for i, line in enumerate(lines) if i == 0 or (line[:inside].strip(" ") == "" and line[inside:].strip(" "))
    )
    while keeps_empty_lines and last + 2 < len(lines) and not lines[last + 1].strip(" "):
        last += 1
    return start + len("\n".join(lines[: last + 1]))


def _offset(starts: list[int], mark: Mark | CMark | None) -> int:
    return starts[mark.line] + mark.column if mark else 0  # only events that no parser made have no marks
