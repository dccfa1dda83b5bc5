"""A chart in; what happened put into it: contacts, incidents, disclosures, reports, grievances."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casekit.demo.chance import wrapped
from casekit.demo.chart import Chart, Data
from casekit.demo.days import working_day
from casekit.demo.writing.opening import interpreter

_BY_PHONE = ("phone", "collateral")


def contact(
    chart: Chart,
    kind: str,
    note: str,
    *,
    place: str | None = None,
    minutes: int = 40,
    reached: bool = True,
    said: str | None = None,
    late: int = 0,
    **more: Any,  # noqa: ANN401 - fields that only some contacts have
) -> str:
    """Put one contact of today; ``late`` is how many days later it was written down."""
    by = more.pop("by", chart.worker)
    # What is written later is not booked: the day was over.
    start = None if late else chart.book(by, minutes)
    heard = reached and kind not in {"collateral", "case_conference"}
    return chart.event(
        "contact",
        chart.today(
            recorded=(chart.day + dt.timedelta(days=late)).isoformat() if late else None,
            by=by,
            kind=kind,
            start=start,
            minutes=minutes,
            place=place or ("telehealth" if kind in _BY_PHONE else "office"),
            reached=reached,
            interpreter=interpreter(chart) if heard else None,
            **more,
            client_words=wrapped(chart.says(said)) if said else None,
            note=wrapped(note),
            billable=True if heard else None,
        ),
    )


def incident(
    chart: Chart, kind: str, what: str, response: str, *, said: str, follow_up: int = 1, **more: Any  # noqa: ANN401 - fields of some kinds
) -> str:  # fmt: skip
    """Put something that happened today in the client's life; someone looks in again within a few days."""
    on = working_day(chart.day + dt.timedelta(days=follow_up))
    return chart.event(
        "incident",
        chart.today(
            kind=kind,
            what=wrapped(what),
            response=wrapped(response),
            told_by="the client",
            client_words=wrapped(chart.says(said)),
            **more,
            follow_up={"by": chart.worker, "on": on.isoformat(), "what": "See the client, and look at the plan again."},
        ),
    )


def disclosure(chart: Chart, consent: Data, to: str, what: str, *, minutes: int = 10, how: str = "phone") -> str:
    """Put what was shared today under a consent; what a Part 2 program shares goes with notice and copy."""
    part2 = {"part2": True, "notice": "statement_1", "consent_copy": True} if chart.part2 else {}
    recipient = {"name": to, **{k: v for k, v in consent["recipient"].items() if k == "provider"}}
    return chart.event(
        "disclosure",
        chart.today(
            to=recipient, what=what, purpose=consent["purpose"], basis="consent", consent=consent["id"],
            **part2, how=how, minutes=minutes,
        ),
    )  # fmt: skip


def emergency_disclosure(chart: Chart, nature: str) -> str:
    """Put what was said to an ambulance today; no consent is needed, and what the law asks for is written down."""
    return chart.event(
        "disclosure",
        chart.today(
            to={"name": "Emergency crew, Saltbush Regional Hospital", "provider": "regional-hospital"},
            what="Medicines as told, and what had been taken.",
            purpose="Treatment in an emergency.",
            basis="medical_emergency",
            part2=True if chart.part2 else None,
            how="phone",
            emergency={
                "recipient_affiliation": "Saltbush Regional Hospital",
                "discloser": chart.worker,
                "time": "10:40",
                "nature": nature,
            },
            minutes=10,
        ),
    )


def report(chart: Chart) -> str:
    """Put a report that the law asks of the worker, and that the disclosure log knows of."""
    name = chart.event(
        "report",
        chart.today(
            kind="adult_protection",
            time="14:20",
            agency="Saltbush County Adult Protective Services",
            reference=f"Intake {chart.chance.randint(1000, 9999)}",
            how="phone",
            concern="Told alone: a relative in the house holds the bank card and keeps the money. The client was told beforehand that I would call.",
            not_shown_to=["The relative in the house"],
            written_follow_up=working_day(chart.day + dt.timedelta(days=1)).isoformat(),
        ),
    )  # fmt: skip
    chart.event(
        "disclosure",
        chart.today(
            to={"name": "Saltbush County Adult Protective Services, intake"},
            what="The concern, and when and where the client can be met alone.",
            purpose="A report that the law asks for.",
            basis="mandated_report",
            report=name,
            how="phone",
            minutes=25,
        ),
    )
    return name


def grievance(chart: Chart) -> Data:
    """Put a complaint of today; return it, so that the answer can be added."""
    record = chart.today(
        kind="complaint",
        about=chart.tells("(A reminder went out for the wrong day|A letter used words that we had agreed not to use|The front desk asked for a reason in a full room)."),
        words=wrapped(chart.says("grievance")),
        rights_explained=chart.day.isoformat(),
        received_how="orally",
        result="open",
    )  # fmt: skip
    name = chart.event("grievance", record)
    return {**record, "name": name}


def answer(chart: Chart, complaint: Data) -> None:
    """Put the supervisor's answer to a complaint."""
    name = complaint["name"]
    what = chart.tells(
        "(We were wrong and said so in person|The mistake was ours); (the template was changed|the calendar is read aloud before it goes out|the desk has a closed room now). Whom to turn to outside the agency was said too."
    )
    record = {key: value for key, value in complaint.items() if key not in {"name", "result"}}
    record["answer"] = {"date": chart.day.isoformat(), "by": chart.supervisor, "what": wrapped(what)}
    record |= {"result": "resolved", "satisfied": wrapped(chart.says("thanks"))}
    chart.put(f"{chart.folder}/grievances/{name}.yaml", record)
