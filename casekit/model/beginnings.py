"""A kind of record, a day and a worker in; what can be known of a new one before anyone has said a word out.

Known is what follows from the day, the writer and the case. What somebody decided, said or agreed to is never
taken for granted: a consent begins as offered, a screening as pending, and whether a voicemail is safe is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from casekit.model.caseload import Case, Caseload
from casekit.records.fields import fields


class Beginning(Struct, frozen=True, kw_only=True):
    """What is known: the record's name, its ``day`` and today (ISO dates), the writer, and the case it is for."""

    name: str
    day: str
    today: str
    worker: str | None
    caseload: Caseload
    case: Case | None = None


DAY_FIELD = {
    "advocacy": "opened", "case": "opened", "consent": "offered", "plan": "started", "policy": "from",
    "staff": "from", "waiver": "from",
}  # fmt: skip
"""The field that holds the day of a record, where it is not ``date``; kinds without a day have neither."""


def day_field(kind: str) -> str | None:
    """Return the field that holds the day of a kind's records, or None."""
    return DAY_FIELD.get(kind) or ("date" if ("date",) in _top(kind) else None)


def beginning(kind: str, of: Beginning) -> dict[str, Any]:
    """Return the data that a new record of a kind begins with."""
    top = _top(kind)
    data: dict[str, Any] = {}
    if ("id",) in top:
        data["id"] = of.name
    if day := day_field(kind):
        data[day] = of.day
    if ("recorded",) in top and of.day < of.today:
        data["recorded"] = of.today
    if ("by",) in top and of.worker:
        data["by"] = of.worker
    return {**data, **_MORE.get(kind, _nothing)(of)}


def _top(kind: str) -> set[tuple[str | int, ...]]:
    return {field.at for field in fields(kind)}


def _nothing(of: Beginning) -> dict[str, Any]:
    del of
    return {}


def _case(of: Beginning) -> dict[str, Any]:
    programs = of.caseload.agency.programs if of.caseload.agency else ()
    worker = of.caseload.staff.get(of.worker or "")
    own = [p for p in programs if worker and p.id in worker.programs]
    only = next((found[0] for found in (own, programs) if len(found) == 1), None)
    known = {"program": only.id, "model": only.model} if only else {}
    assignment = {"worker": of.worker, "role": "primary", "from": of.day, "accepted": of.day}
    return {
        **known,
        # Whether the agency takes the case on is what screening decides.
        "status": [{"status": "outreach", "from": of.day}],
        "phases": [{"phase": "screening", "from": of.day}],
        "assignments": [assignment if of.worker else {"role": "primary", "from": of.day}],
    }


def _advocacy(of: Beginning) -> dict[str, Any]:
    return {"log": [{"date": of.day, **({"by": of.worker} if of.worker else {})}], "result": "open"}


def _provider(of: Beginning) -> dict[str, Any]:
    return {"status": "active", "assured": {"date": of.day, **({"by": of.worker} if of.worker else {})}}


_MORE: dict[str, Callable[[Beginning], dict[str, Any]]] = {
    "advocacy": _advocacy,
    "case": _case,
    "consent": lambda _of: {"status": "offered"},
    "contact": lambda _of: {"reached": True},
    "plan": lambda of: {"goals": [{"id": "g1", "status": [{"status": "active", "from": of.day}]}]},
    "policy": lambda _of: {"version": 1},
    "provider": _provider,
    "screening": lambda _of: {"decision": "pending"},
    "service": lambda of: {"urgent": False, "status": [{"status": "draft", "from": of.day}]},
    "team": lambda of: {"members": [{"from": of.day}]},
    "waiver": lambda of: {"requested_by": of.worker} if of.worker else {},
}
