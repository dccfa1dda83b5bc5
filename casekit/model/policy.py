"""A policy and a day in, the value in force for a setting out."""

from __future__ import annotations

from datetime import date

from casekit.model.agency import Policy, PolicyValue


def value_on(policy: Policy | None, setting: str, day: date, **scope: str | None) -> PolicyValue | None:
    """Return the value of ``setting`` that is in force on ``day``, or None where the policy says nothing.

    ``scope`` may give ``model``, ``risk`` and ``program``. A value for one of these is used only where it agrees;
    of several that fit, the one with the most such conditions wins, then the one that began last.
    """
    fitting = [v for v in (policy.values if policy else ()) if v.setting == setting and _fits(v, day, scope)]
    return max(fitting, key=lambda v: (len(_conditions(v)), v.from_), default=None)


def _fits(value: PolicyValue, day: date, scope: dict[str, str | None]) -> bool:
    in_force = value.from_ <= day and (value.to is None or day <= value.to)
    return in_force and all(scope.get(name) == wanted for name, wanted in _conditions(value).items())


def _conditions(value: PolicyValue) -> dict[str, str]:
    scope = {"model": value.model, "risk": value.risk, "program": value.program}
    return {name: wanted for name, wanted in scope.items() if wanted is not None}
