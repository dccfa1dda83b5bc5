"""Kinds of records in, the reference page of the site out: Markdown made of the schemas' own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from casekit.cli.markdown import escaped, fenced, prose, table
from casekit.records.paths import KINDS, ROOT
from casekit.records.reference import FieldEntry, KindEntry, kind_entry, shared_entries
from casekit.records.write import write

_MADE = "<!-- Made by `make docs` from the schemas: change it there. -->"
_INDENT = "&#8195;"


def record_reference(kinds: Iterable[str]) -> str:
    """Return the page of the kinds of records, in the order in which they stand in an agency's folder."""
    return "\n\n".join(_page(list(kinds))) + "\n"


def _page(kinds: list[str]) -> Iterator[str]:
    yield _MADE
    yield "# Records"
    yield (
        f"What can be written down: {len(kinds)} kinds of record, each a short YAML file in its place below `{ROOT}/`. "
        "`casekit new KIND` begins one, with every field as an option; `casekit record KIND` shows the same in a "
        "terminal; an editor that knows JSON Schema shows it as you type. **Bold** fields are always there. A field of "
        "your own goes below `local`, where your agency's schema knows it."
    )
    entries = {kind: kind_entry(kind) for kind in kinds}
    rows = (
        [f"[{escaped(entry.title)}](#{_anchor(entry.title)})", f"`{KINDS[kind].shape}`", prose(entry.meaning)]
        for kind, entry in entries.items()
    )
    yield table(("Kind", "File", "What for"), rows)
    for kind, entry in entries.items():
        yield from _kind(kind, entry)
    yield "## What many share"
    for entry in shared_entries():
        yield f"### {escaped(entry.title)}"
        yield prose(entry.meaning)
        yield _fields(entry.fields)


def _anchor(title: str) -> str:
    """Return the id that Markdown gives the heading of a section."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _kind(kind: str, entry: KindEntry) -> Iterator[str]:
    yield f"## {escaped(entry.title)}"
    locked = (
        " Once it is committed it stays as it is: what is to be corrected is amended."
        if KINDS[kind].append_only
        else ""
    )
    yield f"{prose(entry.meaning)} `{ROOT}/{KINDS[kind].shape}`.{locked}"
    yield _fields(entry.fields)
    yield f"The least of one:\n\n{fenced(write(entry.example).rstrip())}"


def _fields(fields: tuple[FieldEntry, ...]) -> str:
    return table(("Field", "What stands there", "Meaning", "Example"), (_row(field) for field in fields))


def _row(field: FieldEntry) -> list[str]:
    name = f"`{field.at.rpartition('.')[2]}`"
    called = f"{_INDENT * field.depth}{f'**{name}**' if field.required else name}"
    known = f"<br>One of: {', '.join(f'`{choice}`' for choice in field.choices)}." if field.choices else ""
    what = f"[{escaped(field.type)}](#{_anchor(field.shared)})" if field.shared else escaped(field.type)
    return [called, what, f"{escaped(field.title)}. {prose(field.meaning)}{known}", _example(field)]


def _example(field: FieldEntry) -> str:
    """Show a value in one cell; of what has parts, the parts have their own."""
    value = field.example
    if (
        value is None
        or isinstance(value, dict)
        or (isinstance(value, list) and any(isinstance(v, dict) for v in value))
    ):
        return ""
    said = (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else value
        if isinstance(value, str)
        else json.dumps(value)
    )
    return escaped(" ".join(said.split()))
