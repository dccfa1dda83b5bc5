"""A chart in, what every story needs out: days that pass, phases that begin, work that the supervisor reads."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from casekit.demo.chart import Chart, Data
from casekit.demo.days import working_day
from casekit.demo.steps import Change, Merge, Step
from casekit.demo.writing import arranging, happening, planning


def wait(chart: Chart, least: int, most: int | None = None) -> Iterator[Step]:
    """Let days pass, and let the case change hands where its worker leaves in between."""
    goal = chart.day + dt.timedelta(days=chart.chance.randint(least, most or least))
    goal = goal if chart.team else working_day(goal)
    while chart.handovers and chart.handovers[0][0] <= goal:
        day, new = chart.handovers.pop(0)
        chart.turn_to(max(day, working_day(chart.day + dt.timedelta(days=1))))
        yield from _hand_over(chart, new)
    chart.turn_to(goal)


def _hand_over(chart: Chart, new: str) -> Iterator[Step]:
    old, chart.worker = chart.worker, new
    day = chart.day.isoformat()
    chart.file["assignments"][-1]["to"] = day
    because = "The former worker leaves the agency; the client met the new one beforehand."
    chart.file["assignments"].append(
        {"worker": new, "role": "primary", "from": day, "because": because, "accepted": day}
    )
    chart.put_case()
    yield chart.commit("Reassign the case", "the worker leaves the agency", chart.supervisor)
    for goal in planning.active(chart):
        if goal["owner"] == old:
            goal["owner"] = new
            chart.put_plan()
    happening.contact(chart, "visit", chart.note("handover"), place="office", minutes=45, said="thanks")
    yield chart.commit("Record the hand-over", "first meeting with the new worker")


def phase(chart: Chart, name: str, because: str | None = None, **behind: str) -> None:
    """Begin a phase today; going back names why, and the incident or review behind it."""
    entry: Data = {"phase": name, "from": chart.day.isoformat()}
    if because:
        entry["because"] = because
    chart.file["phases"].append({**entry, **behind})
    chart.put_case()


def reviewed(chart: Chart, subject: str, reason: str, because: str) -> Merge:
    """Return what was put as a commit that the supervisor merges."""
    return chart.merge([chart.commit(subject, reason)], f"Merge: {subject[0].lower()}{subject[1:]}", because)


def requested(chart: Chart, domains: list[tuple[str, Data]], reason: str) -> Iterator[Step]:
    """Ask for a service for each goal today; the answers come within policy's days."""
    services = [arranging.request(chart, domain, goal) for domain, goal in domains]
    yield chart.commit("Ask for services", reason)
    yield from wait(chart, 6, 10)
    for service in services:
        if chart.has("unmet") and service is services[-1] and not any("unmet" in s for s in chart.services):
            arranging.find_nothing(chart, service)
        else:
            arranging.move(chart, service, "accepted", "in_progress")
    happening.contact(chart, "phone", chart.note("phone"), minutes=15, services=[s["id"] for s in services])
    planning.finish_steps(chart, 1)
    yield chart.commit("Follow up services", "accepted")


def sha256_of(change: Change, path: str) -> str:
    """Return the SHA-256 of a file's bytes as a commit writes it."""
    return hashlib.sha256(change.files[path]).hexdigest()
