"""Two trees in, the whole Review out: what changed in which case, and which findings came and went."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from casekit.finding import Finding
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records import paths
from casekit.records.tree import Tree
from casekit.review.checks import CHECKS, Attention
from casekit.review.files import Pair, Sides
from casekit.review.judge import Observation, judge


class Review(Struct, frozen=True, kw_only=True):
    """What a reviewer is told. ``base`` and ``head`` name the two states; ``files`` is how many files differ."""

    base: str
    head: str
    observations: tuple[Observation, ...]
    appeared: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    files: int

    @property
    def unreadable(self) -> bool:
        """Whether something could not be read, so that the review is not whole."""
        return any(
            o.check.id == "unreadable" or (o.check.id == "conflict" and o.pair.problem) for o in self.observations
        )


def review(before: Tree, after: Tree, settings: Settings, conflicts: Iterable[Pair] = ()) -> Review:
    """Compare two states. ``conflicts`` are records that a merge left with two versions: ours and theirs."""
    split = tuple(conflicts)
    sides = Sides(before, after)
    pairs = sides.pairs(apart=(pair.path for pair in split))
    observations = [Observation(check=CHECKS["conflict"], pair=pair, fields=pair.fields) for pair in split]
    observations += [told for pair in pairs for told in judge(pair, sides)]
    observations.sort(key=ordered)
    old, new = ({f.fingerprint: f for f in lint(tree, settings).findings if not f.waived} for tree in (before, after))
    return Review(
        base=before.label,
        head=after.label,
        observations=tuple(observations),
        appeared=tuple(finding for key, finding in new.items() if key not in old),
        gone=tuple(finding for key, finding in old.items() if key not in new),
        files=len(pairs) + len(split),
    )


def ordered(told: Observation) -> tuple[int, str, str]:
    """Return what observations are ordered by: what needs attention first, then where it is."""
    return -told.check.attention, told.pair.path, told.check.id


def by_case(observations: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Group by case, those that need attention first in front; what belongs to no case is under an empty name."""
    found: dict[str, list[Observation]] = {}
    for told in observations:
        found.setdefault((told.pair.place.case or "") if told.pair.place else _case_in(told.pair.path), []).append(told)
    return dict(sorted(found.items(), key=lambda item: (-max(o.check.attention for o in item[1]), item[0])))


def _case_in(path: str) -> str:
    """Return the case whose folder a stray file lies in, where that folder is named as a case's is."""
    where = paths.place("/".join([*path.split("/")[:4], "case.yaml"]))
    return (where.case or "") if where else ""


def counts(observations: Iterable[Observation]) -> dict[Attention, int]:
    """Count by how soon a supervisor should look, the soonest first."""
    told = list(observations)
    return {each: sum(o.check.attention is each for o in told) for each in sorted(Attention, reverse=True)}
