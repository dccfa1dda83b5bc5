"""An exported site is built by Zensical and by bare MkDocs, and what both make of it is what the renderer made."""

from __future__ import annotations

import datetime as dt
import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from support.browser import chromium, served
from support.cases import ATTACKS, FULL, attacked, caseload
from support.strategies import TEXT

from casekit.pages.export import folder as folders
from casekit.pages.export.config import FILLED, exported, read_configuration
from casekit.pages.export.files import address, files_of
from casekit.pages.export.folder import files_below, write_folder
from casekit.pages.export.markup import encoded
from casekit.pages.render import render
from casekit.pages.site import About, Site, lay_out
from casekit.pages.wanted import Wanted

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 6, 1)
WORD = "w" * 100_000

# All that Zensical and Material offer and that could take a word of a record for more than a word.
BITING = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta", "smarty", "tables", "toc", "wikilinks",
    "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji",
    "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark",
    "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist",
    "pymdownx.tilde", "pymdownx.blocks.admonition", "pymdownx.blocks.html",
]  # fmt: skip

MARKDOWN = Markdown(extensions=BITING)


class _Parts(HTMLParser):
    """What a browser makes of HTML: elements with their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Zensical takes away the mark once it has left the element out of its search.
        self.found.append((tag, *(pair for pair in attrs if pair[0] != "data-search-exclude")))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        last = self.found[-1] if self.found else None
        if isinstance(last, list):
            last.append(data)
        else:
            self.found.append([data])


def parts(page: str) -> list[object]:
    return ["".join(found) if isinstance(found, list) else found for found in _Parts(page).found]


@given(st.lists(TEXT | st.sampled_from(ATTACKS), min_size=1, max_size=4).map("\n".join), st.booleans())
def test_no_extension_finds_anything_in_a_record_to_change(text: str, within: bool) -> None:
    page = f'<div class="x">\n<p>{html.escape(text)}</p>\n<p title="{html.escape(text)}">x</p></div>'
    line = encoded(page)
    assert "\n" not in line
    made = MARKDOWN.reset().convert(f"{line}\n\nafter" if within else line)
    assert parts(made.removesuffix("<p>after</p>").rstrip("\n")) == parts(page)


# Real generators


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the site of an agency whose every text attacks, with one word of 100 kB."""
    found = attacked()
    cases = []
    for case in found.cases:
        contacts = case.contacts
        if case.id == FULL:
            contacts = (msgspec.structs.replace(contacts[0], note=f"{WORD} {contacts[0].note}"), *contacts[1:])
        cases.append(msgspec.structs.replace(case, contacts=contacts))
    return lay_out(msgspec.structs.replace(found, cases=tuple(cases)), DAY, about=About(views={"High": "risk=high"}))


@pytest.fixture(scope="module")
def export(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the site with every extension that bites."""
    project = tmp_path_factory.mktemp("export")
    shutil.copytree(ROOT / "site", project / "site")
    bites = "".join(f"  - {name}\n" for name in BITING if name not in {"meta", "pymdownx.tabbed"})
    (project / "mkdocs.yml").write_text(f"{(ROOT / 'mkdocs.yml').read_text()}\nmarkdown_extensions:\n{bites}")
    found = read_configuration(project / "mkdocs.yml")
    write_folder(project / "out", files_of(site, found, files_below(found.docs), Wanted()), FILLED)
    return project / "out"


def _build(export: Path, *command: str) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}
    command = (sys.executable, "-m", *command)
    done = subprocess.run(command, cwd=export, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # No line of a page is in what a generator tells: logs are kept by others.
    assert len(done.stdout + done.stderr) < 200


@pytest.fixture(scope="module", params=["zensical", "mkdocs"])
def built(request: pytest.FixtureRequest, export: Path) -> Path:
    _build(export, request.param, "build", "--strict")
    return Path(shutil.move(export / "site", export.parent / request.param))


def test_generators_leave_every_page_as_the_renderer_made_it(built: Path, export: Path, site: Site) -> None:
    places = {path.relative_to(export / "pages").as_posix() for path in (export / "pages").rglob("*") if path.is_file()}
    for path, page in site.pages.items():
        made = (built / re.sub(r"\.md$", ".html", path)).read_text()
        inside = re.search(r"<ck-page[^>]*>(.*)</ck-page>", made, re.DOTALL)
        assert inside, path
        assert parts(inside[1]) == parts(render(page, site, lambda to, at=path: address(to, at, places)))  # type: ignore[misc]
        assert "Content-Security-Policy" in made
        title = re.search("<title>(.*?)</title>", made)
        assert title
        assert page.title in title[1]
    full = (built / f"cases/{FULL}.html").read_text()
    assert WORD in full
    for loaded in re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"?([^\" >]+)", full):
        assert not re.match(r"(https?:)?//", loaded)


def test_generators_search_in_ids_alone(built: Path) -> None:
    index = next(path for path in (built / "search.json", built / "search/search_index.json") if path.exists())
    text = index.read_text()
    assert FULL in text
    assert "evil" not in text
    data = json.loads(text)
    ours = [entry for entry in data.get("items", data.get("docs")) if entry["location"].startswith(("cases", "prov"))]
    assert {entry["text"] for entry in ours} == {""}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("disk", [True, False])
def test_a_browser_shows_an_export_and_searches_it(built: Path, browser: Browser, disk: bool) -> None:
    told: list[str] = []
    asked: list[str] = []
    with served(built) as http:
        start = f"{built.as_uri()}/" if disk else http
        page = browser.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{start}cases/{FULL}.html", wait_until="networkidle")
        assert "<script>alert(1)</script>" in page.locator("ck-page").inner_text()
        page.keyboard.press("/")
        page.locator("input:focus").wait_for()
        found = page.locator(f'a[href*="{FULL}"]:not(ck-page a):visible').first
        page.keyboard.type(FULL)
        found.wait_for()
        page.close()
    assert told == []
    assert [url for url in asked if not url.startswith((start, "data:", "about:"))] == []


# The configuration


def configured(tmp_path: Path, text: str, pages: tuple[str, ...] = ()) -> dict[str, object]:
    (tmp_path / "mkdocs.yml").write_text(text)
    made = exported(read_configuration(tmp_path / "mkdocs.yml"), pages.__contains__)
    loaded: dict[str, object] = yaml.load(made, Loader=_Loader)  # noqa: S506 (a safe loader, and our own text)
    return loaded


class _Loader(yaml.SafeLoader):
    """YAML with MkDocs's own tags, which an export leaves as they are."""


_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", lambda _, name, __: f"name:{name}")


@pytest.mark.parametrize(
    ("theme", "plugins", "found"),
    [
        ("", "", ["search"]),
        ("theme: material", "", ["search", "offline"]),
        ("theme: {name: material}", "plugins: [tags, offline, casekit]", ["tags", "offline"]),
        ("theme: readthedocs", "plugins: {search: {lang: en}, casekit: {records: .}}", [{"search": {"lang": "en"}}]),
        ("theme: {name: material, custom_dir: x}", "plugins: [search, {casekit: {}}]", ["search", "offline"]),
    ],
)
def test_a_theme_and_plugins_are_kept_but_ours(tmp_path: Path, theme: str, plugins: str, found: list[object]) -> None:
    made = configured(tmp_path, f"site_name: x\n{theme}\n{plugins}\n")
    assert made["plugins"] == found
    ours = made["theme"]
    assert isinstance(ours, dict)
    assert ours["custom_dir"] == "theme"
    assert ours["name"] == (re.findall("material|readthedocs", theme) or ["mkdocs"])[0]


def test_what_only_mkdocs_understands_stays_as_it_is(tmp_path: Path) -> None:
    text = "site_name: é\nmarkdown_extensions:\n  - a: {b: !!python/name:c.d }\nextra: {polyfills: [p.js], x: 1}\n"
    made = configured(tmp_path, text)
    assert made["site_name"] == "é"
    assert made["markdown_extensions"] == [{"a": {"b": "name:c.d"}}]
    assert made["extra"] == {"x": 1, "polyfills": ["p.js", "assets/javascripts/casekit-iframe-worker.js"]}


def test_the_navigation_leads_to_pages_that_are_there(tmp_path: Path) -> None:
    nav = "nav: [{Home: index.md}, {More: [{Gone: gone.md}]}, gone.md, {Out: 'https://example.org'}, {Some: [a.md, b.md]}]"
    made = configured(tmp_path, nav, ("index.md", "a.md"))
    assert made["nav"] == [{"Home": "index.md"}, {"Out": "https://example.org"}, {"Some": ["a.md"]}]
    assert configured(tmp_path, "nav: [gone.md]")["nav"] == []


def test_options_are_read_without_mkdocs(tmp_path: Path) -> None:
    options = "plugins: [{casekit: {records: ../a, as_of: 2026-06-01, views: {High: risk=high}}}]"
    (tmp_path / "mkdocs.yml").write_text(f"docs_dir: mine\nhooks: [h.py]\ntheme: {{custom_dir: x}}\n{options}")
    found = read_configuration(tmp_path / "mkdocs.yml")
    assert (found.options.records, found.options.as_of, found.options.views) == ("../a", DAY, {"High": "risk=high"})
    assert (found.docs, found.left) == (tmp_path / "mine", ("hooks", "theme: custom_dir"))
    assert "hooks" not in exported(found, lambda _: True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", r"mkdocs\.yml:1:5 is no YAML"),
        ("- a", "holds no settings"),
        ("", "holds no settings"),
        ("INHERIT: x.yml", "Put both in one"),
        ("x: 1\nplugins: [{casekit: {as_of: soon}}]", r"mkdocs\.yml:2 has options of casekit"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text)
    with pytest.raises(ValueError, match=says):
        read_configuration(tmp_path / "mkdocs.yml")


def test_a_page_of_the_agencys_own_stays_below_ours() -> None:
    site = lay_out(caseload(), DAY)
    found = read_configuration(ROOT / "mkdocs.yml")
    own = {
        "index.md": b"---\ntitle: Start\n---\nOur own words.\n",
        "agenda.md": b"No front matter.\n",
        "x.png": b"\x89",
    }
    files = files_of(site, found, own, Wanted())
    home = files["pages/index.md"].decode()
    assert home.startswith("---\ntitle: Start\n---\n\n<div><ck-page")
    assert home.endswith("</div>\n\nOur own words.\n")
    assert files["pages/agenda.md"].endswith(b"</div>\n\nNo front matter.\n")
    assert files["pages/x.png"] == b"\x89"
    assert b"client data" in files["README.txt"]
    assert files[".gitignore"] == b"*\n"


# The folder


def test_a_folder_is_written_and_written_anew(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    write_folder(out, {"a/b.md": b"1", "c": b"2"}, FILLED)
    (out / "site").mkdir()
    (out / "site/index.html").write_text("built")
    write_folder(out, {"c": b"3"}, FILLED)
    assert {path.name for path in out.rglob("*")} == {"c", folders.LIST}
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert out.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["mine.txt", "pages/mine.md", "a"])
def test_what_others_wrote_is_left_and_named(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    write_folder(out, {"a": b"1"}, FILLED)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine")
    with pytest.raises(ValueError, match=f"{name}. An export replaces its whole folder"):
        write_folder(out, {"a": b"2"}, FILLED)
    assert (out / name).read_text() == "mine"


def test_a_folder_that_is_a_file_a_link_or_without_our_list_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / "forged").mkdir()
    (tmp_path / "forged" / folders.LIST).write_text('{"files": 3}')
    (tmp_path / "forged" / "x").write_text("x")
    for name in ("file", "link", "forged"):
        with pytest.raises(ValueError, match="it holds what was not exported"):
            write_folder(tmp_path / name, {"a": b"1"}, FILLED)
    write_folder(tmp_path / "there", {"a": b"1"}, FILLED)
    assert (tmp_path / "there/a").read_bytes() == b"1"


@pytest.mark.parametrize("at", range(1, 6))
def test_an_export_that_stops_half_way_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    out = tmp_path / "out"
    write_folder(out, {"a": b"1", "b": b"1"}, FILLED)
    left = iter(range(1, 100))

    def stops(name: str) -> None:
        real = getattr(Path, name)

        def stopping(self: Path, *arguments: object) -> object:
            if next(left) == at:
                raise OSError(28, "No space left on device")
            return real(self, *arguments)

        monkeypatch.setattr(Path, name, stopping)

    stops("write_bytes")
    stops("rename")
    with pytest.raises(OSError, match="No space"):
        write_folder(out, {"a": b"2", "b": b"2"}, FILLED)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.name != folders.LIST} == {
        "a": b"1",
        "b": b"1",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
