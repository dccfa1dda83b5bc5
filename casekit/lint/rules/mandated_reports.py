"""Mandated reports: made first and at once, completed afterwards, and shown to nobody who must not see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.safe_contact import mentions
from casekit.model.standing import last_day
from casekit.model.walk import texts

# The number in "Intake 26-118842": someone who mentions a report rarely copies the whole line.
_NUMBER = re.compile(r"[\w-]*[0-9][\w-]{4,}")


@rule("CK671", Severity.WARNING, on="case")
def report_without_reference(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A mandated report keeps the number, or the name of who took it.

    Checks:
        That a report has a `reference`. One in writing is its own proof, and is not asked.
    Why:
        Making the report was right, and needed no leave. With the number a colleague can add to it tonight.
    Bad:
        # reports/2026-03-03-p2.yaml (whole file)
        date: 2026-03-03
        by: s-ruiz
        kind: adult_protection
        time: 16:20
        agency: Adult Protection, example county
        how: phone
        concern: A neighbour holds her bank card.
        not_shown_to: [the neighbour]
    Good:
        # reports/2026-03-03-p2.yaml
        reference: Taken by the intake worker on duty
    Fix:
        Call and ask for it, or write who took the report.
    Leave it:
        Where the agency gives no numbers and no names: write that as the `reference`.
    Source:
        State reporting laws; practice: time, agency, reference.
    """
    del caseload
    for report in case.reports:
        if report.reference is None and report.how != "in_writing":
            yield problem(
                report, says="making the report was right. Still to be written down: its number, or who took it."
            )


@rule("CK672", Severity.WARNING, on="case")
def written_report_outstanding(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """After the call follows the written report, where the state asks for one.

    Checks:
        That a report by phone or in person has its `written_follow_up` once policy's `written_report_within_days` have
        passed. Without that setting nothing is asked: states differ, and some want none.
    Why:
        Making the report was right. The agency that protects works on with what is in writing.
    Bad:
        # policy.yaml
        values:
          - {setting: written_report_within_days, value: 3, from: 2026-01-01, source: State law}
    Good:
        # policy.yaml
        values:
          - {setting: written_report_within_days, value: 3, from: 2026-01-01, source: State law}
        # reports/2026-03-03-p2.yaml
        written_follow_up: 2026-03-05
    Fix:
        Send it and write the day. Late is better than not at all.
    Leave it:
        Where the state wants no written report, policy sets no days and nothing is asked. Once it was sent, late or
        not, nothing is asked either.
    Source:
        State reporting laws, commonly 36 to 72 hours; agency policy.
    """
    for report in case.reports:
        allowed = limit(caseload, "written_report_within_days", report.date, case)
        if allowed is None or report.how in {"in_writing", "online"}:
            continue
        due = report.date + timedelta(days=allowed.value)
        if report.written_follow_up is None and last_day(case) > due:
            yield problem(report, says=f"making the report was right. The written one was due on {due}; was it sent?")


@rule("CK673", Severity.WARNING, on="case")
def disclosure_without_its_report(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What was shared in a mandated report names the report.

    Checks:
        That a disclosure on the basis `mandated_report` has `report`.
    Why:
        Sharing was right. The report holds the time, the agency, and who must not see it.
    Bad:
        # disclosures/2026-03-03-d8.yaml (whole file)
        date: 2026-03-03
        by: s-ruiz
        to: {name: Adult Protection}
        what: What she told us about the bank card
        purpose: The mandated report
        basis: mandated_report
    Good:
        # disclosures/2026-03-03-d8.yaml
        report: 2026-03-03-p2
    Fix:
        Write the report into reports/, when there is time, and name it here.
    Leave it:
        Where the report was another agency's to make and ours only answered: a waiver says whose it was.
    Source:
        House practice; 45 CFR 164.512(b)(1)(ii) and (c).
    """
    del caseload
    for told in case.disclosures:
        if told.basis == "mandated_report" and told.report is None:
            yield problem(
                told, "basis", says="sharing was right. Still to be written down: which report it belongs to."
            )


@rule("CK674", Severity.INFO, on="case")
def report_with_part2_records(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A report to adult protection can be made without the treatment records.

    Checks:
        Whether a disclosure marked `part2: true` belongs to a report that is not about a child.
    Why:
        Making the report was right. Part 2 opens its records for reports of child abuse alone, so that the others are
        made without saying that someone is in treatment.
    Bad:
        # disclosures/2026-03-03-d8.yaml
        part2: true
    Good:
        # disclosures/2026-03-03-d8.yaml
        part2: false
    Fix:
        Tell a supervisor; next time call just as quickly and leave the treatment out.
    Leave it:
        Where someone's life was in danger: everything that helps may be said. There is nothing to mend in the report.
    Source:
        42 CFR 2.12(c)(6), child abuse and neglect; there is no exception for adult abuse or a duty to warn.
    """
    del caseload
    kinds = {report.stem: report.kind for report in case.reports}
    for told in case.disclosures:
        if told.part2 and kinds.get(told.report or "", "child_protection") != "child_protection":
            says = "making the report was right. It could be made without the treatment records; did it need them?"
            yield problem(told, "part2", says=says)


@rule("CK675", Severity.WARNING, on="case")
def report_in_what_the_client_gets(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A mandated report is in no plan, review or closing summary.

    Checks:
        That the agency that took a report, and its reference, are not named in the plan, in a review or in the outcome:
        those are printed, handed out and left on kitchen tables.
    Why:
        The person it is about may read it there, and know who spoke.
    Bad:
        # plan.yaml
        leaving: When Adult Protection, example county, has closed its case
    Good:
        # plan.yaml
        leaving: When her own bank card is back in her hands
    Fix:
        Take it out; say in the plan what the client wants. The report itself keeps everything.
    Leave it:
        Where the client asked for it to be named, since they made the report with us: a waiver says so.
    Source:
        State laws on the confidentiality of reports; House practice.
    """
    del caseload
    given = [record for record in (case.plan, case.outcome, *case.reviews) if record is not None]
    for report in case.reports:
        numbers = _NUMBER.findall(report.reference or "")
        names = [report.agency, *numbers] if numbers or report.reference is None else [report.agency, report.reference]
        for record in given:
            for text, at in texts(record):
                if mentions(text, names):
                    yield problem(
                        record, *at, says="this names a mandated report, and the client or others may be handed it."
                    )


@rule("CK676", Severity.WARNING, on="case")
def report_given_for_approval(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A mandated report needs nobody's approval.

    Checks:
        That no approval is of a record in reports/.
    Why:
        The duty is personal. A second signature is a reason to wait, and someone may be hurt meanwhile.
    Bad:
        # approvals/ap-4k2m.yaml
        id: ap-4k2m
        date: 2026-03-03
        by: m-lee
        of: reports/2026-03-03-p2.yaml
        sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
        for: other
        decision: approved
    Good:
        # reports/2026-03-03-p2.yaml
        reference: Intake 26-118
    Fix:
        Delete the approval, and tell the team that nobody has to ask first. Talking it over with a supervisor is welcome.
    Leave it:
        Where a supervisor read the report afterwards to help: that is a talk, and needs no approval file.
    Source:
        State reporting laws: the duty is the reporter's own.
    """
    del caseload
    for approval in case.approvals:
        if "reports/" in approval.of:
            yield problem(approval, "of", says="a mandated report waits for no approval; the duty is the worker's own.")


@rule("CK677", Severity.WARNING, on="case")
def report_and_support(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Who must not see a report is not among those we call.

    Checks:
        That nobody named under a report's `not_shown_to` is a support with `may_contact: true` in the person's file.
    Why:
        A colleague who looks up whom to call finds them there, and does not read the report first.
    Bad:
        # reports/2026-03-03-p2.yaml
        not_shown_to: [Ana Example]
    Good:
        # reports/2026-03-03-p2.yaml
        not_shown_to: [Bo Example]
    Fix:
        Ask the client whether calling them is still safe.
    Leave it:
        Where calling them about other things is still safe, by the client's own word: a waiver says so.
    Source:
        House practice: a report is never shown to those it names.
    """
    person = caseload.person_of(case)
    if person is None:
        return
    for report in case.reports:
        for i, support in enumerate(person.supports):
            if support.may_contact and any(mentions(hidden, [support.name]) for hidden in report.not_shown_to):
                says = (
                    f"is marked as safe to contact, and must not see the report {report.stem}. Is calling still safe?"
                )
                yield problem(person, "supports", i, "may_contact", says=says)
