"""A case's outline in, its commits out as the story goes on: the folder of one case while it is being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from casekit.demo import days
from casekit.demo.chance import dice, say, short_id
from casekit.demo.intake import Outline
from casekit.demo.roster import Roster, Worker
from casekit.demo.steps import Change, Merge
from casekit.demo.texts import Thread, lists, plain, threads
from casekit.records.paths import KINDS
from casekit.records.write import write

Data = dict[str, Any]
_FOLDERS = {kind.name: kind.shape.split("/")[3] for kind in KINDS.values() if kind.shape.count("/") == 4}  # noqa: PLR2004
_PART2 = "recovery-path"


class Chart:
    """One case while its story is told. ``day`` is where the story is; what is put is written by the next commit."""

    def __init__(self, outline: Outline, roster: Roster, diary: days.Diary, seed: int) -> None:
        self.outline = outline
        self.chance = dice(seed, "story", outline.index)
        self.folder = f"records/cases/{outline.opens.year}/{outline.case}"
        self.supervisor = roster.supervisor_of(outline.case)
        self.team = roster.team_of.get(outline.case)
        self.part2 = outline.program == _PART2
        self.day = outline.opens
        self.person: Data = {}
        self.file: Data = {}
        self.plan: Data = {}
        self.services: list[Data] = []
        self.legal: Data = {}
        self.slots: dict[str, tuple[str, ...] | str] = dict(lists())
        self.domains: list[str] = []
        self.living = ""
        self.high_since: dt.date | None = None
        self.reviewed_on = outline.opens
        self.hears_support = False
        self._roster = roster
        self._diary = diary
        self._minute = 0
        self._last = 0
        self._names: set[str] = set()
        self._pending: dict[str, Data] = {}
        self.handovers = _handovers(outline, roster)
        self.worker = self._begin()

    def _begin(self) -> str:
        if self.team:
            return self.chance.choice([w.id for w in self.team.members if w.role != "prescriber"])
        holder = _holder(self._roster.posts[self.outline.case].holders, self.day)
        return holder.id

    # What is said

    def says(self, name: str) -> str:
        """Return something the client says."""
        return say(self.chance, plain("words")["said_once"][name], self.slots)

    def note(self, name: str) -> str:
        """Return a worker's note."""
        return say(self.chance, plain("words")["notes"][name], self.slots)

    def told(self, name: str) -> str:
        """Return a worker's sentence about what happened or why."""
        return say(self.chance, plain("words")["told"][name], self.slots)

    def tells(self, grammar: str) -> str:
        """Return one sentence of a grammar."""
        return say(self.chance, grammar, self.slots)

    def some(self, name: str, count: int) -> list[str]:
        """Return some items of a list of grammars, none twice."""
        return [self.tells(grammar) for grammar in self.chance.sample(lists()[name], count)]

    def has(self, trait: str) -> bool:
        """Tell whether the story takes this turn."""
        return trait in self.outline.traits

    def thread(self, domain: str) -> Thread:
        """Return what people come for in a domain."""
        return threads()[domain]

    # What is written

    def put(self, path: str, data: Data) -> None:
        """Have a file written by the next commit; it is written as it is then."""
        self._pending[path] = data

    def put_case(self) -> None:
        """Have case.yaml written again."""
        self.put(f"{self.folder}/case.yaml", self.file)

    def put_plan(self) -> None:
        """Have plan.yaml written again."""
        self.put(f"{self.folder}/plan.yaml", self.plan)

    def put_service(self, service: Data) -> None:
        """Have a service written again."""
        self.put(f"{self.folder}/services/{service['id']}.yaml", service)

    def put_person(self) -> None:
        """Have the person's file written again."""
        identifier = self.outline.person
        self.put(f"records/people/{identifier[2:4]}/{identifier}.yaml", self.person)

    def new_id(self, prefix: str) -> str:
        """Return an id such as ``sv-7k3q`` that no other record of the case has."""
        return self._new(lambda: f"{prefix}-{short_id(self.chance)}")

    def event(self, kind: str, data: Data) -> str:
        """Have an event of today written; return the name of its file."""
        name = self._new(lambda: f"{data['date']}-{short_id(self.chance, 2)}")
        self.put(f"{self.folder}/{_FOLDERS[kind]}/{name}.yaml", data)
        return name

    def _new(self, draw: Callable[[], str]) -> str:
        while (name := draw()) in self._names:
            pass
        self._names.add(name)
        return name

    def today(self, **fields: Any) -> Data:  # noqa: ANN401 - the fields of any record
        """Return an event of today by the worker, with what else is given and not None."""
        rest = {key: value for key, value in fields.items() if value is not None}
        return {"date": self.day.isoformat(), "by": rest.pop("by", self.worker), **rest}

    def book(self, staff: str, minutes: int) -> str | None:
        """Find a free time for staff today; return when it begins."""
        start = self._diary.book(staff, self.day, minutes, self.chance.randrange(24))
        if start is None:
            return None
        self._minute = max(self._minute, start + minutes)
        return days.clock(start)

    # What is committed

    def commit(self, subject: str, reason: str, by: str | None = None) -> Change:
        """Return a commit with everything that was put."""
        files = {path: write(data).encode() for path, data in self._pending.items()}
        self._pending = {}
        return Change(
            at=self._now(),
            by=by or self.worker,
            subject=subject,
            reason=reason,
            cases=(self.outline.case,),
            files=files,
        )

    def merge(self, changes: list[Change], subject: str, reason: str) -> Merge:
        """Return the supervisor's merge of commits that were read."""
        return Merge(
            changes=tuple(changes),
            at=self._now(),
            by=self.supervisor,
            subject=subject,
            reason=reason,
            cases=(self.outline.case,),
        )

    def turn_to(self, day: dt.date) -> None:
        """Let the story go on, on a later day."""
        if day > self.day:
            self.day, self._minute = day, 0

    def _now(self) -> int:
        self._minute = max(self._minute, 8 * 60 + 35) + self.chance.randint(4, 25)
        self._last = max(self._last + 61, days.moment(self.day, self._minute) + self.chance.randrange(60))
        return self._last


def _holder(holders: list[Worker], day: dt.date) -> Worker:
    """Return who takes new cases at a post on a day: nobody who is about to leave."""
    for worker in holders:
        if worker.leaves is None or day < worker.leaves - dt.timedelta(days=14):
            return worker
    return holders[-1]


def _handovers(outline: Outline, roster: Roster) -> list[tuple[dt.date, str]]:
    """Return the days on which the case changes hands, and who takes it over."""
    post = roster.posts.get(outline.case)
    if post is None:
        return []
    spread = outline.index % 6
    found = [
        (days.working_day(old.leaves - dt.timedelta(days=10 - spread)), new.id)
        for old, new in zip(post.holders, post.holders[1:], strict=False)
        if old.leaves and outline.opens < old.leaves - dt.timedelta(days=14)
    ]
    return [(day, new) for day, new in found if outline.opens < day]
