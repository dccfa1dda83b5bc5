"""Changes of one case in, the same for a terminal, as Markdown or as JSON out; record text is shown, never obeyed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec
from msgspec import UNSET

from casekit.history.changes import Change, happened
from casekit.history.compare import FieldChange
from casekit.history.labels import both_in_words, label
from casekit.records.paths import KINDS
from casekit.words import human, in_markdown, visible

VERSION = 1
"""Of the JSON form: it rises when a name in it goes or means something else."""
_WIDTH = 100
_EVENTS = {
    "written": "written",
    "changed": "changed",
    "removed": "removed",
    "moved": "moved to another folder",
    "layout": "only comments or layout changed",
    "unreadable": "cannot be read",
}


def as_table(changes: Iterable[Change]) -> str:
    """Return the changes commit by commit, in plain text of at most a hundred columns."""
    blocks = []
    for commit, group in groupby(changes, key=lambda change: change.commit):
        told = list(group)
        lines = [f"{told[0].committed}  {_shown(told[0].author)}: {_shown(reason(told[0]))}  [{commit.oid[:10]}]"]
        for change in told:
            lines.append(f"  {heading(change)}")
            lines += [f"    {line}" for field in change.fields for line in _wrapped(field, change)]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def as_markdown(changes: Iterable[Change]) -> str:
    """Return the changes commit by commit as Markdown."""
    parts = []
    for commit, group in groupby(changes, key=lambda change: change.commit):
        told = list(group)
        parts.append(f"### {told[0].committed}, {_marked(told[0].author)}\n")
        parts.append(f"{_marked(reason(told[0]))} (`{commit.oid[:10]}`)\n")
        for change in told:
            parts.append(f"- {_marked(heading(change))}")
            parts += [f"  - {_marked(line)}" for field in change.fields for line in _lines(field, change)]
        parts.append("")
    return "\n".join(parts)


def as_json(changes: Iterable[Change], case: str, tip: str) -> str:
    """Return the changes as JSON.

    ``{"version", "case", "tip", "changes": […]}``; each change has ``commit``, ``committed``, ``authored`` (seconds
    since 1970), ``author``, ``email``, ``staff`` (empty where no staff file has that address on that day),
    ``subject``, ``trailers``, ``kind``, ``record``, ``path``, ``moved_from``, ``event``, ``happened``, ``recorded``,
    ``by``, ``merge`` (the merge's own change), ``left_behind``, ``problem`` and ``fields``: ``at`` (names, ids and
    positions), ``label``, ``happened``, and ``before`` and ``after``, either missing where nothing was there.
    """
    told = {"version": VERSION, "case": case, "tip": tip, "changes": [_plain(change) for change in changes]}
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def heading(change: Change) -> str:
    """Say in one line what happened to a record."""
    called = human(KINDS[change.place.kind].called.removeprefix("a ").removeprefix("an "))
    alone = change.place.kind in {"case", change.place.name}
    name = "" if alone else f" {change.place.name}"
    line = f"{called}{name}: {_EVENTS[change.event]}"
    days = [
        f"of {change.happened}" if change.event == "written" and change.happened not in {"", change.committed} else ""
    ]
    days += [f"written down {change.recorded}" if change.recorded else "", f"by {change.by}" if change.by else ""]
    line += "".join(f", {_shown(day)}" for day in days if day)
    line += f"; moved from {_shown(change.moved_from)}" if change.moved_from else ""
    line += f" ({_shown(change.problem)})" if change.problem else ""
    line += ", in the merge itself" if change.own else ""
    return line + (", and left behind by a later merge" if change.left_behind else "")


def reason(change: Change) -> str:
    """Return why a commit was made: its first line, and the reason and the rule that it names."""
    trailers = change.why.trailers
    given = [f"{name.lower()} {trailers[name]}" for name in ("Reason", "Rule") if name in trailers]
    return change.why.subject + (f" ({', '.join(given)})" if given else "")


def _lines(field: FieldChange, change: Change) -> Iterator[str]:
    called = label(change.place.kind, field.at, change.before, change.after)
    day = happened(change, field)
    called += f" ({day})" if day not in {change.happened, ""} and day not in called else ""
    before, after = both_in_words(change.place.kind, field)
    if before is None:
        yield f"{called}: {after}"
    elif after is None:
        yield f"{called}: no longer there; was {before}"
    else:
        yield f"{called}{' in another order' if field.order else ''}: {before} → {after}"


def _wrapped(field: FieldChange, change: Change) -> Iterator[str]:
    for line in _lines(field, change):
        yield from textwrap.wrap(_shown(line), _WIDTH - 4, subsequent_indent="  ", break_on_hyphens=False)


def _shown(text: str) -> str:
    return visible(" ".join(text.split()))


def _marked(text: str) -> str:
    return in_markdown(_shown(text))


def _plain(change: Change) -> dict[str, Any]:
    return {
        "commit": change.commit.oid,
        "committed": change.commit.committed,
        "authored": change.commit.authored,
        "author": change.author,
        "email": change.commit.email,
        "staff": change.staff,
        "subject": change.why.subject,
        "trailers": change.why.trailers,
        "kind": change.place.kind,
        "record": change.place.name,
        "path": change.path.encode("utf-8", "backslashreplace").decode(),
        "moved_from": change.moved_from,
        "event": change.event,
        "happened": change.happened,
        "recorded": change.recorded,
        "by": change.by,
        "merge": change.own,
        "left_behind": change.left_behind,
        "problem": change.problem,
        "fields": [_plain_field(field, change) for field in change.fields],
    }


def _plain_field(field: FieldChange, change: Change) -> dict[str, Any]:
    sides = {name: side for name, side in (("before", field.before), ("after", field.after)) if side is not UNSET}
    return {
        "at": list(field.at),
        "label": label(change.place.kind, field.at, change.before, change.after),
        "happened": happened(change, field),
        "order": field.order,
        **sides,
    }
