"""What the rules on people, ethics and daily work say beyond their own examples, and where they keep silent."""

from __future__ import annotations

import pytest
from support.rule_examples import tree_with

from casekit.finding import Finding
from casekit.lint.run import lint
from casekit.lint.settings import Settings

POLICY = "# policy.yaml\nvalues:\n"
HIGH = """
# risks/2026-02-03-r6.yaml
date: 2026-02-03
by: s-ruiz
level: {level}
factors: [{{what: Nights outside}}]
because: The shelter closed.
client_view: I will manage.
"""
APPROVAL = """
# approvals/ap-8rn4.yaml
id: ap-8rn4
date: 2026-04-14
by: {by}
of: {of}
sha256: {{sha256 of {of}}}
for: {what}
decision: {decision}
because: Talked over.
"""
COMPLAINT = """
# grievances/2026-03-02-h4.yaml
date: 2026-03-02
by: m-lee
kind: {kind}
about: {about}
rights_explained: 2026-03-02
answer: {{date: 2026-03-06, by: {by}, what: Apologised.}}
"""


def mine(block: str) -> list[Finding]:
    """Return what these families find in the example agency with a block laid over it."""
    found = lint(tree_with(block.strip()), Settings(strict=True)).findings
    return [f for f in found if f.code[:3] == "CK7" or "CK450" <= f.code <= "CK499"]


def said(block: str, code: str) -> str:
    """Return the one sentence that a rule says about a block."""
    (finding,) = [f for f in mine(block) if f.code == code]
    return finding.message


LIMITS = (
    "  - {setting: caseload_cap, value: 1, from: 2026-01-01, source: practice}\n"
    "  - {setting: acuity_weight_percent, value: 150, risk: high, from: 2026-01-01, source: practice}\n"
)


def test_a_caseload_is_weighed_by_risk() -> None:
    assert said(POLICY + LIMITS + HIGH.format(level="high"), "CK715") == (
        "1 open case on 2026-04-13, weighing 1.5; the limit is 1."
    )
    assert "CK715" not in [f.code for f in mine(POLICY + LIMITS + HIGH.format(level="low"))]


def test_a_post_of_a_prescriber_carries_no_cases() -> None:
    team = (
        POLICY + "  - {setting: caseload_cap, value: 1, from: 2026-01-01, source: practice}\n"
        "# case.yaml\nassignments:\n  - {team: north, role: team, from: 2026-01-12}\n"
        "# teams/north.yaml\nmembers:\n  - {staff: s-ruiz, fte: 1, from: 2024-01-08}\n"
        "# staff/s-ruiz.yaml\nrole: prescriber\nlicences: [{kind: MD, from: 2010-01-01}]\n"
    )
    assert said(team, "CK716") == "1 open case on 2026-04-13, weighing 1; 0 posts carry 0."


def test_no_limit_no_finding() -> None:
    assert mine(POLICY + "  - {setting: caseload_cap, value: 40, from: 2026-01-01, source: practice}\n") == []


@pytest.mark.parametrize(
    ("by", "of", "what", "expected"),
    [
        ("s-ruiz", "plan.yaml", "plan", "s-ruiz decides on their own work."),
        ("s-ruiz", "contacts/2026-03-02-k7.yaml", "flexible_funds", "s-ruiz decides on their own work."),
        ("m-lee", "plan.yaml", "plan", None),
        ("m-lee", "consents/cn-8h3m.yaml", "other", None),
    ],
)
def test_whose_work_an_approval_is_about(by: str, of: str, what: str, expected: str | None) -> None:
    block = APPROVAL.format(by=by, of=of, what=what, decision="approved")
    assert [f.message for f in mine(block)] == ([expected] if expected else [])


def test_a_lone_supervisor_is_told_the_way() -> None:
    alone = "# staff/s-ruiz.yaml\nsupervises_alone: The county's consultant decides.\n"
    block = alone + APPROVAL.format(by="s-ruiz", of="plan.yaml", what="plan", decision="approved")
    assert said(block, "CK711").endswith("Their staff record says who decides then.")


def test_what_was_sent_back_is_no_approval_and_may_be_of_another_text() -> None:
    wanted = "# policy.yaml\napproval_wanted_for: [step_down]\n# reviews/2026-04-13-r2.yaml\ndecision: step_down\n"
    block = wanted + APPROVAL.format(by="m-lee", of="reviews/2026-04-13-r2.yaml", what="step_down", decision="returned")
    assert [f.code for f in mine(block)] == ["CK714"]


def test_an_approval_of_nothing_that_can_be_read_is_left_alone() -> None:
    block = APPROVAL.format(by="s-ruiz", of="plan.yaml", what="plan", decision="approved")
    assert mine(block.replace("of: plan.yaml", "of: reviews/2026-04-20-zz.yaml")) == []


def test_a_crisis_does_not_wait_for_what_was_tried() -> None:
    up = "# reviews/2026-04-13-r2.yaml\ndecision: step_up\n"
    assert [f.code for f in mine(up + HIGH.format(level="high"))] == ["CK755"]
    assert mine(up + HIGH.format(level="imminent")) == []


@pytest.mark.parametrize(
    ("about", "by", "found"),
    [
        ("Ms. Lee was late.", "m-lee", True),
        ("M. Lee was late.", "m-lee", True),
        ("The lee side of the house is cold.", "m-lee", False),
        ("s-ruiz never called.", "s-ruiz", True),
        ("Mr. Ruiz's brother was loud.", "m-lee", False),
    ],
)
def test_whom_a_complaint_is_about(about: str, by: str, found: bool) -> None:
    codes = [f.code for f in mine(COMPLAINT.format(kind="complaint", about=about, by=by))]
    assert codes == (["CK766"] if found else [])


def test_a_suggestion_is_not_hurried() -> None:
    late = COMPLAINT.format(kind="suggestion", about="A bench.", by="m-lee").replace("2026-03-06", "2026-12-06")
    assert mine(late) == []


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (["draft", "requested", "accepted", "in_progress", "on_hold", "in_progress", "completed"], None),
        (["requested", "waitlisted", "waitlisted", "accepted"], None),
        (["requested", "rejected", "requested", "accepted"], None),
        (["requested", "completed"], None),
        (["accepted", "requested", "accepted"], "CK451"),
        (["completed", "in_progress"], "CK451"),
        (["cancelled", "accepted"], "CK451"),
        (["requested", "draft", "accepted"], "CK451"),
    ],
)
def test_the_states_of_a_service(statuses: list[str], code: str | None) -> None:
    lines = [f"  - {{status: {s}, from: 2026-02-{i:02}, because: So it was}}" for i, s in enumerate(statuses, 1)]
    found = mine("# services/sv-k7q2.yaml\nstatus:\n" + "\n".join(lines))
    assert [f.code for f in found] == ([code] if code else [])


def test_an_application_may_be_denied_after_it_was_taken_in() -> None:
    block = (
        "# services/sv-k7q2.yaml\nkind: {kind}\nstatus:\n  - {{status: accepted, from: 2026-02-01}}\n"
        "  - {{status: rejected, from: 2026-02-20, because: Outside the area}}\n"
    )
    assert mine(block.format(kind="application")) == []
    assert [f.code for f in mine(block.format(kind="referral"))] == ["CK451"]


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ("minimum_age: 60", "from 60"),
        ("maximum_age: 21", "up to 21"),
        ("minimum_age: 12, maximum_age: 21", "from 12 to 21"),
    ],
)
def test_ages_in_words(ages: str, words: str) -> None:
    clinic = "# providers/harbor-clinic.yaml\nservices:\n  - {id: primary-care, name: Primary care, domains: [physical_health], "
    asked = "# services/sv-k7q2.yaml\nstatus: [{status: requested, from: 2026-04-06}]\n"
    assert said(f"{clinic}{ages}}}\n{asked}", "CK465") == (
        f"primary-care at harbor-clinic is for ages {words}; the client was 37."
    )
    unknown = "# people/7K/P-7K3QFMXN.yaml\nbirth_date: {none_because: declined}\n"
    assert mine(f"{clinic}{ages}}}\n{asked}{unknown}") == []


BOTH = """
# appointments/2026-03-09-a4.yaml
start: 09:00
minutes: 60
# appointments/2026-03-09-b5.yaml
date: 2026-03-09
by: s-ruiz
kind: other
what: A shift
start: 09:30
minutes: 30
outcome: {result: attended}
"""


def test_what_was_talked_over_with_both_sides_is_known() -> None:
    assert [f.code for f in mine(BOTH)] == ["CK474"]
    # Without a provider on one side no advocacy can be about both.
    sides = "# advocacy/ad-9r2t.yaml\nbetween:\n  - {party: Clinic, wants: Mornings, provider: harbor-clinic}\n  - {party: Shop, wants: Mornings, provider: harbor-clinic}\n"
    assert [f.code for f in mine(BOTH + sides)] == ["CK474"]
    assert mine((BOTH + sides).replace("what: A shift", "what: A shift\nprovider: harbor-clinic")) == []


def test_a_barrier_in_words_asks_about_the_way() -> None:
    visit = "# appointments/2026-05-11-t3.yaml\ndate: 2026-05-11\nby: s-ruiz\nkind: medical\nwhat: A visit\n"
    barrier = "# assessments/2026-01-20-m4.yaml\nbarriers: [No car, and the bus stops at six]\n"
    assert [f.code for f in mine(visit + barrier)] == ["CK471"]
    assert mine(visit) == []


def test_papers_of_a_driver_grow_old() -> None:
    driver = """
# providers/o-berg-rides.yaml
id: o-berg-rides
name: Ole Berg
description: Drives neighbours.
kind: informal_helper
status: active
services:
  - {id: rides, name: Rides, domains: [transportation]}
helper: {background_check: 2026-01-05, licence_checked: 2025-01-05, insurance_checked: 2026-01-05}
assured: {date: 2026-01-05, by: s-ruiz}
# appointments/2026-03-09-a4.yaml
travel: {how: volunteer, helper: o-berg-rides}
"""
    assert said(driver, "CK472") == "drives a client on 2026-03-09, with a licence last seen 428 days before."


def test_staff_who_speak_the_language_need_no_interpreter() -> None:
    need = (
        "# people/7K/P-7K3QFMXN.yaml\nlanguages: {preferred: Hmong, interpreter: true}\n"
        "# contacts/2026-03-02-k7.yaml\nkind: visit\nplace: home\n"
    )
    assert [f.code for f in mine(need)] == ["CK483"]
    assert mine(need + "# staff/s-ruiz.yaml\nlanguages: [English, Hmong]\n") == []


def test_a_circle_of_supervision_is_one_finding() -> None:
    circle = "# staff/m-lee.yaml\nsupervisor: s-ruiz\n"
    assert said(circle, "CK707") == "m-lee is supervised by themselves, by way of s-ruiz."


def test_nobody_is_asked_for_a_supervisor_where_there_is_none_to_name() -> None:
    alone = "# staff/m-lee.yaml\nrole: case_manager\n"
    assert mine(alone) == []


def test_a_program_that_had_not_begun() -> None:
    program = "# agency.yaml\nprograms:\n  - {id: housing-links, name: Housing Links, model: strengths_based, from: 2026-03-01}\n"
    assert said(program, "CK763") == "opened on 2026-01-12, and the program began on 2026-03-01."


def test_one_who_begins_later_is_named_on_the_assignment() -> None:
    late = "# staff/m-lee.yaml\nfrom: 2026-04-01\n# case.yaml\nassignments:\n  - {worker: m-lee, role: second, from: 2026-03-01, accepted: 2026-03-01}\n  - {worker: s-ruiz, role: primary, from: 2026-03-02, accepted: 2026-03-02}\n"
    assert said(late, "CK721") == "m-lee began on 2026-04-01, after this assignment."


def test_a_team_leader_needs_no_hours_and_work_without_a_licence_is_one_finding() -> None:
    nurse = """
# staff/p-olsen.yaml
id: p-olsen
name: Pat Olsen
role: nurse
supervisor: m-lee
from: 2024-01-08
licences: [{kind: RN, from: 2020-03-01, expires: 2026-01-31}]
# contacts/2026-03-02-k7.yaml
by: p-olsen
# reviews/2026-04-13-r2.yaml
by: p-olsen
"""
    assert said(nurse, "CK725") == "worked with a client on 2026-04-13, and no licence on file covers that day."
