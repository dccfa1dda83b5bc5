"""Caseloads of several sizes in, one table of what casekit and its peers cost on them out: bench/results.md.

Every command is run several times, peers in turn with casekit, and the median counts. Its exit code and the number of
files it looked at are asserted: nothing fast and wrong is counted. Times vary from machine to machine; ratios within
one run are what to read.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SEED, YEARS = 1, 3


class Cost(NamedTuple):
    """The median wall time of a command in seconds, and the most memory one of its processes held, in MB."""

    seconds: float
    megabytes: float


class Command(NamedTuple):
    """What is run, in which folder, what its exit code must be, and what its output must say."""

    name: str
    vector: list[str]
    folder: Path
    code: int = 0
    says: str = ""
    before: Callable[[], None] | None = None


def measured(commands: list[Command], times: int) -> dict[str, Cost]:
    """Run commands in turn, ``times`` times each, after one round that fills the disk's cache."""
    runs: dict[str, list[tuple[float, float]]] = {command.name: [] for command in commands}
    for turn in range(times + 1):
        for command in commands:
            if command.before:
                command.before()
            cost = once(command)
            if turn or times == 1:
                runs[command.name].append(cost)
    return {
        name: Cost(statistics.median(s for s, _ in costs), max(m for _, m in costs)) for name, costs in runs.items()
    }


def once(command: Command) -> tuple[float, float]:
    """Run a command once; its wall time in seconds and its peak memory in MB, children included one by one."""
    begin = time.perf_counter()
    timed = ["/usr/bin/time", "-f", "peak %M", *command.vector] if Path("/usr/bin/time").exists() else command.vector
    done = subprocess.run(timed, cwd=command.folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begin
    said = done.stdout + done.stderr
    if done.returncode != command.code or not re.search(command.says, said):
        raise SystemExit(f"{command.name}: exit code {done.returncode}, and it said\n{said[-2000:]}")
    peak = re.search(r"peak ([0-9]+)", done.stderr)
    return seconds, int(peak[1]) / 1024 if peak else 0.0


def caseload(cases: int) -> Path:
    """Return a demonstration of that many cases, made where it is not there yet."""
    folder = ROOT / "build" / "bench" / f"demo-{cases}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        make = [str(BIN / "casekit"), "demo", str(folder), "--cases", str(cases), "--years", str(YEARS)]
        subprocess.run([*make, "--seed", str(SEED)], check=True, stdout=subprocess.DEVNULL)
    return folder


def files_of(agency: Path) -> int:
    """Return how many records a caseload has."""
    return sum(len(names) for _, _, names in os.walk(agency / "records"))


def checking(agency: Path) -> list[Command]:
    """Return the ways of checking all records of one caseload."""
    count = files_of(agency)
    casekit = str(BIN / "casekit")
    return [
        Command("casekit lint", [casekit, "lint"], agency, says=rf"\({count} files"),
        Command("floor", [sys.executable, str(ROOT / "bench/floor.py"), "records"], agency, says=rf"^{count}\b"),
        Command("git status", ["git", "status", "--porcelain"], agency),
        Command("git log --raw", ["git", "log", "--raw", "--format=%H"], agency),
    ]


def peers(agency: Path) -> list[Command]:
    """Return the slow ways of checking all records, each run once."""
    count = files_of(agency)
    schemas = ROOT / "schemas"
    return [
        Command("PyYAML and jsonschema", [sys.executable, str(ROOT / "bench/plain.py"), ".", str(schemas)], agency, says=rf"^{count}\b"),
        Command("check-jsonschema", [sys.executable, str(ROOT / "bench/each_kind.py"), ".", str(schemas)], agency, says=rf"^{count}\b"),
        Command("yamllint", [str(BIN / "yamllint"), "-d", "relaxed", "records"], agency),
    ]  # fmt: skip


def starting() -> list[Command]:
    """Return what starting costs."""
    return [
        Command("casekit --version", [str(BIN / "casekit"), "--version"], ROOT),
        Command("python -c 'import click'", [sys.executable, "-c", "import click"], ROOT),
    ]


def main() -> None:
    """Measure what was asked for and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[200, 2000, 10000], help="cases of the caseloads")
    parser.add_argument("--times", type=int, default=5, help="runs of each command")
    parser.add_argument("--without-peers", action="store_true", help="leave out what takes minutes")
    options = parser.parse_args()
    rows: list[tuple[str, int, int, dict[str, Cost]]] = []
    for size in options.sizes:
        agency = caseload(size)
        costs = measured(checking(agency), options.times)
        if not options.without_peers and size <= 2000:  # noqa: PLR2004 (beyond that, peers take half an hour)
            costs |= measured(peers(agency), 1)
        rows.append(("lint", size, files_of(agency), costs))
    start = measured(starting(), options.times * 3)
    text = report(rows, start)
    (ROOT / "bench" / "results.md").write_text(text)
    print(text)


def report(rows: list[tuple[str, int, int, dict[str, Cost]]], start: dict[str, Cost]) -> str:
    """Return the tables in Markdown."""
    lines = ["# What checking costs", "", f"Measured by `make bench` on {machine()}.", ""]
    for _, size, count, costs in rows:
        ours = costs["casekit lint"]
        lines += [
            f"## {size:,} cases, {count:,} files",
            "",
            "| | seconds | times casekit | MB |",
            "|---|---:|---:|---:|",
        ]
        both = [costs[name].seconds for name in ("check-jsonschema", "yamllint") if name in costs]
        lines += [
            f"| {name} | {cost.seconds:.2f} | {cost.seconds / ours.seconds:.2f} | {cost.megabytes:.0f} |"
            for name, cost in costs.items()
        ]
        if len(both) > 1:
            lines.append(f"| check-jsonschema, then yamllint | {sum(both):.2f} | {sum(both) / ours.seconds:.1f} | |")
        lines += ["", f"casekit takes {ours.seconds / costs['floor'].seconds:.2f} times the floor.", ""]
    lines += ["## Starting", "", "| | milliseconds |", "|---|---:|"]
    lines += [f"| {name} | {cost.seconds * 1000:.0f} |" for name, cost in start.items()]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Describe the machine: processors, system, Python and Git."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}, Git {git}"


if __name__ == "__main__":
    main()
