"""Pieces of work in, what each takes out: they are done by turns, several times, and the middle one counts."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

Work = Callable[[], object]


class Spent(NamedTuple):
    """Seconds by the clock, and seconds of the processor in this process and in those that it waited for."""

    clock: float
    processor: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.clock - other.clock, self.processor - other.processor)

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.processor:.2f} s of the processor)"


def by_turns(works: Mapping[str, Work], times: int) -> dict[str, Spent]:
    """Do every piece of work ``times`` times, after a round that fills the disk's cache."""
    runs: dict[str, list[Spent]] = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            spent = _spent(work)
            if turn:
                runs[name].append(spent)
    return {name: Spent(*map(statistics.median, zip(*each, strict=True))) for name, each in runs.items()}


def judged(what: str, found: Spent, peer: Spent, most: float) -> str:
    """Say how many times a peer something takes, and whether that is what was promised: at most ``most`` by the clock."""
    times = found.clock / peer.clock
    word = "kept" if times <= most else "not kept"
    return f"{what}: {times:.1f} times, promised at most {most:g}: {word} (of the processor {found.processor / peer.processor:.1f} times)"


def git_log(agency: Path, *path: str) -> Work:
    """Return what the trail is measured by: one ``git log --raw``, of all or of a path."""
    return program("git", "-C", str(agency), "log", "--raw", "--", *path)


def program(*words: str) -> Work:
    """Return what runs a program to its end; one that fails ends the benchmark."""
    return lambda: subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


def _spent(work: Work) -> Spent:
    before, begun = os.times(), time.perf_counter()
    work()
    clock, after = time.perf_counter() - begun, os.times()
    return Spent(clock, sum(after[:4]) - sum(before[:4]))
