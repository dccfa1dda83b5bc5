"""A reading in, the same reading for demonstrations and screenshots out: names and free text masked. No de-identification.

Days, numbers and the course of each case stay, because a demonstration is of them: of birth dates the decade stays.
They can still tell who somebody is, and every page says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from casekit.finding import Finding
from casekit.lint.rule import rules
from casekit.model.agency import Agency
from casekit.model.caseload import ATTRIBUTE, LISTS, Case, Caseload, FileNote
from casekit.model.common import Record
from casekit.model.people import Names, Person
from casekit.pages.masks import MASKED, Ids, masked
from casekit.pages.read import Reading
from casekit.records.paths import place

NOTICE = (
    "Names and texts are masked, for demonstrations and screenshots. This is no de-identification: days, numbers and the "
    "course of a case can still tell who somebody is."
)
"""What every page of a masked site says."""

_SHAPES = {"staff": "staff_id", "team": "team_id", "provider": "provider_id", "person": "person_id", "case": "case_id"}
_CASE, _STEM = 3, -1  # records/cases/<year>/<case>/…
AnyRecord = TypeVar("AnyRecord", bound=Record)


def redacted(reading: Reading) -> Reading:
    """Return a reading in which every name and free text is masked, the same name by the same mask."""
    whole = reading.caseload
    ids = _ids(whole)
    agency = whole.agency and _agency(whole.agency, ids)
    caseload = Caseload(
        agency=agency,
        policy=whole.policy and _record(whole.policy, ids),
        waivers=tuple(_record(waiver, ids) for waiver in whole.waivers),
        staff=_named(whole.staff, "staff", "Worker", ids),
        teams=_named(whole.teams, "team", "Team", ids),
        meetings=tuple(_record(meeting, ids) for meeting in whole.meetings),
        providers=_named(whole.providers, "provider", "Provider", ids),
        people={ids.mask("person_id", name): _person(person, ids) for name, person in whole.people.items()},
        cases=tuple(_case(case, ids) for case in whole.cases),
        names={kind: frozenset(_id(kind, name, ids) for name in names) for kind, names in whole.names.items()},
        notes=tuple(FileNote(_path(n.path, ids), n.place, n.readable) for n in whole.notes if n.place),
        files=whole.files,
    )
    findings = tuple(_finding(finding, ids) for finding in reading.findings)
    return msgspec.structs.replace(reading, caseload=caseload, findings=findings, commit="", trail=None)


def _ids(caseload: Caseload) -> Ids:
    programs = caseload.agency.programs if caseload.agency else ()
    return Ids(
        {
            "staff_id": caseload.staff,
            "team_id": caseload.teams,
            "provider_id": caseload.providers,
            "person_id": caseload.people,
            "case_id": [case.id for case in caseload.cases],
            "program_id": [program.id for program in programs],
        }
    )


def _record(record: AnyRecord, ids: Ids) -> AnyRecord:
    where = place(record.path)
    kind = where.kind if where else ""
    hidden: AnyRecord = msgspec.structs.replace(masked(record, kind, ids), path=_path(record.path, ids))
    return hidden


def _named(records: Mapping[str, AnyRecord], kind: str, called: str, ids: Ids) -> dict[str, AnyRecord]:
    """Return records under their masks, each called by its number: ``Worker 3``."""
    shape = _SHAPES[kind]
    return {
        ids.mask(shape, name): msgspec.structs.replace(_record(record, ids), name=f"{called} {ids.number(shape, name)}")
        for name, record in records.items()
    }


def _agency(agency: Agency, ids: Ids) -> Agency:
    programs = tuple(
        msgspec.structs.replace(hidden, name=f"Program {ids.number('program_id', program.id)}")
        for program, hidden in zip(agency.programs, _record(agency, ids).programs, strict=True)
    )
    # The addresses of links hold names of accounts and folders. Without a banner, pages have casekit's own words.
    return msgspec.structs.replace(
        _record(agency, ids), name="The agency", banner=None, links=None, timezone=agency.timezone, programs=programs
    )


def _person(person: Person, ids: Ids) -> Person:
    born, hidden = person.birth_date, _record(person, ids)
    name = f"Client {ids.number('person_id', person.id)}"
    safe = hidden.safe_contact
    return msgspec.structs.replace(
        hidden,
        names=Names(legal=name),
        safe_contact=msgspec.structs.replace(safe, use_name=name) if safe.use_name else safe,
        birth_date=dt.date(born.year // 10 * 10, 1, 1) if isinstance(born, dt.date) else born,
    )


def _case(case: Case, ids: Ids) -> Case:
    single = {name: record and _record(record, ids) for name in ATTRIBUTE.values() for record in [getattr(case, name)]}
    lists = {name: tuple(_record(record, ids) for record in getattr(case, name)) for name in LISTS.values()}
    return msgspec.structs.replace(
        case, id=ids.mask("case_id", case.id), folder=_path(case.folder, ids), digests={}, **single, **lists
    )


def _id(kind: str, name: str, ids: Ids) -> str:
    return ids.mask(_SHAPES[kind], name) if kind in _SHAPES else name


def _path(path: str, ids: Ids) -> str:
    """Return a record's path with the masks of its ids; what else is in it are days and random letters."""
    parts = path.split("/")
    if parts[1] == "cases":
        parts[_CASE] = ids.mask("case_id", parts[_CASE])
    elif parts[1] == "people":
        parts[2:] = ["00", f"{ids.mask('person_id', parts[-1].removesuffix('.yaml'))}.yaml"]
    elif parts[1] in {"staff", "teams", "providers"}:
        # The second name is a file's, or that of a team's folder.
        shape, name = f"{parts[1].removesuffix('s')}_id", parts[2].removesuffix(".yaml")
        parts[2] = ids.mask(shape, name) + parts[2].removeprefix(name)
    return "/".join(parts)


def _finding(finding: Finding, ids: Ids) -> Finding:
    """Return a finding that says what its rule asks, and not what the record holds."""
    rule = rules().get(finding.code)
    known = place(finding.path) is not None
    return msgspec.structs.replace(
        finding,
        message=rule.doc["Summary"] if rule else MASKED,
        path=_path(finding.path, ids) if known else f"records/{MASKED}",
        record="",
        at=(),
        fingerprint="",
        suggestion="",
        waiver="",
    )
