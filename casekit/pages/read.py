"""An agency's folder in; its records, what lint finds in them and what Git tells of their past out. Reads once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from casekit.finding import Finding
from casekit.git import GitError, open_repository
from casekit.lint.run import judge
from casekit.lint.settings import SettingsError, read_settings
from casekit.model.caseload import Caseload
from casekit.pages.trail import Trail, read_trail
from casekit.records.tree import WorkingTree

_SHORT = 10


class Reading(Struct, frozen=True):
    """The records of an agency as of a day; ``commit`` is the beginning of the one checked out, or nothing.

    ``trail`` is None where no Git keeps the records.
    """

    caseload: Caseload
    day: dt.date
    findings: tuple[Finding, ...]
    commit: str
    trail: Trail | None = None


def read_agency(folder: Path, day_in: Callable[[str], dt.date]) -> Reading:
    """Read and judge an agency's records; ``day_in`` says which day it is in its time zone.

    Raises ValueError with what to mend where ``casekit.toml`` cannot be used.
    """
    try:
        settings = read_settings(folder)
    except SettingsError as error:
        raise ValueError(str(error)) from error
    with WorkingTree(folder) as tree:
        judged = judge(tree, settings, lambda caseload: day_in(zone_of(caseload)))
    day = judged.day or day_in(zone_of(judged.caseload))
    trail = _trail(folder, judged.caseload)
    return Reading(judged.caseload, day, judged.report.findings, trail.tip[:_SHORT] if trail else "", trail)


def zone_of(caseload: Caseload) -> str:
    """Return the agency's time zone, or nothing where it cannot be known."""
    return caseload.agency.timezone if caseload.agency else ""


def _trail(folder: Path, caseload: Caseload) -> Trail | None:
    try:
        repository = open_repository(folder)
        if repository is None:
            return None
        with repository:
            return read_trail(repository, caseload)
    except GitError:  # a site can be built of files that no Git keeps
        return None
