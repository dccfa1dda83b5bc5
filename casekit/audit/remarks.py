"""A history that was read and the names of refs in, what in them seems to hold something personal out.

That is no fault of the trail, and nothing that proves or disproves it: so it is said beside the verdict. Nothing of
what is told repeats the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casekit.audit.judge import Walk
from casekit.audit.personal import Known, chosen, in_path, in_subject, known_people, without_names
from casekit.audit.state import place_of
from casekit.audit.verdict import Judgement, judged
from casekit.git.quarantine import Change
from casekit.starter.shipped import shipped


def remarks(walk: Walk, refs: Iterable[str]) -> Iterator[Judgement]:
    """Yield a judgement on each path, ref and first line that seems to hold something personal, in order of history.

    The people are all whom the history ever knew: a name that was taken out of a record is still somebody's.
    """
    known = known_people(_people(walk))
    seen = set(shipped())
    for oid, change in walk.changes.items():
        yield from _in_paths(change, walk, known, seen)
        commit = walk.facts.commits[oid].commit
        if commit is not None and in_subject(commit.message.partition("\n")[0], known):
            yield judged("CK882", "its first line holds a word of somebody's name, or a number that seems theirs.", oid)
    for ref in refs:
        if in_path(ref.split("/", 2)[-1], known):
            yield judged("CK881", "it holds a word of somebody's name, or a number that seems theirs.", "", without_names(ref, known))  # fmt: skip


def _in_paths(change: Change, walk: Walk, known: Known, seen: set[str]) -> Iterator[Judgement]:
    """Judge the paths that come up for the first time."""
    for touch in change.touches:
        if touch.path in seen:
            continue
        seen.add(touch.path)
        record = walk.facts.records.get(touch.new)
        if in_path(chosen(touch.path, place_of(touch.path), record.data if record else None), known):
            yield judged("CK880", "it holds a word of somebody's name, or a number that seems theirs.", change.oid, without_names(touch.path, known))  # fmt: skip


def _people(walk: Walk) -> Iterator[dict[str, object]]:
    for change in walk.changes.values():
        for touch in change.touches:
            place = place_of(touch.path)
            if place is not None and place.kind == "person" and (record := walk.facts.records.get(touch.new)):
                yield record.data or {}
