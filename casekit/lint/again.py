"""A tree and an earlier run's work in; what a first run would find in its cases, and the work to keep, out.

A folder is read and judged only where something that decides what is found there has changed: the files in it, what
cases share, the rules, or the names that its references may lead to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from casekit.lint.ask import Asked, Judge, by_path, packed
from casekit.lint.cases import decode_case, decode_rest, kept_cases
from casekit.lint.digests import digest, digest_of
from casekit.lint.earlier import Earlier, KeptCase, Rest, Shared, Sources, digest_of_names, settled
from casekit.lint.examine import Examined, all_found, processes_for, shared_rest, spread
from casekit.lint.rule import Rule
from casekit.lint.shelf import Shelf
from casekit.lint.watched import changed, looked_at, watching
from casekit.model.build import build_case, build_shared, dangling_of
from casekit.model.caseload import Case, Caseload
from casekit.model.known import Known
from casekit.records.glance import Glance
from casekit.records.listing import holds_record
from casekit.records.load import UNREADABLE, Source, load_entries
from casekit.records.local import LocalSchemas, load_local_schemas
from casekit.records.once import Once
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, Tree


class Keeping(Struct, frozen=True):
    """An earlier run's work, a glance at the tree, and when that began (see ``earlier.settled``).

    ``sources`` returns what that run read of what cases share; ``shelf`` has the cases that are not beside their rests.
    """

    earlier: Earlier
    sources: Callable[[], Sources | None]
    shelf: Shelf
    glance: Glance
    before: int


class Work(Struct, frozen=True):
    """What a run leaves for the next. ``sources`` is None where they are those of the earlier run."""

    earlier: Earlier
    sources: Sources | None


class _Common(Struct, frozen=True):
    """What cases share, what is told of it, and what of the earlier run's judgements of cases still holds.

    That is what is known of references, and of findings whatever did not follow from what ``changed`` (None: all did).
    """

    shared: Caseload
    known: Known
    rest: Rest
    kept: Shared
    sources: Sources | None
    references: bool
    changed: frozenset[str] | None

    def holds(self, before: KeptCase) -> bool:
        """Tell whether nothing changed that the rules asked for when a case was judged."""
        looked = msgspec.msgpack.decode(before.looked, type=list[str]) if self.changed else ()
        return self.changed is not None and self.changed.isdisjoint(looked)


def examine_again(
    tree: Tree, rules: Iterable[Rule], keeping: Keeping, processes: int | None = None
) -> tuple[Examined, Work]:
    """Find what ``examine`` finds, with an earlier run's work. Raises UnicodeEncodeError where a name is no UTF-8."""
    rules = tuple(rules)
    asked = Asked.of(rules)
    once = Once(tree)
    local = load_local_schemas(once, keeping.glance.local)
    of_local = once.digest(keeping.glance.local, MAX_BYTES)
    asked_for = digest(*(rule.code.encode() for rule in rules))
    if keeping.earlier.local != of_local or keeping.earlier.rules != asked_for:
        keeping = msgspec.structs.replace(keeping, earlier=Earlier(), sources=lambda: None)
    common = _common(tree, local, asked, keeping)
    judge = Judge(tree, local, watching(common.shared), common.known, asked)
    kept = _Folders(judge, keeping, common).all(processes)
    folders = list(kept)
    cases = kept_cases(list(kept.values()), asked.gather, lambda i: _case(judge, keeping, folders[i], kept[folders[i]]))
    examined = Examined(
        shared=cases.beside(common.shared, common.rest),
        cases=cases,
        folders=folders,
        found=all_found(common.rest, cases),
        entry=keeping.glance.entry,
    )
    return examined, Work(Earlier(asked_for, of_local, common.kept, kept), common.sources)


def _common(tree: Tree, local: LocalSchemas, asked: Asked, keeping: Keeping) -> _Common:
    """Return what cases share as an earlier run left it, or read anew what has changed of it."""
    ids = frozenset(_case_ids(keeping))
    before, of_ids, listed = keeping.earlier.shared, digest_of(sorted(ids)), digest_of(keeping.glance.shared)
    if before and before.listed and (before.listed, before.ids) == (listed, of_ids):
        shared = msgspec.msgpack.decode(before.caseload, type=Caseload)
        rest = msgspec.msgpack.decode(before.rest, type=Rest)
        return _Common(shared, Known(shared, ids), rest, before, None, references=True, changed=frozenset())
    sources = _sources(tree, local, keeping)
    shared = build_shared(sources, local.faults)
    known = Known(shared, ids)
    old = msgspec.msgpack.decode(before.caseload, type=Caseload) if before else None
    found = msgspec.msgpack.decode(before.rest, type=Rest).found if before else ()
    rest = shared_rest(shared, known, asked, old, found)
    kept = _settled(keeping.glance.shared, sources, keeping.before)
    now = Shared(
        listed=listed if len(kept) == len(sources) else b"",
        ids=of_ids,
        names=digest_of_names(shared, ids),
        caseload=Raw(msgspec.msgpack.encode(shared)),
        rest=Raw(msgspec.msgpack.encode(rest)),
    )
    references = before is not None and before.names == now.names
    return _Common(shared, known, rest, now, kept, references, changed(old, shared) if old else None)


def _case_ids(keeping: Keeping) -> Iterator[str]:
    """Yield the ids of all case folders that hold a record's file. See ``Listing.case_ids``."""
    for folder, mark in keeping.glance.marks.items():
        before = keeping.earlier.cases.get(folder)
        if before.named if before and before.listed == mark else holds_record(keeping.glance.entries(folder)):
            yield folder.rpartition("/")[2]


def _sources(tree: Tree, local: LocalSchemas, keeping: Keeping) -> tuple[Source, ...]:
    """Read what cases share, save what an earlier run read of the very same files."""
    before = dict(keeping.sources() or ())
    return tuple(
        before[entry] if entry in before else next(iter(load_entries(tree, [entry], local)))
        for entry in keeping.glance.shared
    )


def _settled(entries: tuple[Entry, ...], sources: tuple[Source, ...], before: int) -> Sources:
    """Return what need not be read again as long as it is listed the same: what could be read, and was at rest."""
    pairs = zip(entries, sources, strict=True)
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

    def all(self, processes: int | None) -> dict[str, KeptCase]:
        """Judge all folders as if for the first time, and do of it only what the earlier run did not."""
        glance = self.keeping.glance
        kept = {folder: self._unchanged(folder, mark) for folder, mark in glance.marks.items()}
        todo = [folder for folder, same in kept.items() if same is None]
        done = spread(self._do, todo, processes or processes_for(self.judge.tree, len(todo)))
        return {folder: same for folder, same in (kept | dict(zip(todo, done, strict=True))).items() if same}

    def _unchanged(self, folder: str, mark: bytes) -> KeptCase | None:
        """Return what was kept of a folder, where nothing that decides it changed."""
        before = self.keeping.earlier.cases.get(folder)
        same = before is not None and before.listed == mark and self.common.references
        return before if same and before and self.common.holds(before) else None

    def _do(self, folder: str) -> KeptCase:
        """Judge a folder, with what the earlier run made of it."""
        before, mark = self.keeping.earlier.cases.get(folder), self.keeping.glance.marks[folder]
        if before and before.listed == mark:
            return self._again(folder, before)
        entries = self.keeping.glance.entries(folder)
        now = mark if all(settled(entry, self.keeping.before) for entry in entries) else b""
        once = Once(self.judge.tree)
        content = once.digest(entries, MAX_BYTES)
        if before and content and content == before.content:
            return self._again(folder, msgspec.structs.replace(before, listed=now))
        read = msgspec.structs.replace(self.judge, tree=once).read(folder, entries)
        return packed(read, now if content else b"", content)

    def _again(self, folder: str, before: KeptCase) -> KeptCase:
        """Judge a case that is the same, while something else that decides what is found in it may not be."""
        holds = self.common.holds(before)
        if self.common.references and holds:
            return before
        case, rest = _case(self.judge, self.keeping, folder, before), decode_rest(before)
        if not self.common.references:
            rest = msgspec.structs.replace(rest, dangling=by_path(dangling_of(case, self.judge.known)))
        if not holds:
            rest = msgspec.structs.replace(rest, found=self.judge.found_again(case, rest.found))
            gathered = self.judge.gathered_again(case, before.gathered)
            looked = Raw(msgspec.msgpack.encode(looked_at(self.judge.shared)))
            before = msgspec.structs.replace(before, gathered=gathered, looked=looked)
        return msgspec.structs.replace(before, rest=Raw(msgspec.msgpack.encode(rest)))


def _case(judge: Judge, keeping: Keeping, folder: str, kept: KeptCase) -> Case:
    """Return a case from where it is kept; should it be spoilt there, from its files."""
    raw = kept.case or (keeping.shelf.read(kept.shelved) if kept.shelved else None)
    if raw:
        return decode_case(raw)
    return build_case(folder, load_entries(judge.tree, keeping.glance.entries(folder), judge.local), judge.known).case
