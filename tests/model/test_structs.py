"""Records become frozen Structs that lose nothing, their parts are walked, and the shipped words are words."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec
import pytest
from support.strategies import by_kind

from casekit.model.kinds import STRUCTS
from casekit.model.vocabulary import SHIPPED
from casekit.model.walk import parts
from casekit.records.paths import KINDS
from casekit.records.schemas import load_schema

WORDS = {
    "domain": "domains", "population": "populations", "living_situation": "living_situations",
    "income_source": "income_sources",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_demonstration_record_becomes_its_struct_and_loses_nothing(kind: str) -> None:
    for path, data in by_kind()[kind]:
        record = msgspec.convert({**data, "path": path}, STRUCTS[kind])
        back = msgspec.to_builtins(record)
        for key, value in data.items():
            assert _without_defaults(back[key], value), (path, key)


def _without_defaults(ours: Any, theirs: Any) -> bool:
    """Tell whether everything in ``theirs`` is in ``ours``, which may hold defaults beside."""
    if isinstance(theirs, dict):
        return all(_without_defaults(ours[key], value) for key, value in theirs.items())
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_without_defaults, ours, theirs))
    return bool(ours == theirs)


def test_a_record_is_frozen_and_named_by_its_file() -> None:
    path, data = by_kind()["contact"][0]
    record = msgspec.convert({**data, "path": path}, STRUCTS["contact"])
    assert record.stem == path.rpartition("/")[2].removesuffix(".yaml")
    assert isinstance(record.date, dt.date)  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        record.path = "elsewhere"  # type: ignore[misc]


def test_every_part_of_a_record_is_walked_with_its_place() -> None:
    data = {
        "path": "records/cases/2026/C-7K3QFMXN/plan.yaml",
        "started": "2026-01-20",
        "goals": [
            {
                "id": "g1",
                "aim": "A door of my own",
                "status": [{"status": "active", "from": "2026-01-20"}],
                "client_words": {"none_because": "declined"},
                "steps": [{"id": "g1s1", "what": "Apply", "who": "client"}],
            }
        ],
    }
    found = [(type(part).__name__, at) for part, at in parts(msgspec.convert(data, STRUCTS["plan"]))]
    assert found == [
        ("Plan", ()),
        ("Goal", ("goals", 0)),
        ("GoalStatus", ("goals", 0, "status", 0)),
        ("LeftOpen", ("goals", 0, "client_words")),
        ("Step", ("goals", 0, "steps", 0)),
    ]


def test_shipped_words_are_words_and_stand_once() -> None:
    pattern = load_schema("common")["$defs"]["word"]["pattern"]
    assert set(SHIPPED) == set(WORDS.values())
    for words in SHIPPED.values():
        assert len(set(words)) == len(words)
        assert all(re.fullmatch(pattern, word) for word in words)
    for word, vocabulary in WORDS.items():
        assert set(load_schema("common")["$defs"][word]["examples"]) <= set(SHIPPED[vocabulary])
