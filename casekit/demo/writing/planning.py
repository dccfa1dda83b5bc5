"""A chart in; the plan, its agreement, reviews and the outcome put into it."""

from __future__ import annotations

import datetime as dt
import hashlib

from casekit.demo.chance import wrapped
from casekit.demo.chart import Chart, Data
from casekit.demo.days import END
from casekit.records.write import write

_CRISIS = "(<name> calls a friend first, then the crisis line|First <her> people, at any hour; then the crisis line|The safe number, then the crisis line). (What <she> does not want: surprises at the door|What helps: a short call, then quiet|What does not help: many questions)."
_LEAVING = "(When the steps run without a call to us|When a month has passed with nothing to arrange|When both goals have held for a season), we meet once and say goodbye."


def goal(chart: Chart, domain: str, baseline: str | None = None) -> Data:
    """Add a goal in a domain to the plan, in the client's words, with steps and who does them; return it."""
    thread, number = chart.thread(domain), len(chart.plan["goals"]) + 1
    strengths = chart.some("strength", 1)
    target = max(chart.day + dt.timedelta(days=90), min(chart.outline.closes, END) + dt.timedelta(days=40))
    added: Data = {
        "id": f"g{number}",
        "need": domain,
        "aim": f"{chart.tells(thread.aim).rstrip('.')}.",
        "client_words": wrapped(f"{chart.tells(thread.words)} {chart.says('own')}"),
        "baseline": baseline or chart.tells(thread.baseline),
        "expected": chart.tells(thread.expected),
        "measure": chart.tells(thread.measure),
        "target": target.isoformat(),
        "weight": chart.chance.randint(2, 5),
        "owner": chart.worker,
        "uses_strengths": strengths,
        "status": [{"status": "active", "from": chart.day.isoformat()}],
        "steps": [
            {
                "id": f"g{number}s{place}",
                "what": f"{chart.tells(what)}.",
                "who": who,
                "due": (chart.day + dt.timedelta(days=25 + 30 * place)).isoformat(),
            }
            for place, (what, who) in enumerate(thread.steps, 1)
        ],
        "services": [],
    }
    chart.plan["goals"].append(added)
    return added


def begin_plan(chart: Chart, domains: list[str]) -> None:
    """Put the first plan, with a goal in each domain."""
    chart.plan = {"started": chart.day.isoformat(), "goals": []}
    for domain in domains:
        goal(chart, domain)
    chart.plan |= {"crisis": wrapped(chart.tells(_CRISIS)), "leaving": chart.tells(_LEAVING)}
    chart.put_plan()


def agreement(chart: Chart) -> str:
    """Put the client's agreement to the plan as it stands now, bound to its bytes. The plan is put too."""
    chart.put_plan()
    return chart.event(
        "agreement",
        chart.today(
            signer={"who": "client"},
            how=chart.chance.choice(("in_writing", "in_writing", "verbally")),
            plan_sha256=hashlib.sha256(write(chart.plan).encode()).hexdigest(),
            words=wrapped(chart.says("agree")),
            copy_given=chart.day.isoformat(),
        ),
    )


def finish_steps(chart: Chart, most: int = 9) -> None:
    """Mark the next open steps of active goals as done today, as many as ``most``; the last one ends with its goal."""
    for each in chart.plan["goals"]:
        if each["status"][-1]["status"] != "active":
            continue
        still_open = [step for step in each["steps"] if "done" not in step and "dropped" not in step]
        for step in still_open[:-1][: max(most, 0)]:
            step["done"] = chart.day.isoformat()
            most -= 1
    chart.put_plan()


def end_goal(chart: Chart, each: Data, status: str, because: str | None = None) -> None:
    """Write into a goal's log how it ended today; what is left of its steps is done or dropped."""
    entry = {"status": status, "from": chart.day.isoformat()}
    each["status"].append({**entry, "because": because} if because else entry)
    for step in each["steps"]:
        if "done" not in step and "dropped" not in step:
            if status == "met":
                step["done"] = chart.day.isoformat()
            else:
                step["dropped"] = because or "The goal ended before it."
    chart.put_plan()


def active(chart: Chart) -> list[Data]:
    """Return the goals that are being worked on."""
    return [each for each in chart.plan.get("goals", ()) if each["status"][-1]["status"] == "active"]


def review(chart: Chart, decision: str, progress: str, changes: str, **more: str) -> str:
    """Put a review: the client and somebody else heard, every active goal rated, who carries what by now."""
    relation = chart.person["supports"][0]["relation"]
    other = {"who": f"the client's {relation}", "how": "by phone, with a release"}
    if not chart.hears_support:
        other = {"who": "the worker at the service", "how": "by phone, with a release"}
    who = "together" if progress in {"none", "some", "worse"} else "client"
    goals = [
        {"goal": each["id"], "progress": progress, "words": wrapped(chart.says("review"))} for each in active(chart)
    ]
    return chart.event(
        "review",
        chart.today(
            heard=[
                {"who": "the client", "how": "in person"},
                other,
            ],
            goals=goals,
            client_words=wrapped(chart.says("review")),
            changes=changes,
            self_management=[{"domain": each["need"], "who": who} for each in active(chart)],
            unmet_needs=[s["need"] for s in chart.services if "unmet" in s],
            obligations_hours_weekly=chart.chance.randint(1, 4),
            decision=decision,
            **more,
            next=(chart.day + dt.timedelta(days=85)).isoformat() if decision != "close" else None,
        ),
    )


_CLOSED = {
    "goals_met": "(The list is done, in the client's words|What was wanted is there|Goals reached; the rest runs without us).",
    "needs_met_elsewhere": "(Another service does it all from here|A relative and another agency carry it now).",
    "moved": "Moved to another county; papers and names of services there given.",
    "transferred": "Handed over to another agency, at the client's wish and with a joint meeting.",
    "withdrew": "The client ends the service and knows how to come back.",
    "lost_contact": "Not reached in four ways over several weeks; the last letter says the door is open.",
    "died": "The client died. A relative told us.",
    "no_longer_eligible": "Income rose above the program's limit; what is open was handed over.",
    "incarcerated": "In custody for longer; the jail's social worker takes over.",
    "other": "Ended by agreement; the reason stays with the client.",
}
_SUMMARY = "(<name> came with|<name> came, wanting order in|<name> brought) (two|some) (open matters|papers nobody had answered) and (left with|ends with) (more in <her> own hands|a folder and a calendar that are <hers>|the next dates known). (What carried it were <her> own calls|A relative's help counted for much|Small steps did it)."


def closing_words(chart: Chart) -> str:
    """Return why the case ends, as case.yaml says it."""
    return chart.tells(_CLOSED[chart.outline.reason])


def outcome(chart: Chart, circumstances: str | None, destination: str, open_ends: list[str]) -> None:
    """Put the outcome evaluation; every open end is handed to somebody."""
    reason = chart.outline.reason
    here = reason not in {"lost_contact", "died", "incarcerated"}
    day = chart.day.isoformat()
    results = [
        {"goal": each["id"], "result": "met" if each["status"][-1]["status"] == "met" else "dropped_by_client" if each["status"][-1]["status"] == "dropped" else "partly_met"}
        for each in chart.plan.get("goals", ())
    ]  # fmt: skip
    absent = {"none_because": "not_obtainable"}
    support = chart.person["supports"][0]
    receiver = (
        "the client" if here else f"{support['name']}, {support['relation']}" if reason == "died" else "the duty worker"
    )
    chart.slots["hers"] = {"she": "hers", "he": "his", "they": "theirs"}[str(chart.slots["she"])]
    chart.put(
        f"{chart.folder}/outcome.yaml",
        chart.today(
            reason=reason,
            goals=results or None,
            circumstances=circumstances,
            destination="deceased" if reason == "died" else destination,
            feedback=wrapped(f"{chart.says('thanks')} {chart.says('better')}") if here else absent,
            aftercare="One call opens a new case in the same week, without starting over." if reason != "died" else "No reminders and no letters go out. The family has our number.",
            handed_over=[{"what": what, "to": receiver, "on": day} for what in open_ends],
            told={"client": day} if here or reason == "incarcerated" else {"others": ["the front desk"]},
            summary=wrapped(chart.tells(_SUMMARY)),
        ),
    )  # fmt: skip
