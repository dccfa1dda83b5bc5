"""A signed demonstration keeps every rule of the trail, so that its verification says PASS and nothing else."""

from __future__ import annotations

from pathlib import Path

from casekit.audit.codes import Verdict
from casekit.audit.trust import begin, seen
from casekit.audit.verify import verify
from casekit.demo.make import make_demo

NOW = 1_796_083_200  # 2026-12-01, after the demonstration's last day


def test_every_commit_of_a_signed_demonstration_is_legal(tmp_path: Path) -> None:
    make_demo(tmp_path, 14, 2, 4, signed=True)
    first = verify(tmp_path, now=NOW)
    assert [each.code for each in first.judgements] == ["CK804"]
    known = begin(first.root)
    assert [each.code for each in verify(tmp_path, trust=known, now=NOW).judgements] == ["CK803"]
    again = verify(tmp_path, trust=seen(known, first.tip, first.first_parents), now=NOW)
    assert (again.verdict, again.judgements, again.notes, again.cases) == (Verdict.PASS, (), (), 14)
    assert again.commits > again.first_parents > 100
