"""Step 7, outcome evaluation: a case in, what its end leaves open out. Nothing here keeps a case from closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import LeftOpen
from casekit.model.policy import limit
from casekit.model.progress import SERVICE_ENDED, goal_on, is_brokerage, service_stands
from casekit.model.standing import ended_on
from casekit.words import counted

_BEYOND_REACH = {"died", "lost_contact"}


@rule("CK346", Severity.WARNING, on="day")
def outcome_overdue(caseload: Caseload, day: date) -> Iterator[Problem]:
    """The end of a case is evaluated within policy's days.

    Checks:
        That a case that was closed, or whose client died, has an `outcome.yaml` by policy's `outcome_within_days`. The
        case is closed all the same: nothing waits for it.
    Why:
        What helped and what did not is known now; in a year it is a guess. What is still open has nobody.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She moved to her brother's}
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-09-20, because: She moved to her brother's}
    Fix:
        `casekit new outcome`. Where the client cannot be asked, `feedback: {none_because: not_obtainable}` is an answer.
    Leave it:
        Where the case ended by death or disappearance, and those who knew the client need time: it is closed all the
        same, and nothing waits for this page.
    Source:
        CMSA Standards of Practice 2016, F and G (outcomes, closure); House practice: the seventh step. The days are
        policy's.
    """
    for case in caseload.cases:
        ended = ended_on(case)
        if case.file is None or ended is None or case.outcome is not None or "outcome" in case.broken:
            continue
        allowed = limit(caseload, "outcome_within_days", ended, case)
        if allowed is not None and (day - ended).days > allowed.value:
            place = len(case.file.status) - 1
            says = f"ended {counted((day - ended).days, 'day')} ago, and there is no outcome.yaml."
            yield problem(case.file, "status", place, says=says)


@rule("CK347", Severity.WARNING, on="case")
def open_end_with_nobody(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What is still open at the end is handed to someone.

    Checks:
        That an outcome whose case has services neither completed nor ended names someone in `handed_over`. Death,
        withdrawal and disappearance close a case like any other; their open ends are somebody's too.
    Why:
        An application that nobody watches lapses. The letter goes to an address where we no longer look.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She withdrew}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: withdrew
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She wants to go on by herself.
        goals: [{goal: g1, result: dropped_by_client}]
        told: {client: 2026-05-20}
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She withdrew}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: withdrew
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She wants to go on by herself.
        goals: [{goal: g1, result: dropped_by_client}]
        told: {client: 2026-05-20}
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Fix:
        Add `handed_over`: a sister, another agency, the client. Or end the service with its reason.
    Leave it:
        Where the client takes everything on themselves: `handed_over` with their own name is an answer. A case that
        ends by death, withdrawal or disappearance is closed all the same.
    Source:
        CMSA Standards of Practice 2016, G (closure): transition of what remains; House practice: every open end is
        handed to someone.
    """
    del caseload
    outcome = case.outcome
    if outcome is None or outcome.handed_over or "service" in case.broken:
        return
    still = [s.id for s in case.services if service_stands(s) not in SERVICE_ENDED and s.unmet is None]
    if still:
        says = f"still open: {', '.join(still)}, and `handed_over` names nobody. Who takes it on?"
        yield problem(outcome, says=says)


@rule("CK348", Severity.WARNING, on="case")
def goals_without_result(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An outcome says what became of every goal.

    Checks:
        That each goal of the plan that had not been dropped or met before has its result in the outcome. After a death or
        a disappearance nobody is asked.
    Why:
        A goal without a result counts for nothing, for the client and for whoever pays.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She withdrew}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: withdrew
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She wants to go on by herself.
        told: {client: 2026-05-20}
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She withdrew}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: withdrew
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She wants to go on by herself.
        goals: [{goal: g1, result: dropped_by_client}]
        told: {client: 2026-05-20}
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Fix:
        Add the goal with its result; `dropped_by_client` counts against nobody.
    Leave it:
        Where the client was never asked how it ended for them and cannot be asked now: `not_met` need not be guessed,
        and a waiver says that nobody knows. After a death or a disappearance nobody is asked.
    Source:
        42 CFR 441.18(a)(7): whether goals were achieved; CMSA Standards of Practice 2016, F (outcomes).
    """
    del caseload
    outcome = case.outcome
    if outcome is None or case.plan is None or outcome.reason in _BEYOND_REACH or outcome.amends is not None:
        return
    told = {result.goal for result in outcome.goals}
    for goal in case.plan.goals:
        stood = goal_on(goal, outcome.date)
        if goal.id not in told and stood is not None and stood.status in {"active", "paused", "partly_met"}:
            yield problem(outcome, "goals", says=f"{goal.id} has no result. What became of it?")


@rule("CK349", Severity.INFO, on="case")
def ending_not_told(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client hears from us that the service ends.

    Checks:
        Whether an outcome says in `told` when the client was told. Death and disappearance are not asked, nor is what a
        client who withdrew told us. A broker's client often just has what they came for, and is not asked.
    Why:
        Someone who keeps coming to a door that was closed without a word does not knock at the next one.
    Bad:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She moved away}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: moved
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She lives with her brother now.
        goals: [{goal: g1, result: not_met}]
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Good:
        # case.yaml
        status:
          - {status: open, from: 2026-01-12}
          - {status: closed, from: 2026-05-20, because: She moved away}
        # outcome.yaml
        date: 2026-05-20
        by: s-ruiz
        reason: moved
        destination: with_family
        feedback: {none_because: not_obtainable}
        aftercare: She has our number.
        summary: She lives with her brother now.
        goals: [{goal: g1, result: not_met}]
        told: {client: 2026-05-18}
        handed_over: [{what: The first appointment at the clinic, to: Rosa herself}]
    Fix:
        Tell them, and add the day.
    Leave it:
        Where it was said and nobody noted when, or where telling them would put them in danger.
    Source:
        CMSA Standards of Practice 2016, G (closure): notice to the client.
    """
    del caseload
    outcome = case.outcome
    if outcome is None or outcome.reason in {*_BEYOND_REACH, "withdrew"} or is_brokerage(case):
        return
    heard_back = not isinstance(outcome.feedback, LeftOpen)
    if not heard_back and (outcome.told is None or outcome.told.client is None):
        yield problem(outcome, says="nothing says that the client was told of the end. Do they know?")
