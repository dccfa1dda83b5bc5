"""A checked copy of a history in, all that is known of its commits, records and merges out, read in three questions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from casekit.audit.commit import Commit
from casekit.audit.content import attributes
from casekit.audit.facts import WHOLE, Facts, Raw, facts_of
from casekit.audit.judge import Walk
from casekit.audit.state import place_of
from casekit.git.quarantine import Change, Quarantine

_POLICY = b"records/policy.yaml"
_SIDES = 2


class Past(Struct, frozen=True):
    """A history: its commits by id, parents first; what is known of them; and its main line, from the root to the tip."""

    walk: Walk
    line: tuple[str, ...]

    @property
    def parents(self) -> dict[str, Sequence[str]]:
        """The ids of each commit's parents."""
        return {oid: change.parents for oid, change in self.walk.changes.items()}

    @property
    def dates(self) -> dict[str, int]:
        """The time of each commit by its committer, in seconds since 1970; 0 where it cannot be read."""
        found: dict[str, Commit | None] = {oid: fact.commit for oid, fact in self.walk.facts.commits.items()}
        return {oid: commit.committed if commit else 0 for oid, commit in found.items()}


def read_past(copy: Quarantine, tip: str, now: int) -> Past:
    """Read all that ``tip`` is built on. Raises GitError."""
    changes = {change.oid: change for change in copy.changes(tip)}
    merges = [change for change in changes.values() if len(change.parents) == _SIDES]
    copy.set_attributes(attributes().decode())
    objects = list(_read(copy, changes.values()))
    with ThreadPoolExecutor(1) as beside:  # Git merges again while signatures are checked
        merged = beside.submit(copy.merged, [(m.parents[0], m.parents[1]) for m in merges])
        facts = facts_of(objects)
        again = merged.result()
    own: dict[str, frozenset[str]] = {}
    conflicts: dict[str, frozenset[str]] = {}
    for merge, made in zip(merges, again, strict=True):
        commit = facts.commits[merge.oid].commit
        if commit is not None and commit.tree != made.tree:
            own[merge.oid] = frozenset(touch.path for touch in copy.apart(made.tree, commit.tree))
            conflicts[merge.oid] = made.conflicts
    return Past(Walk(changes, facts, own, conflicts, now), _line(changes, tip))


def tree_root_parts(copy: Quarantine, facts: Facts, commit: str) -> list[tuple[bytes, bytes]]:
    """Return the path and the SHA-256 of the bytes of every file in a commit; of a submodule, that of its id."""
    listed = copy.tree(commit)
    known = {oid: bytes.fromhex(fact.sha256) for oid, fact in facts.records.items()}
    wanted = {oid for _, oid, mode in listed if oid not in known and mode.startswith("1") and mode != "160000"}
    known |= {oid: hashlib.sha256(raw).digest() for oid, _, raw in copy.objects(sorted(wanted))}
    return [(path, known.get(oid) or hashlib.sha256(oid.encode()).digest()) for path, oid, _ in listed]


def policy_version(copy: Quarantine, facts: Facts, commit: str) -> int:
    """Return the version of the policy that a commit holds, 0 where it has none."""
    oid = next((oid for path, oid, _ in copy.tree(commit) if path == _POLICY), "")
    fact = facts.records.get(oid)
    version = fact.data.get("version") if fact and fact.data else None
    return version if isinstance(version, int) else 0


def _line(changes: dict[str, Change], tip: str) -> tuple[str, ...]:
    line = [tip]
    while parents := changes[line[-1]].parents:
        line.append(parents[0])
    return tuple(reversed(line))


def _read(copy: Quarantine, changes: Iterable[Change]) -> Iterable[Raw]:
    """Read every commit, and every text that was ever a record."""
    kinds: dict[str, str] = {}
    for change in changes:
        kinds[change.oid] = "commit"
        for touch in change.touches:
            place = place_of(touch.path)
            if place is not None and touch.new and touch.mode.startswith("100") and kinds.get(touch.new) not in WHOLE:
                kinds[touch.new] = place.kind
    for oid, _, raw in copy.objects(kinds):
        yield oid, kinds[oid], raw
