"""An agency's folder in; its records, what lint finds in them and what Git tells of their past out. Reads once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from casekit.finding import Finding
from casekit.git import GitError, Repository, open_repository
from casekit.git.moment import latest_second
from casekit.lint.run import judge
from casekit.lint.settings import SettingsError, read_settings
from casekit.model.caseload import Caseload
from casekit.pages.trail import Trail, read_trail
from casekit.records.tree import CommitTree, Tree, WorkingTree
from casekit.words import visible

_SHORT = 10


class Reading(Struct, frozen=True):
    """The records of an agency as of a day; ``commit`` is the beginning of the one they were read at, or nothing.

    ``trail`` is None where no Git keeps the records.
    """

    caseload: Caseload
    day: dt.date
    findings: tuple[Finding, ...]
    commit: str
    trail: Trail | None = None


def read_agency(folder: Path, day_in: Callable[[str], dt.date], at: str = "") -> Reading:
    """Read and judge an agency's records; ``day_in`` says which day it is in its time zone.

    ``at`` is a revision or a day whose last commit is read in the place of the files on the disk. Raises ValueError
    with what to mend where ``casekit.toml`` cannot be used, or there is no such commit.
    """
    try:
        settings = read_settings(folder)
        with _tree(folder, at) as tree:
            judged = judge(tree, settings, lambda caseload: day_in(zone_of(caseload)))
    except (SettingsError, GitError) as error:
        raise ValueError(str(error)) from error
    day = judged.day or day_in(zone_of(judged.caseload))
    trail = _trail(folder, judged.caseload, at)
    return Reading(judged.caseload, day, judged.report.findings, trail.tip[:_SHORT] if trail else "", trail)


@contextmanager
def _tree(folder: Path, at: str) -> Iterator[Tree]:
    if not at:
        with WorkingTree(folder) as tree:
            yield tree
        return
    with _opened(folder) as repository:
        yield CommitTree(repository, repository.commit_at(at))


def _opened(folder: Path) -> Repository:
    repository = open_repository(folder)
    if repository is None:
        raise GitError(f"{visible(str(folder))} is not in a Git repository, so there is nothing earlier to read")
    return repository


def commit_and_day(folder: Path, at: str) -> tuple[str, dt.date]:
    """Return the commit that ``at`` means, and the day: the one that was named, or the commit's own (UTC).

    Raises ValueError where it means none.
    """
    try:
        with _opened(folder) as repository:
            commit, latest = repository.commit_at(at), latest_second(at)
            seconds = next(repository.log_each([commit])).committed if latest is None else latest
    except GitError as error:
        raise ValueError(str(error)) from error
    return commit, dt.datetime.fromtimestamp(seconds, dt.UTC).date()


def zone_of(caseload: Caseload) -> str:
    """Return the agency's time zone, or nothing where it cannot be known."""
    return caseload.agency.timezone if caseload.agency else ""


def _trail(folder: Path, caseload: Caseload, at: str) -> Trail | None:
    try:
        repository = open_repository(folder)
        if repository is None:
            return None
        with repository:
            tip = repository.commit_at(at) if at else repository.resolve("HEAD")
            return read_trail(repository, caseload, tip) if tip else None
    except GitError:  # a site can be built of files that no Git keeps
        return None
