"""`casekit lint --fix` and `--diff`: a report in, mended files or a diff of them out; locked records are left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

import click
from msgspec import Struct

from casekit.cli.finishing import Written
from casekit.cli.output import unified
from casekit.finding import Finding, Severity
from casekit.lint.fix import FIXES, mend
from casekit.lint.outcome import Report
from casekit.records.draft import tidied
from casekit.records.lock import locked
from casekit.records.save import SaveError, replace
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree
from casekit.words import visible


class Mend(Struct, frozen=True):
    """One file as it is and as it would be, and the codes of the rules that ask for it."""

    path: str
    old: bytes
    new: bytes
    rules: tuple[str, ...] = ()


class Mending(Struct, frozen=True):
    """What can be mended, and the paths of locked records that could have been."""

    mends: tuple[Mend, ...]
    locked: tuple[str, ...]


def show_mends(folder: Path, tree: Tree, report: Report, within: Collection[Path] = ()) -> int:
    """Print what mending would change as a unified diff; return 1 where it would change something."""
    mending = plan_mends(folder, tree, report, within)
    click.echo(as_diff(mending), nl=False)
    _tell_locked(mending)
    if not mending.mends:
        click.echo("casekit: there is nothing that --fix would change.", err=True)
    return int(bool(mending.mends))


def make_mends(folder: Path, tree: Tree, report: Report, within: Collection[Path] = ()) -> Written:
    """Mend what is safe to mend, each file whole or not at all; return what changed."""
    mending = plan_mends(folder, tree, report, within)
    done: list[Mend] = []
    for m in mending.mends:
        try:
            replace(folder / m.path, m.old, m.new)
        except SaveError as error:
            click.echo(f"casekit: {visible(m.path)} {error}.", err=True)
        else:
            done.append(m)
            click.echo(f"casekit: mended {visible(m.path)}.", err=True)
    _tell_locked(mending)
    rules = sorted({code for m in done for code in m.rules})
    return Written(folder, tuple(m.path for m in done), before={m.path: m.old for m in done}, rules=tuple(rules))


def _tell_locked(mending: Mending) -> None:
    for path in mending.locked:
        says = (
            "is part of the record since it was committed and is not edited. Amend it with a new record, or waive it."
        )
        click.echo(f"casekit: {visible(path)} {says}", err=True)


def plan_mends(folder: Path, tree: Tree, report: Report, within: Collection[Path] = ()) -> Mending:
    """Work out what the safe mends of a report would make of its files. Writes nothing.

    casekit's own help in a finished record without an error is no finding and goes too: in all records, or in those ``within`` names.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.name in FIXES and not finding.waived:
            by_path[finding.path].append(finding)
    wrong = {finding.path for finding in report.findings if finding.severity is Severity.ERROR}
    helped = [path for path in _with_help_left(folder, tree, within) if path not in wrong]
    held = locked(folder) if by_path or helped else frozenset()
    paths = [*by_path, *(path for path in helped if path not in by_path)]
    mends = [_mend(tree, path, by_path.get(path, []), finished=path in helped) for path in paths if path not in held]
    return Mending(tuple(m for m in mends if m and m.old != m.new), tuple(sorted(held & by_path.keys())))


def _with_help_left(folder: Path, tree: Tree, within: Collection[Path]) -> list[str]:
    """Return the paths of finished records in which the help of `casekit new` still stands."""
    found = []
    for entry in tree.entries("records"):
        if within and not any((folder / entry.path).is_relative_to(named) for named in within):
            continue
        try:
            raw = tree.read(entry, MAX_BYTES) if entry.kind == "file" and entry.path.endswith(".yaml") else b""
        except ReadFailure:
            continue
        if tidied(raw) != raw:
            found.append(entry.path)
    return found


def _mend(tree: Tree, path: str, findings: list[Finding], *, finished: bool) -> Mend | None:
    try:
        old = tree.read(Entry(path, "file"), 1 << 20)
        mended = mend(old.decode(), findings).encode()
        codes = tuple(sorted({finding.code for finding in findings}))
        return Mend(path, old, tidied(mended) if finished else mended, codes)
    except (ReadFailure, UnicodeDecodeError):
        return None


def as_diff(mending: Mending) -> str:
    """Return the mends as a unified diff."""
    return "".join(unified(m.path, m.old, m.new) for m in mending.mends)
