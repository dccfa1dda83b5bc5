"""The house rules that no linter knows: short modules, short functions, reasons beside dependencies, a lazy start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "casekit"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMED = [path.relative_to(ROOT).as_posix() for path in MODULES]
EVERY = pytest.mark.parametrize("path", MODULES, ids=NAMED)

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
HEAVY = {"yaml", "msgspec", "jsonschema", "jsonschema_rs", "rich", "jinja2", "mkdocs", "git", "stdnum"}
"""What `casekit --version` must not wait for."""


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines from `def` to its end, without its docstring: a rule's is its documentation."""
    first = function.body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = first.end_lineno - first.lineno + 1 if is_text and first.end_lineno else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a signature beyond the first: a command has as many parameters as options."""
    return function.body[0].lineno - function.lineno - 1


def top_level_imports(path: Path) -> set[str]:
    """Return the first part of each name that a module imports as it is imported."""
    found: set[str] = set()
    for node in parsed(path).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@EVERY
def test_a_module_is_short_and_says_what_goes_in_and_out(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    docstring = ast.get_docstring(parsed(path))
    assert docstring
    assert re.match(r"[^\n]+[.:]$", docstring, re.MULTILINE), "the first sentence stands on the first line"


@EVERY
def test_a_function_is_short(path: Path) -> None:
    functions = [n for n in ast.walk(parsed(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: length(f) for f in functions if length(f) - max(0, parameters(f)) > MOST_LINES_OF_A_FUNCTION}
    assert not long


def test_half_of_the_modules_are_much_shorter() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= 150


@pytest.mark.parametrize("name", ["__init__.py", "cli/__init__.py", "cli/main.py", "words.py"])
def test_what_starts_first_imports_nothing_heavy(name: str) -> None:
    assert not top_level_imports(PACKAGE / name) & HEAVY


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["-h"], []])
def test_the_start_waits_for_no_heavy_import(arguments: list[str]) -> None:
    program = f"import sys; from casekit.cli.main import run; run({arguments!r}); print('=' * 9, *sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = done.stderr.partition("=" * 9)[2].split()
    assert "casekit.cli.main" in modules
    assert not {name.split(".")[0] for name in modules} & (HEAVY | {"subprocess"})
    assert not [name for name in modules if name.startswith("casekit.") and "cli" not in name]


def test_checking_records_needs_nothing_of_the_sites() -> None:
    imported = "casekit.cli.lint, casekit.cli.rule, casekit.lint.rule"
    program = f"import sys, {imported}; casekit.lint.rule.rules(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"mkdocs", "jinja2", "rich"} & {name.split(".")[0] for name in done.stdout.split()}


# The project file


def dependencies(section: str) -> list[str]:
    """Return the lines of one list of dependencies in pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(rf"^{section} = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert found, section
    return [line.strip() for line in found[1].splitlines()]


@pytest.mark.parametrize("section", ["dependencies", "site", "dev"])
def test_each_dependency_says_why_and_has_a_lower_bound(section: str) -> None:
    for line in dependencies(section):
        assert re.fullmatch(r'"[A-Za-z0-9._-]+(\[[a-z]+\])?>=[0-9.]+(,<[0-9]+)?",\s+# \S.*', line), line
        assert ",<" not in line or line.startswith('"mkdocs>='), f"an upper bound: {line}"


def test_checking_records_installs_no_site_generator() -> None:
    names = {re.split(r"[>\[]", line.strip('"'))[0] for line in dependencies("dependencies")}
    assert not names & {"mkdocs", "mkdocs-material", "jinja2", "zensical"}


def test_names_of_test_modules_are_unique() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in path.parts]
    assert len(names) == len(set(names))
