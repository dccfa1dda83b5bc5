"""One pass over real histories: renames, merges of every kind, shallow clones, damage, and repositories that lie."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.git import GitError, Repository, open_repository
from casekit.history.changes import Change, changes, why
from casekit.history.compare import applied, same
from casekit.history.past import Step, past
from casekit.history.who import Staff, day_of, staff_at
from casekit.records.write import write as written

CASE = "C-7K3QFMXN"
FOLDER = f"records/cases/2026/{CASE}"
PLAN = f"{FOLDER}/plan.yaml"


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert repository is not None
    return repository


def steps_of(path: Path, case: str | None = CASE, tip: str = "HEAD") -> list[Step]:
    with opened(path) as repository:
        oid = repository.resolve(tip)
        assert oid is not None
        return past(repository, oid, case)


def changes_of(path: Path, case: str | None = CASE) -> list[Change]:
    with opened(path) as repository:
        oid = repository.resolve("HEAD")
        assert oid is not None
        return list(changes(repository, past(repository, oid, case), staff_at(repository, oid)))


def told(path: Path) -> list[tuple[str, bool, bool]]:
    """Return what is told, oldest first: subject, whether it is a merge's own, whether it was left behind."""
    return [(why(s.commit.message).subject, s.own, s.left_behind) for s in reversed(steps_of(path))]


def plan(aim: str, note: str = "x") -> str:
    return f"started: 2026-01-20\ngoals:\n  - id: g1\n    aim: {aim}\nnote: {note}\n"


def test_every_commit_is_one_step_with_its_reason(repository: Any) -> None:
    repository.write(PLAN, plan("one"))
    repository.commit("Begin the plan\n\nCase: C-7K3QFMXN\nReason: first meeting\n")
    repository.write(PLAN, plan("two"))
    repository.commit("Change it", on="2026-02-01T09:00:00Z")
    newest, oldest = changes_of(repository.path)
    assert (newest.event, newest.committed, oldest.event) == ("changed", "2026-02-01", "written")
    assert [(f.at, f.before, f.after) for f in newest.fields] == [(("goals", "g1", "aim"), "one", "two")]
    assert oldest.why.trailers == {"Case": CASE, "Reason": "first meeting"}
    assert oldest.happened == "2026-01-20"
    assert oldest.author == "Robin Vale <robin.vale@agency.example>"


def test_an_author_is_matched_with_staff_on_the_day(repository: Any) -> None:
    git = "git:\n  - email: Robin.Vale@agency.example\n    from: 2026-01-01\n    to: 2026-01-31\n"
    repository.write("records/staff/r-vale.yaml", f"id: r-vale\nname: Robin V.\n{git}")
    repository.write("records/staff/broken.yaml", "id: [")
    repository.write(PLAN, plan("one"))
    repository.commit()
    repository.write(PLAN, plan("two"))
    repository.commit(on="2026-02-01T09:00:00Z")
    newest, oldest = changes_of(repository.path)
    assert (oldest.staff, oldest.author) == ("r-vale", "Robin V.")
    assert (newest.staff, newest.author) == ("", "Robin Vale <robin.vale@agency.example>")


def test_a_case_is_followed_when_its_folder_moves(repository: Any) -> None:
    for year, note in (("2024", "one"), ("2025", "two"), ("2026", "three")):
        target = repository.path / f"records/cases/{year}"
        target.mkdir(parents=True)
        if year == "2024":
            repository.write(f"records/cases/2024/{CASE}/case.yaml", f"id: {CASE}\nnote: one\n")
            repository.write(f"records/cases/2024/{CASE}/plan.yaml", plan("x"))
        else:
            old = repository.path / f"records/cases/{int(year) - 1}"
            shutil.move(old / CASE, target / CASE)
            old.rmdir()
            repository.write(f"records/cases/{year}/{CASE}/case.yaml", f"id: {CASE}\nnote: {note}\n")
        repository.commit(year)
    found = [(c.event, c.place.kind, c.moved_from[14:18]) for c in changes_of(repository.path)]
    assert sorted(found[:2]) == [("changed", "case", "2025"), ("moved", "plan", "2025")]
    assert sorted(found[2:4]) == [("changed", "case", "2024"), ("moved", "plan", "2024")]
    assert sorted(found[4:]) == [("written", "case", ""), ("written", "plan", "")]


def test_a_case_that_was_removed_keeps_its_history(repository: Any) -> None:
    repository.write(PLAN, plan("one"))
    repository.commit("Begin")
    shutil.rmtree(repository.path / "records")
    repository.write("records/agency.yaml", "name: x\n")
    repository.commit("Remove")
    assert [c.event for c in changes_of(repository.path)] == ["removed", "written"]


# Merges


def branch(repository: Any, base: str = plan("base")) -> None:
    repository.write(PLAN, base)
    repository.commit("Begin")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write(PLAN, plan("side"))
    repository.commit("Side")
    repository.git("checkout", "--quiet", "main")


def merge(repository: Any, subject: str = "Merge", *options: str) -> None:
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", *options, "side")
    repository.git("commit", "--quiet", "--allow-empty", "-m", subject)


def test_a_clean_merge_tells_nothing_of_its_own(repository: Any) -> None:
    branch(repository)
    repository.write("records/agency.yaml", "name: x\n")
    repository.commit("Elsewhere")
    merge(repository)
    assert told(repository.path) == [("Begin", False, False), ("Side", False, False)]


def test_what_a_merge_smuggles_in_is_its_own(repository: Any) -> None:
    branch(repository)
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    repository.write(f"{FOLDER}/case.yaml", f"id: {CASE}\n")
    repository.write(PLAN, plan("neither"))
    repository.commit("Evil")
    found = told(repository.path)
    assert found[:2] == [("Begin", False, False), ("Side", False, False)]
    assert found[2:] == [("Evil", True, False)] * 2


def test_what_a_merge_drops_is_left_behind(repository: Any) -> None:
    branch(repository)
    repository.write("records/agency.yaml", "name: x\n")
    repository.commit("Elsewhere")
    merge(repository, "Ours", "--strategy=ours")
    assert told(repository.path) == [("Begin", False, False), ("Side", False, True)]


def test_a_new_record_that_a_merge_drops_is_left_behind(repository: Any) -> None:
    repository.write(f"{FOLDER}/case.yaml", f"id: {CASE}\n")
    repository.commit("Begin")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write(PLAN, plan("side"))
    repository.commit("Side")
    repository.git("checkout", "--quiet", "main")
    merge(repository, "Ours", "--strategy=ours")
    assert told(repository.path) == [("Begin", False, False), ("Side", False, True)]


def test_work_joined_by_hand_is_the_merges_own_and_nothing_is_left_behind(repository: Any) -> None:
    branch(repository)
    repository.write(PLAN, plan("main"))
    repository.commit("Main")
    repository.git("merge", "--quiet", "--no-commit", "-X", "ours", "side")
    repository.write(PLAN, plan("both"))
    repository.commit("Joined")
    found = told(repository.path)
    assert sorted(found[:3]) == [("Begin", False, False), ("Main", False, False), ("Side", False, False)]
    assert found[3:] == [("Joined", True, False)]


def test_taking_their_side_leaves_ours_behind(repository: Any) -> None:
    branch(repository)
    repository.write(PLAN, plan("main"))
    repository.commit("Main")
    repository.git("merge", "--quiet", "--no-commit", "-X", "theirs", "side")
    repository.commit("Theirs")
    assert ("Main", False, True) in told(repository.path)
    assert ("Side", False, False) in told(repository.path)


def test_a_merge_that_goes_back_to_an_old_version_is_told(repository: Any) -> None:
    branch(repository)
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    repository.write(PLAN, plan("base"))
    repository.commit("Merge")
    repository.git("checkout", "--quiet", "-b", "old", "HEAD~1")
    repository.write("records/agency.yaml", "name: x\n")
    repository.commit("Elsewhere")
    repository.git("checkout", "--quiet", "main")
    repository.write(PLAN, plan("newer"))
    repository.commit("Newer")
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", "old")
    repository.write(PLAN, plan("base"))
    repository.commit("Back")
    assert told(repository.path)[-1] == ("Back", True, False)


def test_one_case_in_a_pass_of_its_own_is_what_the_pass_over_all_tells(repository: Any) -> None:
    branch(repository)
    repository.write("records/cases/2026/C-2M4K8QAY/plan.yaml", plan("other"))
    repository.write(PLAN, plan("main"))
    repository.commit("Main")
    repository.git("merge", "--quiet", "--no-commit", "-X", "theirs", "side")
    repository.commit("Theirs")
    every = steps_of(repository.path, None)
    assert {s.place.case for s in every} == {CASE, "C-2M4K8QAY"}

    def seen(steps: list[Step]) -> list[tuple[str, str, str, bool, bool]]:
        return [(s.commit.oid, s.path, s.new, s.own, s.left_behind) for s in steps if s.place.case == CASE]

    assert seen(every) == seen(steps_of(repository.path))


# Damage and lies


def test_an_old_version_that_cannot_be_read_is_one_change_that_says_so(repository: Any) -> None:
    for number, text in enumerate((plan("one"), "goals: [\n", plan("two"))):
        repository.write(PLAN, text)
        repository.commit(str(number), on=f"2026-01-0{number + 1}T09:00:00Z")
    assert [c.event for c in changes_of(repository.path)] == ["unreadable", "unreadable", "written"]
    assert all(c.problem for c in changes_of(repository.path)[:2])


def test_a_missing_text_is_told_and_stops_nothing(repository: Any) -> None:
    repository.write(PLAN, plan("one"))
    repository.commit()
    lost = repository.git("rev-parse", f"HEAD:{PLAN}")
    repository.write(PLAN, plan("two"))
    repository.commit(on="2026-01-06T09:00:00Z")
    repository.write(PLAN, plan("three"))
    repository.commit(on="2026-01-07T09:00:00Z")
    (repository.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    found = changes_of(repository.path)
    assert [c.event for c in found] == ["changed", "unreadable", "unreadable"]
    assert "missing" in found[1].problem


def test_staff_files_that_cannot_be_read_name_nobody(repository: Any) -> None:
    for number, text in enumerate(("id: x\n", "git: [{email: 3}]\n", "git: 7\n")):
        repository.write(f"records/staff/s-{'abc'[number]}.yaml", text)
    repository.write("records/staff/Not A Slug.yaml", "id: x\n")
    repository.write(PLAN, plan("one"))
    repository.commit()
    lost = repository.git("rev-parse", "HEAD:records/staff/s-a.yaml")
    (repository.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert [c.staff for c in changes_of(repository.path)] == [""]
    assert day_of(10**20) == "no day of the calendar"


def test_a_missing_tree_is_an_error_in_words(repository: Any) -> None:
    repository.write(PLAN, plan("one"))
    repository.commit()
    lost = repository.git("rev-parse", "HEAD:records/cases")
    (repository.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(GitError):
        steps_of(repository.path)


def test_a_link_in_a_records_place_is_told(repository: Any) -> None:
    repository.write(PLAN, plan("one"))
    repository.commit()
    (repository.path / PLAN).unlink()
    (repository.path / PLAN).symlink_to("/etc/passwd")
    repository.commit(on="2026-01-06T09:00:00Z")
    assert changes_of(repository.path)[0].problem == "it was not a plain file"


def test_a_shallow_clone_tells_what_it_has(repository: Any, tmp_path: Path) -> None:
    for number in range(3):
        repository.write(PLAN, plan(str(number)))
        repository.commit(str(number), on=f"2026-01-0{number + 1}T09:00:00Z")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=2", f"file://{repository.path}", str(clone))
    assert [c.event for c in changes_of(clone)] == ["changed", "written"]
    with opened(clone) as shallow:
        assert shallow.is_shallow()


HOSTILE = {
    "log.showRoot": "false",
    "log.follow": "true",
    "log.showSignature": "true",
    "log.mailmap": "true",
    "log.diffMerges": "off",
    "diff.renames": "copies",
    "diff.relative": "true",
    "diff.ignoreSubmodules": "all",
    "color.ui": "always",
    "color.diff": "always",
    "format.pretty": "oneline",
    "format.notes": "true",
    "i18n.logOutputEncoding": "UTF-16",
    "core.quotePath": "on",
    "log.decorate": "full",
    "log.abbrevCommit": "true",
    "core.abbrev": "4",
}


def test_the_repositorys_settings_change_nothing(repository: Any, tmp_path: Path) -> None:
    sentinel = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {sentinel}\n")
    program.chmod(0o755)
    branch(repository)
    repository.write(PLAN, plan("main"))
    repository.commit("Main")
    repository.git("merge", "--quiet", "--no-commit", "-X", "theirs", "side")
    repository.commit("Theirs")
    before = steps_of(repository.path)
    repository.write(".mailmap", "Somebody Else <else@example.org> <robin.vale@agency.example>\n")
    repository.write(".gitattributes", "*.yaml -diff diff=x\n")
    for name, value in HOSTILE.items():
        repository.git("config", name, value)
    (repository.path / "order").write_text("nothing\n")
    repository.git("config", "diff.orderFile", "order")
    for name in ("gpg.program", "diff.external", "core.fsmonitor", "core.pager", "diff.x.textconv", "diff.x.command"):
        repository.git("config", name, str(program))
    assert steps_of(repository.path) == before
    assert not sentinel.exists()


def test_replaced_and_grafted_commits_are_seen_as_they_are(repository: Any) -> None:
    for number in range(3):
        repository.write(PLAN, plan(str(number)))
        repository.commit(str(number), on=f"2026-01-0{number + 1}T09:00:00Z")
    before = steps_of(repository.path)
    first, tip = repository.git("rev-parse", "HEAD~2"), repository.git("rev-parse", "HEAD")
    (repository.path / ".git/info").mkdir(exist_ok=True)
    (repository.path / ".git/info/grafts").write_text(f"{tip} {first}\n")
    repository.git("replace", repository.git("rev-parse", "HEAD~1"), first)
    assert steps_of(repository.path) == before


def test_an_agency_below_the_top_is_read_by_its_own_paths(repository: Any) -> None:
    repository.write(f"agency/{PLAN}", plan("one"))
    repository.write(PLAN, plan("elsewhere"))
    repository.commit()
    assert [s.path for s in steps_of(repository.path / "agency")] == [PLAN]
    assert [s.path for s in steps_of(repository.path / "agency", None)] == [PLAN]


def test_a_message_can_hold_what_looks_like_the_log_itself(repository: Any) -> None:
    repository.write(PLAN, plan("one"))
    message = ":000000 100644 0000000 1234567 A\nrecords/x\n\x01\n:x\n\nReason: :ok\nNope: no\n"
    repository.commit(message)
    (step,) = steps_of(repository.path)
    assert step.commit.message.startswith(":000000")
    assert why(step.commit.message).trailers == {"Reason": ":ok"}


# Replaying a history

_EDIT = st.fixed_dictionaries(
    {"started": st.sampled_from(["2026-01-01", "2026-01-02"])},
    optional={
        "goals": st.lists(st.sampled_from(["g1", "g2", "g3"]), unique=True, max_size=3).flatmap(
            lambda ids: st.tuples(
                *(
                    st.fixed_dictionaries(
                        {"id": st.just(i), "aim": st.sampled_from(["a door", "a job"])},
                        optional={
                            "status": st.lists(
                                st.fixed_dictionaries(
                                    {
                                        "status": st.sampled_from(["active", "met"]),
                                        "from": st.sampled_from(["2026-02-01", "2026-02-02", "2026-02-03"]),
                                    }
                                ),
                                max_size=3,
                            )
                        },
                    )
                    for i in ids
                )
            ).map(list)
        ),
        "note": st.text("ab \n", min_size=1, max_size=8).filter(str.strip),
        "local": st.dictionaries(st.sampled_from("xy"), st.integers(0, 3) | st.lists(st.integers(0, 2)), max_size=2),
    },
)


def imported(repository: Any, ref: str, versions: list[dict[str, Any]]) -> None:
    """Commit the versions of a plan one by one, on a branch of their own."""
    stream = b""
    for number, data in enumerate(versions):
        text = written(data).encode()
        stream += b"commit %b\ncommitter R <r@example.org> %d +0000\ndata 1\nx\n" % (ref.encode(), 1767600000 + number)
        stream += b"M 100644 inline %b\ndata %d\n%b\n" % (PLAN.encode(), len(text), text)
    repository.git("fast-import", "--quiet", "--force", given=stream)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


def test_replaying_every_change_gives_the_last_version(shared: Path, new_repository: Callable[..., Any]) -> None:
    repository = new_repository(str(shared / "one"))
    count = iter(range(10_000))

    @settings(max_examples=25)
    @given(st.lists(_EDIT, min_size=2, max_size=6))
    def replayed(versions: list[dict[str, Any]]) -> None:
        ref = f"refs/heads/h{next(count)}"
        imported(repository, ref, versions)
        with opened(repository.path) as git:
            tip = git.resolve(ref)
            assert tip is not None
            found = list(changes(git, past(git, tip, CASE), Staff({})))
        state: Any = {}
        for change in reversed(found):
            state = applied(state, change.fields)
        assert same(state, versions[-1])

    replayed()
