"""A tree and the rules of a run in, its Caseload and what was found case by case out; on every core where that pays.

What cases share is read first. Each case folder is then read, typed and judged by itself: a rule of a case sees its
case and what cases share, never another case. So the folders can go to several processes, which send back what they
found and the typed records, for the rules that look at all cases together.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

import msgspec
from msgspec import Struct

from casekit.lint.rule import Problem, Rule
from casekit.model.build import BuiltCase, assemble, build_case, build_shared
from casekit.model.caseload import Case, Caseload, Dangling, FileNote
from casekit.model.common import Record
from casekit.model.known import Known
from casekit.model.references import Reference
from casekit.records.fault import Fault
from casekit.records.load import Survey, load_entries, survey
from casekit.records.tree import Tree, WorkingTree

FILES_AT_LEAST = 2000
"""Files in cases from which further processes pay: to start them takes as long as to read some hundreds of files."""
_PIECES = 8  # for each process: cases differ in size, and nobody should wait for the last

Found = tuple[str, Fault]
"""A path and what a rule or reading found there; the fault has the name of the rule."""


class Examined(Struct, frozen=True):
    """The whole caseload, what the rules of cases found, and the files as they were listed."""

    caseload: Caseload
    found: tuple[Found, ...]
    survey: Survey


class _Judged(Struct, frozen=True):
    """One case after it was read and judged. ``dangling`` is by path: the case itself stands beside."""

    case: Case
    dangling: tuple[tuple[str, Reference], ...]
    notes: tuple[FileNote, ...]
    files: int
    found: tuple[Found, ...]


class _Work(Struct, frozen=True):
    """What every process needs to judge a folder."""

    tree: Tree
    listed: Survey
    shared: Caseload
    known: Known
    rules: tuple[Rule, ...]
    record_rules: tuple[Rule, ...]


def examine(tree: Tree, rules: Iterable[Rule], processes: int | None = None) -> Examined:
    """Read everything in a tree and ask the rules of cases. ``processes`` is how many may work at once."""
    listed = survey(tree)
    shared = build_shared(load_entries(tree, listed.shared, listed.local), listed.faults)
    known = Known(shared, frozenset(listed.case_ids))
    rules = tuple(rules)
    case_rules, record_rules = (tuple(rule for rule in rules if rule.on == on) for on in ("case", "record"))
    work = _Work(tree, listed, shared, known, case_rules, record_rules)
    judged = _everywhere(work, processes or _processes(work))
    built = (
        BuiltCase(j.case, tuple(Dangling(j.case, path, r) for path, r in j.dangling), j.notes, j.files) for j in judged
    )
    found = (*_of_records(shared.shared_records(), record_rules), *(f for j in judged for f in j.found))
    return Examined(assemble(shared, built, known), found, listed)


def _judge(work: _Work, index: int) -> _Judged:
    folder, entries = work.listed.cases[index]
    built = build_case(folder, load_entries(work.tree, entries, work.listed.local), work.known)
    found: tuple[Found, ...] = ()
    if built.case.file is not None:
        # Without its case.yaml a folder is judged by one rule alone: the others would all blame its absence.
        found = tuple(placed(rule, p) for rule in work.rules for p in rule.check(built.case, work.shared))
        found += tuple(_of_records(built.case.records(), work.record_rules))
    return _Judged(built.case, tuple((d.path, d.reference) for d in built.dangling), built.notes, built.files, found)


def _of_records(records: Iterable[Record], rules: tuple[Rule, ...]) -> Iterator[Found]:
    for record in records:
        for rule in rules:
            yield from (placed(rule, problem) for problem in rule.check(record))


def placed(rule: Rule, problem: Problem) -> Found:
    """Return a rule's problem as what was found."""
    return problem.path, Fault(rule.name, problem.message, None, problem.at, problem.on_key)


# Several processes


def _processes(work: _Work) -> int:
    """Return how many processes pay. Trees from Git share one `git cat-file`, and are read by one."""
    enough = sum(len(entries) for _, entries in work.listed.cases) >= FILES_AT_LEAST
    return (
        len(os.sched_getaffinity(0)) if enough and sys.platform == "linux" and isinstance(work.tree, WorkingTree) else 1
    )


def _everywhere(work: _Work, processes: int) -> list[_Judged]:
    if processes > 1:
        # Where the machine has no room for further processes, or stops one, this one does it all.
        with suppress(BrokenProcessPool, OSError):
            return _in_processes(work, processes)
    return [_judge(work, index) for index in range(len(work.listed.cases))]


_inherited: list[_Work] = []


def _in_processes(work: _Work, processes: int) -> list[_Judged]:
    """Judge all folders in forked processes, which have ``work`` without its being sent."""
    decoder = msgspec.msgpack.Decoder(list[_Judged])
    count = len(work.listed.cases)
    step = max(1, count // (processes * _PIECES))
    _inherited.append(work)
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            pieces = pool.map(_judge_piece, range(0, count, step), [step] * len(range(0, count, step)))
            return [judged for piece in pieces for judged in decoder.decode(piece)]
    finally:
        _inherited.clear()


def _judge_piece(start: int, step: int) -> bytes:
    work = _inherited[-1]
    stop = min(start + step, len(work.listed.cases))
    return msgspec.msgpack.encode([_judge(work, index) for index in range(start, stop)])
