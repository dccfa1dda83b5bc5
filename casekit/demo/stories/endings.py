"""A chart in, the commits of its end out: what led to it, the outcome, and every open end in somebody's hands."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.demo.chart import Chart, Data
from casekit.demo.steps import Step
from casekit.demo.stories.passing import phase, wait
from casekit.demo.writing import arranging, happening, picture, planning

_DONE = {"goals_met", "needs_met_elsewhere"}
_ABSENT = {"lost_contact", "died", "incarcerated"}
_GONE_TO = {"died": "deceased", "incarcerated": "jail", "lost_contact": "unknown"}


def end(chart: Chart, *, contact: bool = True, exit_point: bool = True) -> Iterator[Step]:
    """End the case for the outline's reason; read and merged by the supervisor."""
    reason = chart.outline.reason
    if reason == "lost_contact":
        yield from _try_in_other_ways(chart)
    elif reason == "died":
        _put_death(chart)
    elif reason == "incarcerated":
        happening.incident(
            chart, "arrest", chart.told("custody"), chart.told("custody_response"), said="loss",
            facility="Saltbush County Jail",
        )  # fmt: skip
    here = reason not in _ABSENT
    open_ends = _settle(chart, done=reason in _DONE)
    if here and contact:
        goals = [goal["id"] for goal in chart.plan.get("goals", ())]
        happening.contact(
            chart, "visit", chart.note("leaving"), place="office", minutes=45, said="thanks", goals=goals or None
        )
    housed = any(s["need"] == "housing" and s["status"][-1]["status"] == "completed" for s in chart.services)
    where = _GONE_TO.get(reason, "rental" if housed else chart.living)
    point = picture.circumstances(chart, "exit", where) if here and (exit_point or housed) else None
    yield from _close(chart, point, where, open_ends)


def _close(chart: Chart, point: str | None, where: str, open_ends: list[str]) -> Iterator[Step]:
    died = chart.outline.reason == "died"
    if not died:
        phase(chart, "outcome_evaluation")
    planning.outcome(chart, point, where, open_ends)
    status = {"status": "deceased" if died else "closed", "from": chart.day.isoformat()}
    chart.file["status"].append({**status, "because": planning.closing_words(chart)})
    chart.put_case()
    written = chart.commit("Close the case", "outcome evaluation")
    for assignment in chart.file["assignments"]:
        assignment.setdefault("to", chart.day.isoformat())
    chart.put_case()
    ended = chart.commit("End the assignment", "the case is closed", chart.supervisor)
    yield chart.merge([written, ended], "Merge the closing", "outcome and open ends read")


def _settle(chart: Chart, *, done: bool) -> list[str]:
    """Bring services and goals to an end; return what is left for somebody else."""
    left: list[str] = []
    why = "The case ends; what is open was handed over."
    for service in chart.services:
        if "unmet" in service and not arranging.is_open(service):
            left.append(service["what"])
        if not arranging.is_open(service):
            continue
        if "unmet" in service or not done:
            left.append(service["what"])
            arranging.move(chart, service, "cancelled", because=why)
        else:
            arranging.move(chart, service, *_rest(service))
    unmet = {service["id"] for service in chart.services if "unmet" in service}
    for goal in planning.active(chart):
        if done and unmet & set(goal["services"]):
            planning.end_goal(chart, goal, "partly_met", "Nothing fitting was found yet.")
        elif done:
            planning.end_goal(chart, goal, "met")
        else:
            planning.end_goal(chart, goal, chart.chance.choice(("partly_met", "dropped")), why)
    return left


def _rest(service: Data) -> tuple[str, ...]:
    """Return the states between where a service stands and its completion."""
    states = ("requested", "accepted", "in_progress", "completed")
    now = service["status"][-1]["status"]
    return states[states.index(now) + 1 :] if now in states else ("in_progress", "completed")


def _try_in_other_ways(chart: Chart) -> Iterator[Step]:
    """Try in several ways before the case ends; no letter goes where none is safe."""
    ways = [("phone", "telehealth"), ("visit", "home")]
    if chart.person["safe_contact"]["mail"]["safe"]:
        ways.append(("letter", "office"))
    for kind, place in ways:
        happening.contact(chart, kind, chart.note("missed"), place=place, minutes=10, reached=False)
        yield chart.commit("Record an attempt", "not reached")
        yield from wait(chart, 4, 8)


def _put_death(chart: Chart) -> None:
    chart.person["died"] = chart.day.isoformat()
    chart.put_person()
    relation = chart.person["supports"][0]["relation"]
    record = chart.today(
        kind="death", what=chart.told("died"), response=chart.told("died_response"),
        told_by=f"the client's {relation}, by phone",
    )  # fmt: skip
    chart.event("incident", record)
