"""Choice and self-determination: the client chooses who helps, at which level, in their own words."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import LevelOfCare, Record
from casekit.model.people import Staff
from casekit.model.plan import Review
from casekit.model.policy import limit
from casekit.model.standing import risk_on
from casekit.model.workforce import licensed_on
from casekit.words import counted

_FEWEST_WORDS = 4
_NO_CHOICE = ("government", "court")


@rule("CK755", Severity.WARNING, on="case")
def step_up_without_what_was_tried(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """More care comes after less was tried, or says why it could not wait.

    Checks:
        That a review that decides `step_up` says in `tried_first` what was tried. Silent where the risk is imminent.
    Why:
        Each step up takes some freedom; the client should see that something lighter was looked at.
    Bad:
        # reviews/2026-04-13-r2.yaml
        decision: step_up
    Good:
        # reviews/2026-04-13-r2.yaml
        decision: step_up
        tried_first: Two visits a week and a call each night for three weeks.
    Fix:
        Say what was tried, in half a sentence.
    Leave it:
        Where danger was imminent: then nothing is asked. "Nothing lighter would have kept them safe" is an answer.
    Source:
        CMSA Standards of Practice 2016, N (least restrictive); House practice: only on a step up.
    """
    del caseload
    for review in case.reviews:
        risk = risk_on(case, review.date)
        if review.decision == "step_up" and not review.tried_first and (risk is None or risk.level != "imminent"):
            yield problem(review, "decision", says="a step up, and nothing says what was tried first.")


@rule("CK756", Severity.INFO, on="case")
def only_one_way_shown(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client chooses among providers.

    Checks:
        Whether a referral or linkage that is not urgent shows `choices` or the client's choice, where the directory has
        another active entry for the same need. Offices and courts are no choice and do not count.
    Why:
        People stay with what they chose. Free choice of provider is also their right.
    Bad:
        # providers/mill-clinic.yaml
        id: mill-clinic
        name: Mill Clinic
        description: Family doctors.
        kind: clinic
        status: active
        services:
          - {id: family, name: Family doctors, domains: [physical_health]}
        assured: {date: 2026-01-05, by: s-ruiz}
        # services/sv-k7q2.yaml (whole file)
        id: sv-k7q2
        kind: referral
        what: A doctor of her own
        need: physical_health
        urgent: false
        provider: harbor-clinic
        consent: cn-8h3m
        status:
          - {status: requested, from: 2026-02-01}
          - {status: accepted, from: 2026-02-09}
    Good:
        # providers/mill-clinic.yaml
        id: mill-clinic
        name: Mill Clinic
        description: Family doctors.
        kind: clinic
        status: active
        services:
          - {id: family, name: Family doctors, domains: [physical_health]}
        assured: {date: 2026-01-05, by: s-ruiz}
        # services/sv-k7q2.yaml
        client_choice: Harbor Street. My sister goes there.
    Fix:
        Show the others, and write down what the client says.
    Leave it:
        Where they came with their choice made, or the others are too far for them: their own sentence in
        `client_choice` says so.
    Source:
        42 CFR 441.18(a)(1): free choice of providers.
    """
    for service in case.services:
        asked = (
            service.kind in {"referral", "linkage"} and not service.urgent and service.provider in caseload.providers
        )
        if not asked or service.choices or service.client_choice is not None:
            continue
        others = [
            p.id
            for p in caseload.providers.values()
            if p.stem != service.provider
            and p.status == "active"
            and p.kind not in _NO_CHOICE
            and any(service.need in s.domains for s in p.services)
        ]
        if others:
            more = "one other entry" if len(others) == 1 else f"{len(others)} other entries"
            says = f"no choice is written down, and the directory has {more} for {service.need}."
            yield problem(service, "provider", says=says)


@rule("CK757", Severity.INFO, on="case")
def chose_what_was_not_shown(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What was chosen is among what was shown.

    Checks:
        Whether the provider of a service is one of its `choices`, where there are any, and whether the client's
        choice is written down beside them.
    Why:
        Shown one thing and sent to another, a client rightly asks who decided.
    Bad:
        # providers/mill-clinic.yaml
        id: mill-clinic
        name: Mill Clinic
        description: Family doctors.
        kind: clinic
        status: active
        services:
          - {id: family, name: Family doctors, domains: [physical_health]}
        assured: {date: 2026-01-05, by: s-ruiz}
        # services/sv-k7q2.yaml
        choices:
          - {provider: mill-clinic}
    Good:
        # services/sv-k7q2.yaml
        choices:
          - {provider: harbor-clinic}
        client_choice: The one near the river.
    Fix:
        Add what the client chose and why, or the choice that is missing.
    Leave it:
        Where they found a better one themselves after the talk: it joins the `choices`, as theirs.
    Source:
        42 CFR 441.18(a)(1): free choice of providers.
    """
    del caseload
    for service in case.services:
        shown = [choice.provider for choice in service.choices]
        if shown and service.client_choice is None and service.unmet is None:
            yield problem(service, "choices", says="choices were shown, and what the client chose is not written down.")
        elif shown and service.provider is not None and service.provider not in shown:
            yield problem(service, "provider", says=f"{service.provider} is not among the choices shown. What changed?")


@rule("CK758", Severity.INFO, on="case")
def carried_for_the_client(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Over time the client needs us less.

    Checks:
        Whether the worker alone has carried the same area of life in as many reviews in a row, the newest included,
        as policy's `worker_led_reviews_most` allows.
    Why:
        Help that never tapers can become something the client cannot do without.
    Bad:
        # policy.yaml
        values:
          - {setting: worker_led_reviews_most, value: 0, from: 2026-01-01, source: agency practice}
        # reviews/2026-04-13-r2.yaml
        self_management: [{domain: housing, who: worker}]
    Good:
        # policy.yaml
        values:
          - {setting: worker_led_reviews_most, value: 0, from: 2026-01-01, source: agency practice}
        # reviews/2026-04-13-r2.yaml
        self_management: [{domain: housing, who: together}]
    Fix:
        Ask the client which part they would like to try.
    Leave it:
        Where health or danger rules it out for now, or the client has enough on their hands.
    Source:
        The ethic of case management: from doing for, to doing with, to doing alone; House practice for the number.
    """
    reviews = sorted((r for r in case.reviews if r.self_management), key=lambda r: r.date)
    newest = reviews[-1] if reviews else None
    most = limit(caseload, "worker_led_reviews_most", newest.date, case) if newest else None
    if newest is None or most is None:
        return
    for i, area in enumerate(newest.self_management):
        run = _run(reviews, area.domain)
        if area.who == "worker" and run > most.value:
            says = (
                f"{area.domain} was the worker's alone in {counted(run, 'review')} in a row. What would the client try?"
            )
            yield problem(newest, "self_management", i, says=says)


def _run(reviews: list[Review], domain: str) -> int:
    """Count the newest reviews in a row in which the worker alone carried an area."""
    count = 0
    for review in reversed(reviews):
        if not any(a.domain == domain and a.who == "worker" for a in review.self_management):
            break
        count += 1
    return count


@rule("CK768", Severity.WARNING, on="case")
def level_decided_without_licence(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A level of care is decided by someone licensed for it.

    Checks:
        That where `decided_by` names one of our staff, they held a licence that day. Someone of another agency is
        not asked; the case manager who writes it down is not the one who decides.
    Why:
        A level of care opens and closes doors for the client: it takes training to place it.
    Bad:
        # case.yaml
        level_of_care: {scale: LOCUS, level: Level 3, decided_by: Sam Ruiz, on: 2026-02-02}
    Good:
        # case.yaml
        level_of_care: {scale: LOCUS, level: Level 3, decided_by: Dr. Whitfield, on: 2026-02-02}
    Fix:
        Name who decided, or add their licence to the staff record.
    Leave it:
        Where someone of another agency decided, or the case manager only wrote it down: name the one who decided.
    Source:
        LOCUS and ASAM: placed by a trained clinician; House practice: the case manager records it.
    """
    places: list[tuple[Record, LevelOfCare | None]] = [(r, r.level_of_care) for r in case.reviews]
    if case.file is not None:
        places.insert(0, (case.file, case.file.level_of_care))
    for record, level in places:
        staff = _named(caseload, level.decided_by) if level else None
        if level and staff and not licensed_on(staff, level.on):
            says = f"decided by {staff.id}, who has no licence on file for {level.on}. Who decided?"
            yield problem(record, "level_of_care", "decided_by", says=says)


def _named(caseload: Caseload, who: str) -> Staff | None:
    said = who.casefold()
    return next((s for s in caseload.staff.values() if s.id == said or s.name.casefold() in said), None)
