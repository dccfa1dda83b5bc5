"""A site, an agency's configuration and its own pages in; every file of the exported site out, by its place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from casekit.pages.export.config import BUILT, NAME, PAGES, THEME, Configuration, exported
from casekit.pages.export.markup import encoded
from casekit.pages.policy import EXPORTED
from casekit.pages.render import assets, render, twins
from casekit.pages.site import Page, Site
from casekit.pages.wanted import MARK, Wanted

ABOUT = "README.txt"

_FRONT = re.compile(r"\A---[ ]*\n.*?\n(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_OVER = """\
{{% extends "base.html" %}}
{{% block extrahead %}}
  <meta http-equiv="Content-Security-Policy" content="{policy}">
  {{{{ super() }}}}
{{% endblock %}}
"""
# Material takes an element out of its search until the next end of any element of that name: so ours has its own.
_UNSOUGHT = "<div><ck-page data-search-exclude>{}</ck-page></div>"
_TOLD = """\
This folder holds client data: names, needs and risks of the people whom an agency serves, as of {day}.

Keep it inside the building, for those who may read all of it, and delete it once it is done with. It belongs neither in
a repository nor on a web host that others can reach.

It was written by `casekit site export` and is written anew by it: change the records, not this folder. To build its
pages, run one of these in here:

    zensical build
    mkdocs build

They are in {built}/ then, which holds the same client data. Open {built}/index.html.
"""


def files_of(site: Site, found: Configuration, own: Mapping[str, bytes], what: Wanted) -> dict[str, bytes]:
    """Return the files of an exported site; ``own`` are the agency's own pages and what belongs to them."""
    ours = {**assets(), **twins(site), MARK: what.mark}
    places = {*site.pages, *own, *ours}
    pages = {path: _page(page, site, places, own.get(path, b"")) for path, page in site.pages.items()}
    if site.about.notice:
        own = {path: _noticed(data, site.about.notice) if path.endswith(".md") else data for path, data in own.items()}
    below = {**own, **{path: text.encode() for path, text in (ours | pages).items()}}
    around = {
        ABOUT: _TOLD.format(day=site.day, built=BUILT),
        ".gitignore": "*\n",
        NAME: exported(found, places.__contains__, redact=what.redact),
        f"{THEME}/main.html": _OVER.format(policy=EXPORTED),
    }
    return {
        **{path: text.encode() for path, text in around.items()},
        **{f"{PAGES}/{path}": data for path, data in below.items()},
    }


def _page(page: Page, site: Site, places: set[str], own: bytes) -> str:
    """Return a page as Markdown that is one block of HTML; a page of the agency's own at that place comes below it."""
    front, text = _split(own)
    head = front or f'---\ntitle: "{page.title}"\nhide: [navigation, toc]\n---\n'
    body = encoded(render(page, site, lambda to: address(to, page.path, places)))
    return f"{head}\n{_UNSOUGHT.format(body)}\n\n{text}"


def _noticed(own: bytes, notice: str) -> bytes:
    """Return a page of the agency's own with a notice above it."""
    front, text = _split(own)
    banner = encoded(f'<p class="ck-banner">{notice}</p>')
    return f"{front}\n{banner}\n\n{text}".encode()


def _split(own: bytes) -> tuple[str, str]:
    """Return the front matter of a page and what follows it."""
    text = own.decode("utf-8", "replace").replace("\r\n", "\n")
    end = front.end() if (front := _FRONT.match(text)) else 0
    return text[:end], text[end:]


def address(to: str, page: str, places: set[str]) -> str:
    """Return the way from a page to another, or to a file, as both will stand in the built site."""
    if to not in places:
        return ""
    return posixpath.relpath(re.sub(r"\.md\Z", ".html", to), posixpath.dirname(page) or ".")
