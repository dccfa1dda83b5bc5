"""A record in, the record with every name and free text masked out: what may stay is listed, all else is masked.

What a text is, its schema says. It stays where the schema lists its words, where it is a time, or an id whose pattern
leaves no room for a word; ids that lead to a person or are made of a name are numbered anew, the same all over one site.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import msgspec

from casekit.model.common import Part, Record
from casekit.model.instruments.forms import instrument_names
from casekit.model.vocabulary import SHIPPED
from casekit.records.fields import resolved
from casekit.records.schemas import load_schema

MASKED = "(masked)"

_STAYS = {
    "time", "goal_id", "step_id", "support_id", "condition_id", "event_id", "service_id", "consent_id", "legal_id",
    "advocacy_id", "approval_id", "waiver_id", "incident_ref", "review_ref", "assessment_ref", "circumstances_ref",
    "appointment_ref", "report_ref",
}  # fmt: skip
_VOCABULARIES = {f"{name[:-1]}": name for name in SHIPPED}
_IDS = {
    "case_id": "C-{:08}", "person_id": "P-{:08}", "staff_id": "worker-{}", "team_id": "team-{}",
    "provider_id": "provider-{}", "program_id": "program-{}",
}  # fmt: skip
_SHORT, _LONG = 12, 60  # words


class Ids:
    """What stands for an id that leads to a person or is made of a name; the same id has the same mask.

    Numbers are given in an order that says nothing of the names.
    """

    def __init__(self, known: dict[str, Iterable[str]]) -> None:
        self._given: dict[str, dict[str, int]] = {}
        for shape, ids in known.items():
            ordered = sorted(ids, key=lambda name: hashlib.sha256(name.encode()).digest())
            self._given[shape] = {name: i for i, name in enumerate(ordered, 1)}

    def number(self, shape: str, name: str) -> int:
        """Return the number of an id; one that is not known yet is given the next."""
        given = self._given.setdefault(shape, {})
        return given.setdefault(name, len(given) + 1)

    def mask(self, shape: str, name: str) -> str:
        """Return what stands for an id."""
        return _IDS[shape].format(self.number(shape, name))


class _Spec(NamedTuple):
    """What a part of a schema says of its value: the shape of a text, whether its words are listed, and what is inside."""

    shape: str = ""
    listed: bool = False
    item: _Spec | None = None
    fields: dict[str, _Spec] = {}  # noqa: RUF012 (never changed)


_UNKNOWN = _Spec()


def masked(record: Record, kind: str, ids: Ids) -> Any:  # noqa: ANN401 (as a record comes, so it goes)
    """Return a record of a kind with its names and texts masked; its path and local fields are not in it."""
    return msgspec.structs.replace(_masked(record, _spec_of(kind), ids), path="", local=None)


def _masked(value: Any, spec: _Spec, ids: Ids) -> Any:  # noqa: ANN401 (records hold anything)
    if isinstance(value, str):
        return _text(value, spec, ids)
    if isinstance(value, tuple):
        return tuple(_masked(item, spec.item or _UNKNOWN, ids) for item in value)
    if isinstance(value, Part):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        changed = {name: _masked(getattr(value, name), spec.fields.get(key, _UNKNOWN), ids) for name, key in names}
        return msgspec.structs.replace(value, **changed)
    return value if isinstance(value, bool | int | float | dt.date | None) else None


def _text(text: str, spec: _Spec, ids: Ids) -> str:
    if spec.listed or spec.shape in _STAYS:
        return text
    if spec.shape in _IDS:
        return ids.mask(spec.shape, text)
    if spec.shape in _VOCABULARIES:
        return text if text in SHIPPED[_VOCABULARIES[spec.shape]] else f"word_{ids.number('word', text)}"
    if spec.shape in {"slug", "word"}:
        return text if text in instrument_names() else f"word_{ids.number('word', text)}"
    words = len(text.split())
    return MASKED if words <= _SHORT else "(masked, some sentences)" if words <= _LONG else "(masked, a long text)"


@cache
def _spec_of(kind: str) -> _Spec:
    return _compile(load_schema(kind))


def _compile(part: dict[str, Any]) -> _Spec:
    schema = resolved(part)
    return _Spec(
        shape=schema.get("shape", ""),
        listed="enum" in schema or "const" in schema,
        item=_compile(schema["items"]) if "items" in schema else None,
        fields={key: _compile(inner) for key, inner in schema.get("properties", {}).items()},
    )
