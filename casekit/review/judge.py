"""A record's two sides in, what a reviewer is told of it out: every change of a field under exactly one check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import UNSET, Struct

from casekit.history.changes import tells_of_report
from casekit.history.compare import FieldChange
from casekit.records.fields import choices
from casekit.records.paths import KINDS
from casekit.review.checks import CHECKS, Check
from casekit.review.files import SETTINGS, Pair, Sides


class Observation(Struct, frozen=True, kw_only=True):
    """One thing to tell of one file: under which check, and the changes of fields it rests on.

    ``because`` is the reason that the record gives, where it gives one; ``links`` are those of the thread that were
    made or are gone, by ids. In a conflict, ``before`` is our side and
    ``after`` theirs.
    """

    check: Check
    pair: Pair
    fields: tuple[FieldChange, ...] = ()
    because: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def restricted(self) -> bool:
        """Whether not even the record's existence may be told outside: that of a mandated report."""
        pair = self.pair
        return "/reports/" in pair.path or tells_of_report(pair.place, pair.before, pair.after)


_WRITTEN = {
    "case": "case-opened", "plan": "plan-written", "safety_plan": "safety-plan-written", "service": "service-asked",
    "contact": "note-added", "incident": "incident-told", "report": "restricted-record", "legal": "legal-changed",
    "disclosure": "disclosure-made", "grievance": "grievance-told", "outcome": "outcome-written",
    "person": "person-added", "staff": "staff-added", "policy": "policy-changed", "waiver": "waiver-changed",
    "team": "team-changed", "agency": "agency-changed",
}  # fmt: skip
_CHANGED = {
    "report": "restricted-record", "risk": "risk-rewritten", "safety_plan": "safety-plan-changed",
    "service": "service-changed", "person": "person-changed", "staff": "staff-changed", "policy": "policy-changed",
    "waiver": "waiver-changed", "team": "team-changed", "agency": "agency-changed", "legal": "legal-changed",
}  # fmt: skip
_REMOVED = {
    "case": "case-removed", "person": "person-removed", "policy": "policy-changed", "staff": "staff-rights-changed",
    "waiver": "waiver-changed", "report": "restricted-record",
}  # fmt: skip
_FIELDS = {
    ("case", "person"): "case-person-changed", ("case", "program"): "program-changed",
    ("case", "model"): "program-changed", ("case", "care_team"): "care-team-changed",
    ("plan", "deferred"): "need-deferred", ("plan", "crisis"): "crisis-plan-changed",
    ("service", "denial"): "service-denied", ("service", "appeal"): "appeal-changed",
    ("service", "unmet"): "service-unmet",
    ("person", "safe_contact"): "safe-contact-changed", ("person", "supports"): "support-changed",
    **{("staff", field): "staff-rights-changed" for field in ("role", "git", "supervisor", "licences", "from", "to")},
    **{("consent", field): "consent-terms-changed" for field in (
        "kind", "recipient", "discloser", "purpose", "information", "signed", "signer", "how", "expires", "ends_on",
        "revocable_from", "revoked", "status",
    )},
}  # fmt: skip
_STATUS = {"closed": "case-closed", "deceased": "case-deceased", "on_hold": "case-status"}
_NOT_GIVEN = {"rejected", "failed", "cancelled"}
_CONSENT = {"given": "consent-given", "declined": "consent-declined", "offered": "consent-offered"}


def judge(pair: Pair, sides: Sides) -> Iterator[Observation]:
    """Yield what is to be told of one file that differs."""
    alone = _as_a_whole(pair, sides)
    if alone:
        yield _observed(alone, pair, pair.fields)
        return
    grouped: dict[str, list[FieldChange]] = {}
    for field in pair.fields:
        grouped.setdefault(_of_field(pair, field, sides), []).append(field)
    for check, fields in grouped.items():
        yield _observed(check, pair, fields)
    if pair.moved_from:
        yield _observed("case-moved", pair)
    elif not grouped:
        yield _observed("layout-only", pair)


def _as_a_whole(pair: Pair, sides: Sides) -> str:
    """Return the check of a file that is told as one thing, whatever its fields; nothing where its fields decide."""
    if pair.problem:
        return "unreadable"
    if pair.place is None:
        return "settings-changed" if pair.path.startswith(SETTINGS) else "stray-file"
    kind = pair.place.kind
    if not pair.exists:
        return _REMOVED.get(kind, "record-removed")
    if not pair.existed:
        return _of_new(kind, pair, sides)
    if pair.fields and KINDS[kind].append_only:
        return "restricted-record" if kind == "report" else "record-rewritten"
    return ""


def _observed(check: str, pair: Pair, fields: Iterable[FieldChange] = ()) -> Observation:
    kept = tuple(fields)
    return Observation(check=CHECKS[check], pair=pair, fields=kept, because=_because(kept))


def _because(fields: Iterable[FieldChange]) -> str:
    for field in fields:
        if isinstance(field.after, dict) and isinstance(field.after.get("because"), str):
            return str(field.after["because"])
    return ""


def _of_field(pair: Pair, field: FieldChange, sides: Sides) -> str:
    kind = pair.place.kind if pair.place else ""
    first = str(field.at[0]) if field.at else ""
    if special := _SPECIAL.get((kind, first)):
        return special(field, pair)
    if kind == "risk" and first == "level":
        return _risk(pair, sides, otherwise="risk-rewritten")
    return _FIELDS.get((kind, first)) or _CHANGED.get(kind, "record-changed")


def _of_new(kind: str, pair: Pair, sides: Sides) -> str:
    data = pair.after or {}
    if "amends" in data and kind != "report":
        return "note-amended"
    if kind == "risk":
        return _risk(pair, sides, otherwise="risk-evaluated")
    if kind == "consent":
        return "consent-revoked" if "revoked" in data else _CONSENT.get(str(data.get("status")), "record-added")
    if kind == "approval":
        return "approval-given" if data.get("decision") == "approved" else "approval-withheld"
    return _WRITTEN.get(kind, "record-added")


def _risk(pair: Pair, sides: Sides, otherwise: str) -> str:
    """Compare the newest level of a case on both sides."""
    folder = pair.path.rpartition("/")[0]
    order = {level: n for n, level in enumerate(choices("risk", "level"))}
    levels = []
    for after in (False, True):
        found = [
            (str(r.get("date")), order.get(str(r.get("level")), -1)) for r in sides.records_in(folder, after=after)
        ]
        levels.append(max(found, default=("", -1))[1])
    before, now = levels
    if before < 0 and now >= order["high"]:
        return "risk-raised"
    if before < 0 or before == now:
        return otherwise
    return "risk-raised" if now > before else "risk-lowered"


# Fields that need a closer look


def _added_line(field: FieldChange, depth: int) -> dict[str, Any] | None:
    """Return the line that was added to a log at ``depth``, or None where an earlier one was changed."""
    added = len(field.at) == depth and field.before is UNSET and isinstance(field.after, dict)
    return field.after if added else None


def _status(field: FieldChange, pair: Pair) -> str:
    line = _added_line(field, 2)
    if line is None or not _at_the_end(field, pair, "status"):
        return "log-rewritten"
    old = (pair.before or {}).get("status")
    was = old[-1].get("status") if isinstance(old, list) and old and isinstance(old[-1], dict) else None
    reopened = line.get("status") == "open" and was in {"closed", "deceased"}
    return "case-reopened" if reopened else _STATUS.get(str(line.get("status")), "case-status")


def _phase(field: FieldChange, pair: Pair) -> str:
    line = _added_line(field, 2)
    if line is None or not _at_the_end(field, pair, "phases"):
        return "log-rewritten"
    order = {phase: n for n, phase in enumerate(choices("case", "phases", "phase"))}
    log = (pair.after or {})["phases"]
    place = int(field.at[1])
    was = log[place - 1].get("phase") if place and isinstance(log[place - 1], dict) else None
    back = order.get(str(line.get("phase")), -1) < order.get(str(was), -1)
    return "phase-sent-back" if back else "phase-moved"


def _at_the_end(field: FieldChange, pair: Pair, log: str) -> bool:
    """Tell whether a new line stands after all lines that were there."""
    before = (pair.before or {}).get(log)
    return isinstance(before, list) and isinstance(field.at[1], int) and field.at[1] >= len(before)


def _assignment(field: FieldChange, pair: Pair) -> str:
    del pair
    if _added_line(field, 2) or (field.at[2:] == ("to",) and field.before is UNSET):
        return "reassigned"
    accepted = field.at[2:] == ("accepted",) and field.before is UNSET
    return "assignment-accepted" if accepted else "log-rewritten"


def _goal(field: FieldChange, pair: Pair) -> str:
    del pair
    _, *rest = field.at
    if len(rest) <= 1:
        gone = field.after is UNSET
        return "goal-changed" if field.order or not rest else "goal-removed" if gone else "goal-added"
    if rest[1] == "status":
        return "goal-status" if _added_line(field, 4) else "log-rewritten"
    if rest[1] in {"aim", "client_words"}:
        return "goal-reworded"
    return _step(field, rest[2:]) if rest[1] == "steps" else "goal-changed"


def _step(field: FieldChange, rest: list[str | int]) -> str:
    if len(rest) <= 1:
        gone = field.after is UNSET
        return "step-changed" if field.order else "step-removed" if gone else "step-added"
    new = {"done": "step-done", "dropped": "step-dropped"}
    return new.get(str(rest[1]), "step-changed") if field.after is not UNSET else "step-changed"


def _consent(field: FieldChange, pair: Pair) -> str:
    del pair
    return (
        _CONSENT.get(str(field.after), "consent-terms-changed")
        if field.before == "offered"
        else "consent-terms-changed"
    )


def _revoked(field: FieldChange, pair: Pair) -> str:
    del pair
    return "consent-revoked" if field.before is UNSET and len(field.at) == 1 else "consent-terms-changed"


def _service(field: FieldChange, pair: Pair) -> str:
    del pair
    line = _added_line(field, 2)
    if line is None:
        return "log-rewritten"
    return "service-not-given" if line.get("status") in _NOT_GIVEN else "service-status"


_SPECIAL: dict[tuple[str, str], Callable[[FieldChange, Pair], str]] = {
    ("case", "status"): _status,
    ("case", "phases"): _phase,
    ("case", "assignments"): _assignment,
    ("plan", "goals"): _goal,
    ("consent", "status"): _consent,
    ("consent", "revoked"): _revoked,
    ("service", "status"): _service,
}
