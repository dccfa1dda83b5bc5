"""A chart in, the commits of one turn of events out: what happens to people while a plan is under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator

from casekit.demo.chart import Chart
from casekit.demo.days import working_day
from casekit.demo.steps import Step
from casekit.demo.stories.passing import phase, requested, reviewed, wait
from casekit.demo.stories.reviewing import approved, pass_time
from casekit.demo.writing import arranging, happening, opening, picture, planning

_HOSPITAL = "Saltbush Regional Hospital"


def seen_by_supervisor(chart: Chart) -> Iterator[Step]:
    """A licensed colleague sees the client on the same day, and writes it down in their own name."""
    happening.contact(
        chart, "crisis", chart.note("seen"), place="community", minutes=45, by=chart.supervisor, staff=[chart.worker]
    )
    yield chart.commit("Record a contact", "seen by a colleague", chart.supervisor)


def _goals(chart: Chart) -> list[str] | None:
    return [goal["id"] for goal in planning.active(chart)] or None


def _again(chart: Chart, domain: str, because: str, incident: str, baseline: str | None = None) -> Iterator[Step]:
    """Go back to planning because of an incident, and forward again with a new goal that was agreed."""
    phase(chart, "planning", because, incident=incident)
    yield chart.commit("Go back to planning", "an incident")
    yield from wait(chart, 1)
    happening.contact(chart, "phone", chart.note("phone"), minutes=20, incident=incident)
    yield chart.commit("Record a contact", "the day after")
    yield from wait(chart, 3, 5)
    chart.domains.append(domain)
    added = planning.goal(chart, domain, baseline)
    happening.contact(chart, "visit", chart.note("plan"), place="community", minutes=60, goals=[added["id"]])
    planning.agreement(chart)
    yield reviewed(chart, "Change the plan, with its agreement", "planning again", "the changed plan was read")
    yield from wait(chart, 1, 3)
    phase(chart, "implementation", chart.told("forward"))
    yield from requested(chart, [(domain, added)], "the changed plan")


def eviction(chart: Chart) -> Iterator[Step]:
    """The home is lost; a bed comes first, and the plan begins again from there."""
    name = happening.incident(chart, "eviction", chart.told("evicted"), chart.told("evicted_response"), said="loss")
    happening.contact(chart, "crisis", chart.note("crisis"), place="shelter", minutes=120, said="loss", incident=name)
    picture.circumstances(chart, "change", "shelter", "The home was lost by eviction.")
    picture.update(chart, {"housing": "crisis"})
    picture.risk(chart, "moderate", ["housing"], chart.told("evicted_risk"))
    for goal in planning.active(chart):
        if goal["need"] == "housing":
            planning.end_goal(chart, goal, "dropped", chart.told("home_lost"))
    yield from _again(chart, "housing", chart.told("home_lost"), name, "A room at the shelter, night by night.")


def admission(chart: Chart) -> Iterator[Step]:
    """A stay in the hospital, and a second one within a month; someone visits, and is there afterwards."""
    name = ""
    for planned in (False, True):
        name = yield from _stay(chart, planned=planned)
    yield from _again(chart, "physical_health", chart.told("stays"), name)


def _stay(chart: Chart, *, planned: bool) -> Generator[Step, None, str]:
    on = working_day(chart.day + dt.timedelta(days=2))
    record = chart.today(
        kind="admission",
        facility=_HOSPITAL,
        provider="regional-hospital",
        planned=planned,
        what=chart.told("planned_stay" if planned else "unplanned_stay"),
        response=chart.told("stay_response"),
        told_by="the client, by phone",
        client_words=chart.says("ward"),
        follow_up={"by": chart.worker, "on": on.isoformat(), "what": "Visit on the ward."},
    )
    record["from"] = record["date"]
    name = chart.event("incident", record)
    yield chart.commit("Record an incident", "an admission")
    yield from wait(chart, 1, 2)
    happening.contact(chart, "visit", chart.note("ward"), place="hospital", minutes=30, incident=name)
    yield chart.commit("Record a contact", "visit on the ward")
    yield from wait(chart, 2, 4)
    record["to"] = chart.day.isoformat()
    chart.put(f"{chart.folder}/incidents/{name}.yaml", record)
    visit = arranging.appointment(chart, "medical", "Visit after discharge", 5, "community-clinic")
    yield chart.commit("Record the discharge", "home again")
    yield from wait(chart, 1, 2)
    happening.contact(chart, "visit", chart.note("after"), place="home", minutes=50, said="ward", incident=name)
    picture.risk(chart, "moderate", [g["need"] for g in planning.active(chart)], chart.told("home_risk"))
    yield chart.commit("Record a contact", "after discharge")
    yield from pass_time(chart, 5, 7)
    arranging.kept(chart, visit)
    happening.contact(chart, "phone", chart.note("phone"), minutes=15, goals=_goals(chart))
    yield chart.commit("Record an appointment's outcome", "attended")
    yield from pass_time(chart, 4, 8)
    return name


def return_to_use(chart: Chart) -> Iterator[Step]:
    """Use came back for a while; no step is lost, and the plan is looked at again."""
    name = happening.incident(chart, "return_to_use", chart.told("used"), chart.told("used_response"), said="back")
    happening.contact(
        chart, "visit", chart.note("after_use"), place="community", minutes=60, said="back", incident=name
    )
    picture.risk(chart, "moderate", ["substance_use"], chart.told("use_risk"))
    yield from _again(chart, "social_support", chart.told("evenings"), name)


def overdose(chart: Chart) -> Iterator[Step]:
    """An overdose: the ambulance first, then what the law wants written down, then a safety plan."""
    happening.emergency_disclosure(chart, "Overdose; naloxone given before the crew came.")
    name = happening.incident(
        chart, "overdose", chart.told("overdosed"), chart.told("overdose_response"), said="back",
        facility=_HOSPITAL, provider="regional-hospital",
    )  # fmt: skip
    picture.risk(chart, "high", ["substance_use"], chart.told("overdose_risk"))
    picture.safety_plan(chart, incident=name)
    yield chart.commit("Record an incident", "an emergency")
    yield from seen_by_supervisor(chart)
    yield from wait(chart, 1)
    happening.contact(
        chart, "visit", chart.note("after_overdose"), place="home", minutes=60, said="back", incident=name
    )
    yield chart.commit("Record a contact", "follow-up on risk")


def revoked(chart: Chart) -> Iterator[Step]:
    """A release to a relative is given, and taken back by word of mouth some weeks later."""
    record = opening.release_to_support(chart, "So that a relative knows the hours of appointments.")
    happening.contact(chart, "phone", chart.note("phone"), minutes=15, goals=_goals(chart))
    yield chart.commit("Add a release", "the client's wish")
    yield from pass_time(chart, 12, 20)
    told = ["the front desk, at once"]
    record["revoked"] = {"date": chart.day.isoformat(), "how": "orally", "by": "the client", "told": told}
    opening.put_consent(chart, record)
    happening.contact(chart, "phone", chart.told("takes_back"), minutes=10)
    yield chart.commit("Record a revocation", "the client's word")


def arrest(chart: Chart) -> Iterator[Step]:
    """Some days in custody; the officer hears it from the client first."""
    what, response = chart.told("held"), chart.told("held_response")
    name = happening.incident(chart, "arrest", what, response, said="loss", facility="Saltbush County Jail")
    happening.contact(chart, "visit", chart.note("jail"), place="jail", minutes=45, incident=name)
    yield from _again(chart, "transportation", chart.told("warrant"), name)


def income(chart: Chart) -> Iterator[Step]:
    """Hours are cut; the plan makes room."""
    name = happening.incident(chart, "loss_of_income", chart.told("cut"), chart.told("cut_response"), said="loss")
    happening.contact(chart, "visit", chart.note("contact"), place="community", minutes=50, incident=name)
    picture.circumstances(chart, "change", chart.living, "Shifts were cut by half.", wages=0.5)
    yield from _again(chart, "food", chart.told("cut_plan"), name)


def denial(chart: Chart) -> Iterator[Step]:
    """An application is denied, appealed and won."""
    service = next((s for s in chart.services if s["need"] == "income" and arranging.is_open(s)), None)
    if service is None or "unmet" in service:
        return
    arranging.deny(chart, service)
    happening.contact(chart, "phone", chart.note("phone"), minutes=25, services=[service["id"]])
    yield chart.commit("Record a denial", "letter received")
    yield from pass_time(chart, 6, 12)
    arranging.appeal(chart, service)
    happening.contact(chart, "visit", chart.note("contact"), minutes=45, services=[service["id"]])
    yield chart.commit("File an appeal", "the client's wish")
    yield from pass_time(chart, 18, 24)
    arranging.win(chart, service)
    happening.contact(chart, "phone", chart.note("phone"), minutes=15, services=[service["id"]], said="thanks")
    yield chart.commit("Record the decision", "appeal decided")


def support(chart: Chart) -> Iterator[Step]:
    """A talk with the client's own people, with the client in the room."""
    note = chart.note("support")
    supports = ["u1"] if chart.hears_support else None
    happening.contact(
        chart, "family_consultation", note, place="home", minutes=45, supports=supports, goals=_goals(chart)
    )
    yield chart.commit("Record a contact", "talk with supports")


def missed(chart: Chart) -> Iterator[Step]:
    """Nobody there at the agreed time; another way is tried, and works."""
    visit = arranging.appointment(chart, "medical", "First visit at the clinic", 3, "community-clinic")
    happening.contact(chart, "phone", chart.note("missed"), minutes=5, reached=False)
    yield chart.commit("Record an attempt", "not reached")
    yield from wait(chart, 5, 6)
    arranging.kept(chart, visit, "did_not_attend")
    happening.contact(chart, "visit", chart.note("found"), place="home", minutes=35, goals=_goals(chart))
    yield chart.commit("Record a contact", "reached another way")


def grievance(chart: Chart) -> Iterator[Step]:
    """A complaint, answered in person within days."""
    complaint = happening.grievance(chart)
    happening.contact(chart, "visit", chart.note("complaint"), place="office", minutes=30, goals=_goals(chart))
    yield chart.commit("Record a complaint", "told by the client")
    yield from wait(chart, 2, 4)
    happening.answer(chart, complaint)
    yield chart.commit("Answer a complaint", "answered in person", chart.supervisor)


def report(chart: Chart) -> Iterator[Step]:
    """A report that the law asks of the worker; the client knew beforehand."""
    happening.report(chart)
    happening.contact(chart, "visit", chart.note("contact"), place="community", minutes=60)
    picture.risk(chart, "moderate", [g["need"] for g in planning.active(chart)], chart.told("report_risk"))
    yield chart.commit("Record a mandated report", "duty to report")


def funds(chart: Chart) -> Iterator[Step]:
    """Something small is paid from flexible funds, decided by a second person."""
    goal = planning.active(chart)[0]
    service = arranging.pay(chart, goal)
    of, amount = f"services/{service['id']}.yaml", service["cost"]["amount"] * service["cost"]["units"]
    decides = {"for": "flexible_funds", "amount": amount}
    yield approved(chart, of, decides, "Ask for flexible funds", "a small help")


def on_hold(chart: Chart) -> Iterator[Step]:
    """A pause that the client asks for, and its end."""
    entry = {"status": "on_hold", "from": chart.day.isoformat(), "because": chart.told("away")}
    chart.file["status"].append(entry)
    chart.put_case()
    happening.contact(chart, "phone", chart.note("phone"), minutes=15)
    yield chart.commit("Put the case on hold", "the client's wish")
    yield from wait(chart, 20, 26)
    chart.file["status"].append({"status": "open", "from": chart.day.isoformat(), "because": "Back home."})
    chart.put_case()
    happening.contact(chart, "visit", chart.note("contact"), place="home", minutes=45, goals=_goals(chart))
    yield chart.commit("Open the case again", "back from the pause")


def advocacy(chart: Chart) -> Iterator[Step]:
    """A check-in collides with a service; both sides move, and the client hears it first."""
    goal = planning.active(chart)[0]
    service = next(s for s in chart.services if s["id"] in goal["services"])
    legal = chart.legal
    record = arranging.advocacy(chart, legal, service["provider"], goal)
    check_in = arranging.appointment(
        chart, "check_in", "Check-in with the officer", 3, "county-probation", legal=legal["id"], obligation=True
    )
    yield chart.commit("Record competing demands", "two systems, one hour")
    yield from wait(chart, 5, 8)
    arranging.kept(chart, check_in)
    arranging.settle(chart, record, legal)
    happening.contact(chart, "visit", chart.note("contact"), place="community", minutes=40, goals=[goal["id"]])
    arranging.standing(chart, legal)
    yield chart.commit("Record what was agreed", "both sides moved")
