"""A caseload in, what every view of one of its cases looks up out: names by id, and the files that are missing."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from casekit.model.caseload import Case, Caseload
from casekit.model.people import Person
from casekit.summary.wording import flowing

_BANNER = "Confidential. For those who work with these cases, and nobody else."
_CASE_FOLDER = 4  # records/cases/<year>/<case>


class Lookup(Struct, frozen=True):
    """Names by id. An id that leads nowhere stands for itself, so that nothing vanishes from a page.

    ``unread`` holds, by case folder, the files that could not be read; ``unread_elsewhere`` those outside cases.
    """

    caseload: Caseload
    programs: dict[str, str]
    unread: dict[str, tuple[str, ...]]
    unread_elsewhere: tuple[str, ...]

    @property
    def banner(self) -> str:
        """Return the agency's words on who may read what casekit shows."""
        agency = self.caseload.agency
        return flowing(agency.banner) if agency and agency.banner else _BANNER

    def staff(self, identifier: str | None) -> str:
        """Return the name of a staff member."""
        found = self.caseload.staff.get(identifier or "")
        return found.name if found else identifier or ""

    def team(self, identifier: str | None) -> str:
        """Return the name of a team."""
        found = self.caseload.teams.get(identifier or "")
        return found.name if found else identifier or ""

    def provider(self, identifier: str | None) -> str:
        """Return the name of a provider."""
        found = self.caseload.providers.get(identifier or "")
        return found.name if found else identifier or ""

    def program(self, identifier: str) -> str:
        """Return the name of a program."""
        return self.programs.get(identifier, identifier)

    def missing(self, case: Case) -> tuple[str, ...]:
        """Return the files that a view of the case lacks: its own, and the one that says who it is about."""
        own = self.unread.get(case.folder, ())
        person = case.file.person if case.file else ""
        lost = person not in self.caseload.people and person in self.caseload.names.get("person", ())
        return (*own, *(path for path in self.unread_elsewhere if lost and path.endswith(f"/{person}.yaml")))

    def person(self, case: Case) -> Person | None:
        """Return whose case it is, where that can be read."""
        return self.caseload.person_of(case)


def look_up(caseload: Caseload) -> Lookup:
    """Index a caseload once, for all of its cases."""
    by_case: dict[str, list[str]] = defaultdict(list)
    elsewhere: list[str] = []
    for note in caseload.notes:
        if note.readable:
            continue
        parts = note.path.split("/")
        if parts[1:2] != ["cases"] or len(parts) <= _CASE_FOLDER:
            elsewhere.append(note.path)
        elif parts[_CASE_FOLDER] != "reports":
            # That a mandated report exists is itself kept from those who must not see it, broken or not.
            by_case["/".join(parts[:_CASE_FOLDER])].append(note.path)
    programs = {program.id: program.name for program in caseload.agency.programs} if caseload.agency else {}
    return Lookup(caseload, programs, {k: tuple(v) for k, v in by_case.items()}, tuple(elsewhere))
