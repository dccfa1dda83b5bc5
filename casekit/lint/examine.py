"""A tree and the rules of a run in, its cases and what was found in them out; on every core where that pays.

What cases share is read first. Each case folder is then read, typed and judged by itself, so the folders can go to
several processes; and what an earlier run made of a folder can stand in for reading and judging it, where nothing that
decides it has changed (see ``again``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec import Struct

from casekit import pool
from casekit.lint.ask import Asked, Judge, by_path, found_in, packed
from casekit.lint.cases import Cases, decode_case, judged_cases, kept_cases
from casekit.lint.earlier import Found, KeptCase, Rest
from casekit.lint.rule import Rule
from casekit.model.build import build_shared, dangling_of_shared
from casekit.model.caseload import Caseload
from casekit.model.known import Known
from casekit.records.listing import Listing
from casekit.records.load import Survey, load_entries, survey
from casekit.records.tree import Tree, WorkingTree

FILES_AT_LEAST = 2000
"""Files in cases from which further processes pay: to start them takes as long as to read some hundreds of files."""
_PIECES = 16  # for each process: cases differ in size, and nobody should wait for the last


class Examined(Struct, frozen=True):
    """What cases share with what is told of all records, the cases, what the rules asked so far found, and the files."""

    shared: Caseload
    cases: Cases
    found: tuple[Found, ...]
    listing: Listing

    def caseload(self) -> Caseload:
        """Return the whole caseload: this makes every Case."""
        return msgspec.structs.replace(self.shared, cases=self.cases.whole())

    def persons(self) -> dict[str, str | None]:
        """Return the folders of all cases, and whose each is."""
        told = zip(self.listing.cases, self.cases.rests, strict=True)
        return {folder: rest.person for (folder, _), rest in told if rest.named}


def examine(tree: Tree, rules: Iterable[Rule], processes: int | None = None, *, whole: bool = False) -> Examined:
    """Read everything in a tree and ask the rules of cases, without any earlier work.

    ``processes`` is how many may work at once. Only with ``whole`` does anybody ask for the caseload afterwards.
    """
    found = survey(tree)
    asked = Asked.of(rules)
    shared = build_shared(load_entries(tree, found.listing.shared, found.local), found.faults)
    known = Known(shared, frozenset(found.listing.case_ids))
    judge = Judge(tree, found.local, shared, known, asked)
    cases = _cases(judge, found, processes, whole=whole)
    return examined(found, shared, shared_rest(shared, known, asked), cases)


def examined(found: Survey, shared: Caseload, rest: Rest, cases: Cases) -> Examined:
    """Put what cases share and the cases together. ``rest`` is that of what they share."""
    everything = (*rest.found, *(each for of_case in cases.rests for each in of_case.found))
    return Examined(cases.beside(shared, rest), cases, everything, found.listing)


def shared_rest(shared: Caseload, known: Known, asked: Asked) -> Rest:
    """Ask the rules of records about what cases share. Its notes are in the caseload."""
    found = tuple(found_in(shared.shared_records(), asked.record))
    dangling = by_path(dangling_of_shared(shared, known))
    return Rest(named=False, person=None, dangling=dangling, notes=(), files=shared.files, found=found)


def _cases(judge: Judge, found: Survey, processes: int | None, *, whole: bool) -> Cases:
    folders, gather = found.listing.cases, judge.asked.gather
    processes = processes or processes_for(judge.tree, found.listing, range(len(folders)))

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


def processes_for(tree: Tree, listing: Listing, todo: Sequence[int]) -> int:
    """Return how many processes pay. Trees from Git share one `git cat-file`, and are read by one."""
    enough = sum(len(listing.cases[index][1]) for index in todo) >= FILES_AT_LEAST
    return pool.processors() if enough and isinstance(tree, WorkingTree) else 1


def spread(do: Callable[[int], KeptCase], todo: Sequence[int], processes: int) -> list[KeptCase]:
    """Do something for some folders in so many processes, and return what it comes to in their order."""
    if processes < 2 or not todo:  # noqa: PLR2004 (this one)
        return [do(index) for index in todo]
    step = -(-len(todo) // (processes * _PIECES))

    def piece(number: int) -> bytes:
        return msgspec.msgpack.encode([do(index) for index in todo[number * step : (number + 1) * step]])

    pieces = pool.together(piece, -(-len(todo) // step), processes)
    decoder = msgspec.msgpack.Decoder(list[KeptCase])
    return [kept for raw in pieces for kept in decoder.decode(raw)]
