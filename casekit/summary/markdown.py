"""Any value in, text out that Markdown and HTML show as the very same words, wherever in a document it stands."""

from __future__ import annotations

import re

from markupsafe import Markup

# A backslash where every dialect takes one, an entity where some would print the backslash.
_BACKSLASHED = frozenset("\\`*_{}[]#+-.!")
_ACTIVE = re.compile(
    r"""
      [\\`*_{}\[\]\#+<>&|~^$=@]   # anywhere: emphasis, code, links, attributes, tags, tables, marks, addresses
    | ^[-!:?%/]                 # first on a line: lists, rules, admonitions, definitions, blocks, snippets
    | :(?=[A-Za-z/+-])          # addresses such as https://, pictures such as :smile:
    | (?<=www)\.                # addresses without a scheme
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])")


def escaped(value: object) -> Markup:
    """Escape a value for Markdown and for the HTML in it; what a template's own macro made is left as it is.

    A line break becomes ``<br>``: in a table, a list or a quotation it breaks the line and nothing else.
    """
    if isinstance(value, Markup):
        return value
    lines = (_NUMBERED.sub(r"\1\\\2", _ACTIVE.sub(_escape, line.strip())) for line in str(value).split("\n"))
    return Markup("<br>".join(lines))  # noqa: S704 (every line was escaped just before)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return f"\\{sign}" if sign in _BACKSLASHED else f"&#{ord(sign)};"
