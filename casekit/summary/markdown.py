"""Any value in, text out that Markdown and HTML show as the very same words, wherever in a document it stands."""

from __future__ import annotations

from markupsafe import Markup

from casekit.words import in_markdown


def escaped(value: object) -> Markup:
    """Escape a value for Markdown and for the HTML in it; what a template's own macro made is left as it is.

    A line break becomes ``<br>``: in a table, a list or a quotation it breaks the line and nothing else.
    """
    return value if isinstance(value, Markup) else Markup(in_markdown(str(value)))  # noqa: S704 (escaped just now)
