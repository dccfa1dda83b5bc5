"""`casekit audit report`: what was changed, shared, approved and amended in a span of days, and nothing of a report."""

from __future__ import annotations

import json
import stat
import sys
from typing import Any

import pytest
from support.desk import ID
from support.html import Seen
from support.trail import small

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
FOLDER = f"records/cases/2026/{ID}"
EVIL = '"Night desk <script>alert(1)</script> | [x](javascript:y)"'
TOLD = f"""\
date: 2026-03-04
by: s-ruiz
to: {{name: {EVIL}, provider: harbor-clinic}}
what: Her name and phone number
purpose: To make the first appointment
basis: consent
consent: cn-8h3m
"""
AMENDS = f"""\
date: 2026-03-05
by: s-ruiz
kind: phone
minutes: 5
reached: true
note: It was the number 12.
amends: {{record: contacts/2026-03-02-k7, sha256: {"ab" * 32}, kind: correction, why: The bus line was wrong}}
"""
APPROVAL = f"""\
id: ap-3k5t
date: 2026-03-06
by: m-lee
of: {FOLDER}/plan.yaml
sha256: {"ab" * 32}
for: plan
decision: approved
"""


@pytest.fixture
def agency(repository: Any) -> Any:
    small(repository.path)
    repository.commit("Begin", on="2026-03-01T09:00:00Z")
    repository.write(f"{FOLDER}/disclosures/2026-03-04-d9.yaml", TOLD)
    repository.write(f"{FOLDER}/contacts/2026-03-05-k9.yaml", AMENDS)
    repository.write(f"{FOLDER}/approvals/ap-3k5t.yaml", APPROVAL)
    plan = repository.path / FOLDER / "plan.yaml"
    plan.write_text(plan.read_text().replace("A door of my own", "A door and a key"))
    repository.commit("Work of the week", on="2026-03-06T09:00:00Z")
    return repository


def report(agency: Any, *words: str, since: str = "2026-03-02", until: str = "2026-03-31") -> int:
    line = ["audit", "report", "--case", ID.lower(), "--from", since, "--to", until, *words]
    return run(["-C", str(agency.path), *line])


def parts(agency: Any, capsys: Printed, *words: str, **days: str) -> dict[str, list[dict[str, str]]]:
    assert report(agency, "--format", "json", *words, **days) == 0
    return {part["title"]: part["rows"] for part in json.loads(capsys.readouterr().out)["parts"]}


def test_what_was_shared_approved_amended_and_changed(agency: Any, capsys: Printed) -> None:
    found = parts(agency, capsys)
    (shared,) = found["What was shared"]
    assert (shared["Day"], shared["What"], shared["By"]) == ("2026-03-04", "Her name and phone number", "s-ruiz")
    assert shared["With whom"].endswith("harbor-clinic")
    (approved,) = found["What was approved, or not"]
    assert (approved["Decision"], approved["For"], approved["By"]) == ("approved", "plan", "m-lee")
    (amended,) = found["What was corrected or added to"]
    assert (amended["How"], amended["Corrects"]) == ("correction", "contacts/2026-03-02-k7")
    changed = found["What was changed"]
    assert {row["Day"] for row in changed} == {"2026-03-06"}
    assert [row["Fields"] for row in changed if row["What"].startswith("plan")] == ["Goals of plan, g1, Aim of goal"]  # fmt: skip
    assert "A door and a key" not in json.dumps(changed)


def test_a_mandated_report_is_told_only_where_that_is_asked(agency: Any, capsys: Printed) -> None:
    days = {"since": "2026-01-01"}
    assert report(agency, "--format", "json", **days) == 0
    told = capsys.readouterr().out
    assert "Adult Protection" not in told
    assert "/reports/" not in told
    assert "2026-03-03-p2" not in told
    found = parts(agency, capsys, "--reports", **days)
    assert found["What was shared"][0]["With whom"] == "Adult Protection"
    assert any("mandated report" in row["What"] for row in found["What was changed"])


def test_what_cannot_be_read_makes_it_not_whole(agency: Any, capsys: Printed) -> None:
    agency.write(f"{FOLDER}/contacts/2026-03-07-zz.yaml", "date: [\n")
    agency.write(f"{FOLDER}/reports/2026-03-08-p3.yaml", "date: [\n")
    agency.commit("Broken", on="2026-04-06T09:00:00Z")
    for form in ("md", "html", "json"):
        assert report(agency, "--format", form) == 1
        told = capsys.readouterr().out.replace("\\", "")
        assert f"{FOLDER}/contacts/2026-03-07-zz.yaml" in told
        assert "2026-03-08-p3" not in told


def test_days_outside_are_left_out(agency: Any, capsys: Printed) -> None:
    assert not any(parts(agency, capsys, since="2026-04-01", until="2026-04-30").values())
    assert report(agency, since="2026-04-01", until="2026-04-30") == 0
    assert capsys.readouterr().out.count("\nNothing.\n") == 4
    assert report(agency, since="2026-04-01") == 2


@pytest.mark.parametrize("form", ["md", "json", "html"])
def test_each_form_is_as_agreed(agency: Any, form: str, capsys: Printed, snapshot: Any) -> None:
    assert report(agency, "--format", form) == 0
    told = capsys.readouterr().out
    snapshot(f"accounting.{form}", told)
    if form == "html":
        assert "script" not in Seen(told).tags
    if form == "md":
        assert "<script" not in told


def test_a_file_is_for_its_owner_and_never_among_the_records(agency: Any) -> None:
    assert report(agency, "-o", "out.md") == 0
    assert stat.S_IMODE((agency.path / "out.md").stat().st_mode) == 0o600
    assert report(agency, "-o", "records/out.md") == 2


def test_what_is_in_the_way_is_said(agency: Any, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert report(agency, "--format", "html") == 2
    assert "casekit[site]" in capsys.readouterr().err
    lost = agency.git("rev-parse", "HEAD:records")
    (agency.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert report(agency) == 2
    assert "the history cannot be read" in capsys.readouterr().err
    (agency.path / ".git").rename(agency.path / "git")
    assert report(agency) == 2


def test_before_the_first_commit_there_is_no_history(repository: Any, capsys: Printed) -> None:
    repository.write("records/agency.yaml", "name: x\n")
    assert report(repository) == 2
    assert "nothing was committed" in capsys.readouterr().err
