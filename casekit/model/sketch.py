"""A case in, what rules about many cases look at out: little enough to be kept of every case and read at every run."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from casekit.model.assessment import Risk
from casekit.model.case import Assignment, CaseFile, StatusEntry
from casekit.model.caseload import Case
from casekit.model.common import Event
from casekit.model.standing import ended_on, last_day


class Rating(Struct, frozen=True, array_like=True):
    """How high a risk was found to be, and when."""

    date: dt.date
    level: str

    @classmethod
    def of(cls, risk: Risk) -> Rating:
        """Return it of a risk evaluation."""
        return cls(risk.date, risk.level)


class Brief(Struct, frozen=True, array_like=True):
    """Of a ``case.yaml``, who it is for, where it belongs, and the logs of where it stood and who carried it."""

    person: str
    program: str
    model: str
    opened: dt.date
    status: tuple[StatusEntry, ...]
    assignments: tuple[Assignment, ...]

    @classmethod
    def of(cls, file: CaseFile) -> Brief:
        """Return it of a case file."""
        return cls(file.person, file.program, file.model, file.opened, file.status, file.assignments)


class Sketch(Struct, frozen=True, array_like=True):
    """A case without its events.

    ``file`` is None where ``case.yaml`` cannot be read, and then nothing but id and folder is told. ``first`` and
    ``last`` are the first and the newest day it tells of. ``risks`` are those of a case that goes on.
    """

    id: str
    folder: str
    file: Brief | None = None
    first: dt.date = dt.date.max
    last: dt.date = dt.date.min
    risks: tuple[Rating, ...] = ()

    @property
    def path(self) -> str:
        """Where its ``case.yaml`` is, or should be."""
        return f"{self.folder}/case.yaml"


def sketch(case: Case) -> Sketch:
    """Return the sketch of a case. Appointments are planned ahead: they can be its first day, and not its newest."""
    if case.file is None:
        return Sketch(case.id, case.folder)
    events = (record.date for record in case.records() if isinstance(record, Event))
    return Sketch(
        id=case.id,
        folder=case.folder,
        file=Brief.of(case.file),
        first=min([case.file.opened, *events]),
        last=last_day(case),
        risks=tuple(map(Rating.of, case.risks)) if ended_on(case) is None else (),
    )
