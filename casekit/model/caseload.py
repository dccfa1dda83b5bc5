"""Sources in, one Caseload out: typed records, indexed, with what could not be read remembered by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from casekit.finding import DataPath
from casekit.model.agency import Agency, Meeting, Policy, Team, Waiver
from casekit.model.assessment import Assessment, Circumstances, Risk, SafetyPlan
from casekit.model.case import CaseFile, Screening
from casekit.model.common import Record
from casekit.model.consent import Approval, Consent, Disclosure
from casekit.model.contact import Contact, Grievance, Incident, Report
from casekit.model.kinds import STRUCTS
from casekit.model.legal import Advocacy, Legal
from casekit.model.people import Person, Staff
from casekit.model.plan import Agreement, Outcome, Plan, Review
from casekit.model.provider import Provider
from casekit.model.references import Reference, references
from casekit.model.service import Appointment, Service
from casekit.records.fault import Fault
from casekit.records.load import Source


class Case(Struct, frozen=True, kw_only=True):
    """One episode of service: every record in one case folder, each list in the order of its file names.

    ``broken`` names the kinds of which the folder holds a record that could not be read: nothing may be
    concluded from their absence. ``names`` holds, by kind, the names of all records, readable or not.
    """

    id: str
    folder: str
    broken: frozenset[str] = frozenset()
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    file: CaseFile | None = None
    screening: Screening | None = None
    plan: Plan | None = None
    outcome: Outcome | None = None
    assessments: tuple[Assessment, ...] = ()
    circumstances: tuple[Circumstances, ...] = ()
    risks: tuple[Risk, ...] = ()
    safety_plans: tuple[SafetyPlan, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    services: tuple[Service, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    legal: tuple[Legal, ...] = ()
    contacts: tuple[Contact, ...] = ()
    advocacy: tuple[Advocacy, ...] = ()
    incidents: tuple[Incident, ...] = ()
    reports: tuple[Report, ...] = ()
    consents: tuple[Consent, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    approvals: tuple[Approval, ...] = ()
    grievances: tuple[Grievance, ...] = ()
    reviews: tuple[Review, ...] = ()

    def records(self) -> Iterator[Record]:
        """Yield every record of the case."""
        for name in _SINGLE:
            record = getattr(self, name)
            if record is not None:
                yield record
        for name in _LISTS.values():
            yield from getattr(self, name)


_SINGLE = ("file", "screening", "plan", "outcome")
_ATTRIBUTE = {"case": "file", "screening": "screening", "plan": "plan", "outcome": "outcome"}
_LISTS = {
    "assessment": "assessments", "circumstances": "circumstances", "risk": "risks", "safety_plan": "safety_plans",
    "agreement": "agreements", "service": "services", "appointment": "appointments", "legal": "legal",
    "contact": "contacts", "advocacy": "advocacy", "incident": "incidents", "report": "reports",
    "consent": "consents", "disclosure": "disclosures", "approval": "approvals", "grievance": "grievances",
    "review": "reviews",
}  # fmt: skip


class Pointer(NamedTuple):
    """A reference or agency word, with the record it stands in and that record's case, if it has one."""

    case: Case | None
    record: Record
    reference: Reference


class Caseload(Struct, frozen=True, kw_only=True):
    """Everything an agency has written down. Dictionaries are by id; the first file wins where an id stands twice.

    ``names`` holds the names of all records outside cases by kind, readable or not. ``pointers`` holds, by what
    they name (``staff``, ``goal``, ``domains`` …), all references and agency words in records whose case can be
    read. ``conversions`` are the faults that only turning checked data into typed records could find, by file.
    """

    agency: Agency | None = None
    policy: Policy | None = None
    waivers: tuple[Waiver, ...] = ()
    staff: dict[str, Staff] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    providers: dict[str, Provider] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    pointers: dict[str, tuple[Pointer, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    conversions: tuple[tuple[str, Fault], ...] = ()

    def case(self, identifier: str) -> Case | None:
        """Return the case with an id, or None."""
        return next((case for case in self.cases if case.id == identifier), None)

    def person_of(self, case: Case) -> Person | None:
        """Return the person whose case it is, or None where either file cannot be read."""
        return self.people.get(case.file.person) if case.file else None

    def shared_records(self) -> Iterator[Record]:
        """Yield every record that belongs to no case."""
        yield from (record for record in (self.agency, self.policy) if record is not None)
        yield from self.waivers
        for by_id in (self.staff, self.teams, self.providers, self.people):
            yield from by_id.values()
        yield from self.meetings

    def records(self) -> Iterator[Record]:
        """Yield every record that could be read."""
        yield from self.shared_records()
        for case in self.cases:
            yield from case.records()


def build(sources: Iterable[Source]) -> Caseload:
    """Type and index what was loaded. Never raises on any data that passed its schema."""
    sources = tuple(sources)
    typed: dict[str, list[Record]] = defaultdict(list)
    folders: dict[str, list[tuple[Source, Record | None]]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    conversions: list[tuple[str, Fault]] = []
    for source in sources:
        if source.place is None:
            continue
        record = _convert(source, conversions)
        if source.place.case:
            folders["/".join(source.path.split("/")[:4])].append((source, record))
        else:
            names[source.place.kind].add(source.place.name)
            if record is not None:
                typed[source.place.kind].append(record)
    caseload = Caseload(
        agency=_only(typed["agency"]),
        policy=_only(typed["policy"]),
        waivers=tuple(typed["waiver"]),  # type: ignore[arg-type] # _convert gives each kind its own Struct
        staff=_by_name(typed["staff"]),
        teams=_by_name(typed["team"]),
        meetings=tuple(typed["meeting"]),  # type: ignore[arg-type]
        providers=_by_name(typed["provider"]),
        people=_by_name(typed["person"]),
        cases=tuple(_case(folder, files) for folder, files in sorted(folders.items())),
        names={kind: frozenset(found) for kind, found in names.items()},
        sources=sources,
        conversions=tuple(conversions),
    )
    return msgspec.structs.replace(caseload, pointers=_pointers(caseload))


def _pointers(caseload: Caseload) -> dict[str, tuple[Pointer, ...]]:
    found: dict[str, list[Pointer]] = defaultdict(list)
    for record in caseload.shared_records():
        for reference in references(record):
            found[reference.target].append(Pointer(None, record, reference))
    for case in caseload.cases:
        if case.file is not None:
            for record in case.records():
                for reference in references(record):
                    found[reference.target].append(Pointer(case, record, reference))
    return {target: tuple(pointers) for target, pointers in found.items()}


def _case(folder: str, files: list[tuple[Source, Record | None]]) -> Case:
    broken: set[str] = set()
    names: dict[str, set[str]] = defaultdict(set)
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for source, record in files:
        if source.place is None:
            continue
        kind = source.place.kind
        names[kind].add(source.place.name)
        if record is None:
            broken.add(kind)
        else:
            by_kind[kind].append(record)
    single = {attribute: _only(by_kind[kind]) for kind, attribute in _ATTRIBUTE.items()}
    lists = {attribute: tuple(by_kind[kind]) for kind, attribute in _LISTS.items()}
    return Case(
        id=folder.rpartition("/")[2],
        folder=folder,
        broken=frozenset(broken),
        names={kind: frozenset(found) for kind, found in names.items()},
        **single,
        **lists,  # type: ignore[arg-type] # _convert gives each kind its own Struct
    )


def _only(records: list[Record]) -> Any:  # noqa: ANN401 (each kind has its own Struct)
    return records[0] if records else None


def _by_name(records: list[Record]) -> Any:  # noqa: ANN401 (each kind has its own Struct)
    found: dict[str, Record] = {}
    for record in records:
        found.setdefault(record.stem, record)
    return found


def _convert(source: Source, conversions: list[tuple[str, Fault]]) -> Record | None:
    if source.data is None or source.place is None:
        return None
    try:
        return msgspec.convert({**source.data, "path": source.path}, STRUCTS[source.place.kind])
    except msgspec.ValidationError as error:
        # What a JSON Schema cannot tell from a good value: 45.0 is a whole number to it, and no int to us.
        message, _, where = str(error).partition(" - at `")
        at = _data_path(where.rstrip("`"))
        name = at[-1] if at else "the record"
        conversions.append(
            (source.path, Fault("wrong-type", f"`{name}` is not written as its kind is: {message.lower()}.", at=at))
        )
        return None


def _data_path(text: str) -> DataPath:
    return tuple(int(i) if i else key for key, i in re.findall(r"\.([A-Za-z0-9_]+)|\[([0-9]+)\]", text))
