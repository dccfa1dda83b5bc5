"""The text of a file that could be read in, a fault where lines end in spaces that mean nothing out."""

from __future__ import annotations

from casekit.finding import Span
from casekit.records.fault import Fault
from casekit.records.positions import Positions


def trailing_spaces(text: str) -> list[Span]:
    """Return where spaces stand at the end of lines, save inside text of several lines: there they are part of it."""
    if " \n" not in text and not text.endswith(" "):
        return []
    within = Positions(text).inside_values()
    spans = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.endswith(" "):
            span = Span(number, len(line.rstrip(" ")) + 1, number, len(line) + 1)
            if not within(span):
                spans.append(span)
    return spans


def check_spaces(raw: bytes) -> list[Fault]:
    """Return one fault for all the spaces at the ends of a file's lines."""
    if b" \n" not in raw and not raw.endswith(b" "):
        return []
    spans = trailing_spaces(raw.decode())
    if not spans:
        return []
    message = f"spaces at the end of a line ({len(spans)} in the file). They show as a change where nothing changed."
    return [Fault("trailing-spaces", message, spans[0])]
