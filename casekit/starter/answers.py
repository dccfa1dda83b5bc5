"""What a person typed in, an answer that a record can hold out, or a ValueError that says how it is written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from typing import Any

from msgspec import Struct

from casekit.records.schemas import load_schema
from casekit.records.text import forbidden
from casekit.words import did_you_mean, visible

MODELS: dict[str, str] = {
    "brokerage": "links people to resources, in one or a few contacts",
    "clinical_rehabilitation": "coordinates, with therapy or skills teaching by licensed staff",
    "assertive_community_treatment": "a team with a shared caseload, mostly out in the community",
    "strengths_based": "goals in the client's words, leaning on the people they have",
}
"""The models of case management, with what each is in a line."""


class Agency(Struct, frozen=True):
    """What agency.yaml begins with. ``timezone`` is an IANA name; ``program`` is the first program's name."""

    name: str
    timezone: str
    program: str
    model: str


class Worker(Struct, frozen=True):
    """What the first staff file begins with."""

    name: str
    email: str
    role: str


def line(text: str) -> str:
    """Return text on one line, composed as records keep it."""
    text = unicodedata.normalize("NFC", text.strip())
    if not re.fullmatch(_common("line")["pattern"], text):
        raise ValueError("this is text on one line.")
    if character := forbidden(text):
        raise ValueError(f"this holds U+{ord(character):04X}, a character that no record may hold.")
    return text


def email(text: str) -> str:
    """Return an e-mail address."""
    text = text.strip()
    if not re.fullmatch(_common("email")["pattern"], text):
        raise ValueError("this is no e-mail address such as s.ruiz@example.org.")
    return text


def timezone(text: str) -> str:
    """Return the IANA name of a time zone."""
    known = zoneinfo.available_timezones()
    if text.strip() not in known:
        raise ValueError(
            f"no time zone is called `{visible(text.strip())}`.{did_you_mean(text, known)} "
            "They are called by a city, such as America/Chicago."
        )
    return text.strip()


def day(text: str) -> str:
    """Return a day of the calendar as records write it."""
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError("a day is written as 2026-01-31.") from None


def model(text: str) -> str:
    """Return a model of case management by its word, the beginning of it, or its number in the list."""
    return _chosen(text, list(MODELS))


def role(text: str) -> str:
    """Return a staff member's role by its word or the beginning of it."""
    return _chosen(text, roles())


def roles() -> list[str]:
    """Return the roles that staff may have."""
    words: list[str] = load_schema("staff")["properties"]["role"]["enum"]
    return words


def slug(text: str, longest: int = 40) -> str:
    """Return small letters, digits and hyphens that recall ``text``; empty where no letter of it is a Latin one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.findall("[a-z0-9]+", plain)
    return re.sub("^[^a-z]+", "", "-".join(words))[:longest].rstrip("-")


def staff_id(worker: Worker) -> str:
    """Return an id for a staff member: first letter and last name, else what the e-mail begins with."""
    first, *others = slug(worker.name, longest=400).split("-")
    short = f"{first[:1]}-{others[-1]}" if others else first
    return slug(short) or slug(worker.email.partition("@")[0]) or "staff-1"


def _chosen(text: str, known: list[str]) -> str:
    word = text.strip().lower().replace(" ", "_").replace("-", "_")
    if word.isdecimal() and 1 <= int(word) <= len(known):
        return known[int(word) - 1]
    found = [k for k in known if k == word] or [k for k in known if word and k.startswith(word)]
    if len(found) != 1:
        raise ValueError(f"`{visible(text.strip())}` is none of them: {', '.join(known)}.{_close(word, known)}")
    return found[0]


def _close(word: str, known: list[str]) -> str:
    suggestion = did_you_mean(word, known)
    return suggestion if "Did you mean" in suggestion else ""


def _common(name: str) -> dict[str, Any]:
    definition: dict[str, Any] = load_schema("common")["$defs"][name]
    return definition
