"""The roster in; the commits of the agency itself out: its first day, hiring and leaving, teams and their meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from casekit.demo import days
from casekit.demo.chance import dice, say
from casekit.demo.days import END
from casekit.demo.intake import ACT_BEGAN
from casekit.demo.roster import TEAM, Roster, Team, Worker
from casekit.demo.staff import staff_record
from casekit.demo.steps import Change
from casekit.demo.texts import lists, plain
from casekit.records.write import write

_DAY = dt.timedelta(days=1)
_MORNING, _EVENING = 8 * 60, 16 * 60
_FTE = {"prescriber": 0.3}
KeyOf = Callable[[str], str | None]


class Agency:
    """The agency's own records while its history is told."""

    def __init__(self, roster: Roster, years: int, seed: int, key_of: KeyOf) -> None:
        self.start = END - dt.timedelta(days=365 * years)
        self._roster = roster
        self._seed = seed
        self._staff = {
            worker.id: staff_record(worker, roster, self.start, dice(seed, "staff", worker.id), key_of(worker.id))
            for worker in roster.staff
        }

    def first_day(self, setup: dict[str, bytes]) -> Change:
        """Return the root commit: everything that is there before the first client, and the files of the repository."""
        files = {path: write(data).encode() for path, data in self._first_records()}
        return self._change(
            self.start, _MORNING, ("Begin the records of a fictional agency", "first day"), setup | files
        )

    def later(self) -> Iterator[Change]:
        """Yield what changes later in the order of days: people who come and go, teams, the directory's yearly check."""
        changes = [*self._comings_and_goings(), *self._teams(), *self._checks()]
        return iter(sorted(changes, key=lambda change: change.at))

    def _first_records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "records/agency.yaml", self._agency()
        yield "records/policy.yaml", self._policy()
        for worker in self._roster.staff:
            if worker.joins is None:
                yield _staff_path(worker), self._staff[worker.id]
        for provider in plain("agency")["providers"]:
            yield f"records/providers/{provider['id']}.yaml", self._provider(provider, self.start)

    def _agency(self) -> dict[str, Any]:
        begins = self.start.isoformat()
        programs = [
            {**program, "from": ACT_BEGAN.isoformat() if program["id"] == "act" else begins}
            for program in plain("agency")["programs"]
        ]
        head = plain("agency")["agency"]
        named = {"name": head["name"], "timezone": days.TIMEZONE}
        return {**named, **head, "holidays": days.holidays(self.start, END), "programs": programs}

    def _policy(self) -> dict[str, Any]:
        begins = self.start.isoformat()
        return {
            "version": 1,
            "extends": "default",
            "from": begins,
            "approved_by": self._roster.director.id,
            "values": [{**value, "from": begins} for value in plain("agency")["policy"]],
            "approval_wanted_for": ["step_down", "flexible_funds"],
            "trail": {"opens_cases": ["clinician", "supervisor", *TEAM]},
        }

    def _provider(self, provider: dict[str, Any], day: dt.date) -> dict[str, Any]:
        head = {key: provider[key] for key in ("id", "name", "description", "kind")}
        rest = {key: value for key, value in provider.items() if key not in head}
        if "helper" in rest:
            checked = day.isoformat()
            helper = {"background_check": checked, "licence_checked": checked, "insurance_checked": checked}
            rest["helper"] = {**helper, **rest["helper"]}
        assured = {"date": day.isoformat(), "by": self._roster.director.id}
        return {
            **head,
            **({"part2": True} if rest.pop("part2", False) else {}),
            "status": "active",
            **rest,
            "assured": assured,
        }

    def _comings_and_goings(self) -> Iterator[Change]:
        for worker in self._roster.staff:
            if worker.joins is not None and "act" not in worker.programs[:1]:
                files = {_staff_path(worker): write(self._staff[worker.id]).encode()}
                yield self._change(worker.joins, _MORNING, ("Add a staff member", "hired"), files)
            if worker.leaves is not None:
                record = self._staff[worker.id]
                last = worker.leaves.isoformat()
                git = [{**identity, "to": last} for identity in record["git"]]
                files = {_staff_path(worker): write({**record, "git": git, "to": last}).encode()}
                yield self._change(worker.leaves, _EVENING, ("End a staff member's time of service", "left"), files)

    def _checks(self) -> Iterator[Change]:
        for year in range(1, (END - self.start).days // 365):
            day = days.working_day(self.start + dt.timedelta(days=365 * year))
            files = {
                f"records/providers/{provider['id']}.yaml": write(self._provider(provider, day)).encode()
                for provider in plain("agency")["providers"]
            }
            yield self._change(day, _EVENING, ("Check the resource directory", "every entry was called"), files)

    def _teams(self) -> Iterator[Change]:
        for team in self._roster.teams:
            files = {_staff_path(worker): write(self._staff[worker.id]).encode() for worker in team.members}
            files[f"records/teams/{team.id}.yaml"] = write(_team_record(team)).encode()
            day = team.members[0].joins or self.start
            yield self._change(day, _MORNING, ("Form an ACT team", "a new program"), files)
            yield from self._meetings(team)

    def _meetings(self, team: Team) -> Iterator[Change]:
        """Meet on every working day and talk about every client."""
        chance = dice(self._seed, "meetings", team.id)
        day = team.cases[0].opens + _DAY
        while day <= END:
            if days.is_working(day):
                reviewed = [
                    {
                        "case": case.case,
                        "note": say(chance, plain("words")["notes"]["meeting"], {**lists(), "her": "them"}),
                    }
                    for case in team.cases
                    if case.opens < day
                ]
                present = [w.id for w in team.members if w.role != "prescriber" or day.weekday() == 0]
                leader = team.members[0].id
                record = {
                    "date": day.isoformat(),
                    "by": leader,
                    "present": present,
                    "reviewed": reviewed,
                    "minutes": 45,
                }
                files = {f"records/teams/{team.id}/meetings/{day.isoformat()}.yaml": write(record).encode()}
                minute = _MORNING + 30 + chance.randrange(10)
                yield self._change(day, minute, ("Record a team meeting", "every client talked about"), files, leader)
            day += _DAY

    def _change(
        self, day: dt.date, minute: int, said: tuple[str, str], files: dict[str, bytes], by: str | None = None
    ) -> Change:
        who = by or self._roster.director.id
        return Change(at=days.moment(day, minute), by=who, subject=said[0], reason=said[1], files=files)


def _staff_path(worker: Worker) -> str:
    return f"records/staff/{worker.id}.yaml"


def _team_record(team: Team) -> dict[str, Any]:
    joins = team.members[0].joins or ACT_BEGAN
    return {
        "id": team.id,
        "name": f"Team {team.id.rpartition('-')[2]}",
        "program": "act",
        "leader": team.members[0].id,
        "members": [
            {"staff": worker.id, "fte": _FTE.get(worker.role, 1), "from": joins.isoformat()} for worker in team.members
        ],
        "coverage": {
            "hours": "Every day, 8:00 to 20:00",
            "after_hours": "The member on call answers the team's phone and comes out in person where that helps.",
            "phone": "555-0129",
        },
    }
