"""The audit finds a repository in whatever form it lies there, looks at what is being pushed, and makes merges again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.signed import NOTE, NOW, ONE, OTHER_NOTE, Shop, git, healthy, joined, note

from casekit.audit.codes import Verdict
from casekit.audit.facts import Records, record_facts
from casekit.audit.merges import remake
from casekit.audit.past import read_past
from casekit.audit.trust import LastSeen, Trust, begin
from casekit.audit.verify import verify
from casekit.cli.main import run
from casekit.git import GitError
from casekit.git.quarantine import Quarantine, look, quarantine

Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Trust]:
    shop = Shop(tmp_path_factory.mktemp("looks") / "agency.git")
    shop.begin()
    root = healthy(shop)
    joined(shop)
    return shop, Trust(root, "sha1", last_seen=LastSeen(shop.main, 10))


def _working_tree(bare: Path, folder: Path) -> Path:
    git(folder, "clone", "-q", str(bare), "clone")
    return folder / "clone"


def _git_folder(bare: Path, folder: Path) -> Path:
    return _working_tree(bare, folder) / ".git"


def _below(bare: Path, folder: Path) -> Path:
    return _working_tree(bare, folder) / "records" / "staff"


def _second_tree(bare: Path, folder: Path) -> Path:
    git(_working_tree(bare, folder), "worktree", "add", "-q", "-b", "other", str(folder / "second"))
    return folder / "second"


def _borrowing(bare: Path, folder: Path) -> Path:
    git(folder, "clone", "-q", "--shared", "--bare", str(bare), "borrowing.git")
    return folder / "borrowing.git"


@pytest.mark.parametrize("form", [_working_tree, _git_folder, _below, _second_tree, _borrowing])
def test_every_form_of_a_repository(
    form: Callable[[Path, Path], Path], made: tuple[Shop, Trust], tmp_path: Path
) -> None:
    audit = verify(form(made[0].folder, tmp_path), trust=made[1], now=NOW)
    assert (audit.verdict, audit.judgements) == (Verdict.PASS, ())
    assert (audit.commits, audit.first_parents, audit.cases) == (12, 10, 2)


def test_what_is_being_pushed_is_judged_before_it_lands(made: tuple[Shop, Trust], tmp_path: Path) -> None:
    """Its objects are in a folder of their own, as Git's receiving side keeps them until the hooks agree."""
    shop = made[0].copy(tmp_path / "agency.git")
    coming = Shop(tmp_path / "coming.git")
    shutil.copytree(shop.folder, coming.folder)
    coming.files, coming.main = dict(shop.files), shop.main
    good = coming.change("s-ruiz", "2026-02-02", {f"{ONE}/contacts/2026-02-02-q2.yaml": note("2026-02-02", "s-ruiz")})
    bad = coming.change("t-day", "2026-02-03", {f"{ONE}/contacts/2026-02-03-q3.yaml": note("2026-02-03", "t-day")})
    folders = [coming.folder / "objects"]
    assert verify(shop.folder, tip=good, trust=made[1], now=NOW, objects=folders).verdict is Verdict.PASS
    audit = verify(shop.folder, tip=bad, trust=made[1], now=NOW, objects=folders)
    assert [(each.code, each.commit) for each in audit.judgements] == [("CK851", bad)]
    assert verify(shop.folder, tip=good, trust=made[1], now=NOW).verdict is Verdict.FAIL, "it has not landed"
    assert git(shop.folder, "rev-parse", "main").strip() == shop.main


def test_a_path_with_a_line_break_is_not_followed(made: tuple[Shop, Trust], tmp_path: Path) -> None:
    shop = made[0].copy(tmp_path / "agency\n.git")
    audit = verify(shop.folder, trust=made[1], now=NOW)
    assert [each.code for each in audit.judgements] == ["CK805"]


def _copied(shop: Shop, check: Callable[[Quarantine], None]) -> None:
    source = look(shop.folder, 60)
    with quarantine(source, source.tip, [], 60) as copy:
        check(copy)


def test_git_makes_again_only_what_the_history_does_not_show(made: tuple[Shop, Trust]) -> None:
    """Both ways of looking at a merge agree: a plain one is what Git makes of it, too."""

    def check(copy: Quarantine) -> None:
        changes = {each.oid: each for each in copy.changes(made[0].main)}
        merges = [each for each in changes.values() if len(each.parents) == 2]
        line = read_past(copy, made[0].main, NOW).line
        odd = remake(copy, changes, line).trees
        assert (len(merges), len(odd)) == (2, 1)
        again = copy.merged([(each.parents[0], each.parents[1]) for each in merges])
        for merge, remade in zip(merges, again, strict=True):
            ((_, _, raw),) = copy.objects([merge.oid])
            assert raw.startswith(f"tree {remade.tree}\n".encode())

    _copied(made[0], check)


def test_a_merge_settles_a_conflict_by_the_rights_of_whoever_makes_it(made: tuple[Shop, Trust], tmp_path: Path) -> None:
    """The plan of another's case: both sides wrote it; who merges decides, and needs a say over it."""
    for by, codes in (("m-lee", []), ("s-ruiz", []), ("t-day", ["CK851"])):
        shop = made[0].copy(tmp_path / f"{by}.git")
        path, fork = f"{ONE}/plan.yaml", shop.main
        side = shop.change("s-ruiz", "2026-02-02", {path: b"started: 2026-01-22\n"}, on=fork)
        shop.point(fork)
        shop.change("s-ruiz", "2026-02-02", {path: b"started: 2026-01-23\n"})
        shop.change(by, "2026-02-03", {path: b"started: 2026-01-24\n"}, merges=(side,), message="Merge a branch")
        audit = verify(shop.folder, trust=made[1], now=NOW)
        assert [each.code for each in audit.judgements] == codes, by


def test_records_are_worked_out_as_they_are_asked_for() -> None:
    asked: list[int] = []

    def pieces() -> object:
        for number in range(3):
            asked.append(number)
            yield from record_facts([(f"{number}", "plan", b"started: 2026-01-20\n")])

    records = Records(pieces())  # type: ignore[arg-type]
    assert records.get("") is None
    assert asked == []
    assert records.get("1") is not None
    assert asked == [0, 1]
    assert len(records.all()) == 3
    assert records.get("none") is None


def test_many_records_are_read_by_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [(f"{n}", "plan", f"id: p{n}\nstarted: 2026-01-20\n".encode()) for n in range(900)]
    alone = [fact for piece in record_facts(texts) for fact in piece]
    monkeypatch.setattr("casekit.audit.facts.PAYS_AT", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    assert [fact for piece in record_facts(texts) for fact in piece] == alone
    assert [fact.data for fact in alone[:2]] == [{"id": "p0"}, {"id": "p1"}]


def test_a_missing_object_is_no_answer(made: tuple[Shop, Trust]) -> None:
    def check(copy: Quarantine) -> None:
        with pytest.raises(GitError, match="did not find"):
            list(copy.objects(["0" * 40]))

    _copied(made[0], check)


# The command


def test_the_command_says_pass_once_it_has_seen_the_history(
    made: tuple[Shop, Trust], tmp_path: Path, capsys: Printed
) -> None:
    clone, trust = str(_working_tree(made[0].folder, tmp_path)), str(tmp_path / "trust.json")
    assert run(["-C", clone, "audit", "verify", "--trust", trust, "--begin"]) == 4
    assert "What is missing is commit" in capsys.readouterr().out
    assert run(["-C", clone, "audit", "verify", "--trust", trust]) == 0
    told = capsys.readouterr().out
    assert told.startswith("PASS: the history can be relied on up to its last commit. Looked at: 12 commits, 10 of")
    assert run(["-C", clone, "audit", "verify", "--trust", trust, "--begin"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_the_trust_file_is_found_by_the_first_commit(
    made: tuple[Shop, Trust], tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    bare = str(made[0].folder)
    assert run(["audit", "verify", bare]) == 4
    assert "CK804" in capsys.readouterr().out
    assert run(["audit", "verify", bare, "--begin"]) == 4
    assert run(["audit", "verify", bare]) == 0
    assert (tmp_path / "settings" / "casekit" / "trust" / f"{made[1].root}.json").stat().st_mode & 0o777 == 0o600
    (tmp_path / "settings" / "casekit" / "trust" / f"{made[1].root}.json").write_text("{}")
    capsys.readouterr()
    assert run(["audit", "verify", bare]) == 4
    assert "no trust file of casekit" in capsys.readouterr().out


def test_what_names_somebody_is_said_beside_the_verdict(
    made: tuple[Shop, Trust], tmp_path: Path, capsys: Printed
) -> None:
    shop, trust = made[0].copy(tmp_path / "agency.git"), str(tmp_path / "trust.json")
    last = shop.change("m-lee", "2026-02-02", {"letters/rosa.txt": b"On paper.\n"}, message="Call with Rosa")
    assert run(["audit", "verify", str(shop.folder), "--trust", trust, "--begin"]) == 4
    assert run(["audit", "verify", str(shop.folder), "--trust", trust]) == 0
    told = capsys.readouterr().out.partition("PASS: ")[2]
    assert "Beside the verdict" in told
    assert f"  CK880 personal-in-path: 1, first in {last[:12]}\n" in told
    assert f"  CK882 personal-in-subject: 1, first in {last[:12]}\n  What to do: Give the file an id" in told
    assert run(["audit", "verify", str(shop.folder), "--trust", trust, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["judgements"]) == ("PASS", [])
    assert [(r["code"], r["commit"], r["path"]) for r in found["remarks"]] == [
        ("CK880", last, "letters/….txt"),
        ("CK882", last, ""),
    ]
    assert "rosa" not in f"{told}{found}".lower()


def test_the_first_broken_link_is_named_in_words(made: tuple[Shop, Trust], tmp_path: Path, capsys: Printed) -> None:
    shop = made[0].copy(tmp_path / "agency.git")
    first = shop.change("t-day", "2026-02-02", {NOTE: note("2026-01-14", "s-ruiz", "Another text.")})
    shop.change("t-day", "2026-02-03", {OTHER_NOTE: None})
    extra = {f"{ONE}/contacts/2026-02-04-q4.yaml": note("2026-02-04", "t-day")}
    glass = shop.change("t-day", "2026-02-04", extra, message="Write\n\nBreak-Glass: nobody else was reachable")
    assert run(["audit", "verify", str(shop.folder)]) == 6
    told = capsys.readouterr().out
    assert f"The first broken link is commit {first}:\n  {NOTE}\n  CK8" in told
    assert "What to do: " in told
    assert "FAIL     CK842 locked-removed: 1, first in " in told
    assert f"  {glass[:12]} C-7K3QFMXN by t-day" in told
    assert "Another text" not in told
    assert run(["audit", "verify", str(shop.folder), "--format", "json"]) == 6
    data = json.loads(capsys.readouterr().out)
    assert data["verdict"] == "FAIL"
    assert {tuple(each) for each in data["judgements"]} == {("verdict", "code", "commit", "path", "why")}
    assert data["notes"] == [
        {"commit": glass, "case": "C-7K3QFMXN", "by": "t-day", "reason": "nobody else was reachable"}
    ]
    trust = str(tmp_path / "trust.json")
    assert run(["audit", "verify", str(shop.folder), "--trust", trust, "--begin"]) == 6
    assert "No trust file was made." in capsys.readouterr().out
    assert not Path(trust).exists()


def test_wrong_options(tmp_path: Path, capsys: Printed) -> None:
    assert run(["audit", "verify", str(tmp_path / "nowhere")]) == 2
    assert run(["audit", "verify", "--trust", str(tmp_path / "none.json")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_without_the_library_nothing_is_said_of_the_history(
    made: tuple[Shop, Trust], capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'cryptography'", name="cryptography")

    monkeypatch.setattr("casekit.cli.audit_verify._verify", missing)
    assert run(["audit", "verify", str(made[0].folder)]) == 4
    assert "casekit[audit]" in capsys.readouterr().out


def test_begin_makes_a_trust_of_the_kind_of_id() -> None:
    assert begin("a" * 64).object_format == "sha256"
