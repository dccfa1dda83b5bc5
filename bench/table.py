"""Measurements in, Markdown tables and the bars that hold or do not out; the table of the README from the results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
_MEMORY = 250  # MB at 2,000 cases


class Caseload(NamedTuple):
    """What was measured on one caseload: seconds by command, and MB of a first run with its children."""

    cases: int
    files: int
    seconds: dict[str, float]
    megabytes: float


class Bar(NamedTuple):
    """What was promised: of what, how much at most (or at least), and what was measured."""

    what: str
    limit: float
    measured: float
    least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.measured >= self.limit if self.least else self.measured <= self.limit


def bars(loads: list[Caseload], start: dict[str, float]) -> Iterator[Bar]:
    """Yield every bar for which all that it needs was measured."""
    for load in loads:
        if load.cases == 2000:  # noqa: PLR2004 (the size that bars are set for)
            yield from _checking(load)
    click, version = start.get('python -c "import click"'), start.get("casekit --version")
    if click and version:
        yield Bar('`casekit --version` ÷ `python -c "import click"`', 2.5, version / click)
    by_size = {load.cases: load for load in loads}
    small, large = by_size.get(2000), by_size.get(10000)
    if small and small.megabytes:
        yield Bar("memory of a first run, 2,000 cases, MB", _MEMORY, small.megabytes)
    if small and large and "casekit lint, cold" in small.seconds and "casekit lint, cold" in large.seconds:
        each = [load.seconds["casekit lint, cold"] / load.cases for load in (small, large)]
        yield Bar("time per case, 10,000 cases ÷ 2,000", 1.15, each[1] / each[0])
    if small and large and small.megabytes and large.megabytes:
        yield Bar("memory, 10,000 cases ÷ 2,000", 5.5, large.megabytes / small.megabytes)


def _checking(load: Caseload) -> Iterator[Bar]:
    took = load.seconds.get
    ours, floor, reading = took("casekit lint, cold"), took("floor"), took("its reading alone")
    schemas, style, status = took("check-jsonschema"), took("yamllint"), took("git status")
    if ours and schemas and style:
        yield Bar("check-jsonschema, then yamllint ÷ a first run", 25, (schemas + style) / ours, least=True)
    if ours and floor:
        yield Bar("a first run ÷ floor", 4, ours / floor)
    for name, most in (("nothing changed", 2.5), ("a contact changed", 3)):
        if (warm := took(f"casekit lint, {name}")) and status:
            yield Bar(f"{name} ÷ `git status`", most, warm / status)
    for name in ("the policy changed", "a provider changed"):
        if (warm := took(f"casekit lint, {name}")) and ours and reading:
            yield Bar(f"{name} ÷ the rules' share of a first run", 1.2, warm / (ours - reading))
    if (file := took("casekit lint FILE, nothing changed")) and (click := took('python -c "import click"')):
        yield Bar('`casekit lint FILE`, nothing changed ÷ `python -c "import click"`', 6, file / click)


def results(loads: list[Caseload], start: dict[str, float], machine: str) -> str:
    """Return bench/results.md."""
    lines = [
        "# What checking costs",
        "",
        f"Measured by `make bench` on {machine}. Medians; what is compared ran in turn.",
        "",
    ]
    lines += [BEGIN, *summary(loads), END, "", "## What is promised", "", *_promises(list(bars(loads, start))), ""]
    for load in loads:
        lines += [f"## {load.cases:,} cases, {load.files:,} files", "", *_costs(load), ""]
    if start:
        lines += ["## Starting", "", "| | milliseconds |", "|---|---:|"]
        lines += [f"| {name} | {seconds * 1000:.0f} |" for name, seconds in start.items()]
    return "\n".join(lines).rstrip("\n") + "\n"


def summary(loads: list[Caseload]) -> list[str]:
    """Return the table of the README: a row for each command, a column for each caseload, in seconds."""
    names = [
        name for name in dict.fromkeys(name for load in loads for name in load.seconds) if name != "its reading alone"
    ]
    rows = [f"| {name} | " + " | ".join(_seconds(load.seconds.get(name)) for load in loads) + " |" for name in names]
    head = "| seconds | " + " | ".join(f"{load.cases:,} cases" for load in loads) + " |"
    return [head, "|---|" + "---:|" * len(loads), *rows]


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}"


def _promises(found: list[Bar]) -> list[str]:
    head = ["| | promised | measured | |", "|---|---:|---:|---|"]
    return [
        *head,
        *(
            f"| {bar.what} | {'at least' if bar.least else 'at most'} {bar.limit:g} | {bar.measured:.2f} | {'kept' if bar.holds else 'not kept'} |"
            for bar in found
        ),
    ]


def _costs(load: Caseload) -> list[str]:
    ours = load.seconds.get("casekit lint, cold")
    rows = [
        f"| {name} | {seconds:.2f} | {f'{seconds / ours:.2f}' if ours else ''} |"
        for name, seconds in load.seconds.items()
    ]
    told = ["", f"A first run holds {load.megabytes:.0f} MB at most, its children included."] if load.megabytes else []
    return ["| | seconds | ÷ a first run |", "|---|---:|---:|", *rows, *told]


def between(text: str) -> str:
    """Return what stands between the marks in a text."""
    return text.partition(BEGIN)[2].partition(END)[0]


def with_table(readme: str, text: str) -> str:
    """Return the README with the table of the results."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}{between(text)}{end}{after}" if end else readme
