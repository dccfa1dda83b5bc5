"""A root cause silences what follows from it: one thing that is missing or broken is one finding."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from support.edits import Edit, edited, findings_after, full
from support.memory import MemoryTree
from support.rule_examples import CASE

from casekit.lint.run import lint
from casekit.lint.settings import Settings

CONTACT, SERVICE, REVIEW = "contacts/2026-03-02-k7.yaml", "services/sv-k7q2.yaml", "reviews/2026-04-13-r2.yaml"
AMENDS = (
    "amends:\n  record: {record}\n  sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    "  kind: addendum\n  why: The clinic called back.\n"
)
CALL = "date: {day}\nby: s-ruiz\nkind: phone\nminutes: 5\nreached: true\nnote: A short call.\n"

# Everything in the example leans on something: what others point at, pointed at from more places still.
LEANING: dict[str, Edit] = {
    CONTACT: ("note:", "goals: [g1]\nservices: [sv-k7q2]\nsupports: [u1]\nconsent: cn-8h3m\nnote:"),
    "contacts/2026-03-04-a2.yaml": CALL.format(day="2026-03-04") + "goals: [g1, g2]\nsupports: [u1]\n",
    "contacts/2026-03-05-a3.yaml": CALL.format(day="2026-03-05") + "incident: 2026-02-17-q3\nconsent: cn-8h3m\n",
    "contacts/2026-03-06-a4.yaml": CALL.format(day="2026-03-06") + AMENDS.format(record="incidents/2026-02-17-q3"),
    "contacts/2026-03-07-a5.yaml": CALL.format(day="2026-03-07") + AMENDS.format(record="contacts/2026-03-02-k7"),
    "contacts/2026-03-08-a6.yaml": CALL.format(day="2026-03-08") + AMENDS.format(record="contacts/2026-03-02-k7"),
    "disclosures/2026-03-04-d2.yaml": (
        "date: 2026-03-04\nby: s-ruiz\nto: {name: Harbor Street Clinic, provider: harbor-clinic}\nwhat: Her number\n"
        "purpose: The first visit\nbasis: consent\nconsent: cn-8h3m\n"
    ),
    SERVICE: ("{status: requested, from: 2026-02-01}", "{status: requested, from: 2026-02-01, consent: cn-8h3m}"),
    "plan.yaml": (
        "service: sv-k7q2}",
        "service: sv-k7q2}\n  - {id: g2, aim: See the dentist, status: [{status: active, from: 2026-02-01}]}",
    ),
    "case.yaml": ("role: primary, from: 2026-01-12}", "role: primary, from: 2026-01-12}\n  - {team: north, role: team, from: 2026-01-12}"),
    "teams/north/meetings/2026-03-02.yaml": (
        "date: 2026-03-02\nby: s-ruiz\npresent: [s-ruiz]\nreviewed: [{case: C-7K3QFMXN}]\n"
    ),
    "assessments/2026-01-21-b2.yaml": (
        "date: 2026-01-21\nby: s-ruiz\nscope: update\nheard: [{who: Rosa}]\nneeds: [{domain: spirituality, level: safe}]\n"
    ),
    "agency.yaml": (
        "populations: [homeless]",
        "populations: [homeless]\nvocabularies: {domains: [{word: spirituality, means: What gives meaning}]}",
    ),
}  # fmt: skip

DELETED = [
    ("people/7K/P-7K3QFMXN.yaml", "CK211", "case.yaml"),
    ("staff/s-ruiz.yaml", "CK213", "teams/north.yaml"),
    ("staff/m-lee.yaml", "CK213", "policy.yaml"),
    ("providers/harbor-clinic.yaml", "CK215", SERVICE),
    ("teams/north.yaml", "CK214", "case.yaml"),
    ("case.yaml", "CK207", "case.yaml"),
    ("plan.yaml", "CK217", CONTACT),
    ("agency.yaml", "CK205", "agency.yaml"),
    ("policy.yaml", "CK206", "policy.yaml"),
    ("consents/cn-8h3m.yaml", "CK219", SERVICE),
    (SERVICE, "CK218", "plan.yaml"),
    ("incidents/2026-02-17-q3.yaml", "CK223", "safety_plans/2026-02-18-s5.yaml"),
    (CONTACT, "CK229", "contacts/2026-03-07-a5.yaml"),
    ("assessments/2026-01-20-m4.yaml", "CK225", "safety_plans/2026-02-18-s5.yaml"),
    ("reports/2026-03-03-p2.yaml", "CK228", "disclosures/2026-03-03-d8.yaml"),
]


def with_everything(files: Mapping[str, bytes | None]) -> MemoryTree:
    """Return the leaning agency with some files replaced, or deleted (None)."""
    changed = {**edited(LEANING), **{full(path): content for path, content in files.items()}}
    return MemoryTree({path: content for path, content in changed.items() if content is not None})


def test_the_leaning_agency_is_clean() -> None:
    assert lint(with_everything({}), Settings()).findings == ()


@pytest.mark.parametrize(("path", "code", "told_at"), DELETED, ids=[d[0] for d in DELETED])
def test_what_is_deleted_is_one_finding(path: str, code: str, told_at: str) -> None:
    report = lint(with_everything({path: None}), Settings())
    assert [(f.code, f.path) for f in report.findings] == [(code, full(told_at))]


@pytest.mark.parametrize("path", sorted(p for p in edited(LEANING) if p.endswith(".yaml")))
def test_whatever_is_broken_is_one_finding_in_its_own_file(path: str) -> None:
    report = lint(with_everything({path.removeprefix("records/").removeprefix(f"{CASE[8:]}/"): b"a: [\n"}), Settings())
    assert [(f.code, f.path) for f in report.findings] == [("CK013", path)]


@pytest.mark.parametrize("path", sorted(p for p in edited(LEANING) if p.endswith(".yaml")))
def test_whatever_is_deleted_is_one_finding_at_most(path: str) -> None:
    report = lint(with_everything({path.removeprefix("records/").removeprefix(f"{CASE[8:]}/"): None}), Settings())
    assert len(report.findings) <= 1


def test_a_deleted_consent_says_in_how_many_places_it_is_named() -> None:
    [finding] = lint(with_everything({"consents/cn-8h3m.yaml": None}), Settings()).findings
    known = "Known: `cn-2s4v`."
    assert finding.message == f"there is no consent `cn-8h3m` in consents/. {known} It is named in 4 more places."


def test_a_deleted_plan_is_told_as_such() -> None:
    [finding] = lint(with_everything({"plan.yaml": None}), Settings()).findings
    assert finding.message == (
        "there is no goal `g1` in the plan. The case has no plan.yaml. Its goals are named in 2 more places."
    )


def test_a_program_or_case_that_many_name_is_one_finding() -> None:
    second = edited({})[full("case.yaml")].replace(b"7K3QFMXN\nperson", b"2B4C6D8G\nperson")
    second = second.replace(b"  - {phase: assessment, from: 2026-01-20}\n", b"")
    link = b"linked_cases: [{case: C-9999999A, relation: sister}]\n"
    files = {
        "agency.yaml": edited({})[full("agency.yaml")].replace(b"housing-links", b"housing-first"),
        "case.yaml": edited(LEANING)[full("case.yaml")] + link,
        "cases/2026/C-2B4C6D8G/case.yaml": second + link,
        "assessments/2026-01-21-b2.yaml": None,
    }
    report = lint(with_everything(files), Settings())
    assert sorted((f.code, f.message) for f in report.findings) == [
        ("CK212", "there is no case `C-9999999A` in cases/. Known: `C-2B4C6D8G`, `C-7K3QFMXN`. It is named in 1 more place."),
        ("CK216", "there is no program `housing-links` in agency.yaml. Did you mean `housing-first`? It is named in 2 more places."),
    ]  # fmt: skip


def test_a_whole_case_copied_to_another_year_is_one_finding() -> None:
    files = edited(LEANING)
    copied = {p.replace("cases/2026", "cases/2025"): c for p, c in files.items() if p.startswith(CASE)}
    report = lint(MemoryTree(files | copied), Settings())
    assert [(f.code, f.path) for f in report.findings] == [
        ("CK203", f"{CASE.replace('2026', '2025')}/case.yaml"),
    ]


def test_a_note_filed_under_the_wrong_year_is_one_finding() -> None:
    stray = "cases/2025/C-7K3QFMXN/contacts/2026-03-09-a7.yaml"
    report = lint(with_everything({stray: CALL.format(day="2026-03-09").encode()}), Settings())
    assert [f.code for f in report.findings] == ["CK207"]


def test_a_broken_file_hides_no_other() -> None:
    report = findings_after(
        {
            CONTACT: "a: [\n",
            "screening.yaml": ("urgency: routine", "urgency: rutine"),
            "appointments/2026-03-09-a4.yaml": ("by: s-ruiz", "by: s-ruis"),
            "teams/north.yaml": "\x07",
            REVIEW: ("date: 2026-04-13", "date: 2026-04-31"),
        }
    )
    assert [(f.code, f.path) for f in report.findings] == [
        ("CK213", full("appointments/2026-03-09-a4.yaml")),
        ("CK013", full(CONTACT)),
        ("CK106", full(REVIEW)),
        ("CK104", full("screening.yaml")),
        ("CK006", full("teams/north.yaml")),
    ]


@pytest.mark.parametrize(
    ("edits", "line"),
    [
        ({CONTACT: ("kind: phone\n", "")}, "date: 2026-03-02"),  # the record should hold it: its first line
        ({"plan.yaml": ("    aim: A door of my own\n", "")}, "  - id: g1"),  # the goal
        ({"case.yaml": ("{status: open, from: 2026-01-12}", "{status: open}")}, "  - {status: open}"),  # the entry
        ({SERVICE: ("provider: harbor-clinic", "cost: {amount: 20}")}, "cost: {amount: 20}"),  # the group of fields
    ],
)
def test_what_is_absent_is_told_on_the_line_that_should_have_held_it(edits: Mapping[str, Edit], line: str) -> None:
    [finding] = findings_after(edits).findings
    assert finding.code == "CK102"
    assert edited(edits)[finding.path].decode().split("\n")[finding.span.line - 1] == line
