"""Numbers with days in, the points of a small line chart out; a template draws it as SVG."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from casekit.model.caseload import Case
from casekit.summary.wording import flowing

WIDTH, HEIGHT = 240, 64
_EDGE = 8


class Point(Struct, frozen=True):
    """A value on a day, its place in the chart, and what the instrument calls it."""

    day: dt.date
    value: float
    band: str
    x: float
    y: float

    @property
    def said(self) -> str:
        """The value without needless decimals."""
        return f"{self.value:g}"


class Chart(Struct, frozen=True):
    """An instrument's totals over time, oldest first; the scale begins at nothing and ends at ``top``."""

    name: str
    top: str
    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{p.x:g},{p.y:g}" for p in self.points)


def charts(case: Case) -> tuple[Chart, ...]:
    """Return a chart for each instrument that was used and has a total."""
    found: dict[str, list[tuple[dt.date, float, str]]] = {}
    for assessment in sorted(case.assessments, key=lambda a: a.date):
        for result in assessment.instruments:
            if result.total is not None:
                told = (assessment.date, result.total, flowing(result.band))
                found.setdefault(result.instrument, []).append(told)
    return tuple(_chart(name, totals) for name, totals in found.items())


def _chart(name: str, totals: list[tuple[dt.date, float, str]]) -> Chart:
    first, last = totals[0][0], totals[-1][0]
    top = max(*(value for _, value, _ in totals), 0) or 1
    low = min(*(value for _, value, _ in totals), 0)

    def place(day: dt.date, value: float) -> tuple[float, float]:
        across = (day - first).days / ((last - first).days or 1)
        up = (value - low) / (top - low)
        return round(_EDGE + across * (WIDTH - 2 * _EDGE), 1), round(HEIGHT - _EDGE - up * (HEIGHT - 2 * _EDGE), 1)

    points = tuple(Point(day, value, band, *place(day, value)) for day, value, band in totals)
    return Chart(name, f"{top:g}", points)
