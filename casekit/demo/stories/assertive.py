"""A chart in, the commits of an ACT case out: a team, four meetings a week and more, where the client lives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casekit.demo.chart import Chart
from casekit.demo.days import END
from casekit.demo.steps import Step
from casekit.demo.stories.passing import phase, reviewed, wait
from casekit.demo.writing import arranging, happening, opening, picture, planning

_WEEK = (0, 1, 3, 4)  # Monday, Tuesday, Thursday, Friday
_KINDS = (("visit", "home", 35), ("accompaniment", "community", 45), ("skills", "home", 40), ("visit", "community", 30))
_PLAN_DAY, _REVIEW_DAY = 14, 76


def assertive(chart: Chart) -> Iterator[Step]:
    """Tell the case until the last day; an ACT team sets no end."""
    day_one = chart.day
    chart.domains = ["mental_health", "social_support"]
    opening.open_case(chart)
    _care_team(chart)
    opening.release_to_support(chart, "So that a relative can be heard, and knows the hours of visits.")
    chart.hears_support = True
    happening.contact(
        chart, "visit", chart.note("first"), place="home", minutes=60, said="thanks", staff=[_other(chart)]
    )
    picture.circumstances(chart, "entry", "rental")
    yield chart.commit("Open a case", "first visit")
    yield from wait(chart, 1)
    yield from _understand(chart)
    done: set[str] = set()
    while chart.day < END:
        yield from wait(chart, _to_next(chart.day))
        age = (chart.day - day_one).days
        if age >= _PLAN_DAY and "plan" not in done:
            done.add("plan")
            yield from _plan(chart)
        elif age >= _REVIEW_DAY and "review" not in done:
            done.add("review")
            yield from _review(chart)
        else:
            yield from _visit(chart)


def _to_next(day: dt.date) -> int:
    return next(ahead for ahead in range(1, 8) if (day + dt.timedelta(days=ahead)).weekday() in _WEEK)


def _other(chart: Chart) -> str:
    """Return somebody of the team beside the client's first person."""
    members = chart.team.members if chart.team else []
    return chart.chance.choice([w.id for w in members if w.id != chart.worker and w.role != "prescriber"])


def _care_team(chart: Chart) -> None:
    prescriber = next(w for w in chart.team.members if w.role == "prescriber") if chart.team else None
    if prescriber:
        chart.file["care_team"] = [{"name": prescriber.name, "role": "prescriber", "staff": prescriber.id}]
    level = {
        "scale": "LOCUS",
        "level": "Level 4",
        "decided_by": f"{prescriber.name}, psychiatrist" if prescriber else "the referring hospital",
    }
    chart.file["level_of_care"] = {**level, "on": chart.day.isoformat()}
    chart.put_case()


def _understand(chart: Chart) -> Iterator[Step]:
    domains = chart.domains
    phase(chart, "assessment")
    happening.contact(chart, "visit", chart.note("assess"), place="home", minutes=75, staff=[_other(chart)])
    picture.assessment(chart, domains)
    phase(chart, "risk_evaluation")
    picture.risk(chart, "moderate", domains, chart.told("mild_risk"))
    yield chart.commit("Add assessment and risk evaluation", "assessment talk")


def _plan(chart: Chart) -> Iterator[Step]:
    phase(chart, "planning")
    happening.contact(chart, "visit", chart.note("plan"), place="home", minutes=60, goals=["g1", "g2"])
    planning.begin_plan(chart, ["mental_health", "social_support"])
    planning.agreement(chart)
    yield reviewed(chart, "Add the plan and its agreement", "planning meeting", "the plan was read")
    yield from wait(chart, _to_next(chart.day))
    phase(chart, "implementation")
    arranging.request(chart, "social_support", chart.plan["goals"][1])
    arranging.request(chart, "mental_health", chart.plan["goals"][0])
    happening.contact(chart, "visit", chart.note("team"), place="home", minutes=35, goals=["g2"])
    yield chart.commit("Ask for services", "steps of the plan")


def _visit(chart: Chart) -> Iterator[Step]:
    """One of the week's contacts, by whoever of the team has the hour."""
    first, chart.worker = chart.worker, chart.chance.choice((chart.worker, _other(chart)))
    kind, place, minutes = chart.chance.choice(_KINDS)
    goals = [goal["id"] for goal in planning.active(chart)]
    supports = ["u1"] if chart.chance.random() < 0.25 else None  # noqa: PLR2004 - once a week
    skill = {"taught": chart.told("practised"), "result": chart.told("practised_result")} if kind == "skills" else None
    happening.contact(
        chart,
        kind,
        chart.note("team"),
        place=place,
        minutes=minutes,
        goals=goals[:1] or None,
        supports=supports,
        skill=skill,
    )
    if goals and chart.chance.random() < 0.1:  # noqa: PLR2004 - every other week
        planning.finish_steps(chart, 1)
    for service in chart.services:
        if service["status"][-1]["status"] == "requested":
            arranging.move(chart, service, "accepted", "in_progress")
    yield chart.commit("Record a contact", "work on the plan")
    chart.worker = first


def _review(chart: Chart) -> Iterator[Step]:
    happening.contact(chart, "visit", chart.note("review"), place="home", minutes=55, goals=["g1", "g2"])
    name = planning.review(chart, "continue", "some", chart.told("relationship"))
    picture.update(chart, {"mental_health": "safe"})
    phase(chart, "monitoring", chart.told("holds"), review=name)
    yield chart.commit("Add a review", "quarterly review")
