"""What a reference names in, the names that exist for it out, or None where they cannot be known."""

from __future__ import annotations

from casekit.model.caseload import Case, Caseload
from casekit.model.vocabulary import SHIPPED

SHARED = frozenset({"person", "staff", "team", "provider", "case", "program"})
"""What records of all cases name alike."""


class Known:
    """The names of what an agency's records may point at.

    ``shared`` is what cases share; ``cases`` are the ids of all case folders, read or not.
    """

    def __init__(self, shared: Caseload, cases: frozenset[str]) -> None:
        self._people = shared.people
        agency = shared.agency
        programs = frozenset(p.id for p in agency.programs) if agency else None
        self._shared: dict[str, frozenset[str] | None] = {
            **{target: shared.names.get(target, frozenset()) for target in SHARED},
            "case": cases,
            "program": programs,
            # Without agency.yaml its own words cannot be known; that it is missing is one finding of its own.
            **{name: frozenset(words(shared, name)) if agency else None for name in SHIPPED},
        }

    def names(self, target: str, case: Case | None) -> frozenset[str] | None:
        """Return the names of a target as records of ``case`` may use them; None: nothing may be concluded."""
        if target in self._shared:
            return self._shared[target]
        if case is None:
            return None
        if target == "support":
            person = self._people.get(case.file.person) if case.file else None
            return frozenset(s.id for s in person.supports) if person else None
        if target == "goal" and case.plan is not None:
            return frozenset(goal.id for goal in case.plan.goals)
        if target == "goal":
            return None if "plan" in case.broken else frozenset()
        return case.names.get(target, frozenset())


def words(caseload: Caseload, vocabulary: str) -> list[str]:
    """Return the words of a vocabulary: those casekit ships, then the agency's own."""
    own = caseload.agency.vocabularies if caseload.agency else None
    return [*SHIPPED[vocabulary], *(term.word for term in getattr(own, vocabulary, ()))]
