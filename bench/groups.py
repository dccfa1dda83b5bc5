"""An agency in, groups of commands to be measured side by side out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agencies import BIN, CASEKIT, ROOT, changing, files_of, linted, one_of, rewording
from measure import Command

PYTHON = sys.executable
BENCH = ROOT / "bench"
IMPORT = Command('python -c "import click"', [PYTHON, "-c", "import click"], ROOT)


def cold(agency: Path) -> list[Command]:
    """Return linting as if for the first time, its reading alone, and the least that any check must do."""
    count = files_of(agency)
    all_files = rf"\({count} files"
    return [
        Command("casekit lint, cold", [CASEKIT, "lint", "--no-cache"], agency, says=all_files),
        Command("its reading alone", [CASEKIT, "lint", "--no-cache", "--select", "unreadable-file"], agency, says=all_files),
        Command("floor", [PYTHON, str(BENCH / "floor.py"), "records"], agency, says=rf"^{count}\b"),
    ]  # fmt: skip


def warm(agency: Path) -> list[Command]:
    """Return linting after another run, with nothing changed or one record, beside `git status`."""
    count = files_of(agency)
    all_files = rf"\({count} files"
    settle = linted(agency)
    contact = one_of(agency, "cases/*/*/contacts/*.yaml")
    file = one_of(agency, "cases/*/*/plan.yaml")

    def after(*changes: Callable[[], None]) -> Callable[[], None]:
        def prepare() -> None:
            settle()
            for change in changes:
                change()

        return prepare

    def lint(name: str, before: Callable[[], None], *options: str) -> Command:
        return Command(name, [CASEKIT, "lint", *options], agency, says=all_files, before=before)

    provider = rewording(agency, one_of(agency, "providers/*.yaml"), "description")
    policy = rewording(agency, "records/policy.yaml", "source")
    return [
        lint("casekit lint, nothing changed", after()),
        lint("casekit lint FILE, nothing changed", after(), file),
        lint("casekit lint, a contact changed", after(changing(agency, contact))),
        lint("casekit lint, a provider changed", after(provider)),
        lint("casekit lint, the policy changed", after(policy)),
        Command("git status", ["git", "status", "--porcelain"], agency, before=lambda: refresh(agency)),
        IMPORT,
    ]


def refresh(agency: Path) -> None:
    """Take every change back, and let Git's index know that it is so."""
    for words in (["checkout", "--quiet", "--", "records"], ["update-index", "-q", "--refresh"]):
        subprocess.run(["git", *words], cwd=agency, check=True)


def history(agency: Path) -> list[Command]:
    """Return what Git takes to tell the past, of all and of one record."""
    contact = one_of(agency, "cases/*/*/contacts/*.yaml")
    log = ["git", "log", "--raw", "--format=%H"]
    return [
        Command("git log --raw", log, agency, says="^:"),
        Command("git log --raw -- PATH", [*log, "--", contact], agency, says="^:"),
    ]


def peers(agency: Path) -> list[Command]:
    """Return other ways of checking the same records; each takes minutes."""
    count = files_of(agency)
    schemas = str(ROOT / "schemas")
    return [
        Command("PyYAML and jsonschema", [PYTHON, str(BENCH / "plain.py"), ".", schemas], agency, says=rf"^{count}\b"),
        Command("check-jsonschema", [PYTHON, str(BENCH / "each_kind.py"), ".", schemas], agency, says=rf"^{count}\b"),
        Command("yamllint", [str(BIN / "yamllint"), "-d", "relaxed", "records"], agency),
    ]


def site(agency: Path) -> list[Command]:
    """Return what MkDocs Material alone takes for pages of the same words."""
    pages = str(agency.parent / f"{agency.name}-pages")
    return [
        Command("MkDocs Material alone", [PYTHON, str(BENCH / "bare.py"), str(agency), pages], agency, says="pages")
    ]


def starting() -> list[Command]:
    """Return what starting costs."""
    return [
        Command("casekit --version", [CASEKIT, "--version"], ROOT, says="casekit"),
        IMPORT,
    ]
