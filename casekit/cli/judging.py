"""A tree and files about to be written in, what linting will say of them out; and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import click
import msgspec
from msgspec import Struct

from casekit.finding import Finding, Severity
from casekit.lint.outcome import Report
from casekit.lint.report import FORMATS
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records.overlay import Overlay
from casekit.records.paths import ROOT
from casekit.records.tree import Tree

_OF_FORM = ("CK0", "CK1", "CK2")
"""Reading, shape, references and dates: what a command can get right by itself."""


class Verdict(Struct, frozen=True):
    """The findings of the written files and those that arose elsewhere by them, as a report."""

    report: Report

    @property
    def errors_of_form(self) -> tuple[Finding, ...]:
        """The errors for which nothing is written: what the file says cannot be read as it is meant."""
        return tuple(f for f in self.report.findings if f.severity is Severity.ERROR and f.code.startswith(_OF_FORM))

    def without(self, passed_over: Callable[[Finding], bool]) -> Verdict:
        """Return the verdict without some of its findings."""
        kept = tuple(f for f in self.report.findings if not passed_over(f))
        return Verdict(msgspec.structs.replace(self.report, findings=kept))

    def tell(self) -> None:
        """Print the findings in words, on standard error."""
        if self.report.findings:
            click.echo(FORMATS["full"](self.report), err=True, nl=False)


def matters_to(folders: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells of a path whether it is needed to judge records of the cases in ``folders``.

    Of the other cases that is case.yaml alone, so that their ids are known: a day's work in one case need not
    read all the others.
    """
    near = tuple(f"{folder}/" for folder in folders)
    return lambda path: not path.startswith(f"{ROOT}/cases/") or path.endswith("/case.yaml") or path.startswith(near)


def judge(
    tree: Tree, settings: Settings, old: Mapping[str, bytes], new: Mapping[str, bytes], folders: Iterable[str]
) -> Verdict:
    """Lint ``tree`` with the ``new`` files as against the ``old`` ones, which say what stood at some of the paths.

    Findings that were there before are not told again, wherever they are; waived ones are not told at all.
    """
    matters = matters_to(folders)
    gone = [path for path in new if path not in old]
    before = lint(Overlay(tree, old, lambda path: path not in gone and matters(path)), settings)
    after = lint(Overlay(tree, new, matters), settings)
    known = {f.fingerprint for f in before.findings}
    arisen = tuple(f for f in after.findings if f.fingerprint not in known and not f.waived)
    return Verdict(msgspec.structs.replace(after, findings=arisen))
