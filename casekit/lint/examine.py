"""A tree and the rules of a run in, its Caseload and what was found case by case out; on every core where that pays.

What cases share is read first. Each case folder is then read, typed and judged by itself: a rule of a case sees its
case and what cases share, never another case. So the folders can go to several processes, which send back what they
found and the typed records, for the rules that look at all cases together; and what an earlier run made of a folder
can stand in for reading and judging it, where nothing that decides it has changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

import msgspec
from msgspec import Struct

from casekit.lint.earlier import Earlier, KeptCase, digest, digest_of_names, listed, settled
from casekit.lint.rule import Problem, Rule
from casekit.model.build import BuiltCase, assemble, build_case, build_shared, dangling_of
from casekit.model.caseload import Case, Caseload, Dangling, FileNote
from casekit.model.common import Record
from casekit.model.known import Known
from casekit.model.references import Reference
from casekit.records.fault import Fault
from casekit.records.listing import Listing
from casekit.records.load import UNREADABLE, Source, Survey, load_entries, survey
from casekit.records.once import Once
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, Tree, WorkingTree

FILES_AT_LEAST = 2000
"""Files in cases from which further processes pay: to start them takes as long as to read some hundreds of files."""
_PIECES = 8  # for each process: cases differ in size, and nobody should wait for the last

Found = tuple[str, Fault]
"""A path and what a rule or reading found there; the fault has the name of the rule."""


class Keeping(Struct, frozen=True):
    """An earlier run's work, how the tree is listed now, and when listing began (see earlier.listed)."""

    earlier: Earlier
    listing: Listing
    before: int


class Examined(Struct, frozen=True):
    """The whole caseload, what the rules of cases found, the files as they were listed, and the work to keep."""

    caseload: Caseload
    found: tuple[Found, ...]
    listing: Listing
    work: Earlier | None = None


class _Rest(Struct, frozen=True):
    """What is to be said of a case beside its records. ``dangling`` is by path: the case itself stands beside."""

    dangling: tuple[tuple[str, Reference], ...]
    notes: tuple[FileNote, ...]
    files: int
    found: tuple[Found, ...]


class _Judged(Struct, frozen=True):
    """One case after it was read and judged."""

    case: Case
    rest: _Rest


class _Reuse(Struct, frozen=True):
    """What of an earlier run still holds: of a case that is the same, its references, and what was found in it."""

    earlier: Earlier
    before: int
    references: bool
    findings: bool


class _Work(Struct, frozen=True):
    """What every process needs to judge a folder. ``todo`` are the folders for which there is anything to do."""

    tree: Tree
    survey: Survey
    shared: Caseload
    known: Known
    rules: tuple[Rule, ...]
    record_rules: tuple[Rule, ...]
    todo: tuple[int, ...]
    reuse: _Reuse | None = None

    @property
    def listed(self) -> Listing:
        """The files as they were listed."""
        return self.survey.listing


def examine(
    tree: Tree, rules: Iterable[Rule], processes: int | None = None, keeping: Keeping | None = None
) -> Examined:
    """Read everything in a tree and ask the rules of cases. ``processes`` is how many may work at once."""
    once = Once(tree)
    found = survey(once, keeping.listing if keeping else None)
    local = once.digest(found.listing.local, MAX_BYTES) if keeping else b""
    earlier = keeping.earlier if keeping and keeping.earlier.local == local else Earlier()
    sources = _shared_sources(tree, found, earlier)
    shared = build_shared(sources, found.faults)
    known = Known(shared, frozenset(found.listing.case_ids))
    rules = tuple(rules)
    case_rules, record_rules = (tuple(rule for rule in rules if rule.on == on) for on in ("case", "record"))
    work = _Work(tree, found, shared, known, case_rules, record_rules, tuple(range(len(found.listing.cases))))
    now: Earlier | None = None
    if keeping:
        judged_by = digest(msgspec.msgpack.encode(sources), *(rule.code.encode() for rule in rules))
        names = digest_of_names(shared, found.listing.case_ids)
        reuse = _Reuse(earlier, keeping.before, names == earlier.known, judged_by == earlier.judged_by)
        judged, kept = _with_earlier(msgspec.structs.replace(work, reuse=reuse), processes)
        now = Earlier(judged_by, names, local, _settled(found.listing, sources, keeping.before), kept)
    else:
        judged = _everywhere(work, processes or _processes(work))
    built = (
        BuiltCase(j.case, tuple(Dangling(j.case, path, r) for path, r in j.rest.dangling), j.rest.notes, j.rest.files)
        for j in judged
    )
    of_cases = (*_of_records(shared.shared_records(), record_rules), *(f for j in judged for f in j.rest.found))
    return Examined(assemble(shared, built, known), of_cases, found.listing, now)


def _shared_sources(tree: Tree, found: Survey, earlier: Earlier) -> tuple[Source, ...]:
    """Read what cases share, save what an earlier run read of the very same files."""
    before = dict(earlier.shared)
    return tuple(
        before[entry] if entry in before else next(iter(load_entries(tree, [entry], found.local)))
        for entry in found.listing.shared
    )


def _settled(listing: Listing, sources: tuple[Source, ...], before: int) -> tuple[tuple[Entry, Source], ...]:
    """Return what need not be read again as long as it is listed the same: what could be read, and was at rest."""
    pairs = zip(listing.shared, sources, strict=True)
    return tuple(
        (entry, source)
        for entry, source in pairs
        if settled(entry, before) and not any(fault.name == UNREADABLE for fault in source.faults)
    )


def _judge(work: _Work, index: int) -> _Judged:
    folder, entries = work.listed.cases[index]
    built = build_case(folder, load_entries(work.tree, entries, work.survey.local), work.known)
    references = tuple((d.path, d.reference) for d in built.dangling)
    return _Judged(built.case, _Rest(references, built.notes, built.files, _found(work, built.case)))


def _found(work: _Work, case: Case) -> tuple[Found, ...]:
    """Ask the rules of cases and of records about a case."""
    if case.file is None:
        return ()  # a folder without its case.yaml is judged by one rule alone: the others would all blame its absence
    found = tuple(placed(rule, p) for rule in work.rules for p in rule.check(case, work.shared))
    return (*found, *_of_records(case.records(), work.record_rules))


def _of_records(records: Iterable[Record], rules: tuple[Rule, ...]) -> Iterator[Found]:
    for record in records:
        for rule in rules:
            yield from (placed(rule, problem) for problem in rule.check(record))


def placed(rule: Rule, problem: Problem) -> Found:
    """Return a rule's problem as what was found."""
    return problem.path, Fault(rule.name, problem.message, None, problem.at, problem.on_key)


# With what an earlier run made of it


def _with_earlier(work: _Work, processes: int | None) -> tuple[list[_Judged], dict[str, KeptCase]]:
    """Judge all folders as if for the first time, and do of it only what an earlier run did not."""
    kept = {index: same for index in work.todo if (same := _unchanged(work, index))}
    work = msgspec.structs.replace(work, todo=tuple(index for index in work.todo if index not in kept))
    done = _everywhere_packed(work, processes or _processes(work))
    kept.update(zip(work.todo, done, strict=True))
    in_order = [kept[index] for index in range(len(work.listed.cases))]
    folders = (folder for folder, _ in work.listed.cases)
    return [_unpacked(case) for case in in_order], dict(zip(folders, in_order, strict=True))


def _unchanged(work: _Work, index: int) -> KeptCase | None:
    """Return what was kept of a folder, where nothing that decides it changed."""
    reuse = work.reuse
    if reuse is None or not (reuse.references and reuse.findings):
        return None
    folder, entries = work.listed.cases[index]
    before = reuse.earlier.cases.get(folder)
    return before if before and before.listed == msgspec.msgpack.encode(entries) else None


def _packed(work: _Work, index: int) -> KeptCase:
    """Judge a folder, with what an earlier run made of it, into what can be sent and kept."""
    reuse = work.reuse
    if reuse is None:
        return _pack(_judge(work, index), b"", b"")
    folder, entries = work.listed.cases[index]
    before = reuse.earlier.cases.get(folder)
    now = listed(entries, reuse.before)
    once = Once(work.tree)
    unchanged = before is not None and before.listed == msgspec.msgpack.encode(entries)
    content = before.content if before and unchanged else once.digest(entries, MAX_BYTES)
    if not content or before is None or content != before.content:
        return _pack(_judge(msgspec.structs.replace(work, tree=once), index), now if content else b"", content)
    if reuse.references and reuse.findings:
        return msgspec.structs.replace(before, listed=now)
    return _pack(_judge_again(work, reuse, _unpacked(before)), now, content)


def _judge_again(work: _Work, reuse: _Reuse, before: _Judged) -> _Judged:
    """Judge a case that is the same while something else is not."""
    case, rest = before.case, before.rest
    references = (
        rest.dangling if reuse.references else tuple((d.path, d.reference) for d in dangling_of(case, work.known))
    )
    found = rest.found if reuse.findings else _found(work, case)
    return _Judged(case, _Rest(references, rest.notes, rest.files, found))


def _pack(judged: _Judged, now: bytes, content: bytes) -> KeptCase:
    return KeptCase(now, content, msgspec.msgpack.encode(judged.case), msgspec.msgpack.encode(judged.rest))


_CASE = msgspec.msgpack.Decoder(Case)
_REST = msgspec.msgpack.Decoder(_Rest)


def _unpacked(kept: KeptCase) -> _Judged:
    return _Judged(_CASE.decode(kept.case), _REST.decode(kept.rest))


# Several processes


def _processes(work: _Work) -> int:
    """Return how many processes pay. Trees from Git share one `git cat-file`, and are read by one."""
    enough = sum(len(work.listed.cases[index][1]) for index in work.todo) >= FILES_AT_LEAST
    return (
        len(os.sched_getaffinity(0)) if enough and sys.platform == "linux" and isinstance(work.tree, WorkingTree) else 1
    )


def _everywhere(work: _Work, processes: int) -> list[_Judged]:
    done = _elsewhere(work, processes)
    return [_judge(work, index) for index in work.todo] if done is None else [_unpacked(kept) for kept in done]


def _everywhere_packed(work: _Work, processes: int) -> list[KeptCase]:
    done = _elsewhere(work, processes)
    return [_packed(work, index) for index in work.todo] if done is None else done


def _elsewhere(work: _Work, processes: int) -> list[KeptCase] | None:
    """Judge in several processes, or return None where this one has to do it all.

    That is so where the machine has no room for further processes, or stops one; and where the name of a file is no
    UTF-8, which cannot be sent.
    """
    if processes < 2:  # noqa: PLR2004 (this one)
        return None
    from concurrent.futures.process import BrokenProcessPool

    with suppress(BrokenProcessPool, OSError, UnicodeEncodeError):
        return _in_processes(work, processes)
    return None


_inherited: list[_Work] = []


def _in_processes(work: _Work, processes: int) -> list[KeptCase]:
    """Judge all folders in forked processes, which have ``work`` without its being sent."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    decoder = msgspec.msgpack.Decoder(list[KeptCase])
    count = len(work.todo)
    step = max(1, count // (processes * _PIECES))
    _inherited.append(work)
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            pieces = pool.map(_judge_piece, range(0, count, step), [step] * len(range(0, count, step)))
            return [kept for piece in pieces for kept in decoder.decode(piece)]
    finally:
        _inherited.clear()


def _judge_piece(start: int, step: int) -> bytes:
    work = _inherited[-1]
    return msgspec.msgpack.encode([_packed(work, index) for index in work.todo[start : start + step]])
