"""Supervision: everyone who works with clients has someone to turn to, who is there and can help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Caseload
from casekit.model.people import Staff
from casekit.model.policy import limit
from casekit.model.sketch import Sketch, sketch
from casekit.model.workforce import newest_day, served_on

_ON_THEIR_OWN = ("supervisor", "administrator")
_LEADING = (*_ON_THEIR_OWN, "team_leader")
_YEAR = 365


@rule("CK706", Severity.WARNING, on="shared")
def nobody_supervises(caseload: Caseload) -> Iterator[Problem]:
    """Everyone who works with clients has a supervisor.

    Checks:
        That the record of a present staff member names a `supervisor`. Supervisors, team leaders and administrators
        are not asked, nor is someone whose record says in `supervises_alone` who steps in, nor where none of them is
        on file yet.
    Why:
        Nobody should carry danger and grief alone; a client's safety needs a second pair of eyes.
    Bad:
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: peer_specialist
        from: 2025-02-03
    Good:
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: peer_specialist
        supervisor: m-lee
        from: 2025-02-03
    Fix:
        Name the supervisor.
    Leave it:
        Where there is an agency of one: `supervises_alone` says whom you consult outside.
    Source:
        NASW Standards for Social Work Case Management 2013; 55 Pa. Code 5221.23.
    """
    if not any(staff.role in _LEADING for staff in caseload.staff.values()):
        return
    for staff in caseload.staff.values():
        if staff.supervisor or staff.supervises_alone or staff.to or staff.role in _LEADING:
            continue
        yield problem(staff, says="no supervisor is named. Whom do they turn to?")


@rule("CK707", Severity.ERROR, on="shared")
def supervises_themselves(caseload: Caseload) -> Iterator[Problem]:
    """Supervision leads to someone else.

    Checks:
        That nobody is their own supervisor, directly or by way of others.
    Why:
        In a circle everybody's decisions are looked at by nobody.
    Bad:
        # staff/s-ruiz.yaml
        supervisor: s-ruiz
    Good:
        # staff/s-ruiz.yaml
        supervisor: m-lee
    Fix:
        Name who really supervises.
    Leave it:
        Where nobody stands above the lone supervisor: `supervisor` is left out, and `supervises_alone` says who steps
        in.
    Source:
        House practice: no approval of one's own work.
    """
    for staff in caseload.staff.values():
        chain = _above(staff, caseload)
        if chain and chain[-1] == staff.stem and staff.stem == min(chain):
            way = "their own supervisor" if len(chain) == 1 else f"supervised by themselves, by way of {chain[0]}"
            yield problem(staff, "supervisor", says=f"{staff.stem} is {way}.")


@rule("CK708", Severity.WARNING, on="caseload", gather=sketch)
def supervisor_has_left(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A supervisor is there for as long as those they supervise.

    Checks:
        That the supervisor a record names has not had their last day, by the newest day that the records tell of.
    Why:
        Between two supervisors is when a worker's worry about a client reaches nobody.
    Bad:
        # staff/o-quist.yaml
        id: o-quist
        name: Ola Quist
        role: supervisor
        from: 2020-06-01
        to: 2026-03-31
        # staff/s-ruiz.yaml
        supervisor: o-quist
    Good:
        # staff/o-quist.yaml
        id: o-quist
        name: Ola Quist
        role: supervisor
        from: 2020-06-01
        # staff/s-ruiz.yaml
        supervisor: o-quist
    Fix:
        Name who supervises since that day.
    Leave it:
        Where the post is being filled: someone stands in for these weeks, and is named meanwhile.
    Source:
        NASW Standards for Social Work Case Management 2013.
    """
    newest = newest_day(cases)
    for staff in caseload.staff.values():
        above = caseload.staff.get(staff.supervisor or "")
        if above is None or above.to is None or above.stem == staff.stem or above.to >= newest:
            continue
        if staff.to is None or staff.to > above.to:
            says = f"{above.stem}'s last day was {above.to}. Who supervises {staff.stem} since?"
            yield problem(staff, "supervisor", says=says)


@rule("CK709", Severity.INFO, on="shared")
def intern_without_licensed_supervisor(caseload: Caseload) -> Iterator[Problem]:
    """An intern learns from someone licensed.

    Checks:
        Whether an intern's supervisor has a licence on file.
    Why:
        What an intern does for a client stands under the licence of whoever supervises them.
    Bad:
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: intern
        supervisor: m-lee
        from: 2026-01-12
    Good:
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: intern
        supervisor: m-lee
        from: 2026-01-12
        # staff/m-lee.yaml
        licences:
          - {kind: LCSW, from: 2015-07-01}
    Fix:
        Name the field instructor, or add the licence.
    Leave it:
        Where the school supervises, and its field instructor holds the licence.
    Source:
        House practice.
    """
    for staff in caseload.staff.values():
        above = caseload.staff.get(staff.supervisor or "")
        if staff.role == "intern" and staff.to is None and above is not None and not above.licences:
            says = f"an intern, and {above.id} has no licence on file. Who answers for the work?"
            yield problem(staff, "supervisor", says=says)


@rule("CK710", Severity.INFO, on="day")
def training_of_the_first_year(caseload: Caseload, day: date) -> Iterator[Problem]:
    """The first year brings the training that the agency promises.

    Checks:
        Whether someone whose first year had ended by the day of `--as-of` has the hours of training in it that
        policy's `training_hours_least` names. Without that setting nothing is asked.
    Why:
        Clients should not be what a new worker learns on.
    Bad:
        # policy.yaml
        values:
          - {setting: training_hours_least, value: 20, from: 2023-01-01, to: 2023-12-31, source: agency practice}
          - {setting: contact_every_days, value: none, from: 2026-01-01, source: agency practice, because: Drop-in}
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: peer_specialist
        supervisor: m-lee
        from: 2023-02-06
        training: [{topic: Safety planning, date: 2023-03-05, hours: 6}]
    Good:
        # policy.yaml
        values:
          - {setting: training_hours_least, value: 20, from: 2023-01-01, to: 2023-12-31, source: agency practice}
          - {setting: contact_every_days, value: none, from: 2026-01-01, source: agency practice, because: Drop-in}
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: peer_specialist
        supervisor: m-lee
        from: 2023-02-06
        training: [{topic: Safety planning, date: 2023-03-05, hours: 24}]
    Fix:
        Add the courses that are missing from the record, or plan the rest; late training is training too.
    Leave it:
        Where someone came with years of practice behind them and needed less: a supervisor may well leave it at that.
    Source:
        ARM 37.106.1935: 20 hours in the first year.
    """
    for staff in caseload.staff.values():
        days = (day - staff.from_).days
        least = limit(caseload, "training_hours_least", staff.from_)
        if least is None or staff.to or days < _YEAR or staff.role in _ON_THEIR_OWN:
            continue
        hours = sum(t.hours or 0 for t in staff.training if (t.date - staff.from_).days <= _YEAR)
        if hours < least.value:
            yield problem(
                staff, "from", says=f"{hours:g} of {least.value} hours of training are on file for the first year."
            )


@rule("CK728", Severity.WARNING, on="caseload", gather=sketch)
def more_than_one_can_supervise(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A supervisor has time for each of those they supervise.

    Checks:
        That no more people name the same supervisor than policy's `workers_supervised_most`, of those at work on the
        newest day that the records tell of. Without that setting nothing is asked.
    Why:
        A worry about a client waits while the supervisor is with too many others.
    Bad:
        # policy.yaml
        values:
          - {setting: workers_supervised_most, value: 5, from: 2026-01-01, source: agency practice}
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: peer_specialist
        supervisor: m-lee
        from: 2025-02-03
    Good:
        # policy.yaml
        values:
          - {setting: workers_supervised_most, value: 5, from: 2026-01-01, source: agency practice}
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: peer_specialist
        supervisor: s-ruiz
        from: 2025-02-03
    Fix:
        Share them out among supervisors or team leaders, and name in each staff record who it is.
    Leave it:
        Where a post is vacant and somebody stands in for these weeks, or a contract alone runs by way of the
        supervisor: a waiver says so.
    Source:
        55 Pa. Code 5221.23: at most seven intensive case managers to one supervisor. The number is policy's.
    """
    day = newest_day(cases)
    most = limit(caseload, "workers_supervised_most", day)
    if most is None:
        return
    counts = Counter(staff.supervisor for staff in caseload.staff.values() if served_on(staff, day))
    for above, count in counts.items():
        if (named := caseload.staff.get(above or "")) is not None and count > most.value:
            says = (
                f"{count} people name {named.stem} as their supervisor on {day}; your policy's limit is {most.value}."
            )
            yield problem(named, "id", says=says)


def _above(staff: Staff, caseload: Caseload) -> list[str]:
    """Return the ids of those above someone, up to the first that stands there twice or supervises alone."""
    chain: list[str] = []
    above = staff.supervisor
    while above is not None and above not in chain:
        chain.append(above)
        if above == staff.stem:
            break
        found = caseload.staff.get(above)
        above = found.supervisor if found else None
    return chain
