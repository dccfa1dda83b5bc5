"""`casekit codeowners`: supervisors in service are asked to look, and nothing of an address is obeyed."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]


def staff(folder: Path, name: str, role: str, email: str, *, more: str = "", ends: str = "") -> None:  # noqa: PLR0913 - a record's parts
    file = folder / f"records/staff/{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    git = f"git:\n  - {{email: '{email}', from: 2020-06-01{ends}}}\n"
    file.write_text(f"id: {name}\nname: Staff {name}\nrole: {role}\nfrom: 2020-06-01\n{more}{git}")


def test_supervisors_in_service_are_named_and_nobody_else(tmp_path: Path, capsys: Printed) -> None:
    staff(tmp_path, "m-lee", "supervisor", "m.lee@example.org")
    staff(tmp_path, "o-bell", "supervisor", "o.bell@example.org")
    staff(tmp_path, "s-ruiz", "case_manager", "s.ruiz@example.org")
    staff(tmp_path, "l-eft", "supervisor", "l.eft@example.org", more="to: 2024-01-01\n")
    staff(tmp_path, "n-ew", "supervisor", "old@example.org", ends=", to: 2024-01-01")
    staff(tmp_path, "e-vil", "supervisor", "a b@example.org")
    assert run(["-C", str(tmp_path), "codeowners"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "proves nothing" in " ".join(lines[:3])
    assert lines[3] == "/records/policy.yaml m.lee@example.org o.bell@example.org"
    assert {line.partition(" ")[2] for line in lines[3:]} == {"m.lee@example.org o.bell@example.org"}


def test_it_is_written_where_the_host_looks(tmp_path: Path) -> None:
    staff(tmp_path, "m-lee", "supervisor", "m.lee@example.org")
    assert run(["-C", str(tmp_path), "codeowners", "-o", ".github/CODEOWNERS"]) == 0
    assert "/records/staff/ m.lee@example.org\n" in (tmp_path / ".github/CODEOWNERS").read_text()
    assert run(["-C", str(tmp_path), "codeowners", "-o", "records/CODEOWNERS"]) == 2


def test_without_a_supervisors_address_it_says_what_to_write(tmp_path: Path, capsys: Printed) -> None:
    staff(tmp_path, "s-ruiz", "case_manager", "s.ruiz@example.org")
    assert run(["-C", str(tmp_path), "codeowners"]) == 2
    assert "under `git:`" in capsys.readouterr().err
