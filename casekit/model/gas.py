"""Goal attainment ratings and weights in, one T-score out: 50 where every goal came out as expected."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

RHO = 0.3
"""The correlation between goals that Kiresuk and Sherman (1968) assume."""


def t_score(goals: Iterable[tuple[float, int]], rho: float = RHO) -> float | None:
    """Return the T-score of goals, each a weight above 0 and a rating from -2 to +2; None without goals.

    T = 50 + 10 Σwx / √((1-rho) Σw² + rho (Σw)²), as Kiresuk and Sherman (1968) have it: the formula printed in
    Turner-Stokes (2009, Clinical Rehabilitation 23:362) was put right by an erratum. Raises ValueError on a weight or
    rating outside its range.
    """
    rated = list(goals)
    if not rated:
        return None
    if any(weight <= 0 or not -2 <= rating <= 2 for weight, rating in rated):  # noqa: PLR2004 (the scale's ends)
        raise ValueError("a weight is above 0, and a rating from -2 to 2")
    weighted = sum(weight * rating for weight, rating in rated)
    squares = sum(weight**2 for weight, _ in rated)
    whole = sum(weight for weight, _ in rated)
    return 50 + 10 * weighted / sqrt((1 - rho) * squares + rho * whole**2)
