"""Signers: whoever signed for the person had the authority to, on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.consent import Consent
from casekit.model.sharing import given_releases
from casekit.model.signing import SignedFor, is_minor, signed_for

_BY_PAPER = {"guardian", "agent"}


@rule("CK622", Severity.INFO, on="case")
def release_signed_by_a_minor(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A minor who signs alone may, where the law of the state says so.

    Checks:
        Whether a release was signed by a client below policy's `majority_age_years` with no word under
        `signer.authority` on what lets them.
    Why:
        Who signs depends on state, service and age. Where a minor consents alone, the minor also decides who hears of it.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 2009-07-14
    Good:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 2009-07-14
        # consents/cn-8h3m.yaml
        signer: {who: client, authority: Minor consent to health care under state law}
    Fix:
        Write what lets them sign. If nothing does, ask the parent too.
    Leave it:
        Where the law lets them sign alone: ask nobody else, the parent least of all. They decide who hears of it.
    Source:
        42 CFR 2.14; state minor consent laws, which differ.
    """
    person = caseload.person_of(case)
    if person is None or case.file is None:
        return
    born = person.birth_date
    if not isinstance(born, date) or born >= case.file.opened:  # a slip, or a newborn: nobody signed alone
        return
    for consent in given_releases(case):
        alone = consent.signer is not None and consent.signer.who == "client" and not consent.signer.authority
        if alone and consent.signed is not None and is_minor(person, caseload, consent.signed):
            yield problem(consent, "signer", says="signed by a minor alone. Does the law of your state let them here?")


@rule("CK623", Severity.ERROR, on="case")
def parent_signed_for_an_adult(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A parent's authority ends when the child is of age.

    Checks:
        That no parent signed a consent or an agreement on or after the day the client came of policy's
        `majority_age_years`.
    Why:
        The client is an adult, and it is theirs to say.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: mother, authority: parent, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: Parent}
        note: Rosa was asked first and nodded.
    Good:
        # people/7K/P-7K3QFMXN.yaml
        birth_date: 2009-07-14
        supports:
          - {id: u1, name: Ana Example, relation: mother, authority: parent, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: Parent}
        note: Rosa was asked first and nodded.
    Fix:
        Ask the client and have them sign.
    Leave it:
        Where a court has made the parent a guardian: written in the person's file, it is a guardian's signature.
    Source:
        State law: majority at 18 in most states; 42 CFR 2.15.
    """
    for paper in signed_for(case, caseload):
        if paper.support.authority == "parent" and is_minor(paper.person, caseload, paper.day) is False:
            yield _at(paper, f"{paper.support.id} signed as parent on {paper.day}, and the client was of age by then.")


@rule("CK624", Severity.ERROR, on="case")
def signed_by_a_payee(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A payee looks after benefit money and signs nothing else.

    Checks:
        That no consent or agreement was signed by a support whose authority is `payee`.
    Why:
        It was the client's to decide, and the release does not count.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: payee, scope: Benefit money, papers_seen: 2025-12-01, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: Representative payee}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: payee, scope: Benefit money, papers_seen: 2025-12-01, may_contact: true}
    Fix:
        Ask the client and have them sign.
    Leave it:
        Where the payee also holds an order that covers it: written in the person's file as that authority, it is not
        asked.
    Source:
        20 CFR 404.2035, duties of a representative payee.
    """
    for paper in signed_for(case, caseload):
        if paper.support.authority == "payee":
            yield _at(paper, f"{paper.support.id} is payee, which covers benefit money and no {paper.what}.")


@rule("CK625", Severity.ERROR, on="case")
def signed_without_authority(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody signs for an adult without authority.

    Checks:
        That no consent or agreement was signed by a support whose authority is `none`.
    Why:
        However close they are, it is the client's word that counts.
    Bad:
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: Next of kin}
    Good:
        # consents/cn-8h3m.yaml
        signer: {who: client}
    Fix:
        Ask the client and have them sign. If the support holds an order or a power, see the papers and write it in the
        person's file.
    Leave it:
        Where a partner or a friend signed only as a witness: the client is the signer, and the witness goes into the
        note.
    Source:
        42 CFR 2.15; 45 CFR 164.502(g).
    """
    for paper in signed_for(case, caseload):
        if paper.support.authority == "none":
            yield _at(paper, f"{paper.support.id} has no legal authority in the person's file.")


@rule("CK626", Severity.ERROR, on="case")
def authority_not_in_force(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever signs for someone has an order or power that is in force.

    Checks:
        That a guardian or an agent signed between the `from` and the `expires` of their authority.
    Why:
        Before and after, the client decides alone.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, scope: Medical decisions, from: 2024-01-10, expires: 2026-01-09, papers_seen: 2025-12-01, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: "Guardian, order of 2024-01-10"}
        note: Rosa was asked first and nodded.
    Good:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, scope: Medical decisions, from: 2024-01-10, expires: 2027-01-09, papers_seen: 2025-12-01, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: "Guardian, order of 2024-01-10"}
        note: Rosa was asked first and nodded.
    Fix:
        Ask whether the order was renewed and see the paper. If not, the client signs.
    Leave it:
        Where the order was renewed and the paper seen: its new days in the person's file answer this.
    Source:
        42 CFR 2.15; 45 CFR 164.502(g)(3).
    """
    for paper in signed_for(case, caseload):
        begins, ends = paper.support.from_, paper.support.expires
        if paper.support.authority in _BY_PAPER and (begins or ends):
            if begins is not None and paper.day < begins:
                yield _at(paper, f"signed on {paper.day}; the authority of {paper.support.id} began on {begins}.")
            elif ends is not None and paper.day > ends:
                yield _at(paper, f"signed on {paper.day}; the authority of {paper.support.id} ended on {ends}.")


@rule("CK627", Severity.WARNING, on="case")
def authority_papers_seen_later(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Someone of ours saw the paper before another signed on it.

    Checks:
        That the papers of a guardian or an agent were seen by the day they signed a consent or an agreement.
    Why:
        People are told that they are guardians, and the order says something narrower, or nothing.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, scope: Medical decisions, papers_seen: 2026-02-20, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: "Guardian, order of 2024-01-10"}
        note: Rosa was asked first and nodded.
    Good:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, scope: Medical decisions, papers_seen: 2026-01-20, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: "Guardian, order of 2024-01-10"}
        note: Rosa was asked first and nodded.
    Fix:
        See the paper. If it covers what was signed, a waiver says so; if it does not, the client signs.
    Leave it:
        Where an earlier order was seen on time and this is its renewal: the earlier day goes into `note`, and a waiver
        says so.
    Source:
        45 CFR 164.514(h)(1): verify identity and authority.
    """
    first: dict[int, SignedFor] = {}
    for paper in signed_for(case, caseload):
        seen = paper.support.papers_seen
        if paper.support.authority in _BY_PAPER and seen is not None and seen > paper.day:
            first.setdefault(paper.place, paper)
    for place, paper in first.items():
        says = f"papers were seen on {paper.support.papers_seen}; {paper.support.id} had signed on {paper.day}."
        yield problem(paper.person, "supports", place, "papers_seen", says=says)


@rule("CK628", Severity.INFO, on="case")
def assent_not_noted(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever signs for someone, the client is asked too.

    Checks:
        Whether a consent that a support signed within their authority has a `note` with what the client said.
    Why:
        It is their life that is told about, whoever holds the pen.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, scope: Medical decisions, papers_seen: 2026-01-20, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: "Guardian, order of 2024-01-10"}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, scope: Medical decisions, papers_seen: 2026-01-20, may_contact: true}
        # consents/cn-8h3m.yaml
        signer: {who: support, support: u1, authority: "Guardian, order of 2024-01-10"}
        note: Rosa was asked first and nodded.
    Fix:
        Ask them, and write into `note` what they said or showed.
    Leave it:
        Where they could not be asked, or could not answer: the note says what was tried.
    Source:
        CMSA Standards of Practice 2016, K and L: self-determination; National Guardianship Association, standard 7.
    """
    for paper in signed_for(case, caseload):
        authority = paper.support.authority
        if isinstance(paper.record, Consent) and authority not in {"none", "payee"} and not paper.record.note:
            yield _at(paper, f"{paper.support.id} signed, and there is no word on what the client said to it.")


def _at(paper: SignedFor, says: str) -> Problem:
    return problem(paper.record, *paper.at, says=says)
