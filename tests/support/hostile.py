"""The demonstration in, the same out with a token of its own in every free text of every kind, and an attack behind it."""

from __future__ import annotations

import copy
import itertools
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from support.cases import ATTACKS
from support.strategies import by_kind
from support.told import with_past

from casekit.records.fields import resolved
from casekit.records.paths import KINDS
from casekit.records.schemas import load_schema
from casekit.records.text import forbidden
from casekit.records.write import write

FREE = {"text", "words", "line", "local", "url"}
"""The shapes of a text that can say anything: what else a record holds is a word of a list, a number, or has a pattern."""

CASES = {"C-J7J9N48Q", "C-N17PDF47", "C-ZS0K3B59"}
"""Enough cases of the demonstration that every kind of record is among them, and a timeline that is long."""

WORD = "w" * 100_000
_LONG = {("contact", "note"), ("provider", "name"), ("plan", "goals.statement")}
"""Where a word of 100 kB stands, once in each: in a note, in a name that tables have, and in what a heading says."""

KEPT = {("agency", "timezone"), ("approval", "of"), ("waiver", "scope.file")}
"""Texts that the program reads: each names what there is, and nothing else."""

_SAID = {
    ("commit", "author"): "\u202e onload='alert(6)' &lt;b&gt; {{ 7 * 7 }}",  # Git takes < and > out of a name
    ("commit", "reason"): " ".join(" ".join(ATTACKS).split()),
}
"""What no record may hold, a commit can."""

_WITH = {("service", "status"): {"by": "s-ruiz"}, ("waiver", "scope"): {"case": "C-N17PDF47"}}
"""What a text needs beside it, to be accepted by its schema and shown on a page."""

Attack = Callable[[str, str, tuple[str, str]], str]
"""A token, the shape of its text, and its kind and field in; the text to plant out."""


class Planted(Struct, frozen=True):
    """A text that was planted: the kind of record, the field by its place in the schema, and the text."""

    kind: str
    field: str
    text: str


def free_fields(kind: str) -> set[str]:
    """Return the free texts of a kind by their place in the schema: ``goals.steps.text``."""
    return set(_texts(load_schema(kind), ""))


def _texts(part: dict[str, Any], at: str) -> Iterator[str]:
    schema = resolved(part)
    if schema.get("shape") in FREE:
        yield at
    if "items" in schema:
        yield from _texts(schema["items"], at)
    for key, inner in schema.get("properties", {}).items():
        yield from _texts(inner, _below(at, key))


def attacking() -> Attack:
    """Return what puts the next attack behind each token, and the word of 100 kB once wherever it is to stand."""
    attacks = itertools.cycle([text for each in ATTACKS if not forbidden(text := each.replace("\t", " "))])
    long = set(_LONG)

    def attack(token: str, shape: str, spot: tuple[str, str]) -> str:
        if spot in _SAID:
            return f"{token} {_SAID[spot]}"
        if shape == "url":
            return f"https://{token}.example/'onclick='alert(5)'/{{{{7*7}}}}"
        text = f"{token}\n{next(attacks)}\n{WORD if spot in long else ''}".rstrip()
        long.discard(spot)
        return " ".join(text.split()) if shape == "line" else text

    return attack


def harmless(token: str, shape: str, spot: tuple[str, str]) -> str:
    """Return a text that is its token and no more."""
    del spot
    return f"https://{token}.example/" if shape == "url" else token


def plant(folder: Path, attack: Attack) -> dict[str, Planted]:
    """Write the records into a folder, with a past, and a planted text in every free text; return these by token."""
    planter = _Planter(attack)
    for kind in KINDS:
        for path, data in _with_room(kind):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(write(planter.filled(kind, load_schema(kind), data)), encoding="utf-8")
    with_past(folder)
    contact = min(folder.glob("records/cases/*/*/contacts/*.yaml"))
    contact.write_text(re.sub("minutes: [0-9]+", "minutes: 77", contact.read_text(encoding="utf-8")), encoding="utf-8")
    who, why = planter.plant("commit", "author", "line"), planter.plant("commit", "reason", "line")
    person = ["-c", f"user.name={who}", "-c", "user.email=stranger@example.org"]
    subprocess.run(["git", *person, "commit", "-qam", why], cwd=folder, check=True)
    return planter.planted


class _Planter:
    """Fills one record after another, and knows what was planted."""

    def __init__(self, attack: Attack) -> None:
        self.planted: dict[str, Planted] = {}
        self._attack = attack

    def plant(self, kind: str, field: str, shape: str) -> str:
        token = f"zq{len(self.planted):05d}qz"
        text = self._attack(token, shape, (kind, field))
        self.planted[token] = Planted(kind, field, text)
        return text

    def filled(self, kind: str, part: dict[str, Any], value: Any, at: str = "") -> Any:
        """Return a value with every text that its schema has room for; lists and objects are those that it has."""
        schema = resolved(part)
        shape = schema.get("shape", "")
        if shape == "local":
            return {"own": self.plant(kind, at, "line")}
        if isinstance(value, str | None) and shape in FREE and (kind, at) not in KEPT:
            return self.plant(kind, at, shape)
        if isinstance(value, list):
            return [self.filled(kind, schema["items"], item, at) for item in value]
        if isinstance(value, dict) and "properties" in schema:
            old, new = value | _WITH.get((kind, at), {}), {}
            for key, inner in schema["properties"].items():
                found = self.filled(kind, inner, old.get(key), _below(at, key))
                new |= {} if found is None else {key: found}
            return new
        return value


def _below(at: str, key: str) -> str:
    return f"{at}.{key}".removeprefix(".")


def _with_room(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return path and data of the chosen records of a kind; what none of them has is put into one, from the examples."""
    chosen = [(path, data) for path, data in by_kind()[kind] if "/cases/" not in path or path.split("/")[3] in CASES]
    records = copy.deepcopy(chosen)
    held = {field for _, data in records for field in _held(load_schema(kind), data, "")}
    rooms = sorted({field.rpartition(".")[0] for field in free_fields(kind) - held})
    ordered = records[::-1] if kind == "review" else records  # a level of care in the first would hide that of its case
    for room, (_, data) in zip(rooms, itertools.cycle(ordered), strict=False):
        _make_room(load_schema(kind), data, room.split("."))
    return records


def _held(part: dict[str, Any], value: Any, at: str) -> Iterator[str]:
    """Yield the free texts that a value has room for."""
    schema = resolved(part)
    if schema.get("shape") in FREE:
        yield at
    for item in value if isinstance(value, list) else ():
        yield from _held(schema["items"], item, at)
    for key, inner in schema.get("properties", {}).items() if isinstance(value, dict) else ():
        yield from _held(inner, value.get(key), _below(at, key))


def _make_room(part: dict[str, Any], data: Any, keys: list[str]) -> None:
    here = resolved(part)
    if isinstance(data, list):
        _make_room(here["items"], data[0], keys)
    elif keys and keys != [""]:
        inner = here["properties"][keys[0]]
        data.setdefault(keys[0], copy.deepcopy((inner.get("examples") or resolved(inner)["examples"])[0]))
        _make_room(inner, data[keys[0]], keys[1:])
