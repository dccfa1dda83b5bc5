"""Identity: ids agree with paths, are typed right and stand once; nothing that others need is absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.common import OwnId, Part, Record
from casekit.model.walk import parts
from casekit.records.ids import is_well_typed
from casekit.words import listed


@rule("CK201", Severity.ERROR, on="caseload")
def id_differs_from_path(caseload: Caseload) -> Iterator[Problem]:
    """An id is the name of its file.

    Checks:
        That the `id` in a record is the name of its file, or of the folder for a case.
    Why:
        Everything else points at the file's name: under another id the record is found by nobody. It comes of
        copying a file and changing half of it.
    Bad:
        # staff/s-ruiz.yaml
        id: s-ruis
    Good:
        # staff/s-ruiz.yaml
        id: s-ruiz
    Fix:
        Correct the id, or rename the file.
    Source:
        House rule: a record's kind and id follow from its path.
    """
    for record in caseload.records():
        own = getattr(record, "id", None)
        if own is not None and own != _name(record):
            yield problem(record, "id", says=f"the id is `{own}`, and its path says `{_name(record)}`. Which is right?")


def _name(record: Record) -> str:
    """Return the id that a record's path carries."""
    return record.path.split("/")[-2] if record.path.endswith("/case.yaml") else record.stem


@rule("CK202", Severity.ERROR, on="caseload")
def wrong_check_character(caseload: Caseload) -> Iterator[Problem]:
    """The id of a person or case ends in its check character.

    Checks:
        That the last character of a person's or case's id is the check character of the seven before it.
    Why:
        It catches nearly every slip in typing an id, before a note lands in a stranger's case.
    Bad:
        # people/7K/P-7K3QFMXN.yaml (deleted)
        # cases/2026/C-7K3QFMXN/case.yaml
        person: P-7K3QFMX7
        # people/7K/P-7K3QFMX7.yaml
        id: P-7K3QFMX7
        names: {legal: Rosa Example}
        birth_date: 1988-07-14
        languages: {preferred: English, interpreter: false}
        safe_contact: {use_name: Rosa}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        id: P-7K3QFMXN
    Fix:
        Compare the id with its source; if it is new, let casekit make one.
    Source:
        ISO/IEC 7064, hybrid system, over Crockford's base 32.
    """
    owners: list[Record] = [*caseload.people.values(), *(case.file for case in caseload.cases if case.file)]
    for record in owners:
        own = str(getattr(record, "id", ""))
        if own == _name(record) and not is_well_typed(own):
            yield problem(record, "id", says=f"`{own}` is mistyped: its last character does not fit the others.")


@rule("CK203", Severity.ERROR, on="caseload")
def duplicate_id(caseload: Caseload) -> Iterator[Problem]:
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
    for name, (kept, *copies) in _places(caseload).items():
        for path in copies:
            yield Problem(path, (), f"{name} is also at {kept}. One of the two is a copy.")
    for record in caseload.records():
        yield from _repeated(record)


def _places(caseload: Caseload) -> dict[str, list[str]]:
    """Return the path of each person's file and each case folder by id; of several the one in its right place first."""
    found: dict[str, list[str]] = defaultdict(list)
    for note in caseload.notes:
        if note.place and note.place.kind == "person":
            found[note.place.name].append(note.path)
    for case in caseload.cases:
        if "case" in case.names:
            found[case.id].append(f"{case.folder}/case.yaml")
    right = {
        f"{case.folder}/case.yaml" for case in caseload.cases if case.file and _year(case) == case.file.opened.year
    }
    for name, places in found.items():
        places.sort(key=lambda path: path not in right and path.split("/")[2] != name[2:4])
    return found


def _year(case: Case) -> int:
    return int(case.folder.split("/")[2])


def _repeated(record: Record) -> Iterator[Problem]:
    first: dict[tuple[type[Part], OwnId], tuple[str | int, ...]] = {}
    for part, at in parts(record, having=("id",)):
        own = getattr(part, "id", None)
        if own is None or not at:
            continue
        if (type(part), own) in first:
            yield problem(record, *at, "id", says=f"the id `{own}` stands here a second time.")
        first.setdefault((type(part), own), at)


@rule("CK204", Severity.ERROR, on="caseload")
def misfiled(caseload: Caseload) -> Iterator[Problem]:
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
    single = {name for name, places in _places(caseload).items() if len(places) == 1}  # a copy is a duplicate-id
    for person in caseload.people.values():
        folder = person.path.split("/")[2]
        if folder != person.stem[2:4] and person.stem in single:
            yield problem(
                person, "id", says=f"this file belongs in people/{person.stem[2:4]}/, and is in people/{folder}/."
            )
    for case in caseload.cases:
        if case.file and case.file.opened.year != _year(case) and case.id in single:
            says = f"the case was opened in {case.file.opened.year}, and is in the folder of {_year(case)}."
            yield problem(case.file, "opened", says=says)


@rule("CK205", Severity.ERROR, on="caseload")
def missing_agency(caseload: Caseload) -> Iterator[Problem]:
    """There is an agency.

    Checks:
        That records/agency.yaml exists.
    Why:
        Programs, holidays, the time zone and the agency's own words are in it: no case can be read without them.
    Bad:
        # agency.yaml (deleted)
    Good:
        # agency.yaml
        name: Tern River Community Services
    Fix:
        Write records/agency.yaml; schemas/agency.schema.json says what belongs in it.
    Source:
        House rule.
    """
    if "agency" not in caseload.names:
        yield Problem(
            "records/agency.yaml", (), "there is no records/agency.yaml: the agency's name and programs are missing."
        )


@rule("CK206", Severity.WARNING, on="caseload")
def missing_policy(caseload: Caseload) -> Iterator[Problem]:
    """There is a policy.

    Checks:
        That records/policy.yaml exists.
    Why:
        How often to visit, when a plan is due and how large a caseload may be are the agency's to decide, and to
        change by a reviewed change of this file.
    Bad:
        # policy.yaml (deleted)
    Good:
        # policy.yaml
        version: 2
    Fix:
        Write records/policy.yaml; `extends: default` and a date are enough to begin.
    Source:
        House rule: thresholds are policy, not code.
    """
    if "policy" not in caseload.names and "agency" in caseload.names:
        yield Problem(
            "records/policy.yaml",
            (),
            "there is no records/policy.yaml: nothing says what your agency asks for, and when.",
        )


@rule("CK207", Severity.ERROR, on="caseload")
def case_without_file(caseload: Caseload) -> Iterator[Problem]:
    """A case folder holds its case.yaml.

    Checks:
        That a folder with records of a case has the case.yaml that says whose case it is.
    Why:
        Notes without it belong to nobody: no worker is assigned, and no list shows them.
    Bad:
        # case.yaml (deleted)
    Good:
        # case.yaml
        person: P-7K3QFMXN
    Fix:
        Restore case.yaml from Git, or move the records to the case they belong to.
    Source:
        House rule.
    """
    for case in caseload.cases:
        if "case" not in case.names:
            kinds = listed(sorted(kind.replace("_", " ") for kind in case.names))
            yield Problem(f"{case.folder}/case.yaml", (), f"there is no case.yaml, and the folder holds: {kinds}.")


@rule("CK208", Severity.INFO, on="caseload", default=False)
def person_without_case(caseload: Caseload) -> Iterator[Problem]:
    """A person has a case.

    Checks:
        That some case names each person in people/.
    Why:
        A person's file with no case may be left from a mistyped id, and holds identity that nobody needs. Doing
        nothing is right for someone in the middle of intake.
    Bad:
        # people/2B/P-2B4C6D8G.yaml
        id: P-2B4C6D8G
        names: {legal: Ana Example}
        birth_date: 1990-02-03
        languages: {preferred: English, interpreter: false}
        safe_contact: {use_name: Ana}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        id: P-7K3QFMXN
    Fix:
        Open the case, or remove the file.
    Source:
        House rule: keep no identity without a reason.
    """
    served = {case.file.person if case.file else None for case in caseload.cases}
    if served - caseload.people.keys():
        return  # a case that cannot be read, or that names nobody, may be theirs: it has its own finding
    for person in caseload.people.values():
        if person.stem not in served:
            yield problem(person, "id", says=f"no case names {person.stem}. Is the case still to be opened?")
