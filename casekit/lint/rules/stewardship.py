"""Stewardship: money and places are kept for those who need them, and other ways were looked at first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.agency import Policy
from casekit.model.caseload import Case, Caseload
from casekit.model.consent import Approval
from casekit.model.money import is_flexible, over_yearly_limit, program_of, spent, total
from casekit.model.policy import limit
from casekit.model.service import Service
from casekit.model.sketch import Sketch, sketch
from casekit.model.standing import status_on
from casekit.model.workforce import newest_day, open_cases
from casekit.words import counted


@rule("CK759", Severity.INFO, on="case")
def cost_without_alternatives(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What costs much says what else was looked at.

    Checks:
        Whether a service that took more of the agency's own money than policy's `alternatives_above_amount` names
        the alternatives considered. Without that setting nothing is asked, nor of what others pay.
    Why:
        What one client does not need is there for the next.
    Bad:
        # policy.yaml
        values:
          - {setting: alternatives_above_amount, value: 100, from: 2026-01-01, source: agency practice}
        # services/sv-k7q2.yaml
        cost: {amount: 140, paid_by: flexible funds}
    Good:
        # policy.yaml
        values:
          - {setting: alternatives_above_amount, value: 100, from: 2026-01-01, source: agency practice}
        # services/sv-k7q2.yaml
        cost: {amount: 140, paid_by: flexible funds, alternatives: The sliding fee starts at three visits.}
    Fix:
        Say in `alternatives` what else there was and why it would not do.
    Leave it:
        Where it was urgent: the money helps first, and the sentence comes afterwards.
    Source:
        CMSA Standards of Practice 2016, N (resource stewardship).
    """
    for one in spent(case, caseload):
        cost, most = one.service.cost, limit(caseload, "alternatives_above_amount", one.service.status[0].from_, case)
        if cost and most and not cost.alternatives and one.amount > most.value:
            says = f"{one.amount:g} in all. Above {most.value} your policy asks: what else was looked at?"
            yield problem(one.service, "cost", says=says)


def _spent(case: Case, caseload: Caseload) -> list[tuple[str, int, float]]:
    """Return what a case took from the agency's own money: program, year and amount."""
    return [(one.case.file.program if one.case.file else "", one.year, one.amount) for one in spent(case, caseload)]


@rule("CK760", Severity.WARNING, on="caseload", gather=_spent)
def program_over_budget(caseload: Caseload, cases: Sequence[list[tuple[str, int, float]]]) -> Iterator[Problem]:
    """A program spends what it has.

    Checks:
        That what a program's cases took from the agency's own money in a calendar year is not more than the
        program's `budget`.
    Why:
        A promise that the money cannot keep is broken to the client who comes last.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, budget: 100}
        # services/sv-k7q2.yaml
        cost: {amount: 140, paid_by: flexible funds}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, budget: 1000}
        # services/sv-k7q2.yaml
        cost: {amount: 140, paid_by: flexible funds}
    Fix:
        Talk with the funder early, or correct an amount or a unit.
    Leave it:
        Where the funder has agreed to more: write the new budget. What was promised to a client is not taken back for
        it.
    Source:
        CMSA Standards of Practice 2016, N (resource stewardship); House practice: a budget is what was promised to all
        of its clients.
    """
    sums: dict[tuple[str, int], float] = defaultdict(float)
    for case in cases:
        for program_id, year, amount in case:
            sums[program_id, year] += amount
    for i, program in enumerate(caseload.agency.programs if caseload.agency else ()):
        for (name, year), amount in sums.items():
            if caseload.agency and name == program.id and program.budget is not None and amount > program.budget:
                says = f"{amount:g} were spent for clients in {year}, and the budget is {program.budget:g}."
                yield problem(caseload.agency, "programs", i, "budget", says=says)


@rule("CK761", Severity.WARNING, on="caseload", gather=sketch)
def program_over_capacity(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A program takes no more people than it has places.

    Checks:
        That on the newest day the records tell of, a program's open cases are not more than its `capacity`.
        Outreach is not counted.
    Why:
        Taken on without a place, a person waits and does not know it.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, capacity: 0}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, capacity: 10}
    Fix:
        Close what has ended, use a waiting list that is honest about time, or correct the number.
    Leave it:
        Where one person more was let in because tonight was cold: a waiver says until when.
    Source:
        OSCaR, program capacity; House practice.
    """
    day = newest_day(cases)
    counts: dict[str, int] = defaultdict(int)
    for case in open_cases(cases):
        status = status_on(case, day)
        if case.file and status and status.status in {"open", "on_hold"}:
            counts[case.file.program] += 1
    for i, program in enumerate(caseload.agency.programs if caseload.agency else ()):
        count = counts[program.id]
        if caseload.agency and program.capacity is not None and count > program.capacity:
            carried = counted(count, "open case")
            yield problem(
                caseload.agency, "programs", i, "capacity", says=f"{carried} on {day}, and {program.capacity} places."
            )


@rule("CK762", Severity.WARNING, on="case")
def flexible_funds_over_limit(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Flexible funds reach everyone they are meant for.

    Checks:
        That a client's flexible funds in a calendar year stay within policy's `client_funds_yearly_most`, unless the
        one that goes over has an approval. Without that setting nothing is asked.
    Why:
        The fund is the same for all; when it is empty in May, somebody has no bus pass in June.
    Bad:
        # policy.yaml
        values:
          - {setting: client_funds_yearly_most, value: 100, from: 2026-01-01, source: agency practice}
        # services/sv-k7q2.yaml
        cost: {amount: 140, paid_by: flexible funds}
    Good:
        # policy.yaml
        values:
          - {setting: client_funds_yearly_most, value: 200, from: 2026-01-01, source: agency practice}
        # services/sv-k7q2.yaml
        cost: {amount: 140, paid_by: flexible funds}
    Fix:
        Ask for an approval of this one, or find another source together.
    Leave it:
        Where the one that goes over was approved: it is not asked. Where it was urgent, the approval may come after the
        money.
    Source:
        House practice: the limit is the agency's own.
    """
    approved = {a.of for a in case.approvals if a.decision == "approved" and a.for_ == "flexible_funds"}
    for over in over_yearly_limit(case, caseload):
        if f"services/{over.service.stem}.yaml" not in approved:
            says = f"with this, {over.spent:g} of flexible funds in {over.year}; your policy's limit is {over.most:g}."
            yield problem(over.service, "cost", "amount", says=says)


@rule("CK763", Severity.WARNING, on="case")
def program_was_not_running(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A case is opened in a program that runs.

    Checks:
        That a case was not opened before its program began or after it ended.
    Why:
        Nobody pays for the help that the client was promised, or the wrong grant does.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, to: 2025-12-31}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: strengths_based, from: 2019-03-01}
    Fix:
        Correct the day or the program. If the program ended, tell the client what goes on and with whom.
    Leave it:
        Where people were let in before the official first day: the program's `from` is the day it began to help.
    Source:
        HMIS: enrolment within the project's operating dates.
    """
    program, file = program_of(case, caseload), case.file
    if program is None or file is None:
        return
    if program.from_ is not None and file.opened < program.from_:
        yield problem(file, "opened", says=f"opened on {file.opened}, and the program began on {program.from_}.")
    if program.to is not None and file.opened > program.to:
        yield problem(file, "opened", says=f"opened on {file.opened}, and the program ended on {program.to}.")


@rule("CK769", Severity.WARNING, on="case")
def more_than_was_approved(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Approved money stays what was approved.

    Checks:
        That a service takes no more from flexible funds, in all its units, than its newest approval names in
        `amount`; and that an approval names one where policy wants it: by `approval_wanted_for`, or above
        `client_funds_yearly_most`.
    Why:
        A service's text goes on after the decision, so its amount may grow unseen. The next client's share pays for it.
    Bad:
        # services/sv-k7q2.yaml
        cost: {amount: 629, paid_by: flexible funds}
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-02-02
        by: m-lee
        of: services/sv-k7q2.yaml
        sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        for: flexible_funds
        amount: 29
        decision: approved
    Good:
        # services/sv-k7q2.yaml
        cost: {amount: 29, paid_by: flexible funds}
        # approvals/ap-8rn4.yaml
        id: ap-8rn4
        date: 2026-02-02
        by: m-lee
        of: services/sv-k7q2.yaml
        sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        for: flexible_funds
        amount: 29
        decision: approved
    Fix:
        Correct the amount, or ask for a second decision that names the new one in all. A new one also completes an
        approval without an amount.
    Leave it:
        Where less was spent than was approved: that is not asked. Urgent money is spent first, and the second decision
        follows.
    Source:
        House practice: an approval is bound to what was decided, money to its amount.
    """
    if "approval" in case.broken:
        return
    over = {each.service.path for each in over_yearly_limit(case, caseload)}
    for service in case.services:
        cost, yes = service.cost, _newest_yes(case, service)
        if cost is None or yes is None or not is_flexible(cost):
            continue
        if yes.amount is not None and total(cost) > yes.amount:
            says = f"{total(cost):g} in all, and {yes.amount:g} were approved on {yes.date}. Was the rest approved too?"
            yield problem(service, "cost", "amount", says=says)
        if yes.amount is None and (service.path in over or _wants_a_decision(service, caseload.policy)):
            yield problem(yes, says="flexible funds were approved here without an amount. How much was it?")


def _wants_a_decision(service: Service, policy: Policy | None) -> bool:
    """Tell whether policy has a second person decide on a service's flexible funds, whatever the amount."""
    return (
        policy is not None
        and "flexible_funds" in policy.approval_wanted_for
        and service.status[0].from_ >= policy.from_
    )


def _newest_yes(case: Case, service: Service) -> Approval | None:
    """Return the newest approval of a service's flexible funds; of one day's, that of the greatest amount."""
    about = (a for a in case.approvals if f"{case.folder}/{a.of}" == service.path and a.for_ == "flexible_funds")
    return max((a for a in about if a.decision == "approved"), key=lambda a: (a.date, a.amount or 0), default=None)
