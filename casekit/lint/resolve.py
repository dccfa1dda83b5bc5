"""A caseload and what is pointed at in; a problem for each thing that does not exist, once, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from casekit.lint.rule import Problem
from casekit.model.caseload import Case, Caseload
from casekit.model.known import SHARED, Known
from casekit.model.references import Reference
from casekit.model.sketch import Sketch
from casekit.words import did_you_mean

_WHERE = {
    "person": "people/", "staff": "staff/", "team": "teams/", "provider": "providers/", "case": "cases/",
    "program": "agency.yaml", "goal": "the plan", "service": "services/", "consent": "consents/",
    "support": "the person's file", "legal": "legal/", "advocacy": "advocacy/", "incident": "incidents/",
    "review": "reviews/", "assessment": "assessments/", "circumstances": "circumstances/",
    "appointment": "appointments/", "report": "reports/",
}  # fmt: skip


class _Missing(Struct):
    """Something that is pointed at and not there: the first place, and how many others there are."""

    case: Case | None
    path: str
    reference: Reference
    others: int = 0
    why: str = ""


def unknown(caseload: Caseload, cases: Iterable[Sketch], target: str) -> Iterator[Problem]:
    """Yield a problem for each ``target`` (``staff``, ``goal`` …) that records name and that does not exist.

    One missing thing is one problem, at the first record that names it: a deleted consent is one finding, not
    six. Nothing is said where the file that would hold it cannot be read: that file has its own finding.
    """
    missing: dict[tuple[str, str], _Missing] = {}
    for case, path, reference in caseload.dangling.get(target, ()):
        # Without a plan each of its goals is missing, and that is one thing.
        no_plan = target == "goal" and case is not None and case.plan is None
        scope = "" if target in SHARED or case is None else case.folder
        key = (scope, "" if no_plan else reference.value)
        why = " The case has no plan.yaml." if no_plan else ""
        first = missing.setdefault(key, _Missing(case, path, reference, -1, why))
        first.others += 1
    if not missing:
        return
    known = Known(caseload, frozenset(case.id for case in cases))
    yield from (_problem(found, known) for found in missing.values())


def _problem(missing: _Missing, known: Known) -> Problem:
    target, value, at = missing.reference.target, missing.reference.value, missing.reference.at
    called = {"staff": "staff member", "legal": "legal matter", "advocacy": "advocacy record"}.get(target, target)
    it = "Its goals are" if missing.why else "It is"
    others = f" {it} named in {missing.others} more place{'s' * (missing.others > 1)}." if missing.others else ""
    guess = did_you_mean(value, sorted(known.names(target, missing.case) or ()))
    says = f"there is no {called} `{value}` in {_WHERE[target]}.{missing.why}{guess}{others}"
    return Problem(missing.path, at, says)
