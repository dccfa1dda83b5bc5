"""Step 4, planning: a case in, plans that are late or that nobody agreed to out."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.progress import (
    began_on,
    days_over,
    engaged_on,
    implementing,
    is_brokerage,
    names_what_is_gone,
    under_way,
)
from casekit.words import counted


@rule("CK331", Severity.WARNING, on="case")
def plan_overdue(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """There is a plan within policy's days.

    Checks:
        That an open case has a `plan.yaml` by policy's `plan_within_days` after it was opened; outreach before that does
        not count. A broker's plan may be a conversation, and is not asked for. Urgent help waits for no plan.
    Why:
        Without one, what the client wants is known to one worker only, and ends with that worker's holiday.
    Bad:
        # plan.yaml (deleted)
    Good:
        # plan.yaml
        started: 2026-01-20
    Fix:
        `casekit new plan`: one goal in the client's words is a plan.
    Leave it:
        Where the client is not ready for goals: on hold and in outreach nothing is asked. Urgent help waits for no
        plan.
    Source:
        42 CFR 440.169(d)(2); Minn. R. 9520.0914 for the days.
    """
    since = engaged_on(case)
    if case.file is None or since is None or not under_way(case) or is_brokerage(case):
        return
    days = days_over(caseload, "plan_within_days", since, case)
    if case.plan is None and "plan" not in case.broken and days is not None and not names_what_is_gone(case, "goal"):
        yield problem(case.file, "opened", says=f"{counted(days, 'day')} after the case was opened there is no plan.")


@rule("CK332", Severity.WARNING, on="case")
def service_long_before_the_plan(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What is not urgent follows a plan.

    Checks:
        That a service that is not `urgent` did not begin more than policy's `plan_within_days` before the plan was
        started. A bed tonight is urgent and comes first; a broker's service is not asked, nor what was there before us.
    Why:
        A service that nobody planned with the client may be the agency's wish rather than theirs.
    Bad:
        # plan.yaml
        started: 2026-03-20
    Good:
        # plan.yaml
        started: 2026-02-20
    Fix:
        Say in the service's note who asked for it, or mark it urgent where it was. Never move a date.
    Leave it:
        Where it was urgent, or was there before us: marked so, it is not asked. A bed tonight comes before any plan.
    Source:
        42 CFR 440.169(d)(2)-(3): a plan, then referral; House practice for urgent help.
    """
    engaged = engaged_on(case)
    if case.plan is None or engaged is None or is_brokerage(case):
        return
    for service in case.services:
        began = began_on(service)
        if service.urgent or service.note or began is None or not engaged <= began < case.plan.started:
            continue
        days = days_over(caseload, "plan_within_days", began, case, by=case.plan.started)
        if days is not None:
            says = f"began {counted(days, 'day')} before any plan. Say in `note` who asked for it, or mark it urgent."
            yield problem(service, "urgent", says=says)


@rule("CK333", Severity.WARNING, on="case")
def plan_not_agreed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """The client agrees to their plan.

    Checks:
        That a plan has an agreement by policy's `agreement_within_days` after it was started, once the case has come to
        implementation. Brokerage is not asked.
    Why:
        The client decides. A plan they have not agreed to is ours and not theirs.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # agreements/2026-01-27-n3.yaml (deleted)
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # agreements/2026-01-27-n3.yaml
        how: verbally
    Fix:
        Go through it together and write an agreement; a spoken yes counts. What they do not agree to comes out.
    Leave it:
        Where the client is away, in hospital or unsure: a yes under pressure is none, and a waiver says what it waits
        for.
    Source:
        42 CFR 440.169(d)(2): active participation; CMSA Standards of Practice 2016, D.
    """
    plan = case.plan
    if plan is None or not implementing(case) or not under_way(case) or is_brokerage(case):
        return
    days = days_over(caseload, "agreement_within_days", plan.started, case)
    if not case.agreements and "agreement" not in case.broken and days is not None:
        yield problem(
            plan,
            "started",
            says=f"{counted(days, 'day')} after the plan was started no agreement is on record. Did the client say yes to it?",
        )


@rule("CK334", Severity.INFO, on="case")
def agreed_by_others_only(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Where someone else signs, the client is asked all the same.

    Checks:
        Whether every agreement to the plan is a support's and none is the client's.
    Why:
        A guardian may sign within the order. The client's own yes or no is asked always: it is their life.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # agreements/2026-01-27-n3.yaml
        signer: {who: support, support: u1}
        # people/7K/P-7K3QFMXN.yaml
        supports:
          - {id: u1, name: Ana Example, relation: sister, authority: guardian, may_contact: true, from: 2020-03-02, scope: all decisions, papers_seen: 2026-01-20}
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # agreements/2026-01-27-n3.yaml
        signer: {who: client}
    Fix:
        Ask, and write their answer as an agreement of their own, in their words or by what they showed.
    Leave it:
        Where the client could not be asked in any way: the note of the agreement says what was tried.
    Source:
        Practice with guardians and minors: assent is asked always.
    """
    del caseload
    if case.agreements and implementing(case) and under_way(case) and "agreement" not in case.broken:
        last = max(case.agreements, key=lambda a: a.date)
        if all(a.signer.who == "support" for a in case.agreements):
            yield problem(
                last, "signer", "who", says="every agreement is a support's. What does the client say to the plan?"
            )


@rule("CK335", Severity.WARNING, on="case")
def revised_and_not_agreed(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A revised plan is agreed anew.

    Checks:
        That after a review that decided `revise_plan` there is a new agreement by policy's `agreement_within_days`.
    Why:
        What the client said yes to is not what stands in the plan now.
    Bad:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # reviews/2026-02-16-r1.yaml
        date: 2026-02-16
        by: s-ruiz
        heard: [{who: Rosa}, {who: Ana}]
        client_words: I want to look in the next town too.
        changes: We look in both towns.
        decision: revise_plan
    Good:
        # case.yaml
        phases:
          - {phase: screening, from: 2026-01-12}
          - {phase: implementation, from: 2026-02-02}
        # reviews/2026-02-16-r1.yaml
        date: 2026-02-16
        by: s-ruiz
        heard: [{who: Rosa}, {who: Ana}]
        client_words: I want to look in the next town too.
        changes: None.
        decision: continue
    Fix:
        Show them the plan as it reads now, and write an agreement.
    Leave it:
        Where nothing was changed after all: the review says `continue`.
    Source:
        42 CFR 441.301(c): the revised plan is agreed; House practice for the days.
    """
    revising = [r for r in case.reviews if r.decision == "revise_plan"]
    if case.plan is None or not revising or not under_way(case) or "agreement" in case.broken or not case.agreements:
        return
    last = max(revising, key=lambda r: r.date)
    days = days_over(caseload, "agreement_within_days", last.date, case)
    if days is not None and max(a.date for a in case.agreements) < last.date:
        says = f"decided to revise the plan; {counted(days, 'day')} later no agreement to the new one is on record."
        yield problem(last, "decision", says=says)


@rule("CK336", Severity.WARNING, on="case")
def agreement_is_old(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A plan is agreed again from time to time.

    Checks:
        That by the newest day of an open case its last agreement is not older than policy's `agreement_every_days`.
        Brokerage is not asked.
    Why:
        People change their minds. A yes from two years ago does not say what someone wants now.
    Bad:
        # policy.yaml
        values:
          - {setting: agreement_every_days, value: 60, from: 2026-01-01, source: agency practice}
    Good:
        # policy.yaml
        values:
          - {setting: agreement_every_days, value: 90, from: 2026-01-01, source: agency practice}
    Fix:
        Read the plan together and ask. The next review is a good day for it.
    Leave it:
        Where the client is asked at the next review, and that is near.
    Source:
        42 CFR 441.301(c)(3): at least every 12 months.
    """
    if case.plan is None or not case.agreements or not under_way(case) or is_brokerage(case):
        return
    last = max(case.agreements, key=lambda a: a.date)
    days = days_over(caseload, "agreement_every_days", last.date, case)
    if days is not None and "agreement" not in case.broken:
        yield problem(
            last,
            "date",
            says=f"the last agreement, {counted(days, 'day')} before the newest record. Is it still what they want?",
        )
