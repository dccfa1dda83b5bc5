"""The benchmarks' own arithmetic, and that the README says what was measured."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
README, RESULTS = ROOT / "README.md", ROOT / "bench" / "results.md"


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{name}", ROOT / "bench" / f"{name}.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


table, measure = module("table"), module("measure")


def test_the_table_of_the_readme_is_that_of_the_results() -> None:
    text = RESULTS.read_text(encoding="utf-8")
    assert "git status" in table.between(text)
    assert table.between(README.read_text(encoding="utf-8")) == table.between(text)
    assert table.with_table(README.read_text(encoding="utf-8"), text) == README.read_text(encoding="utf-8")


def loads(slow: float) -> list[object]:
    seconds = {
        "casekit lint, cold": 4.0 * slow, "its reading alone": 2.0, "floor": 1.25, "git status": 0.2,
        "casekit lint, nothing changed": 0.4 * slow, "casekit lint, a contact changed": 0.5 * slow,
        "casekit lint, the policy changed": 2.0 * slow, "casekit lint, a provider changed": 2.0 * slow,
        "casekit lint FILE, nothing changed": 0.4 * slow, "check-jsonschema": 100.0, "yamllint": 60.0,
        'python -c "import click"': 0.08,
    }  # fmt: skip
    large = {"casekit lint, cold": 20.0 * slow * slow}
    return [
        table.Caseload(2000, 29000, seconds, 180.0 * slow),
        table.Caseload(10000, 145000, large, 800.0 * slow * slow),
    ]


START = {"casekit --version": 0.12, 'python -c "import click"': 0.08}


def test_every_bar_is_judged() -> None:
    kept = list(table.bars(loads(1.0), START))
    assert len(kept) == 11
    assert all(bar.holds for bar in kept)
    missed = [bar.what for bar in table.bars(loads(1.6), START) if not bar.holds]
    assert len(missed) == 7
    assert "not kept" in table.results(loads(1.6), START, "a machine")


def test_a_part_measures_what_it_can() -> None:
    assert list(table.bars([table.Caseload(200, 3000, {"floor": 1.0}, 0.0)], {})) == []


def test_what_goes_wrong_is_not_counted() -> None:
    wrong = measure.Command("wrong", [sys.executable, "-c", "print(3)"], ROOT, says="^4")
    with pytest.raises(SystemExit, match="wrong: exit code 0"):
        measure.once(wrong)
    with pytest.raises(SystemExit, match="exit code 1"):
        measure.measured([wrong._replace(vector=[sys.executable, "-c", "raise SystemExit(1)"])], 1)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_the_memory_of_children_counts() -> None:
    half = "import time; b = bytearray(60_000_000); time.sleep(0.5)"
    both = f"import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', {half!r}]); {half}; c.wait()"
    alone = measure.peak(measure.Command("half", [sys.executable, "-c", half], ROOT))
    assert 55 < alone < 100
    assert measure.peak(measure.Command("both", [sys.executable, "-c", both], ROOT)) > 110


def test_a_bar_of_the_trail_is_judged_by_the_clock() -> None:
    turns = module("turns")
    log, found = turns.Spent(1.0, 0.5), turns.Spent(4.0, 4.0)
    assert turns.judged("a ÷ b", found, log, 4.0) == "a ÷ b: 4.0 times, promised at most 4: kept (of the processor 8.0 times)"  # fmt: skip
    assert "not kept" in turns.judged("a ÷ b", found, log, 3.9)


def test_work_is_done_by_turns_after_a_first_round() -> None:
    turns = module("turns")
    done: list[str] = []
    found = turns.by_turns({name: lambda name=name: done.append(name) for name in "ab"}, 2)
    assert "".join(done) == "ababab"
    assert all(spent.clock >= 0 and spent.processor >= 0 for spent in found.values())
    with pytest.raises(turns.subprocess.CalledProcessError):
        turns.program(sys.executable, "-c", "raise SystemExit(1)")()
