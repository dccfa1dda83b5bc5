"""A setting of a policy in, its unit and its meaning in words out."""

from __future__ import annotations

from typing import get_args

from casekit.model.common import Setting
from casekit.records.schemas import load_schema

SETTINGS: tuple[Setting, ...] = get_args(Setting)
"""Everything a policy can set, in the order of the schema."""

_UNITS = {
    "days": "days", "hours": "hours", "minutes": "minutes", "years": "years", "percent": "%", "contacts": "contacts",
    "reviews": "reviews", "attempts": "attempts", "admissions": "admissions", "meetings": "days", "cap": "cases",
    "words": "cases", "workers": "workers", "funds": "of the agency's currency", "amount": "of the agency's currency",
}  # fmt: skip
_EVERY = {"weekly": "a week", "monthly": "a month", "yearly": "a year"}


def unit(setting: Setting) -> str:
    """Return the unit of a setting's numbers, which its name carries: ``minutes a week``.

    The last piece that names a unit counts: ``certification_ce_hours`` are hours. Raises KeyError where none does;
    a test keeps that from happening.
    """
    pieces = setting.split("_")
    named = [_UNITS[piece] for piece in pieces if piece in _UNITS]
    if not named:
        raise KeyError(setting)
    return " ".join([named[-1], *(_EVERY[piece] for piece in pieces if piece in _EVERY)])


def in_units(setting: Setting, value: int | str) -> str:
    """Return a value as a person would say it: ``30 days``, ``1 day``, ``no limit``."""
    if isinstance(value, str):
        return "no limit"
    named = unit(setting)
    first, blank, rest = named.partition(" ")
    if value == 1 and first.endswith("s"):
        first = first[:-1]
    return f"{value}{'' if first == '%' else ' '}{first}{blank}{rest}"


def meaning(setting: Setting) -> str:
    """Return what a setting means, as schemas/policy.schema.json explains it to editors."""
    explained = load_schema("policy")["properties"]["values"]["items"]["properties"]["setting"]
    return str(explained["enumDescriptions"][explained["enum"].index(setting)])
