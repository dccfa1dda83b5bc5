"""A chart in; the person, the case, the screening and the consent to the service put into it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casekit.demo.chance import wrapped
from casekit.demo.chart import Chart, Data
from casekit.demo.texts import plain

_PRONOUNS = {"she/her": ("she", "her", "her"), "he/him": ("he", "his", "him"), "they/them": ("they", "their", "them")}
_MODELS = {program["id"]: program for program in plain("agency")["programs"]}
_FIT = {
    "brokerage": "(Steady and clear; one or two offices stand in the way|Manages well; what is missing is one resource and the way to it).",
    "strengths_based": "(Knows what matters and has people around; a second pair of hands is missing|Clear wants, many threads; nobody holds them together yet).",
    "clinical_rehabilitation": "(Wants treatment and daily life in one plan|Wants to learn new evenings, with someone trained for it).",
    "assertive_community_treatment": "(Office visits have not been enough; a team that comes by is|Needs several kinds of help in one week, at home).",
}


def open_case(chart: Chart, urgency: str = "routine") -> None:
    """Put what a case begins with: the person where they are new, the case, its screening, the services consent."""
    if not chart.person:
        chart.person = person(chart)
        chart.put_person()
    _speak_of(chart)
    _put_case_file(chart)
    _put_screening(chart, urgency)
    consent(chart, "services", purpose="Case management with our agency.")


def person(chart: Chart) -> Data:
    """Return who the client is; identity stands here and nowhere else."""
    chance, outline = chart.chance, chart.outline
    first, last = chance.choice(plain("names")["first"]), chance.choice(plain("names")["last"])
    pronouns = chance.choices(list(_PRONOUNS), (48, 48, 4))[0]
    born = outline.opens - dt.timedelta(days=chance.randint(21 * 366, 79 * 365))
    return {
        "id": outline.person,
        "names": {"legal": f"{first} {last}", "used": first},
        "pronouns": pronouns,
        "birth_date": born.isoformat(),
        "languages": _languages(chart),
        "background": {"none_because": "not_explored"},
        "safe_contact": _safe_contact(chart, first, last),
        "supports": [_support(chart)],
        "documents": [
            {"kind": "State identity card", "status": chance.choice(("held", "held", "requested", "lost"))},
            {"kind": "Birth record", "status": chance.choice(("held", "requested", "none"))},
        ],
    }


def _languages(chart: Chart) -> Data:
    if not chart.has("interpreter"):
        return {"preferred": "English", "interpreter": False}
    language = chart.chance.choice(plain("names")["languages"])
    return {"preferred": language, "speaks": ["English, a little"], "reads": [language], "interpreter": True}


def _safe_contact(chart: Chart, first: str, last: str) -> Data:
    chance = chart.chance
    street = f"{chance.randint(2, 240)} {chance.choice(plain('names')['streets'])}"
    phone: Data = {
        "number": _number(chart),
        "safe": True,
        "times": chance.choice(("Mornings", "After three", "Weekdays 9 to 14", "Any time by day", "Evenings are loud")),
        "voicemail": chance.random() < 0.5,  # noqa: PLR2004 - every other one
        "text": True,
    }
    found: Data = (
        {"use_name": "Robin from the library", "phones": [phone]} if chart.has("unsafe_phone") else {"phones": [phone]}
    )
    if chart.has("unsafe_phone"):
        phone["voicemail"] = False
        phone["note"] = "Texts without our name and without what it is about."
        other = {"number": _number(chart), "whose": "paid for by a former partner, who sees calls and messages"}
        found["phones"].insert(0, {**other, "safe": False, "voicemail": False, "text": False})
        found["must_not_know"] = ["The former partner"]
    address = f"{first} {last}\n{street}\nSaltbush\n"
    found["mail"] = {"address": address, "safe": not chart.has("unsafe_phone")}
    return found


def _number(chart: Chart) -> str:
    return f"555-01{chart.chance.randint(30, 99)}"


def _support(chart: Chart) -> Data:
    chance = chart.chance
    return {
        "id": "u1",
        "name": f"{chance.choice(plain('names')['first'])} {chance.choice(plain('names')['last'])}",
        "relation": chance.choice(plain("names")["supports"]),
        "authority": "none",
        "phone": _number(chart),
        "may_contact": True,
    }


def _speak_of(chart: Chart) -> None:
    """Let notes name the client as they are called."""
    she, her, him = _PRONOUNS[chart.person["pronouns"]]
    chart.slots |= {"name": chart.person["names"]["used"], "she": she, "her": her, "him": him}


def _put_case_file(chart: Chart) -> None:
    outline, day = chart.outline, chart.day.isoformat()
    program = _MODELS[outline.program]
    primary = {"worker": chart.worker, "role": "primary", "from": day, "accepted": day}
    team = {"team": chart.team.id, "role": "team", "from": day, "accepted": day} if chart.team else None
    chart.file = {
        "id": outline.case,
        "person": outline.person,
        "program": outline.program,
        "model": program["model"],
        "populations": program["populations"][: chart.chance.randint(1, 2)],
        "opened": day,
        "status": [{"status": "open", "from": day}],
        "phases": [{"phase": "screening", "from": day}],
        "assignments": [team, primary] if team else [primary],
    }
    if outline.first:
        chart.file["linked_cases"] = [{"case": outline.first, "relation": "an earlier episode of the same person"}]
    chart.put_case()


def _put_screening(chart: Chart, urgency: str) -> None:
    chance, program = chart.chance, _MODELS[chart.outline.program]
    received = chart.day - dt.timedelta(days=chance.randint(0, 6))
    kinds = {
        "reentry-bridge": ("court", "self"),
        "act": ("hospital", "provider"),
        "recovery-path": ("self", "hospital"),
    }
    kind = chance.choice(
        kinds.get(chart.outline.program, ("self", "family", "provider", "shelter", "school", "outreach"))
    )
    screening = chart.today(
        referred_by={"kind": kind, "received": received.isoformat()},
        urgency=urgency,
        presenting=wrapped(chart.says("presenting")),
        need={
            "found": True,
            "why": chart.tells(
                "(Several offices are involved and nobody holds the whole picture|Wants a hand with the order of things|What is missing is known; the way to it is not)."
            ),
        },
        eligibility={"met": True, "how": f"{program['eligibility'].split('.')[0]}: met, by what was told and seen."},
        fit={"model": program["model"], "why": chart.tells(_FIT[program["model"]])},
        decision="accepted",
        decided=chart.day.isoformat(),
        explained_rights=chart.day.isoformat(),
        interpreter=interpreter(chart),
    )
    chart.put(f"{chart.folder}/screening.yaml", screening)


def interpreter(chart: Chart) -> str | None:
    """Return who interprets, where somebody does."""
    return "Valley Interpreters, by phone" if chart.person["languages"]["interpreter"] else None


def consent(
    chart: Chart,
    kind: str,
    *,
    purpose: str,
    provider: str | None = None,
    name: str | None = None,
    information: tuple[str, ...] = (),
    **more: Any,  # noqa: ANN401 - fields that only some kinds have
) -> Data:
    """Put a consent that the client gave today, with what was explained; return it."""
    day = chart.day.isoformat()
    recipient = {key: value for key, value in (("provider", provider), ("name", name)) if value}
    record: Data = {"id": chart.new_id("cn"), "kind": kind, "status": "given", "offered": day, "by": chart.worker}
    if recipient:
        record |= {"recipient": recipient, "discloser": discloser(chart)}
    record["purpose"] = purpose
    if information:
        record["information"] = list(information)
    record |= {"signed": day, "signer": {"who": "client"}, "how": "in_writing"}
    if "ends_on" not in more:
        record["expires"] = (chart.day + dt.timedelta(days=360)).isoformat()
    statements = {"right_to_revoke": True, "redisclosure": True, "refusal": True, "explained_by": chart.worker}
    language = chart.person["languages"]["preferred"]
    record |= {**more, "statements": statements, "copy_given": day, "language": language}
    put_consent(chart, record)
    return record


def release_to_support(chart: Chart, purpose: str) -> Data:
    """Put a release to the client's own person, for the hours of appointments and a talk about the plan."""
    support = chart.person["supports"][0]
    return consent(
        chart,
        "part2_release" if chart.part2 else "release",
        purpose=purpose,
        name=f"{support['name']}, {support['relation']}",
        information=("Dates of appointments", "The goals of the plan, in the client's presence"),
    )


def discloser(chart: Chart) -> str:
    """Return who discloses under a consent."""
    part = next(p["name"] for p in plain("agency")["programs"] if p["id"] == chart.outline.program)
    return f"{plain('agency')['agency']['name']}, {part}"


def put_consent(chart: Chart, record: Data) -> None:
    """Have a consent written again."""
    chart.put(f"{chart.folder}/consents/{record['id']}.yaml", record)
