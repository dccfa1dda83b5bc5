"""Assignments: at every moment someone carries the case, knows it, and is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.case import Assignment
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.sketch import Sketch, sketch
from casekit.model.standing import assigned_on, ended_on, last_day, status_on
from casekit.model.workforce import acts, newest_day, primaries, served_on

_DAY = timedelta(days=1)


def _awaited(place: int, assignment: Assignment, case: Case, caseload: Caseload) -> float | None:
    """Return how many days policy gives for the yes that an assignment still waits for; None where it waits for none."""
    if place == 0 or assignment.accepted or (case.file and assignment.from_ <= case.file.opened):
        return None
    days = limit(caseload, "assignment_accepted_within_days", assignment.from_, case)
    return days.value if days else None


@rule("CK717", Severity.WARNING, on="case")
def assignment_not_accepted(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever takes over a case says yes to it.

    Checks:
        That an assignment after the first is `accepted` once policy's `assignment_accepted_within_days` have passed.
        Whoever begins with a case has taken it on by that.
    Why:
        Between two workers a client is forgotten: each believes that the other has them.
    Bad:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12, to: 2026-02-28}
          - {worker: m-lee, role: primary, from: 2026-03-01}
    Good:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12, to: 2026-02-28}
          - {worker: m-lee, role: primary, from: 2026-03-01, accepted: 2026-03-02}
    Fix:
        Ask whether they have the case, and write down the day they said yes.
    Leave it:
        Where the worker began together with the case, or has said yes by now, however late: nothing is asked.
    Source:
        Primero, transfers: ownership moves when the new worker accepts.
    """
    file = case.file
    for i, assignment in enumerate(file.assignments if file else ()):
        days = _awaited(i, assignment, case, caseload)
        waited = (min(last_day(case), assignment.to or date.max) - assignment.from_).days
        if file is not None and days is not None and waited > days:
            who = assignment.worker or assignment.team
            says = (
                f"given to {who} on {assignment.from_}, and no yes is on record {waited} days later. Do they have it?"
            )
            yield problem(file, "assignments", i, says=says)


@rule("CK718", Severity.WARNING, on="case")
def nobody_has_the_case(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An open case is somebody's.

    Checks:
        That on the newest day a case tells of, a worker or a team is assigned to it, unless it has ended.
    Why:
        No list shows the client to anyone, and their call is put through to nobody.
    Bad:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12, to: 2026-03-31}
    Good:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12}
    Fix:
        Assign someone from the day after, or close the case with the client.
    Leave it:
        Where the client has asked for a pause and nobody should call: say `on_hold`, and keep one name for the day they
        come back.
    Source:
        Primero: worker or supervisor on record must be active.
    """
    del caseload
    file, day = case.file, last_day(case)
    if file is None or ended_on(case) is not None or assigned_on(case, day) or not file.assignments:
        return
    if any(a.to is not None and a.to < a.from_ for a in file.assignments):
        return
    ends = max(a.to for a in file.assignments if a.to is not None)
    yield problem(
        file,
        "assignments",
        says=f"nobody is assigned since {ends}, and the case is open.",
    )


@rule("CK719", Severity.WARNING, on="case")
def gap_between_assignments(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """One worker begins where the other ends.

    Checks:
        That between two assignments of an open case there is no day with nobody assigned, cover and teams counted.
    Why:
        What the client said in those days may have reached no one, and a promise may have been lost.
    Bad:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12, to: 2026-02-15}
          - {worker: m-lee, role: primary, from: 2026-03-01, accepted: 2026-03-01}
    Good:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12, to: 2026-02-28}
          - {worker: m-lee, role: primary, from: 2026-03-01, accepted: 2026-03-01}
    Fix:
        Correct the days, or add who covered with `role: cover`.
    Leave it:
        Where the client was away, in hospital or on a journey, and the gap was agreed: a waiver says so.
    Source:
        55 Pa. Code 5221.23: a substitute is named in absence.
    """
    del caseload
    file = case.file
    covered: date | None = None
    for i, assignment in enumerate(file.assignments if file else ()):
        status = status_on(case, assignment.from_ - _DAY)
        open_before = status is not None and status.status not in {"closed", "deceased"}
        if file and covered is not None and assignment.from_ > covered + _DAY and open_before:
            says = f"nobody is assigned from {covered + _DAY} to {assignment.from_ - _DAY}. Who covered?"
            yield problem(file, "assignments", i, "from", says=says)
        covered = max(covered or date.min, assignment.to or date.max - _DAY)


@rule("CK720", Severity.WARNING, on="case")
def two_primary_workers(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """One person is the client's first to call.

    Checks:
        That no two primary assignments overlap by more than the day of the hand-over. One that waits to be accepted is
        none yet: until then whoever had the case has it, and CK717 counts the days.
    Why:
        With two in charge each leaves a thing to the other, and the client tells everything twice.
    Bad:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12}
          - {worker: m-lee, role: primary, from: 2026-03-01, accepted: 2026-03-01}
    Good:
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12}
          - {worker: m-lee, role: second, from: 2026-03-01, accepted: 2026-03-01}
    Fix:
        End the earlier one with `to`, or make one of them `second`.
    Leave it:
        Where the client wants two for a while, the old one and the new: one of them is `second` meanwhile.
    Source:
        SAMHSA TIP 27: a single point of contact.
    """
    file, log = case.file, primaries(case)
    for (_, before), (i, after) in pairwise(log):
        overlap = before.to is None or before.to > after.from_
        if file and overlap and _awaited(i, after, case, caseload) is None:
            says = f"{before.worker or before.team} is primary on {after.from_} as well. Who is the first to call?"
            yield problem(file, "assignments", i, says=says)


@rule("CK721", Severity.WARNING, on="caseload", gather=sketch)
def left_and_still_assigned(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A case does not stay with someone who has left.

    Checks:
        That an assignment of an open case does not run on after the worker's last day, once the records tell of a
        later day, nor begin before their first.
    Why:
        The client's calls and messages go to an empty desk.
    Bad:
        # staff/s-ruiz.yaml
        to: 2026-04-10
        # reviews/2026-04-13-r2.yaml
        by: m-lee
    Good:
        # staff/s-ruiz.yaml
        to: 2026-04-10
        # reviews/2026-04-13-r2.yaml
        by: m-lee
        # case.yaml
        assignments:
          - {worker: s-ruiz, role: primary, from: 2026-01-12, to: 2026-04-09}
          - {worker: m-lee, role: primary, from: 2026-04-10, accepted: 2026-04-09}
    Fix:
        End it by their last day with `to`, and assign who takes over. Where they began later than the assignment,
        correct `from` here, or in their staff record if they were here before.
    Leave it:
        Where someone still comes in for a last talk with the client after the end of the contract: their last day in
        the staff record is that one.
    Source:
        Primero: worker on record must be active.
    """
    newest = newest_day(cases)
    for case in cases:
        file = case.file
        for i, assignment in enumerate(file.assignments if file else ()):
            staff = caseload.staff.get(assignment.worker or "")
            if file is None or staff is None or (staff.to is not None and staff.to < staff.from_):
                continue
            if assignment.from_ < staff.from_:
                says = f"{staff.id} began on {staff.from_}, after this assignment."
                yield problem(case, "assignments", i, "from", says=says)
            elif staff.to is not None and staff.to < min(newest, assignment.to or date.max, ended_on(case) or date.max):
                says = f"{staff.id}'s last day was {staff.to}, and the case is still with them. Who takes over?"
                yield problem(case, "assignments", i, says=says)


@rule("CK722", Severity.WARNING, on="case")
def acts_outside_their_time(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever did something worked here that day.

    Checks:
        That what staff did lies between the first and last day of their staff record.
    Why:
        Either the day or the name is wrong; a court or an auditor will ask which.
    Bad:
        # staff/s-ruiz.yaml
        from: 2026-01-20
        # case.yaml
        assignments:
          - {worker: m-lee, role: primary, from: 2026-01-12}
        # screening.yaml
        by: m-lee
        # circumstances/2026-01-14-c6.yaml
        date: 2026-01-14
    Good:
        # staff/s-ruiz.yaml
        from: 2024-01-20
    Fix:
        Correct the day or who did it, or the first or last day in their staff record.
    Leave it:
        Where they stood in as volunteer or student before they were hired: their first day in the staff record is the
        earlier one.
    Source:
        House practice.
    """
    for act in acts(case):
        staff = caseload.staff.get(act.staff)
        if staff is not None and not served_on(staff, act.on) and (staff.to is None or staff.from_ <= staff.to):
            when = f"began on {staff.from_}" if act.on < staff.from_ else f"had their last day on {staff.to}"
            yield problem(act.record, *act.at, says=f"{staff.id} {when}, by their staff record; this is from {act.on}.")
