"""A record that a commit brings in; whether what it says of people, of other texts and of its day holds, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from casekit.audit.facts import append_only
from casekit.audit.scene import Act, Scene
from casekit.audit.verdict import Judgement, judged
from casekit.records.paths import Place

_POLICY = "records/policy.yaml"
_LEEWAY = 2  # days between a day and the time of a commit that two time zones and a late evening make


def judge_binding(act: Act, scene: Scene) -> Iterator[Judgement]:
    """Judge what a record that can be read says of its author, of what it decides on or amends, and of its day."""
    place = act.place
    data = scene.state.data(act.touch.new) if act.touch.new else None
    if place is None or data is None:
        return
    if place.kind == "policy":
        yield from _judge_version(act, data, scene)
    if not append_only(place.kind):
        return
    if data.get("by") != act.person.id:
        yield judged("CK858", f"it was signed by {act.person.id}, and says that it is by somebody else.", act.commit.oid, act.touch.path)  # fmt: skip
    if place.kind == "approval":
        yield from _judge_approval(act, data, scene)
    if isinstance(data.get("amends"), dict):
        yield from _judge_amendment(act, data["amends"], scene)
    if not act.touch.old:
        yield from _judge_day(act, place, data, scene)


def _judge_version(act: Act, data: Mapping[str, Any], scene: Scene) -> Iterator[Judgement]:
    before, after = (_version(each) for each in (scene.state.policy, data))
    if _POLICY in scene.state.files and after <= before:
        yield judged("CK850", f"the policy was version {before} and is now version {after}; the number rises with every change.", act.commit.oid, act.touch.path)  # fmt: skip


def _version(policy: Mapping[str, Any]) -> int:
    version = policy.get("version")
    return version if isinstance(version, int) else 0


def _judge_approval(act: Act, data: Mapping[str, Any], scene: Scene) -> Iterator[Judgement]:
    path = f"{_case_folder(act.touch.path)}/{data.get('of')}"
    target = scene.record_at(path)
    if target is None or target.sha256 != data.get("sha256"):
        yield judged("CK856", "the record that it names holds other text than what it was decided on.", act.commit.oid, act.touch.path)  # fmt: skip
    elif data.get("decision") == "approved" and scene.writer_of(path) == act.person.id:
        yield judged("CK855", f"{act.person.id} wrote the text that it approves.", act.commit.oid, act.touch.path)


def _judge_amendment(act: Act, amends: Mapping[str, Any], scene: Scene) -> Iterator[Judgement]:
    path = f"{_case_folder(act.touch.path)}/{amends.get('record')}.yaml"
    target = scene.record_at(path)
    if path == act.touch.path or target is None or target.sha256 != amends.get("sha256"):
        yield judged("CK859", "the record that it amends is not there, or holds other text.", act.commit.oid, act.touch.path)  # fmt: skip


def _judge_day(act: Act, place: Place, data: Mapping[str, Any], scene: Scene) -> Iterator[Judgement]:
    """Compare the days in a new record with the time that its commit claims. They are claims too: hence SUSPECT."""
    written = dt.date.fromisoformat(scene.day_of(act.commit.committed))
    date, recorded = _date(data.get("date")), _date(data.get("recorded"))
    told = recorded or date
    if date is None or told is None:
        return
    if (recorded and abs((recorded - written).days) > _LEEWAY) or (told - written).days > _LEEWAY:
        yield judged("CK862", f"it says {told}, and its commit {written}.", act.commit.oid, act.touch.path)
    most = scene.limit("late_entry_days", place.case)
    amends = data.get("amends")
    marked = recorded or (isinstance(amends, dict) and amends.get("kind") == "late_entry")
    if most is not None and not marked and (written - date).days > most + _LEEWAY:
        yield judged("CK863", f"it tells of {date}, was written on {written}, and does not say so.", act.commit.oid, act.touch.path)  # fmt: skip


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _case_folder(path: str) -> str:
    return "/".join(path.split("/")[:4])
