"""Sources in, typed and indexed records out: first what cases share, then one case folder at a time, then the whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from casekit.finding import DataPath
from casekit.model.caseload import ATTRIBUTE, LISTS, Case, Caseload, Dangling, FileNote
from casekit.model.common import Record
from casekit.model.kinds import STRUCTS
from casekit.model.known import Known
from casekit.model.references import references
from casekit.records.fault import Fault
from casekit.records.load import Source, load_entries, survey
from casekit.records.tree import Tree


class BuiltCase(Struct, frozen=True):
    """One case, with what is to be told of its files and which of its references lead nowhere."""

    case: Case
    dangling: tuple[Dangling, ...]
    notes: tuple[FileNote, ...]
    files: int


def read_caseload(tree: Tree) -> Caseload:
    """Read, type and index everything in a tree. Never raises on anything that a record may hold."""
    found = survey(tree)
    listing = found.listing
    shared = build_shared(load_entries(tree, listing.shared, found.local), found.faults)
    known = Known(shared, frozenset(listing.case_ids))
    built = [build_case(folder, load_entries(tree, entries, found.local), known) for folder, entries in listing.cases]
    dangling = (*dangling_of_shared(shared, known), *(each for b in built for each in b.dangling))
    notes = (*shared.notes, *(note for b in built for note in b.notes))
    cases = tuple(b.case for b in built if b.case.names)
    return assemble(shared, dangling, notes, shared.files + sum(b.files for b in built), cases)


def build_shared(sources: Iterable[Source], faults: Iterable[tuple[str, Fault]] = ()) -> Caseload:
    """Type and index what cases share. ``faults`` are those of files that are no records, such as local schemas."""
    typed: dict[str, list[Record]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    notes: list[FileNote] = []
    for source in sources:
        record, note = _typed(source)
        notes.append(note)
        if source.place is not None:
            names[source.place.kind].add(source.place.name)
            if record is not None:
                typed[source.place.kind].append(record)
    files = len(notes)
    notes += [FileNote(path, None, readable=False, faults=(fault,)) for path, fault in faults]
    return Caseload(
        agency=_only(typed["agency"]),
        policy=_only(typed["policy"]),
        waivers=tuple(typed["waiver"]),  # type: ignore[arg-type] # _convert gives each kind its own Struct
        staff=_by_name(typed["staff"]),
        teams=_by_name(typed["team"]),
        meetings=tuple(typed["meeting"]),  # type: ignore[arg-type]
        providers=_by_name(typed["provider"]),
        people=_by_name(typed["person"]),
        names={kind: frozenset(found) for kind, found in names.items()},
        notes=tuple(notes),
        files=files,
    )


def build_case(folder: str, sources: Iterable[Source], known: Known) -> BuiltCase:
    """Type and index one case folder."""
    broken: set[str] = set()
    names: dict[str, set[str]] = defaultdict(set)
    by_kind: dict[str, list[Record]] = defaultdict(list)
    notes: list[FileNote] = []
    digests: dict[str, str] = {}
    files = 0
    for source in sources:
        files += 1
        if source.sha256 is not None:
            digests[source.path.removeprefix(f"{folder}/")] = source.sha256
        record, note = _typed(source)
        if not note.readable or note.faults or note.remarks:
            notes.append(note)
        if source.place is None:
            continue
        names[source.place.kind].add(source.place.name)
        if record is None:
            broken.add(source.place.kind)
        else:
            by_kind[source.place.kind].append(record)
    case = Case(
        id=folder.rpartition("/")[2],
        folder=folder,
        broken=frozenset(broken),
        names={kind: frozenset(found) for kind, found in names.items()},
        digests=digests,
        **{attribute: _only(by_kind[kind]) for kind, attribute in ATTRIBUTE.items()},
        **{attribute: tuple(by_kind[kind]) for kind, attribute in LISTS.items()},  # type: ignore[arg-type] # as above
    )
    return BuiltCase(case, dangling_of(case, known), tuple(notes), files)


def assemble(
    shared: Caseload,
    dangling: Iterable[Dangling],
    notes: tuple[FileNote, ...],
    files: int,
    cases: tuple[Case, ...] = (),
) -> Caseload:
    """Put what cases share together with the cases, and with what is told of all records, shared ones included."""
    by_target: dict[str, list[Dangling]] = defaultdict(list)
    for each in dangling:
        by_target[each.reference.target].append(each)
    found = {target: tuple(each) for target, each in by_target.items()}
    return msgspec.structs.replace(shared, cases=cases, dangling=found, notes=notes, files=files)


def dangling_of_shared(shared: Caseload, known: Known) -> tuple[Dangling, ...]:
    """Return the references of what cases share that lead nowhere."""
    return tuple(_dangling(None, shared.shared_records(), known))


def dangling_of(case: Case, known: Known) -> tuple[Dangling, ...]:
    """Return the references of a case that lead nowhere; nothing where its case.yaml cannot be read."""
    return tuple(_dangling(case, case.records(), known)) if case.file else ()


def _dangling(case: Case | None, records: Iterable[Record], known: Known) -> Iterator[Dangling]:
    for record in records:
        for reference in references(record):
            names = known.names(reference.target, case)
            if names is not None and reference.value not in names:
                yield Dangling(case, record.path, reference)


def _only(records: list[Record]) -> Any:  # noqa: ANN401 (each kind has its own Struct)
    return records[0] if records else None


def _by_name(records: list[Record]) -> Any:  # noqa: ANN401 (each kind has its own Struct)
    found: dict[str, Record] = {}
    for record in records:
        found.setdefault(record.stem, record)
    return found


def _typed(source: Source) -> tuple[Record | None, FileNote]:
    """Return a source's record, or None, and what is to be told of the file."""
    faults = source.faults
    record: Record | None = None
    if source.data is not None and source.place is not None:
        try:
            record = msgspec.convert({**source.data, "path": source.path}, STRUCTS[source.place.kind])
        except msgspec.ValidationError as error:
            faults = (*faults, _unconverted(error))
    return record, FileNote(source.path, source.place, record is not None, faults, source.remarks)


def _unconverted(error: msgspec.ValidationError) -> Fault:
    """Tell what a JSON Schema cannot tell from a good value: 45.0 is a whole number to it, and no int to us."""
    message, _, where = str(error).partition(" - at `")
    at = _data_path(where.rstrip("`"))
    name = at[-1] if at else "the record"
    return Fault("wrong-type", f"`{name}` is not written as its kind is: {message.lower()}.", at=at)


def _data_path(text: str) -> DataPath:
    return tuple(int(i) if i else key for key, i in re.findall(r"\.([A-Za-z0-9_]+)|\[([0-9]+)\]", text))
