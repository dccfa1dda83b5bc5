"""A tree and an earlier run's work in; what a first run would find in its cases, and the work to keep, out.

A folder is read and judged only where something that decides what is found there has changed: the files in it, what
cases share, the rules, or the names that its references may lead to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Raw, Struct

from casekit.lint.ask import Asked, Judge, by_path, packed, packed_all
from casekit.lint.cases import decode_case, decode_rest, kept_cases
from casekit.lint.digests import Digests, digest, digest_of
from casekit.lint.earlier import Earlier, KeptCase, Rest, Shared, Sources, digest_of_names, settled
from casekit.lint.examine import Examined, examined, processes_for, shared_rest, spread
from casekit.lint.rule import Rule
from casekit.lint.shelf import Shelf
from casekit.model.build import build_case, build_shared, dangling_of
from casekit.model.caseload import Case, Caseload
from casekit.model.known import Known
from casekit.records.listing import Listing
from casekit.records.load import UNREADABLE, Source, Survey, load_entries, survey
from casekit.records.once import Once
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Tree


class Keeping(Struct, frozen=True):
    """An earlier run's work, how the tree is listed now, and when listing began (see ``earlier.settled``).

    ``sources`` returns what that run read of what cases share; ``shelf`` has the cases that are not beside their rests.
    """

    earlier: Earlier
    sources: Callable[[], Sources | None]
    shelf: Shelf
    listing: Listing
    digests: Digests
    before: int


class Work(Struct, frozen=True):
    """What a run leaves for the next. ``sources`` is None where they are those of the earlier run."""

    earlier: Earlier
    sources: Sources | None


class _Common(Struct, frozen=True):
    """What cases share, what is told of it, and what of the earlier run's judgements of cases still holds."""

    shared: Caseload
    known: Known
    rest: Rest
    kept: Shared
    sources: Sources | None
    references: bool
    findings: bool


def examine_again(
    tree: Tree, rules: Iterable[Rule], keeping: Keeping, processes: int | None = None
) -> tuple[Examined, Work]:
    """Find what ``examine`` finds, with an earlier run's work. Raises UnicodeEncodeError where a name is no UTF-8."""
    rules = tuple(rules)
    asked = Asked.of(rules)
    once = Once(tree)
    found = survey(once, keeping.listing)
    local = once.digest(keeping.listing.local, MAX_BYTES)
    asked_for = digest(*(rule.code.encode() for rule in rules))
    if keeping.earlier.local != local or keeping.earlier.rules != asked_for:
        keeping = msgspec.structs.replace(keeping, earlier=Earlier(), sources=lambda: None)
    common = _common(tree, found, asked, keeping)
    judge = Judge(tree, found.local, common.shared, common.known, asked)
    kept = _Folders(judge, keeping, common).all(processes)
    cases = kept_cases(kept, asked.gather, lambda index: _case(judge, keeping, kept[index], index))
    folders = (folder for folder, _ in keeping.listing.cases)
    work = Earlier(asked_for, local, common.kept, dict(zip(folders, kept, strict=True)))
    return examined(found, common.shared, common.rest, cases), Work(work, common.sources)


def _common(tree: Tree, found: Survey, asked: Asked, keeping: Keeping) -> _Common:
    """Return what cases share as an earlier run left it, or read anew what has changed of it."""
    ids = found.listing.case_ids
    before, of_ids = keeping.earlier.shared, digest_of(sorted(ids))
    if before and before.listed and (before.listed, before.ids) == (keeping.digests.shared, of_ids):
        shared = msgspec.msgpack.decode(before.caseload, type=Caseload)
        rest = msgspec.msgpack.decode(before.rest, type=Rest)
        return _Common(shared, Known(shared, frozenset(ids)), rest, before, None, references=True, findings=True)
    sources = _sources(tree, found, keeping)
    shared = build_shared(sources, found.faults)
    known = Known(shared, frozenset(ids))
    rest = shared_rest(shared, known, asked)
    kept = _settled(found.listing, sources, keeping.before)
    now = Shared(
        listed=keeping.digests.shared if len(kept) == len(sources) else b"",
        ids=of_ids,
        sources=digest_of(sources),
        names=digest_of_names(shared, ids),
        caseload=Raw(msgspec.msgpack.encode(shared)),
        rest=Raw(msgspec.msgpack.encode(rest)),
    )
    references = before is not None and before.names == now.names
    findings = before is not None and before.sources == now.sources
    return _Common(shared, known, rest, now, kept, references, findings)


def _sources(tree: Tree, found: Survey, keeping: Keeping) -> tuple[Source, ...]:
    """Read what cases share, save what an earlier run read of the very same files."""
    before = dict(keeping.sources() or ())
    return tuple(
        before[entry] if entry in before else next(iter(load_entries(tree, [entry], found.local)))
        for entry in found.listing.shared
    )


def _settled(listing: Listing, sources: tuple[Source, ...], before: int) -> Sources:
    """Return what need not be read again as long as it is listed the same: what could be read, and was at rest."""
    pairs = zip(listing.shared, sources, strict=True)
    return tuple(
        (entry, source)
        for entry, source in pairs
        if settled(entry, before) and not any(fault.name == UNREADABLE for fault in source.faults)
    )


class _Folders(Struct, frozen=True):
    """All folders, and what it takes to judge those for which there is anything to do."""

    judge: Judge
    keeping: Keeping
    common: _Common

    def all(self, processes: int | None) -> list[KeptCase]:
        """Judge all folders as if for the first time, and do of it only what the earlier run did not."""
        listing = self.keeping.listing
        kept = {index: same for index in range(len(listing.cases)) if (same := self._unchanged(index))}
        todo = [index for index in range(len(listing.cases)) if index not in kept]
        processes = processes or processes_for(self.judge.tree, listing, todo)
        kept.update(zip(todo, spread(self._do, todo, processes), strict=True))
        return [kept[index] for index in range(len(listing.cases))]

    def _unchanged(self, index: int) -> KeptCase | None:
        """Return what was kept of a folder, where nothing that decides it changed."""
        before = self._before(index)
        same = before is not None and bool(before.listed) and before.listed == self.keeping.digests.cases[index]
        return before if same and self.common.references and self.common.findings else None

    def _before(self, index: int) -> KeptCase | None:
        return self.keeping.earlier.cases.get(self.keeping.listing.cases[index][0])

    def _do(self, index: int) -> KeptCase:
        """Judge a folder, with what the earlier run made of it."""
        folder, entries = self.keeping.listing.cases[index]
        before, digest_now = self._before(index), self.keeping.digests.cases[index]
        now = digest_now if all(settled(entry, self.keeping.before) for entry in entries) else b""
        once = Once(self.judge.tree)
        unchanged = before is not None and before.listed == digest_now
        content = before.content if before and unchanged else once.digest(entries, MAX_BYTES)
        if not content or before is None or content != before.content:
            read = msgspec.structs.replace(self.judge, tree=once).read(folder, entries)
            return packed(read, now if content else b"", content)
        return self._again(index, msgspec.structs.replace(before, listed=now))

    def _again(self, index: int, before: KeptCase) -> KeptCase:
        """Judge a case that is the same, while something else that decides what is found in it may not be."""
        if self.common.references and self.common.findings:
            return before
        case, rest, gathered = _case(self.judge, self.keeping, before, index), decode_rest(before), before.gathered
        if not self.common.references:
            rest = msgspec.structs.replace(rest, dangling=by_path(dangling_of(case, self.judge.known)))
        if not self.common.findings:
            rest = msgspec.structs.replace(rest, found=self.judge.found(case))
            gathered = packed_all(self.judge.gathered(case))
        return msgspec.structs.replace(before, rest=Raw(msgspec.msgpack.encode(rest)), gathered=gathered)


def _case(judge: Judge, keeping: Keeping, kept: KeptCase, index: int) -> Case:
    """Return a case from where it is kept; should it be spoilt there, from its files."""
    raw = kept.case or (keeping.shelf.read(kept.shelved) if kept.shelved else None)
    if raw:
        return decode_case(raw)
    folder, entries = keeping.listing.cases[index]
    return build_case(folder, load_entries(judge.tree, entries, judge.local), judge.known).case
