"""A tree and another policy in, what would change by it out: findings that appear or vanish, and limits in force.

The tree is linted twice, once as it is and once with the other policy laid over it. Nothing is written, and without
``as_of`` no day plays a part.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from casekit.finding import Finding
from casekit.lint.outcome import Report
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.model.agency import Policy
from casekit.model.build import read_caseload
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Setting
from casekit.model.policy import Layered, Scope, in_force, newest_day
from casekit.model.standing import last_day
from casekit.records import paths
from casekit.records.overlay import Overlay
from casekit.records.tree import Tree

POLICY = f"{paths.ROOT}/policy.yaml"
NOBODY = "nobody in particular"
"""Whose a finding is that stands neither in a case nor with a person or member of staff."""


class Moved(Struct, frozen=True, kw_only=True):
    """A finding that appears or vanishes, and whose it is: a member of staff, or a team."""

    finding: Finding
    whose: str


class ValueChange(Struct, frozen=True, kw_only=True):
    """A limit that differs on the day; where one side has no line, that side is None."""

    setting: Setting
    scope: Scope
    old: Layered | None
    new: Layered | None


class Adoption(Struct, frozen=True, kw_only=True):
    """What would change. ``still_to_come`` counts values that begin after ``known_until``, the newest day in the records."""

    day: date
    known_until: date | None
    values: tuple[ValueChange, ...]
    appear: tuple[Moved, ...]
    vanish: tuple[Moved, ...]
    still_to_come: int


def adopt(tree: Tree, raw: bytes, settings: Settings, as_of: date | None = None, *, whole: bool = True) -> Adoption:
    """Return what would change if ``raw`` were the policy; ``read_alone`` tells whether it can be one.

    Where it is not ``whole`` (a pack that somebody tries), what is found in the policy file itself does not count.
    """
    before, after = lint(tree, settings, as_of), lint(Overlay(tree, {POLICY: raw}), settings, as_of)
    old, new = read_caseload(tree), read_alone(tree, raw).policy
    day = as_of or max(newest_day(old.policy), newest_day(new))
    known = max((last_day(case) for case in old.cases if case.file), default=None)
    return Adoption(
        day=day,
        known_until=known,
        values=_value_changes(old.policy, new, day),
        appear=_moved(after, before, old, whole=whole),
        vanish=_moved(before, after, old, whole=whole),
        still_to_come=sum(1 for line in (new.values if new else ()) if known and line.from_ > known),
    )


def read_alone(tree: Tree, raw: bytes) -> Caseload:
    """Return a caseload of nothing but a policy: without one where it cannot be read, and its faults in ``notes``."""
    return read_caseload(Overlay(tree, {POLICY: raw}, lambda _: False))


def _value_changes(old: Policy | None, new: Policy | None, day: date) -> tuple[ValueChange, ...]:
    was, will = _lines(old, day), _lines(new, day)
    return tuple(
        ValueChange(setting=key[0], scope=key[1], old=was.get(key), new=will.get(key))
        for key in {**will, **was}
        if _value(was.get(key)) != _value(will.get(key))
    )


def _lines(policy: Policy | None, day: date) -> dict[tuple[Setting, Scope], Layered]:
    return {(each.line.setting, each.scope): each for each in in_force(policy, day)}


def _value(each: Layered | None) -> int | str | None:
    return each.line.value if each else None


def _moved(here: Report, there: Report, caseload: Caseload, *, whole: bool) -> tuple[Moved, ...]:
    """Return the findings of one report that the other has not, waived ones left out: they ask nobody for anything."""
    known = {f.fingerprint for f in there.findings if not f.waived}
    found = [f for f in here.findings if not f.waived and f.fingerprint not in known and (whole or f.path != POLICY)]
    cases = {case.folder: case for case in caseload.cases}
    moved = [Moved(finding=finding, whose=_whose(finding, cases)) for finding in found]
    return tuple(sorted(moved, key=lambda each: (each.whose == NOBODY, each.whose, each.finding.code)))


def _whose(finding: Finding, cases: dict[str, Case]) -> str:
    """Return who is asked about a finding: the one with the case, or the member of staff it is about."""
    where = paths.place(finding.path)
    if where is not None and where.kind == "staff":
        return where.name
    case = cases.get("/".join(finding.path.split("/")[:4]))
    if case is None or case.file is None or not case.file.assignments:
        return NOBODY
    last = max(case.file.assignments, key=lambda a: (a.role == "primary", a.from_))
    return last.worker or last.team or NOBODY
