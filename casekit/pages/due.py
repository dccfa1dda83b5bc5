"""A site in, what its open cases have before them out: everything with a day in the records, as of the site's day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from casekit.model.caseload import Case
from casekit.model.service import Appointment, Repeats
from casekit.pages.site import Row, Site
from casekit.summary.wording import flowing
from casekit.words import human

DAYS = 31
"""How far ahead the agenda looks."""

_DONE = {"met", "partly_met", "dropped"}
_SETTLED = {"completed", "failed", "cancelled", "rejected"}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Due(Struct, frozen=True, kw_only=True):
    """Something with a day: what kind, what, of which case. ``start`` is a time of day, ``minutes`` how long.

    ``clash`` names what it overlaps with, by the name used of the other case; ``by`` is a staff id or nothing.
    """

    day: dt.date
    kind: str
    what: str
    row: Row
    start: str = ""
    minutes: int = 0
    by: str = ""
    clash: str = ""


def dues(site: Site, rows: Iterable[Row]) -> list[Due]:
    """Return what ``rows`` have before them within ``DAYS``, and what is past its day and not settled, by day."""
    found = [item for row in rows if row.heading for item in _of(row.case, row, site.day)]
    last = site.day + dt.timedelta(days=DAYS)
    return sorted((d for d in found if d.day <= last), key=lambda d: (d.day, d.start or "99", d.row.called, d.kind))


def _of(case: Case, row: Row, day: dt.date) -> Iterator[Due]:
    for when, kind, what, by in _dated(case, day):
        yield Due(day=when, kind=kind, what=flowing(what), row=row, by=by or "")
    for appointment in case.appointments:
        if appointment.outcome is None:
            for when in occurrences(appointment, day, day + dt.timedelta(days=DAYS)):
                yield _appointment(appointment, when, row)
    for legal in case.legal:
        for hearing in legal.hearings:
            if hearing.date >= day:
                yield Due(
                    day=hearing.date, kind="hearing", what=flowing(hearing.what), row=row, start=hearing.start or ""
                )


_Dated = Iterator[tuple[dt.date, str, str, str | None]]


def _dated(case: Case, day: dt.date) -> _Dated:
    yield from _of_plan(case)
    yield from _of_services(case)
    yield from _follow_ups(case, day)
    for legal in case.legal:
        yield from ((r.due, "court report", f"{r.about}, to {r.to}", None) for r in legal.reports_due if not r.sent)
    for consent in case.consents:
        if consent.status == "given" and not consent.revoked and consent.expires and consent.expires >= day:
            yield consent.expires, "consent ends", human(consent.kind), None


def _of_plan(case: Case) -> _Dated:
    for goal in case.plan.goals if case.plan else ():
        if goal.status[-1].status in _DONE:
            continue
        if goal.target:
            yield goal.target, "goal target", goal.aim, goal.owner
        for step in goal.steps:
            if step.due and not step.done and not step.dropped:
                yield step.due, "step", step.what, goal.owner
    last = max(case.reviews, key=lambda r: r.date, default=None)
    if last and last.next:
        yield last.next, "review", "", None


def _of_services(case: Case) -> _Dated:
    for service in case.services:
        if service.denial and service.denial.appeal_by and not service.appeal:
            yield service.denial.appeal_by, "last day to appeal", service.what, None
        if service.recertify_by and service.status[-1].status not in _SETTLED - {"completed"}:
            yield service.recertify_by, "recertification", service.what, None


def _follow_ups(case: Case, day: dt.date) -> _Dated:
    """Yield what the newest records promise, until something is written down after its day."""
    contact = max(case.contacts, key=lambda c: c.date, default=None)
    if contact and contact.next_on:
        yield contact.next_on, "next step", contact.next_step or "", contact.by
    risk = max(case.risks, key=lambda r: r.date, default=None)
    if risk and risk.review_by:
        yield risk.review_by, "risk review", "", risk.by
    promised = [risk.follow_up] if risk and risk.follow_up else []
    promised += [i.follow_up for i in case.incidents if i.follow_up]
    for follow_up in promised:
        kept = any(c.date >= follow_up.on for c in case.contacts)
        if follow_up.on >= day or not kept:
            yield follow_up.on, "follow-up", follow_up.what, follow_up.by
    plan = max(case.safety_plans, key=lambda p: p.date, default=None)
    if plan and plan.review_by:
        yield plan.review_by, "safety plan review", "", plan.by


def _appointment(appointment: Appointment, when: dt.date, row: Row) -> Due:
    return Due(
        day=when,
        kind=human(appointment.kind),
        what=flowing(appointment.what),
        row=row,
        start=appointment.start or "",
        minutes=appointment.minutes or 0,
        by=appointment.accompanied_by or "",
    )


def occurrences(appointment: Appointment, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days from ``first`` to ``last`` on which an appointment takes place."""
    repeats = appointment.repeats
    if repeats is None:
        if first <= appointment.date <= last:
            yield appointment.date
        return
    left_out = {item.date for item in repeats.except_}
    day = max(first, appointment.date)
    end = min(last, repeats.until or last)
    while day <= end:
        if day not in left_out and _falls_on(appointment.date, repeats, day):
            yield day
        day += dt.timedelta(days=1)


def _falls_on(start: dt.date, repeats: Repeats, day: dt.date) -> bool:
    if repeats.every == "day":
        return (day - start).days % repeats.interval == 0
    if repeats.every == "week":
        weeks = ((day - dt.timedelta(day.weekday())) - (start - dt.timedelta(start.weekday()))).days // 7
        return weeks % repeats.interval == 0 and _WEEK[day.weekday()] in (repeats.on or (_WEEK[start.weekday()],))
    months = (day.year - start.year) * 12 + day.month - start.month
    # A month without a 31st has it on its last day.
    wanted = min(start.day, calendar.monthrange(day.year, day.month)[1])
    return months % repeats.interval == 0 and day.day == wanted


def with_clashes(items: list[Due]) -> list[Due]:
    """Return ``items`` with those marked that overlap with another of the same client, or of the same worker."""
    clashes: dict[int, str] = {}
    timed = [(i, d) for i, d in enumerate(items) if d.start and d.minutes]
    for place, (i, a) in enumerate(timed):
        for j, b in timed[place + 1 :]:
            if b.day != a.day:
                break
            if _overlap(a, b) and (a.row.case.id == b.row.case.id or (a.by and a.by == b.by)):
                clashes[i], clashes[j] = b.row.called, a.row.called
    return [_clashing(item, clashes[i]) if i in clashes else item for i, item in enumerate(items)]


def _overlap(a: Due, b: Due) -> bool:
    return _minute(a.start) < _minute(b.start) + b.minutes and _minute(b.start) < _minute(a.start) + a.minutes


def _minute(time: str) -> int:
    clock = dt.time.fromisoformat(time)
    return clock.hour * 60 + clock.minute


def _clashing(item: Due, other: str) -> Due:
    return msgspec.structs.replace(item, clash=other)
