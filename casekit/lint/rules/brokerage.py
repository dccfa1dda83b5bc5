"""Brokerage: a broker finds resources and links people to them; what goes further needs another model."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.standing import ended_on, last_day, with_client
from casekit.words import counted


@rule("CK501", Severity.WARNING, on="case")
def therapy_in_brokerage(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A broker gives no therapy.

    Checks:
        That no contact of a brokerage case is therapy, whoever gave it.
    Why:
        Whoever comes for a resource did not ask for therapy, and brokerage has neither the time nor the plan that it needs.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # case.yaml
        model: brokerage
        # contacts/2026-03-02-k7.yaml
        kind: therapy
        place: office
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # case.yaml
        model: brokerage
    Fix:
        Refer to a therapist, or move the case to a program whose model has therapy.
    Leave it:
        Where it was no therapy but a talk that did someone good: `visit` or `phone` is its kind.
    Source:
        SAMHSA TIP 27, models of case management: brokers refer therapeutic services out.
    """
    del caseload
    if _is_brokerage(case):
        for contact in case.contacts:
            if contact.kind == "therapy":
                says = "therapy in a brokerage case. A broker links to a therapist, or the case needs another model."
                yield problem(contact, "kind", says=says)


@rule("CK502", Severity.WARNING, on="case")
def skills_in_brokerage(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A broker teaches no skills.

    Checks:
        That no contact of a brokerage case is skills teaching.
    Why:
        A skill takes practice over weeks. Begun in a case that is over after two contacts, it is left half learned.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # case.yaml
        model: brokerage
        # contacts/2026-03-02-k7.yaml
        kind: skills
        skill: {taught: The bus timetable, result: Finds the line on her own}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # case.yaml
        model: brokerage
    Fix:
        Link to someone who teaches it, or move the case to a program whose model does.
    Leave it:
        Where a form was gone through together or a bus line tried out once: that is a `visit`.
    Source:
        SAMHSA TIP 27, models of case management: brokers refer skills training out.
    """
    del caseload
    if _is_brokerage(case):
        for contact in case.contacts:
            if contact.kind == "skills":
                says = "skills teaching in a brokerage case. Who could teach it, or does the case need another model?"
                yield problem(contact, "kind", says=says)


@rule("CK503", Severity.INFO, on="case")
def needs_outgrow_brokerage(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Many contacts may mean that someone needs more than a broker.

    Checks:
        Whether an open brokerage case has more contacts that reached the client than policy's `brokerage_contacts_most`.
    Why:
        They may be better served by a model with more time. Every one of the contacts was right; none should be hidden.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # policy.yaml
        values:
          - {setting: brokerage_contacts_most, value: 0, from: 2026-01-01, source: agency practice}
        # case.yaml
        model: brokerage
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # policy.yaml
        values:
          - {setting: brokerage_contacts_most, value: 2, from: 2026-01-01, source: agency practice}
        # case.yaml
        model: brokerage
    Fix:
        Ask the client whether more would help, and which program could take them.
    Leave it:
        Where the end is in sight, or the client prefers the person they know to a new program.
    Source:
        SAMHSA TIP 27, models of case management: brokerage is one or two contacts.
    """
    if not _is_brokerage(case) or ended_on(case) is not None or case.file is None:
        return
    most = limit(caseload, "brokerage_contacts_most", last_day(case), case)
    reached = sum(with_client(contact) for contact in case.contacts)
    if most is not None and reached > most.value:
        says = f"{counted(reached, 'contact')} so far; your policy asks after {most.value}. Do the needs outgrow brokerage?"
        yield problem(case.file, "model", says=says)


@rule("CK504", Severity.INFO, on="case")
def long_brokerage(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A long brokerage case may need another model, or an end.

    Checks:
        Whether an open brokerage case has run for more than policy's `brokerage_days_most`, up to the newest day it
        tells of. Without that setting nothing is said.
    Why:
        Months on a list with a broker can hide that nobody is there for the rest of someone's life.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # policy.yaml
        values:
          - {setting: brokerage_days_most, value: 60, from: 2026-01-01, source: agency practice}
        # case.yaml
        model: brokerage
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: brokerage}
        # policy.yaml
        values:
          - {setting: brokerage_days_most, value: 120, from: 2026-01-01, source: agency practice}
        # case.yaml
        model: brokerage
    Fix:
        Close it, or hand over to a program that stays.
    Leave it:
        Where the client wants a waiting list watched, and nothing else from us.
    Source:
        SAMHSA TIP 27, models of case management; House practice for the limit.
    """
    if not _is_brokerage(case) or ended_on(case) is not None or case.file is None:
        return
    newest = last_day(case)
    most = limit(caseload, "brokerage_days_most", newest, case)
    days = (newest - case.file.opened).days
    if most is not None and days > most.value:
        says = f"open for {counted(days, 'day')} by {newest}. Close, hand over, or is the client waiting for something?"
        yield problem(case.file, "opened", says=says)


def _is_brokerage(case: Case) -> bool:
    return case.file is not None and case.file.model == "brokerage"
