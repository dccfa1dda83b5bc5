"""Answers and a day in, the first records of an agency out: those that are not there yet."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from casekit.records.paths import ROOT
from casekit.records.tree import ReadFailure, WorkingTree
from casekit.records.write import write
from casekit.records.yaml import read
from casekit.starter.answers import Agency, Worker, slug, staff_id
from casekit.starter.files import present

AGENCY = f"{ROOT}/agency.yaml"
POLICY = f"{ROOT}/policy.yaml"

_ABOUT_AGENCY = """\
# Who you are. An editor that knows JSON Schema explains each field; so does schemas/agency.schema.json.
# Worth adding soon: phone, hours, holidays, jurisdiction, and for each program its populations and capacity.
"""
_ABOUT_POLICY = """\
# What your agency asks of its own work, changed only by a reviewed merge. What is not set under `values:` comes from
# the pack named here; give the source of each value of your own, so that people can tell a law from a habit.
"""
_ABOUT_WORKER = """\
# One file for each person who works here; it stays when they leave, with their last day. Commits are theirs by `git:`.
"""


def wants_agency(folder: Path) -> bool:
    """Tell whether there is no agency.yaml yet."""
    return not os.path.lexists(folder / AGENCY)


def wants_worker(folder: Path) -> bool:
    """Tell whether someone has to be named: there is no staff file, or no policy that someone approved."""
    return not os.path.lexists(folder / POLICY) or not _staff(folder)


def first_records(folder: Path, agency: Agency | None, worker: Worker | None, day: dt.date) -> dict[str, bytes]:
    """Return path and text of the records to add. Whoever has a staff file with this e-mail gets no second one.

    ``day`` is the first that the records tell of: program, policy and worker begin then, so that the past of cases
    which are open already can be entered.
    """
    found: dict[str, bytes] = {}
    if agency:
        found[AGENCY] = _text(_ABOUT_AGENCY, _agency(agency, day))
    if worker:
        taken = _staff(folder)
        identifier = next((name for name, data in taken.items() if worker.email in _emails(data)), None)
        if identifier is None:
            identifier = _free(staff_id(worker), taken)
            found[f"{ROOT}/staff/{identifier}.yaml"] = _text(_ABOUT_WORKER, _worker(identifier, worker, day))
        if not os.path.lexists(folder / POLICY):
            found[POLICY] = _text(_ABOUT_POLICY, _policy(identifier, day))
    return found


def _agency(agency: Agency, day: dt.date) -> dict[str, Any]:
    program = {
        "id": slug(agency.program) or "program-1",
        "name": agency.program,
        "model": agency.model,
        "from": day.isoformat(),
    }
    return {"name": agency.name, "timezone": agency.timezone, "programs": [program]}


def _worker(identifier: str, worker: Worker, day: dt.date) -> dict[str, Any]:
    git = [{"email": worker.email, "from": day.isoformat()}]
    known = {"id": identifier, "name": worker.name, "role": worker.role, "email": worker.email}
    return {**known, "git": git, "from": day.isoformat()}


def _policy(approver: str, day: dt.date) -> dict[str, Any]:
    return {"version": 1, "extends": "default", "from": day.isoformat(), "approved_by": approver}


def _text(about: str, data: dict[str, Any]) -> bytes:
    return (about + write(data)).encode()


def _staff(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what the staff files hold, by their names; nothing of one that cannot be read."""
    with WorkingTree(folder) as tree:
        paths = [entry.path for entry in tree.entries(f"{ROOT}/staff") if entry.path.endswith(".yaml")]
    return {Path(path).stem: _read(folder, path) for path in paths}


def _read(folder: Path, path: str) -> dict[str, Any]:
    try:
        return read(present(folder, path) or b"").data or {}
    except ReadFailure:
        return {}


def _emails(data: dict[str, Any]) -> set[object]:
    identities = data.get("git")
    listed = [one.get("email") for one in identities if isinstance(one, dict)] if isinstance(identities, list) else []
    return {data.get("email"), *listed}


def _free(identifier: str, taken: dict[str, dict[str, Any]]) -> str:
    """Return the id, with a number behind it where someone has it already."""
    if identifier not in taken:
        return identifier
    return next(name for n in range(2, len(taken) + 3) if (name := f"{identifier[:36]}-{n}") not in taken)
