"""An account of a case in, Markdown, JSON or one HTML document out. Record text is shown, never obeyed."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import msgspec

from casekit.review.accounting import LIMITS, Account, Part
from casekit.words import in_markdown, visible

VERSION = 1
"""Of the JSON form: it rises when a name in it goes or means something else."""


def as_markdown(account: Account) -> str:
    """Return the account as Markdown, with a table for each list."""
    blocks = [f"# {_title(account)}", _span(account), *([f"**{_marked(_not_whole(account))}**"] if account.unread else []), LIMITS]  # fmt: skip
    for part in account.parts:
        blocks.append(f"## {part.title}")
        blocks.append(_table(part) if part.rows else "Nothing.")
    return "\n\n".join(blocks) + "\n"


def _table(part: Part) -> str:
    lines = [part.columns, tuple("---" for _ in part.columns), *(map(_marked, row) for row in part.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_json(account: Account) -> str:
    """Return the account as JSON.

    ``{"version", "case", "since", "until", "tip", "limits", "unread", "parts": [{"title", "rows": [{column: words}]}]}``.
    """
    parts = [{"title": part.title, "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows]} for part in account.parts]  # fmt: skip
    told: dict[str, Any] = {"version": VERSION, "case": account.case, "since": account.since, "until": account.until}
    told |= {"tip": account.tip, "limits": LIMITS, "unread": account.unread, "parts": parts}
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def as_html(account: Account) -> str:
    """Return the account as a document that loads nothing and prints well. Needs Jinja2."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("casekit.review")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style, _, _ = loader.get_source(environment, "review.css")
    return environment.get_template("accounting.html.j2").render(
        title=_title(account),
        span=_span(account),
        limits=LIMITS,
        not_whole=_not_whole(account) if account.unread else "",
        parts=account.parts,
        shown=_shown,
        style=Markup(style),  # noqa: S704 (our own file)
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _title(account: Account) -> str:
    return f"Account of case {account.case}"


def _span(account: Account) -> str:
    return f"From {account.since} to {account.until}, as commit {account.tip[:12]} has it."


def _not_whole(account: Account) -> str:
    return f"This account is not whole: some files cannot be read. casekit lint says why. {', '.join(account.unread)}"


def _shown(text: str) -> str:
    return visible(" ".join(text.split()))


def _marked(text: str) -> str:
    return in_markdown(_shown(text))
