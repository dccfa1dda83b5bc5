"""A merge that stopped half-way in, both sides of each record it left in conflict out, as pairs: ours, theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from casekit.git import MissingObjectError, Repository
from casekit.history.compare import compare
from casekit.records import paths
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree
from casekit.records.yaml import read
from casekit.review.files import Pair

_OURS, _THEIRS = 2, 3  # stages of the index


def conflicts(tree: Tree, repository: Repository) -> Iterator[Pair]:
    """Yield the records in conflict: those that Git holds twice, and those with both sides written into the file."""
    stages: dict[str, dict[int, str]] = defaultdict(dict)
    for entry in repository.index_entries(paths.ROOT):
        if entry.stage:
            stages[entry.path][entry.stage] = entry.oid
    for path, by_stage in sorted(stages.items()):
        yield _pair(path, *(_staged(repository, by_stage.get(stage)) for stage in (_OURS, _THEIRS)))
    for listed in tree.entries(paths.ROOT):
        if listed.path not in stages and (sides := _marked(tree, listed)):
            yield _pair(listed.path, *sides)


def split(text: str) -> tuple[str, str]:
    """Return both sides of a text with conflict markers; the older version between ``|||||||`` is in neither."""
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    for line in text.splitlines(keepends=True):
        mark = line[:7]
        if mark == "<" * 7:
            into = (ours,)
        elif mark == "|" * 7:
            into = ()
        elif line.rstrip("\n") == "=" * 7:
            into = (theirs,)
        elif mark == ">" * 7:
            into = (ours, theirs)
        else:
            for side in into:
                side.append(line)
    return "".join(ours), "".join(theirs)


def _staged(repository: Repository, oid: str | None) -> bytes | str | None:
    """Return a side's text, in words why it cannot be read, or None where that side removed the record."""
    if oid is None:
        return None
    try:
        return repository.read_blob(oid, MAX_BYTES)
    except MissingObjectError as error:
        return str(error)


def _marked(tree: Tree, entry: Entry) -> tuple[bytes, bytes] | None:
    if entry.kind != "file" or paths.place(entry.path) is None:
        return None
    try:
        raw = tree.read(entry, MAX_BYTES)
    except ReadFailure:
        return None
    if b"<<<<<<<" not in raw or b">>>>>>>" not in raw or len(raw) > MAX_BYTES:
        return None
    ours, theirs = split(raw.decode("utf-8", "surrogateescape"))
    if ours == theirs:
        return None
    return ours.encode("utf-8", "surrogateescape"), theirs.encode("utf-8", "surrogateescape")


def _pair(path: str, ours: bytes | str | None, theirs: bytes | str | None) -> Pair:
    problems = []
    data = []
    for name, side in (("ours", ours), ("theirs", theirs)):
        reading = read(side) if isinstance(side, bytes) else None
        data.append(reading.data if reading else None)
        if isinstance(side, str):
            problems.append(f"{name}, {side}")
        elif reading and reading.data is None:
            problems.append(f"{name}, {reading.faults[0].message}")
    return Pair(
        path=path,
        place=paths.place(path),
        before=data[0],
        after=data[1],
        fields=() if problems else compare(data[0] or {}, data[1] or {}),
        existed=ours is not None,
        exists=theirs is not None,
        problem="; ".join(problems),
    )
