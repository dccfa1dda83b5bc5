"""What a review says of the trail: links of the thread, whether the author may, edits in time, and names where none belong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.desk import ID
from support.trail import small

from casekit.audit.personal import in_path, in_subject, known_people
from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
FOLDER = f"records/cases/2026/{ID}"
CONTACT = f"{FOLDER}/contacts/2026-03-02-k7.yaml"
KNOWN = known_people([{"names": {"legal": "Rosa Delgado-Ng", "former": ["Maya Li"]}, "birth_date": "1988-07-14"}, {}])


@pytest.fixture
def agency(repository: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The small agency, in which s-ruiz and m-lee have addresses and only s-ruiz has the case; s-ruiz is at work."""
    small(repository.path)
    for name, person in (("s-ruiz", "Sam Ruiz"), ("m-lee", "Mina Lee"), ("t-day", "Toni Day")):
        role = "supervisor" if name == "m-lee" else "case_manager"
        git = f"git:\n  - {{email: {name}@example.org, from: 2020-06-01}}\n"
        repository.write(
            f"records/staff/{name}.yaml", f"id: {name}\nname: {person}\nrole: {role}\nfrom: 2020-06-01\n{git}"
        )
    policy = repository.path / "records/policy.yaml"
    policy.write_text(
        f"{policy.read_text()}  - {{setting: lock_days, value: 7, from: 2026-01-01, source: agency practice}}\n"
    )
    contact = repository.path / CONTACT
    contact.write_text(f"{contact.read_text()}goals: [g1]\n")
    repository.write("casekit.toml", '[lint]\nselect = ["CK102"]\n')
    at_work(monkeypatch, "s-ruiz")
    repository.commit("Begin", on="2026-03-01T09:00:00Z")
    repository.git("checkout", "--quiet", "-b", "work")
    return repository


def at_work(monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    for part in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{part}_EMAIL", f"{who}@example.org")


def told(agency: Any, capsys: Printed, *words: str) -> dict[str, dict[str, Any]]:
    """Return what a review tells of the branch, by check."""
    run(["-C", str(agency.path), "diff", "main..HEAD", "--format", "json", *words])
    groups = json.loads(capsys.readouterr().out)["groups"]
    return {item["check"]: item for group in groups for item in group["items"]}


def change(agency: Any, path: str, old: str, new: str, on: str = "2026-03-05") -> None:
    file = agency.path / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    agency.commit("Change", on=f"{on}T09:00:00Z")


def test_links_that_are_made_and_gone_are_told_by_ids(agency: Any, capsys: Printed) -> None:
    change(agency, f"{FOLDER}/plan.yaml", "service: sv-k7q2", "service: sv-9r2t")
    change(agency, CONTACT, "goals: [g1]\n", "")
    found = told(agency, capsys)
    assert [fact["field"] for fact in found["thread-linked"]["facts"]] == ["step g1s1 → service sv-9r2t"]
    assert found["thread-unlinked"]["severity"] == "look"
    change(agency, f"{FOLDER}/plan.yaml", "need: housing", "need: work")
    assert "a need → goal g1" in json.dumps(told(agency, capsys), ensure_ascii=False)
    assert "need work → goal g1" in json.dumps(told(agency, capsys, "--show-values"), ensure_ascii=False)


def test_whoever_has_the_case_may_and_others_may_not(agency: Any, capsys: Printed, monkeypatch: Any) -> None:
    change(agency, f"{FOLDER}/plan.yaml", "A door of my own", "A key of my own")
    assert {"author-may-not", "author-unknown"}.isdisjoint(told(agency, capsys))
    at_work(monkeypatch, "t-day")
    change(agency, f"{FOLDER}/plan.yaml", "A key of my own", "A flat of my own")
    assert told(agency, capsys)["author-may-not"]["path"] == f"{FOLDER}/plan.yaml"
    at_work(monkeypatch, "stranger")
    change(agency, "records/policy.yaml", "value: 7", "value: 9")
    assert told(agency, capsys)["author-unknown"]["severity"] == "look"


def test_the_policy_is_a_supervisors(agency: Any, capsys: Printed, monkeypatch: Any) -> None:
    at_work(monkeypatch, "m-lee")
    change(agency, "records/policy.yaml", "value: 7", "value: 9")
    assert "author-may-not" not in told(agency, capsys)
    at_work(monkeypatch, "s-ruiz")
    change(agency, "records/policy.yaml", "value: 9", "value: 99")
    assert "author-may-not" in told(agency, capsys)


@pytest.mark.parametrize("how", [("s-ruiz", "2026-03-05", True), ("s-ruiz", "2026-03-20", False), ("m-lee", "2026-03-05", False)])  # fmt: skip
def test_an_edit_in_the_authors_days_is_said_to_be_one(
    agency: Any, how: tuple[str, str, bool], capsys: Printed, monkeypatch: Any
) -> None:
    who, on, in_time = how
    at_work(monkeypatch, who)
    change(agency, CONTACT, "minutes: 15", "minutes: 20", on=on)
    found = told(agency, capsys)
    assert "record-rewritten" in found
    assert ("edited-in-time" in found) is in_time


def test_what_is_not_committed_is_that_of_whoever_works_here(agency: Any, capsys: Printed, monkeypatch: Any) -> None:
    at_work(monkeypatch, "t-day")
    plan = agency.path / FOLDER / "plan.yaml"
    plan.write_text(plan.read_text().replace("A door", "A key"))
    run(["-C", str(agency.path), "diff", "--format", "json"])
    assert '"author-may-not"' in capsys.readouterr().out


def test_names_in_paths_refs_and_subjects(agency: Any, capsys: Printed) -> None:
    agency.git("checkout", "--quiet", "-b", "plan-for-rosa")
    agency.write(f"{FOLDER}/rosa-example.pdf", "x")
    agency.commit("Call with Rosa", on="2026-03-05T09:00:00Z")
    found = told(agency, capsys)
    assert {"personal-in-path", "personal-in-ref", "personal-in-subject"} <= set(found)
    assert "osa" not in json.dumps(found)


@pytest.mark.parametrize("text", ["Call with Rosa", "about Delgado", "Maya", "call 555-0142", "1988-07-14", "(212) 555-0142"])  # fmt: skip
def test_a_subject_that_names_somebody(text: str) -> None:
    assert in_subject(text, KNOWN)


@pytest.mark.parametrize("text", ["Add a contact", "Change a plan", "Contact of 2 March", "2026-03-02-k7", "C-7K3QFMXN", "rosary", "Li"])  # fmt: skip
def test_a_subject_that_names_nobody(text: str) -> None:
    assert not in_subject(text, KNOWN)
    assert not in_path(text, KNOWN)


def test_where_nobody_has_an_address_nobody_is_judged(agency: Any, capsys: Printed) -> None:
    for file in Path(agency.path / "records/staff").iterdir():
        file.write_text(file.read_text().partition("git:")[0])
    agency.commit("No addresses", on="2026-03-05T09:00:00Z")
    agency.git("branch", "--force", "main", "HEAD")
    change(agency, f"{FOLDER}/plan.yaml", "A door", "A key")
    assert {"author-may-not", "author-unknown"}.isdisjoint(told(agency, capsys))
