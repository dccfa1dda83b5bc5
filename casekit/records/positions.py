"""A file's text and a place in its data in, lines and columns out: read a second time, only when asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from casekit.finding import DataPath, Span
from casekit.records.yaml import MAX_DEPTH


class _Place(NamedTuple):
    key: Span
    value: Span
    is_scalar: bool


class Positions:
    """Where each key and value of one file stands."""

    def __init__(self, text: str) -> None:
        """Index ``text``; of a file that is not YAML to its end, index what comes before the fault."""
        self._places: dict[DataPath, _Place] = {}
        parser = CParser(text if text.endswith("\n") else text + "\n")
        try:
            self._index(parser)
        except YAMLError:
            pass
        finally:
            parser.dispose()

    def span(self, at: DataPath, *, on_key: bool = False) -> Span:
        """Return where ``at`` stands: a scalar's own span, else that of the key or item that holds it.

        What is absent stands where the thing that should hold it stands: the nearest place above that exists.
        """
        while at and at not in self._places:
            at = at[:-1]
        found = self._places.get(at)
        if found is None:
            return Span()
        return found.value if found.is_scalar and not on_key else found.key

    def inside_values(self) -> Callable[[Span], bool]:
        """Return what tells whether a place is inside a value: a ``#`` there is part of the text and begins no comment."""
        values = sorted((p.value for p in self._places.values() if p.is_scalar), key=_start)
        starts = [_start(value) for value in values]

        def inside(span: Span) -> bool:
            before = bisect_right(starts, _start(span))
            return before > 0 and _start(span) < (values[before - 1].end_line, values[before - 1].end_column)

        return inside

    def _index(self, parser: CParser) -> None:
        open_: list[tuple[DataPath, bool]] = []  # the path of each open collection, and whether it is a mapping
        counts: list[int] = []
        key: tuple[str, Span] | None = None
        while (event := parser.get_event()) is not None and len(open_) <= MAX_DEPTH:
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                open_.pop()
                counts.pop()
                key = None
            elif isinstance(event, ScalarEvent) and open_ and open_[-1][1] and key is None:
                key = (event.value, _span(event))
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
                here = _step(open_, counts, key)
                self._put(here, key, event)
                key = None
                if not isinstance(event, ScalarEvent):
                    open_.append((here, isinstance(event, MappingStartEvent)))
                    counts.append(0)

    def _put(self, at: DataPath, key: tuple[str, Span] | None, event: Event) -> None:
        span = _span(event)
        if not isinstance(event, ScalarEvent):
            span = Span(span.line, span.column, span.line, span.column + 1)
        self._places.setdefault(at, _Place(key[1] if key else span, span, isinstance(event, ScalarEvent)))


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _step(open_: list[tuple[DataPath, bool]], counts: list[int], key: tuple[str, Span] | None) -> DataPath:
    if not open_:
        return ()
    above, is_mapping = open_[-1]
    if is_mapping and key:
        return (*above, key[0])
    counts[-1] += 1
    return (*above, counts[-1] - 1)


def _span(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # only events that no parser made have no marks
        return Span()
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
