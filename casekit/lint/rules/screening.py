"""Step 1, screening: a case in, what its screening leaves open, or decided and nobody followed, out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import SERVICE_LOST, days_over, engaged_on, is_brokerage, service_stands, under_way
from casekit.model.standing import last_day, needs_on, phase_on
from casekit.words import counted

_TURNED_DOWN = {"waitlisted", "referred_elsewhere", "not_eligible", "client_declined"}


@rule("CK301", Severity.WARNING, on="case")
def no_screening(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An open case begins with a screening.

    Checks:
        That a case whose status is `open` has a `screening.yaml` when it comes to a later step, or by policy's
        `screening_decision_days`. Outreach needs none yet, and a case that has ended is not asked any more.
    Why:
        Screening says whether the person would gain from case management, may have it here, and in which model.
        Without it they may wait in the wrong program for weeks.
    Bad:
        # screening.yaml (deleted)
    Good:
        # screening.yaml
        decision: accepted
    Fix:
        `casekit new screening`: a few lines will do.
    Leave it:
        Where urgent help came first, a bed or a doctor tonight: that is never wrong, and the few lines can wait a day.
        While it is outreach, nobody is asked for a screening.
    Source:
        CMSA Standards of Practice 2016, A (client selection); House practice: the seven steps begin with a screening.
    """
    file, phase, since = case.file, phase_on(case, last_day(case)), engaged_on(case)
    if file is None or since is None or not under_way(case) or case.screening or "screening" in case.broken:
        return
    late = days_over(caseload, "screening_decision_days", since, case) is not None
    if late or (phase is not None and phase.phase != "screening"):
        yield problem(file, "opened", says=f"opened on {file.opened}, and there is no screening.yaml.")


@rule("CK302", Severity.WARNING, on="case")
def screening_not_decided(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A screening comes to a decision in time.

    Checks:
        That a screening is not still `pending` when the case has moved on to a later step, nor more than policy's
        `screening_decision_days` after the referral was received.
    Why:
        Whoever asked for help is waiting for an answer, and a no can send them to the right place.
    Bad:
        # screening.yaml
        decision: pending
    Good:
        # screening.yaml
        decision: accepted
        decided: 2026-01-12
    Fix:
        Write down what was decided and when.
    Leave it:
        Where it rightly waits for a paper, for the client's own answer or for another agency: a waiver says for what.
    Source:
        SAMHSA, Section 223 certified clinics: routine needs within 10 business days.
    """
    screening = case.screening
    if screening is None or screening.decision != "pending" or not under_way(case):
        return
    phase = phase_on(case, last_day(case))
    days = days_over(caseload, "screening_decision_days", screening.referred_by.received, case)
    if phase is not None and phase.phase != "screening":
        yield problem(
            screening, "decision", says=f"still pending, and the case came to {phase.phase} on {phase.from_}."
        )
    elif days is not None:
        says = f"still pending {counted(days, 'day')} after the referral of {screening.referred_by.received}."
        yield problem(screening, "decision", says=says)


@rule("CK303", Severity.WARNING, on="case")
def accepted_against_screening(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Who is accepted needs case management and is eligible.

    Checks:
        That a screening that says `accepted` found a need, and found the program's conditions met.
    Why:
        Either one of the answers is a slip, or someone is promised a service that may be taken away from them.
    Bad:
        # screening.yaml
        eligibility: {met: false, how: Lives across the county line.}
    Good:
        # screening.yaml
        eligibility: {met: true, how: Lives in the county.}
    Fix:
        Correct the answer, or write down who made the exception.
    Leave it:
        Where the program made an exception: `how` says who made it, and `met` is true.
    Source:
        CMSA Standards of Practice 2016, A (client selection); House practice: screening decides need, eligibility and
        fit.
    """
    del caseload
    screening = case.screening
    if screening is None or screening.decision != "accepted":
        return
    if not screening.eligibility.met:
        says = "accepted, and the program's conditions are not met. An exception, or a slip?"
        yield problem(screening, "eligibility", "met", says=says)
    elif not screening.need.found:
        says = "accepted, and no need for case management was found. What is the case for?"
        yield problem(screening, "need", "found", says=says)


@rule("CK304", Severity.WARNING, on="case")
def served_without_acceptance(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A case goes on when the screening accepted it.

    Checks:
        That an open case has not come beyond screening where the decision was to wait, to refer elsewhere, or no.
    Why:
        The client may hear a no from one of us and be served by another; a waiting list counts them twice.
    Bad:
        # screening.yaml
        decision: waitlisted
    Good:
        # screening.yaml
        decision: accepted
    Fix:
        Where the decision changed, change it here with its day; otherwise close the case, or say `outreach`.
    Leave it:
        Where someone on the waiting list is given urgent help meanwhile: the case stays in screening, and nothing is
        asked. Where nobody has told the client of the new decision yet, tell them first.
    Source:
        CMSA Standards of Practice 2016, A (client selection); House practice: what screening decided is what is done.
    """
    del caseload
    screening, phase = case.screening, phase_on(case, last_day(case))
    if screening is None or screening.decision not in _TURNED_DOWN or phase is None or not under_way(case):
        return
    if phase.phase != "screening":
        says = f"decided `{screening.decision}`, and the case is open in {phase.phase} since {phase.from_}."
        yield problem(screening, "decision", says=says)


@rule("CK305", Severity.INFO, on="case")
def model_differs_from_fit(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A case is worked in the model that its screening found to fit.

    Checks:
        Whether the model of an open case is another than the screening's `fit`. A review that decided on a step up
        or down answers it.
    Why:
        Too little support, or more of it than someone wants: fit is the third thing a screening decides.
    Bad:
        # screening.yaml
        fit: {model: brokerage, why: She needs one referral and no more.}
    Good:
        # screening.yaml
        fit: {model: strengths_based, why: She has much to build on and many systems to deal with.}
    Fix:
        Correct one of the two, or move the case.
    Leave it:
        Where no place was free in the model that fits, or the client wanted this one.
    Source:
        SAMHSA TIP 27, models of case management.
    """
    del caseload
    fit = case.screening.fit if case.screening else None
    stepped = any(r.decision in {"step_up", "step_down"} for r in case.reviews)
    if case.screening is None or case.file is None or fit is None or stepped or not under_way(case):
        return
    if fit.model != case.file.model:
        says = f"screening found {fit.model} to fit, and the case is worked as {case.file.model}. What changed?"
        yield problem(case.screening, "fit", "model", says=says)


@rule("CK306", Severity.INFO, on="case")
def crisis_under_brokerage(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A crisis may need more than a broker.

    Checks:
        Whether someone in brokerage has a need at crisis that no service is for. A need that the client does not want
        to work on now is not asked about.
    Why:
        A broker makes a referral and steps back. Someone in crisis may be left alone with a phone number.
    Bad:
        # case.yaml
        model: brokerage
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: food, level: crisis, words: The fridge has been empty since Monday.}
        # plan.yaml
        deferred:
          - {need: food, because: The pantry is asked first, choice: waiting, ask_again: 2026-05-01}
    Good:
        # case.yaml
        model: brokerage
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: physical_health, level: crisis, words: I have had no insulin since Monday.}
    Fix:
        Add the service that meets the crisis, or think about another model with the client.
    Leave it:
        Where the crisis is being met by someone who is no service of ours, a sister or an embassy; and always where
        help has to be called before anything is written.
    Source:
        SAMHSA TIP 27, crisis response by model: a broker answers resource crises only.
    """
    del caseload
    if not is_brokerage(case) or not under_way(case):
        return
    served = {s.need for s in case.services if service_stands(s) not in SERVICE_LOST}
    for domain, need in needs_on(case, last_day(case)).items():
        if need.found.level == "crisis" and need.found.choice in {None, "now"} and domain not in served:
            says = f"{domain} at crisis under brokerage, and no service is for it. Does the client need more than a broker?"
            yield problem(need.assessment, "needs", need.place, "level", says=says)


@rule("CK307", Severity.WARNING, on="case")
def act_for_whom(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Assertive community treatment is for people with serious mental illness.

    Checks:
        That a case in this model names `serious_mental_illness` among its populations.
    Why:
        An ACT team has some ten clients to a worker, so that those who cannot do with less have a place.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        populations: [homeless]
        model: assertive_community_treatment
        assignments:
          - {team: north, role: team, from: 2026-01-12}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments:
          - {team: north, role: team, from: 2026-01-12}
    Fix:
        Add the population where it is so, or ask whether another model suits them.
    Leave it:
        Where the team took someone on knowingly, while a diagnosis is still open for instance: a waiver says who
        decided it.
    Source:
        DACTS O1: explicit admission criteria; SAMHSA ACT KIT.
    """
    del caseload
    file = case.file
    if file is None or file.model != "assertive_community_treatment" or not under_way(case):
        return
    if "serious_mental_illness" not in file.populations:
        says = "assertive community treatment, and serious mental illness is not among the populations."
        yield problem(file, "model", says=says)


@rule("CK308", Severity.INFO, on="case")
def referred_to_nobody(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Who is referred elsewhere is given an address.

    Checks:
        Whether a screening that says `referred_elsewhere` names the provider in `referred_to`.
    Why:
        A no with an address is help; a no without one is a closed door.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
        # screening.yaml
        decision: referred_elsewhere
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
        # screening.yaml
        decision: referred_elsewhere
        referred_to: harbor-clinic
    Fix:
        Name the provider.
    Leave it:
        Where they wanted to look for themselves, or there is no provider for it anywhere near.
    Source:
        CMSA Standards of Practice 2016, A (client selection).
    """
    del caseload
    screening = case.screening
    if screening is not None and screening.decision == "referred_elsewhere" and screening.referred_to is None:
        yield problem(screening, "decision", says="referred elsewhere, and `referred_to` does not say where to.")
