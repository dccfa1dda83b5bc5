"""`casekit site export`: pages for any generator, in a folder that says what it holds, over nothing of anybody's."""

from __future__ import annotations

import builtins
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.cases import AGENCY, BARE, FULL

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = tmp_path / "agency"
    shutil.copytree(AGENCY / "records", folder / "records")
    shutil.copytree(ROOT / "site", folder / "site")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def export(agency: Path, *arguments: str) -> int:
    return run(["-C", str(agency), "site", "export", *arguments])


def test_an_export_says_what_it_holds_and_what_comes_next(agency: Path, capsys: Printed) -> None:
    assert export(agency, "out") == 0
    said = capsys.readouterr().out
    assert "pages as of " in said
    assert "They name clients" in said
    assert said.endswith("Next: cd out && zensical build\n")
    assert (agency / f"out/pages/cases/{FULL}.md").is_file()
    assert (agency / "out/pages/rules.md").read_bytes() == (ROOT / "site/rules.md").read_bytes()
    assert export(agency, "out") == 0


def test_a_masked_export_says_that_it_is_masked_and_no_more_than_that(agency: Path, capsys: Printed) -> None:
    assert export(agency, "out", "--redact") == 0
    said = capsys.readouterr().out
    assert "They name clients" not in said
    assert "Names and texts are masked, yet days and numbers can still tell who somebody is" in said


def test_what_is_left_out_is_told(agency: Path, capsys: Printed) -> None:
    settings = agency / "mkdocs.yml"
    settings.write_text(f"{settings.read_text()}\nhooks: [h.py]\n")
    assert export(agency, "out") == 0
    assert "Left out, since only MkDocs follows it: hooks of mkdocs.yml." in capsys.readouterr().out


def test_an_export_is_for_whom_it_is_asked_for(agency: Path, capsys: Printed) -> None:
    assert export(agency, "one", "--case", BARE) == 0
    assert (agency / f"one/pages/cases/{BARE}.md").exists()
    assert FULL.encode() not in b"".join(path.read_bytes() for path in (agency / "one").rglob("*") if path.is_file())
    assert export(agency, "out", "--for", "k-osei") == 0
    # Whoever reads that folder would read the other site too.
    assert export(agency, "out") == 2
    assert "holds the site for `k-osei`" in capsys.readouterr().err


def test_a_masked_export_says_so_on_every_page_and_names_no_agency(agency: Path) -> None:
    settings = agency / "mkdocs.yml"
    settings.write_text(
        settings.read_text().replace("site_name: Casebook", "site_name: Vale Services\ncopyright: Vale")
    )
    assert export(agency, "out", "--redact") == 0
    pages = [path.read_text() for path in (agency / "out/pages").rglob("*.md")]
    assert [page for page in pages if "no de&#45;identification" not in page] == []
    assert "Vale" not in (agency / "out/mkdocs.yml").read_text()


@pytest.mark.parametrize("name", ["records/out", "site/out", "records/../site/x"])
def test_no_export_goes_where_the_site_is_made_from(agency: Path, capsys: Printed, name: str) -> None:
    assert export(agency, name) == 2
    assert "Name another folder." in capsys.readouterr().err


def test_a_folder_with_other_things_is_left_as_it_is(agency: Path, capsys: Printed) -> None:
    (agency / "out").mkdir()
    (agency / "out/mine.txt").write_text("mine")
    assert export(agency, "out") == 2
    assert "out was left as it is: it holds what was not exported, or was changed since: mine.txt." in (
        capsys.readouterr().err
    )
    assert [path.name for path in (agency / "out").iterdir()] == ["mine.txt"]


def test_without_a_configuration_the_way_to_one_is_told(agency: Path, capsys: Printed) -> None:
    (agency / "mkdocs.yml").unlink()
    assert export(agency, "out") == 2
    assert "`casekit init --upgrade` writes one" in capsys.readouterr().err


def test_a_disk_that_cannot_be_written_is_told(agency: Path, capsys: Printed) -> None:
    (agency / "file").write_text("")
    assert export(agency, "file/out") == 2
    assert "file/out was not written: " in capsys.readouterr().err


def test_without_jinja_the_way_to_it_is_told(agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any) -> Any:
        if name == "casekit.pages.export.config":
            raise ModuleNotFoundError("no jinja2", name="jinja2")
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", missing)
    assert export(agency, "out") == 2
    assert "pip install 'casekit[site]'" in capsys.readouterr().err
