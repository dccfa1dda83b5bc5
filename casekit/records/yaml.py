"""The bytes of a file in, plain data out, or faults with line and column: the YAML subset that records use.

Built on libyaml's events rather than on its nodes: events still show anchors, tags and directives, and a file
of 200,000 brackets is refused at depth 20 before anything recursive meets it.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from casekit.finding import Span
from casekit.records.fault import MAX_FAULTS, Fault
from casekit.records.quick import read_quickly
from casekit.records.scalars import AmbiguousNumberError, Scalar, resolve
from casekit.records.syntax import explain_syntax
from casekit.records.text import decode, forbidden
from casekit.words import repeatable

MAX_DEPTH = 20


class Reading(Struct, frozen=True):
    """What reading one file gave: the data, or None and the faults that stand in its way."""

    data: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()


def read(raw: bytes) -> Reading:
    """Read one record. Never raises on any bytes, and needs no more memory than a small multiple of them."""
    text, faults = decode(raw)
    if faults:
        return Reading(None, faults)
    quick = read_quickly(text, MAX_DEPTH)
    return Reading(quick) if quick is not None else _read_with_care(text)


def _read_with_care(text: str) -> Reading:
    builder = _Builder(text)
    # Without a last line feed, block text ends differently from parser to parser.
    parser = CParser(text if text.endswith("\n") else text + "\n")
    try:
        while (event := parser.get_event()) is not None and builder.take(event):
            pass
    except YAMLError as error:
        return Reading(None, (*builder.faults, explain_syntax(error, text)))
    finally:
        parser.dispose()
    return builder.reading()


class _Frame:
    """A mapping or list that is still open. ``lines`` tells where each key of a mapping stands."""

    __slots__ = ("key", "lines", "value")

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        self.value = value
        self.key: str | None = None
        self.lines: dict[str, int] = {}


class _Builder:
    """Takes events one at a time and puts the data together; keeps what it refuses."""

    def __init__(self, text: str) -> None:
        last = text.rpartition("\n")[2]
        self._blank_end = text.count("\n") + 1 if last and not last.strip(" ") else 0
        self.faults: list[Fault] = []
        self._open: list[_Frame] = []
        self._root: Any = None
        self._documents = 0

    def take(self, event: Event) -> bool:
        """Take one event; return False when nothing more is wanted."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            return self._start(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._open.pop()
        elif isinstance(event, AliasEvent):
            self._refuse(
                event, "anchor-or-alias", f"{repeatable(f'*{event.anchor}')} points elsewhere in the file. {_WRITE_OUT}"
            )
            self._add(None, event)
        elif isinstance(event, DocumentStartEvent):
            return self._document(event)
        return not isinstance(event, StreamEndEvent) and len(self.faults) < MAX_FAULTS

    def reading(self) -> Reading:
        """Return the data, or the faults."""
        if not self.faults and not isinstance(self._root, dict):
            words = "the file is empty" if self._root is None else "the file is not a list of `field: value` lines"
            self.faults.append(Fault("not-a-record", f"{words}. Begin with the record's first field.", Span()))
        return Reading(None, tuple(self.faults)) if self.faults else Reading(self._root)

    def _document(self, event: DocumentStartEvent) -> bool:
        self._documents += 1
        if event.version or event.tags:
            self._refuse(
                event, "directive", "a line that begins with % sets rules of its own for this file. Delete it."
            )
        if self._documents > 1:
            self._refuse(
                event, "several-documents", "`---` begins a second record in the same file. One event, one file."
            )
            return False
        return True

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> bool:
        self._decorations(event)
        if len(self._open) >= MAX_DEPTH:
            self._refuse(event, "too-deep", f"more than {MAX_DEPTH} levels of nesting. A bracket may be left unclosed.")
            return False
        if self._awaits_key():
            self._refuse(
                event, "odd-key", "a list or mapping stands where a field's name should be. Quote it if it is text."
            )
            return False
        value: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self._add(value, event)
        self._open.append(_Frame(value))
        return True

    def _scalar(self, event: ScalarEvent) -> None:
        self._decorations(event)
        value: Scalar = event.value
        if not event.style:
            try:
                value = resolve(event.value)
            except AmbiguousNumberError as error:
                self._refuse(event, "ambiguous-number", f"{error}. Put it in quotes if it is text.")
        elif event.style == '"' and (character := forbidden(event.value)):
            self._refuse(
                event, "control-character", f"an escape stands for the invisible U+{ord(character):04X}. Delete it."
            )
        elif event.style in {"|", ">"}:
            self._block(event)
        self._add(value, event)

    def _block(self, event: ScalarEvent) -> None:
        """Refuse the two block texts that parsers read differently."""
        if not event.value.strip(" \n"):
            self._refuse(event, "yaml-syntax", f"text should follow below `{event.style}`, and none does.")
        elif self._blank_end and _span(event).end_line >= self._blank_end:
            self._refuse(event, "yaml-syntax", "the file's last line holds only spaces, below this text. Delete it.")

    def _decorations(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(
                event,
                "anchor-or-alias",
                f"{repeatable(f'&{event.anchor}')} names this place to be copied. {_WRITE_OUT}",
            )
        if event.tag is not None:
            self._refuse(event, "tag", "a word that begins with ! changes how the value is read. Delete it.")

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _add(self, value: Any, event: Event) -> None:  # noqa: ANN401 (any YAML value)
        if not self._open:
            self._root = value
            return
        frame = self._open[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key is None:
            self._key(frame, value, event)
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _key(self, frame: _Frame, value: Any, event: Event) -> None:  # noqa: ANN401 (any YAML value)
        if not isinstance(value, str):
            self._refuse(
                event, "odd-key", "a field's name is a word; this is read as something else. Put it in quotes."
            )
        elif "\n" in value or getattr(event, "style", "") in {"|", ">"}:
            self._refuse(event, "odd-key", "a field's name stands on one line, before its colon.")
        frame.key = key = str(value)
        if key == "<<":
            self._refuse(event, "merge-key", f"`<<` copies another place's fields into this one. {_WRITE_OUT}")
        elif key in frame.lines:
            self._refuse(
                event,
                "duplicate-key",
                f"{repeatable(key)} stands here a second time (first on line {frame.lines[key]}); one of the two would be lost. "
                "Keep one, or make them items of a list.",
            )
        frame.lines.setdefault(key, _span(event).line)

    def _refuse(self, event: Event, name: str, message: str) -> None:
        self.faults.append(Fault(name, message, _span(event)))


def _span(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # only events that no parser made have no marks
        return Span()
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


_WRITE_OUT = "Write the value out here: each place then reads by itself."
