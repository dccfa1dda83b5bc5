"""An id as it was typed in, the path of its record out; what is not there told with the ids that come close."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from casekit.cli.context import Problem, no_case
from casekit.records.paths import ROOT, place
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, WorkingTree
from casekit.records.yaml import read
from casekit.words import did_you_mean, visible


def find_record(folder: Path, kind: str, typed: str) -> str:
    """Return the path of a record of a case by its id (``sv-k7q2``), with its case's before it where two have it."""
    case, _, name = typed.strip().rpartition("/")
    case = case.upper() or "*"
    every = sorted((folder / ROOT / "cases").glob(f"*/*/{_FOLDER[kind]}/*.yaml"))
    found = [p for p in every if p.stem == name and case in {"*", p.parent.parent.name}]
    if len(found) > 1:
        ways = ", ".join(f"{p.parent.parent.name}/{name}" for p in found)
        raise Problem(f"more than one case has `{visible(name)}`: say {ways}.")
    if not found:
        raise Problem(f"there is no {kind} `{visible(typed)}`.{did_you_mean(name, [p.stem for p in every])}")
    return found[0].relative_to(folder).as_posix()


def find_in_case(folder: Path, case: str, file: str) -> str:
    """Return the path of a file of which a case has one, such as ``plan.yaml``."""
    typed = case.strip().upper()
    every = {p.parent.name: p.parent for p in (folder / ROOT / "cases").glob("*/*/case.yaml") if place(_of(folder, p))}
    if typed not in every:
        raise no_case(case, sorted(every))
    path = every[typed] / file
    if not path.is_file():
        raise Problem(f"{typed} has no {file} yet. `casekit new {file.removesuffix('.yaml')} {typed}` begins one.")
    return _of(folder, path)


def data_at(folder: Path, path: str) -> dict[str, Any]:
    """Return what a record says; Problem where it cannot be read."""
    try:
        data = read(WorkingTree(folder).read(Entry(path, "file"), MAX_BYTES)).data
    except ReadFailure as failure:
        raise Problem(f"{visible(path)} cannot be read: {failure.reason}.") from failure
    if data is None:
        raise Problem(
            f"{visible(path)} cannot be read as it stands. Run casekit lint: it says what is wrong, and where."
        )
    return data


def entries(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the items of a list of fields, or nothing where it is not one; its shape was not checked."""
    found = data.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _of(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


_FOLDER = {"service": "services", "consent": "consents"}
