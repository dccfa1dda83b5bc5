"""A worker of the roster in, the staff record out: qualified for the work, supervised, with an address in Git."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casekit.demo.chance import Dice
from casekit.demo.days import END
from casekit.demo.roster import Roster, Worker

_DISCIPLINE = {
    "supervisor": "Social work", "team_leader": "Counseling", "nurse": "Psychiatric nursing", "prescriber": "Psychiatry",
    "substance_use_specialist": "Alcohol and drug counseling", "employment_specialist": "Rehabilitation counseling",
    "peer_specialist": "Peer support", "case_manager": "Human services", "clinician": "Alcohol and drug counseling",
}  # fmt: skip
_LICENCE = {
    "supervisor": "LCSW", "team_leader": "LPC", "nurse": "RN", "prescriber": "MD", "substance_use_specialist": "LADC",
    "clinician": "LADC",
}  # fmt: skip
_CREDENTIAL = {
    "employment_specialist": "CESP", "peer_specialist": "Certified peer specialist",
}  # fmt: skip
_DEGREE = {
    "supervisor": ("MSW", "Social work"), "team_leader": ("MA", "Clinical mental health counseling"),
    "nurse": ("BSN", "Nursing"), "prescriber": ("MD", "Medicine"), "substance_use_specialist": ("MA", "Addiction counseling"),
    "employment_specialist": ("BS", "Rehabilitation services"), "case_manager": ("BSW", "Social work"),
    "clinician": ("MA", "Addiction counseling"),
}  # fmt: skip
_TRAINING = {
    "supervisor": ("Reflective supervision", "42 CFR Part 2 after the 2024 rule", "Safety planning"),
    "team_leader": ("Leading an ACT team", "Safety planning"),
    "nurse": ("Long-acting injections in the community", "Safety planning"),
    "prescriber": ("Shared decision making",),
    "substance_use_specialist": ("Overdose response and naloxone", "Motivational interviewing"),
    "employment_specialist": ("Individual placement and support",),
    "peer_specialist": ("Wellness recovery action planning",),
    "case_manager": ("Motivational interviewing", "Safety planning", "Reporting concerns for vulnerable adults"),
    "clinician": ("42 CFR Part 2 after the 2024 rule", "Overdose response and naloxone", "Safety planning"),
}  # fmt: skip
_POPULATIONS = {
    "housing-links": ("homeless", "family", "older_adult"), "strengths": ("rural", "chronic_illness", "family"),
    "recovery-path": ("substance_use",), "reentry-bridge": ("justice_involved", "substance_use"),
    "act": ("serious_mental_illness", "substance_use"),
}  # fmt: skip


def email_of(worker: str) -> str:
    """Return the address under which a worker commits."""
    return f"{worker.replace('-', '.')}@example.org"


def staff_record(worker: Worker, roster: Roster, start: dt.date, chance: Dice, key: str | None) -> dict[str, Any]:
    """Return the record as it stands on the day of hiring; ``key`` is the public key that signs the commits."""
    begins = worker.joins or start - dt.timedelta(days=chance.randint(200, 2500))
    director = worker.id == roster.director.id
    record: dict[str, Any] = {
        "id": worker.id,
        "name": worker.name,
        "role": worker.role,
        "discipline": _DISCIPLINE[worker.role],
        "phone": f"555-01{chance.randint(40, 99)}",
        "email": email_of(worker.id),
        "languages": ["English", "Spanish"] if chance.random() < 0.3 else ["English"],  # noqa: PLR2004 - three in ten
        "programs": list(worker.programs),
        "git": [{"email": email_of(worker.id), **({"key": key} if key else {}), "from": begins.isoformat()}],
        **_qualification(worker, begins, chance),
    }
    if worker.supervisor:
        record["supervisor"] = worker.supervisor
    if director:
        record["supervises_alone"] = (
            "The director answers to the board. The programs' supervisors decide on what the director wrote or asked for."
        )
    if worker.role in {"supervisor", "prescriber"}:
        record["caseload_limit"] = 0
    return {**record, "from": begins.isoformat()}


def _qualification(worker: Worker, begins: dt.date, chance: Dice) -> dict[str, Any]:
    years = chance.randint(4, 14)
    earned = begins.year - years
    found: dict[str, Any] = {}
    if kind := _LICENCE.get(worker.role):
        number = f"{kind[:2].upper()}-{chance.randint(10000, 99999)}"
        expires = f"{END.year + 1}-{chance.randint(1, 12):02d}-28"
        found["licences"] = [{"kind": kind, "number": number, "from": f"{earned}-07-01", "expires": expires}]
    if kind := _CREDENTIAL.get(worker.role):
        issued = max(earned, END.year - 1)
        number = f"{kind[:1].upper()}C-{chance.randint(1000, 9999)}"
        found["credentials"] = [
            {
                "kind": kind,
                "number": number,
                "from": f"{issued}-02-01",
                "expires": f"{issued + 3}-01-31",
                "ce_hours": 18,
            }
        ]
    if degree := _DEGREE.get(worker.role):
        found["degrees"] = [{"degree": degree[0], "field": degree[1], "year": earned}]
    found["training"] = [
        {"topic": topic, "date": (begins - dt.timedelta(days=chance.randint(20, 300))).isoformat(), "hours": chance.choice((6, 12, 14, 16))}
        for topic in _TRAINING[worker.role]
    ]  # fmt: skip
    known = {population: None for program in worker.programs for population in _POPULATIONS[program]}
    found["experience"] = [{"population": population, "years": chance.randint(2, years)} for population in known]
    return found
