"""A chart in, the commits of a brokerage case out: one or two contacts, one or two resources, and the door open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.demo.chart import Chart, Data
from casekit.demo.days import END, working_day
from casekit.demo.steps import Step
from casekit.demo.stories.endings import end
from casekit.demo.stories.passing import phase, wait
from casekit.demo.writing import arranging, happening, opening, picture

_DOMAINS = ("housing", "food", "utilities", "benefits", "documents", "transportation", "income")
_ENTRY = ("doubled_up", "with_family", "motel", "shelter")


def brokerage(chart: Chart) -> Iterator[Step]:
    """Tell the case from the first talk to its end."""
    domain = "benefits" if chart.has("denial") else chart.chance.choice(_DOMAINS)
    chart.domains = [domain]
    opening.open_case(chart, "urgent" if chart.chance.random() < 0.2 else "routine")  # noqa: PLR2004 - one in five
    happening.contact(chart, "visit", chart.note("first"), minutes=50, said="thanks")
    living = chart.chance.choice(_ENTRY) if domain == "housing" else "rental"
    picture.circumstances(chart, "entry", living)
    yield chart.commit("Open a case", "first meeting")
    yield from wait(chart, 1, 4)
    phase(chart, "implementation")
    service = arranging.request(chart, domain, None)
    yield chart.commit("Ask for a service", "the client's choice")
    yield from _follow(chart, service)
    lost = chart.outline.reason == "lost_contact"
    yield from wait(chart, 7 if lost else max(5, (chart.outline.closes - chart.day).days))
    looked = chart.chance.random() < 0.4  # noqa: PLR2004 - most have nothing to tell but the service
    yield from end(chart, contact=False, exit_point=looked)


def _follow(chart: Chart, service: Data) -> Iterator[Step]:
    """See the service through, or say that nothing fits; those who do not come are tried another way."""
    yield from wait(chart, 5, 9)
    if chart.has("unmet") and not chart.has("denial"):  # what can be appealed is no gap yet
        arranging.find_nothing(chart, service)
        yield chart.commit("Record an unmet need", "nothing that fits")
    else:
        arranging.move(chart, service, "accepted", "in_progress")
        yield chart.commit("Follow up a service", "accepted")
    if chart.outline.reason in {"lost_contact", "died"}:
        return
    yield from wait(chart, 4, 9)
    if chart.has("missed"):
        happening.contact(chart, "phone", chart.note("missed"), minutes=5, reached=False)
        yield chart.commit("Record an attempt", "not reached")
        yield from wait(chart, 1, 3)
    if chart.has("denial"):
        yield from _denied(chart, service)
    note = chart.note("found" if chart.has("missed") else "phone")
    if chart.has("late"):
        yield from _late_note(chart, note)
    else:
        happening.contact(chart, "phone", note, minutes=15, services=[service["id"]])
        yield chart.commit("Record a contact", "follow-up")


def _denied(chart: Chart, service: Data) -> Iterator[Step]:
    arranging.deny(chart, service)
    yield chart.commit("Record a denial", "letter received")
    yield from wait(chart, 4, 9)
    arranging.appeal(chart, service)
    yield chart.commit("File an appeal", "the client's wish")
    yield from wait(chart, 18, 30)
    arranging.win(chart, service)
    yield chart.commit("Record the decision", "appeal decided")


def _late_note(chart: Chart, note: str) -> Iterator[Step]:
    """Write a contact down late, with a waiver that says why; both reach the main line together."""
    happened = chart.day
    typed = working_day(happened + dt.timedelta(days=5))
    happening.contact(chart, "visit", note, place="home", minutes=50, late=(typed - happened).days)
    chart.turn_to(typed)  # whoever made the visit types it, even where the case changes hands on these days
    written = chart.commit("Record a contact, late", "no signal on the road")
    waiver = {
        "id": chart.new_id("wv"),
        "rule": "late-entry",
        "scope": {"case": chart.outline.case},
        "reason": "There is no signal on that road. Visits there are written by hand the same evening and typed on the next office day.",
        "requested_by": chart.worker,
        "approved_by": chart.supervisor,
        "from": happened.isoformat(),
        "expires": f"{END.year + 1}-12-31",
    }
    chart.put(f"records/waivers/{waiver['id']}.yaml", waiver)
    accepted = chart.commit("Accept a late entry", "no signal on the road", chart.supervisor)
    yield chart.merge([written, accepted], "Merge a late entry", "accepted with its reason")
