"""A caseload, a setting and a day in, the limit in force out: the agency's own, or that of the pack it builds on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import msgspec

from casekit.model.agency import Policy, PolicyValue
from casekit.model.caseload import Case, Caseload
from casekit.model.common import Part, Setting, Slug
from casekit.model.standing import risk_on
from casekit.records.packs import read_pack

DEFAULT_PACK = "default"


class Pack(Part, frozen=True, kw_only=True):
    """A set of limits that casekit ships. ``extends`` is the pack it builds on in its turn."""

    name: Slug
    title: str
    description: str
    extends: Slug | None = None
    values: tuple[PolicyValue, ...] = ()


@cache
def pack(name: str) -> Pack | None:
    """Return a shipped pack, or None where none is called so."""
    data = read_pack(name)
    return None if data is None else msgspec.convert(data, Pack)


def packs_below(policy: Policy | None) -> Iterator[Pack]:
    """Yield the packs that a policy builds on, the nearest first; without a policy the default."""
    found, seen = pack(policy.extends if policy else DEFAULT_PACK), set[str]()
    while found is not None and found.name not in seen:
        yield found
        seen.add(found.name)
        found = pack(found.extends) if found.extends else None


def limit(caseload: Caseload, setting: Setting, day: date, case: Case | None = None) -> PolicyValue | None:
    """Return the value of ``setting`` in force on ``day``, or None where neither the policy nor its packs have one.

    A value for a model, a program or a risk counts only for a ``case`` where they agree. Of several that fit, the
    one with the most such conditions counts, then the nearest (the agency's own before its pack's), then the newest.
    """
    scope = _scope(case, day)
    layers = (caseload.policy.values if caseload.policy else (), *(p.values for p in packs_below(caseload.policy)))
    fitting = [
        (len(_conditions(value)), -distance, value.from_, value)
        for distance, values in enumerate(layers)
        for value in values
        if value.setting == setting and _fits(value, day, scope)
    ]
    return max(fitting, key=lambda found: found[:3])[3] if fitting else None


def _scope(case: Case | None, day: date) -> dict[str, str | None]:
    if case is None or case.file is None:
        return {}
    risk = risk_on(case, day)
    return {"model": case.file.model, "program": case.file.program, "risk": risk.level if risk else None}


def _fits(value: PolicyValue, day: date, scope: dict[str, str | None]) -> bool:
    in_force = value.from_ <= day and (value.to is None or day <= value.to)
    return in_force and all(scope.get(name) == wanted for name, wanted in _conditions(value).items())


def _conditions(value: PolicyValue) -> dict[str, str]:
    scope = {"model": value.model, "risk": value.risk, "program": value.program}
    return {name: wanted for name, wanted in scope.items() if wanted is not None}
