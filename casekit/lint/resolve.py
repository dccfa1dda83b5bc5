"""A caseload and what is pointed at in; a problem for each thing that does not exist, once, out."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from casekit.lint.rule import Problem
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record
from casekit.model.references import Reference
from casekit.words import did_you_mean

_SHARED = {"person", "staff", "team", "provider", "case", "program"}
_WHERE = {
    "person": "people/", "staff": "staff/", "team": "teams/", "provider": "providers/", "case": "cases/",
    "program": "agency.yaml", "goal": "the plan", "service": "services/", "consent": "consents/",
    "support": "the person's file", "legal": "legal/", "advocacy": "advocacy/", "incident": "incidents/",
    "review": "reviews/", "assessment": "assessments/", "circumstances": "circumstances/",
    "appointment": "appointments/", "report": "reports/",
}  # fmt: skip


class _Missing(Struct):
    """Something that is pointed at and not there: the first place, and how many others there are."""

    record: Record
    reference: Reference
    known: frozenset[str]
    others: int = 0
    why: str = ""


def unknown(caseload: Caseload, target: str) -> Iterator[Problem]:
    """Yield a problem for each ``target`` (``staff``, ``goal`` …) that records name and that does not exist.

    One missing thing is one problem, at the first record that names it: a deleted consent is one finding, not
    six. Nothing is said where the file that would hold it cannot be read: that file has its own finding.
    """
    missing: dict[tuple[str, str], _Missing] = {}
    shared = _known(caseload, target) if target in _SHARED else None
    for case, record, reference in caseload.pointers.get(target, ()):
        known = _known_in(case, caseload, target) if case and target not in _SHARED else shared
        if known is None or reference.value in known:
            continue
        # Without a plan each of its goals is missing, and that is one thing.
        no_plan = target == "goal" and case is not None and case.plan is None
        scope = "" if target in _SHARED or case is None else case.folder
        key = (scope, "" if no_plan else reference.value)
        why = " The case has no plan.yaml." if no_plan else ""
        first = missing.setdefault(key, _Missing(record, reference, known, -1, why))
        first.others += 1
    yield from map(_problem, missing.values())


def _known(caseload: Caseload, target: str) -> frozenset[str] | None:
    """Return the ids of a target that the agency's cases share, or None where they cannot be known."""
    if target == "case":
        return frozenset(c.id for c in caseload.cases)
    if target == "program":
        return frozenset(p.id for p in caseload.agency.programs) if caseload.agency else None
    return caseload.names.get(target, frozenset())


def _known_in(case: Case, caseload: Caseload, target: str) -> frozenset[str] | None:
    if target == "support":
        person = caseload.person_of(case)
        return frozenset(s.id for s in person.supports) if person else None
    if target == "goal" and case.plan is not None:
        return frozenset(goal.id for goal in case.plan.goals)
    if target == "goal":
        return None if "plan" in case.broken else frozenset()
    return case.names.get(target, frozenset())


def _problem(missing: _Missing) -> Problem:
    target, value, at = missing.reference.target, missing.reference.value, missing.reference.at
    called = {"staff": "staff member", "legal": "legal matter", "advocacy": "advocacy record"}.get(target, target)
    it = "Its goals are" if missing.why else "It is"
    others = f" {it} named in {missing.others} more place{'s' * (missing.others > 1)}." if missing.others else ""
    guess = did_you_mean(value, sorted(missing.known))
    says = f"there is no {called} `{value}` in {_WHERE[target]}.{missing.why}{guess}{others}"
    return Problem(missing.record.path, at, says)
