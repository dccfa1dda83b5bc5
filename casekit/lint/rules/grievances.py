"""Grievances: a complaint is heard, answered in time, and by someone it is not about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.people import Staff
from casekit.model.policy import limit
from casekit.model.standing import last_day
from casekit.words import counted


@rule("CK764", Severity.WARNING, on="case")
def grievance_waits(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A complaint is answered in the days that were promised.

    Checks:
        That a grievance has an answer once policy's `grievance_answer_within_days` have passed. A suggestion and what
        was withdrawn are not asked.
    Why:
        Whoever complains to those they depend on has taken a risk; silence tells them not to do it again.
    Bad:
        # grievances/2026-03-02-h4.yaml
        date: 2026-03-02
        by: s-ruiz
        kind: complaint
        about: Three calls to the front desk that nobody returned.
        rights_explained: 2026-03-02
    Good:
        # grievances/2026-03-02-h4.yaml
        date: 2026-03-02
        by: s-ruiz
        kind: complaint
        about: Three calls to the front desk that nobody returned.
        rights_explained: 2026-03-02
        answer: {date: 2026-03-06, by: m-lee, what: Apologised and changed how messages are passed on.}
    Fix:
        Answer now; a first answer may be that you are still looking into it. If it was answered, write down when.
    Leave it:
        Where it was withdrawn or only a suggestion, or has been answered by now, however late: nothing is asked.
    Source:
        45 CFR 164.530(d): complaints and their disposition; House practice for the days.
    """
    for grievance in case.grievances:
        allowed = limit(caseload, "grievance_answer_within_days", grievance.date, case)
        if allowed is None or grievance.kind == "suggestion" or grievance.result == "withdrawn" or grievance.answer:
            continue
        days = (last_day(case) - grievance.date).days
        if days > allowed.value:
            says = f"no answer in {counted(days, 'day')}; your policy promises one in {allowed.value}. Who gives it?"
            yield problem(grievance, "date", says=says)


@rule("CK765", Severity.INFO, on="case")
def rights_not_explained(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever complains knows their rights.

    Checks:
        Whether a complaint, a matter of rights or an appeal says when the client's rights were explained. A suggestion
        is not asked, nor is what came without a name.
    Why:
        Without them the client does not know whom to turn to if our answer is not enough.
    Bad:
        # grievances/2026-03-02-h4.yaml
        date: 2026-03-02
        by: s-ruiz
        kind: complaint
        about: Three calls to the front desk that nobody returned.
        answer: {date: 2026-03-06, by: m-lee, what: Apologised and changed how messages are passed on.}
    Good:
        # grievances/2026-03-02-h4.yaml
        date: 2026-03-02
        by: s-ruiz
        kind: complaint
        about: Three calls to the front desk that nobody returned.
        rights_explained: 2026-01-12
        answer: {date: 2026-03-06, by: m-lee, what: Apologised and changed how messages are passed on.}
    Fix:
        Explain them, with whom to turn to outside the agency, and enter the day.
    Leave it:
        Where it came without a name, or the client knows their rights and waved it away: that day counts as explained.
    Source:
        CMSA Standards of Practice 2016, L (rights).
    """
    del caseload
    for grievance in case.grievances:
        asked = grievance.kind != "suggestion" and grievance.received_how != "anonymous"
        if asked and grievance.rights_explained is None:
            yield problem(grievance, says="nothing says that their rights in a complaint were explained.")


@rule("CK766", Severity.WARNING, on="case")
def answered_by_the_one_it_is_about(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A complaint is answered by someone it is not about.

    Checks:
        That whoever answers a grievance is not named in what it is `about`, by id, full name, or family name with a title.
    Why:
        Nobody is fair to themselves, and the client cannot say the rest.
    Bad:
        # grievances/2026-03-02-h4.yaml
        date: 2026-03-02
        by: m-lee
        kind: complaint
        about: Sam Ruiz was late twice and did not call.
        rights_explained: 2026-03-02
        answer: {date: 2026-03-06, by: s-ruiz, what: Explained the traffic.}
    Good:
        # grievances/2026-03-02-h4.yaml
        date: 2026-03-02
        by: m-lee
        kind: complaint
        about: Sam Ruiz was late twice and did not call.
        rights_explained: 2026-03-02
        answer: {date: 2026-03-06, by: m-lee, what: Apologised; he calls from the bus now.}
    Fix:
        Let somebody else answer, and name them under `answer`. A word of apology from the one concerned is welcome
        beside that.
    Leave it:
        Where two people bear the same family name, and it is about the other.
    Source:
        House practice: nobody judges in their own matter.
    """
    for grievance in case.grievances:
        staff = caseload.staff.get(grievance.answer.by) if grievance.answer else None
        if staff is not None and _is_named(staff, grievance.about):
            yield problem(grievance, "answer", "by", says=f"answered by {staff.id}, whom it is about. Who else can?")


def _is_named(staff: Staff, text: str) -> bool:
    """Tell whether a text names someone: by id, full name, or family name after a title or an initial."""
    family = re.escape(staff.name.split()[-1])
    patterns = (rf"\b{re.escape(staff.id)}\b", re.escape(staff.name), rf"\b(Mr|Mrs|Ms|Dr|{staff.name[0]})\. {family}\b")
    return any(re.search(pattern, text) for pattern in patterns)
