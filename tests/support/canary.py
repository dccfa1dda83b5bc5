"""The schemas in, an agency out in which every record has every field, and a token of its own in every text.

Who holds which case, and what is in it, is laid out for the table of who sees what (``site/serving.md``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from casekit.model.agency import Waiver
from casekit.model.caseload import ATTRIBUTE, LISTS, Case, Caseload
from casekit.model.common import Record
from casekit.model.kinds import STRUCTS
from casekit.records.fields import resolved
from casekit.records.paths import KINDS
from casekit.records.schemas import load_schema

DAY = dt.date(2026, 6, 1)
ME, MATE, HELPER, BOSS, OTHER, HEAD = "s-own", "s-sund", "s-aide", "s-boss", "s-other", "s-hege"
STAFF = {ME: "Ola Nordby", MATE: "Mia Sund", HELPER: "Ida Vik", BOSS: "Bo Strand", OTHER: "Ove Lund", HEAD: "Hege Dal"}
NOT_SINCE = "2026-05-01"

# By what it is for: who holds the case, from and to when, in which program, and whose person it is if another's too.
CASES: dict[str, dict[str, Any]] = {
    "held": {"worker": ME},
    "shared": {"worker": ME, "role": "second"},
    "covered": {"worker": ME, "role": "cover", "to": "2026-07-01"},
    "coming": {"worker": ME, "from": "2026-06-08"},
    "beside": {"worker": OTHER, "care_team": ME},
    "accompanied": {"worker": OTHER, "accompanied_by": ME},
    "team": {"team": "north"},
    "supervised": {"worker": HELPER},
    "closed": {"worker": ME, "closed": True},
    "team_closed": {"team": "north", "closed": True},
    "handed_on": {"worker": ME, "to": NOT_SINCE, "then": OTHER},
    "closed_later": {"worker": ME, "to": NOT_SINCE, "then": OTHER, "closed": True},
    "other": {"worker": OTHER},
    "same_person": {"worker": OTHER, "person_of": "held"},
    "kept_from": {"worker": ME, "team_too": "north", "must_not_know": f"Her cousins, {STAFF[ME]} and {STAFF[BOSS]}"},
    "part2": {"worker": OTHER, "program": "rehab"},
    "part2_mine": {"worker": ME, "program": "rehab"},
    "part2_team": {"team": "north", "provider": "clinic"},
    "part2_of_all": {"worker": OTHER, "care_team": ME, "provider": "clinic"},
    "part2_provider": {"worker": OTHER, "provider": "clinic"},
    "part2_provider_mine": {"worker": ME, "provider": "clinic"},
}


class Tokens:
    """Gives every record its token, and knows which record has which."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        return self.of.setdefault(path, f"zq{len(self.of):05d}qz")


def case_id(label: str) -> str:
    return f"C-{list(CASES).index(label) + 1:08d}"


def person_id(label: str) -> str:
    return f"P-{list(CASES).index(CASES[label].get('person_of', label)) + 1:08d}"


def world(tokens: Tokens) -> Caseload:
    """Return the agency."""
    programs = [{**_data("agency", "", tokens)["programs"][0], "id": name} for name in ("open", "rehab")]
    programs = [
        {**p, "name": f"{tokens(p['id'])} program", "part2": p["id"] == "rehab", "model": "brokerage"} for p in programs
    ]
    agency = record("agency", "records/agency.yaml", tokens, programs=programs, timezone="UTC", links=None)
    staff = {name: record("staff", f"records/staff/{name}.yaml", tokens, **_staff(name, tokens)) for name in STAFF}
    team_of = {"north": [ME, MATE], "south": [OTHER]}
    teams = {
        name: record(
            "team", f"records/teams/{name}.yaml", tokens, id=name, leader=members[-1], program="open",
            members=[{"staff": each, "fte": 1, "from": "2020-01-01"} for each in members],
        )
        for name, members in team_of.items()
    }  # fmt: skip
    providers = {
        name: record(
            "provider", f"records/providers/{name}.yaml", tokens, id=name, part2=name == "clinic", status="active"
        )
        for name in ("plain", "clinic")
    }
    people = {person_id(label): _person(label, tokens) for label in CASES if "person_of" not in CASES[label]}
    return Caseload(
        agency=agency,
        policy=record("policy", "records/policy.yaml", tokens, extends="default", values=[]),
        waivers=tuple(_waiver(label, tokens) for label in CASES),
        staff=staff,
        teams=teams,
        meetings=tuple(
            record(
                "meeting", f"records/teams/{name}/meetings/2026-05-04.yaml", tokens, present=team_of[name],
                reviewed=[{"case": case_id(c), "note": tokens(f"meeting {name} {c}")} for c in CASES],
            )
            for name in teams
        ),
        providers=providers,
        people=people,
        cases=tuple(_case(label, tokens) for label in CASES),
        names={"person": frozenset(people), "staff": frozenset(staff)},
    )  # fmt: skip


def _staff(name: str, tokens: Tokens) -> dict[str, Any]:
    paper = [{"kind": tokens(f"papers {name}"), "from": "2020-01-01", "expires": "2026-07-01"}]
    supervisor = {HELPER: ME, ME: BOSS, MATE: BOSS, OTHER: HEAD}.get(name)
    role = "supervisor" if name in {BOSS, HEAD} else "case_manager"
    return {
        "id": name, "name": f"{STAFF[name]}", "role": role, "supervisor": supervisor, "licences": paper,
        "credentials": paper, "programs": ["open"], "from": "2020-01-01", "to": None, "conflicts": [], "git": [],
        "degrees": [], "training": [], "experience": [], "supervises_alone": None,
    }  # fmt: skip


def _person(label: str, tokens: Tokens) -> Record:
    name = person_id(label)
    path = f"records/people/00/{name}.yaml"
    kept = record("person", path, tokens, id=name, names={"legal": tokens(path)})
    safe = msgspec.structs.replace(
        kept.safe_contact, must_not_know=(f"{CASES[label].get('must_not_know', 'Her aunt')}, {tokens(path)}",)
    )
    return msgspec.structs.replace(kept, safe_contact=safe)


def _waiver(label: str, tokens: Tokens) -> Waiver:
    name = f"wv-{list(CASES).index(label):04d}"
    path = f"records/waivers/{name}.yaml"
    return record(
        "waiver", path, tokens, id=name, rule="CK259", scope={"case": case_id(label)}, requested_by=ME, approved_by=BOSS
    )


def _case(label: str, tokens: Tokens) -> Case:
    told = CASES[label]
    folder = f"records/cases/2026/{case_id(label)}"
    found: dict[str, Any] = {}
    names: dict[str, frozenset[str]] = {}
    for kind, attribute in (ATTRIBUTE | LISTS).items():
        path = f"{folder}/{KINDS[kind].shape.rpartition('<case>/')[2]}".replace("<event>", "2026-03-02-k7")
        for prefix in ("sv", "cn", "lg", "ad", "ap"):
            path = path.replace(f"<{prefix}-id>", f"{prefix}-k7q2")
        one = record(kind, path, tokens, told.get("provider", "plain"), **_fields(kind, label, tokens))
        found[attribute] = one if kind in ATTRIBUTE else (one,)
        names[kind] = frozenset({one.stem})
    if "provider" in told:  # beside the one that names the provider, a contact that does not
        path = f"{folder}/contacts/2026-03-03-k8.yaml"
        found["contacts"] += (
            record("contact", path, tokens, services=[], consent=None, appointment=None, incident=None),
        )
    return Case(id=case_id(label), folder=folder, names=names, **found)


def _fields(kind: str, label: str, tokens: Tokens) -> dict[str, Any]:
    told = CASES[label]
    if kind == "case":
        who: dict[str, Any] = {"team": told["team"]} if "team" in told else {"worker": told["worker"]}
        line = {
            **who,
            "role": told.get("role", "team" if "team" in told else "primary"),
            "from": told.get("from", "2026-01-05"),
        }
        log = [line | ({"to": told["to"]} if "to" in told else {})]
        log += [{"worker": told["then"], "role": "primary", "from": NOT_SINCE}] if "then" in told else []
        log += [{"team": told["team_too"], "role": "team", "from": "2026-01-05"}] if "team_too" in told else []
        status = [{"status": "open", "from": "2026-01-05"}]
        status += (
            [{"status": "closed", "from": "2026-05-20", "because": tokens(f"why {label}")}] if "closed" in told else []
        )
        care = [
            {
                "name": tokens(f"care {label}"),
                "role": "nurse",
                **({"staff": told["care_team"]} if "care_team" in told else {}),
            }
        ]
        return {
            "id": case_id(label), "person": person_id(label), "program": told.get("program", "open"), "assignments": log,
            "status": status, "care_team": care, "opened": "2026-01-05",
            "linked_cases": [{"case": case_id(c), "relation": tokens(f"link {label}")} for c in ("other", "held")],
        }  # fmt: skip
    if kind == "appointment":
        return {"outcome": None, "repeats": None, "date": "2026-06-09", "accompanied_by": told.get("accompanied_by")}
    if kind == "disclosure":
        return {"basis": "mandated_report", "part2": False}
    if kind == "approval":
        return {"of": "reports/2026-03-02-k7.yaml", "for": "other"}
    if kind == "consent":
        return {"kind": "services", "status": "given", "revoked": None}
    return (
        {"denial": {"on": "2026-05-05", "reason": tokens(f"denial {label}")}, "appeal": None}
        if kind == "service"
        else {}
    )


def record(kind: str, path: str, tokens: Tokens, provider: str = "plain", /, **fields: Any) -> Any:
    """Return a record of a kind with every field that its schema has, and those that are given."""
    data = _data(kind, path, tokens, provider) | fields
    return msgspec.convert(
        {key: value for key, value in data.items() if value is not None} | {"path": path}, STRUCTS[kind]
    )


def _data(kind: str, path: str, tokens: Tokens, provider: str = "plain") -> dict[str, Any]:
    found: dict[str, Any] = _value(load_schema(kind), tokens(path), provider)
    return found


_IDS = {"staff_id": OTHER, "team_id": "south", "program_id": "open", "case_id": "C-00000099", "person_id": "P-00000099"}
_PLAIN = {"sha256": "0" * 64, "time": "09:30"}


def _value(part: dict[str, Any], token: str, provider: str) -> Any:  # noqa: PLR0911 (one for each sort of value)
    schema = resolved(part)
    shape, kinds = schema.get("shape", ""), schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if shape == "local":
        return {"own": token}
    if "string" in kinds:
        if "enum" in schema or schema.get("format") == "date" or shape.endswith("_ref"):
            return schema["enum"][0] if "enum" in schema else (part.get("examples") or schema["examples"])[0]
        if shape in _PLAIN or shape in _IDS or shape == "provider_id":
            return provider if shape == "provider_id" else (_PLAIN | _IDS)[shape]
        patterned = shape.endswith("_id") or shape in {"domain", "population", "living_situation", "income_source"}
        return (part.get("examples") or schema["examples"])[0] if patterned else token
    if "array" in kinds:
        return [_value(schema["items"], token, provider)]
    if "object" in kinds:
        return {key: _value(inner, token, provider) for key, inner in schema.get("properties", {}).items()}
    return (part.get("examples") or schema["examples"])[0]
