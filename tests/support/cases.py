"""A small agency with one full case, one closed, one bare; and the same with an attack in every text it shows."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from casekit.cli.context import read_caseload
from casekit.model.caseload import Caseload
from casekit.model.common import Record

AGENCY = Path(__file__).parents[1] / "summary" / "agency"
FULL, CLOSED, BARE = "C-2M4K8QAY", "C-9T3W6RBM", "C-5H7N1XCH"
UNSEEN = "CANARY"
"""In every text of the mandated report, and of what tells of it."""

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    '--8<-- "mkdocs.yml"',
    "---\ntitle: <b>front</b>\n---",
    "| a | b |\n|---|---|\n| c | d |",
    '*em*{: onclick="alert(1)"}',
    "[x](javascript:alert(1)) ![y](https://evil.example/t.gif)",
    "</div></section></main></body>",
    "<!-- <style>",
    "`code` **bold** _it_ ~~gone~~ ==mark== ^^under^^",
    "# heading",
    "1. one",
    "+ plus\n- minus",
    '!!! danger "x"',
    "[red]x[/red] :smile: [link=https://evil.example]y[/link]",
    "&lt;b&gt; &amp; &#60;",
    "https://evil.example/x www.evil.example a@evil.example",
    "    indented\n\ttab",
    "===\n~~~\n```",
    "> quote\n*[HTML]: y\n[^1]: z\n[r]: https://evil.example",
    "a\\",
    "<svg onload=alert(3)> data:text/html,<script>alert(4)</script> <a href='vbscript:x'>",
    "\u202eevil\u2066",
    "\U0001f3f3\ufe0f\u200d\U0001f308 \u0645\u0631\u062d\u0628\u0627",
)


@cache
def caseload() -> Caseload:
    """Return the agency's caseload, which is read once: nothing changes it."""
    return read_caseload(AGENCY)


@cache
def attacked(shift: int = 0) -> Caseload:
    """Return the agency's caseload with an attack before every text that is free to be anything.

    With every ``shift`` up to the number of attacks, every text meets every attack.
    """
    attacks = itertools.islice(itertools.cycle(ATTACKS), shift, None)

    def spoiled(record: Any, info: inspect.Type) -> Any:
        if isinstance(info, inspect.Metadata):
            return record if info.extra else spoiled(record, info.type)
        if isinstance(info, inspect.UnionType):
            fits = [t for t in info.types if _fits(record, t)]
            return spoiled(record, fits[0]) if fits else record
        if isinstance(info, inspect.VarTupleType):
            return tuple(spoiled(item, info.item_type) for item in record)
        if isinstance(info, inspect.StructType):
            changed = {f.name: spoiled(getattr(record, f.name), f.type) for f in info.fields if f.name not in _KEPT}
            return msgspec.structs.replace(record, **changed)
        return f"{next(attacks)} {record}" if isinstance(info, inspect.StrType) else record

    def whole(value: Any) -> Any:
        if isinstance(value, Record):
            return spoiled(value, inspect.type_info(type(value)))
        if isinstance(value, tuple) and all(isinstance(item, Record) for item in value):
            return tuple(whole(item) for item in value)
        return {key: whole(item) for key, item in value.items()} if isinstance(value, dict) else value

    def fields(struct: msgspec.Struct, kept: tuple[str, ...]) -> dict[str, Any]:
        names = [name for name in struct.__struct_fields__ if name not in kept]
        return {name: whole(getattr(struct, name)) for name in names}

    plain = caseload()
    cases = tuple(
        msgspec.structs.replace(case, **fields(case, ("id", "folder", "broken", "names"))) for case in plain.cases
    )
    rest = fields(plain, ("cases", "names", "sources", "conversions"))
    return msgspec.structs.replace(plain, cases=cases, **rest)


_KEPT = {"path", "id", "local", "sha256", "plan_sha256", "of", "record"}


def _fits(value: Any, info: inspect.Type) -> bool:
    if isinstance(info, inspect.Metadata):
        return _fits(value, info.type)
    if isinstance(info, inspect.StructType):
        return isinstance(value, info.cls)
    if isinstance(info, inspect.LiteralType):
        return value in info.values
    kinds: dict[type[inspect.Type], type] = {inspect.StrType: str, inspect.VarTupleType: tuple}
    kind = kinds.get(type(info))
    return kind is not None and isinstance(value, kind)


def strings(view: Any) -> set[str]:
    """Return every text in a view."""
    if isinstance(view, str):
        return {view}
    if isinstance(view, msgspec.Struct):
        view = [getattr(view, name) for name in view.__struct_fields__]
    return set().union(*map(strings, view)) if isinstance(view, list | tuple) else set()


def flat(text: str) -> str:
    """Return a text with all white space as single blanks, to compare what is read rather than how it is set."""
    return " ".join(text.split())
