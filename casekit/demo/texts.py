"""The text files beside this module in, typed grammars and templates out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from casekit.records.yaml import read

_FOLDER = Path(__file__).parent / "text"


class Unmet(Struct, frozen=True):
    """Why nothing fitting was found."""

    because: str
    note: str


class Thread(Struct, frozen=True, kw_only=True):
    """What people come for in one life domain, the goal that grows from it and the service that helps.

    All texts are grammars (see ``say``); ``steps`` are pairs of what and who.
    """

    trouble: str
    observed: str
    barrier: str
    aim: str
    words: str
    baseline: str
    expected: str
    measure: str
    steps: tuple[tuple[str, str], ...]
    kind: str
    what: str
    provider: str
    service: str
    others: tuple[str, ...] = ()
    shared: tuple[str, ...]
    choice: str
    result: str
    unmet: Unmet


@cache
def plain(name: str) -> dict[str, Any]:
    """Return one text file as plain data."""
    reading = read((_FOLDER / f"{name}.yaml").read_bytes())
    if reading.data is None:
        raise ValueError(f"{name}.yaml: {reading.faults[0].message}")
    return reading.data


@cache
def threads() -> dict[str, Thread]:
    """Return the threads by life domain."""
    return msgspec.convert(plain("threads"), dict[str, Thread])


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """Return the lists of words that grammars choose from."""
    return {name: tuple(value) for name, value in plain("words").items() if isinstance(value, list)}
