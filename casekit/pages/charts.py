"""Numbers with days or months in, the points of a line chart out; a template draws it as SVG."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from msgspec import Struct

from casekit.model.caseload import Case
from casekit.pages.small import Count
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


MONTHS_WIDTH, MONTHS_HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 12, 12, 24
_TICKS = 4


class Series(Struct, frozen=True):
    """A count for each month, oldest first, or the words for one not shown; ``months`` are written as in 2026-11."""

    name: str
    months: tuple[str, ...]
    counts: tuple[Count, ...]


class Tick(Struct, frozen=True):
    """A mark on an axis: its words and its place."""

    said: str
    at: float


class MonthsChart(Struct, frozen=True):
    """Series over the same months: the path of each, marks of both axes, and a row of figures for each month.

    A path has a gap where a count is not shown.
    """

    lines: tuple[tuple[str, str], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    rows: tuple[tuple[str, tuple[Count, ...]], ...]


def months_chart(series: tuple[Series, ...]) -> MonthsChart | None:
    """Return the chart of series that share their months; None where all is nothing."""
    top = max((count for each in series for count in each.counts if isinstance(count, int)), default=0)
    if not top:
        return None
    months = series[0].months
    step = max(1, -(-top // _TICKS))
    wide = (MONTHS_WIDTH - _LEFT - _RIGHT) / max(len(months) - 1, 1)
    high = (MONTHS_HEIGHT - _TOP - _BOTTOM) / (step * _TICKS)

    def place(month: int, count: int) -> tuple[float, float]:
        return round(_LEFT + month * wide, 1), round(MONTHS_HEIGHT - _BOTTOM - count * high, 1)

    def path(each: Series) -> str:
        numbers = [(i, count) for i, count in enumerate(each.counts) if isinstance(count, int)]
        # Months in a row differ from their places in the list of what is shown by the same.
        runs = (run for _, run in groupby(enumerate(numbers), key=lambda item: item[1][0] - item[0]))
        lines = (" ".join("{:g},{:g}".format(*place(*number)) for _, number in run) for run in runs)
        return " ".join(f"M{line}" for line in lines)

    return MonthsChart(
        lines=tuple((each.name, path(each)) for each in series),
        across=tuple(Tick(month, place(i, 0)[0]) for i, month in enumerate(months) if i % 6 == len(months) % 6),
        up=tuple(Tick(f"{n * step}", place(0, n * step)[1]) for n in range(_TICKS + 1)),
        rows=tuple((month, tuple(each.counts[i] for each in series)) for i, month in enumerate(months)),
    )
