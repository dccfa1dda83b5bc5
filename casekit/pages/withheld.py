"""A reading and what an audience sees of it in, the reading without all the rest out: records, names, findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Struct

from casekit.finding import Finding
from casekit.lint.rule import rules
from casekit.model.agency import Meeting, Waiver
from casekit.model.caseload import LISTS, SINGLE, Case, Caseload, FileNote
from casekit.model.common import Record
from casekit.model.consent import Consent, Disclosure
from casekit.model.people import Person, Staff
from casekit.model.references import references
from casekit.model.walk import texts, with_texts
from casekit.pages.files import about_reports, case_folder, shown
from casekit.pages.read import Reading
from casekit.pages.remembered import remembered
from casekit.pages.trail import Trail

NOT_SHOWN = "not shown here"
"""What stands where a name or id was that an audience may not see."""

_PART2_CONSENTS = {"part2_release", "counselling_notes"}
_ID = re.compile(r"\b[CP]-[0-9A-HJKMNP-TV-Z]{8}\b")
_COUNTS = re.compile(r"\b[0-9]+ (?:cases?|plans?|clients?|people)\b")
_OF_ALL = {"agency", "policy", "provider", "team"}
_ALONE = {"record", "file"}  # what a rule looks at that sees one record and nothing else


class Seen(Struct, frozen=True, kw_only=True):
    """What an audience sees: the cases, and for which of them (``outside``) the names of Part 2 are kept back.

    ``staff`` are those whose whole record is seen, ``teams`` those whose meetings and figures are. ``across`` says
    whether findings are seen that count over cases.
    """

    cases: tuple[Case, ...]
    outside: frozenset[str]
    staff: frozenset[str]
    teams: frozenset[str]
    across: bool


def without(reading: Reading, seen: Seen) -> Reading:
    """Return a reading with what is seen, and nothing that tells of the rest."""
    whole = reading.caseload
    persons = {case.file.person for case in seen.cases if case.file}
    ids = {case.id for case in seen.cases}
    hidden = (
        ({case.id for case in whole.cases} | whole.people.keys() | whole.names.get("person", set())) - ids - persons
    )
    cases = _cases(seen, _part2(whole), hidden)
    caseload = msgspec.structs.replace(
        whole,
        waivers=tuple(_waivers(whole, seen, cases, persons)),
        staff={name: staff if name in seen.staff else _colleague(staff) for name, staff in whole.staff.items()},
        teams={n: t if n in seen.teams else msgspec.structs.replace(t, note=None) for n, t in whole.teams.items()},
        meetings=tuple(_meetings(whole, seen, ids, hidden)),
        people=_people(whole, seen, hidden),
        cases=cases,
        names={**whole.names, "person": frozenset(whole.names.get("person", frozenset()) & persons)},
        dangling={},
        notes=tuple(note for note in whole.notes if _is_note_of(note, seen, persons)),
    )
    caseload = msgspec.structs.replace(caseload, files=sum(1 for _ in caseload.records()))
    findings = tuple(_findings(reading, caseload, seen, hidden))
    trail = _trail(reading, caseload, seen, hidden)
    return msgspec.structs.replace(reading, caseload=caseload, findings=findings, trail=trail)


def _trail(reading: Reading, caseload: Caseload, seen: Seen, hidden: set[str]) -> Trail | None:
    """Return the past of what is seen; it may name what the records name no more."""
    if reading.trail is None or not (hidden or seen.outside):
        return reading.trail
    part2, hide_ids = _part2(reading.caseload), _hide_ids(hidden)

    def hide(text: str) -> str:
        return hide_ids(part2.hide(text)) if seen.outside else hide_ids(text)

    return remembered(reading.trail, caseload, lambda case: hide if case in seen.outside else hide_ids, hide)


def _hide_ids(hidden: set[str]) -> Callable[[str], str]:
    if not hidden:
        return lambda text: text
    return lambda text: _ID.sub(lambda found: NOT_SHOWN if found[0] in hidden else found[0], text)


class _Part2(Struct, frozen=True):
    """The providers to which 42 CFR Part 2 applies, and what names these and such programs."""

    providers: frozenset[str]
    names: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None

    def may_be_in(self, case: Case) -> bool:
        """Tell at once whether a case may tell of them: most do not, and need not be gone through."""
        told = any(d.part2 for d in case.disclosures) or any(c.kind in _PART2_CONSENTS for c in case.consents)
        return told or bool(self.anywhere and self.anywhere.search(_flat(case)))

    def hide(self, text: str) -> str:
        """Return a text, or what stands in its place where it names one of them."""
        return NOT_SHOWN if self.names and self.names.search(text) else text

    def tells(self, record: Record, gone: set[str]) -> bool:
        """Tell whether a record names one of them, or one of the records that are ``gone`` because they do."""
        if isinstance(record, Disclosure) and record.part2:
            return True
        if isinstance(record, Consent) and record.kind in _PART2_CONSENTS:
            return True
        named = (ref.value for ref in references(record) if ref.target in {"service", "consent"})
        return not gone.isdisjoint(named) or any(self.hide(text) != text for text, _ in texts(record))


def _part2(caseload: Caseload) -> _Part2:
    providers = [p for p in caseload.providers.values() if p.part2]
    programs = [p for p in caseload.agency.programs if p.part2] if caseload.agency else []
    called = {(each.id, each.name) for each in providers} | {(each.id, each.name) for each in programs}
    words = sorted({word for pair in called for word in pair}, key=len, reverse=True)
    any_of = "|".join(map(re.escape, words))
    names = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE) if words else None
    # As they stand in JSON, where the end of a line is a letter n that joins the next word.
    anywhere = re.compile("|".join(re.escape(_flat(word)[1:-1]) for word in words), re.IGNORECASE) if words else None
    return _Part2(frozenset(p.id for p in providers), names, anywhere)


def _flat(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _cases(seen: Seen, part2: _Part2, hidden: set[str]) -> tuple[Case, ...]:
    hide = _hide_ids(hidden)
    found = []
    for each in seen.cases:
        case = _without_records(each, _among(about_reports(each)))
        if case.file:
            linked = tuple(link for link in case.file.linked_cases if link.case not in hidden)
            case = msgspec.structs.replace(case, file=msgspec.structs.replace(case.file, linked_cases=linked))
        if case.id in seen.outside and part2.may_be_in(case):
            case = _rewritten(_without_part2(case, part2), part2.hide)
        # Hardly any case names another: looking through its text at once spares going through its fields.
        names_others = hidden and not hidden.isdisjoint(_ID.findall(_flat(case)))
        found.append(_rewritten(case, hide) if names_others else case)
    return tuple(found)


def _among(paths: Iterable[str]) -> Callable[[Record, set[str]], bool]:
    dropped = frozenset(paths)
    return lambda record, _: record.path in dropped


def _without_records(case: Case, drop: Callable[[Record, set[str]], bool]) -> Case:
    """Return a case without the records of lists that are dropped; ``drop`` is told the ids that are gone already."""
    gone: set[str] = set()
    dropped: set[str] = set()
    size = -1
    while len(dropped) > size:
        size = len(dropped)
        for name in LISTS.values():
            for record in getattr(case, name):
                if record.path not in dropped and drop(record, gone):
                    dropped.add(record.path)
                    gone.add(record.stem)
    lists = {name: tuple(r for r in getattr(case, name) if r.path not in dropped) for name in LISTS.values()}
    # A file among the reports that cannot be read tells no less.
    names = {kind: stems - gone for kind, stems in case.names.items() if kind != "report"}
    digests = {
        path: digest
        for path, digest in case.digests.items()
        if f"{case.folder}/{path}" not in dropped and not path.startswith("reports/")
    }
    return msgspec.structs.replace(case, broken=case.broken - {"report"}, names=names, digests=digests, **lists)


def _without_part2(case: Case, part2: _Part2) -> Case:
    case = _without_records(case, part2.tells)
    if case.file is None:
        return case
    care_team = tuple(m for m in case.file.care_team if m.provider not in part2.providers)
    return msgspec.structs.replace(case, file=msgspec.structs.replace(case.file, care_team=care_team))


def _rewritten(case: Case, change: Callable[[str], str]) -> Case:
    single = {name: record and with_texts(record, change) for name in SINGLE for record in [getattr(case, name)]}
    lists = {name: tuple(with_texts(r, change) for r in getattr(case, name)) for name in LISTS.values()}
    return msgspec.structs.replace(case, **single, **lists)


def _people(whole: Caseload, seen: Seen, hidden: set[str]) -> dict[str, Person]:
    part2, hide = _part2(whole), _hide_ids(hidden)
    outside = {case.file.person for case in seen.cases if case.file and case.id in seen.outside}
    mine = {case.file.person for case in seen.cases if case.file} & whole.people.keys()
    found = {name: with_texts(whole.people[name], hide) for name in whole.people if name in mine}
    return {name: with_texts(person, part2.hide) if name in outside else person for name, person in found.items()}


def _colleague(staff: Staff) -> Staff:
    """Return what colleagues see of someone: who they are, what they do, how to reach them; not their papers."""
    return msgspec.structs.replace(
        staff, git=(), licences=(), credentials=(), degrees=(), training=(), experience=(), conflicts=(),
        caseload_limit=None, supervises_alone=None, local=None,
    )  # fmt: skip


def _meetings(whole: Caseload, seen: Seen, ids: set[str], hidden: set[str]) -> Iterator[Meeting]:
    part2, hide = _part2(whole), _hide_ids(hidden)
    for meeting in whole.meetings:
        reviewed = tuple(
            with_texts(each, part2.hide) if each.case in seen.outside else each
            for each in meeting.reviewed
            if each.case in ids
        )
        if reviewed or meeting.path.split("/")[-3] in seen.teams:
            yield with_texts(msgspec.structs.replace(meeting, reviewed=reviewed), hide)


def _waivers(whole: Caseload, seen: Seen, cases: Iterable[Case], persons: set[str]) -> Iterator[Waiver]:
    part2 = _part2(whole)
    ids = {case.id: case.id in seen.outside for case in cases}
    paths = {record.path: case.id in seen.outside for case in cases for record in case.records()}
    for waiver in whole.waivers:
        scope = waiver.scope
        shared = seen.across and scope.file is not None and not case_folder(scope.file)
        if scope.case in ids or scope.person in persons or scope.file in paths or shared:
            kept_back = ids.get(scope.case or "", False) or paths.get(scope.file or "", bool(scope.person))
            yield with_texts(waiver, part2.hide) if kept_back and seen.outside else waiver


def _is_note_of(note: FileNote, seen: Seen, persons: set[str]) -> bool:
    if folder := case_folder(note.path):
        in_reports = note.path.startswith(f"{folder}/reports/")
        return not in_reports and any(case.folder == folder for case in seen.cases)
    if note.place is None:
        return seen.across
    kind, name = note.place.kind, note.place.name
    return kind in _OF_ALL or (kind == "staff" and name in seen.staff) or (kind == "person" and name in persons)


def _findings(reading: Reading, caseload: Caseload, seen: Seen, hidden: set[str]) -> Iterator[Finding]:
    kept = {record.path for record in caseload.records()}
    gone = {record.path for record in reading.caseload.records()} - kept
    folders = {case.folder: case.id in seen.outside for case in seen.cases}
    own = {r.path for r in (*caseload.waivers, *caseload.people.values(), *caseload.meetings)}
    own |= {staff.path for name, staff in caseload.staff.items() if name in seen.staff}
    own |= {team.path for name, team in caseload.teams.items() if name in seen.teams}
    part2, looks_at = _part2(reading.caseload), {code: each.on for code, each in rules().items()}
    for finding in shown(reading.findings, reading.caseload):
        told = f"{finding.message} {finding.suggestion} {finding.record} {finding.path}"
        if finding.path in gone or not hidden.isdisjoint(_ID.findall(told)):
            continue
        folder = case_folder(finding.path)
        if folder:
            counts = not seen.across and _COUNTS.search(finding.message)
            names = folders.get(folder) and part2.hide(told) != told
            is_seen = folder in folders and not counts and not names
        else:
            alone = looks_at.get(finding.code) in _ALONE and finding.path in kept
            is_seen = seen.across or finding.path in own or alone
        if is_seen:
            yield finding
