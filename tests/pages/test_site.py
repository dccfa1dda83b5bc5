"""Real MkDocs builds, looked at with a real Chromium: strict and self-contained."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from support.browser import chromium, served
from support.cases import AGENCY, FULL, UNSEEN
from support.html import Seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
Make = Callable[..., Path]


def built(folder: Path, agency: Path | None = AGENCY, *, serve: bool = False, **options: Any) -> Path:
    """Build the project's site over an agency, in a folder of its own there; return the folder of the built site."""
    project = folder / "project"
    project.mkdir()
    shutil.copytree(ROOT / "site", project / "site")
    shutil.copy(ROOT / "mkdocs.yml", project)
    if agency:
        shutil.copytree(agency / "records", project / "records")
    config = load_config(config_file=str(project / "mkdocs.yml"), strict=True, **options)
    config.plugins.on_startup(command="serve" if serve else "build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    return Path(config.site_dir)


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        yield


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Build a site of the test's own."""
    return partial(built, tmp_path)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site over the example agency, for tests that only look at it."""
    return built(tmp_path_factory.mktemp("plain"))


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_demonstration_builds_strictly_and_touches_nothing(tmp_path: Path) -> None:
    before = listing(ROOT / "site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "out")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert listing(ROOT / "site") == before
    cases = {path.name for path in (ROOT / "records/cases").glob("*/*")}
    assert {path.stem for path in (tmp_path / "out/cases").glob("C-*.html")} == cases


@pytest.mark.parametrize("folders", [True, False])
def test_links_work_with_and_without_folders(make: Make, plain: Path, folders: bool) -> None:
    site = make(use_directory_urls=True) if folders else plain
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for name, value in Seen(page.read_text()).attributes:
            if name in {"href", "src"} and not re.match(r"#|[a-z]+:", value):
                target = page.parent / value.partition("#")[0]
                assert (target / "index.html" if target.is_dir() else target).is_file(), (page, value)


def test_every_page_loads_nothing_from_elsewhere_and_carries_a_policy(plain: Path) -> None:
    for page in plain.rglob("*.html"):
        attributes = Seen(page.read_text()).attributes
        assert not [value for name, value in attributes if name in {"href", "src"} and re.match(r"(https?:)?//", value)]
        policies = [value for _, value in attributes if value.startswith("default-src")]
        assert len(policies) == 1, page
        rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["style-src"] == "'self'"
        assert re.fullmatch("'self'( 'sha256-[A-Za-z0-9+/]{43}=')+", rules["script-src"]), page
        assert {rules[name] for name in ("connect-src", "font-src", "worker-src")} == {"'self'"}
        assert rules["img-src"] == "'self' data:"
        assert set(rules) - {"default-src", "style-src", "script-src", "connect-src", "font-src", "worker-src"} == {
            "img-src", "base-uri", "form-action",
        }  # fmt: skip


def searched(site: Path) -> str:
    return (site / "search/search_index.json").read_text()


def test_the_search_finds_ids_and_no_word_of_a_record(plain: Path) -> None:
    entries = json.loads(searched(plain))["docs"]
    ours = {entry["title"]: entry["text"] for entry in entries if entry["location"].startswith("cases/")}
    assert ours == {"Caseload": "", "Closed cases": "", FULL: "", "C-9T3W6RBM": "", "C-5H7N1XCH": ""}


def test_another_theme_searches_no_more_than_ours(make: Make) -> None:
    other = {"name": "mkdocs"}
    site = make(theme=other, plugins=["search", {"casekit": {"records": "."}}])
    ours = [doc for doc in json.loads(searched(site))["docs"] if doc["location"].startswith("cases/")]
    titles = {"Caseload", "Closed", "cases", FULL, "C-9T3W6RBM", "C-5H7N1XCH"}
    assert {word for doc in ours for word in doc["text"].split()} <= titles
    assert "Robin Vale" in (site / f"cases/{FULL}.html").read_text()


def test_nothing_tells_of_a_mandated_report(plain: Path) -> None:
    assert not [path for path, content in listing(plain).items() if UNSEEN.encode() in content]


def test_case_pages_are_not_in_the_navigation(plain: Path) -> None:
    home = (plain / "index.html").read_text()
    navigation = home.partition('<div class="ck ')[0]
    assert FULL not in navigation
    assert "cases/index.html" in navigation


def test_an_agency_without_records_builds(make: Make) -> None:
    assert "No cases yet." in (make(agency=None) / "cases/index.html").read_text()


def test_a_site_without_a_home_page_builds(make: Make, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    nav = [{"Caseload": "cases/index.md"}]
    site = make(docs_dir=str(tmp_path / "bare"), extra_css=[], nav=nav)
    assert '<a href="../index.html">Home</a>' in (site / "cases/index.html").read_text()


def test_broken_records_do_not_stop_a_build(make: Make, tmp_path: Path) -> None:
    agency = Path(shutil.copytree(AGENCY, tmp_path / "agency"))
    (agency / f"records/cases/2026/{FULL}/case.yaml").write_text("id: [")
    (agency / "records/agency.yaml").write_bytes(b"\xff")
    site = make(agency)
    assert "cannot be read" in (site / f"cases/{FULL}.html").read_text()
    assert "1 file outside the cases could not be read" in (site / "cases/index.html").read_text()


def test_a_served_site_may_reload_itself(make: Make) -> None:
    assert "Content-Security-Policy" not in (make(serve=True) / "index.html").read_text()


def test_a_served_site_renders_again_what_a_changed_record_touches(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make()
    config_file = tmp_path / "project/mkdocs.yml"
    config = load_config(config_file=str(config_file), site_dir=str(tmp_path / "served"))
    config.plugins.on_startup(command="serve", dirty=False)

    def built() -> int:
        caplog.clear()
        build(config)
        found = re.search(r"casekit: ([0-9]+) of ([0-9]+) pages were rendered again", caplog.text)
        assert found
        return int(found[1])

    with caplog.at_level("INFO", logger="mkdocs.plugins.casekit"):
        every = built()
        contact = next((tmp_path / "project/records/cases").glob(f"*/{FULL}/contacts/*.yaml"))
        contact.write_text(contact.read_text().replace("note: ", "note: Newly. ", 1))
        some = built()
        (tmp_path / "project/site/more.md").write_text("# More\n")  # another page: links may lead elsewhere
        assert built() == every
    assert 0 < some < every
    assert "Newly." in (tmp_path / f"served/cases/{FULL}.html").read_text()


def test_a_served_site_watches_the_records(make: Make, tmp_path: Path) -> None:
    make()
    config = load_config(config_file=str(tmp_path / "project/mkdocs.yml"))
    config = config.plugins.on_config(config)
    assert str(tmp_path / "project/records") in config.watch


class Visit:
    """A visit to a site: every request, dialog and complaint of the page."""

    def __init__(self, browser: Browser, width: int = 1280, scheme: str = "light") -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.told: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.told.append(dialog.message), dialog.dismiss()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_without_its_escapes_the_policy_still_holds(plain: Path, browser: Browser, tmp_path: Path) -> None:
    site = Path(shutil.copytree(plain, tmp_path / "site"))
    page = site / f"cases/{FULL}.html"
    attack = '<script>alert(1)</script><img src="https://evil.example/t.gif" onerror="alert(2)">'
    page.write_text(page.read_text().replace("Her former partner answers it.", attack, 1))
    visit = Visit(browser)
    with served(site) as address:
        visit.page.goto(f"{address}cases/{FULL}.html", wait_until="networkidle")
        visit.page.context.close()
    assert not {"1", "2"} & set(visit.told)
    assert len([told for told in visit.told if "Content Security Policy" in told]) >= 2


def test_search_and_palette_work_over_http_and_from_the_disk(plain: Path, browser: Browser) -> None:
    with served(plain) as http:
        for start in (http, f"{plain.as_uri()}/"):
            _search_in_the_dark(Visit(browser), start)


def _search_in_the_dark(visit: Visit, start: str) -> None:
    visit.page.goto(f"{start}cases/{FULL}.html", wait_until="networkidle")
    visit.page.locator("label[title=Dark]").click()
    assert visit.page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    visit.page.goto(f"{start}index.html", wait_until="networkidle")
    assert visit.page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    visit.page.locator("input.md-search__input").click()
    visit.page.locator("input.md-search__input").press_sequentially(FULL)
    # What is found changes with every letter: wait for what the whole id finds.
    visit.page.locator(f'a.md-search-result__link[href*="{FULL}"]').first.wait_for()
    visit.page.context.close()
    assert visit.told == []
    assert [url for url in visit.requests if not url.startswith((start, "data:", "about:"))] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_the_window_also_from_the_disk(plain: Path, browser: Browser, width: int, scheme: str) -> None:
    visit = Visit(browser, width, scheme)
    for path in ("index", "cases/index", f"cases/{FULL}"):
        visit.page.goto((plain / f"{path}.html").as_uri())
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    # The stylesheets came: the banner has its bar.
    assert visit.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.ck-banner')).borderLeftWidth)") > 1
    visit.page.context.close()
    assert visit.told == []


def test_a_printed_page_unfolds_every_goal(plain: Path, browser: Browser) -> None:
    visit = Visit(browser)
    visit.page.goto((plain / f"cases/{FULL}.html").as_uri())
    step = visit.page.get_by_text("Keep paying on every payday.")
    assert not step.is_visible()
    visit.page.emulate_media(media="print")
    assert step.is_visible()
    visit.page.context.close()
