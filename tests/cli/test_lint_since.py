"""`casekit lint --since` tells of what a change can have caused, where it changed and elsewhere, and of nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Repo
from support.again import CONTACT, OTHER, new_agency

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
OLD = f"{OTHER}/contacts/2026-03-02-k7.yaml"
"""A contact by somebody who is not on the staff, since the first commit."""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    new_agency(tmp_path / "agency")
    repository = Repo(tmp_path / "agency")
    repository.commit()
    return repository


@pytest.fixture
def told(repo: Repo, capsys: Printed) -> object:
    def lint(*options: str) -> set[tuple[str, str]]:
        run(["-C", str(repo.path), "lint", "--format", "json", *options])
        return {(f["code"], f["path"]) for f in json.loads(capsys.readouterr().out)["findings"]}

    return lint


def replace(repo: Repo, path: str, old: bytes, new: bytes) -> None:
    file = repo.path / path
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new))


def test_what_was_there_is_not_told_again(told: object) -> None:
    assert told() == {("CK213", OLD)}
    assert told("--since", "HEAD") == set()


def test_what_is_wrong_in_a_changed_file_is_told_though_it_was_there(repo: Repo, told: object) -> None:
    with (repo.path / OLD).open("ab") as file:
        file.write(b"# a remark\n")
    assert told("--since", "HEAD") == {("CK213", OLD)}
    assert told("--since", "HEAD", "--staged") == set()
    repo.git("add", "--all")
    assert told("--since", "HEAD", "--staged") == {("CK213", OLD)}


def test_what_a_change_causes_elsewhere_is_told(repo: Repo, told: object) -> None:
    (repo.path / "records/staff/s-ruiz.yaml").unlink()
    found = told("--since", "HEAD")
    assert ("CK213", "records/teams/north.yaml") in found
    repo.commit()
    assert told("--since", "HEAD") == set()
    assert told("--since", "HEAD~1") == found == told("--since", "HEAD~1", "--at", "HEAD")


def test_a_waiver_that_goes_brings_its_finding_back(repo: Repo, told: object) -> None:
    text = (
        "id: wv-7k2m\nrule: unknown-staff\nscope: {case: C-2M4K8QAY}\nreason: She left before the records came here.\n"
        "requested_by: s-ruiz\napproved_by: m-lee\nfrom: 2026-03-01\nexpires: 2027-03-01\n"
    )
    assert told("--since", "HEAD") == set()
    waiver = repo.write("records/waivers/wv-7k2m.yaml", text)
    repo.commit()
    assert told("--since", "HEAD") == set()
    waiver.unlink()
    assert ("CK213", OLD) in told("--since", "HEAD")


def test_one_more_of_what_was_wrong_is_told(repo: Repo, told: object) -> None:
    replace(repo, CONTACT, b"by: s-", b"by: x-")
    assert told("--since", "HEAD") == {("CK213", OLD)}


def test_only_named_files_and_a_day_that_is_too_early(repo: Repo, told: object, capsys: Printed) -> None:
    replace(repo, CONTACT, b"by: s-", b"by: y-")
    assert told("--since", "HEAD", CONTACT) == {("CK213", CONTACT)} == told("--since", "2026-01-05")
    assert told("--since", "HEAD", OTHER) == set()
    assert run(["-C", str(repo.path), "lint", "--since", "1999-01-01"]) == 2
    assert "no commit is as old as 1999-01-01" in capsys.readouterr().err
