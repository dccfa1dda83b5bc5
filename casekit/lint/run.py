"""The whole pipeline on one page: a tree in, a Report of findings out. A pure function of the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
from msgspec import Struct

from casekit.finding import Finding, Severity, fingerprint
from casekit.lint.rule import Problem, Rule
from casekit.lint.settings import Settings
from casekit.lint.waive import Waiving, ill_formed
from casekit.model.caseload import Caseload, build
from casekit.records import paths
from casekit.records.fault import Fault
from casekit.records.load import load
from casekit.records.positions import Positions
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree

_Found = tuple[Rule, str, Fault]


class Report(Struct, frozen=True):
    """What a run found, in the order of files and lines, and how much it looked at."""

    findings: tuple[Finding, ...]
    files: int
    cases: int
    texts: dict[str, str]

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity and are not waived."""
        return sum(finding.severity is severity and not finding.waived for finding in self.findings)


def lint(tree: Tree, settings: Settings, as_of: date | None = None) -> Report:
    """Check every record of ``tree`` with the rules that ``settings`` chose.

    ``as_of`` is the day that expiries are judged by; without it they are not judged: lint reads no clock.
    """
    caseload = build(load(tree))
    active = settings.active()
    texts = _Texts(tree)
    waiving = Waiving(caseload, as_of)
    found = [*_faults(caseload, active), *_problems(caseload, active, as_of)]
    findings = [waiving.mark(_finding(rule, fault, path, settings, texts), rule) for rule, path, fault in found]
    findings += [
        _finding(rule, fault, path, settings, texts) for rule, path, fault in _waivers(waiving, caseload, active)
    ]
    return Report(
        findings=tuple(_distinct(sorted(findings, key=_order))),
        files=len(caseload.sources),
        cases=len(caseload.cases),
        texts=texts.read,
    )


def _faults(caseload: Caseload, active: dict[str, Rule]) -> Iterator[_Found]:
    """Yield what reading and typing refused, under the rules of the same names."""
    refused = [(source.path, fault) for source in caseload.sources for fault in source.faults]
    for path, fault in (*refused, *caseload.conversions):
        if fault.name in active:
            yield active[fault.name], path, fault


def _problems(caseload: Caseload, active: dict[str, Rule], as_of: date | None) -> Iterator[_Found]:
    """Yield what the rules find in the records that could be read."""
    for rule in active.values():
        for problem in _check(rule, caseload, as_of):
            yield _placed(rule, problem)


def _waivers(waiving: Waiving, caseload: Caseload, active: dict[str, Rule]) -> Iterator[_Found]:
    """Yield what is wrong with the waiving itself: it is known only after everything else was found."""
    codes = frozenset(rule.code for rule in active.values())
    if rule := active.get("unused-waiver"):
        yield from (_placed(rule, problem) for problem in waiving.unused_waivers(codes))
    if rule := active.get("unused-remark"):
        for path, remark in waiving.unused_remarks(codes):
            yield rule, path, Fault(rule.name, "nothing is found on its line any more.", remark.span)
    if rule := active.get("ill-formed-remark"):
        for source in caseload.sources:
            for remark in source.remarks:
                if wrong := ill_formed(remark):
                    yield rule, source.path, Fault(rule.name, f"this remark is not obeyed: {wrong}", remark.span)


def _placed(rule: Rule, problem: Problem) -> _Found:
    return rule, problem.path, Fault(rule.name, problem.message, None, problem.at, problem.on_key)


def _check(rule: Rule, caseload: Caseload, as_of: date | None) -> Iterable[Problem]:
    if rule.on == "caseload":
        yield from rule.check(caseload)
    elif rule.on == "day" and as_of is not None:
        yield from rule.check(caseload, as_of)
    elif rule.on == "case":
        for case in caseload.cases:
            # Without its case.yaml a folder is judged by one rule alone: the others would all blame its absence.
            if case.file is not None:
                yield from rule.check(case, caseload)


class _Texts:
    """The texts of files that have findings: read a second time, for positions and excerpts."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._entries: dict[str, Entry] | None = None
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
        if self._entries is None:
            self._entries = {
                e.path: e for e in self._tree.entries(paths.ROOT) if e.kind == "file" and e.size <= MAX_BYTES
            }
        entry = self._entries.get(path)
        try:
            raw = self._tree.read(entry, MAX_BYTES) if entry else b""
        except ReadFailure:
            raw = b""
        return raw.decode("utf-8", "replace")


def _finding(rule: Rule, fault: Fault, path: str, settings: Settings, texts: _Texts) -> Finding:
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
