"""A checked copy of a history in, all that is known of its commits, records and merges out, read in three questions."""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import msgspec
from msgspec import Struct

from casekit.audit.commit import Commit
from casekit.audit.content import attributes
from casekit.audit.facts import PAYS_AT, WHOLE, CommitFact, Facts, Raw, Records, commit_facts, record_facts
from casekit.audit.judge import Walk
from casekit.audit.merges import Remade, remake
from casekit.audit.state import place_of
from casekit.git.quarantine import Change, Quarantine
from casekit.pool import processors

_POLICY = b"records/policy.yaml"


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
    copy.set_attributes(attributes().decode())
    ids = copy.commits(tip)
    count = processors() if len(ids) >= PAYS_AT else 1
    with _other_processes(count) as process, ThreadPoolExecutor(1) as thread:
        # Signatures are checked while Git compares trees.
        commits = [process.submit(_commits, copy, ids[turn::count]) for turn in range(count)]
        changes = {change.oid: change for change in copy.changes(tip)}
        line = _line(changes, tip)
        merges = thread.submit(remake, copy, changes, line)
        texts = list(_texts(copy, changes.values()))
        known = {fact.oid: fact for part in commits for fact in _decoded(part.result())}
        facts = Facts(known, Records(record_facts(texts)))
        remade = merges.result()
    return Past(Walk(changes, facts, _own(copy, facts, remade), remade.conflicts, now), line)


def _other_processes(count: int) -> Executor:
    """Return what works beside this process: others where they can be forked, and else threads."""
    if sys.platform == "linux":
        return ProcessPoolExecutor(count, multiprocessing.get_context("fork"))
    return ThreadPoolExecutor(count)


def _commits(copy: Quarantine, ids: list[str]) -> bytes:
    return msgspec.msgpack.encode(commit_facts(copy.objects(ids)))


def _decoded(commits: bytes) -> list[CommitFact]:
    return msgspec.msgpack.decode(commits, type=list[CommitFact])


def _own(copy: Quarantine, facts: Facts, remade: Remade) -> dict[str, frozenset[str]]:
    """Return by merge in which paths it differs from what Git makes of its sides."""
    found: dict[str, frozenset[str]] = {}
    for oid, tree in remade.trees.items():
        commit = facts.commits[oid].commit
        if commit is not None and commit.tree != tree:
            found[oid] = frozenset(touch.path for touch in copy.apart(tree, commit.tree))
    return found


def tree_root_parts(copy: Quarantine, facts: Facts, commit: str) -> list[tuple[bytes, bytes]]:
    """Return the path and the SHA-256 of the bytes of every file in a commit; of a submodule, that of its id."""
    listed = copy.tree(commit)
    known = {oid: bytes.fromhex(fact.sha256) for oid, fact in facts.records.all().items()}
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


def _texts(copy: Quarantine, changes: Iterable[Change]) -> Iterator[Raw]:
    """Read every text that was ever a record, in the order of history."""
    kinds: dict[str, str] = {}
    for change in changes:
        for touch in change.touches:
            place = place_of(touch.path)
            if place is not None and touch.new and touch.mode.startswith("100") and kinds.get(touch.new) not in WHOLE:
                kinds[touch.new] = place.kind
    for oid, _, raw in copy.objects(kinds):
        yield oid, kinds[oid], raw
