"""A newer casekit meets an agency's folder: the diff comes first, untouched files follow, and nothing anyone wrote is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.agency import begun

import casekit
from casekit.cli import init, upgrading
from casekit.cli.main import run
from casekit.starter import begin as begin_module
from casekit.starter.manifest import FILE, digest
from casekit.starter.shipped import shipped
from casekit.starter.upgrade import in_the_way, make_change, plan_upgrade

Printed = pytest.CaptureFixture[str]
SCHEMA = "schemas/contact.schema.json"


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, Git's own left out."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An agency begun by an older casekit, whose schema of contacts, pages and a file now gone were others."""
    older = {
        **shipped(),
        SCHEMA: b"{}\n",
        "site/index.md": b"# Old\n",
        "mkdocs.yml": b"site_name: Old\n",
        "old.txt": b"x\n",
    }
    del older[".editorconfig"]
    monkeypatch.setattr(begin_module, "shipped", lambda: older)
    folder = begun(tmp_path / "agency")
    monkeypatch.undo()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    (folder / "mkdocs.yml").write_text("site_name: Harbor Street\n")
    (folder / ".gitlab-ci.yml").unlink()
    (folder / "README.md").write_text("# Ours\n")
    return folder


def test_without_a_yes_the_diff_is_shown_and_nothing_is_changed(agency: Path, capsys: Printed) -> None:
    before = everything(agency)
    capsys.readouterr()
    assert run(["-C", str(agency), "init", "--upgrade"]) == 1
    printed = capsys.readouterr()
    assert everything(agency) == before
    headers = [line for line in printed.out.splitlines() if line.startswith("+++")]
    assert headers == [
        "+++ b/.editorconfig",
        "+++ b/mkdocs.yml.new",
        "+++ /dev/null",
        f"+++ b/{SCHEMA}",
        "+++ b/site/index.md",
    ]
    assert "-site_name: Harbor Street\n" in printed.out
    assert printed.err.splitlines()[:5] == [
        "casekit: 1 file new.",
        "casekit: 2 files newer.",
        "casekit: 1 file no longer needed.",
        "casekit: 1 file changed by you and newer from casekit: yours stays, the newer one is put beside it as NAME.new.",
        "casekit: nothing was changed. To make these changes: casekit init --upgrade --yes",
    ]


def test_what_nobody_touched_follows_and_what_the_agency_changed_stays(agency: Path, capsys: Printed) -> None:
    assert run(["-C", str(agency / "records"), "init", "--upgrade", "--yes"]) == 0
    now, new = everything(agency), shipped()
    assert now[SCHEMA] == new[SCHEMA]
    assert now["site/index.md"] == new["site/index.md"]
    assert now[".editorconfig"] == new[".editorconfig"]
    assert "old.txt" not in now
    assert now["mkdocs.yml"] == b"site_name: Harbor Street\n"
    assert now["mkdocs.yml.new"] == new["mkdocs.yml"]
    assert now["README.md"] == b"# Ours\n", "casekit has nothing newer than what the agency changed"
    assert "README.md.new" not in now
    assert ".gitlab-ci.yml" not in now, "what the agency took away does not come back"
    assert "casekit: done. Look at it with git diff, and commit it." in capsys.readouterr().err


def test_afterwards_there_is_nothing_more_to_do(agency: Path, capsys: Printed) -> None:
    run(["-C", str(agency), "init", "--upgrade", "--yes"])
    (agency / "mkdocs.yml.new").unlink()
    before = everything(agency)
    capsys.readouterr()
    assert run(["-C", str(agency), "init", "--upgrade"]) == 0
    assert f"schemas and starter files are those of casekit {casekit.__version__}." in capsys.readouterr().err
    assert everything(agency) == before
    assert run(["-C", str(agency), "lint"]) == 0


def test_a_newer_file_beside_from_before_is_not_written_over(agency: Path, capsys: Printed) -> None:
    (agency / "mkdocs.yml.new").write_text("half merged\n")
    before = everything(agency)
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 2
    assert "mkdocs.yml.new is there already, perhaps from an upgrade before this one." in capsys.readouterr().err
    assert everything(agency) == before


def test_an_upgrade_stopped_half_way_is_done_again(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def stopped(folder: Path, change: object) -> None:
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(change)
        make_change(folder, change)  # type: ignore[arg-type]

    monkeypatch.setattr(upgrading, "make_change", stopped)
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 130
    monkeypatch.setattr(upgrading, "make_change", make_change)
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 0
    assert everything(agency)["mkdocs.yml.new"] == shipped()["mkdocs.yml"]


def test_a_file_saved_while_the_diff_was_read_is_not_written_over(agency: Path, capsys: Printed) -> None:
    plan = plan_upgrade(agency, shipped(), json.loads((agency / FILE).read_text())["files"])
    (agency / SCHEMA).write_text("mine\n")
    (change,) = [c for c in plan.changes if c.path == SCHEMA]
    with pytest.raises(init.StarterError, match=r"schemas/contact.schema.json was saved by someone else meanwhile"):
        make_change(agency, change)
    assert (agency / SCHEMA).read_text() == "mine\n"
    del capsys


def test_an_older_casekit_does_not_undo_a_newer_ones_work(agency: Path, capsys: Printed) -> None:
    manifest = json.loads((agency / FILE).read_text())
    (agency / FILE).write_text(json.dumps({**manifest, "casekit": "99.0.1"}))
    before = everything(agency)
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 2
    said = capsys.readouterr().err
    assert "casekit 99.0.1 wrote the files here, and this is" in said
    assert everything(agency) == before


def test_without_a_manifest_every_difference_counts_as_the_agencys(agency: Path) -> None:
    (agency / FILE).unlink()
    before = everything(agency)
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 0
    now = everything(agency)
    assert before.items() <= now.items()
    assert now[f"{SCHEMA}.new"] == shipped()[SCHEMA]
    assert now[".gitlab-ci.yml"] == shipped()[".gitlab-ci.yml"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff",
        b'{"files": {}}',
        b'{"casekit": "1", "files": {"a": 1}}',
        *(
            json.dumps({"casekit": "0", "files": {path: "0" * 64}}).encode()
            for path in (
                "../a",
                "/etc/passwd",
                "a/../../b",
                "records/agency.yaml",
                "RECORDS/x",
                ".git/config",
                "",
                "a\\b",
            )
        ),
    ],
)
def test_a_manifest_that_casekit_did_not_write_is_one_line(agency: Path, capsys: Printed, text: bytes) -> None:
    (agency / FILE).write_bytes(text)
    before = everything(agency)
    capsys.readouterr()
    for arguments in (["--upgrade", "--yes"], [str(agency)]):
        assert run(["-C", str(agency), "init", *arguments]) == 2
        said = capsys.readouterr().err
        assert said.startswith("casekit: .casekit.json cannot be used: ")
        assert said.count("\n") == 1
    assert everything(agency) == before


def test_links_and_folders_in_the_place_of_files_are_left(agency: Path, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "elsewhere").write_bytes(b"{}\n")
    (agency / SCHEMA).unlink()
    (agency / SCHEMA).symlink_to(tmp_path / "elsewhere")
    (agency / "site/index.md").unlink()
    (agency / "site/index.md").mkdir()
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 0
    assert (tmp_path / "elsewhere").read_bytes() == b"{}\n"
    assert (agency / SCHEMA).is_symlink()
    said = capsys.readouterr().err
    assert f"{SCHEMA} is no plain file, and is left as it is." in said
    assert "site/index.md is no plain file, and is left as it is." in said


def test_nothing_is_taken_away_through_a_linked_folder(agency: Path, tmp_path: Path, capsys: Printed) -> None:
    manifest = json.loads((agency / FILE).read_text())
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x").write_bytes(b"x\n")
    (agency / "linked").symlink_to(tmp_path / "outside")
    manifest["files"]["linked/x"] = digest(b"x\n")
    (agency / FILE).write_text(json.dumps(manifest))
    assert run(["-C", str(agency), "init", "--upgrade", "--yes"]) == 2
    assert "linked/x cannot be written: the folder linked is a symbolic link" in capsys.readouterr().err
    assert (tmp_path / "outside/x").exists()


PATHS = ["a.txt", "b/c.txt", "d.json"]
TEXTS = st.sampled_from([b"one\n", b"two\n", b"three\n"])
STATE = st.dictionaries(st.sampled_from(PATHS), TEXTS)


@settings(max_examples=40)
@given(st.lists(st.tuples(STATE, STATE, st.sets(st.sampled_from(PATHS))), min_size=1, max_size=4))
def test_no_upgrade_loses_what_the_agency_wrote_and_each_settles(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[tuple[dict[str, bytes], dict[str, bytes], set[str]]]
) -> None:
    folder = tmp_path_factory.mktemp("agency")
    written: dict[str, str] = {}
    for ships, edits, deletions in rounds:
        for path, text in edits.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(text)
        for path in deletions - edits.keys():
            (folder / path).unlink(missing_ok=True)
        for path in folder.rglob("*.new"):
            path.unlink()
        before = everything(folder)
        upgrade = plan_upgrade(folder, ships, written)
        assert in_the_way(folder, upgrade) == []
        for change in upgrade.changes:
            make_change(folder, change)
        now = everything(folder)
        for path, text in before.items():
            assert now.get(path) == text or digest(text) == written.get(path), "only casekit's own text gives way"
        for path, text in ships.items():
            if digest(before.get(path, b"")) == written.get(path):
                assert now[path] == text
        written = upgrade.files
        assert plan_upgrade(folder, ships, written).changes == ()
