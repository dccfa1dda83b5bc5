"""Signers, later: a yes given for someone holds while the authority behind it does."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.sharing import shared_on_consents, standing
from casekit.model.signing import is_minor, signed_for


@rule("CK629", Severity.WARNING, on="case")
def shared_after_authority_ended(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """When a parent's or guardian's authority ends, the client is asked for themselves.

    Checks:
        That nothing is shared on a consent that a parent signed once the client is of age, or that a guardian or
        agent signed once their authority has expired.
    Why:
        From that day the client decides, and nobody has asked them.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 2008-02-14
        supports:
          - {id: u1, name: Ana Example, relation: mother, authority: parent, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: Parent}
        note: Rosa was asked first and nodded.
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
    Good:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 2008-04-14
        supports:
          - {id: u1, name: Ana Example, relation: mother, authority: parent, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: Parent}
        note: Rosa was asked first and nodded.
        # contacts/2026-03-02-k7.yaml
        spoke_with: Front desk at the clinic
        shared: Her new phone number
        consent: cn-8h3m
    Fix:
        Ask the client for a consent of their own before more is shared, and tell them what was.
    Leave it:
        Where the guardian's order was renewed: its new end goes into the person's file. Emergencies rest on a basis of
        their own.
    Source:
        State law: majority at 18 in most states; 42 CFR 2.14 and 2.15.
    """
    papers = {paper.record.stem: paper for paper in signed_for(case, caseload)}
    for told, consent in shared_on_consents(case):
        paper = papers.get(consent.id)
        if paper is None or standing(consent, told.day) != "holds":
            continue
        expires = paper.support.expires
        grown = paper.support.authority == "parent" and is_minor(paper.person, caseload, told.day) is False
        began_minor = is_minor(paper.person, caseload, paper.day)
        if grown and began_minor:
            says = f"shared on {told.day} on a yes of {paper.support.id} as parent; the client is of age since."
            yield problem(told.record, *told.at, says=says)
        elif expires is not None and paper.day <= expires < told.day:
            says = f"shared on {told.day} on a yes of {paper.support.id}, whose authority ended on {expires}."
            yield problem(told.record, *told.at, says=says)
