"""Words of any origin in, Markdown that shows them as they are out: sentences, cells of tables, code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casekit.cli.context import Problem

_CODE = re.compile(r"(`[^`\n]+`)")


def escaped(text: object) -> str:
    """Return text that Markdown and the HTML in it show word for word."""
    try:
        from casekit.summary.markdown import escaped as escape
    except ModuleNotFoundError as error:
        if error.name != "markupsafe":
            raise
        raise Problem("Markdown needs MarkupSafe. Install it: pip install 'casekit[site]'") from error
    return str(escape(text))


def prose(text: str) -> str:
    """Return a paragraph of ours on one line: words in backticks stay code, and nothing else is marked up."""
    pieces = _CODE.split(" ".join(text.split()))
    return "".join(piece if _CODE.fullmatch(piece) else _keeping_blanks(piece) for piece in pieces)


def _keeping_blanks(text: str) -> str:
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{escaped(inner)}{after}" if inner else text


def fenced(code: str) -> str:
    """Return a block of code, fenced by more backticks than stand in it."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}yaml\n{code}\n{fence}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
