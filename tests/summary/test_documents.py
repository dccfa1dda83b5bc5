"""Documents show what the view says, load nothing and run nothing, whatever a record holds."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable

import markdown
import msgspec
import pytest
from markdown_it import MarkdownIt
from rich.console import Console
from support.cases import ATTACKS, FULL, attacked, caseload, flat, strings
from support.html import Seen

from casekit.model.caseload import Caseload
from casekit.summary.lookup import look_up
from casekit.summary.markdown import escaped
from casekit.summary.render import as_html, as_markdown
from casekit.summary.shapes import CaseView
from casekit.summary.terminal import as_terminal
from casekit.summary.view import case_view

SHIFTS = range(len(ATTACKS))
# Every extension that Material for MkDocs recommends, as a site could have them on.
EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.betterem",
    "pymdownx.blocks.admonition", "pymdownx.blocks.html", "pymdownx.caret", "pymdownx.critic", "pymdownx.details",
    "pymdownx.emoji", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink",
    "pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip


def view_of(found: Caseload) -> CaseView:
    case = found.case(FULL)
    assert case
    view = case_view(case, look_up(found))
    assert view
    return view


@pytest.mark.parametrize("name", ["summary.md", "summary.html"])
def test_a_summary_is_as_agreed(name: str, snapshot: Callable[[str, str], None]) -> None:
    render = as_markdown if name.endswith(".md") else as_html
    snapshot(name, render(view_of(caseload())))


def test_the_html_document_allows_only_its_own_style() -> None:
    page = as_html(view_of(caseload()))
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert 'lang="en"' in page
    assert "<title>Case C-2M4K8QAY</title>" in page


@pytest.mark.no_cover
@pytest.mark.parametrize("shift", SHIFTS)
def test_the_html_document_shows_attacks_as_text(shift: int) -> None:
    harmless = Seen(as_html(view_of(caseload())))
    view = view_of(attacked(shift))
    seen = Seen(as_html(view))
    assert seen.tags == harmless.tags
    assert seen.attributes == harmless.attributes
    assert seen.comments == []
    assert unread(view, seen) == []


def unread(view: CaseView, seen: Seen) -> list[str]:
    """Return the texts from records that are not on the page, word for word."""
    own = strings(view_of(caseload()))
    return [text for text in strings(view) - own if flat(text) not in seen.text]


def by_python_markdown(text: str) -> str:
    return markdown.markdown(text, extensions=EXTENSIONS)


def by_commonmark(text: str) -> str:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


@pytest.mark.no_cover
@pytest.mark.parametrize("render", [by_python_markdown, by_commonmark])
@pytest.mark.parametrize("shift", SHIFTS)
def test_the_markdown_document_shows_attacks_as_text(render: Callable[[str], str], shift: int) -> None:
    view = view_of(attacked(shift))
    seen = Seen(render(as_markdown(view)))
    assert seen.tags <= {"h1", "h2", "h3", "p", "ul", "li", "strong", "em", "blockquote", "br"}
    assert {name for name, _ in seen.attributes} <= {"id"}
    assert unread(view, seen) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain, with commas; and 9:20 - or 1.5 (so)", "plain, with commas; and 9:20 - or 1.5 (so)"),
        ("- a", r"\- a"),
        ("12. a", r"12\. a"),
        ("a\n\n b ", "a<br><br>b"),
        ("<b>", "&#60;b&#62;"),
        ("https://x.org", "https&#58;//x.org"),
        (7, "7"),
    ],
)
def test_only_what_could_act_is_escaped(value: object, written: str) -> None:
    assert escaped(value) == written


def printed(view: CaseView, **options: object) -> str:
    console = Console(file=io.StringIO(), width=80, markup=False, emoji=False, highlight=False, **options)  # type: ignore[arg-type]
    console.print(as_terminal(view, whole=True))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_obeys_no_record() -> None:
    hostile = "\x1b]0;title\x07\x1b[2J\u202eevil\u2066 \x9b31m[red]:smile:[/red]\u00a0end"
    view = view_of(caseload())
    view = msgspec.structs.replace(
        view, at=hostile, own_words=hostile, left_open=(), heading=msgspec.structs.replace(view.heading, called=hostile)
    )
    shown = printed(view)
    assert not [c for c in shown if not c.isprintable() and c != "\n"]
    assert r"\x1b]0;title\x07\x1b[2J\u202eevil\u2066 \x9b31m[red]:smile:[/red] end" in flat(shown)


def test_a_terminal_with_colour_marks_what_must_not_be_used() -> None:
    assert "\x1b[1;31mDO NOT USE" in printed(view_of(caseload()), force_terminal=True, color_system="standard")
