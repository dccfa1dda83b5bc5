"""A CaseView in, a Markdown or HTML document out. Record text enters here and is escaped here, nowhere else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from casekit.summary.markdown import escaped
from casekit.summary.shapes import CaseView

LOADER = PackageLoader("casekit.summary")


def as_markdown(view: CaseView) -> str:
    """Return a case's summary as Markdown."""
    return _markdown().get_template("summary.md.j2").render(view=view)


def as_html(view: CaseView) -> str:
    """Return a case's summary as one HTML document that loads nothing, runs nothing and prints well."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _html().get_template("summary.html.j2").render(view=view, style=Markup(style), digest=digest)  # noqa: S704


@cache
def _style() -> str:
    """Read our own stylesheets: the only text that enters a document as it is."""
    return "".join(LOADER.get_source(_html(), name)[0] for name in ("parts.css", "summary.css"))


@cache
def _html() -> Environment:
    return Environment(loader=LOADER, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _markdown() -> Environment:
    # With autoescape on, what a macro returns is marked as safe, and so is not escaped a second time.
    return Environment(
        loader=LOADER,
        autoescape=True,
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
