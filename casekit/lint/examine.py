"""A tree and the rules of a run in, its cases and what was found in them out; on every core where that pays.

What cases share is read first. Each case folder is then read, typed and judged by itself, so the folders can go to
several processes; and what an earlier run made of a folder can stand in for reading and judging it, where nothing that
decides it has changed (see ``again``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from casekit import pool
from casekit.lint.ask import Asked, Judge, by_path, found_in, packed
from casekit.lint.cases import Cases, decode_case, judged_cases, kept_cases
from casekit.lint.earlier import Found, KeptCase, Rest
from casekit.lint.rule import Rule
from casekit.lint.watched import for_cases
from casekit.model.build import build_shared, dangling_of_shared
from casekit.model.caseload import Caseload
from casekit.model.known import Known
from casekit.records.load import Survey, load_entries, survey
from casekit.records.tree import Entry, Tree, WorkingTree

FOLDERS_AT_LEAST = 100
"""Folders to judge from which a further process pays."""
_Any = TypeVar("_Any")
_PIECES = 16  # for each process: cases differ in size, and nobody should wait for the last


class Examined(Struct, frozen=True):
    """What cases share with what is told of all records, the cases in their folders, and what the rules asked so far found.

    ``entry`` returns a file as it was listed, or None where there is none.
    """

    shared: Caseload
    cases: Cases
    folders: Sequence[str]
    found: tuple[Found, ...]
    entry: Callable[[str], Entry | None]

    def caseload(self) -> Caseload:
        """Return the whole caseload: this makes every Case."""
        return msgspec.structs.replace(self.shared, cases=self.cases.whole())

    def persons(self) -> dict[str, str | None]:
        """Return the folders of all cases, and whose each is."""
        told = zip(self.folders, self.cases.rests, strict=True)
        return {folder: rest.person for folder, rest in told if rest.named}


def examine(tree: Tree, rules: Iterable[Rule], processes: int | None = None, *, whole: bool = False) -> Examined:
    """Read everything in a tree and ask the rules of cases, without any earlier work.

    ``processes`` is how many may work at once. Only with ``whole`` does anybody ask for the caseload afterwards.
    """
    found = survey(tree)
    asked = Asked.of(rules)
    shared = build_shared(load_entries(tree, found.listing.shared, found.local), found.faults)
    known = Known(shared, frozenset(found.listing.case_ids))
    judge = Judge(tree, found.local, for_cases(shared), known, asked)
    cases = _cases(judge, found, processes, whole=whole)
    rest = shared_rest(shared, known, asked)
    return Examined(
        shared=cases.beside(shared, rest),
        cases=cases,
        folders=[folder for folder, _ in found.listing.cases],
        found=all_found(rest, cases),
        entry=found.listing.by_path(),
    )


def all_found(rest: Rest, cases: Cases) -> tuple[Found, ...]:
    """Return what was found in what cases share, whose rest that is, and in all cases."""
    return (*rest.found, *(each for of_case in cases.rests for each in of_case.found))


def shared_rest(
    shared: Caseload, known: Known, asked: Asked, before: Caseload | None = None, found: Iterable[Found] = ()
) -> Rest:
    """Ask the rules of records about what cases share. Its notes are in the caseload.

    ``found`` is what they found ``before``: of a record that is still the same, that holds.
    """
    old = {record.path: record for record in before.shared_records()} if before else {}
    same = {record.path for record in shared.shared_records() if old.get(record.path) == record}
    held = (each for each in found if each[0] in same)
    fresh = (record for record in shared.shared_records() if record.path not in same)
    dangling = by_path(dangling_of_shared(shared, known))
    told = (*held, *found_in(fresh, asked.record))
    return Rest(named=False, person=None, dangling=dangling, notes=(), files=shared.files, found=told)


def _cases(judge: Judge, found: Survey, processes: int | None, *, whole: bool) -> Cases:
    folders, gather = found.listing.cases, judge.asked.gather
    processes = processes or processes_for(judge.tree, len(folders))

    def do(index: int) -> KeptCase:
        return packed(judge.read(*folders[index]), whole=whole)

    if processes > 1:
        try:
            kept = spread(do, range(len(folders)), processes)
        except UnicodeEncodeError:  # the name of a file is no UTF-8, and cannot be sent
            pass
        else:
            return kept_cases(kept, gather, lambda index: decode_case(kept[index].case))
    return judged_cases([judge.read(*each) for each in folders], gather)


def processes_for(tree: Tree, folders: int) -> int:
    """Return how many processes pay for so many folders. Trees from Git share one `git cat-file`, and are read by one."""
    return pool.processors() if folders >= FOLDERS_AT_LEAST and isinstance(tree, WorkingTree) else 1


def spread(do: Callable[[_Any], KeptCase], todo: Sequence[_Any], processes: int) -> list[KeptCase]:
    """Do something for some folders in so many processes, and return what it comes to in their order."""
    if processes < 2 or not todo:  # noqa: PLR2004 (this one)
        return [do(each) for each in todo]
    step = -(-len(todo) // (processes * _PIECES))

    def piece(number: int) -> bytes:
        return msgspec.msgpack.encode([do(each) for each in todo[number * step : (number + 1) * step]])

    pieces = pool.together(piece, -(-len(todo) // step), processes)
    decoder = msgspec.msgpack.Decoder(list[KeptCase])
    return [kept for raw in pieces for kept in decoder.decode(raw)]
