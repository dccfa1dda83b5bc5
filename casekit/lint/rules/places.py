"""Places: an id stands for one thing, and a record is in the folder that follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import OwnId, Part, Record
from casekit.model.walk import parts


class _Ids(Struct, frozen=True, array_like=True):
    """Where a case stands: its id, the path and the year of its folder, the year it was opened; and ids it has twice."""

    id: str
    path: str
    filed: bool
    year: str
    opened: str | None
    twice: tuple[Problem, ...]


def _ids(case: Case) -> _Ids:
    return _Ids(
        id=case.id,
        path=f"{case.folder}/case.yaml",
        filed="case" in case.names,
        year=case.folder.split("/")[2],
        opened=f"{case.file.opened.year:04}" if case.file else None,
        twice=tuple(found for record in case.records() for found in _repeated(record)),
    )


@rule("CK203", Severity.ERROR, on="caseload", gather=_ids)
def duplicate_id(caseload: Caseload, cases: Sequence[_Ids]) -> Iterator[Problem]:
    """An id stands for one thing.

    Checks:
        That no two goals, steps, supports, conditions or programs in one record have the same id, and that no
        case or person stands in two folders.
    Why:
        What points at the id may mean either, and progress is counted for the wrong one.
    Bad:
        # plan.yaml
        goals:
          - {id: g1, aim: A door of my own, status: [{status: active, from: 2026-01-20}]}
          - {id: g1, aim: See the dentist, status: [{status: active, from: 2026-01-20}]}
    Good:
        # plan.yaml
        goals:
          - {id: g1, aim: A door of my own, status: [{status: active, from: 2026-01-20}]}
          - {id: g2, aim: See the dentist, status: [{status: active, from: 2026-01-20}]}
    Fix:
        Give the later one the next free id, and look at what pointed to it.
    Source:
        House rule.
    """
    for name, (kept, *copies) in _places(caseload, cases).items():
        for path in copies:
            yield Problem(path, (), f"{name} is also at {kept}. One of the two is a copy.")
    for record in caseload.shared_records():
        yield from _repeated(record)
    for case in cases:
        yield from case.twice


def _places(caseload: Caseload, cases: Sequence[_Ids]) -> dict[str, list[str]]:
    """Return the path of each person's file and each case folder by id; of several the one in its right place first."""
    found: dict[str, list[str]] = defaultdict(list)
    for note in caseload.notes:
        if note.place and note.place.kind == "person":
            found[note.place.name].append(note.path)
    for case in cases:
        if case.filed:
            found[case.id].append(case.path)
    right = {case.path for case in cases if case.year == case.opened}
    for name, places in found.items():
        places.sort(key=lambda path: path not in right and path.split("/")[2] != name[2:4])
    return found


def _repeated(record: Record) -> Iterator[Problem]:
    first: dict[tuple[type[Part], OwnId], tuple[str | int, ...]] = {}
    for part, at in parts(record, having=("id",)):
        own = getattr(part, "id", None)
        if own is None or not at:
            continue
        if (type(part), own) in first:
            yield problem(record, *at, "id", says=f"the id `{own}` stands here a second time.")
        first.setdefault((type(part), own), at)


@rule("CK204", Severity.ERROR, on="caseload", gather=_ids)
def misfiled(caseload: Caseload, cases: Sequence[_Ids]) -> Iterator[Problem]:
    """A record is in the folder that follows from it.

    Checks:
        That a person's file is in the folder of the first two characters of the id, and a case in the folder of
        the year it was opened.
    Why:
        Whoever looks for it looks there; a second file for the same id could stand in the right place unseen.
    Bad:
        # case.yaml
        opened: 2025-12-30
        # screening.yaml
        date: 2025-12-29
    Good:
        # case.yaml
        opened: 2026-01-12
    Fix:
        Correct the date, or move the file (`git mv`).
    Source:
        House rule: the path follows from the record.
    """
    single = {name for name, places in _places(caseload, cases).items() if len(places) == 1}  # a copy is a duplicate-id
    for person in caseload.people.values():
        folder = person.path.split("/")[2]
        if folder != person.stem[2:4] and person.stem in single:
            yield problem(
                person, "id", says=f"this file belongs in people/{person.stem[2:4]}/, and is in people/{folder}/."
            )
    for case in cases:
        if case.opened is not None and case.opened != case.year and case.id in single:
            says = f"the case was opened in {int(case.opened)}, and is in the folder of {int(case.year)}."
            yield problem(case, "opened", says=says)
