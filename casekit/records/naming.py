"""A kind of record and a day in, the path of the next one out: a name nobody has yet, that says nothing of a person."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

from casekit.records.ids import ALPHABET, random_id
from casekit.records.paths import KINDS, ROOT

_RANDOM = {"event": 2, "id": 4}  # characters
_PREFIX = re.compile("<([a-z]{2})-id>")


def new_name(kind: str, day: str, taken: Collection[str]) -> str:
    """Return a name for a new record of a kind whose records are not named by a person; ``day`` is an ISO date.

    A kind of which there is one in its place, such as a plan, has its own name.
    """
    shape = KINDS[kind].shape
    if "<person>" in shape or kind == "case":
        return random_id("P" if "<person>" in shape else "C")
    if "<date>" in shape:
        return day
    prefixed = _PREFIX.search(shape)
    if prefixed is None and "<event>" not in shape:
        return kind
    begin, length = (prefixed[1], _RANDOM["id"]) if prefixed else (day, _RANDOM["event"])
    while True:
        name = f"{begin}-{''.join(secrets.choice(ALPHABET.lower()) for _ in range(length))}"
        if name not in taken:
            return name


def path_of(kind: str, name: str, *, folder: str = "", team: str = "", year: str = "") -> str:
    """Return the path of a record: ``folder`` is its case's, ``team`` that of a meeting, ``year`` that of a new case."""
    shape = KINDS[kind].shape
    if kind == "case":
        return f"{ROOT}/{shape}".replace("<year>", year).replace("<case>", name)
    path = f"{ROOT}/{shape}".replace(f"{ROOT}/cases/<year>/<case>", folder).replace("<two>", name[2:4])
    return re.sub("<team>", team, re.sub("<(?!team)[a-z-]+>", name, path))
