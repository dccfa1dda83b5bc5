"""A case in, what its page shows beside the case's summary out: services in full, appointments, legal, contacts, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from casekit.finding import Finding
from casekit.model.caseload import Case
from casekit.model.contact import Contact
from casekit.model.legal import Legal
from casekit.model.service import Service
from casekit.pages.charts import charts
from casekit.pages.due import occurrences
from casekit.pages.files import Way
from casekit.pages.filters import filter_of
from casekit.pages.site import LONG, Site, case_path, history_path, timeline_path
from casekit.pages.thread import threads
from casekit.summary.plan import consents, service_lines
from casekit.summary.shapes import Entry, Fact, ServiceLine
from casekit.summary.timeline import timeline
from casekit.summary.view import case_heading, case_view
from casekit.summary.wording import flowing, said
from casekit.words import human

_CONTACTS = 8
_APPOINTMENTS = 8
_AHEAD = 31
_NEWEST = 15
_SETTLED = {"completed", "failed", "cancelled", "rejected"}


class LogLine(Struct, frozen=True):
    """A line of a service's log."""

    day: dt.date
    what: str
    who: str
    because: str


class ServiceView(Struct, frozen=True):
    """A service with its log, oldest line first, what else is known of it, its file's name, and links to that."""

    line: ServiceLine
    log: tuple[LogLine, ...]
    facts: tuple[Fact, ...]
    settled: bool
    stem: str
    ways: tuple[Way, ...]


class Meeting(Struct, frozen=True):
    """An appointment, ahead or past, and what came of it."""

    day: dt.date
    start: str
    what: str
    kind: str
    note: str


class Matter(Struct, frozen=True, kw_only=True):
    """A court or supervision matter with its conditions and days."""

    kind: str
    facts: tuple[Fact, ...]
    conditions: tuple[Fact, ...]
    days: tuple[Fact, ...]


class ContactView(Struct, frozen=True):
    """A contact with its whole note, its file's name, and the links that open that."""

    day: dt.date
    kind: str
    who: str
    minutes: int
    note: str
    words: str
    next: str
    stem: str
    ways: tuple[Way, ...]


class Told(Struct, frozen=True):
    """A finding, its file below the case, and the links that open it at its line."""

    finding: Finding
    place: str
    ways: tuple[Way, ...]


def values(site: Site, case: Case) -> dict[str, object]:
    """Return what a case's page shows."""
    look = site.look
    view = case_view(case, look)
    if view:
        # The site knows its day: what has ended since the last entry is in force no more.
        view = msgspec.structs.replace(view, consents=consents(case, look, max(site.day, view.last_entry)))
    shown: dict[str, object] = {
        "view": view,
        "unread": look.missing(case),
        "folder": case.folder,
        "findings": told(tuple(site.by_folder.get(case.folder, ())), site, case.folder),
    }
    if view is None:
        return shown
    drawn = threads(case, site.day)
    services = [_service(s, site) for s in _newest(case.services)]
    return shown | {
        "threads": drawn,
        "holes": sum(thread.holes for thread in drawn),
        "charts": charts(case),
        "why": _why(case),
        "services": services,
        "settled": [s.line for s in services if s.settled],
        "ahead": tuple(_ahead(case, site.day)),
        "past": tuple(_past(case, site.day))[:_APPOINTMENTS],
        "matters": tuple(map(_matter, case.legal)),
        "contacts": tuple(
            _contact(c, site) for c in sorted(case.contacts, key=lambda c: c.date)[: -_CONTACTS - 1 : -1]
        ),
        "total": len(case.contacts),
        "before": history_path(case) if history_path(case) in site.pages else "",
        "ways": site.about.doors.to_file(f"{case.folder}/case.yaml", 1),
        **_timeline(case, view.timeline),
    }


def _why(case: Case) -> tuple[Fact, ...]:
    """Say why the client and the agency met, from the screening."""
    first = case.screening
    if first is None:
        return ()
    found = (Fact("What brought them", said(first.presenting)), Fact("Why case management", flowing(first.need.why)))
    return tuple(fact for fact in found if fact.value)


def _timeline(case: Case, entries: tuple[Entry, ...]) -> dict[str, object]:
    """Return the timeline, or of a long one its newest entries and the page on which it stands whole."""
    long = len(entries) > LONG
    shown = entries[:_NEWEST] if long else entries
    kinds = filter_of(({"kind": (_kind(entry),)} for entry in shown), ("kind",))
    return {
        "whole": timeline_path(case) if long else "",
        "entries": len(entries),
        "facets": kinds.facets,
        "timeline": tuple(zip(shown, kinds.keys, strict=True)),
    }


def timeline_values(site: Site, case: Case) -> dict[str, object]:
    """Return what the page of a long timeline shows."""
    entries = timeline(case, site.look)
    kinds = filter_of(({"kind": (_kind(entry),)} for entry in entries), ("kind",))
    heading = case_heading(case, site.look)
    return {
        "called": heading.called if heading else case.id,
        "case_page": case_path(case),
        "facets": kinds.facets,
        "timeline": tuple(zip(entries, kinds.keys, strict=True)),
    }


def told(findings: tuple[Finding, ...], site: Site, folder: str = "") -> tuple[Told, ...]:
    """Return findings with their links, the gravest first."""
    ordered = sorted(findings, key=lambda f: -f.severity)
    return tuple(
        Told(f, f.path.removeprefix(f"{folder}/"), site.about.doors.to_file(f.path, f.span.line)) for f in ordered
    )


def _newest(services: tuple[Service, ...]) -> list[Service]:
    return sorted(services, key=lambda s: s.status[-1].from_, reverse=True)


def _service(service: Service, site: Site) -> ServiceView:
    look = site.look
    log = tuple(
        LogLine(entry.from_, human(entry.status), look.staff(entry.by), flowing(entry.because))
        for entry in service.status
    )
    facts = tuple(fact for fact in _service_facts(service) if fact.value)
    # Of a settled service the timeline has the log; what can still be appealed or found is not settled.
    settled = service.status[-1].status in _SETTLED and not (service.denial or service.appeal or service.unmet)
    ways = site.about.doors.to_file(service.path, 1)
    return ServiceView(service_lines([service], look)[0], log, facts, settled, service.stem, ways)


def _service_facts(service: Service) -> Iterator[Fact]:
    yield Fact("The client's choice", said(service.client_choice))
    if cost := service.cost:
        each = f" per {cost.unit}" if cost.unit else ""
        yield Fact("Cost", f"{cost.amount:g}{each}", f"paid by {cost.paid_by}")
    if denial := service.denial:
        until = f"appeal by {denial.appeal_by}" if denial.appeal_by else "no last day to appeal is written down"
        yield Fact("Denied", str(denial.on), f"{flowing(denial.reason)}\n{until}")
    if appeal := service.appeal:
        yield Fact("Appeal", human(appeal.decision or "filed"), f"filed {appeal.filed}. {flowing(appeal.note)}")
    yield Fact("Recertify by", str(service.recertify_by or ""))
    yield Fact("Papers", ", ".join(f"{d.what} ({d.status})" for d in service.documents))
    for search in service.unit_search:
        yield Fact(f"Search, {search.date}", flowing(search.what), flowing(search.result))
    if unmet := service.unmet:
        yield Fact("Nothing fitted", human(unmet.because), flowing(unmet.note))


def _ahead(case: Case, day: dt.date) -> Iterator[Meeting]:
    found = [
        Meeting(when, a.start or "", flowing(a.what), human(a.kind), "")
        for a in case.appointments
        if a.outcome is None
        for when in occurrences(a, day, day + dt.timedelta(days=_AHEAD))
    ]
    return iter(sorted(found, key=lambda m: (m.day, m.start)))


def _past(case: Case, day: dt.date) -> Iterator[Meeting]:
    for a in sorted(case.appointments, key=lambda a: a.date, reverse=True):
        if a.outcome:
            note = ". ".join(filter(None, (human(a.outcome.result), flowing(a.outcome.note))))
            yield Meeting(a.date, a.start or "", flowing(a.what), human(a.kind), note)
        elif a.date < day and a.repeats is None:
            yield Meeting(a.date, a.start or "", flowing(a.what), human(a.kind), "what came of it is not written down")


def _matter(legal: Legal) -> Matter:
    officer = legal.officer
    facts = (
        Fact("Since", str(legal.from_), f"until {legal.to}" if legal.to else ""),
        Fact("Court", flowing(legal.court)),
        Fact("Matter", flowing(legal.matter)),
        Fact("Officer", officer.name if officer else "", officer.agency or "" if officer else ""),
    )
    hearings = [(h.date, "Hearing", flowing(h.what), flowing(h.outcome)) for h in legal.hearings]
    reports = [(r.due, "Court report", flowing(r.about), f"sent {r.sent}" if r.sent else "") for r in legal.reports_due]
    return Matter(
        kind=human(legal.kind),
        facts=tuple(fact for fact in facts if fact.value),
        conditions=tuple(Fact(human(c.status), flowing(c.text), flowing(c.note)) for c in legal.conditions),
        days=tuple(
            Fact(f"{day} {kind}", what, note) for day, kind, what, note in sorted(hearings + reports, reverse=True)
        ),
    )


def _contact(contact: Contact, site: Site) -> ContactView:
    step = " ".join(filter(None, (flowing(contact.next_step), f"on {contact.next_on}" if contact.next_on else "")))
    return ContactView(
        day=contact.date,
        kind=human(contact.kind) + ("" if contact.reached else ", not reached"),
        who=site.look.staff(contact.by),
        minutes=contact.minutes,
        note=flowing(contact.note),
        words=said(contact.client_words),
        next=step,
        stem=contact.stem,
        ways=site.about.doors.to_file(contact.path, 1),
    )


def _kind(entry: Entry) -> str:
    """Return the kind of record that an entry of the timeline is of, by its folder or file."""
    return human(entry.path.partition("/")[0].removesuffix(".yaml"))
