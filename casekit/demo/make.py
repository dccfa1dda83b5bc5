"""A folder and a size in, a repository with years of history in that folder out."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from casekit.demo import days
from casekit.demo.agency import Agency
from casekit.demo.chart import Chart
from casekit.demo.history import History, Story, in_time
from casekit.demo.intake import Outline, outlines
from casekit.demo.roster import Roster, roster
from casekit.demo.setup import setup_files
from casekit.demo.staff import email_of
from casekit.demo.steps import Step
from casekit.demo.stories.assertive import assertive
from casekit.demo.stories.brokerage import brokerage
from casekit.demo.stories.partnership import partnership
from casekit.git import begin_repository
from casekit.git.importing import check_out, importing, rewrite_commits

_STORIES = {"housing-links": brokerage, "act": assertive}


class Made(Struct, frozen=True):
    """What was made: cases and commits, and the people who wrote them."""

    cases: int
    commits: int
    staff: int


def make_demo(folder: Path, cases: int, years: int, seed: int, *, signed: bool = False) -> Made:
    """Make the repository in an empty folder. The same numbers give the same commit ids. Raises GitError."""
    found = outlines(cases, years, seed)
    people = roster(found, years, seed)
    keys = None
    if signed:
        from casekit.demo.keys import Keys

        keys = Keys(seed)
    agency = Agency(people, years, seed, keys.public if keys else lambda _: None)
    begin_repository(folder)
    with importing(folder) as write:
        history = History(write, {worker.id: worker.name for worker in people.staff})
        history.add(agency.first_day(setup_files()))
        for step in in_time(_stories(found, people, agency, seed)):
            history.add(step)
        history.end()
    if keys:
        rewrite_commits(folder, keys.signer({email_of(worker.id): worker.id for worker in people.staff}))
    check_out(folder)
    return Made(cases, history.commits, len(people.staff))


def _stories(found: list[Outline], people: Roster, agency: Agency, seed: int) -> Iterator[Story]:
    """Yield what is told, in the order of beginnings: the agency's own story and one for each case."""
    diary = days.Diary()
    returning: dict[str, dict[str, Any]] = {}
    yield 0, agency.later
    for outline in found:
        yield days.moment(outline.opens, 0), partial(_told, outline, people, diary, seed, returning)


def _told(
    outline: Outline, people: Roster, diary: days.Diary, seed: int, returning: dict[str, dict[str, Any]]
) -> Iterator[Step]:
    diary.forget(outline.opens)
    chart = Chart(outline, people, diary, seed)
    if outline.first:
        chart.person = returning.pop(outline.person)
    yield from _STORIES.get(outline.program, partnership)(chart)
    if outline.returns:
        returning[outline.person] = copy.deepcopy(chart.person)
