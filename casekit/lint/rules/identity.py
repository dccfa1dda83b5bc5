"""Identity: ids agree with paths, are typed right and stand once; nothing that others need is absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.case import CaseFile
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Record
from casekit.model.people import Person
from casekit.model.sketch import Sketch, sketch
from casekit.records.ids import is_well_typed
from casekit.words import listed


@rule("CK201", Severity.ERROR, on="record")
def id_differs_from_path(record: Record) -> Iterator[Problem]:
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
    own = getattr(record, "id", None)
    if own is not None and own != _name(record):
        yield problem(record, "id", says=f"the id is `{own}`, and its path says `{_name(record)}`. Which is right?")


def _name(record: Record) -> str:
    """Return the id that a record's path carries."""
    return record.path.split("/")[-2] if record.path.endswith("/case.yaml") else record.stem


@rule("CK202", Severity.ERROR, on="record")
def wrong_check_character(record: Record) -> Iterator[Problem]:
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
    if isinstance(record, Person | CaseFile):
        own = str(record.id)
        if own == _name(record) and not is_well_typed(own):
            yield problem(record, "id", says=f"`{own}` is mistyped: its last character does not fit the others.")


@rule("CK205", Severity.ERROR, on="shared")
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


@rule("CK206", Severity.WARNING, on="shared")
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


def _without_file(case: Case) -> tuple[str, list[str]] | None:
    """Return the folder of a case without ``case.yaml``, and which kinds of records it holds."""
    return None if "case" in case.names else (case.folder, sorted(kind.replace("_", " ") for kind in case.names))


@rule("CK207", Severity.ERROR, on="caseload", gather=_without_file)
def case_without_file(caseload: Caseload, cases: Sequence[tuple[str, list[str]]]) -> Iterator[Problem]:
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
    del caseload
    for folder, kinds in cases:
        yield Problem(f"{folder}/case.yaml", (), f"there is no case.yaml, and the folder holds: {listed(kinds)}.")


@rule("CK208", Severity.INFO, on="caseload", gather=sketch, default=False)
def person_without_case(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
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
    served = {case.file.person if case.file else None for case in cases}
    if served - caseload.people.keys():
        return  # a case that cannot be read, or that names nobody, may be theirs: it has its own finding
    for person in caseload.people.values():
        if person.stem not in served:
            yield problem(person, "id", says=f"no case names {person.stem}. Is the case still to be opened?")
