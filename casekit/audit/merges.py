"""A history in; for each merge, in which files it differs from what its two sides make together, out.

Most merges bring one branch whose files nobody touched meanwhile: they put down just what the branch put down, which
the history itself shows. Git makes all the others again, in one process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from casekit.git import Touch
from casekit.git.quarantine import Change, Quarantine

_SIDES = 2


class Remade(Struct, frozen=True):
    """What Git makes of merges, by their ids: a tree, and the paths in which the sides conflict."""

    trees: Mapping[str, str]
    conflicts: Mapping[str, frozenset[str]]


def remake(copy: Quarantine, changes: Mapping[str, Change], line: Sequence[str]) -> Remade:
    """Have Git make every merge again that the history does not show to be plain."""
    merges = [each for each in changes.values() if len(each.parents) == _SIDES]
    places = {oid: place for place, oid in enumerate(line)}
    odd = [merge for merge in merges if not _is_plain(merge, changes, places)]
    made = dict(
        zip((merge.oid for merge in odd), copy.merged([(m.parents[0], m.parents[1]) for m in odd]), strict=True)
    )
    return Remade({oid: each.tree for oid, each in made.items()}, {oid: each.conflicts for oid, each in made.items()})


def _is_plain(merge: Change, changes: Mapping[str, Change], places: Mapping[str, int]) -> bool:
    """Tell whether a merge on the main line puts down what one branch of it did, in files that lay as it found them."""
    first, commit = merge.parents
    branch: list[Change] = []
    while commit not in places:
        branch.append(changes[commit])
        if len(branch[-1].parents) != 1:
            return False
        commit = branch[-1].parents[0]
    if first not in places or places[commit] > places[first]:
        return False
    found: dict[str, Touch] = {}
    for change in reversed(branch):
        for touch in change.touches:
            before = found.get(touch.path, touch)
            found[touch.path] = Touch(touch.path, touch.mode, before.old, touch.new)
    return set(merge.touches) == set(found.values())
