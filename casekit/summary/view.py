"""A case and its caseload in, one frozen CaseView out. Mandated reports never enter it."""

from __future__ import annotations

from casekit.model.caseload import Case
from casekit.summary import facts, plan
from casekit.summary.lookup import Lookup
from casekit.summary.shapes import CaseView, Heading
from casekit.summary.timeline import last_entry, timeline


def case_view(case: Case, look: Lookup, at: str | None = None) -> CaseView | None:
    """Return what a reader sees of a case; None where its ``case.yaml`` cannot be read.

    ``at`` says which commit or day the records are of, where they are not as they stand now.
    """
    file = case.file
    if file is None:
        return None
    day = last_entry(case, file)
    return CaseView(
        heading=facts.heading(case, file, look),
        banner=look.banner,
        folder=case.folder,
        last_entry=day,
        facts=facts.facts(case, file, look),
        safe_contact=facts.safe_contact(case, look),
        strengths=facts.strengths(case),
        own_words=facts.own_words(case),
        phases=facts.phases(case, file),
        goals=plan.goals(case, look),
        plan_facts=plan.plan_facts(case),
        services=plan.service_lines(case.services, look),
        consents=plan.consents(case, look, day),
        left_open=plan.left_open(case),
        timeline=timeline(case, look),
        unread=look.missing(case),
        at=at or "",
    )


def case_heading(case: Case, look: Lookup) -> Heading | None:
    """Return how a case stands, in short; None where its ``case.yaml`` cannot be read."""
    return facts.heading(case, case.file, look) if case.file else None
