"""References: matters and events that records of one case point at exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.resolve import unknown
from casekit.lint.rule import Problem, rule
from casekit.model.caseload import Caseload
from casekit.model.sketch import Sketch, sketch


@rule("CK221", Severity.ERROR, on="caseload", gather=sketch)
def unknown_legal_matter(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A legal matter that is named is in the case.

    Checks:
        That every id of a legal matter is in this case's legal/.
    Why:
        A check-in that belongs to no known supervision cannot be weighed against its conditions.
    Bad:
        # appointments/2026-03-09-a4.yaml
        legal: lg-9999
    Good:
        # appointments/2026-03-09-a4.yaml
        legal: lg-2b4d
    Fix:
        Correct the id, or write the legal matter.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "legal")


@rule("CK222", Severity.ERROR, on="caseload", gather=sketch)
def unknown_advocacy(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """An advocacy record that is named is in the case.

    Checks:
        That every id of an advocacy record is in this case's advocacy/.
    Why:
        What was agreed between two systems, and who told the client, is written there.
    Bad:
        # legal/lg-2b4d.yaml
        negotiated:
          - date: 2026-03-10
            what: The hour of the check-in
            proposed_by: Rosa
            agreed: Tuesdays at noon
            told_client: 2026-03-10
            advocacy: ad-9999
    Good:
        # legal/lg-2b4d.yaml
        negotiated:
          - date: 2026-03-10
            what: The hour of the check-in
            proposed_by: Rosa
            agreed: Tuesdays at noon
            told_client: 2026-03-10
            advocacy: ad-9r2t
    Fix:
        Correct the id, or write the advocacy record.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "advocacy")


@rule("CK223", Severity.ERROR, on="caseload", gather=sketch)
def unknown_incident(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """An incident that is named is in the case.

    Checks:
        That every incident named by its file is in this case's incidents/.
    Why:
        A case sent back to an earlier step because of something nobody can find cannot be understood later.
    Bad:
        # contacts/2026-03-02-k7.yaml
        incident: 2026-02-27-zz
    Good:
        # contacts/2026-03-02-k7.yaml
        incident: 2026-02-17-q3
    Fix:
        Correct the name: it is the file's name without .yaml.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "incident")


@rule("CK224", Severity.ERROR, on="caseload", gather=sketch)
def unknown_review(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A review that is named is in the case.

    Checks:
        That every review named by its file is in this case's reviews/.
    Why:
        The reason for going back a step is in the review.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: planning, from: 2026-04-13, because: The plan no longer fits, review: 2026-04-13-zz}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: planning, from: 2026-04-13, because: The plan no longer fits, review: 2026-04-13-r2}
    Fix:
        Correct the name: it is the file's name without .yaml.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "review")


@rule("CK225", Severity.ERROR, on="caseload", gather=sketch)
def unknown_assessment(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """An assessment that is named is in the case.

    Checks:
        That every assessment named by its file is in this case's assessments/.
    Why:
        A safety plan follows from what was found, and the finding should be there to read.
    Bad:
        # safety_plans/2026-02-18-s5.yaml
        assessment: 2026-01-20-zz
    Good:
        # safety_plans/2026-02-18-s5.yaml
        assessment: 2026-01-20-m4
    Fix:
        Correct the name: it is the file's name without .yaml.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "assessment")


@rule("CK226", Severity.ERROR, on="caseload", gather=sketch)
def unknown_circumstances(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A record of circumstances that is named is in the case.

    Checks:
        That the circumstances an outcome names are in this case's circumstances/.
    Why:
        Where someone lives and what they live on at the end is the outcome.
    Bad:
        # outcome.yaml
        date: 2026-05-04
        by: s-ruiz
        reason: goals_met
        destination: rental
        feedback: You listened.
        aftercare: The clinic knows him.
        summary: He has his own door.
        goals: [{goal: g1, result: met}]
        handed_over: [{what: The first visit at the clinic, to: his sister}]
        circumstances: 2026-05-04-zz
    Good:
        # outcome.yaml
        date: 2026-05-04
        by: s-ruiz
        reason: goals_met
        destination: rental
        feedback: You listened.
        aftercare: The clinic knows him.
        summary: He has his own door.
        goals: [{goal: g1, result: met}]
        handed_over: [{what: The first visit at the clinic, to: his sister}]
        circumstances: 2026-01-14-c6
    Fix:
        Correct the name: it is the file's name without .yaml.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "circumstances")


@rule("CK227", Severity.ERROR, on="caseload", gather=sketch)
def unknown_appointment(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """An appointment that is named is in the case.

    Checks:
        That every appointment named by its file is in this case's appointments/.
    Why:
        An accompanied visit is read together with the appointment: when, where, how to get there.
    Bad:
        # contacts/2026-03-02-k7.yaml
        appointment: 2026-03-09-zz
    Good:
        # contacts/2026-03-02-k7.yaml
        appointment: 2026-03-09-a4
    Fix:
        Correct the name: it is the file's name without .yaml.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "appointment")


@rule("CK228", Severity.ERROR, on="caseload", gather=sketch)
def unknown_report(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A mandated report that is named is in the case.

    Checks:
        That the mandated report a disclosure rests on is in this case's reports/.
    Why:
        The report is what makes the disclosure lawful.
    Bad:
        # disclosures/2026-03-03-d8.yaml
        basis: mandated_report
        report: 2026-03-03-zz
    Good:
        # disclosures/2026-03-03-d8.yaml
        basis: mandated_report
        report: 2026-03-03-p2
    Fix:
        Correct the name: it is the file's name without .yaml. The report itself never waits for this.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "report")
