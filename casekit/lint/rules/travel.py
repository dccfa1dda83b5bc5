"""Travel: an appointment has a way there, and whoever drives was looked at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.provider import Helper
from casekit.model.service import Appointment
from casekit.model.standing import needs_on

_HARD = ("crisis", "vulnerable")
_PAPERS = ("background_check", "licence_checked", "insurance_checked")


@rule("CK471", Severity.INFO, on="case")
def no_way_there(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Where getting there is hard, an appointment says how.

    Checks:
        Whether an appointment has `travel` where transportation was last found at crisis or vulnerable, or is named
        as a barrier. Silent once it has an outcome, for what is done by telephone or at home, and where the client
        arranges it: those are answers.
    Why:
        Most appointments are missed on the way.
    Bad:
        # assessments/2026-01-20-m4.yaml
        needs: [{domain: transportation, level: vulnerable, words: The bus stops at six., choice: not_now, ask_again: 2026-09-01}]
        # appointments/2026-05-11-t3.yaml
        date: 2026-05-11
        by: s-ruiz
        kind: medical
        what: Second visit
    Good:
        # assessments/2026-01-20-m4.yaml
        needs: [{domain: transportation, level: vulnerable, words: The bus stops at six., choice: not_now, ask_again: 2026-09-01}]
        # appointments/2026-05-11-t3.yaml
        date: 2026-05-11
        by: s-ruiz
        kind: medical
        what: Second visit
        travel: {how: client_arranges}
    Fix:
        Ask, and write down the answer.
    Leave it:
        Where the client arranges it, or it takes place by telephone or at home: those are answers. Distance alone is no
        barrier, and nobody guesses one.
    Source:
        Practice cautions: transport; TIP 27, linkage.
    """
    del caseload
    for visit in case.appointments:
        if visit.travel is None and visit.outcome is None and _hard_to_get_there(case, visit):
            yield problem(visit, says="getting there is hard for them just now. How will they get there?")


def _driven(case: Case, caseload: Caseload) -> list[Problem]:
    """Return a problem for each volunteer who drove the client without having been looked at, at the first such drive."""
    told: dict[str, Problem] = {}
    for visit in case.appointments:
        helper = caseload.providers.get(visit.travel.helper or "") if visit.travel else None
        if visit.travel is None or visit.travel.how != "volunteer" or helper is None or helper.path in told:
            continue
        every = limit(caseload, "helper_checked_every_days", visit.date, case)
        lacking = _lacking(helper.helper or Helper(), visit, every.value if every else None)
        if lacking and helper.kind == "informal_helper":
            at = ("helper",) if helper.helper else ()
            says = f"drives a client on {visit.date}, with {' and '.join(lacking)}."
            told[helper.path] = problem(helper, *at, says=says)
    return list(told.values())


@rule("CK472", Severity.WARNING, on="caseload", gather=_driven)
def volunteer_not_checked(caseload: Caseload, cases: Sequence[list[Problem]]) -> Iterator[Problem]:
    """A volunteer who drives a client was looked at first.

    Checks:
        That the informal helper of a ride has a background check, a driving licence and insurance seen, and none of
        them longer ago on that day than policy's `helper_checked_every_days`. One finding for a helper, in the
        directory. A ride program checks its own drivers.
    Why:
        The client gets into a car alone with someone we sent.
    Bad:
        # providers/o-berg-rides.yaml
        id: o-berg-rides
        name: Ole Berg
        description: Drives neighbours.
        kind: informal_helper
        status: active
        services:
          - {id: rides, name: Rides, domains: [transportation]}
        helper: {background_check: 2026-01-05, licence_checked: 2026-01-05}
        assured: {date: 2026-01-05, by: s-ruiz}
        # appointments/2026-03-09-a4.yaml
        travel: {how: volunteer, helper: o-berg-rides}
    Good:
        # providers/o-berg-rides.yaml
        id: o-berg-rides
        name: Ole Berg
        description: Drives neighbours.
        kind: informal_helper
        status: active
        services:
          - {id: rides, name: Rides, domains: [transportation]}
        helper: {background_check: 2026-01-05, licence_checked: 2026-01-05, insurance_checked: 2026-01-05}
        assured: {date: 2026-01-05, by: s-ruiz}
        # appointments/2026-03-09-a4.yaml
        travel: {how: volunteer, helper: o-berg-rides}
    Fix:
        See the papers and enter the day, or find another way for this one.
    Leave it:
        Where a friend drives because the client asked them: `client_arranges`, and nobody checks the client's friends.
    Source:
        House practice: volunteers with what policy asks of them.
    """
    del caseload
    first: dict[str, Problem] = {}
    for found in (found for case in cases for found in case):
        first.setdefault(found.path, found)
    yield from first.values()


@rule("CK473", Severity.INFO, on="case")
def ride_without_a_driver(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A ride has someone who drives.

    Checks:
        Whether a volunteer's ride names the `helper`. Silent once the appointment has an outcome, and for a
        repeating one, where drivers take turns.
    Why:
        Everyone believes that someone else has asked the driver.
    Bad:
        # appointments/2026-05-11-t3.yaml
        date: 2026-05-11
        by: s-ruiz
        kind: medical
        what: Second visit
        travel: {how: volunteer}
    Good:
        # appointments/2026-05-11-t3.yaml
        date: 2026-05-11
        by: s-ruiz
        kind: medical
        what: Second visit
        travel: {how: volunteer, note: The ride desk sends someone.}
    Fix:
        Name the driver or the ride desk.
    Leave it:
        Where the ride desk finds a driver on the day: the note of the ride says so.
    Source:
        House practice.
    """
    del caseload
    for visit in case.appointments:
        travel = visit.travel
        if travel is None or visit.outcome is not None or visit.repeats is not None:
            continue
        if travel.how == "volunteer" and travel.helper is None and travel.note is None:
            yield problem(visit, "travel", says="a volunteer drives, and nobody is named. Who is asked?")


def _hard_to_get_there(case: Case, visit: Appointment) -> bool:
    """Tell whether transportation was a need, or named as a barrier, the day before an appointment."""
    known = [a for a in case.assessments if a.date <= visit.date]
    need = needs_on(case, visit.date).get("transportation")
    newest = max((a for a in known if isinstance(a.barriers, tuple)), key=lambda a: a.date, default=None)
    barriers = newest.barriers if newest is not None and isinstance(newest.barriers, tuple) else ()
    named = any(word in b.casefold() for b in barriers for word in ("transport", "no car", "no ride", "no bus"))
    return (need is not None and need.found.level in _HARD) or (named and need is None)


def _lacking(helper: Helper, visit: Appointment, every: int | None) -> list[str]:
    """Say which papers of a helper were not seen, or too long ago, on the day of a ride."""
    lacking = []
    for name in _PAPERS:
        seen = getattr(helper, name)
        what = name.replace("_checked", "").replace("_", " ")
        if seen is None:
            lacking.append(f"no {what} on file")
        elif every is not None and (visit.date - seen).days > every:
            lacking.append(f"a {what} last seen {(visit.date - seen).days} days before")
    return lacking
