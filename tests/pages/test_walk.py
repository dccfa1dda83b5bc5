"""The whole site walked through in a real Chromium: every page type at three widths, its filters, its keys, its print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from support.browser import chromium, served
from support.node import node_file
from support.told import with_past

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
LONG, BROKEN = "C-NSDBNBDM", "C-B7QX24V9"
TYPES = (
    "index", "cases/index", "cases/closed", f"cases/{LONG}", f"timelines/{LONG}", f"history/{LONG}", "agenda", "week",
    "month", "risks", "teams/index", "teams/north", "consents", "advocacy", "providers/index", "providers/gaps",
    "findings", "supervision", "waivers", "outcomes", "audit", "workers/s-ruiz",
)  # fmt: skip
BESIDE = ("records", "rules", "limits", "serving", "trail")
"""The pages beside, which are Markdown of the project's own and no record's."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the demonstration as of a day, with one case that has something to mend and a denial that can be appealed."""
    project = tmp_path_factory.mktemp("walk")
    for name in ("site", "records"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "mkdocs.yml", project)
    with_past(project)
    service = next((project / "records/cases").glob(f"*/{BROKEN}/services/*.yaml"))
    text = service.read_text()
    denied = "denial:\n  on: 2026-11-02\n  reason: Papers came late.\n  appeal_by: 2026-12-02\n"
    service.write_text(text.replace("goals: [", "goals: [g99, ") + ("" if "denial:" in text else denied))
    (service.parents[1] / "plan.yaml").write_text("started: [\n")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1793880000"}  # 2026-11-05
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(project / "built")]
    subprocess.run(command, cwd=project, env=environment, check=True)
    return project / "built"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield found


class Log:
    """What a visit asked for, and what the page complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.told: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))


@pytest.fixture
def visit(browser: Browser) -> Iterator[Log]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Log(context)
    context.close()


def shown(page: Page) -> int:
    return page.locator(".ck-caseload tbody tr:visible").count()


def shows(page: Page, rows: int, **choices: str) -> None:
    """Wait until the page has followed where a link or the way back led: a step to another address takes its time."""
    for name, value in choices.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    expect(page.locator(".ck-caseload tbody tr:visible")).to_have_count(rows)


WIDTHS = (360, 768, 1440)


def test_every_page_fits_says_nothing_and_asks_no_other_host(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    log = Log(context)
    wide = []
    for path in (*TYPES, *BESIDE):
        log.page.goto(f"{address}{path}.html")
        for width in WIDTHS:
            log.page.set_viewport_size({"width": width, "height": 900})
            if log.page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))
        log.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        assert log.page.locator("h1").count() >= 1
        assert log.page.locator(".ck-banner").count() == (path in TYPES)
    context.close()
    assert wide == []
    assert log.told == []
    assert [url for url in log.requests if not url.startswith((address, "data:"))] == []


_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS = ["color-contrast", "link-in-text-block"]  # all that differs in the other scheme
_AXE = """only => axe.run(document, {runOnly: only, resultTypes: ["violations"], elementRef: false, iframes: false})
  .then(found => found.violations)"""
_THIN = """most => {  // of what is built alike, rows and items and paragraphs, a few are enough: axe takes seconds for all
  const repeated = new Set(["DETAILS", "LI", "OL", "P", "PRE", "SECTION", "TABLE", "TR", "UL"]), counts = new Map();
  const shape = element => {
    const names = element.getAttributeNames().filter(name => name !== "id");
    const text = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return `${element.tagName} ${element.getAttribute("class")} ${names} ${text} (${[...element.children].map(shape)})`;
  };
  const thin = element => [...element.children].forEach(child => {
    const key = `${element.tagName} ${element.className} > ${shape(child)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.get(key) > most && repeated.has(child.tagName)) child.remove(); else thin(child);
  });
  thin(document.querySelector(".md-content"));
}"""
_OTHER_SCHEME = """() => {
  document.querySelector("form[data-md-component=palette] label:not([hidden])").click();
  document.getAnimations().forEach(fading => fading.finish());
  return document.body.dataset.mdColorScheme;
}"""


def test_nobody_is_kept_out(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.add_init_script(path=node_file("axe-core/axe.min.js"))
    page = context.new_page()
    found, schemes = [], set()
    for path in (*TYPES, *BESIDE):
        page.goto((site / f"{path}.html").as_uri())
        page.evaluate(_THIN, 3)
        told = page.evaluate(_AXE, _ALL)
        schemes.add(page.evaluate(_OTHER_SCHEME))  # the next page keeps it, so that both are looked at in full
        for violation in told + page.evaluate(_AXE, _COLOURS):
            found += [(path, violation["id"], node["target"], node["html"][:120]) for node in violation["nodes"]]
    context.close()
    assert found == [], "\n".join(map(str, found))
    assert schemes == {"default", "slate"}


def test_a_filter_stands_in_the_address_and_the_way_back_restores_it(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/index.html")
    every = shown(page)
    page.get_by_label("Worker", exact=False).first.select_option("Sofia Ruiz")
    some = shown(page)
    assert 0 < some < every
    assert page.url.endswith("#worker=Sofia+Ruiz")
    page.get_by_label("Phase").select_option("monitoring")
    fewer = shown(page)
    page.locator(".ck-caseload tbody tr:visible a").first.click()
    page.go_back()
    shows(page, fewer, phase="monitoring")
    page.go_back()
    shows(page, some)
    page.go_back()
    shows(page, every)
    assert visit.told == []


def test_counts_say_what_each_choice_would_leave(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/index.html")
    label = page.locator("select[name=risk] option").filter(has_text="moderate").evaluate("option => option.label")
    page.locator("select[name=risk]").select_option("moderate")
    assert label == f"moderate ({shown(page)})"
    assert page.locator(".ck-filter output").inner_text().startswith(f"{shown(page)} of")


def test_words_are_found_without_accents_or_capitals(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/index.html")
    page.locator("input[name=text]").press_sequentially("DÁRNELL reentry")
    assert shown(page) == 1
    assert "text=" in page.url
    # One word is one step back, not one for each letter.
    every = page.locator(".ck-caseload tbody tr").count()
    page.go_back()
    shows(page, every, text="")


def test_the_filter_works_by_keyboard_alone(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/index.html")
    page.locator("input[name=text]").focus()
    page.keyboard.type("noor")
    assert shown(page) == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "worker"
    page.locator(".ck-result button").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('input[name=text]').value === ''")
    assert shown(page) > 1


def test_a_saved_view_is_a_link(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/index.html")
    page.get_by_role("link", name="High risk").click()
    shows(page, 1, risk="high")


def test_columns_sort(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/index.html")
    page.get_by_role("button", name="Risk").click()
    first = page.locator(".ck-caseload tbody tr").first
    assert "high" in first.inner_text()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Risk")


def test_without_script_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}cases/index.html")
    assert page.locator(".ck-caseload tbody tr:visible").count() > 5
    assert not page.locator(".ck-filter").is_visible()
    page.goto(f"{address}timelines/{LONG}.html")
    assert page.locator(".ck-timeline > li:visible").count() > 60
    context.close()


def test_a_timeline_is_filtered_by_kind(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}timelines/{LONG}.html")
    page.locator("select[name=kind]").select_option("contacts")
    left = page.locator(".ck-timeline > li:visible code").all_inner_texts()
    assert left
    assert all(path.startswith("contacts/") for path in left)


def test_five_thousand_rows_are_filtered(visit: Log, address: str, site: Path) -> None:
    table = (site / "cases/index.html").read_text()
    start, end = table.index("<tr data-k="), table.index("</tbody>", table.index("<tr data-k="))
    rows = table[start:end].rstrip().split("\n")
    many = (rows * (5000 // len(rows) + 1))[:5000]
    (site / "cases/many.html").write_text(table[:start] + "\n".join(many) + table[end:])
    page = visit.page
    page.goto(f"{address}cases/many.html")
    page.locator("select[name=risk]").select_option("high")
    page.locator("input[name=text]").fill("noor")
    assert page.locator(".ck-filter output").inner_text() == f"{sum('>Noor<' in row for row in many)} of 5000"
    assert visit.told == []


def test_the_skip_link_leads_to_the_heading(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/{LONG}.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    assert page.url.endswith("#ck-top")


def test_a_case_prints_with_a_header_and_without_what_only_works_on_a_screen(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}cases/{LONG}.html")
    page.emulate_media(media="print")
    assert page.locator(".ck-printed").inner_text().startswith(f"{LONG}, as of 2026-11-05")
    assert not page.locator(".ck-jump").is_visible()
    assert page.locator(".ck-chart svg").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_team_of_fifty_prints_on_two_sheets(visit: Log, address: str, site: Path) -> None:
    board = (site / "teams/north.html").read_text()
    start, end = board.index("<tbody>") + len("<tbody>"), board.index("</tbody>")
    (site / "teams/large.html").write_text(board[:start] + board[start:end] * 25 + board[end:])
    page = visit.page
    page.goto(f"{address}teams/large.html")
    assert page.locator(".ck-team tbody tr").count() == 50
    sheets = re.findall(rb"/Type */Page\b", page.pdf(prefer_css_page_size=True, format="A4"))
    assert len(sheets) <= 2


def test_a_filter_goes_along_to_the_pages_beside(visit: Log, address: str) -> None:
    page = visit.page
    page.goto(f"{address}agenda.html")
    page.locator("select[name=worker]").select_option("Sofia Ruiz")
    page.get_by_role("link", name="Month").click()
    expect(page.locator("select[name=worker]")).to_have_value("Sofia Ruiz")
    assert visit.told == []


def test_a_case_page_is_light(site: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in (site / "cases").glob("C-*.html")}
    assert {name: size for name, size in sizes.items() if size >= 60_000} == {}
