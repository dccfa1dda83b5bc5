"""A caseload becomes pages: a table for everyone, a page for each case, and words for what cannot be read."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from support.cases import AGENCY, ATTACKS, BARE, CLOSED, FULL, UNSEEN, attacked, caseload, flat, strings
from support.html import Seen

from casekit.cli.context import read_caseload
from casekit.model.caseload import Caseload
from casekit.pages.policy import with_policy
from casekit.pages.render import Rendered, render, render_again, stylesheet, twins
from casekit.pages.site import AGENDA, CASELOAD, About, Site
from casekit.pages.site import CLOSED as CLOSED_CASES
from casekit.pages.site import lay_out as lay_out_on
from casekit.summary.view import case_view

DAY = dt.date(2026, 6, 1)


def lay_out(found: Caseload) -> Site:
    """Return the site of a caseload as of one day."""
    return lay_out_on(found, DAY)


def pages(found: Caseload) -> dict[str, str]:
    """Return the HTML of every page, by its place."""
    site = lay_out(found)
    return {path: render(page, site, lambda to: f"to:{to}") for path, page in site.pages.items()}


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    return Path(shutil.copytree(AGENCY, tmp_path / "agency"))


@pytest.mark.parametrize("name", ["caseload", FULL, CLOSED, BARE])
def test_a_page_is_as_agreed(name: str, snapshot: Callable[[str, str], None]) -> None:
    path = CASELOAD if name == "caseload" else f"cases/{name}.md"
    snapshot(f"{name}.html", pages(caseload())[path])


def test_titles_are_ids_and_our_own_words() -> None:
    titles = [page.title for page in lay_out(attacked()).pages.values()]
    lists = [
        "Home",
        "Caseload",
        "Closed cases",
        "Agenda",
        "Two weeks",
        "Month",
        "Risk",
        "Teams",
        "Consents",
        "Advocacy",
    ]
    more = ["Directory", "Gaps", "Supervision", "Findings", "Waivers", "Outcomes", "Audit"]
    assert titles == [*lists, *more, FULL, BARE, CLOSED, "south", "k-osei", "r-vale"]


def test_links_within_a_page_find_their_place() -> None:
    for page in pages(caseload()).values():
        found = Seen(page).attributes
        places = {value for name, value in found if name == "id"}
        assert {value[1:] for name, value in found if name == "href" and value.startswith("#")} <= places


def test_open_cases_come_first_by_name() -> None:
    found = pages(caseload())
    text = Seen(found[CASELOAD]).text
    assert text.index("Jo") < text.index("Name cannot be read") < text.rindex("Closed cases")
    assert "Emil Sand" not in text
    assert "Emil Sand" in Seen(found[CLOSED_CASES]).text


@pytest.mark.no_cover
def test_links_lead_to_pages_and_nowhere_else() -> None:
    for shift in range(len(ATTACKS)):
        found = pages(attacked(shift))
        links = {value for page in found.values() for name, value in Seen(page).attributes if name in {"href", "src"}}
        assert {link for link in links if not link.startswith("#")} <= {
            "to:rules.md",
            *(f"to:{path}" for path in found),
            *(f"to:{path}" for path in twins(lay_out(caseload()))),
            *(f"to:{AGENDA}#d{DAY + dt.timedelta(days=i)}" for i in range(40)),
        }


@pytest.mark.no_cover
@pytest.mark.parametrize("shift", range(len(ATTACKS)))
def test_attacks_are_shown_as_text(shift: int) -> None:
    site = lay_out(attacked(shift))
    harmless, hostile = pages(caseload()), pages(attacked(shift))
    for path, page in hostile.items():
        seen, before = Seen(page), Seen(harmless[path])
        assert seen.tags == before.tags
        # Words sort elsewhere with an attack before them, so the numbers of a row's keys come in another order.
        assert {a for a in seen.attributes if a[0] != "data-k"} == {a for a in before.attributes if a[0] != "data-k"}
        assert all(re.fullmatch("[0-9 ]*", value) for name, value in seen.attributes if name == "data-k")
        assert seen.comments == []
        case = site.pages[path].case
        view = case_view(case, site.look) if case else None
        plain = case_view(case, lay_out(caseload()).look) if case else None
        new = strings(view) - strings(plain) if view and plain else set()
        assert [text for text in new if flat(text) not in seen.text] == []


def test_nothing_tells_of_a_mandated_report() -> None:
    assert not [page for page in pages(caseload()).values() if UNSEEN in page or "reports/" in page]


def test_a_broken_case_has_a_page_that_says_so(agency: Path) -> None:
    folder = agency / f"records/cases/2026/{FULL}"
    (folder / "case.yaml").write_text("id: [")
    found = pages(read_caseload(agency))
    assert "its case.yaml could not be read" in found[CASELOAD]
    page = found[f"cases/{FULL}.md"]
    assert "The <code>case.yaml</code> of this case cannot be read" in page
    assert f"records/cases/2026/{FULL}/case.yaml" in page


def test_lost_files_are_counted_on_the_caseload_and_named_on_the_page(agency: Path) -> None:
    folder = agency / f"records/cases/2026/{FULL}"
    (folder / "plan.yaml").write_text("a: [")
    (folder / "screening.yaml").write_text("a: [")
    (agency / "records/staff/r-vale.yaml").write_text("a: [")
    found = pages(read_caseload(agency))
    assert "2 files could not be read" in found[CASELOAD]
    assert "1 file outside the cases could not be read" in found[CASELOAD]
    assert "2 files of this case could not be read" in found[f"cases/{FULL}.md"]
    # Robin's name is lost with the file; the id stands for it.
    assert "r-vale" in found[CASELOAD]


def test_an_agency_without_cases_gets_a_friendly_page() -> None:
    assert "No cases yet." in pages(Caseload())[CASELOAD]


def test_of_two_cases_with_one_id_the_first_has_the_page() -> None:
    found = caseload()
    twin = msgspec.structs.replace(found.cases[0], folder="records/cases/2027/C-2M4K8QAY")
    site = lay_out(msgspec.structs.replace(found, cases=(*found.cases, twin)))
    assert len([page for page in site.pages.values() if page.case]) == 3
    case = site.pages[f"cases/{FULL}.md"].case
    assert case
    assert case.folder == f"records/cases/2026/{FULL}"


def test_every_class_of_the_markup_has_a_look() -> None:
    css = stylesheet() + (Path(__file__).parents[2] / "site/stylesheets/casekit.css").read_text()
    found = "".join(pages(caseload()).values())
    used = {name for value in re.findall(r'class="([^"]*)"', found) for name in value.split()}
    # Those that only name a state, whose look is that of the state before it.
    assert used - set(re.findall(r"\.(ck[\w-]*)", css)) <= {
        "ck-line-1",
        "ck-open",
        "ck-risk-moderate",
        "ck-printed-filter",
        "ck-service",
    }


def test_only_what_a_changed_record_touches_is_rendered_again() -> None:
    before: dict[str, Rendered] = {}

    def again(found: Caseload, built: str = "then") -> set[str]:
        known = dict(before)
        site = lay_out_on(found, DAY, about=About(built=built))
        for page in site.pages.values():
            shown = render_again(page, site, str, before)
            assert built != "then" or shown == render(page, site, str)
        return {path for path, rendered in before.items() if known.get(path) is not rendered}

    def with_note(note: str) -> Caseload:
        found = caseload()
        full = found.case(FULL)
        assert full
        contact = msgspec.structs.replace(full.contacts[0], note=note)
        changed = msgspec.structs.replace(full, contacts=(contact, *full.contacts[1:]))
        return msgspec.structs.replace(found, cases=tuple(changed if c.id == FULL else c for c in found.cases))

    assert again(caseload()) == set(before)
    assert again(caseload()) == set()
    assert again(caseload(), "later") == set()
    touched = again(with_note("Another note."))
    assert f"cases/{FULL}.md" in touched
    elsewhere = {f"cases/{BARE}.md", f"cases/{CLOSED}.md", "providers/index.md", "providers/gaps.md", "cases/closed.md"}
    assert touched.isdisjoint(elsewhere)
    # Whatever changes, what is taken from before is what would be rendered now.
    for shift in range(3):
        again(attacked(shift))


def test_the_policy_allows_the_theme_and_not_the_record() -> None:
    content = "<p>x<script>evil()</script></p>"
    page = f"<html><head><script>theme()</script><script src=a.js></script></head><body>{content}</body></html>"
    policy = with_policy(page, content).partition('content="')[2].partition('"')[0]
    assert policy.count("sha256-") == 1
    assert policy.startswith("default-src 'none'")
    assert with_policy(page, "").count("sha256-") == 2
