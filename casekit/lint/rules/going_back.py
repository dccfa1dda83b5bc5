"""Step 5, implementation, and the ways back: a case in, returns without a reason and losses without a return out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.case import CaseFile, PhaseEntry
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Event
from casekit.model.progress import implementing, under_way
from casekit.model.standing import phase_on, steps_back

_LOSSES = {
    "eviction": "housing", "lost_housing": "housing", "benefit_cut_off": "income", "loss_of_income": "income",
}  # fmt: skip
_PLAN_IN_USE = {"implementation", "monitoring"}


@rule("CK337", Severity.WARNING, on="case")
def back_without_reason(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Going back says why.

    Checks:
        That a line of `phases` that returns to an earlier step has a `because`.
    Why:
        Going back is normal. Without its reason the next worker may repeat what did not help.
    Bad:
        # case.yaml
        phases:
          - {phase: implementation, from: 2026-02-02}
          - {phase: planning, from: 2026-02-20, incident: 2026-02-17-q3}
    Good:
        # case.yaml
        phases:
          - {phase: implementation, from: 2026-02-02}
          - {phase: planning, from: 2026-02-20, because: Her hours were cut, incident: 2026-02-17-q3}
    Fix:
        Add `because`: half a sentence.
    Leave it:
        Where the client would rather not have the reason in the record: `because: the client prefers not to say` is a
        reason.
    Source:
        House practice: the seven steps loop.
    """
    del caseload
    for file, i, entry in _returns(case):
        if not entry.because:
            says = f"back to {entry.phase} on {entry.from_}. What led to it?"
            yield problem(file, "phases", i, "phase", says=says)


@rule("CK338", Severity.INFO, on="case")
def back_without_what_happened(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Going back names what led to it.

    Checks:
        Whether a line of `phases` that returns to an earlier step names its `incident` or `review`, or the case has some
        record of that day, which tells the story.
    Why:
        Years later the reason is half a sentence, and the record it names is the whole story.
    Bad:
        # case.yaml
        phases:
          - {phase: implementation, from: 2026-02-02}
          - {phase: planning, from: 2026-02-20, because: Her hours were cut}
    Good:
        # case.yaml
        phases:
          - {phase: implementation, from: 2026-02-02}
          - {phase: planning, from: 2026-02-20, because: Her hours were cut, incident: 2026-02-17-q3}
    Fix:
        Add `incident` or `review`.
    Leave it:
        Where the client simply changed their mind, or nothing in particular happened.
    Source:
        House practice: the seven steps loop.
    """
    del caseload
    told = {event.date for event in case.records() if isinstance(event, Event)}
    for file, i, entry in _returns(case):
        if entry.because and entry.incident is None and entry.review is None and entry.from_ not in told:
            says = f"back to {entry.phase} on {entry.from_}: which incident or review led to it?"
            yield problem(file, "phases", i, "phase", says=says)


@rule("CK339", Severity.INFO, on="case")
def loss_without_going_back(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After a home or an income is lost, the plan is looked at.

    Checks:
        Whether an eviction, lost housing, a benefit cut off or a loss of income during implementation or monitoring was
        followed by a step back, a review, an assessment or a risk evaluation.
    Why:
        A plan made for someone with a home asks the wrong things of someone without one.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # incidents/2026-04-20-q8.yaml
        date: 2026-04-20
        by: s-ruiz
        kind: lost_housing
        what: Her sister gave up the apartment.
        response: She stays with a friend for now.
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
          - {phase: planning, from: 2026-04-20, because: The apartment is gone, incident: 2026-04-20-q8}
        # incidents/2026-04-20-q8.yaml
        date: 2026-04-20
        by: s-ruiz
        kind: lost_housing
        what: Her sister gave up the apartment.
        response: She stays with a friend for now.
    Fix:
        Ask the client whether the plan still fits.
    Leave it:
        Where the client says that the plan still fits: the next review says so, and nothing else is needed.
    Source:
        House practice: the seven steps loop; 42 CFR 440.169(d)(4): needs that change adjust the plan.
    """
    del caseload
    if case.file is None or not under_way(case) or not implementing(case):
        return
    looked = [e.date for e in (*case.reviews, *case.assessments, *case.risks)] + [e.from_ for _, e in steps_back(case)]
    named = {entry.incident for entry in case.file.phases}
    for incident in case.incidents:
        phase = phase_on(case, incident.date)
        if incident.kind not in _LOSSES or incident.stem in named or phase is None or phase.phase not in _PLAN_IN_USE:
            continue
        if not any(day >= incident.date for day in looked):
            says = f"{_LOSSES[incident.kind]} lost on {incident.date}, and the plan reads as before. Does it still fit?"
            yield problem(incident, "kind", says=says)


def _returns(case: Case) -> Iterator[tuple[CaseFile, int, PhaseEntry]]:
    """Yield the lines that return to an earlier step; a line that only stands out of order is no return."""
    if case.file is not None:
        for i, entry in steps_back(case):
            if entry.from_ >= case.file.phases[i - 1].from_:
                yield case.file, i, entry
