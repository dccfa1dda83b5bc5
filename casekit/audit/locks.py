"""A change of a record in; what was taken away, changed or given another's name against the rule that it stays, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casekit.audit.authority import SUPERVISOR
from casekit.audit.facts import append_only
from casekit.audit.scene import Act, Scene
from casekit.audit.state import Held
from casekit.audit.verdict import Judgement, judged
from casekit.git import Touch
from casekit.records.paths import Place

_DAY = 24 * 60 * 60
_ENDED = frozenset({"closed", "deceased"})
_NAMED_ONCE = frozenset({"case", "person", "staff"})


def judge_locks(act: Act, touches: Sequence[Touch], scene: Scene) -> Iterator[Judgement]:
    """Judge a change of what is kept as it was written; ``touches`` are all that the commit changed."""
    place, touch = act.place, act.touch
    if place is None:
        return
    held = scene.state.files.get(touch.path)
    if held is None:
        yield from _judge_new(act, place, scene)
    elif place.kind == "case" and not touch.new:
        if not _may_go(place.case, act, scene):
            yield judged("CK844", "a case stays until the time for which policy keeps it is over.", act.commit.oid, touch.path)  # fmt: skip
    elif append_only(place.kind):
        yield from _judge_kept(act, place, held, touches, scene)


def _judge_kept(act: Act, place: Place, held: Held, touches: Sequence[Touch], scene: Scene) -> Iterator[Judgement]:
    oid, touch = act.commit.oid, act.touch
    if not touch.new:
        moved = any(other.new == held.oid and other.path != touch.path for other in touches)
        if moved:
            yield judged("CK843", "it was moved or renamed; a record that is kept stays where it is.", oid, touch.path)
        elif not _may_go(place.case, act, scene):
            yield judged("CK842", "it was removed; a record that is kept is never removed.", oid, touch.path)
    elif touch.new != held.oid or touch.mode != held.mode:
        days = scene.limit("lock_days", place.case)
        if held.writer != act.person.id:
            yield judged(
                "CK841", "only who wrote it edits it, and only in the days that policy gives.", oid, touch.path
            )
        elif days is None or scene.commit.committed - held.since > days * _DAY:
            yield judged("CK841", f"it has been there since {scene.day_of(held.since)}, longer than policy lets its author edit it.", oid, touch.path)  # fmt: skip


def _judge_new(act: Act, place: Place, scene: Scene) -> Iterator[Judgement]:
    """Judge an id that comes up: whether it was somebody else's before, or is in two places."""
    kind, name = place.kind, place.case if place.kind == "case" else place.name
    if kind not in _NAMED_ONCE or not act.touch.new:
        return
    before = scene.state.ever.get((kind, name or ""))
    if before is not None and not _is_back(before, act, scene):
        yield judged("CK845", f"its id was already that of {before}.", act.commit.oid, act.touch.path)


def _is_back(before: str, act: Act, scene: Scene) -> bool:
    """Tell whether a record that was removed is put back just as it was."""
    return before == act.touch.path and act.touch.new in scene.state.gone.get(before, ())


def _may_go(case: str | None, act: Act, scene: Scene) -> bool:
    """Tell whether a supervisor may remove a case: it ended, and policy's years of keeping it are over."""
    years = scene.limit("retention_years", case)
    ended = _ended(scene.state.cases.get(case or "", {}))
    if act.person.role != SUPERVISOR or years is None or not ended:
        return False
    try:
        since = dt.date.fromisoformat(ended)
        return scene.standing.day >= since.replace(year=since.year + years).isoformat()
    except ValueError:  # the 29th of February, and days that are none
        return False


def _ended(case: Mapping[str, Any]) -> str:
    lines = case.get("status")
    last = lines[-1] if isinstance(lines, list) and lines else None
    return str(last.get("from")) if isinstance(last, dict) and last.get("status") in _ENDED else ""
