"""One case folder and the rules of a run in; the case, what the rules found in it and what they take from it out.

A rule of a case sees its case and what cases share, never another case: so folders are judged one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import signature
from typing import Any

import msgspec
from msgspec import Raw, Struct

from casekit.lint.earlier import Found, KeptCase, Rest
from casekit.lint.rule import Gather, Problem, Rule
from casekit.lint.watched import looked_at
from casekit.model.build import build_case
from casekit.model.caseload import Case, Caseload, Dangling
from casekit.model.common import Record
from casekit.model.known import Known
from casekit.model.references import Reference
from casekit.records.fault import Fault
from casekit.records.load import load_entries
from casekit.records.local import LocalSchemas
from casekit.records.tree import Entry, Tree


class Asked(Struct, frozen=True):
    """The rules of a run that are asked case by case, and what is gathered from each case for the others.

    ``alone`` has the names of the rules that look at one record and nothing else.
    """

    case: tuple[Rule, ...]
    record: tuple[Rule, ...]
    gather: tuple[Gather, ...]
    alone: frozenset[str]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Asked:
        """Sort rules. Several that share a gatherer have it asked once."""
        rules = tuple(rules)
        return cls(
            case=tuple(rule for rule in rules if rule.on == "case"),
            record=tuple(rule for rule in rules if rule.on == "record"),
            gather=tuple(dict.fromkeys(rule.gather for rule in rules if rule.gather)),
            alone=frozenset(rule.name for rule in rules if rule.on == "record"),
        )


class Judged(Struct, frozen=True):
    """One case after it was read and judged.

    ``gathered`` is in the order of ``Asked.gather``; ``looked`` are the shared records that were asked for, if watched.
    """

    case: Case
    rest: Rest
    gathered: tuple[Any, ...]
    looked: list[str]


class Judge(Struct, frozen=True):
    """What it takes to judge a folder: where to read it, what cases share, and the rules."""

    tree: Tree
    local: LocalSchemas
    shared: Caseload
    known: Known
    asked: Asked

    def read(self, folder: str, entries: tuple[Entry, ...]) -> Judged:
        """Read a folder and judge it."""
        built = build_case(folder, load_entries(self.tree, entries, self.local), self.known)
        case = built.case
        rest = Rest(
            named=bool(case.names),
            person=case.file.person if case.file else None,
            dangling=by_path(built.dangling),
            notes=built.notes,
            files=built.files,
            found=(*self.found(case), *found_in(case.records(), self.asked.record)),
        )
        return Judged(case, rest, self.gathered(case), looked_at(self.shared))

    def found(self, case: Case) -> Iterator[Found]:
        """Ask the rules of cases about a case."""
        # A folder without its case.yaml is judged by one rule of cases alone: the others would all blame its absence.
        for rule in self.asked.case if case.file else ():
            yield from (placed(rule, problem) for problem in rule.check(case, self.shared))

    def found_again(self, case: Case, before: tuple[Found, ...]) -> tuple[Found, ...]:
        """Return what is found in a case that is as it was: what rules found in one of its records alone still holds."""
        return (*self.found(case), *(each for each in before if each[1].name in self.asked.alone))

    def gathered(self, case: Case) -> tuple[Any, ...]:
        """Take from a case what rules about many cases need of it."""
        return tuple(self._gathered(gather, case) for gather in self.asked.gather)

    def gathered_again(self, case: Case, before: tuple[Raw, ...]) -> tuple[Raw, ...]:
        """Take it from a case that is as it was: what was taken from the case alone still holds."""
        told = zip(self.asked.gather, before, strict=True)
        return tuple(_pack(self._gathered(gather, case)) if looks_beside(gather) else raw for gather, raw in told)

    def _gathered(self, gather: Callable[..., Any], case: Case) -> Any:  # noqa: ANN401 (as the gatherer says)
        return gather(case, self.shared) if looks_beside(gather) else gather(case)


def by_path(dangling: Iterable[Dangling]) -> tuple[tuple[str, Reference], ...]:
    """Return references that lead nowhere without the case that they are in, which stands beside."""
    return tuple((each.path, each.reference) for each in dangling)


def found_in(records: Iterable[Record], rules: tuple[Rule, ...]) -> Iterator[Found]:
    """Ask the rules of records."""
    for record in records:
        for rule in rules:
            yield from (placed(rule, problem) for problem in rule.check(record))


def placed(rule: Rule, problem: Problem) -> Found:
    """Return a rule's problem as what was found."""
    return problem.path, Fault(rule.name, problem.message, None, problem.at, problem.on_key)


def packed(judged: Judged, listed: bytes = b"", content: bytes = b"", *, whole: bool = True) -> KeptCase:
    """Return a case as it is sent and kept; without its records where ``whole`` is false and nobody asks for them."""
    encode = msgspec.msgpack.encode
    case = encode(judged.case) if whole or judged.rest.dangling else b""
    return KeptCase(
        listed=listed,
        content=content,
        named=judged.rest.named,
        rest=Raw(encode(judged.rest)),
        gathered=tuple(map(_pack, judged.gathered)),
        looked=Raw(encode(judged.looked)),
        case=case,
    )


def _pack(gathered: object) -> Raw:
    return Raw(msgspec.msgpack.encode(gathered))


@cache
def looks_beside(gather: Gather) -> bool:
    """Tell whether a gatherer looks at more than its case."""
    return len(signature(gather).parameters) > 1
