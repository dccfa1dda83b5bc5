"""A chart in; what is arranged for the client put into it: services, appointments, legal matters, advocacy."""

from __future__ import annotations

import datetime as dt

from casekit.demo.chance import wrapped
from casekit.demo.chart import Chart, Data
from casekit.demo.days import clock, working_day
from casekit.demo.texts import plain
from casekit.demo.writing.happening import disclosure
from casekit.demo.writing.opening import consent

_NAMES = {provider["id"]: provider["name"] for provider in plain("agency")["providers"]}
_OPEN = {"requested", "accepted", "waitlisted", "in_progress", "on_hold"}
_SPOKE = ("front desk", "intake", "the worker on duty", "the coordinator")


def request(chart: Chart, domain: str, goal: Data | None, *, urgent: bool = False) -> Data:
    """Put a service that was asked for today: choices shown, the client's choice, and a release for what was said."""
    thread = chart.thread(domain)
    release = consent(
        chart,
        "part2_release" if chart.part2 else "release",
        purpose=f"{_NAMES[thread.provider]}: {chart.tells(thread.what).lower()}.",
        provider=thread.provider,
        information=tuple(chart.tells(what) for what in thread.shared),
    )
    record: Data = {
        "id": chart.new_id("sv"),
        "kind": thread.kind,
        "what": chart.tells(thread.what),
        "need": domain,
        **({"goals": [goal["id"]]} if goal else {}),
        "urgent": urgent,
        "provider": thread.provider,
        "provider_service": thread.service,
        "consent": release["id"],
    }
    if thread.others:
        record["choices"] = [{"provider": provider} for provider in (thread.provider, *thread.others)]
    record |= {"client_choice": chart.tells(thread.choice), "status": [_asked(chart, release)]}
    if goal:
        goal["services"].append(record["id"])
        goal["steps"][0] |= {"service": record["id"], "done": chart.day.isoformat()}
        chart.put_plan()
    chart.services.append(record)
    chart.put_service(record)
    return record


def _asked(chart: Chart, release: Data) -> Data:
    """Return the first line of a service's log. In a Part 2 program what was shared has a record of its own."""
    spoke = chart.chance.choice(_SPOKE)
    shared = ", ".join(item[0].lower() + item[1:] for item in release["information"])
    line = {
        "status": "requested",
        "from": chart.day.isoformat(),
        "by": chart.worker,
        "minutes": chart.chance.choice((15, 20, 25, 30)),
    }
    if chart.part2:
        disclosure(
            chart, release, f"{_NAMES[release['recipient']['provider']]}, {spoke}", f"{shared[0].upper()}{shared[1:]}."
        )
        return line
    return {**line, "spoke_with": spoke, "shared": shared, "consent": release["id"]}


def move(chart: Chart, service: Data, *states: str, because: str | None = None) -> None:
    """Add lines of today to a service's log; the last one says why, where there is a reason."""
    for state in states:
        service["status"].append({"status": state, "from": chart.day.isoformat()})
    if because:
        service["status"][-1]["because"] = because
    if states[-1] == "completed":
        direct = service["kind"] == "direct"
        service["outcome"] = "Used from the first day." if direct else chart.tells(chart.thread(service["need"]).result)
    chart.put_service(service)


def deny(chart: Chart, service: Data) -> None:
    """Put a denial that came today, with the last day to appeal."""
    reason = chart.tells(
        "(One proof of income was missing|The address did not agree with the file|The interview call was not answered at the hour they rang)."
    )
    service["denial"] = {
        "on": chart.day.isoformat(),
        "reason": reason,
        "appeal_by": (chart.day + dt.timedelta(days=60)).isoformat(),
    }
    move(chart, service, "on_hold", because="Denied by letter; the client wants to appeal.")


def appeal(chart: Chart, service: Data) -> None:
    """Put an appeal that was filed today."""
    service["appeal"] = {"filed": chart.day.isoformat(), "decision": "pending"}
    move(chart, service, "in_progress", because="Appeal filed with the missing paper.")


def win(chart: Chart, service: Data) -> None:
    """Put the decision on an appeal: overturned, and the service goes through."""
    service["appeal"] |= {"decision": "overturned", "decided": chart.day.isoformat()}
    move(chart, service, "completed", because="The denial was overturned.")


def find_nothing(chart: Chart, service: Data) -> None:
    """Put that nothing fitting was found, and why; the gap is counted."""
    unmet = chart.thread(service["need"]).unmet
    state = "waitlisted" if unmet.because == "waitlist" else "rejected"
    service["unmet"] = {
        "because": unmet.because,
        "note": wrapped(chart.tells(unmet.note)),
        "told_client": chart.day.isoformat(),
    }
    move(chart, service, state, because=chart.tells("(No place at present|Nothing that fits at present)."))


def is_open(service: Data) -> bool:
    """Tell whether something is still awaited from a service."""
    return service["status"][-1]["status"] in _OPEN


def appointment(chart: Chart, kind: str, what: str, in_days: int, provider: str, **more: object) -> tuple[str, Data]:
    """Put an appointment some days ahead; return its name and record, so that its outcome can be added."""
    day = working_day(chart.day + dt.timedelta(days=in_days))
    travel = chart.chance.choice(("client_arranges", "transit_pass", "walks"))
    record: Data = {
        "date": day.isoformat(),
        "by": chart.worker,
        "recorded": chart.day.isoformat(),
        "kind": kind,
        "what": what,
        "start": clock(9 * 60 + 30 * chart.chance.randrange(12)),
        "minutes": 45,
        "provider": provider,
        **more,
        "travel": {"how": travel, "minutes": chart.chance.choice((10, 15, 20, 30))},
    }
    return chart.event("appointment", record), record


def kept(chart: Chart, appointment: tuple[str, Data], result: str = "attended") -> None:
    """Put what came of an appointment."""
    name, record = appointment
    record["outcome"] = {"result": result}
    chart.put(f"{chart.folder}/appointments/{name}.yaml", record)


def supervision(chart: Chart) -> Data:
    """Put a probation matter with its conditions; return it."""
    officer = chart.chance.choice(plain("names")["officers"])
    day = chart.day - dt.timedelta(days=chart.chance.randint(4, 40))
    source = f"Order of {day.isoformat()}"
    conditions = (
        "Report to the officer as directed.",
        "Take part in services as agreed with the officer.",
        "Stay in the county unless permission is given.",
    )
    legal: Data = {
        "id": chart.new_id("lg"),
        "kind": "probation",
        "court": "Saltbush County District Court",
        "officer": {"name": officer, "agency": "Saltbush County Probation", "phone": "555-0127", "provider": "county-probation"},
        "from": day.isoformat(),
        "to": (day + dt.timedelta(days=540)).isoformat(),
        "conditions": [
            {"id": f"k{place}", "text": text, "source": source, "status": "ongoing", "since": day.isoformat()}
            for place, text in enumerate(conditions, 1)
        ],
    }  # fmt: skip
    put_legal(chart, legal)
    chart.file["care_team"] = [
        {"name": officer, "role": "officer", "provider": "county-probation", "phone": "555-0127"}
    ]
    return legal


def put_legal(chart: Chart, legal: Data) -> None:
    """Have a legal matter written again."""
    chart.put(f"{chart.folder}/legal/{legal['id']}.yaml", legal)


def advocacy(chart: Chart, legal: Data, provider: str, goal: Data) -> Data:
    """Put a matter between probation and a service, opened today; return it."""
    record: Data = {
        "id": chart.new_id("ad"),
        "opened": chart.day.isoformat(),
        "by": chart.worker,
        "between": [
            {"party": "Saltbush County Probation", "wants": "A check-in each week in office hours.", "provider": "county-probation", "legal": legal["id"]},
            {"party": _NAMES[provider], "wants": "No absences in the first weeks.", "provider": provider},
        ],
        "client_interest": wrapped(chart.says("interest")),
        "log": [_proposal(chart, "the client", "Check-in before work, on another day.", "Will look at the calendar.")],
        "result": "open",
        "goals": [goal["id"]],
    }  # fmt: skip
    put_advocacy(chart, record)
    return record


def _proposal(chart: Chart, who: str, what: str, answer: str) -> Data:
    return {"date": chart.day.isoformat(), "by": chart.worker, "proposed_by": who, "what": what, "answer": answer}


def put_advocacy(chart: Chart, record: Data) -> None:
    """Have an advocacy record written again."""
    chart.put(f"{chart.folder}/advocacy/{record['id']}.yaml", record)


def settle(chart: Chart, record: Data, legal: Data) -> None:
    """Put what both sides agreed to today, and that the client was told."""
    day = chart.day.isoformat()
    record["log"].append(
        _proposal(chart, "we", "Tuesdays at half past eight, from next week on.", "Agreed on both sides.")
    )
    record |= {
        "result": "agreed",
        "agreed": [
            {"party": side["party"], "what": what, "from": day}
            for side, what in zip(
                record["between"], ("Check-in on Tuesdays at 8:30.", "Begins at ten on Tuesdays."), strict=True
            )
        ],
        "told_client": {"by": chart.worker, "date": day, "words": wrapped(chart.says("thanks"))},
        "closed": day,
    }
    put_advocacy(chart, record)
    legal["negotiated"] = [
        {"date": day, "what": "The hour of the check-in", "proposed_by": "the client", "agreed": "Tuesdays at 8:30", "told_client": day, "advocacy": record["id"]}
    ]  # fmt: skip
    put_legal(chart, legal)


def standing(chart: Chart, legal: Data) -> None:
    """Put the weekly check-in, from the next Tuesday on, for as long as two months."""
    first = chart.day + dt.timedelta(days=(1 - chart.day.weekday()) % 7 or 7)
    until = (first + dt.timedelta(days=56)).isoformat()
    record = {
        "date": first.isoformat(),
        "by": chart.worker,
        "recorded": chart.day.isoformat(),
        "kind": "check_in",
        "what": "Weekly check-in with the officer",
        "start": "08:30",
        "minutes": 30,
        "provider": "county-probation",
        "legal": legal["id"],
        "obligation": True,
        "repeats": {"every": "week", "interval": 1, "on": ["tuesday"], "until": until},
        "travel": {"how": "transit_pass", "minutes": 25},
    }
    chart.event("appointment", record)


def pay(chart: Chart, goal: Data) -> Data:
    """Put something small that flexible funds pay today; return it."""
    alternatives = "The reduced fare takes six weeks; asked for as well."
    service: Data = {
        "id": chart.new_id("sv"),
        "kind": "direct",
        "what": "A monthly bus pass",
        "need": goal["need"],
        "goals": [goal["id"]],
        "urgent": False,
        "client_choice": chart.tells(
            "(The plain one|The one for <weekday>s too); (I pay the next|until the first pay)."
        ),
        "status": [{"status": s, "from": chart.day.isoformat()} for s in ("requested", "accepted", "in_progress")],
        "cost": {"amount": 38, "paid_by": "flexible funds", "units": 1, "unit": "month", "alternatives": alternatives},
    }
    goal["services"].append(service["id"])
    chart.put_plan()
    chart.services.append(service)
    chart.put_service(service)
    return service
