"""Every free text of every kind attacks a real build: what comes out is what a harmless one makes, and the texts as text."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from msgspec import Struct
from support.browser import chromium, served
from support.cases import flat
from support.hostile import KEPT, Planted, attacking, free_fields, harmless, plant
from support.html import Seen as Text
from support.strategies import ROOT

from casekit.pages.export.config import read_configuration
from casekit.pages.render import render
from casekit.pages.wanted import Wanted, site_of
from casekit.records.paths import KINDS
from casekit.records.text import forbidden
from casekit.words import visible

if TYPE_CHECKING:
    from playwright.sync_api import Page

UNSHOWN = Path(__file__).parent / "unshown.yaml"
DAY = {"SOURCE_DATE_EPOCH": "1793880000"}  # 2026-11-05
TOKEN = re.compile("zq[0-9]{5}qz")


class Built(Struct, frozen=True):
    """A site that was built, and what was planted in the records that it was built of, by token."""

    folder: Path
    planted: dict[str, Planted]

    def pages(self) -> dict[str, str]:
        """Return every page of ours by its place in the source."""
        found = {str(p.relative_to(self.folder).with_suffix(".md")): p.read_text() for p in self.folder.rglob("*.html")}
        return {path: page for path, page in found.items() if '<div class="ck ' in page}


NARROW = 360
_LOOK = """() => {
  document.querySelectorAll(".ck details").forEach(folded => { folded.open = true; });
  const filters = [...document.querySelectorAll("form.ck-filter")];
  return [document.querySelector(".ck").innerText, filters.every(form => !form.hidden)];
}"""


class Seen(Struct):
    """What a browser made of the pages: the text of each, whom they asked, what they complained of, and which broke."""

    texts: dict[str, str] = {}
    asked: set[str] = set()
    told: list[str] = []
    broken: list[tuple[str, int, bool]] = []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "site", project / "site")
    shutil.copy(ROOT / "mkdocs.yml", project)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (DAY | {"NO_MKDOCS_2_WARNING": "1", "GIT_CONFIG_GLOBAL": os.devnull}).items():
            patch.setenv(name, value)
        planted = plant(project, attacking())
        config = load_config(str(project / "mkdocs.yml"), strict=True)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return Built(Path(config.site_dir), planted)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the content of each page of the same records, with nothing but the tokens in them."""
    folder = tmp_path_factory.mktemp("calm")
    plant(folder, harmless)
    site = site_of(folder, Wanted(), read_configuration(ROOT / "mkdocs.yml").options, DAY)
    return {path: render(page, site, lambda to: to) for path, page in site.pages.items()}


class _Bones(HTMLParser):
    """The elements of a page in their order, with the names of their attributes and their classes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.values: set[tuple[str, str]] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(name for name, _ in attrs), dict(attrs).get("class")))
        self.values |= {(name, value or "") for name, value in attrs}

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))


def content(page: str) -> tuple[str, str]:
    """Return what we made of a page, and what MkDocs put around it."""
    start = page.index('<div class="ck ')
    end = page.index("</div>", page.index("</footer>", page.index('<footer class="ck-foot"'))) + len("</div>")
    return page[start:end], page[:start] + page[end:]


def test_every_free_text_of_every_kind_is_planted(hostile: Built) -> None:
    planted = {(each.kind, each.field) for each in hostile.planted.values()}
    wanted = {(kind, field) for kind in KINDS for field in free_fields(kind)}
    assert wanted - planted == KEPT
    assert planted - wanted == {("commit", "author"), ("commit", "reason")}


def test_an_attack_adds_no_element_no_attribute_and_no_link(hostile: Built, calm: dict[str, str]) -> None:
    pages = hostile.pages()
    assert set(pages) == set(calm)
    for path, page in pages.items():
        ours, around = content(page)
        bones = _Bones(ours)
        assert bones.found == _Bones(calm[path]).found, path
        assert TOKEN.search(around) is None, path
        assert forbidden(ours.replace("\n", "")) is None, path
        for name, value in bones.values:
            assert not name.startswith("on"), (path, name)
            assert not re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE), (path, value)
            assert TOKEN.search(value) is None or (name, value[:8]) == ("href", "https://"), (path, name, value)


@pytest.fixture(scope="module")
def visit(hostile: Built) -> Iterator[tuple[Page, Seen]]:
    """Open a window on the site, which tells all that happens in it."""
    with chromium() as browser, served(hostile.folder) as address:
        page, seen = browser.new_page(base_url=address), Seen()
        page.on("request", lambda request: seen.asked.add(re.match("data:|[a-z]+://[^/]*/", request.url)[0]))
        page.on("console", lambda message: seen.told.append(message.text))
        page.on("pageerror", lambda error: seen.told.append(str(error)))
        page.on("dialog", lambda dialog: (seen.told.append(dialog.message), dialog.dismiss()))
        yield page, seen


@pytest.fixture(scope="module")
def seen(hostile: Built, visit: tuple[Page, Seen]) -> Seen:
    """Look at every page, with everything unfolded, and then in a window as narrow as a phone."""
    page, found = visit
    for path in hostile.pages():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path.replace(".md", ".html"))
        text, ran = page.evaluate(_LOOK)
        found.texts[path] = flat(text)
        page.set_viewport_size({"width": NARROW, "height": 900})
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW or not ran:
            found.broken.append((path, width, ran))
    return found


def test_a_browser_runs_no_attack_and_asks_no_other_host(seen: Seen, visit: tuple[Page, Seen]) -> None:
    page, _ = visit
    assert seen.told == []
    assert {who for who in seen.asked if who != "data:"} == {re.match("[a-z]+://[^/]*/", page.url)[0]}
    assert seen.broken == []


def test_a_filter_of_attacks_filters(hostile: Built, visit: tuple[Page, Seen]) -> None:
    page, seen = visit
    page.goto("cases/index.html")
    name = page.locator("select[name=worker] option").nth(1).text_content()
    assert flat(name or "") in {flat(each.text) for each in hostile.planted.values() if each.field == "name"}
    page.locator("select[name=worker]").select_option(index=1)
    rows = page.locator(".ck-caseload tbody tr:visible").count()
    assert 0 < rows < page.locator(".ck-caseload tbody tr").count()
    page.reload()
    assert page.locator("select[name=worker]").evaluate("choice => choice.selectedIndex") == 1
    assert page.locator(".ck-caseload tbody tr:visible").count() == rows
    assert seen.told == []


def _stands(text: str, at: int, planted: Planted) -> str:
    """Say how a planted text stands on a page: ``whole``, ``cut`` with an ellipsis, or ``changed``."""
    lines = [line.strip() for line in planted.text.split("\n")]
    said = visible(planted.text) if planted.kind == "commit" else flat(planted.text)  # as no record may hold it
    for wanted in (said, ", ".join(lines)):  # an address is set on one line
        shown = text[at : at + len(wanted) + 1]
        same = next(
            (i for i, (a, b) in enumerate(zip(shown, wanted, strict=False)) if a != b), min(len(shown), len(wanted))
        )
        if same == len(wanted) or shown[same] == "…":
            return "whole" if same == len(wanted) else "cut"
    return "changed"


def test_what_is_shown_is_what_was_written(hostile: Built, seen: Seen) -> None:
    shown, whole = set(), set()
    for path, page in hostile.pages().items():
        text = seen.texts[path]
        assert set(TOKEN.findall(Text(content(page)[0]).text)) <= set(TOKEN.findall(text)), path
        for found in TOKEN.finditer(text):
            planted = hostile.planted[found[0]]
            stands = _stands(text, found.start(), planted)
            assert stands != "changed", (path, planted, text[found.start() :][:200])
            shown.add((planted.kind, planted.field))
            whole |= {(planted.kind, planted.field)} if stands == "whole" else set()
    assert shown - whole == set()


def test_what_no_page_shows_was_decided_on(hostile: Built, seen: Seen) -> None:
    shown = {token for text in seen.texts.values() for token in TOKEN.findall(text)}
    fields = {(each.kind, each.field) for each in hostile.planted.values()}
    unshown = fields - {(hostile.planted[token].kind, hostile.planted[token].field) for token in shown}
    told = yaml.safe_load(UNSHOWN.read_text(encoding="utf-8"))
    decided = [(kind, field) for each in told for kind, found in each["fields"].items() for field in found]
    assert len(decided) == len(set(decided))
    assert sorted(unshown - set(decided)) == []
    assert sorted(set(decided) - unshown) == []
    assert all(each["because"] for each in told)


def test_no_text_reaches_the_search(hostile: Built) -> None:
    assert TOKEN.search((hostile.folder / "search/search_index.json").read_text(encoding="utf-8")) is None
