"""A caseload and whoever is at the keyboard in, the staff member who writes the record out."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.cli.context import Problem, at_terminal
from casekit.git import GitError, user_identity
from casekit.model.caseload import Caseload
from casekit.words import did_you_mean, visible


def find_worker(folder: Path, caseload: Caseload, day: str, given: str | None) -> str:
    """Return the id of the staff member: the one that is named, else the one with Git's address on ``day``, which is today."""
    if not caseload.names.get("staff"):
        raise Problem(
            "nobody is in staff/ yet, so nobody can be named as the writer. Begin with `casekit new staff ID`."
        )
    if given:
        return check_worker(caseload, given)
    address = _address(folder)
    known = _with_address(caseload, address, day) if address else []
    if len(known) == 1:
        return known[0]
    if at_terminal():
        typed: str = click.prompt(f"{_whose(address, known)} Who is writing (an id in staff/)", err=True)
        return check_worker(caseload, typed)
    raise Problem(f"{_whose(address, known)} {_WAY_OUT}")


def check_worker(caseload: Caseload, worker: str) -> str:
    """Return a staff member's id, or say which come close."""
    worker = worker.strip()
    if worker not in caseload.names.get("staff", ()):
        known = sorted(caseload.staff)
        raise Problem(f"there is no staff member `{visible(worker)}` in staff/.{did_you_mean(worker, known)}")
    return worker


_WAY_OUT = (
    "Say who writes with --by ID. To be known from now on, put your address into your staff file under `git:`, with "
    "`email:` and `from:`."
)


def _address(folder: Path) -> str | None:
    try:
        return user_identity(folder)[1]
    except GitError:  # without Git nobody is known, and --by still works
        return None


def _with_address(caseload: Caseload, address: str, day: str) -> list[str]:
    return [
        member.stem
        for member in caseload.staff.values()
        if any(
            known.email.lower() == address.lower()
            and known.from_.isoformat() <= day
            and (known.to is None or day <= known.to.isoformat())
            for known in member.git
        )
    ]


def _whose(address: str | None, known: list[str]) -> str:
    if not address:
        return (
            "Git knows no address of yours, so nobody can tell who writes. Tell it once: git config user.email ADDRESS."
        )
    if known:
        return f"Git's address of yours is in the files of {' and '.join(sorted(known))}."
    return "Git's address of yours (git config user.email) is in no staff file."
