"""Demonstrations of several sizes in, what building their site costs beside bare MkDocs Material on the same pages out.

Both build the same pages in turn: casekit from the records, read, checked and rendered; MkDocs with Material and no
casekit from what `casekit site export` wrote. The number of pages that came out is asserted. On a busy machine read
the processor's seconds rather than the clock's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
SIZES = (200, 2000)


class Run(NamedTuple):
    """One build: seconds by the clock, seconds of the processor, and the most memory it held, in MB."""

    clock: float
    processor: float
    megabytes: float


class Built(NamedTuple):
    """What a site costs with casekit and without; ``pages`` are those of both, ``largest`` is a case's, in kB."""

    cases: int
    pages: int
    casekit: Run
    bare: Run
    largest: float


def main() -> None:
    """Measure what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="*", default=SIZES, help="cases of the demonstrations")
    parser.add_argument("--times", type=int, default=3, help="builds of each kind; the median counts")
    options = parser.parse_args()
    print(table([built(cases, ROOT / "build" / "bench", options.times) for cases in options.cases]))


def built(cases: int, folder: Path, times: int) -> Built:
    """Build the site of a demonstration with casekit and without, in turn."""
    agency, pages = folder / f"demo-{cases}", folder / f"pages-{cases}"
    if not agency.is_dir():
        _run(BIN / "casekit", "demo", agency, "--cases", cases, "--years", 3, "--seed", 1)
    shutil.rmtree(pages, ignore_errors=True)
    _run(BIN / "casekit", "-C", agency, "site", "export", pages)
    ours, theirs = folder / f"site-{cases}", folder / f"bare-{cases}"
    runs: list[tuple[Run, Run]] = []
    for _ in range(times):
        one = _run(BIN / "mkdocs", "build", "-q", "-f", agency / "mkdocs.yml", "-d", ours)
        runs.append((one, _run(BIN / "mkdocs", "build", "-q", "-f", pages / "mkdocs.yml", "-d", theirs)))
    count = _pages(ours)
    if count != _pages(theirs):
        raise SystemExit(f"{count} pages with casekit and {_pages(theirs)} without: they are not the same site.")
    largest = max(path.stat().st_size for path in (ours / "cases").glob("C-*.html"))
    return Built(cases, count, _median([r for r, _ in runs]), _median([r for _, r in runs]), largest / 1000)


def table(found: list[Built]) -> str:
    """Return the table in Markdown."""
    lines = [
        "| cases | pages | | seconds | of the processor | times bare | MB | largest case page, kB |",
        "|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for site in found:
        for name, run in (("mkdocs build with casekit", site.casekit), ("MkDocs Material alone", site.bare)):
            times = run.processor / site.bare.processor
            lines.append(
                f"| {site.cases:,} | {site.pages:,} | {name} | {run.clock:.1f} | {run.processor:.1f} | {times:.2f} "
                f"| {run.megabytes:.0f} | {site.largest:.0f} |"
            )
    return "\n".join(lines)


def _run(*words: object) -> Run:
    """Run a program to its end, and say what it cost. Its children are counted: it waits for them."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    begin = time.perf_counter()
    child = subprocess.Popen([str(word) for word in words], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(map(str, words))} stopped.")
    return Run(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _median(runs: list[Run]) -> Run:
    return Run(*(statistics.median(run[at] for run in runs) for at in range(3)))


def _pages(site: Path) -> int:
    return sum(1 for _ in site.rglob("*.html"))


if __name__ == "__main__":
    main()
