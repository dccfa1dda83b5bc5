"""Clinical and rehabilitation case management: therapy by those licensed for it, and skills taught to some result."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.people import Staff
from casekit.model.policy import limit
from casekit.model.qualified import is_for_therapy, may_give_therapy
from casekit.model.standing import ended_on, last_day, reached_phase

_LICENSED = {"clinician", "nurse", "prescriber"}


@rule("CK511", Severity.WARNING, on="case")
def therapy_without_licence(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Therapy is given by someone licensed for it.

    Checks:
        That of the staff who took part in a therapy contact one holds a licence that may cover therapy. A nursing
        licence alone does not. Whether it held on that day, a clinician's empty list of licences and a broker's therapy are
        other rules.
    Why:
        Someone who opens up in therapy trusts that the other is trained, and answers to a board.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: clinical_rehabilitation}
        # case.yaml
        model: clinical_rehabilitation
        # contacts/2026-03-02-k7.yaml
        kind: therapy
        place: office
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: clinical_rehabilitation}
        # case.yaml
        model: clinical_rehabilitation
        # staff/s-ruiz.yaml
        licences: [{kind: LPC, from: 2024-02-01, expires: 2027-01-31}]
        # contacts/2026-03-02-k7.yaml
        kind: therapy
        place: office
    Fix:
        Write the licence into the staff file, name who led the session in `staff`, or say what it was: a visit, a skill.
    Leave it:
        Where the licence is on its way from the board: a waiver says until when, and who supervises meanwhile.
    Source:
        SAMHSA TIP 27, clinical and rehabilitation model; state licensing law.
    """
    for contact, there in _therapy(case, caseload):
        unsaid = any(staff.role in _LICENSED and not staff.licences for staff in there)
        if not unsaid and not any(is_for_therapy(licence) for staff in there for licence in staff.licences):
            says = f"therapy by `{contact.by}`, and no licence for it is in the staff file."
            yield problem(contact, "by", says=says)


@rule("CK512", Severity.WARNING, on="case")
def licence_not_in_force(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A licence holds on the day of the therapy.

    Checks:
        That of the licences of those who took part in a therapy contact one was valid on its date. Clinicians, nurses and
        prescribers are asked about all they did by another rule.
    Why:
        A session in a gap of the licence can be denied by the payer, and the client may be asked to pay.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: clinical_rehabilitation}
        # case.yaml
        model: clinical_rehabilitation
        # staff/s-ruiz.yaml
        licences: [{kind: LPC, from: 2024-02-01, expires: 2026-01-31}]
        # contacts/2026-03-02-k7.yaml
        kind: therapy
        place: office
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: clinical_rehabilitation}
        # case.yaml
        model: clinical_rehabilitation
        # staff/s-ruiz.yaml
        licences: [{kind: LPC, from: 2024-02-01, expires: 2028-01-31}]
        # contacts/2026-03-02-k7.yaml
        kind: therapy
        place: office
    Fix:
        Write the renewal into the staff file, or tell the supervisor of the gap.
    Leave it:
        Where the board extended licences for everyone, after a disaster say: a waiver names the order.
    Source:
        State licensing law: a licence is in force on the day of service.
    """
    for contact, there in _therapy(case, caseload):
        if any(staff.role in _LICENSED for staff in there):
            continue
        held = [licence for staff in there for licence in staff.licences if is_for_therapy(licence)]
        if held and not any(may_give_therapy(staff, contact.date) for staff in there):
            newest = max(held, key=lambda licence: licence.expires or licence.from_)
            says = f"therapy on {contact.date}, and the {newest.kind} runs from {newest.from_} to {newest.expires}."
            yield problem(contact, "date", says=says)


@rule("CK513", Severity.INFO, on="case")
def skill_without_result(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Where a skill was taught, the note says which, and to what result.

    Checks:
        Whether a skills contact that reached the client has `skill`. In brokerage nothing is asked.
    Why:
        What someone can do alone by now is how they come to need us less; the next worker should not begin again.
    Bad:
        # contacts/2026-03-02-k7.yaml
        kind: skills
    Good:
        # contacts/2026-03-02-k7.yaml
        kind: skills
        skill: {taught: Reading the bus timetable, result: Planned the way to the clinic on her own}
    Fix:
        Add `skill` with what was taught and what they could do by the end.
    Leave it:
        Where the client only watched this time, or wants no result written: "not yet" in `skill` is one.
    Source:
        SAMHSA TIP 27, clinical and rehabilitation model; 42 CFR 441.18(a)(7): the content of services.
    """
    del caseload
    if case.file is None or case.file.model == "brokerage":
        return
    for contact in case.contacts:
        if contact.kind == "skills" and contact.reached and contact.skill is None:
            yield problem(
                contact, "kind", says="a skill was taught. Which one, and what could the client do by the end?"
            )


@rule("CK514", Severity.INFO, on="case")
def coordination_alone(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Clinical and rehabilitation case management is more than coordination.

    Checks:
        Whether an open case of that model has therapy or skills, by us or through a service for mental health or
        substance use, once it has been in implementation for longer than policy's `review_every_days`.
    Why:
        They may be on the wrong program: one with less to give than they were told, or more than they want.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: clinical_rehabilitation}
        # policy.yaml
        values:
          - {setting: review_every_days, value: 30, from: 2026-01-01, source: agency practice}
        # case.yaml
        model: clinical_rehabilitation
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-20}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: clinical_rehabilitation}
        # policy.yaml
        values:
          - {setting: review_every_days, value: 30, from: 2026-01-01, source: agency practice}
        # case.yaml
        model: clinical_rehabilitation
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-20}
        # contacts/2026-03-02-k7.yaml
        kind: skills
        skill: {taught: Reading the bus timetable, result: Planned the way to the clinic on her own}
    Fix:
        Ask whether this is what they want.
    Leave it:
        Where the client wants to take it slowly, or sees a therapist of their own whom we need not know.
    Source:
        SAMHSA TIP 27, clinical and rehabilitation model: therapeutic services are central.
    """
    file = case.file
    if file is None or file.model != "clinical_rehabilitation" or ended_on(case) is not None:
        return
    since, newest = reached_phase(case, "implementation"), last_day(case)
    allowed = limit(caseload, "review_every_days", newest, case)
    if (
        since is None
        or allowed is None
        or case.broken & {"contact", "service"}
        or (newest - since).days <= allowed.value
    ):
        return
    given = any(c.kind in {"therapy", "skills"} for c in case.contacts)
    if not given and not any(s.need in {"mental_health", "substance_use"} for s in case.services):
        says = f"no therapy and no skills since {since}. Is coordination what they want, or is it another model?"
        yield problem(file, "model", says=says)


def _therapy(case: Case, caseload: Caseload) -> Iterator[tuple[Contact, tuple[Staff, ...]]]:
    """Yield the therapy contacts outside brokerage whose staff can all be read, with those staff."""
    if case.file is None or case.file.model == "brokerage":
        return
    for contact in case.contacts:
        names = {contact.by, *contact.staff}
        there = tuple(caseload.staff[name] for name in sorted(names) if name in caseload.staff)
        if contact.kind == "therapy" and len(there) == len(names):
            yield contact, there
