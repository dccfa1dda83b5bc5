"""Reading in several processes finds what reading in one finds, to the letter, whatever state the records are in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.memory import MemoryTree, files_of

from casekit import pool
from casekit.finding import Finding
from casekit.lint import examine as examining
from casekit.lint.ask import Judge
from casekit.lint.examine import examine
from casekit.lint.rule import rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.model.build import read_caseload
from casekit.records.tree import WorkingTree

ROOT = Path(__file__).parents[2]
CASE = "records/cases/2025/C-NSDBNBDM"


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """The demonstration agency, with things wrong in many ways."""
    for path, content in files_of(ROOT / "records").items():
        file = tmp_path / "records" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "records/staff/d-reyes.yaml").unlink(missing_ok=True)
    (tmp_path / CASE / "case.yaml").write_bytes(b"id: [")
    (tmp_path / CASE / "notes.txt").write_bytes(b"x")
    (tmp_path / "records/cases/2025/nowhere").mkdir()
    (tmp_path / "records/cases/2025/nowhere/case.yaml").write_bytes(b"a: 1\n")
    first = next(iter(sorted((tmp_path / "records/cases/2026").glob("*/contacts/*.yaml"))))
    first.write_bytes(first.read_bytes().replace(b"by: ", b"by: x-") + b"amends: {record: contacts/none, sha256: x}\n")
    return tmp_path


def found(folder: Path, processes: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Finding, ...]:
    monkeypatch.setattr(examining, "processes_for", lambda *_: processes)
    return lint(WorkingTree(folder), Settings(strict=True)).findings


def test_two_processes_find_what_one_finds(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = found(agency, 1, monkeypatch)
    assert len(alone) > 5
    assert found(agency, 2, monkeypatch) == alone


def test_the_caseload_comes_back_whole_from_other_processes(agency: Path) -> None:
    alone = read_caseload(WorkingTree(agency))
    together = examine(WorkingTree(agency), rules().values(), 2, whole=True).caseload()
    assert together == alone
    assert together.files == sum(1 for p in (agency / "records").rglob("*") if p.is_file())


def test_a_process_that_is_stopped_is_made_up_for(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = found(agency, 1, monkeypatch)
    read, here = Judge.read, os.getpid()
    monkeypatch.setattr(Judge, "read", lambda *what: read(*what) if os.getpid() == here else os._exit(9))
    assert found(agency, 2, monkeypatch) == alone


def test_few_folders_and_trees_from_elsewhere_are_read_by_one(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def several(_: object, __: int, processes: int) -> list[bytes]:
        raise AssertionError(processes)

    monkeypatch.setattr(pool, "together", several)
    files = {path.relative_to(agency).as_posix(): path.read_bytes() for path in agency.rglob("*") if path.is_file()}
    assert lint(WorkingTree(agency), Settings()).findings
    monkeypatch.setattr(examining, "FOLDERS_AT_LEAST", 1)
    assert lint(MemoryTree(files), Settings()).findings
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with pytest.raises(AssertionError, match="2"):
        lint(WorkingTree(agency), Settings())
