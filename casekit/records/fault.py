"""What a stage of reading refuses, by the name of the rule that explains it."""

from __future__ import annotations

from msgspec import Struct

from casekit.finding import DataPath, Span

MAX_FAULTS = 100
"""The most faults that one stage tells of one file. Nobody reads more, and a file made of faults would fill the memory."""


class Fault(Struct, frozen=True):
    """One refusal in one file.

    ``name`` is the kebab-case name of a rule; the linter adds the rule's code and severity. ``span`` is None
    where only the place in the data, ``at``, is known so far: the position is looked up when it is shown.
    ``on_key`` points at the key rather than at its value. ``suggestion`` is what to write there instead, where
    there is just one candidate.
    """

    name: str
    message: str
    span: Span | None = None
    at: DataPath = ()
    on_key: bool = False
    suggestion: str = ""
