"""A demonstration is the same for the same seed, tells every kind of record, and lints clean wherever one looks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from casekit.cli.main import run
from casekit.demo.days import END
from casekit.demo.make import Made, make_demo
from casekit.git import open_repository
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records import load
from casekit.records.paths import KINDS, place
from casekit.records.tree import CommitTree, Entry
from casekit.records.yaml import read

_CASES, _SEED = 12, 7
_ID = re.compile(r"C-[0-9A-HJKMNP-TV-Z]{8}")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    made = make_demo(folder, _CASES, 2, _SEED)
    assert made == Made(_CASES, int(git(folder, "rev-list", "--count", "HEAD")), made.staff)
    return folder


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read each version of a file once, however many commits hold it."""
    known: dict[tuple[str, str], load.Source] = {}
    real = load._source

    def once(tree: CommitTree, entry: Entry, local: load.LocalSchemas) -> load.Source:
        key = entry.path, entry.oid
        if key not in known:
            known[key] = real(tree, entry, local)
        return known[key]

    monkeypatch.setattr(load, "_source", once)
    return


def findings(folder: Path, commits: list[str]) -> list[str]:
    settings = msgspec.structs.replace(Settings(), strict=True)
    with open_repository(folder) or pytest.fail("no repository") as repository:
        return [
            f"{commit[:8]} {finding.code} {finding.path}: {finding.message}"
            for commit in commits
            for finding in lint(CommitTree(repository, commit), settings).findings
            if not finding.waived
        ]


def main_line(folder: Path, *arguments: str) -> list[str]:
    return git(folder, "rev-list", "--first-parent", "--reverse", "HEAD", *arguments).split()


@pytest.mark.no_cover
@pytest.mark.usefixtures("remembered")
def test_every_commit_of_the_main_line_is_clean_until_the_daily_meetings_and_every_eighth_from_then_on(
    demo: Path,
) -> None:
    before = main_line(demo, "--before=2026-07-01T00:00:00Z")
    daily = main_line(demo, "--since=2026-07-01T00:00:00Z")
    assert len(before) > 100
    assert findings(demo, [*before, *daily[::8], daily[-1]]) == []


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("larger")
    make_demo(folder, 160, 1, 5)
    return folder


@pytest.mark.no_cover
def test_a_larger_agency_is_clean_at_the_end_and_on_the_way(larger: Path) -> None:
    commits = main_line(larger)
    assert findings(larger, [commits[0], commits[len(commits) // 2]]) == []
    assert run(["-C", str(larger), "lint", "--strict", "--fail-on", "info", "--as-of", END.isoformat()]) == 0


def test_the_same_seed_gives_the_same_commits_whatever_the_hash_seed(demo: Path, tmp_path: Path) -> None:
    for hash_seed in ("0", "4242"):
        folder = tmp_path / hash_seed
        command = ["demo", str(folder), "--cases", str(_CASES), "--seed", str(_SEED)]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-m", "casekit", *command], check=True, env=environment, capture_output=True)
        assert git(folder, "rev-parse", "HEAD") == git(demo, "rev-parse", "HEAD")


def test_another_seed_gives_another_agency(demo: Path, tmp_path: Path) -> None:
    make_demo(tmp_path, _CASES, 2, _SEED + 1)
    ours, theirs = (set(_ID.findall(git(folder, "ls-files"))) for folder in (demo, tmp_path))
    assert len(ours) == len(theirs) == _CASES
    assert not ours & theirs


def test_from_twelve_cases_on_every_kind_of_record_is_there(demo: Path) -> None:
    found = {where.kind for path in git(demo, "ls-files", "records").split() if (where := place(path))}
    assert found == set(KINDS)


def records(folder: Path, pattern: str) -> list[dict[str, object]]:
    found = [read(path.read_bytes()).data for path in sorted((folder / "records").glob(pattern))]
    return [data for data in found if data]


def test_cases_take_the_turns_that_cases_take(demo: Path) -> None:
    files = records(demo, "cases/*/*/case.yaml")
    assert len({file["model"] for file in files}) == 4
    assert any(len(file["assignments"]) > 1 for file in files)
    assert any("linked_cases" in file for file in files)
    text = "".join(path.read_text() for path in sorted((demo / "records").rglob("*.yaml")))
    for turn in (
        "status: on_hold", "status: deceased", "reason: lost_contact", "kind: eviction", "kind: return_to_use",
        "kind: admission", "revoked:", "unmet:", "denial:", "decision: overturned", "kind: probation", "repeats:",
        "result: did_not_attend", "reached: false", "interpreter: Valley", "safe: false", "basis: medical_emergency",
    ):  # fmt: skip
        assert turn in text, turn


def test_all_reasons_to_close_a_case_come_up(larger: Path) -> None:
    reasons = {record["reason"] for record in records(larger, "cases/*/*/outcome.yaml")}
    assert len(reasons) == 10


def test_paths_and_subjects_say_nothing_about_a_person(demo: Path) -> None:
    names = {
        word.lower()
        for person in records(demo, "people/*/*.yaml")
        for name in person["names"].values()  # type: ignore[attr-defined]
        for word in name.split()
    }
    workers = {word for path in (demo / "records" / "staff").iterdir() for word in path.stem.split("-")}
    said = git(demo, "ls-files") + git(demo, "log", "--all", "--format=%s%n%b") + git(demo, "for-each-ref")
    assert not (names - workers) & set(re.findall("[a-z]+", said.lower()))


def test_every_commit_about_a_case_names_it_and_its_reason(demo: Path) -> None:
    log = git(demo, "log", "--format=%x00%(trailers:key=Case,valueonly,separator=%x20)%x01%(trailers:key=Reason,valueonly)%x01", "--name-only", "-m", "--first-parent")  # fmt: skip
    for entry in log.split("\0")[1:]:
        case, reason, paths = entry.split("\1")
        named = set(_ID.findall(paths))
        assert reason.strip()
        assert named <= {case}


def test_a_merge_adds_nothing_of_its_own(demo: Path) -> None:
    merges = git(demo, "rev-list", "--merges", "--parents", "HEAD").splitlines()
    assert merges
    for line in merges:
        merge, one, other = line.split()
        honest = git(demo, "merge-tree", "--write-tree", one, other).split()[0]
        assert honest == git(demo, "rev-parse", f"{merge}^{{tree}}").strip()


def test_time_only_moves_on(demo: Path) -> None:
    times = {
        commit: int(at) for commit, at in (line.split() for line in git(demo, "log", "--format=%H %ct").splitlines())
    }
    for line in git(demo, "rev-list", "--parents", "HEAD").splitlines():
        commit, *parents = line.split()
        assert all(times[parent] <= times[commit] for parent in parents)


def test_the_working_tree_is_clean_and_one_branch_is_left(demo: Path) -> None:
    assert git(demo, "status", "--porcelain") == ""
    assert git(demo, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
    assert git(demo, "fsck", "--strict") == ""


def test_its_site_builds(demo: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=demo, check=True, env=environment)
    assert len(list((demo / "build" / "site" / "cases").glob("C-*.html"))) == _CASES


def test_the_client_s_words_are_not_the_same_in_every_plan(larger: Path) -> None:
    said = [goal["client_words"] for plan in records(larger, "cases/*/*/plan.yaml") for goal in plan["goals"]]  # type: ignore[attr-defined]
    assert len(said) > 30
    assert max(map(said.count, said)) <= 2
