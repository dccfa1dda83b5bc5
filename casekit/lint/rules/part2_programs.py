"""Programs and providers that treat substance use: whether 42 CFR Part 2 applies to them is decided, and written down."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Caseload

_TREATMENT = {"clinical_rehabilitation", "assertive_community_treatment"}


@rule("CK640", Severity.INFO, on="shared")
def part2_not_decided(caseload: Caseload) -> Iterator[Problem]:
    """Where substance use is treated, someone has decided whether 42 CFR Part 2 applies.

    Checks:
        Whether a program that works clinically with people who use substances, and a clinic or organisation in the
        directory with a service for substance use and nothing else, say `part2: true` or `part2: false`.
    Why:
        Which consent and which notice a disclosure needs follows from it, for every client of the program.
    Bad:
        # providers/harbor-clinic.yaml
        services:
          - {id: groups, name: Groups, domains: [substance_use]}
    Good:
        # providers/harbor-clinic.yaml
        part2: false
        services:
          - {id: groups, name: Groups, domains: [substance_use]}
    Fix:
        Ask whoever advises you on privacy, or the provider, and write the answer.
    Leave it:
        Where it is a peer group or a hotline, which is often none: `part2: false` ends the question. Until someone has
        advised you, treat its records as protected.
    Source:
        42 CFR 2.11 and 2.12(b): federally assisted, and holds itself out as providing treatment.
    """
    agency = caseload.agency
    if agency is not None:
        for i, program in enumerate(agency.programs):
            if program.part2 is None and program.model in _TREATMENT and "substance_use" in program.populations:
                says = f"{program.id} works clinically with people who use substances. Is it a Part 2 program?"
                yield problem(agency, "programs", i, says=says)
    for provider in caseload.providers.values():
        offers = any(service.domains == ("substance_use",) for service in provider.services)
        if provider.part2 is None and offers and provider.kind in {"clinic", "organization"}:
            yield problem(provider, says="has a service for substance use alone. Is it a Part 2 program?")
