"""Waivers: what was accepted is still needed, was accepted by someone else, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.lint.waive import expired
from casekit.model.caseload import Caseload


@rule("CK901", Severity.WARNING, on="file")
def unused_waiver() -> None:
    """A waiver waives something.

    Checks:
        That some finding is waived by each waiver. Only the rules of this run are asked.
    Why:
        A waiver that outlived its finding would hide the next one, which nobody has looked at.
    Bad:
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: impossible-date
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-12-31
    Good:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-09
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-entry
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-12-31
    Fix:
        Remove the waiver: Git remembers it.
    Source:
        House rule.
    """


@rule("CK902", Severity.ERROR, on="shared")
def waiver_approved_by_its_author(caseload: Caseload) -> Iterator[Problem]:
    """A waiver is approved by someone else.

    Checks:
        That who approved a waiver is not who asked for it. Until then it waives nothing.
    Why:
        A second pair of eyes is what makes an exception a decision.
    Bad:
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-entry
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: s-ruiz
        from: 2026-01-20
        expires: 2026-12-31
    Good:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-09
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-entry
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-12-31
    Fix:
        Ask a supervisor to look at it and to put their id there.
    Source:
        House rule: no approval of one's own work.
    """
    for waiver in caseload.waivers:
        if waiver.approved_by == waiver.requested_by:
            yield problem(
                waiver, "approved_by", says=f"`{waiver.approved_by}` both asked for this waiver and approved it."
            )


@rule("CK903", Severity.WARNING, on="day")
def expired_waiver(caseload: Caseload, day: date) -> Iterator[Problem]:
    """A waiver has not expired.

    Checks:
        That a waiver's `expires` is not before the day of `--as-of`. After it, the waiver waives nothing.
    Why:
        What was accepted for a time is looked at again when the time is over.
    Bad:
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-entry
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-06-29
    Good:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-09
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-entry
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-12-31
    Fix:
        Remove it, or have it approved again with a new day.
    Source:
        House rule.
    """
    for waiver in caseload.waivers:
        if expired(waiver, day):
            yield problem(waiver, "expires", says=f"this waiver expired on {waiver.expires}.")


@rule("CK904", Severity.WARNING, on="file")
def unused_remark() -> None:
    """A remark passes over something.

    Checks:
        That a finding stands beside each `# casekit: ignore[RULE] reason`.
    Why:
        Left behind, it would hide the next finding on that line.
    Bad:
        # contacts/2026-03-02-k7.yaml
        minutes: 20 # casekit: ignore[CK101] the county's form has this field
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Delete the remark.
    Source:
        House rule.
    """


@rule("CK905", Severity.ERROR, on="file")
def ill_formed_remark() -> None:
    """A remark names a rule of form and says why.

    Checks:
        That `# casekit: ignore[RULE] reason` names rules that exist and are about form, and gives a reason.
    Why:
        Consent, risk, people and history are decisions: they take a waiver, with a name and an end.
    Bad:
        # contacts/2026-03-02-k7.yaml
        minutes: 20 # casekit: ignore[unknown-staff] she starts on Monday
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Add the rule or the reason, or write a waiver in records/waivers/.
    Source:
        House rule.
    """
