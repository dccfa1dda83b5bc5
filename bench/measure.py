"""Commands in, what they cost out: median wall time, and the most memory that a command and its children held at once."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_PAUSE = 0.01  # seconds between two looks at the memory


class Command(NamedTuple):
    """What is run, in which folder, what its exit code must be, and what its output must say.

    ``before`` is done before each run, and not measured.
    """

    name: str
    vector: list[str]
    folder: Path
    code: int = 0
    says: str = ""
    before: Callable[[], object] | None = None


def measured(commands: list[Command], times: int) -> dict[str, float]:
    """Run commands in turn, ``times`` times each after a round that fills the disk's cache; medians in seconds."""
    runs: dict[str, list[float]] = {command.name: [] for command in commands}
    for turn in range(times + (times > 1)):  # what runs once takes long, and needs no round before
        for command in commands:
            seconds = once(command)
            if turn or times == 1:
                runs[command.name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in runs.items()}


def once(command: Command) -> float:
    """Run a command once and return its wall time in seconds. What it did not do as it should ends the benchmark."""
    if command.before:
        command.before()
    begin = time.perf_counter()
    done = subprocess.run(command.vector, cwd=command.folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begin
    said = done.stdout + done.stderr
    if done.returncode != command.code or not re.search(command.says, said, re.MULTILINE):
        raise SystemExit(f"{command.name}: exit code {done.returncode}, and it said\n{said[-2000:]}")
    return seconds


def peak(command: Command) -> float:
    """Run a command once and return the most memory in MB that it and its children held at one time.

    What processes share counts once: each is asked for its proportional share (Linux, proc_pid_smaps_rollup(5)).
    """
    if command.before:
        command.before()
    most = 0
    with subprocess.Popen(
        command.vector, cwd=command.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            most = max(most, sum(_share(pid) for pid in _family(process.pid)))
            time.sleep(_PAUSE)
    return most / 1024


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def _share(pid: int) -> int:
    """Return a process's share of the memory in KB."""
    try:
        share = re.search(r"^Pss: +([0-9]+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:  # it has just ended
        return 0
    return int(share[1]) if share else 0
