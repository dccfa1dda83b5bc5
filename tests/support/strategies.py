"""What Hypothesis draws from: text that records can hold, the data of records, and scraps of YAML; and real records."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from casekit.records.paths import place
from casekit.records.yaml import read

ROOT = Path(__file__).parents[2]

_TRICKY = " \n'\"#:-?&*!|>%@`{}[],=0123456789eE.+~ayntruefls\\"

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.text(_TRICKY, max_size=14)

_LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15) + 1, 10**15 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUE = st.recursive(
    _LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
DATA: st.SearchStrategy[dict[str, Any]] = st.dictionaries(TEXT, VALUE, max_size=5)

_SCRAPS = [
    "a", ": ", "b", "\n", "  ", "- ", "'", '"', "|\n", "> \n", "[", "]", "{", "}", ", ", "#", " #c", "true", "null",
    "~", "1", "-", "0.5", "x y", "é", "?", "!", "&", "*", "%", "@", "`", "\\n", "\\\\", ":", "-1", "1.", "...", " ",
    "\n\n", "\n  ", "|-\n", "|+\n  ", ">-\n  ", "''", '""', "? ", "k: v\n", "k:\n", "---\n", "%YAML 1.2\n", "&a ",
    "*a", "!t ", "<<", '"\\x', "|2\n", "\t", "\r\n", "\u2028", "e\u0301", "\x00", "<<<<<<< ", "\n=======\n",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(_SCRAPS), max_size=14).map("".join)
"""Pieces of YAML in any order: now and then a record, mostly a broken one."""


@cache
def demonstration() -> dict[str, bytes]:
    """Return the records of the demonstration agency, by path."""
    return {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}


@cache
def by_kind() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return path and data of the demonstration agency's records, by kind."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for path, raw in demonstration().items():
        where, data = place(path), read(raw).data
        assert where is not None
        assert data is not None
        found.setdefault(where.kind, []).append((path, data))
    return found
