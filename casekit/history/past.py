"""A repository and a commit in, what its history changed out, in one pass: which record, when, by whom, why.

Every commit is told, on side branches too, where the work was done: a merge is told only of what it changed itself.
How that is known: a merge is compared with its first parent; a file in it that a commit before it made, and that
nothing replaced since, came with the branch. Any other is the merge's own, as where two people's work was joined by
hand. And a version that nothing replaced and that is not in the end was left behind by a merge. A version that
comes back after it was replaced, and is then left behind, is not noticed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from casekit.git import Commit, GitEntry, Repository, Touch
from casekit.records.paths import ROOT, Place, place

Key = tuple[str, str | None, str]
_PLAIN = ("100644", "100755")
_ABSENT = ""
_CASES = f"{ROOT}/cases"


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """What one commit did to one record.

    ``old`` and ``new`` are object ids, empty where there was no record. ``path`` is where it lies after the commit,
    or where it lay. ``moved_from`` is its path before, where that was another. ``own`` tells that the commit is a
    merge which made this change itself; ``left_behind`` that a merge did not take this version along. ``plain`` is
    False for a link or a submodule in the record's place.
    """

    commit: Commit
    place: Place
    path: str
    old: str
    new: str
    moved_from: str = ""
    own: bool = False
    left_behind: bool = False
    plain: bool = True


class _Versions:
    """Which versions of one record were made and which were replaced, as far as the history was walked."""

    def __init__(self) -> None:
        self.live: Counter[str] = Counter({_ABSENT: 1})
        self.replaced: set[str] = set()
        self.made: dict[str, int] = {}

    def step(self, old: str, new: str, number: int) -> None:
        self.live[new] += 1
        self.live[old] -= 1
        self.replaced.add(old)
        self.made[new] = number

    def join(self, new: str, number: int) -> None:
        """Note what a merge made of all versions."""
        self.replaced |= set(self.live) - {new}
        self.live = Counter({new: 1})
        self.made[new] = number

    def left_behind(self, tip: str) -> Iterator[int]:
        yield from (n for oid, n in self.made.items() if self.live[oid] > 0 and oid not in self.replaced | {tip})


class _Turn(Struct):
    """What one commit did to one record, at whichever paths."""

    place: Place
    old: str = _ABSENT
    new: str = _ABSENT
    old_path: str = ""
    new_path: str = ""
    mode: str = ""


def past(repository: Repository, tip: str, case: str | None = None) -> list[Step]:
    """Return what the history up to ``tip`` did to the records of one case, or of all, newest first.

    A case is followed when its folder moves to another year: its id is what counts. Raises GitError.
    """
    if case is None:
        return steps_of(reversed(list(repository.log(tip))), repository, tip)
    folders = _lying(repository, tip, case)
    steps = _steps(repository, tip, sorted(folders), case) if folders else []
    while more := {each for oid in _before(steps) for each in _lying(repository, oid, case)} - folders:
        folders |= more
        steps = _steps(repository, tip, sorted(folders), case)
    # Of a case that is gone by now no folder tells: every commit is looked at.
    return steps or _steps(repository, tip, (), case)


def _lying(repository: Repository, oid: str, case: str) -> set[str]:
    """Return the folders of a case in one commit: more than one where it was copied."""
    years = repository.folders(oid, f"{_CASES}/")
    return set(repository.folders(oid, *(f"{year}/{case}" for year in years))) if years else set()


def _before(steps: list[Step]) -> set[str]:
    """Return the commits before a case seems to begin: it may have lain in another year's folder."""
    began = (step.commit for step in steps if step.place.kind == "case" and step.old == _ABSENT)
    return {parent for commit in began for parent in commit.parents}


def _steps(repository: Repository, tip: str, folders: Sequence[str], case: str | None) -> list[Step]:
    return steps_of(reversed(list(repository.log(tip, folders))), repository, tip, folders or (ROOT,), case)


def steps_of(
    log: Iterable[Commit], repository: Repository, tip: str, folders: Sequence[str] = (ROOT,), case: str | None = None
) -> list[Step]:
    """Return what the commits of a log did, which comes oldest first and leads to ``tip``; the newest step first."""
    steps: list[Step] = []
    versions: dict[Key, _Versions] = defaultdict(_Versions)
    places = _Places()
    for commit in log:
        for key, turn in reversed(_by_record(commit.touches, places, case).items()):
            known = versions[key]
            own = len(commit.parents) > 1
            if not own:
                known.step(turn.old, turn.new, len(steps))
            elif known.live[turn.new] > 0:
                continue  # it came with the branch, and was told there
            else:
                known.join(turn.new, len(steps))
            steps.append(_step(commit, turn, own=own))
    at_tip = _versions_at((entry for f in folders for entry in repository.commit_entries(tip, f)), places)
    for key, known in versions.items():
        for number in known.left_behind(at_tip.get(key, _ABSENT)):
            steps[number] = msgspec.structs.replace(steps[number], left_behind=True)
    steps.reverse()
    return steps


class _Places(dict[str, Place | None]):
    """What paths say. Each comes again with every change of its file."""

    def __missing__(self, path: str) -> Place | None:
        self[path] = found = place(path)
        return found


def _by_record(touches: Iterable[Touch], places: _Places, case: str | None) -> dict[Key, _Turn]:
    """Bring together what one commit took away and what it put in a record's place."""
    found: dict[Key, _Turn] = {}
    for touch in touches:
        where = places[touch.path]
        if where is None or (case and where.case != case):
            continue
        turn = found.setdefault((where.kind, where.case, where.name), _Turn(where))
        if touch.old:
            turn.old, turn.old_path = touch.old, touch.path
        if touch.new or not turn.mode:
            turn.mode = touch.mode
        if touch.new:
            turn.place, turn.new, turn.new_path = where, touch.new, touch.path
    return found


def _step(commit: Commit, turn: _Turn, *, own: bool) -> Step:
    moved = turn.old_path and turn.new_path and turn.old_path != turn.new_path
    return Step(
        commit=commit,
        place=turn.place,
        path=turn.new_path or turn.old_path,
        old=turn.old,
        new=turn.new,
        moved_from=turn.old_path if moved else "",
        own=own,
        plain=turn.mode in _PLAIN,
    )


def _versions_at(entries: Iterable[GitEntry], places: _Places) -> dict[Key, str]:
    found = ((places[entry.path], entry.oid) for entry in entries)
    return {(where.kind, where.case, where.name): oid for where, oid in found if where}
