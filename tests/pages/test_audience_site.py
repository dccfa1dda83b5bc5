"""Real builds for each audience: every file, index and file name is searched for what belongs to others."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from support.canary import CASES, DAY, ME, STAFF, Tokens, case_id, person_id, world
from support.strategies import ROOT

from casekit.pages.audience import audience_of, seen_by
from casekit.pages.read import Reading
from casekit.pages.redact import NOTICE, redacted
from casekit.pages.wanted import AS_OF, CASE, FOR, MARK

PLAIN = "site_name: Casebook\ntheme: mkdocs\nuse_directory_urls: false\nplugins: [search, casekit]\n"
"""All that MkDocs itself writes, and a theme that builds in no time."""

Build = Callable[..., Path]


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def reading(tokens: Tokens) -> Reading:
    return Reading(world(tokens), DAY, (), "c0ffee1234")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: Reading) -> Build:
    """Build the agency's site with some options of the plugin and variables; return its folder."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setattr("casekit.pages.wanted.read_agency", lambda *_: reading)
    monkeypatch.setattr("casekit.pages.wanted.build_day", lambda *_: DAY)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/own.md").write_text("# A page of our own\n")
    (tmp_path / "plain.yml").write_text(PLAIN)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(ROOT / "site", tmp_path / "site")

    def made(
        folder: str = "out", variables: dict[str, str] | None = None, *, config: str = "plain.yml", **options: object
    ) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (variables or {}).items():
                patch.setenv(name, value)
            read = load_config(str(tmp_path / config), strict=True, site_dir=str(tmp_path / folder))
            read.plugins["casekit"].config.update(options)
            read.plugins.on_startup(command="build", dirty=False)
            build(read)
        return tmp_path / folder

    return made


def everything(folder: Path) -> str:
    """Return all that a folder holds: what is in its files, also the packed ones, and what these are called."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            raw = file.read_bytes()
            found += [
                str(file.relative_to(folder)),
                (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode("utf-8", "replace"),
            ]
    return "\n".join(found)


@pytest.mark.no_cover
@pytest.mark.parametrize("word", [ME, "team:north", "supervisor", "all"])
def test_a_folder_holds_nothing_of_others(built: Build, reading: Reading, tokens: Tokens, word: str) -> None:
    site = built(variables={FOR: word}, config="mkdocs.yml" if word == ME else "plain.yml")
    text = everything(site)
    seen = seen_by(reading, audience_of(word, reading.caseload), DAY).caseload
    held = msgspec.json.encode(seen).decode()
    foreign = {path: token for path, token in tokens.of.items() if token not in held}
    assert len(foreign) > 50
    assert {path for path, token in foreign.items() if token in text} == set()
    others = set(CASES) - {label for label in CASES if seen.case(case_id(label))}
    assert {label for label in others if case_id(label) in text} == set()
    assert {label for label in others if person_id(label) in text} <= {"same_person"}
    for case in seen.cases:
        assert (site / f"cases/{case.id}.html").is_file()
        assert tokens(case.contacts[0].path) in text
    assert case_id("team") in (site / "search/search_index.json").read_text()
    assert json.loads((site / MARK).read_bytes()) == {"for": word, "redacted": False}
    said = {ME: f"for {STAFF[ME]},", "team:north": "for the team", "supervisor": "for all supervisors,", "all": ""}
    assert ("This site is for" in text) == bool(said[word])
    assert said[word] in (site / "index.html").read_text()


def test_a_masked_folder_holds_no_name_and_no_text(built: Build, reading: Reading, tokens: Tokens) -> None:
    site = built(redact=True)
    assert json.loads((site / MARK).read_bytes()) == {"for": "demonstrations", "redacted": True}
    text = everything(site)
    for page in site.rglob("*.html"):
        assert NOTICE in page.read_text(), page
    assert [path for path, token in tokens.of.items() if token in text] == []
    assert [word for word in (*STAFF.values(), *STAFF, reading.commit) if word in text] == []
    # Masks of ids look like ids: they are numbers, in an order that is not that of the records.
    masks = [case_id(label) for label in CASES][:-1]  # of one case a reader must not know
    assert sorted(path.stem for path in (site / "cases").glob("C-*.html")) == masks
    assert [case.id for case in redacted(reading).caseload.cases][:-1] != masks


def test_the_same_person_has_the_same_mask(reading: Reading) -> None:
    once, again = redacted(reading).caseload, redacted(reading).caseload
    assert msgspec.json.encode(once) == msgspec.json.encode(again)
    of = dict(zip(CASES, once.cases, strict=True))
    assert of["held"].file
    assert of["same_person"].file
    assert of["held"].file.person == of["same_person"].file.person
    assert len({person.names.legal for person in once.people.values()}) == len(once.people)
    assert {case.file.assignments[0].worker for case in once.cases if case.file} <= {*once.staff, None}
    assert all(case.file and case.file.person in once.people for case in once.cases)


def test_a_folder_of_one_audience_takes_no_other(built: Build, caplog: pytest.LogCaptureFixture) -> None:
    north = built(variables={FOR: "team:north", CASE: case_id("team")})
    before = everything(north)
    for variables, options in (({FOR: ME}, {}), ({}, {"audience": "team:north", "redact": True})):
        with pytest.raises(Abort):
            built(variables=variables, **options)
        assert "holds the site for `team:north`, and whoever may read that would read this one." in caplog.text
        caplog.clear()
    assert everything(north) == before
    (north / MARK).write_text('{"for": "demonstrations", "redacted": true}')
    with pytest.raises(Abort):
        built(variables={FOR: "team:north"})
    assert "holds the site for `demonstrations` (masked)" in caplog.text


def test_one_case_is_built_alone(built: Build, caplog: pytest.LogCaptureFixture) -> None:
    site = built(variables={FOR: ME, CASE: case_id("held").lower()})
    assert [path.stem for path in (site / "cases").glob("C-*.html")] == [case_id("held")]
    with pytest.raises(Abort):
        built(variables={FOR: ME, CASE: case_id("other")})
    assert f"there is no case `{case_id('other')}` in a site for s-own." in caplog.text


def test_what_is_wrong_is_said(built: Build, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Abort):
        built(variables={FOR: "s-onw"})
    assert "Did you mean `s-own`?" in caplog.text
    with pytest.raises(Abort):
        built(variables={AS_OF: "soon"})
    assert "CASEKIT_SITE_AS_OF is a day such as 2026-03-02, and this one is not." in caplog.text
