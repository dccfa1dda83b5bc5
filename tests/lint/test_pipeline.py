"""From a tree to a report: the order of findings, their fingerprints, and what was looked at."""

from __future__ import annotations

import pytest
from support.edits import CASE, edited, findings_after, full
from support.memory import MemoryTree

from casekit.finding import Finding, Severity, fingerprint
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records.tree import Entry

CONTACT = "contacts/2026-03-02-k7.yaml"
SLIPS = {
    CONTACT: [("by: s-ruiz", "by: s-ruis"), ("minutes: 15", "minuts: 15")],
    "case.yaml": ("program: housing-links", "program: housing-link"),
    "providers/harbor-clinic.yaml": ("[physical_health]", "[physical, physical]"),
}


def found(*findings: Finding) -> list[tuple[str, str]]:
    return [(f.code, f.path) for f in findings]


def test_findings_come_in_the_order_of_files_lines_and_columns() -> None:
    two = {
        "plan.yaml": [("need: housing", "need: hosing"), ("service: sv-k7q2", "service: sv-k7q3")],
        "circumstances/2026-01-14-c6.yaml": [("doubled_up", "doubledup"), ("source: wages", "source: wage")],
        "agency.yaml": ("[homeless]", "[homeles, rual]"),
    }
    findings = findings_after(two).findings
    places = [(f.path, f.span.line, f.span.column) for f in findings]
    assert places == sorted(places)
    assert found(*findings) == [
        ("CK230", full("agency.yaml")),
        ("CK230", full("agency.yaml")),
        ("CK230", full("circumstances/2026-01-14-c6.yaml")),
        ("CK230", full("circumstances/2026-01-14-c6.yaml")),
        ("CK230", full("plan.yaml")),
        ("CK218", full("plan.yaml")),
    ]


def test_the_same_files_give_the_same_report() -> None:
    assert findings_after(SLIPS) == findings_after(SLIPS)


def test_a_report_says_how_much_it_looked_at() -> None:
    report = findings_after({})
    assert (report.files, report.cases) == (len([p for p in edited({}) if p.startswith("records/")]), 1)
    assert report.texts == {}  # nothing is read twice where nothing was found


def test_a_record_is_named_by_its_id() -> None:
    slips = {
        "case.yaml": ("program: housing-links", "program: housing-link"),
        "services/sv-k7q2.yaml": ("urgent: false", "urgent: no"),
        CONTACT: ("minutes: 15", "minutes: -15"),
        "staff/s-ruiz.yaml": ("role: case_manager", "role: manager"),
    }
    assert {f.record for f in findings_after(slips).findings} == {
        "C-7K3QFMXN",
        "C-7K3QFMXN/service/sv-k7q2",
        "C-7K3QFMXN/contact/2026-03-02-k7",
        "s-ruiz",
    }


def test_a_file_without_a_place_is_named_by_its_path() -> None:
    [finding] = findings_after({"people/notes.yaml": "a: 1\n"}).findings
    assert finding.record == "records/people/notes.yaml"


# Fingerprints


def prints(edits: dict[str, object]) -> set[str]:
    return {f.fingerprint for f in findings_after(edits).findings}  # type: ignore[arg-type]


def test_a_fingerprint_is_short_hexadecimal_and_each_finding_has_its_own() -> None:
    findings = findings_after(SLIPS).findings
    assert all(len(f.fingerprint) == 32 and int(f.fingerprint, 16) >= 0 for f in findings)
    assert len({f.fingerprint for f in findings}) == len(findings)


def test_fingerprints_stay_when_lines_move() -> None:
    before = {"case.yaml": ("program: housing-links", "program: housing-link")}
    after = {"case.yaml": ("program: housing-links", "# moved\n\n\nprogram:   housing-link")}
    one, other = findings_after(before).findings, findings_after(after).findings
    assert one[0].span.line != other[0].span.line
    assert one[0].fingerprint == other[0].fingerprint


def test_fingerprints_stay_when_another_file_is_mended_or_broken() -> None:
    before = {CONTACT: ("minutes: 15", "minutes: -15")}
    more = {**before, "screening.yaml": ("urgency: routine", "urgency: rutine")}
    assert prints(before) < prints(more)


def test_fingerprints_differ_from_place_to_place_and_from_rule_to_rule() -> None:
    plain = fingerprint("CK101", "C-7K3QFMXN", ("goals", 0, "aim"), 0)
    assert plain != fingerprint("CK102", "C-7K3QFMXN", ("goals", 0, "aim"), 0)
    assert plain != fingerprint("CK101", "C-2B4C6D8G", ("goals", 0, "aim"), 0)
    assert plain != fingerprint("CK101", "C-7K3QFMXN", ("goals", 1, "aim"), 0)
    assert plain != fingerprint("CK101", "C-7K3QFMXN", ("goals", 0, "aim"), 1)
    assert plain == fingerprint("CK101", "C-7K3QFMXN", ("goals", 0, "aim"), 0)


def test_what_one_rule_finds_twice_in_one_place_is_told_apart() -> None:
    lacking = {"screening.yaml": [("urgency: routine\n", ""), ("decision: accepted\n", "")]}
    findings = findings_after(lacking).findings
    assert [f.code for f in findings] == ["CK102", "CK102"]
    assert findings[0].at == findings[1].at == ()
    assert findings[0].fingerprint != findings[1].fingerprint


def test_a_team_and_a_provider_of_one_name_are_told_apart() -> None:
    files = edited({"teams/north.yaml": ("id: north", "id: nord")})
    provider = edited({})[full("providers/harbor-clinic.yaml")].replace(b"harbor-clinic", b"nord")
    findings = lint(MemoryTree(files | {full("providers/north.yaml"): provider}), Settings()).findings
    assert [f.record for f in findings] == ["north", "north"]
    alone = lint(MemoryTree(files), Settings()).findings
    assert alone[0].fingerprint == findings[1].fingerprint != findings[0].fingerprint


# Reading


def test_a_file_that_vanishes_while_it_is_checked_still_has_its_finding() -> None:
    tree = MemoryTree(edited({CONTACT: ("by: s-ruiz", "by: s-ruis")}))
    report = lint(_Vanishing(tree.files), Settings())
    assert found(*report.findings) == [("CK213", full(CONTACT))]
    assert report.findings[0].span.line == 1


class _Vanishing(MemoryTree):
    """A tree whose contact can be opened once."""

    def read(self, entry: Entry, limit: int) -> bytes:
        if entry.path == full(CONTACT) and entry.path in self._locked:
            return super().read(entry, limit)
        self._locked = self._locked | ({entry.path} if entry.path == full(CONTACT) else set())
        return self.files[entry.path]


@pytest.mark.parametrize("size", [0, 300_000])
def test_an_empty_file_and_a_huge_one_are_one_finding_each(size: int) -> None:
    report = findings_after({CONTACT: "#" * size})
    assert [f.code for f in report.findings] == ["CK023" if size == 0 else "CK004"]


def test_an_empty_agency_lacks_its_first_file_and_nothing_else() -> None:
    report = lint(MemoryTree({}), Settings(strict=True))
    assert found(*report.findings) == [("CK205", "records/agency.yaml")]
    assert (report.files, report.cases) == (0, 0)


# Choosing rules


def test_selecting_ignoring_and_weighing_rules() -> None:
    everything = findings_after(SLIPS)
    assert {f.code for f in everything.findings} == {"CK101", "CK102", "CK216", "CK108"}
    assert {f.code for f in findings_after(SLIPS, select=("CK1",)).findings} == {"CK101", "CK102", "CK108"}
    assert {f.code for f in findings_after(SLIPS, select=("unknown-program",)).findings} == {"CK216"}
    assert {f.code for f in findings_after(SLIPS, ignore=("CK1", "unknown-program")).findings} == set()
    assert {f.code for f in findings_after(SLIPS, select=("CK1",), ignore=("CK102",)).findings} == {"CK101", "CK108"}
    light = findings_after(SLIPS, severity={"CK216": Severity.INFO})
    assert (light.count(Severity.INFO), light.count(Severity.ERROR)) == (1, len(everything.findings) - 1)


def test_a_rule_that_is_off_by_default_runs_when_strict_or_selected() -> None:
    lone = {
        "people/2B/P-2B4C6D8G.yaml": (
            "id: P-2B4C6D8G\nnames: {legal: Ana}\nbirth_date: 1990-02-03\n"
            "languages: {preferred: English, interpreter: false}\nsafe_contact: {use_name: Ana}\n"
        )
    }
    assert findings_after(lone).findings == ()
    assert [f.code for f in findings_after(lone, strict=True).findings] == ["CK208"]
    assert [f.code for f in findings_after(lone, select=("person-without-case",)).findings] == ["CK208"]
    # A case that cannot be read may be theirs.
    assert [f.code for f in findings_after({**lone, "case.yaml": "a: [\n"}, strict=True).findings] == ["CK013"]
    assert CASE.endswith("C-7K3QFMXN")


def test_what_a_schema_takes_for_whole_and_a_program_does_not_is_a_wrong_type() -> None:
    [finding] = findings_after({CONTACT: ("minutes: 15", "minutes: 15.0")}).findings
    assert (finding.code, finding.at, finding.span.line) == ("CK103", ("minutes",), 4)
