"""A case becomes plain display data: names for ids, the newest entry for now, and never a mandated report."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import msgspec
import pytest
from support.cases import AGENCY, BARE, CLOSED, FULL, UNSEEN, caseload, strings

from casekit.cli.context import read_caseload
from casekit.model.caseload import Caseload
from casekit.summary.lookup import look_up
from casekit.summary.shapes import CaseView
from casekit.summary.view import case_heading, case_view


def view_in(found: Caseload, identifier: str) -> CaseView:
    case = found.case(identifier)
    assert case
    view = case_view(case, look_up(found))
    assert view
    return view


@pytest.fixture
def full() -> CaseView:
    return view_in(caseload(), FULL)


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """A copy of the agency to break."""
    return Path(shutil.copytree(AGENCY, tmp_path / "agency"))


def test_the_heading_says_how_the_case_stands(full: CaseView) -> None:
    head = full.heading
    assert (head.called, head.workers, head.program) == ("Jo", ("Robin Vale", "Kofi Osei (second)"), "Home Again")
    assert (head.status, head.phase, head.risk, head.closed) == ("open", "monitoring", "high", False)


def test_a_talk_with_someone_else_is_no_contact(full: CaseView) -> None:
    # 28 March was not reached, 29 March was her sister.
    assert full.heading.last_contact == dt.date(2026, 3, 2)


def test_the_newest_of_a_log_is_now(full: CaseView) -> None:
    facts = {fact.label: fact for fact in full.facts}
    assert facts["Level of care"].value == "1"
    assert facts["Risk"].note == "since 2026-02-18: Without a home since yesterday."
    assert facts["Pronouns"].value == "not asked yet; ask again 2026-04-01"
    assert full.last_entry == dt.date(2026, 3, 30)


def test_a_case_with_only_ended_assignments_shows_the_last() -> None:
    view = view_in(caseload(), CLOSED)
    assert view.heading.workers == ("South team",)
    assert next(f.note for f in view.facts if f.label == "Team") == "since 2026-01-05, until 2026-02-27"
    assert view.heading.closed


def test_strengths_come_from_whoever_named_some(full: CaseView) -> None:
    # The newer assessment says only that they were not explored.
    assert full.strengths == ("Keeps a household book to the cent", "A sister who answers,\nand a choir")
    assert full.own_words.startswith("I do not need")


def test_strengths_nobody_explored_are_said_to_be_so() -> None:
    found = caseload()
    case = found.case(FULL)
    assert case
    only = msgspec.structs.replace(case, assessments=case.assessments[1:])
    view = case_view(only, look_up(found))
    assert view
    assert view.strengths == ("not explored yet",)
    assert view.own_words == ""


def test_safe_contact_says_what_is_safe_and_what_is_not(full: CaseView) -> None:
    safe = full.safe_contact
    assert safe
    assert [way.safe for way in safe.ways] == [False, True, True, True]
    assert safe.ways[0].rules == ""
    assert safe.ways[1].rules == "voicemail no, text yes, after 17:00"
    assert safe.ways[2].address == "J. Berg, PO Box 9, Willow"


def test_a_phase_names_what_led_to_it(full: CaseView) -> None:
    assert full.phases[3].behind == "eviction, incidents/2026-02-17-q3.yaml"
    assert full.phases[4].behind == "review, reviews/2026-03-30-v6.yaml"


def test_goals_worked_on_come_first(full: CaseView) -> None:
    assert [(goal.id, goal.finished) for goal in full.goals] == [("g2", False), ("g3", False), ("g1", True)]
    assert [step.state for step in full.goals[0].steps] == ["done", "open", "open"]
    assert [service.id for service in full.goals[0].services] == ["sv-c4vz"]
    assert full.goals[1].facts[0].value == "not explored yet"


def test_only_consents_in_force_are_listed(full: CaseView) -> None:
    assert {(consent.id, consent.until) for consent in full.consents} == {
        ("cn-8h3m", "until 2026-09-04"),
        ("cn-3m3m", "no end written down"),
    }


def test_a_consent_is_in_force_no_longer_than_it_says(agency: Path) -> None:
    file = agency / f"records/cases/2026/{FULL}/consents/cn-8h3m.yaml"
    file.write_text(file.read_text().replace("2026-09-04", "2026-03-29"))
    assert {consent.id for consent in view_in(read_caseload(agency), FULL).consents} == {"cn-3m3m"}


def test_what_is_left_open_is_listed(full: CaseView) -> None:
    assert [(item.what, item.why) for item in full.left_open] == [
        ("mental health", "not now: Once the house is painted; ask again 2026-12-07"),
        ("transportation", "She walks and likes it"),
        ("education", "not now; ask again 2026-09-01"),
        ("Emergency rent help", "unmet (no provider): No fund is left this year."),
        ("A phone of her own", "unmet: A cheaper tariff."),
        ("child care", "unmet at the review of 2026-03-30"),
    ]
    assert view_in(caseload(), CLOSED).left_open[0].why == "handed to his brother on 2026-02-27"


def test_without_a_plan_needs_put_off_are_still_left_open(agency: Path) -> None:
    (agency / f"records/cases/2026/{FULL}/plan.yaml").unlink()
    view = view_in(read_caseload(agency), FULL)
    assert view.left_open[0].what == "education"
    assert view.goals == view.plan_facts == ()


def test_the_timeline_holds_every_kind_of_record_but_one(full: CaseView) -> None:
    found = caseload().case(FULL)
    assert found
    shown = {entry.path.rpartition("/")[0] for entry in full.timeline}
    kept = {record.path.removeprefix(f"{found.folder}/").rpartition("/")[0] for record in found.records()}
    assert kept - shown == {"reports"}
    assert [entry.date for entry in full.timeline] == sorted((entry.date for entry in full.timeline), reverse=True)


def test_only_a_late_entry_says_when_it_was_written_down(full: CaseView) -> None:
    late = {entry.path: entry.recorded for entry in full.timeline if entry.recorded}
    assert late == {"contacts/2026-03-02-k7.yaml": dt.date(2026, 3, 4)}


def test_corrections_are_marked(full: CaseView) -> None:
    assert any(entry.kind == "collateral (addendum)" for entry in full.timeline)


def test_nothing_tells_of_a_mandated_report(full: CaseView) -> None:
    assert not [text for text in strings(full) if UNSEEN in text or "reports/" in text]


def test_not_even_that_a_report_cannot_be_read(agency: Path) -> None:
    reports = agency / f"records/cases/2026/{FULL}/reports"
    (reports / "2026-03-03-p2.yaml").write_text("a: [")
    (reports / "odd name.yaml").write_text("")
    assert view_in(read_caseload(agency), FULL).unread == ()


def test_files_that_cannot_be_read_are_named(agency: Path) -> None:
    (agency / f"records/cases/2026/{FULL}/plan.yaml").write_text("a: [")
    (agency / f"records/cases/2026/{FULL}/assessments/2026-01-20-m4.yaml").write_text("date: yesterday")
    (agency / "records/people/2M/P-2M4K8QAY.yaml").write_text("id: 1")
    view = view_in(read_caseload(agency), FULL)
    assert [path.rpartition("/")[2] for path in view.unread] == ["2026-01-20-m4.yaml", "plan.yaml", "P-2M4K8QAY.yaml"]
    assert view.heading.called == "Name cannot be read"
    assert view.safe_contact is None


def test_a_person_who_was_never_written_down_is_no_broken_file() -> None:
    view = view_in(caseload(), BARE)
    assert view.unread == ()
    assert view.facts[0].note == "P-5H7N1XCH"
    assert view.heading.program == "no-such-program"
    assert view.heading.workers == ()


def test_a_case_without_its_first_file_has_no_view(agency: Path) -> None:
    (agency / f"records/cases/2026/{FULL}/case.yaml").unlink()
    found = read_caseload(agency)
    case = found.case(FULL)
    assert case
    assert case_view(case, look_up(found)) is None
    assert case_heading(case, look_up(found)) is None


def test_an_agency_without_its_own_file_still_has_a_banner(agency: Path) -> None:
    (agency / "records/agency.yaml").unlink()
    assert view_in(read_caseload(agency), FULL).banner.startswith("Confidential.")
