"""Finished HTML in, the same HTML on one line out, in which no generator of Markdown finds anything to change.

Markdown hands a block of HTML through, and still much reads it before: fences, snippets, macros, emoji and typographic
quotes look at lines and marks wherever they are. So there is one line, and each character of text that is neither letter,
digit nor blank stands as a number. What a browser makes of it is the same.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[^>]*>")  # in our templates each > of a value is escaped
_VALUE = re.compile(r'"[^"]*"')
_MARK = re.compile(r"[^\w ]|_")
_MARK_IN_VALUE = re.compile(r"[^\w ./#-]")


def encoded(page: str) -> str:
    """Return finished HTML on one line, with every mark in its text as a number."""
    parts, at = [], 0
    for tag in _TAG.finditer(page):
        parts += [_text(page[at : tag.start()]), _tag(tag[0])]
        at = tag.end()
    return "".join([*parts, _text(page[at:])])


def _text(text: str) -> str:
    return _MARK.sub(_number, html.unescape(text)) if text else ""


def _tag(tag: str) -> str:
    return " ".join(_VALUE.sub(_value, tag).split("\n")) if '"' in tag or "\n" in tag else tag


def _value(value: re.Match[str]) -> str:
    return f'"{_MARK_IN_VALUE.sub(_number, html.unescape(value[0][1:-1]))}"'


def _number(mark: re.Match[str]) -> str:
    return f"&#{ord(mark[0])};"
