"""What an agency has written down, as one Caseload: typed records, indexed, with what could not be read by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from casekit.model.agency import Agency, Meeting, Policy, Team, Waiver
from casekit.model.assessment import Assessment, Circumstances, Risk, SafetyPlan
from casekit.model.case import CaseFile, Screening
from casekit.model.common import Record
from casekit.model.consent import Approval, Consent, Disclosure
from casekit.model.contact import Contact, Grievance, Incident, Report
from casekit.model.legal import Advocacy, Legal
from casekit.model.people import Person, Staff
from casekit.model.plan import Agreement, Outcome, Plan, Review
from casekit.model.provider import Provider
from casekit.model.references import Reference
from casekit.model.service import Appointment, Service
from casekit.records.fault import Fault
from casekit.records.paths import Place
from casekit.records.remarks import Remark


class Case(Struct, frozen=True, kw_only=True):
    """One episode of service: every record in one case folder, each list in the order of its file names.

    ``broken`` names the kinds of which the folder holds a record that could not be read: nothing may be
    concluded from their absence. ``names`` holds, by kind, the names of all records, readable or not. ``digests``
    holds the SHA-256 of each file by its path in the folder, as agreements and approvals name them.
    """

    id: str
    folder: str
    broken: frozenset[str] = frozenset()
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
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
        for name in SINGLE:
            record = getattr(self, name)
            if record is not None:
                yield record
        for name in LISTS.values():
            yield from getattr(self, name)


SINGLE = ("file", "screening", "plan", "outcome")
ATTRIBUTE = {"case": "file", "screening": "screening", "plan": "plan", "outcome": "outcome"}
LISTS = {
    "assessment": "assessments", "circumstances": "circumstances", "risk": "risks", "safety_plan": "safety_plans",
    "agreement": "agreements", "service": "services", "appointment": "appointments", "legal": "legal",
    "contact": "contacts", "advocacy": "advocacy", "incident": "incidents", "report": "reports",
    "consent": "consents", "disclosure": "disclosures", "approval": "approvals", "grievance": "grievances",
    "review": "reviews",
}  # fmt: skip


class Dangling(NamedTuple):
    """A reference or agency word that leads nowhere: its record's path, and that record's case, if it has one."""

    case: Case | None
    path: str
    reference: Reference


class FileNote(Struct, frozen=True):
    """What is to be said of a file: its place, whether a record could be read from it, its faults and remarks."""

    path: str
    place: Place | None
    readable: bool
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Caseload(Struct, frozen=True, kw_only=True):
    """Everything an agency has written down. Dictionaries are by id; the first file wins where an id stands twice.

    ``names`` holds the names of all records outside cases by kind, readable or not. ``dangling`` holds, by what they
    name (``staff``, ``goal``, ``domains`` …), the references and agency words that lead nowhere, of records whose case
    can be read. ``notes`` tells of every file outside cases, and of files in cases that have faults or remarks or
    could not be read; ``files`` is how many files there are in all.
    """

    agency: Agency | None = None
    policy: Policy | None = None
    waivers: tuple[Waiver, ...] = ()
    staff: Mapping[str, Staff] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    providers: Mapping[str, Provider] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    dangling: dict[str, tuple[Dangling, ...]] = field(default_factory=dict)
    notes: tuple[FileNote, ...] = ()
    files: int = 0

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
