"""A page in, one HTML document out that loads nothing, runs nothing and prints well. Record text is escaped, always."""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from casekit.review.page import Page
from casekit.review.report.words import ATTENTION, HIDDEN, NOT_WHOLE, case_title, finding_title, headline
from casekit.words import visible

_LOADER = PackageLoader("casekit.review")


def write(page: Page) -> str:
    """Return the review as an HTML document."""
    environment = Environment(
        loader=_LOADER, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, _, _ = _LOADER.get_source(environment, "review.css")
    lists = ((finding_title(len(found), new=new), found) for found, new in ((page.appeared, True), (page.gone, False)))
    return environment.get_template("review.html.j2").render(
        page=page,
        headline=headline(page),
        case_title=case_title,
        attention=ATTENTION,
        hidden=HIDDEN,
        not_whole=NOT_WHOLE,
        findings=[(title, found) for title, found in lists if found],
        shown=_shown,
        style=Markup(style),  # noqa: S704 (our own file)
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _shown(text: str) -> str:
    return visible(" ".join(text.split()))
