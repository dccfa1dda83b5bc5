"""The whole pipeline on one page: a tree in, a Report of findings out. A pure function of the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import msgspec
from msgspec import Struct

from casekit.finding import Finding, fingerprint
from casekit.lint.again import Keeping, Work, examine_again
from casekit.lint.ask import placed
from casekit.lint.earlier import Found
from casekit.lint.examine import Examined, examine
from casekit.lint.outcome import Report
from casekit.lint.rule import Rule
from casekit.lint.settings import Settings
from casekit.lint.waive import Waiving, ill_formed
from casekit.model.caseload import Caseload
from casekit.records import paths
from casekit.records.fault import Fault
from casekit.records.positions import Positions
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree


class Judged(Struct, frozen=True):
    """The records that a run looked at, the day it judged by, and its report."""

    caseload: Caseload
    day: date | None
    report: Report


def lint(tree: Tree, settings: Settings, as_of: date | None = None) -> Report:
    """Check every record of ``tree`` with the rules that ``settings`` chose.

    ``as_of`` is the day that expiries are judged by; without it they are not judged: lint reads no clock.
    """
    examined = examine(tree, settings.active().values(), whole=as_of is not None)
    return _report(tree, settings, examined, as_of)


def judge(tree: Tree, settings: Settings, day_of: Callable[[Caseload], date | None]) -> Judged:
    """Lint a tree, and return its records too. ``day_of`` says which day it is where such a caseload is kept."""
    examined = examine(tree, settings.active().values(), whole=True)
    caseload = examined.caseload()
    day = day_of(caseload)
    return Judged(caseload, day, _report(tree, settings, examined, day))


def judge_again(tree: Tree, settings: Settings, as_of: date | None, keeping: Keeping) -> tuple[Report, Work]:
    """Lint a tree with an earlier run's work, and return that of this one too. See ``examine_again`` for what it raises."""
    examined, work = examine_again(tree, settings.active().values(), keeping)
    return _report(tree, settings, examined, as_of), work


def _report(tree: Tree, settings: Settings, examined: Examined, as_of: date | None) -> Report:
    active = settings.active()
    shared = examined.shared
    texts = _Texts(tree, examined.entry)
    waiving = Waiving(shared, examined.persons(), as_of)
    found = [*_faults(shared), *examined.found, *_problems(examined, active, as_of)]
    findings = [
        waiving.mark(_finding(active[f.name], path, f, settings, texts), active[f.name])
        for path, f in found
        if f.name in active
    ]
    waivers = _waivers(waiving, shared, active)
    findings += [_finding(active[f.name], path, f, settings, texts) for path, f in waivers]
    told = {f.name for f in findings}
    return Report(
        findings=tuple(_distinct(sorted(findings, key=_order))),
        files=shared.files,
        cases=examined.cases.count,
        texts=texts.read,
        docs={rule.code: rule.doc for rule in active.values() if rule.name in told},
    )


def _faults(caseload: Caseload) -> Iterator[Found]:
    """Yield what reading and typing refused, under the rules of the same names."""
    yield from ((note.path, fault) for note in caseload.notes for fault in note.faults)


def _problems(examined: Examined, active: dict[str, Rule], as_of: date | None) -> Iterator[Found]:
    """Yield what the rules find that look at what cases share, at all cases together, or at a day."""
    whole = examined.caseload() if as_of is not None else examined.shared
    for rule in active.values():
        if rule.on == "shared":
            yield from (placed(rule, problem) for problem in rule.check(examined.shared))
        elif rule.gather:
            gathered = examined.cases.gathered[rule.gather]
            yield from (placed(rule, problem) for problem in rule.check(examined.shared, gathered))
        elif rule.on == "day" and as_of is not None:
            yield from (placed(rule, problem) for problem in rule.check(whole, as_of))


def _waivers(waiving: Waiving, caseload: Caseload, active: dict[str, Rule]) -> Iterator[Found]:
    """Yield what is wrong with the waiving itself: it is known only after everything else was found."""
    codes = frozenset(rule.code for rule in active.values())
    if rule := active.get("unused-waiver"):
        yield from (placed(rule, problem) for problem in waiving.unused_waivers(codes))
    if rule := active.get("unused-remark"):
        for path, remark in waiving.unused_remarks(codes):
            yield path, Fault(rule.name, "nothing is found on its line any more.", remark.span)
    if rule := active.get("ill-formed-remark"):
        for note in caseload.notes:
            for remark in note.remarks:
                if wrong := ill_formed(remark):
                    yield note.path, Fault(rule.name, f"this remark is not obeyed: {wrong}", remark.span)


class _Texts:
    """The texts of files that have findings: read a second time, for positions and excerpts."""

    def __init__(self, tree: Tree, entry: Callable[[str], Entry | None]) -> None:
        self._tree = tree
        self._entry = entry
        self._positions: dict[str, Positions] = {}
        self.read: dict[str, str] = {}

    def positions(self, path: str) -> Positions:
        if path not in self._positions:
            self._positions[path] = Positions(self.text(path))
        return self._positions[path]

    def text(self, path: str) -> str:
        if path not in self.read:
            self.read[path] = self._read(path)
        return self.read[path]

    def _read(self, path: str) -> str:
        entry = self._entry(path)
        fit = entry is not None and entry.kind == "file" and entry.size <= MAX_BYTES
        try:
            raw = self._tree.read(entry, MAX_BYTES) if entry and fit else b""
        except ReadFailure:
            raw = b""
        return raw.decode("utf-8", "replace")


def _finding(rule: Rule, path: str, fault: Fault, settings: Settings, texts: _Texts) -> Finding:
    texts.text(path)
    span = fault.span or texts.positions(path).span(fault.at, on_key=fault.on_key)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=settings.weight(rule),
        message=fault.message,
        path=path,
        span=span,
        record=_record(path),
        at=fault.at,
        fingerprint="",
        suggestion=fault.suggestion,
    )


def _record(path: str) -> str:
    """Return how findings name a record: by its id, which for a case.yaml is the case's."""
    where = paths.place(path)
    if where is None:
        return path
    return where.case if where.kind == "case" and where.case else where.record


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path, finding.span.line, finding.span.column, finding.code, finding.message


def _distinct(findings: list[Finding]) -> Iterator[Finding]:
    """Give each finding its fingerprint, salted where one rule finds several things in one place."""
    seen: Counter[str] = Counter()
    for finding in findings:
        # The kind is in it too: a team and a provider may both be called `north`.
        where = paths.place(finding.path)
        record = f"{where.kind} {finding.record}" if where else finding.record
        plain = fingerprint(finding.code, record, finding.at, 0)
        repeat = seen[plain]
        seen[plain] += 1
        salted = fingerprint(finding.code, record, finding.at, repeat) if repeat else plain
        yield msgspec.structs.replace(finding, fingerprint=salted)
