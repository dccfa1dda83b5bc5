"""A number of cases in, a demonstration of that size out, and changes that can be taken back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CASEKIT = str(BIN / "casekit")
SEED, YEARS = 1, 3

_number = count(1)


def demonstration(cases: int, *, signed: bool = False) -> Path:
    """Return a demonstration of that many cases, made where it is not there yet, and as it was made."""
    folder = ROOT / "build" / "bench" / (f"signed-{cases}" if signed else f"demo-{cases}")
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        make = [CASEKIT, "demo", str(folder), "--cases", str(cases), "--years", str(YEARS), "--seed", str(SEED)]
        subprocess.run([*make, *(["--signed"] if signed else [])], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["git", "checkout", "--quiet", "--", "records"], cwd=folder, check=True)
    subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=folder, check=True)
    return folder


def files_of(agency: Path) -> int:
    """Return how many records a caseload has."""
    return sum(len(names) for _, _, names in os.walk(agency / "records"))


def one_of(agency: Path, pattern: str) -> str:
    """Return the path of a record, always the same one."""
    found = sorted(path.relative_to(agency).as_posix() for path in (agency / "records").glob(pattern))
    return found[len(found) // 2]


def changing(agency: Path, path: str) -> Callable[[], None]:
    """Return what writes another remark at the end of a record, which says nothing else."""
    file = agency / path
    plain = file.read_bytes()

    def change() -> None:
        file.write_bytes(plain + b"# %d\n" % next(_number))

    return change


def rewording(agency: Path, path: str, key: str) -> Callable[[], None]:
    """Return what gives the first text of that key in a record another word."""
    file = agency / path
    before, found, after = file.read_text(encoding="utf-8").partition(f"{key}: ")
    if not found:
        raise SystemExit(f"{path} has no {key}")

    def change() -> None:
        file.write_text(f"{before}{found}No. {next(_number)} {after}", encoding="utf-8")

    return change


def linted(agency: Path) -> Callable[[], None]:
    """Return what lints the agency, so that what comes next finds what such a run leaves."""

    def lint() -> None:
        subprocess.run([CASEKIT, "lint"], cwd=agency, check=True, capture_output=True)

    return lint
