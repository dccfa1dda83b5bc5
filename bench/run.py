"""Caseloads of several sizes in, what casekit and its peers cost on them out: bench/results.md, and the README's table.

Every command is run several times, peers in turn with casekit, and the median counts. Exit codes and the number of
files that were looked at are asserted: nothing fast and wrong is counted. Times vary from machine to machine; ratios
within one run are what to read. `--only` and `--cases` measure a part and write nothing.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
from pathlib import Path

import groups
from agencies import ROOT, demonstration, files_of
from measure import measured, peak
from table import Caseload, results, with_table

SIZES = (200, 2000, 10000)
PARTS = ("cold", "warm", "history", "peers", "site", "memory", "start")
SLOW_UP_TO = 2000  # cases; beyond that, peers take half an hour
SITE_UP_TO = 200
ONCE = {"peers", "site"}
BESIDE = ("cold", "warm")  # what is compared runs in turn, and the two are compared with each other


def main() -> None:
    """Measure what was asked for; the whole is written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="*", default=SIZES, help="cases of the caseloads")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, help="parts to measure")
    parser.add_argument("--times", type=int, default=5, help="runs of each command; slow peers run once")
    parser.add_argument("--write", action="store_true", help="write the results though it is a part")
    options = parser.parse_args()
    compileall.compile_dir(ROOT / "casekit", quiet=1)  # as an installation does, and did with the peers
    loads = [measure(size, options.only, options.times) for size in options.cases]
    start = measured(groups.starting(), options.times * 3) if "start" in options.only else {}
    text = results(loads, start, machine())
    if options.write or (options.cases == SIZES and options.only == PARTS):
        write(text)
    print(text)


def measure(size: int, parts: tuple[str, ...], times: int) -> Caseload:
    """Measure the parts on one caseload."""
    agency = demonstration(size)
    beside = [command for part in BESIDE if part in parts for command in getattr(groups, part)(agency)]
    seconds = measured(beside, times) if beside else {}
    for part in parts:
        too_large = size > {"peers": SLOW_UP_TO, "site": SITE_UP_TO}.get(part, size)
        if part not in {*BESIDE, "memory", "start"} and not too_large:
            seconds |= measured(getattr(groups, part)(agency), 1 if part in ONCE else times)
    groups.refresh(agency)
    megabytes = peak(groups.cold(agency)[0]) if "memory" in parts else 0.0
    return Caseload(size, files_of(agency), seconds, megabytes)


def write(text: str) -> None:
    """Write the results, and the README's table from them."""
    (ROOT / "bench" / "results.md").write_text(text)
    readme = Path(ROOT / "README.md")
    readme.write_text(with_table(readme.read_text(), text))


def machine() -> str:
    """Describe the machine: processors, system, Python and Git."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}, Git {git}"


if __name__ == "__main__":
    main()
