"""What options said in, a record's data with it out; what an option says wrong told by the option's name."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

from casekit.cli.context import Problem
from casekit.cli.typed import as_day
from casekit.finding import DataPath
from casekit.model.caseload import Case, Caseload
from casekit.model.known import SHARED, Known
from casekit.records.draft import gaps
from casekit.records.fields import Field
from casekit.records.paths import KINDS
from casekit.records.schemas import validator
from casekit.words import did_you_mean, visible

Given = dict[Field, Any]
"""What was said for each field: one value, or a tuple for what can be said several times."""


def option(field: Field) -> str:
    """Return the option that a field is filled with."""
    return f"--{field.name}"


def fill(data: dict[str, Any], given: Given, now: dt.date) -> dict[str, Any]:
    """Return ``data`` with what was said put into its places; the n-th of several values goes into the n-th item."""
    for field, said in given.items():
        values = [as_day(v, now) if field.type == "date" else v for v in (said if isinstance(said, tuple) else (said,))]
        if not field.in_item:
            _put(data, field.at, values if field.many else values[0], field)
            continue
        depth = field.at.index(0)
        for i, value in enumerate(values):
            _put(data, (*field.at[:depth], i, *field.at[depth + 1 :]), [value] if field.many else value, field)
    return data


def _put(data: Any, at: DataPath, value: Any, field: Field) -> None:  # noqa: ANN401 (a record's data)
    for piece, below in pairwise(at):
        _check_fits(data, piece, field)
        if isinstance(piece, int):
            while len(data) <= piece:
                data.append({})
            data = data[piece]
        else:
            data = data.setdefault(piece, [] if isinstance(below, int) else {})
    _check_fits(data, at[-1], field)
    if isinstance(data, dict) and isinstance(data.get(str(at[-1])), dict):
        raise Problem(f"{option(field)} says something, and another option says that nothing is known. Give one.")
    data[at[-1]] = value


def _check_fits(data: Any, piece: int | str, field: Field) -> None:  # noqa: ANN401 (a record's data)
    """Keep a list and a reason why there is none from being said of one field."""
    if not isinstance(data, list if isinstance(piece, int) else dict):
        raise Problem(f"{option(field)} says that nothing is known, and another option says what is. Give one.")


def check_names(given: Given, caseload: Caseload, case: Case | None) -> None:
    """Say of the first id or word that the agency does not have which one may be meant."""
    known = Known(caseload, frozenset(c.id for c in caseload.cases))
    for field, said in given.items():
        there = _there(field, known, case)
        for value in said if isinstance(said, tuple) else (said,):
            if there is not None and value not in there:
                where = f" in {case.id}" if case and field.target and field.target not in SHARED else ""
                hint = did_you_mean(str(value), sorted(there)) or " There is none yet." * (not there)
                called = _CALLED.get(field.target) or field.target.replace("_", " ") or field.title.lower()
                raise Problem(f"{option(field)}: there is no {called} `{visible(str(value))}`{where}.{hint}")


_CALLED = {"staff": "staff member", "legal": "legal matter", "advocacy": "advocacy record"}


def _there(field: Field, known: Known, case: Case | None) -> frozenset[str] | None:
    if field.target in {"step", "condition"} or field.at[-1] == "id":
        return None
    named = field.vocabulary or field.target
    return known.names(named, case) if named else None


def check_values(kind: str, data: dict[str, Any], given: Given) -> None:
    """Say by the option's name what the schema holds against what was said; what is still empty is no fault here."""
    empty = list(gaps(data))
    for fault in validator(kind, KINDS[kind].called).faults(data):
        at = fault.at or ()
        if at in empty or fault.name == "missing-field":
            continue
        plain = tuple(0 if isinstance(piece, int) else piece for piece in at)
        field = next((f for f in given if plain in {f.at, (*f.at, 0)} or f.at[: len(plain)] == plain), None)
        raise Problem(f"{option(field)}: {fault.message}" if field else fault.message)


def fill_hashes(kind: str, data: dict[str, Any], folder: Path, case: Case | None) -> None:
    """Put in the SHA-256 of the text that a record is bound to: nobody can be asked to type one."""
    if case is None:
        return
    if kind == "agreement":
        data["plan_sha256"] = _hash(folder, case, "plan.yaml", "plan to agree on")
    if kind == "approval":
        if not data.get("of"):
            raise Problem("an approval is bound to the text it is about: name the record, such as --of plan.yaml.")
        data["sha256"] = _hash(folder, case, data["of"], "such record to decide on; --of is a path such as plan.yaml")
    if isinstance(data.get("amends"), dict) and data["amends"].get("record"):
        record = data["amends"]["record"]
        data["amends"]["sha256"] = _hash(
            folder,
            case,
            f"{record}.yaml",
            "such record to amend; --amends-record is written as in contacts/2026-03-02-k7",
        )


def _hash(folder: Path, case: Case, path: str, wanted: str) -> str:
    from casekit.records.text import MAX_BYTES
    from casekit.records.tree import Entry, ReadFailure, WorkingTree

    full = f"{case.folder}/{path}"
    if path.startswith("/") or ".." in path.split("/"):
        raise Problem(f"{case.id} has no {wanted}.")
    try:
        raw = WorkingTree(folder).read(Entry(full, "file"), MAX_BYTES)
    except (ReadFailure, ValueError) as error:
        raise Problem(f"{case.id} has no {wanted} ({visible(full)} cannot be read).") from error
    return hashlib.sha256(raw).hexdigest()
