"""Bases of disclosure: what an emergency and a court order ask to be written down. Consent is only one basis of several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload

_EMERGENCY = {
    "recipient_affiliation": "where the recipient works",
    "discloser": "who shared it",
    "time": "when",
    "nature": "what the emergency was",
}
_SUBPOENA = re.compile(r"\bsubp(?:o|oe|e)na", re.IGNORECASE)


@rule("CK651", Severity.WARNING, on="case")
def emergency_to_be_written_down(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After a medical emergency, what was shared is written down.

    Checks:
        That a disclosure on the basis of a medical emergency notes, under `emergency`, the recipient's affiliation, who
        shared it, when, and the nature of the emergency.
    Why:
        Sharing was right, and needed nobody's leave. The note lets the client learn afterwards who knows what.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: "Dr. Osei, emergency physician"}
        what: Which medicine she takes
        purpose: Treatment while she could not speak
        basis: medical_emergency
        emergency: {recipient_affiliation: County Hospital, discloser: s-ruiz}
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: "Dr. Osei, emergency physician"}
        what: Which medicine she takes
        purpose: Treatment while she could not speak
        basis: medical_emergency
        emergency: {recipient_affiliation: County Hospital, discloser: s-ruiz, time: 19:05, nature: Unconscious}
    Fix:
        Write what is missing when there is time; ask a colleague who was there.
    Leave it:
        While the emergency lasts, or nobody who was there can be asked yet. Nobody waits for a form to be filled in.
    Source:
        42 CFR 2.51(c): recipient and affiliation, discloser, date and time, nature.
    """
    del caseload
    for told in case.disclosures:
        if told.basis == "medical_emergency":
            missing = [words for name, words in _EMERGENCY.items() if getattr(told.emergency, name, None) is None]
            if missing:
                at = ("emergency",) if told.emergency else ("basis",)
                yield problem(told, *at, says=f"sharing was right. Still to be written down: {', '.join(missing)}.")


@rule("CK652", Severity.WARNING, on="case")
def no_basis_in_part2(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Part 2 records are not opened by "the law requires it".

    Checks:
        That a disclosure marked `part2: true` does not rest on `required_by_law`: 42 CFR Part 2 has its own list of
        bases.
    Why:
        What other laws ask for, even a subpoena, does not open treatment records. The client counts on that.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: County attorney, address: 1 Main Street}
        what: Dates of attendance
        purpose: A subpoena
        basis: required_by_law
        part2: true
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: County attorney, address: 1 Main Street}
        what: Dates of attendance
        purpose: The order in the custody case
        basis: court_order
        court_order: {court: County District Court, number: 26-CV-93, date: 2026-03-04}
        part2: true
    Fix:
        Name the basis it had: a court order under subpart E, an audit, an emergency, a report of child abuse, a crime on
        the premises. If there was none, tell a supervisor and the client.
    Leave it:
        Where it was a report of child abuse, an emergency or a crime on the premises: named as that, it needed nothing
        else.
    Source:
        42 CFR 2.13, 2.20 and subparts C to E.
    """
    del caseload
    for told in case.disclosures:
        if told.basis == "required_by_law" and told.part2:
            yield problem(
                told, "basis", says="held Part 2 records, for which 42 CFR Part 2 has no such basis. Which one was it?"
            )


@rule("CK653", Severity.WARNING, on="case")
def subpoena_alone(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A subpoena is no court order.

    Checks:
        That a disclosure for a subpoena rests on a court order that is named, on a consent or on another basis of its
        own, not on `required_by_law`; and that what is named as the order is none.
    Why:
        An attorney can send a subpoena without a judge having read it. Answered alone, it takes from the client what a
        court might have protected.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: County attorney, address: 1 Main Street}
        what: Dates of attendance
        purpose: Subpoena of March 4
        basis: required_by_law
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: County attorney, address: 1 Main Street}
        what: Dates of attendance
        purpose: Subpoena of March 4, and the order with it
        basis: court_order
        court_order: {court: County District Court, number: 26-CV-93, date: 2026-03-04}
    Fix:
        Ask your attorney before the next one is answered, and tell the client.
    Leave it:
        Where a court's order came with it, or the client agreed: named, it answers this.
    Source:
        42 CFR 2.61(b); 45 CFR 164.512(e)(1)(ii).
    """
    del caseload
    for told in case.disclosures:
        words = " ".join((told.what, told.purpose, told.note or ""))
        if told.basis == "required_by_law" and not told.part2 and _SUBPOENA.search(words):
            yield problem(
                told, "basis", says="a subpoena alone is not an order. Was there one, or a notice to the client?"
            )
        order = told.court_order
        if order is not None and _SUBPOENA.search(f"{order.court} {order.number}"):
            yield problem(told, "court_order", says="this is a subpoena, not an order of a court. Was there one?")


@rule("CK654", Severity.ERROR, on="case")
def order_after_disclosure(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A court order comes before what is shared under it.

    Checks:
        That the court order of a disclosure is not dated after it.
    Why:
        On the day it was shared there was no order, or one of the days is wrong.
    Bad:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Clerk of the court, address: 1 Main Street}
        what: Dates of attendance
        purpose: The custody case
        basis: court_order
        court_order: {court: County District Court, number: 26-CV-93, date: 2026-03-12}
    Good:
        # disclosures/2026-03-09-f6.yaml
        date: 2026-03-09
        by: s-ruiz
        to: {name: Clerk of the court, address: 1 Main Street}
        what: Dates of attendance
        purpose: The custody case
        basis: court_order
        court_order: {court: County District Court, number: 26-CV-93, date: 2026-03-04}
    Fix:
        Correct the day. If it was shared first, tell a supervisor and the client.
    Leave it:
        Where one of the two days is a slip, correcting it is all. What was shared too early keeps its day, and a waiver
        says what was done about it.
    Source:
        42 CFR 2.61; 45 CFR 164.512(e)(1)(i).
    """
    del caseload
    for told in case.disclosures:
        if told.court_order is not None and told.court_order.date > told.date:
            says = f"the order is of {told.court_order.date}, and it was shared on {told.date}."
            yield problem(told, "court_order", "date", says=says)
