"""A history, what is known of its objects and what Git makes of its merges in; a judgement on every commit out.

The walk goes along the first parents of the tip. What a merge brings in is judged where it joins that line, by the
people and the policy that were in force there: a key that ended cannot sign on a branch that began before its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from casekit.audit.authority import SUPERVISOR, Change, Person, Ruling, may_change, trail_of
from casekit.audit.binding import judge_binding
from casekit.audit.codes import Verdict
from casekit.audit.commit import Commit
from casekit.audit.content import Inner, Twins, judge_file
from casekit.audit.facts import Facts
from casekit.audit.identity import Suspicions, signer
from casekit.audit.locks import judge_locks
from casekit.audit.scene import Act, Scene, acts
from casekit.audit.state import State, day_of
from casekit.audit.verdict import Judgement, Note, judged
from casekit.git import Touch
from casekit.git import quarantine as git

_STAFF = "records/staff/"
_GOVERNED = (_STAFF, "records/policy.yaml")
_BREAK_GLASS = "break-glass:"
SKEW = 15 * 60
"""Seconds by which clocks of honest people differ."""


class Walk(Struct, frozen=True):
    """All that is judged: commits in the order of history, and for each merge what Git makes of its two sides.

    ``own`` are the paths in which a merge differs from that; ``conflicts`` those in which Git could not join the sides
    by itself.
    """

    changes: Mapping[str, git.Change]
    facts: Facts
    own: Mapping[str, frozenset[str]]
    conflicts: Mapping[str, frozenset[str]]
    now: int


class Judged(Struct, frozen=True):
    """What the walk found: judgements, what a supervisor should look at, the state at the tip."""

    judgements: list[Judgement]
    notes: list[Note]
    state: State


def judge_history(walk: Walk, line: Sequence[str]) -> Judged:
    """Judge every commit of ``line``, the first parents of a tip from the root on, and what its merges bring in."""
    judge = _Judge(walk)
    for oid in line:
        judge.integrate(oid)
    found = [*judge.found, *judge.suspicions.judge(judge.signed)]
    return Judged(found, judge.notes, judge.state)


class _Judge:
    """The walk under way."""

    def __init__(self, walk: Walk) -> None:
        self.state = State(walk.facts)
        self.found: list[Judgement] = []
        self.notes: list[Note] = []
        self.signed: list[tuple[str, str, str]] = []
        self.suspicions = Suspicions()
        self._walk = walk
        self._twins = Twins()
        self._inner = Inner()
        self._seen: set[str] = set()

    def integrate(self, oid: str) -> None:
        """Judge a commit of the main line with all that it brings in, and let the line go on by it."""
        change = self._walk.changes[oid]
        commit = self._walk.facts.commits[oid].commit
        first = not self._seen
        if commit is None:
            self.found.append(judged("CK826", f"{self._walk.facts.commits[oid].odd}.", oid))
            self._seen.add(oid)
            self.state.put(change.touches, 0, {}, "")
            return
        if first:
            self.state.put(change.touches, commit.committed, {}, "")
        scene = self._scene(commit, first=first)
        told = len(self.found)
        signers = {each: self._judge(each, scene) for each in self._brought(oid)}
        self.found += _judge_signers(signers, self._walk, scene)
        if not first:
            self.state.put(change.touches, commit.committed, scene.writers, signers[oid] or "")
        if any(touch.path.startswith(_STAFF) for touch in change.touches) and not _against_staff(self.found[told:]):
            self.suspicions.note(self.state.keys, signers.values())

    def _scene(self, commit: Commit, *, first: bool) -> Scene:
        day = day_of(commit.committed, self.state.zone)
        return Scene(self.state, commit, self.state.standing(day), {}, {}, first)

    def _brought(self, oid: str) -> list[str]:
        """Return the commits that come in with this one, itself last, parents before children."""
        order: list[str] = []
        waiting = [(oid, False)]
        while waiting:
            commit, ready = waiting.pop()
            if ready:
                order.append(commit)
            elif commit not in self._seen:
                self._seen.add(commit)
                waiting.append((commit, True))
                waiting += [(parent, False) for parent in reversed(self._walk.changes[commit].parents)]
        return order

    def _judge(self, oid: str, scene: Scene) -> str | None:
        """Judge one commit; return who signed it, None where nobody can be said to have."""
        fact, change = self._walk.facts.commits[oid], self._walk.changes[oid]
        if not change.parents and not scene.first:
            self.found.append(judged("CK811", "it has no parent, and is not the commit with which this history begins.", oid))  # fmt: skip
        if fact.commit is not None:
            self.found += _judge_times(fact.commit, change, self._walk)
        who = signer(fact, self.state.keys, scene.standing.day)
        if isinstance(who, Judgement):
            self.found.append(who)
        else:
            self.signed.append((oid, fact.key, scene.standing.day))
        if fact.commit is None:
            return None
        person = None if isinstance(who, Judgement) else scene.standing.staff.get(who)
        self._judge_merge(change)
        self._judge_touches(fact.commit, person, _own_touches(change, self._walk), scene)
        return person.id if person else None

    def _judge_merge(self, change: git.Change) -> None:
        """Judge what a merge is: what it may add to its sides is only how it settles a conflict."""
        if len(change.parents) > 2:  # noqa: PLR2004 - more than Git can be asked to merge again
            self.found.append(judged("CK817", f"it joins {len(change.parents)} commits at once.", change.oid))
        settled = self._walk.conflicts.get(change.oid, frozenset())
        for path in sorted(self._walk.own.get(change.oid, frozenset()) - settled):
            self.found.append(judged("CK818", "the merge holds other text here than its two sides make together.", change.oid, path))  # fmt: skip

    def _judge_touches(self, commit: Commit, person: Person | None, touches: tuple[Touch, ...], scene: Scene) -> None:
        nobody = Person("", "", active=False)
        broke = set[str]()
        for act in acts(commit, person or nobody, touches):
            self.found += judge_file(act, scene)
            self.found += self._twins.judge(act, scene)
            self.found += self._inner.judge(act)
            if not scene.first:
                self.found += judge_locks(act, touches, scene)
            if person is not None and not scene.first:
                self.found += judge_binding(act, scene)
                broke |= self._judge_right(act, scene)
            self._note_down(act, scene)
        reason = _break_glass(commit.message) or ""
        self.notes += [Note(commit.oid, case, act_by, reason) for case in sorted(broke) if (act_by := (person or nobody).id)]  # fmt: skip

    def _judge_right(self, act: Act, scene: Scene) -> set[str]:
        """Judge whether the person may make the change; return the case for which the glass was broken."""
        if act.place is None and act.touch.path.startswith("records/"):
            return set()  # no record is kept there, which was said
        ruling = _rule(act, scene)
        if ruling.code:
            self.found.append(judged(ruling.code, f"{ruling.why} ({act.person.id}).", act.commit.oid, act.touch.path))
        return {act.place.case or ""} if ruling.broke_glass and act.place else set()

    def _note_down(self, act: Act, scene: Scene) -> None:
        scene.ahead[act.touch.path] = act.touch
        scene.writers[act.touch.path] = act.person.id
        place = act.place
        if place is not None and place.kind == "case" and place.case and place.case not in self.state.cases:
            data = self.state.data(act.touch.new)
            if data is not None:
                self.state.add_case(place.case, data)


def _against_staff(judgements: Sequence[Judgement]) -> bool:
    """Tell whether anything is held against what a commit does to staff records, or against the commit itself."""
    return any(j.verdict is Verdict.FAIL and (not j.path or j.path.startswith(_STAFF)) for j in judgements)


def _own_touches(change: git.Change, walk: Walk) -> tuple[Touch, ...]:
    """Return what a commit itself changed against its first parent: of a merge, only where it differs from Git's own."""
    if len(change.parents) > 2:  # noqa: PLR2004 - an octopus, of which nobody can say what it adds
        return ()
    if len(change.parents) < 2:  # noqa: PLR2004 - no merge
        return change.touches
    own = walk.own.get(change.oid, frozenset())
    return tuple(touch for touch in change.touches if touch.path in own)


def _rule(act: Act, scene: Scene) -> Ruling:
    place, touch = act.place, act.touch
    held = scene.state.files.get(touch.path)
    # What a branch adds that meanwhile is on the main line is not new there.
    before = scene.state.data(touch.old) or {} if touch.old else None if held is None else {}
    after = None if not touch.new else scene.state.data(touch.new) or {}
    kind, name, case = (place.kind, place.name, place.case) if place else ("", "", None)
    change = Change(touch.path, kind, name, case, before, after)
    return may_change(change, act.person, scene.standing, _break_glass(act.commit.message))


@lru_cache(16)  # each file of a commit asks
def _break_glass(message: str) -> str | None:
    """Return the reason of a ``Break-Glass:`` trailer, None where a message has none."""
    if _BREAK_GLASS not in message.lower():
        return None
    last = message.rstrip("\n").rpartition("\n\n")[2]
    lines = [line for line in last.split("\n") if line.lower().startswith(_BREAK_GLASS)]
    return lines[0][len(_BREAK_GLASS) :].strip() if lines and last != message.rstrip("\n") else None


def _judge_times(commit: Commit, change: git.Change, walk: Walk) -> Iterator[Judgement]:
    for parent in change.parents:
        above = walk.facts.commits[parent].commit
        if above is not None and commit.committed < above.committed - SKEW:
            yield judged("CK860", "its time is before that of a commit it builds on.", commit.oid)
            break
    if max(commit.committed, commit.authored) > walk.now + SKEW:
        yield judged("CK861", "its time has not come yet.", commit.oid)


def _judge_signers(signers: Mapping[str, str | None], walk: Walk, scene: Scene) -> Iterator[Judgement]:
    """Count the supervisors behind a change of staff or policy: who wrote it on a branch, and who merged it."""
    governs = [
        oid for oid in signers if any(t.path.startswith(_GOVERNED) for t in _own_touches(walk.changes[oid], walk))
    ]
    needed = trail_of(scene.state.policy).get("signers", 1)
    if scene.first or not governs or not isinstance(needed, int):
        return
    staff = scene.standing.staff
    behind = {who for oid in {*governs, scene.commit.oid} if (who := signers[oid]) and who in staff}
    supervisors = {who for who in behind if staff[who].role == SUPERVISOR and staff[who].active}
    if supervisors and len(supervisors) < needed:
        yield judged("CK852", f"{len(supervisors)} of the {needed} supervisors that the policy asks for signed it.", scene.commit.oid)  # fmt: skip
