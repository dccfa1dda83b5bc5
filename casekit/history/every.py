"""A repository and a commit in, the history of every case out, in one pass: changes by field, newest first.

Git is asked three times, however many cases there are: for the order of the commits, for those not seen before, and
for the files that they changed. What was seen before comes from ``kept``. With it or without, the result is the same.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from casekit.git import Commit, MissingObjectError, Repository
from casekit.history.changes import Change, Facts, Side, as_change, facts, version
from casekit.history.compare import At
from casekit.history.kept import Kept, load, nothing_kept, save
from casekit.history.labels import outline
from casekit.history.past import Step, steps_of
from casekit.history.who import staff_at
from casekit.pool import processors, together
from casekit.records.text import MAX_BYTES

_MOST_EACH = 500
"""Commits that are asked for one by one; with more, to walk through all is as quick."""
_STEPS_AT_LEAST = 1000
"""Comparisons from which further processes pay."""
_PIECES = 4  # for each process


def every_change(repository: Repository, tip: str, *, days: bool = False, cached: bool = True) -> list[Change]:
    """Return all changes of all records up to ``tip``, newest first, as ``changes`` tells them but for this.

    A record that was written or removed comes without its fields, and its file is read only with ``days``: then its
    days, who wrote it and whether it tells of a report are known. And ``before`` and ``after`` hold only what naming
    the changed fields takes. Raises GitError.
    """
    with _without_collecting():
        return _every(repository, tip, days=days, cached=cached)


def _every(repository: Repository, tip: str, *, days: bool, cached: bool) -> list[Change]:
    # What the oldest commit of a shallow clone touched is not what it touches in a whole one.
    cached = cached and not repository.is_shallow()
    kept = load(repository) if cached else nothing_kept(repository)
    commits, fresh = _commits(repository, tip, kept.commits)
    steps = steps_of(reversed(commits.values()), repository, tip)
    keys = [_key(step) for step in steps]
    wanted = {key: step for key, step in zip(keys, steps, strict=True) if days or (step.old and step.new)}
    missing = {key: step for key, step in wanted.items() if key not in kept.facts}
    found = dict(zip(missing, _compared(repository, list(missing.values())), strict=True))
    known = {key: kept.facts[key] for key in dict.fromkeys(keys) if key in kept.facts}
    if cached and (fresh or found):
        lasting = {key: told for key, (told, lost) in found.items() if not lost}
        save(repository, Kept(kept.made_for, commits, known | lasting))
    known |= {key: told for key, (told, _) in found.items()}
    staff = staff_at(repository, tip)
    return [as_change(step, known.get(key, _UNREAD), staff) for step, key in zip(steps, keys, strict=True)]


_UNREAD = Facts()


def _key(step: Step) -> str:
    """Return what a comparison is known by: the record's kind and both versions."""
    return f"{step.place.kind} {step.old} {step.new}"


def _commits(repository: Repository, tip: str, known: dict[str, Commit]) -> tuple[dict[str, Commit], bool]:
    """Return the commits by id, newest first, and whether any of them was not known before."""
    order = repository.order(tip) if known else []
    unknown = [oid for oid in order if oid not in known]
    if not order or len(unknown) > _MOST_EACH:
        return {commit.oid: commit for commit in repository.log(tip)}, True
    fresh = {commit.oid: commit for commit in repository.log_each(unknown)} if unknown else {}
    return {oid: known.get(oid) or fresh[oid] for oid in order}, bool(fresh)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from searching for cycles in what is built up here: there are none, and it takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


_Told = tuple[Facts, bool]
"""What a comparison found, and whether a version was lost: that may be mended."""


def _compared(repository: Repository, steps: list[Step]) -> list[_Told]:
    """Compare both versions of each step, on every core where that pays."""
    # Versions of one record stay together, so that each is read once.
    turns = sorted(range(len(steps)), key=lambda i: steps[i].place.record)
    processes = processors() if len(steps) >= _STEPS_AT_LEAST else 1
    size = max(1, -(-len(turns) // (processes * _PIECES)))
    pieces = [turns[i : i + size] for i in range(0, len(turns), size)]

    def piece(number: int) -> bytes:
        return msgspec.msgpack.encode(list(_compare(repository, [steps[i] for i in pieces[number]])))

    told = (one for raw in together(piece, len(pieces), processes) for one in _DECODER.decode(raw))
    return [one for _, one in sorted(zip(turns, told, strict=True), key=lambda pair: pair[0])]


_DECODER = msgspec.msgpack.Decoder(list[_Told])


def _compare(repository: Repository, steps: list[Step]) -> Iterator[_Told]:
    last: dict[str, int] = {}
    for number, step in enumerate(steps):
        last |= dict.fromkeys((oid for oid in (step.old, step.new) if oid), number)
    texts = zip(last, repository.read_blobs(list(last), MAX_BYTES), strict=True)
    sides: dict[str, tuple[Side, bool]] = {"": (None, False)}
    for number, step in enumerate(steps):
        for oid in (step.old, step.new):
            while oid not in sides:
                each, raw = next(texts)
                sides[each] = version(raw), isinstance(raw, MissingObjectError)
        (old, old_lost), (new, new_lost) = sides[step.old], sides[step.new]
        yield _brief(facts(old, new), step), old_lost or new_lost
        for oid in {step.old, step.new} - {""}:
            if last[oid] == number:
                del sides[oid]


def _brief(told: Facts, step: Step) -> Facts:
    """Return what was found without the record's text, as far as nothing of it is needed to say what changed."""
    fields = told.fields if step.old and step.new else ()
    places = [field.at for field in fields]
    before, after = (_outline(side, places) for side in (told.before, told.after))
    return msgspec.structs.replace(told, fields=fields, before=before, after=after)


_TELLING = ("basis", "report")
"""Fields of one of sharing that tell of a mandated report."""


def _outline(data: dict[str, Any] | None, places: list[At]) -> dict[str, Any] | None:
    return None if data is None else {**outline(data, places), **{key: data[key] for key in _TELLING if key in data}}
