"""A repository and two states in, who made the changes between them and when out: what Git was told, no proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from casekit.git import Commit, Repository
from casekit.records.paths import KINDS, place
from casekit.review.trail import Making

_AT_ONCE = 500  # commits that Git is asked for in one go


def making(  # noqa: PLR0913, PLR0917 - two states, and what is known of who made the second
    repository: Repository, base: str, head: str, changed: Iterable[str], own: str, ref: str, now: int | None
) -> Making:
    """Return who made what from ``base`` to the commit ``head``, and beyond it, where ``now`` is the time it is.

    ``changed`` are the paths that differ; what no commit touched is whoever has the address ``own``.
    """
    old = set(repository.order(base))
    oids = [oid for oid in repository.order(head) if oid not in old]
    told = [c for at in range(0, len(oids), _AT_ONCE) for c in repository.log_each(oids[at : at + _AT_ONCE])]
    authors: dict[str, set[str]] = defaultdict(set)
    for commit in told:
        for touch in commit.touches if len(commit.parents) < 2 else ():  # noqa: PLR2004 (a merge brings in others' work)
            authors[touch.path].add(commit.email.lower())
    paths = list(changed)
    for path in paths:
        if path not in authors and now is not None:
            authors[path].add(own.lower())
    kept = [path for path in paths if (where := place(path)) and KINDS[where.kind].append_only]
    return Making(
        authors={path: frozenset(found) for path, found in authors.items()},
        written=_written(repository.log(base, kept) if kept else ()),
        subjects=tuple(commit.message.partition("\n")[0] for commit in told),
        ref=ref,
        now=now if now is not None else max((c.committed for c in told), default=0),
    )


def _written(log: Iterable[Commit]) -> dict[str, tuple[str, int]]:
    """Return who first wrote each record, and when: the log comes newest first."""
    return {t.path: (c.email.lower(), c.committed) for c in log for t in c.touches if t.new}
