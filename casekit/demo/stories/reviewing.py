"""A chart in, its reviews out, each in time: a quarter is the limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from casekit.demo.chart import Chart
from casekit.demo.steps import Merge, Step
from casekit.demo.stories.passing import phase, sha256_of, wait
from casekit.demo.writing import happening, picture, planning

_SOON = dt.timedelta(days=52)
_AT_LAST = dt.timedelta(days=60)
_ENDING = dt.timedelta(days=25)
_REASSESS = dt.timedelta(days=120)


def pass_time(chart: Chart, least: int, most: int) -> Iterator[Step]:
    """Let days pass, and review the plan in time."""
    yield from wait(chart, least, most)
    yield from review_in_time(chart)


def review_in_time(chart: Chart) -> Iterator[Step]:
    """Review the plan where the next time might be too late; shortly before the end only where a quarter is nearly over."""
    since = chart.day - chart.reviewed_on
    if since > _AT_LAST or (since > _SOON and chart.outline.closes - chart.day > _ENDING):
        yield from review(chart)


def review(chart: Chart) -> Iterator[Step]:
    """Step six: is the plan working? A step down is decided by two."""
    phase_now = chart.file["phases"][-1]["phase"]
    down = chart.has("step_down") and phase_now == "monitoring" and chart.high_since is None
    goals = planning.active(chart)
    happening.contact(
        chart, "visit", chart.note("review"), place="home", minutes=55, goals=[goal["id"] for goal in goals] or None
    )
    whole = chart.day - chart.outline.opens > _REASSESS
    picture.update(chart, {goal["need"]: "building" if whole else "safe" for goal in goals})
    decision = "step_down" if down else "continue"
    changes = chart.told("less" if down else "changes")
    progress = "some" if phase_now == "implementation" else "much"
    name = planning.review(chart, decision, progress, changes)
    planning.finish_steps(chart, 2)
    if phase_now == "implementation":
        phase(chart, "monitoring", chart.told("holds"), review=name)
    chart.reviewed_on = chart.day
    if down:
        yield approved(chart, f"reviews/{name}.yaml", {"for": "step_down"}, "Add a review", "quarterly review")
    else:
        yield chart.commit("Add a review", "quarterly review")


def approved(chart: Chart, of: str, decides: dict[str, Any], subject: str, reason: str) -> Merge:
    """Return what was put as a commit, with the supervisor's approval of one of its files, merged.

    ``decides`` is what the approval is ``for``, and of money the ``amount`` in all.
    """
    written = chart.commit(subject, reason)
    identifier = chart.new_id("ap")
    record = {
        "id": identifier,
        "date": chart.day.isoformat(),
        "by": chart.supervisor,
        "of": of,
        "sha256": sha256_of(written, f"{chart.folder}/{of}"),
        **decides,
        "decision": "approved",
        "because": chart.told("approves"),
    }
    chart.put(f"{chart.folder}/approvals/{identifier}.yaml", record)
    decision = chart.commit("Approve", "a second person decided", chart.supervisor)
    return chart.merge([written, decision], f"Merge: {subject[0].lower()}{subject[1:]}", "approved")
