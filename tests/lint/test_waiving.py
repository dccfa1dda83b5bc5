"""What is waived stays visible and counted, and the waiving itself is checked."""

from __future__ import annotations

from datetime import date

import pytest
from support.edits import edited, findings_after
from support.memory import MemoryTree

from casekit.lint.outcome import Report
from casekit.lint.run import lint
from casekit.lint.settings import Settings

CONTACT, WAIVER = "contacts/2026-03-02-k7.yaml", "waivers/wv-3c5e.yaml"
LATE = ("note:", "recorded: 2026-03-09\nnote:")


def waiver(rule: str = "late-entry", scope: str = "case: C-7K3QFMXN", approved_by: str = "m-lee") -> str:
    return (
        f"id: wv-3c5e\nrule: {rule}\nscope: {{{scope}}}\nreason: The farm has no signal.\nrequested_by: s-ruiz\n"
        f"approved_by: {approved_by}\nfrom: 2026-01-20\nexpires: 2026-06-30\n"
    )


def told(report: Report) -> list[tuple[str, bool]]:
    return [(finding.name, finding.waived) for finding in report.findings]


@pytest.mark.parametrize("rule", ["late-entry", "CK259"])
@pytest.mark.parametrize(
    "scope",
    [
        "case: C-7K3QFMXN",
        "person: P-7K3QFMXN",
        "file: records/cases/2026/C-7K3QFMXN/contacts/2026-03-02-k7.yaml",
    ],
)
def test_a_waiver_in_scope_marks_the_finding_and_keeps_it(rule: str, scope: str) -> None:
    report = findings_after({CONTACT: LATE, WAIVER: waiver(rule, scope)})
    assert told(report) == [("late-entry", True)]
    assert report.findings[0].waiver == "wv-3c5e"
    assert report.count(report.findings[0].severity) == 0


@pytest.mark.parametrize(
    ("rule", "scope"),
    [
        ("late-entry", "file: records/cases/2026/C-7K3QFMXN/plan.yaml"),
        ("date-differs-from-name", "case: C-7K3QFMXN"),
    ],
)
def test_a_waiver_out_of_scope_waives_nothing_and_is_unused(rule: str, scope: str) -> None:
    report = findings_after({CONTACT: LATE, WAIVER: waiver(rule, scope)})
    assert told(report) == [("late-entry", False), ("unused-waiver", False)]


def test_a_persons_file_is_in_the_scope_of_a_waiver_for_the_person() -> None:
    edits = {
        "people/7K/P-7K3QFMXN.yaml": ("birth_date: 1988-07-14", "birth_date: 2026-07-14"),
        WAIVER: waiver("before-birth", "person: P-7K3QFMXN"),
    }
    assert told(findings_after(edits)) == [("before-birth", True)]


def test_a_waiver_is_not_called_unused_when_its_rule_was_not_asked() -> None:
    assert told(findings_after({WAIVER: waiver()}, ignore=("late-entry",))) == []
    assert told(findings_after({WAIVER: waiver()})) == [("unused-waiver", False)]


def test_who_asks_cannot_approve() -> None:
    report = findings_after({CONTACT: LATE, WAIVER: waiver(approved_by="s-ruiz")})
    assert told(report) == [("late-entry", False), ("waiver-approved-by-its-author", False)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (None, [("late-entry", True)]),
        (date(2026, 6, 30), [("late-entry", True)]),
        (date(2026, 7, 1), [("late-entry", False), ("expired-waiver", False)]),
    ],
)
def test_a_waiver_expires_on_its_day_and_only_as_of_a_day(day: date | None, expected: list[tuple[str, bool]]) -> None:
    tree = MemoryTree(edited({CONTACT: LATE, WAIVER: waiver()}))
    assert told(lint(tree, Settings(), day)) == expected


BAD_LINE = ("minutes: 15", "minutes: 15\ncounty_form: B-12 # casekit: ignore[{rule}]{reason}")


def remark(rule: str, reason: str = " the county asks for it") -> tuple[str, str]:
    return BAD_LINE[0], BAD_LINE[1].format(rule=rule, reason=reason)


@pytest.mark.parametrize("rule", ["unknown-field", "CK101", "CK103, unknown-field"])
def test_a_remark_on_the_line_passes_over_a_finding_of_form(rule: str) -> None:
    report = findings_after({CONTACT: remark(rule)})
    assert told(report) == [("unknown-field", True)]
    assert report.findings[0].waiver == "line 5"


def test_a_remark_above_is_for_the_next_line() -> None:
    edit = ("minutes: 15", "minutes: 15\n# casekit: ignore[CK101] the county asks for it\ncounty_form: B-12")
    assert told(findings_after({CONTACT: edit})) == [("unknown-field", True)]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (remark("CK101", ""), "say why"),
        (remark("unknown-feild"), "no rule is called `unknown-feild`"),
        (remark("unknown-staff"), "takes a waiver"),
        (remark("CK2"), "takes a waiver"),
        (("minutes: 15", "minutes: 15 # casekit: ignore it"), "name the rule in brackets"),
    ],
)
def test_a_remark_that_cannot_be_obeyed_says_why(edit: tuple[str, str], says: str) -> None:
    report = findings_after({CONTACT: edit})
    found = {finding.name: finding for finding in report.findings}
    assert says in found["ill-formed-remark"].message
    assert not any(finding.waived for finding in report.findings)


def test_a_remark_beside_nothing_is_unused() -> None:
    edit = ("minutes: 15", "minutes: 15 # casekit: ignore[CK101] the county asks for it")
    assert told(findings_after({CONTACT: edit})) == [("unused-remark", False)]
    assert told(findings_after({CONTACT: edit}, ignore=("CK101",))) == []


def test_words_that_look_like_a_remark_inside_text_are_text() -> None:
    edit = ("note: She has the bus map and knows the way.", "note: |\n  # casekit: ignore[CK101] she said\n")
    assert told(findings_after({CONTACT: edit})) == []


def test_consent_and_people_take_waivers_and_no_remarks() -> None:
    edit = ("by: s-ruiz", "by: s-ruis # casekit: ignore[unknown-staff] new")
    names = [name for name, _ in told(findings_after({CONTACT: edit}))]
    assert names == ["unknown-staff", "ill-formed-remark"]
