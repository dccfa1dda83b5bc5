"""A trail and the caseload that its readers see in, the trail without all that tells of the rest out."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec

from casekit.model.caseload import Caseload
from casekit.pages.trail import FieldPast, Key, Moment, Trail, key_of

_ELSEWHERE: Key = ("", None, "")
"""Stands for every record that is not seen: a commit that touched one is not told in its author's words."""

_OF_ALL = {"agency", "policy", "staff", "team", "provider"}
Change = Callable[[str], str]


def remembered(trail: Trail, caseload: Caseload, hide_in: Callable[[str], Change], hide: Change) -> Trail:
    """Return what is left of a trail. ``hide_in`` returns what hides, in texts of a case, what is not for the readers."""
    cases = {case.id for case in caseload.cases}
    records = {key_of(record): record for record in caseload.records()}
    # Seen whole or not at all: what was left out of a record may stand in its past.
    known = {
        key: record if record == records.get(key) else None
        for key, record in trail.known.items()
        if key in records or key[1] in cases
    }

    def told(moment: Moment, change: Change) -> Moment:
        fields = tuple(
            FieldPast(change(f.label), _maybe(f.before, change), _maybe(f.after, change)) for f in moment.fields
        )
        touched = (key if _is_near(key, cases, records.keys()) else _ELSEWHERE for key in moment.deed.touched)
        deed = msgspec.structs.replace(moment.deed, why=hide(moment.deed.why), touched=frozenset(touched))
        return msgspec.structs.replace(moment, told=change(moment.told), fields=fields, deed=deed)

    by_case = {case: tuple(told(m, hide_in(case)) for m in trail.by_case.get(case, ())) for case in cases}
    kept = frozenset(key for key in trail.kept if key[1] in cases)
    return msgspec.structs.replace(trail, by_case=by_case, known={**known, _ELSEWHERE: None}, kept=kept)


def _is_near(key: Key, cases: set[str], records: Collection[Key]) -> bool:
    return key in records or key[1] in cases or (key[1] is None and key[0] in _OF_ALL)


def _maybe(text: str | None, change: Change) -> str | None:
    return None if text is None else change(text)
