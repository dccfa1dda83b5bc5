"""Advocacy: between competing demands the client's own interest stands first, and the client hears what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import LeftOpen
from casekit.model.standing import ended_on

_SETTLED = ("agreed", "partly_agreed", "not_agreed")


@rule("CK751", Severity.WARNING, on="case")
def nobody_told_the_client(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client hears what was settled about them.

    Checks:
        That advocacy with a result says in `told_client` who told the client, and when. What was withdrawn is not
        asked, nor is a case whose client has died.
    Why:
        Someone who has not heard of a new time or rule cannot keep to it, and it is counted against them.
    Bad:
        # advocacy/ad-9r2t.yaml
        result: not_agreed
        closed: 2026-03-20
    Good:
        # advocacy/ad-9r2t.yaml
        result: not_agreed
        closed: 2026-03-20
        told_client: {by: s-ruiz, date: 2026-03-20, words: Then I ask for Mondays.}
    Fix:
        Tell them, and write down what they said.
    Leave it:
        Where the client has died, or withdrew the matter: nothing is asked. Where they were at the table, that day is
        `told_client`.
    Source:
        CMSA Standards of Practice 2016, L (advocacy); TIP 27, advocacy.
    """
    del caseload
    for matter in case.advocacy:
        if matter.result in _SETTLED and matter.told_client is None and not _died(case):
            says = f"`{matter.result}`, and nobody is named who told the client."
            yield problem(matter, "result", says=says)


@rule("CK753", Severity.INFO, on="case")
def spoke_without_the_clients_interest(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Before we speak for someone, we ask what they want.

    Checks:
        Whether advocacy that has begun knows the client's interest, where it says `not_asked` or `not_explored`.
        Declined and unable are answers.
    Why:
        Between two loud sides a third one decides for the client, and means well.
    Bad:
        # advocacy/ad-9r2t.yaml
        client_interest: {none_because: not_asked}
    Good:
        # advocacy/ad-9r2t.yaml
        client_interest: {none_because: declined}
    Fix:
        Ask before the next talk, or afterwards where there was none.
    Leave it:
        Where it was an emergency, and one had to speak at once. Declined and unable are answers.
    Source:
        CMSA Standards of Practice 2016, L (self-determination); the principle of autonomy.
    """
    del caseload
    for matter in case.advocacy:
        interest = matter.client_interest
        if isinstance(interest, LeftOpen) and interest.none_because in {"not_asked", "not_explored"}:
            yield problem(
                matter, "client_interest", says="talks have begun, and what the client wants is not known yet."
            )


@rule("CK754", Severity.INFO, on="case")
def told_before_it_was_settled(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client hears the last word, not the one before.

    Checks:
        Whether the client was told after the last step of the log. Silent while the result is open.
    Why:
        If the last answer changed something, the client has the old version.
    Bad:
        # advocacy/ad-9r2t.yaml
        result: not_agreed
        closed: 2026-03-20
        told_client: {by: s-ruiz, date: 2026-03-01}
        opened: 2026-03-01
    Good:
        # advocacy/ad-9r2t.yaml
        result: not_agreed
        closed: 2026-03-20
        told_client: {by: s-ruiz, date: 2026-03-05}
    Fix:
        Tell them the rest too, or correct the day.
    Leave it:
        Where they were in the room when the last answer came.
    Source:
        House practice.
    """
    del caseload
    for matter in case.advocacy:
        last = max((step.date for step in matter.log), default=matter.opened)
        if matter.result in _SETTLED and matter.told_client is not None and matter.told_client.date < last:
            says = f"told on {matter.told_client.date}, and the last answer came on {last}. Do they know it?"
            yield problem(matter, "told_client", "date", says=says)


def _died(case: Case) -> bool:
    return ended_on(case) is not None and case.file is not None and case.file.status[-1].status == "deceased"
