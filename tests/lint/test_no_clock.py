"""Linting is a pure function of the files: whatever the clock and the time zone say, it finds the same."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from support.rule_examples import tree_with

from casekit.lint.adopt import adopt
from casekit.lint.outcome import Report
from casekit.lint.rule import rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records.tree import WorkingTree

ROOT = Path(__file__).parents[2]
ROOMS = ("lint", "model", "records")
MODULES = sorted(path for room in ROOMS for path in (ROOT / "casekit" / room).rglob("*.py"))
CLOCKS = {"today", "now", "utcnow", "localtime", "gmtime", "monotonic", "perf_counter", "time_ns"}
KEEPERS = {"date", "datetime", "time"}
EVERYTHING = Settings(strict=True)
DAYS = (dt.datetime(1999, 12, 31, 23, 59, tzinfo=dt.UTC), dt.datetime(2099, 1, 1, tzinfo=dt.UTC))


def clock_reads(tree: ast.Module) -> Iterator[str]:
    """Yield what in a module reads a clock or could."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield f"{node.lineno}: .{node.func.attr}()"
        elif isinstance(node, ast.Attribute) and node.attr in CLOCKS and _named(node.value) in KEEPERS:
            yield f"{node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Import):
            yield from (f"{node.lineno}: import {a.name}" for a in node.names if a.name == "time")
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{node.lineno}: from {node.module}"


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.no_cover
@pytest.mark.parametrize("path", MODULES, ids=[p.relative_to(ROOT).as_posix() for p in MODULES])
def test_no_module_of_these_rooms_reads_a_clock(path: Path) -> None:
    found = list(clock_reads(ast.parse(path.read_text(encoding="utf-8"))))
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "date.today()",
        "dt.datetime.now(zone)",
        "import time",
        "from time import time",
        "datetime.utcnow",
        "x = dt.date.today",
    ],
)
def test_a_module_that_reads_one_would_be_found(text: str) -> None:
    assert list(clock_reads(ast.parse(text)))


def at_each_clock(monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None) -> list[Report]:
    found = []
    for moment, zone in zip(DAYS, ("Pacific/Kiritimati", "America/Anchorage"), strict=True):
        monkeypatch.setenv("TZ", zone)
        with time_machine.travel(moment, tick=False):
            assert dt.datetime.now(dt.UTC) == moment, "the clock was moved"
            with WorkingTree(ROOT) as tree:
                found.append(lint(tree, EVERYTHING, as_of))
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize("as_of", [None, dt.date(2026, 11, 24)])
def test_linting_is_the_same_at_any_time_and_place(monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None) -> None:
    first, second = at_each_clock(monkeypatch, as_of)
    assert first == second
    assert first.findings, "there is something to compare"


@pytest.mark.no_cover
def test_every_rule_finds_the_same_in_its_bad_example_at_any_time() -> None:
    bad = [(rule, tree_with(rule.doc["Bad"])) for rule in rules().values()]

    def found(moment: dt.datetime) -> list[Report]:
        with time_machine.travel(moment, tick=False):
            return [lint(tree, EVERYTHING, dt.date(2026, 3, 31) if rule.on == "day" else None) for rule, tree in bad]

    assert found(DAYS[0]) == found(DAYS[1])


def test_what_another_policy_would_change_depends_on_no_clock() -> None:
    raw = b"version: 1\nextends: default\nfrom: 2026-01-01\napproved_by: m-lee\n"
    tree = tree_with("# contacts/2026-03-02-k7.yaml\nrecorded: 2026-03-09")

    def changes(moment: dt.datetime) -> object:
        with time_machine.travel(moment, tick=False):
            return adopt(tree, raw, EVERYTHING)

    assert changes(DAYS[0]) == changes(DAYS[1])
