"""Safe company: whom we turn to, tell or send along is nobody who must not know."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import SERVICE_ENDED
from casekit.model.safe_contact import judged, mentions, must_not_know
from casekit.model.sharing import standing
from casekit.model.standing import last_day

_TURNED_TO = {"family_consultation", "collateral"}


@rule("CK666", Severity.WARNING, on="case")
def turned_to_whom_not_to(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """We turn only to those the client lets us contact.

    Checks:
        That no family consultation or collateral contact is with a support whose `may_contact` is false. Someone who
        was simply there is not asked about, nor anything before `safe_contact.as_of`.
    Why:
        The client said whom to leave out. They may have reasons that they have not told.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: none, may_contact: false}
        # contacts/2026-03-02-k7.yaml
        kind: family_consultation
        supports: [u1]
    Good:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: none, may_contact: false}
        # contacts/2026-03-02-k7.yaml
        kind: visit
        supports: [u1]
    Fix:
        If the client wished it, write so in the person's file, with `as_of`. If not, tell them and a supervisor.
    Leave it:
        Where the client asked for this one talk: the person's file says so, with `as_of`. Someone who was simply there
        is not asked about.
    Source:
        CMSA Standards of Practice 2016, J1; 45 CFR 164.510(b)(2).
    """
    person = caseload.person_of(case)
    if person is None:
        return
    left_out = {support.id for support in person.supports if not support.may_contact}
    for contact in case.contacts:
        for i, support in enumerate(contact.supports if contact.kind in _TURNED_TO else ()):
            if support in left_out and judged(person, contact.date):
                says = f"{support} is not to be contacted, by the person's file. Was it the client's wish?"
                yield problem(contact, "supports", i, says=says)


@rule("CK667", Severity.ERROR, on="case")
def told_who_must_not_know(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nothing is told to someone who must not know.

    Checks:
        That a contact that shares something, a disclosure, and those told of the ending of services name nobody whom
        `must_not_know` names in full. What was before `safe_contact.as_of` is not judged, nor are reports, orders
        and emergencies.
    Why:
        The client is kept safe by this one person not knowing.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her former husband, Bo Example"]
          note: Only through the school's office.
        # contacts/2026-03-02-k7.yaml
        spoke_with: Bo Example, who called
        shared: That she comes on Mondays
        consent: cn-8h3m
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her former husband, Bo Example"]
          note: Only through the school's office.
        # contacts/2026-03-04-c9.yaml
        date: 2026-03-04
        by: s-ruiz
        kind: collateral
        minutes: 5
        reached: true
        spoke_with: Bo Example, who called
        note: Told him that we say of nobody whether they come here.
    Fix:
        Warn the client today on a safe way, with a supervisor, and look at the safety plan together.
    Leave it:
        Where the client has allowed it since: the person's file changes first, with `as_of`. Ambulances, orders and
        mandated reports are not held up by this.
    Source:
        34 USC 12291(b)(2), victims' confidentiality; House practice.
    """
    person = caseload.person_of(case)
    names = must_not_know(person) if person is not None else frozenset()
    if person is None or not names:
        return
    says = "by the person's file, whoever was told here must not learn of our work. Is the client safe?"
    for contact in case.contacts:
        if contact.shared is not None and mentions(contact.spoke_with, names) and judged(person, contact.date):
            yield problem(contact, "spoke_with", says=says)
    for told in case.disclosures:
        chosen = told.basis in {"consent", "internal", "qualified_service_organisation"}
        if chosen and mentions(told.to.name, names) and judged(person, told.date):
            yield problem(told, "to", "name", says=says)
    if case.outcome is not None and case.outcome.told is not None and judged(person, case.outcome.date):
        for i, other in enumerate(case.outcome.told.others):
            if mentions(other, names):
                yield problem(case.outcome, "told", "others", i, says=says)


@rule("CK668", Severity.WARNING, on="case")
def consent_for_who_must_not_know(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A release and the safe-contact rules say the same.

    Checks:
        That no consent that still holds names, as recipient, someone whom `must_not_know` names in full.
    Why:
        One colleague reads the release and talks; the other reads the person's file and is silent. Only one is safe.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her mother, Bea Example"]
          note: Only through the school's office.
        # consents/cn-8h3m.yaml
        recipient: {name: "Bea Example, mother"}
        # services/sv-k7q2.yaml (deleted)
        # plan.yaml
        goals:
          - id: g1
            need: housing
            aim: A door of my own
            status: [{status: active, from: 2026-01-20}]
            steps:
              - {id: g1s1, what: Apply for the voucher, who: together, due: 2026-02-15}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her mother, Bea Example"]
          note: Only through the school's office.
    Fix:
        Share nothing until you have asked the client which one holds; then take back the release or change the file.
    Leave it:
        While the client cannot be asked safely: share nothing, and the two may stand until then.
    Source:
        House practice: the safer of two instructions holds until the client was asked.
    """
    person = caseload.person_of(case)
    names = must_not_know(person) if person is not None else frozenset()
    for consent in case.consents if names else ():
        recipient = consent.recipient
        holds = standing(consent, max(last_day(case), consent.signed or consent.offered)) == "holds"
        if recipient is not None and holds and mentions(recipient.name, names):
            says = "by the person's file, this recipient must not learn of our work. Which of the two holds?"
            yield problem(consent, "recipient", "name", says=says)


@rule("CK669", Severity.WARNING, on="case")
def helper_who_must_not_know(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A driver, a landlord or a helper is nobody who must not know.

    Checks:
        That the helper of a ride, the provider of a service and the helper in a step of the plan are not named in full
        under `must_not_know`. What is over is not asked.
    Why:
        Small towns: the volunteer who drives may be the one she left.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her former husband, Bo Example"]
          note: Only through the school's office.
        # plan.yaml
        goals:
          - id: g1
            need: housing
            aim: A door of my own
            status: [{status: active, from: 2026-01-20}]
            steps:
              - {id: g1s1, what: Apply for the voucher, who: other, helper: "Bo Example, driver", due: 2026-02-15, service: sv-k7q2}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her former husband, Bo Example"]
          note: Only through the school's office.
    Fix:
        Find someone else, before the next ride or copy of the plan, and tell the client.
    Leave it:
        Where the client knows and wants it so: the person's file changes first. Rides and services that are over are
        not asked.
    Source:
        House practice: safe-contact rules bind every plan, letter and reminder.
    """
    person = caseload.person_of(case)
    names = must_not_know(person) if person is not None else frozenset()
    if not names:
        return
    says = "by the person's file, this helper must not learn of our work. Who else could do it?"
    for service in case.services:
        if service.status[-1].status not in SERVICE_ENDED and _is_one(service.provider, caseload, names):
            yield problem(service, "provider", says=says)
    for appointment in case.appointments:
        travel = appointment.travel if appointment.outcome is None else None
        if travel is not None and _is_one(travel.helper, caseload, names):
            yield problem(appointment, "travel", "helper", says=says)
    if case.plan is not None:
        for i, goal in enumerate(case.plan.goals):
            for j, step in enumerate(goal.steps):
                if step.dropped is None and step.done is None and mentions(step.helper, names):
                    yield problem(case.plan, "goals", i, "steps", j, "helper", says=says)


def _is_one(provider: str | None, caseload: Caseload, names: frozenset[str]) -> bool:
    found = caseload.providers.get(provider or "")
    return found is not None and mentions(found.name, names)
