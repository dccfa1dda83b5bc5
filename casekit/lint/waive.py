"""Findings, waivers and remarks in; findings marked as waived, and what is wrong with the waiving, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from casekit.finding import Finding
from casekit.lint.rule import Problem, Rule, chosen, rules
from casekit.model.agency import Waiver
from casekit.model.caseload import Caseload
from casekit.records.remarks import Remark


def codes_of(selectors: Iterable[str]) -> frozenset[str]:
    """Return the codes of the rules that selectors name; a selector that names none adds none."""
    found: set[str] = set()
    for selector in selectors:
        try:
            found |= {rule.code for rule in chosen([selector])}
        except KeyError:
            continue
    return frozenset(found)


class Waiving:
    """Marks the findings of one run, and remembers what was used.

    ``persons`` has the folder of each case, and whose it is. ``as_of`` is the day on which waivers are judged; without
    one, none has expired: lint reads no clock.
    """

    def __init__(self, caseload: Caseload, persons: Mapping[str, str | None], as_of: date | None) -> None:
        self._waivers = [w for w in caseload.waivers if _counts(w) and not (as_of and expired(w, as_of))]
        by_case, by_person = _folders(persons)
        self._covers = [_Cover(waiver, caseload, by_case, by_person) for waiver in self._waivers]
        self._remarks = {(note.path, r): codes_of(r.rules) for note in caseload.notes for r in note.remarks}
        self._used_waivers: set[str] = set()
        self._used_remarks: set[tuple[str, Remark]] = set()

    def mark(self, finding: Finding, rule: Rule) -> Finding:
        """Return the finding, marked as waived where a waiver covers it or a remark is beside it."""
        for cover in self._covers:
            if cover.covers(finding):
                self._used_waivers.add(cover.waiver.path)
                return msgspec.structs.replace(finding, waived=True, waiver=cover.waiver.stem)
        for (path, remark), codes in self._remarks.items():
            if (
                path == finding.path
                and remark.line == finding.span.line
                and finding.code in codes
                and rule.form
                and remark.reason
            ):
                self._used_remarks.add((path, remark))
                return msgspec.structs.replace(finding, waived=True, waiver=f"line {remark.span.line}")
        return finding

    def unused_waivers(self, active: frozenset[str]) -> Iterator[Problem]:
        """Yield the waivers that waived nothing, of the rules that this run asked."""
        for waiver in self._waivers:
            codes = codes_of([waiver.rule])
            if codes and codes <= active and waiver.path not in self._used_waivers:
                says = f"nothing is found any more that this waiver of `{waiver.rule}` is for."
                yield Problem(waiver.path, ("rule",), says)

    def unused_remarks(self, active: frozenset[str]) -> Iterator[tuple[str, Remark]]:
        """Yield the well-formed remarks that no finding stood beside."""
        for (path, remark), codes in self._remarks.items():
            if codes and codes <= active and (path, remark) not in self._used_remarks and not ill_formed(remark):
                yield path, remark


_Folders = Mapping[str, list[str]]


def _folders(persons: Mapping[str, str | None]) -> tuple[_Folders, _Folders]:
    """Return the folders of cases by the case's id, and by whose they are."""
    by_case: dict[str, list[str]] = defaultdict(list)
    by_person: dict[str, list[str]] = defaultdict(list)
    for folder, person in persons.items():
        by_case[folder.rpartition("/")[2]].append(folder)
        if person is not None:
            by_person[person].append(folder)
    return by_case, by_person


class _Cover:
    """What one waiver covers: rules, and the paths of its scope."""

    def __init__(self, waiver: Waiver, caseload: Caseload, by_case: _Folders, by_person: _Folders) -> None:
        self.waiver = waiver
        self._codes = codes_of([waiver.rule])
        self._folders = list(by_case.get(waiver.scope.case or "", ()))
        self._files = {f for f in (waiver.scope.file,) if f}
        if waiver.scope.person:
            self._folders += by_person.get(waiver.scope.person, ())
            self._files |= {p.path for p in caseload.people.values() if p.stem == waiver.scope.person}

    def covers(self, finding: Finding) -> bool:
        in_scope = finding.path in self._files or any(finding.path.startswith(f"{folder}/") for folder in self._folders)
        return finding.code in self._codes and in_scope


def expired(waiver: Waiver, day: date) -> bool:
    """Tell whether a waiver no longer counts on a day."""
    return waiver.expires < day


def _counts(waiver: Waiver) -> bool:
    """Tell whether a waiver names one rule, and someone other than who asked for it approved it: else it waives nothing."""
    named = waiver.rule in rules() or any(waiver.rule == rule.name for rule in rules().values())
    return named and waiver.approved_by != waiver.requested_by


def ill_formed(remark: Remark) -> str:
    """Say what keeps a remark from being obeyed, or return nothing."""
    if not remark.rules:
        return "name the rule in brackets: `# casekit: ignore[RULE] reason`."
    for selector in remark.rules:
        try:
            found = list(chosen([selector]))
        except KeyError:
            return f"no rule is called `{selector}`; `casekit rule` lists them."
        if not all(rule.form for rule in found):
            return f"`{selector}` is about more than form: it takes a waiver in records/waivers/, approved by someone else."
    return "" if remark.reason else "say why, after the brackets: the next reader wonders."
