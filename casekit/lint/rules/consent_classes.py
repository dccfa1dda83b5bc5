"""Consents for a class of recipients: a yes to "my treating providers" covers those who treat."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.sharing import shared_on_consents


@rule("CK636", Severity.INFO, on="case")
def class_for_a_named_recipient(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A consent for "my treating providers" names no landlord and no employer.

    Checks:
        Whether something is shared, on a Part 2 consent that names only a class of recipients, with a provider who is
        not a clinic.
    Why:
        The class is meant for treatment, payment and operations. The client may not have had this one in mind.
    Bad:
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
        recipient: {class: My treating providers}
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01, spoke_with: Front desk, shared: Her name, by: s-ruiz, minutes: 5}
          - {status: accepted, from: 2026-02-09}
        # providers/harbor-clinic.yaml
        kind: organization
    Good:
        # consents/cn-8h3m.yaml
        kind: part2_release
        discloser: This agency
        recipient: {class: My treating providers}
        # services/sv-k7q2.yaml
        status:
          - {status: requested, from: 2026-02-01, spoke_with: Front desk, shared: Her name, by: s-ruiz, minutes: 5}
          - {status: accepted, from: 2026-02-09}
    Fix:
        Ask for a consent that names them.
    Leave it:
        Where they do treat the client, whatever their entry in the directory says.
    Source:
        42 CFR 2.31(a)(4)(i), single consent for treatment, payment and operations.
    """
    for told, consent in shared_on_consents(case):
        to, recipient = caseload.providers.get(told.provider or ""), consent.recipient
        only_class = recipient is not None and recipient.class_ and not recipient.provider and not recipient.name
        if consent.kind == "part2_release" and only_class and to is not None and to.kind != "clinic":
            yield problem(
                told.record, *told.at, says=f"{consent.id} is for a class of recipients. Is {to.id} one of them?"
            )
