"""A chart in, the commits of a full case out: strengths-based, clinical and reentry cases walk all seven steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from casekit.demo.chart import Chart
from casekit.demo.steps import Step
from casekit.demo.stories import turns
from casekit.demo.stories.endings import end
from casekit.demo.stories.passing import phase, requested, reviewed, wait
from casekit.demo.stories.reviewing import pass_time, review_in_time
from casekit.demo.writing import arranging, happening, opening, picture, planning

_DOMAINS = {
    "strengths": ("housing", "food", "income", "transportation", "physical_health", "mental_health", "social_support", "employment"),
    "recovery-path": ("employment", "housing", "social_support", "mental_health", "physical_health"),
    "reentry-bridge": ("employment", "documents", "housing", "transportation"),
}  # fmt: skip
_UNHOUSED = ("doubled_up", "with_family", "transitional_housing")
_KINDS = (
    ("visit", "home", 50),
    ("visit", "community", 45),
    ("phone", "telehealth", 20),
    ("accompaniment", "provider", 90),
)
_CLINICAL = (
    ("therapy", "office", 50),
    ("skills", "office", 45),
    ("visit", "community", 45),
    ("phone", "telehealth", 20),
)
_LAST_DAYS = 12
_QUIET = dt.timedelta(days=24)
_TURNS: dict[str, Callable[[Chart], Iterator[Step]]] = {
    "support": turns.support, "denial": turns.denial, "advocacy": turns.advocacy, "eviction": turns.eviction,
    "admission": turns.admission, "return_to_use": turns.return_to_use, "overdose": turns.overdose,
    "revoked": turns.revoked, "arrest": turns.arrest, "income": turns.income, "grievance": turns.grievance,
    "report": turns.report, "funds": turns.funds, "on_hold": turns.on_hold, "missed": turns.missed,
}  # fmt: skip


def partnership(chart: Chart) -> Iterator[Step]:
    """Tell the case from the first talk to its end."""
    chart.domains = _domains(chart)
    yield from _begin(chart, chart.chance.choice(_UNHOUSED) if "housing" in chart.domains else "rental")
    yield from _understand(chart, chart.domains[:2])
    yield from _plan(chart, chart.domains[:2])
    yield from _work(chart)
    yield from end(chart)


def _domains(chart: Chart) -> list[str]:
    """Return the two areas of life that the first plan is about."""
    found = chart.chance.sample(_DOMAINS[chart.outline.program], 2)
    if chart.part2:
        return ["substance_use", found[0]]
    if chart.has("denial"):
        return [found[0] if found[0] != "income" else found[1], "income"]
    if chart.has("eviction") and "housing" in found:
        return ["food", "transportation"]  # the home is still there
    return found


def _begin(chart: Chart, living: str) -> Iterator[Step]:
    opening.open_case(chart, "urgent" if chart.has("high_risk") else "routine")
    happening.contact(chart, "visit", chart.note("first"), minutes=60, said="thanks")
    picture.circumstances(chart, "entry", living)
    if chart.outline.program == "reentry-bridge":
        legal = arranging.supervision(chart)
        chart.put_case()
        opening.consent(
            chart,
            "criminal_justice",
            purpose="So that the officer can follow whether the client takes part.",
            provider="county-probation",
            information=("Whether the client attends", "Dates and hours of appointments"),
            ends_on="The end of probation",
            revocable_from={"event": "The end of probation", "date": legal["to"]},
        )
        chart.legal = legal
    if not chart.has("revoked"):
        opening.release_to_support(chart, "So that a relative can be heard, and knows the hours of appointments.")
        chart.hears_support = True
    yield chart.commit("Open a case", "first meeting")


def _understand(chart: Chart, domains: list[str]) -> Iterator[Step]:
    """Steps two and three: the assessment, and the risks that the plan must carry."""
    yield from wait(chart, 4, 8)
    phase(chart, "assessment")
    happening.contact(chart, "visit", chart.note("assess"), place="home", minutes=75)
    high = chart.has("high_risk")
    name = picture.assessment(chart, domains, worst="crisis" if high else "vulnerable")
    phase(chart, "risk_evaluation")
    level = "high" if high else chart.chance.choice(("low", "moderate"))
    picture.risk(chart, level, domains, chart.told("high_risk" if high else "mild_risk"))
    if high:
        picture.safety_plan(chart, assessment=name)
    yield chart.commit("Add assessment and risk evaluation", "assessment talk")
    if high:
        yield from turns.seen_by_supervisor(chart)
        yield from wait(chart, 1)
        happening.contact(chart, "phone", chart.note("phone"), minutes=20, said="thanks")
        yield chart.commit("Record a contact", "follow-up on risk")


def _plan(chart: Chart, domains: list[str]) -> Iterator[Step]:
    yield from wait(chart, 4, 8)
    phase(chart, "planning")
    happening.contact(chart, "visit", chart.note("plan"), place="home", minutes=70, goals=["g1", "g2"])
    planning.begin_plan(chart, domains)
    planning.agreement(chart)
    yield reviewed(chart, "Add the plan and its agreement", "planning meeting", "the plan was read")
    chart.reviewed_on = chart.day
    yield from wait(chart, 2, 5)
    phase(chart, "implementation")
    yield from requested(chart, [(goal["need"], goal) for goal in chart.plan["goals"]], "steps of the plan")


def _work(chart: Chart) -> Iterator[Step]:
    """Steps five and six, as long as the case lasts, with the turns that this one takes."""
    waiting = [turn for trait, turn in _TURNS.items() if chart.has(trait)]
    while (chart.outline.closes - chart.day).days > _LAST_DAYS or waiting:
        yield from pass_time(chart, *((8, 11) if chart.high_since else (15, 22)))
        if chart.reviewed_on == chart.day:
            continue
        yield from waiting.pop(0)(chart) if waiting and chart.high_since is None else _contact(chart)
        if chart.reviewed_on < chart.day:
            yield from review_in_time(chart)
    yield from wait(chart, 4, 8)


def _contact(chart: Chart) -> Iterator[Step]:
    """Meet, and see how steps and services go on."""
    kind, place, minutes = chart.chance.choice(_CLINICAL if chart.part2 else _KINDS)
    goals = [goal["id"] for goal in planning.active(chart)]
    skill = {"taught": chart.told("skill"), "result": chart.told("practised_result")} if kind == "skills" else None
    note = chart.note("phone" if kind == "phone" else "contact")
    happening.contact(chart, kind, note, place=place, minutes=minutes, goals=goals or None, skill=skill)
    waiting = (s for s in chart.services if s["status"][-1]["status"] == "in_progress" and "denial" not in s)
    if (service := next(waiting, None)) is not None:
        arranging.move(chart, service, "completed")
    planning.finish_steps(chart, 2)
    if chart.high_since and chart.day - chart.high_since > _QUIET:
        picture.risk(chart, "moderate", [g["need"] for g in planning.active(chart)], chart.told("calmer_risk"))
    yield chart.commit("Record a contact", "work on the plan")
