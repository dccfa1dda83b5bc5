"""What is pointed at and does not exist: how it is called, the near miss, and in how many places it is named."""

from __future__ import annotations

import pytest
from support.edits import Edit, findings_after

CONTACT, SERVICE = "contacts/2026-03-02-k7.yaml", "services/sv-k7q2.yaml"
APPOINTMENT = "appointments/2026-03-09-a4.yaml"

SAID: list[tuple[str, Edit, str]] = [
    (CONTACT, ("by: s-ruiz", "by: s-ruis"), "there is no staff member `s-ruis` in staff/. Did you mean `s-ruiz`?"),
    (CONTACT, ("by: s-ruiz", "by: d-okafor"), "there is no staff member `d-okafor` in staff/. Known: `e-kerr`, `m-lee`, `n-hale`, `p-odum`, `s-ruiz`, `u-sato`."),
    ("case.yaml", ("P-7K3QFMXN", "P-7K3QFMNX"), "there is no person `P-7K3QFMNX` in people/. Did you mean `P-7K3QFMXN`?"),
    ("case.yaml", ("housing-links", "housing-first"), "there is no program `housing-first` in agency.yaml. Did you mean `housing-links`?"),
    (SERVICE, ("provider: harbor-clinic", "provider: harbour-clinic"), "there is no provider `harbour-clinic` in providers/. Did you mean `harbor-clinic`?"),
    (SERVICE, ("cn-8h3m", "cn-8h3n"), "there is no consent `cn-8h3n` in consents/. Did you mean `cn-8h3m`?"),
    (CONTACT, ("note:", "services: [sv-k7q3]\nnote:"), "there is no service `sv-k7q3` in services/. Did you mean `sv-k7q2`?"),
    (CONTACT, ("note:", "goals: [g1, g2]\nnote:"), "there is no goal `g2` in the plan. Known: `g1`."),
    (CONTACT, ("note:", "supports: [u1, u2]\nnote:"), "there is no support `u2` in the person's file. Known: `u1`."),
    (CONTACT, ("note:", "incident: 2026-02-17-q4\nnote:"), "there is no incident `2026-02-17-q4` in incidents/. Did you mean `2026-02-17-q3`?"),
    (APPOINTMENT, ("by:", "legal: lg-2b4e\nby:"), "there is no legal matter `lg-2b4e` in legal/. Did you mean `lg-2b4d`?"),
    (CONTACT, ("note:", "appointment: 2026-03-09-a5\nnote:"), "there is no appointment `2026-03-09-a5` in appointments/. Did you mean `2026-03-09-a4`?"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "edit", "says"), SAID, ids=[says.split("`")[1] for _, _, says in SAID])
def test_what_is_said_names_the_near_miss_or_what_is_known(path: str, edit: Edit, says: str) -> None:
    [finding] = findings_after({path: edit}).findings
    assert finding.message.startswith(says)


def test_one_missing_worker_named_in_three_records_is_one_finding_with_a_count() -> None:
    gone = {
        CONTACT: ("by: s-ruiz", "by: d-okafor"),
        APPOINTMENT: ("by: s-ruiz", "by: d-okafor"),
        "screening.yaml": ("by: s-ruiz", "by: d-okafor"),
    }
    [finding] = findings_after(gone).findings
    assert finding.path.endswith("screening.yaml")
    assert finding.message.endswith("It is named in 2 more places.")


def test_two_missing_workers_are_two_findings() -> None:
    gone = {CONTACT: ("by: s-ruiz", "by: d-okafor"), APPOINTMENT: ("by: s-ruiz", "by: e-wolf")}
    assert [f.code for f in findings_after(gone).findings] == ["CK213", "CK213"]


def test_nothing_is_said_of_what_a_broken_file_may_hold() -> None:
    leaning = {CONTACT: ("note:", "goals: [g7]\nsupports: [u7]\nnote:")}
    assert {f.code for f in findings_after(leaning).findings} == {"CK217", "CK220"}
    assert [f.code for f in findings_after({**leaning, "plan.yaml": "goals: [\n"}).findings] == ["CK220", "CK013"]
    broken = {**leaning, "people/7K/P-7K3QFMXN.yaml": "id: [\n"}
    assert [f.code for f in findings_after(broken).findings] == ["CK217", "CK013"]
    assert [f.code for f in findings_after({"agency.yaml": "name: [\n"}).findings] == ["CK013"]


def test_a_goal_of_another_case_is_not_this_ones() -> None:
    other = (
        "id: C-2B4C6D8G\nperson: P-7K3QFMXN\nprogram: housing-links\nmodel: brokerage\nopened: 2026-02-01\n"
        "status: [{status: open, from: 2026-02-01}]\nphases: [{phase: screening, from: 2026-02-01}]\nassignments: []\n"
    )
    call = "date: 2026-02-02\nby: s-ruiz\nkind: phone\nminutes: 5\nreached: true\nnote: A call.\ngoals: [g1]\n"
    folder = "cases/2026/C-2B4C6D8G"
    [finding] = findings_after({f"{folder}/case.yaml": other, f"{folder}/contacts/2026-02-02-b2.yaml": call}).findings
    assert (finding.code, finding.message) == ("CK217", "there is no goal `g1` in the plan. The case has no plan.yaml.")
