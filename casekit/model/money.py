"""Services in, what they cost out: in all, and of the agency's own money by program, client and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from casekit.model.agency import Program
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.service import Cost, Service

_FLEXIBLE = ("flexible fund", "client fund")


class Spent(NamedTuple):
    """What one service took from the agency's own money, in the calendar year it began."""

    case: Case
    service: Service
    year: int
    amount: float


class Over(NamedTuple):
    """A service with which a client's flexible funds of a year (``spent``, in all) went over policy's ``most``."""

    service: Service
    year: int
    spent: float
    most: float


def total(cost: Cost) -> float:
    """Return what a service costs in all: the amount by its units, in the agency's currency, to the cent."""
    return round(cost.amount * (1 if cost.units is None else cost.units), 2)


def is_flexible(cost: Cost) -> bool:
    """Tell whether a cost was paid from flexible funds, as far as its words say so."""
    return any(word in cost.paid_by.casefold() for word in _FLEXIBLE)


def program_of(case: Case, caseload: Caseload) -> Program | None:
    """Return the program of a case, or None where either is not known."""
    programs = caseload.agency.programs if caseload.agency and case.file else ()
    return next((p for p in programs if case.file and p.id == case.file.program), None)


def spent(case: Case, caseload: Caseload) -> list[Spent]:
    """Return what a case took from the agency's own money: flexible funds, or what names the case's program."""
    program = program_of(case, caseload)
    names = [program.name.casefold(), program.id] if program else []
    return [
        Spent(case, service, service.status[0].from_.year, total(service.cost))
        for service in case.services
        if service.cost is not None
        and (is_flexible(service.cost) or any(name in service.cost.paid_by.casefold() for name in names))
    ]


def over_yearly_limit(case: Case, caseload: Caseload) -> Iterator[Over]:
    """Yield the services with which flexible funds went over policy's `client_funds_yearly_most`, oldest first."""
    sums: dict[int, float] = defaultdict(float)
    for service in sorted(case.services, key=lambda s: (s.status[0].from_, s.id)):
        begun = service.status[0].from_
        most = limit(caseload, "client_funds_yearly_most", begun, case)
        if most is None or service.cost is None or not is_flexible(service.cost):
            continue
        sums[begun.year] = round(sums[begun.year] + total(service.cost), 2)
        if sums[begun.year] > most.value:
            yield Over(service, begun.year, sums[begun.year], most.value)
