"""What people type as answers: taken in the form records keep, or told in a sentence how it is written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.loading import load

from casekit.records.paths import place
from casekit.records.schemas import load_schema
from casekit.records.tree import WorkingTree
from casekit.starter import answers
from casekit.starter.answers import MODELS, Agency, Worker, slug, staff_id
from casekit.starter.begin import begin
from casekit.starter.first import first_records

DAY = dt.date(2026, 1, 5)
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LINE = st.text(min_size=1, max_size=30)


def test_the_models_are_those_of_the_schema() -> None:
    assert list(MODELS) == load_schema("common")["$defs"]["model"]["enum"]


@pytest.mark.parametrize(
    ("name", "email", "identifier"),
    [
        ("Sofia Ruiz", "s.ruiz@example.org", "s-ruiz"),
        ("Zoë Åkesson-Núñez", "z@example.org", "z-nunez"),
        ("Cher", "c@example.org", "cher"),
        ("Nora O'Neill", "n@example.org", "n-oneill"),
        ("李明", "li.ming@example.org", "li-ming"),
        ("李明", "42@example.org", "staff-1"),
        ("3 4", "7th@example.org", "th"),
        ("A " + "b" * 90, "a@example.org", "a-" + "b" * 38),
    ],
)
def test_an_id_recalls_the_name(name: str, email: str, identifier: str) -> None:
    assert staff_id(Worker(name, email, "other")) == identifier


@given(LINE, st.sampled_from(["a@example.org", "7@example.org"]))
def test_every_name_has_an_id_that_a_file_may_have(name: str, email: str) -> None:
    found = staff_id(Worker(name, email, "other"))
    assert SLUG.fullmatch(found)
    assert len(found) <= 40
    assert place(f"records/staff/{found}.yaml")


@given(LINE)
def test_a_slug_is_one_or_nothing(text: str) -> None:
    assert SLUG.fullmatch(slug(text)) or not slug(text)


@pytest.mark.parametrize(
    ("check", "typed", "taken"),
    [
        (answers.line, "  Harbor Street ", "Harbor Street"),
        (answers.line, unicodedata.normalize("NFD", "Zoë"), "Zoë"),
        (answers.email, " s.ruiz@example.org\n", "s.ruiz@example.org"),
        (answers.timezone, "America/Chicago", "America/Chicago"),
        (answers.model, "2", "clinical_rehabilitation"),
        (answers.model, "Strengths", "strengths_based"),
        (answers.model, "assertive community", "assertive_community_treatment"),
        (answers.role, "case manager", "case_manager"),
        (answers.role, "SUPERVISOR", "supervisor"),
    ],
)
def test_an_answer_is_taken_as_it_was_meant(check: object, typed: str, taken: str) -> None:
    assert check(typed) == taken  # type: ignore[operator]


@pytest.mark.parametrize(
    ("check", "typed", "says"),
    [
        (answers.line, "", "this is text on one line."),
        (answers.line, "a\nb", "this is text on one line."),
        (answers.line, "a\u202eb", "this holds U+202E, a character that no record may hold."),
        (answers.email, "s.ruiz", "this is no e-mail address such as s.ruiz@example.org."),
        (answers.email, "ruiz@-o", "this is no e-mail address"),
        (
            answers.timezone,
            "America/Chicgo",
            "no time zone is called `America/Chicgo`. Did you mean `America/Chicago`?",
        ),
        (answers.timezone, "../etc/passwd", "no time zone is called `../etc/passwd`. They are called by a city"),
        (answers.timezone, "\x1b[31m", "no time zone is called `\\x1b[31m`."),
        (answers.model, "strength_base", "`strength_base` is none of them: brokerage, "),
        (answers.model, "0", "`0` is none of them"),
        (answers.model, "9", "`9` is none of them"),
        (answers.model, "", "`` is none of them"),
        (answers.role, "case_manger", "Did you mean `case_manager`?"),
        (answers.role, "c", "`c` is none of them: case_manager, "),
    ],
)
def test_what_cannot_be_kept_is_told_in_a_sentence(check: object, typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as told:
        check(typed)  # type: ignore[operator]
    assert "\n" not in str(told.value)


@given(LINE, LINE, LINE)
def test_whatever_answer_is_taken_makes_records_without_a_fault(
    tmp_path_factory: pytest.TempPathFactory, agency: str, program: str, name: str
) -> None:
    try:
        agency, program, name = map(answers.line, (agency, program, name))
    except ValueError:
        return
    folder = tmp_path_factory.mktemp("agency")
    named = Agency(agency, "America/Chicago", program, "brokerage")
    records = first_records(folder, named, Worker(name, "a@example.org", "supervisor"), DAY)
    for path, text in records.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    with WorkingTree(folder) as tree:
        sources = list(load(tree))
    assert len(sources) == 3
    assert not [source.faults for source in sources if source.faults]


def written(folder: Path, worker: Worker) -> list[str]:
    return list(first_records(folder, None, worker, DAY))


def test_whoever_is_there_gets_no_second_file_and_a_namesake_another_id(tmp_path: Path) -> None:
    ruiz = Worker("Sofia Ruiz", "s.ruiz@example.org", "supervisor")
    begin(tmp_path, first_records(tmp_path, None, ruiz, DAY))
    assert written(tmp_path, ruiz) == []
    assert written(tmp_path, Worker("Sol Ruiz", "sol@example.org", "other")) == ["records/staff/s-ruiz-2.yaml"]
    (tmp_path / "records/policy.yaml").unlink()
    records = first_records(tmp_path, None, ruiz, DAY)
    assert list(records) == ["records/policy.yaml"]
    assert b"approved_by: s-ruiz\n" in records["records/policy.yaml"]


@pytest.mark.parametrize("text", ["", "[", "git: 7\n", "git: [7]\nemail: 3\n", "id: x\n"])
def test_a_staff_file_that_cannot_be_read_is_still_someones(tmp_path: Path, text: str) -> None:
    (tmp_path / "records/staff").mkdir(parents=True)
    (tmp_path / "records/staff/s-ruiz.yaml").write_text(text)
    ruiz = Worker("Sofia Ruiz", "s.ruiz@example.org", "supervisor")
    assert written(tmp_path, ruiz) == ["records/staff/s-ruiz-2.yaml", "records/policy.yaml"]


def test_a_link_among_staff_files_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "records/staff").mkdir(parents=True)
    (tmp_path / "elsewhere").write_text("email: s.ruiz@example.org\n")
    (tmp_path / "records/staff/s-ruiz.yaml").symlink_to(tmp_path / "elsewhere")
    ruiz = Worker("Sofia Ruiz", "s.ruiz@example.org", "supervisor")
    assert written(tmp_path, ruiz)[0] == "records/staff/s-ruiz-2.yaml"
