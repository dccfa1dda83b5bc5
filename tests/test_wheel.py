"""The wheel carries what it needs: installed alone, away from the checkout, it lints; without MkDocs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from support.edits import write

from casekit.starter.shipped import shipped

ROOT = Path(__file__).parents[1]


def test_the_built_wheel_works_in_a_clean_environment(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    home = os.environ | {"HOME": str(Path.home())}
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", str(wheel)]
    installed = subprocess.run(install, capture_output=True, text=True, env=home, check=False)
    if installed.returncode:
        pytest.skip("the package index cannot be reached, so the wheel's dependencies cannot be installed")
    agency = write(tmp_path / "agency")
    linted = subprocess.run([python, "-m", "casekit", "lint"], cwd=agency, capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")
    assert "all clear" in linted.stderr
    imported = subprocess.run([python, "-c", "import mkdocs"], capture_output=True, check=False)
    assert imported.returncode == 1
    begun = [python, "-m", "casekit", "init", "new", "--staff", "Sofia Ruiz", "--email", "s.ruiz@example.org"]
    subprocess.run(begun, cwd=tmp_path, check=True, capture_output=True)
    for path, data in shipped().items():
        assert (tmp_path / "new" / path).read_bytes() == data, f"the wheel lacks {path}, or has another"
    summary = [python, "-m", "casekit", "summary", "C-7K3QFMXN"]
    told = subprocess.run(summary, cwd=agency, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "casekit[site]" in told.stderr
    assert told.stderr.count("\n") == 1
