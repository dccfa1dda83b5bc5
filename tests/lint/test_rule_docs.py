"""A rule's documentation is its own test: every Bad block yields exactly its code, every Good block nothing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from support.rule_examples import tree_with

import casekit
from casekit.finding import Severity
from casekit.lint.rule import HEADINGS, rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.words import flowed

EVERY = pytest.mark.parametrize("code", list(rules()))


def _day_for(code: str) -> date | None:
    """Rules about a day are asked about one; the examples of all others hold without."""
    return date(2026, 9, 30) if rules()[code].on == "day" else None


@EVERY
def test_the_bad_example_yields_exactly_this_rule(code: str) -> None:
    report = lint(tree_with(rules()[code].doc["Bad"]), Settings(strict=True), _day_for(code))
    assert [finding.code for finding in report.findings if not finding.waived] == [code]


@pytest.mark.no_cover
@EVERY
def test_the_good_example_yields_nothing(code: str) -> None:
    report = lint(tree_with(rules()[code].doc["Good"]), Settings(strict=True), _day_for(code))
    assert all(finding.waived for finding in report.findings)


@EVERY
def test_every_heading_is_there_in_order_and_says_something(code: str) -> None:
    doc = rules()[code].doc
    assert tuple(doc) == ("Summary", *(h for h in HEADINGS if h != "Leave it" or h in doc))
    assert all(text.strip() for text in doc.values())
    assert doc["Checks"].startswith(("That ", "Whether "))
    assert doc["Summary"].endswith(".")


PRACTICE = [code for code in rules() if "CK3" <= code < "CK8"]


def leave_it(code: str) -> str:
    return flowed(rules()[code].doc["Leave it"])


@pytest.mark.parametrize("code", PRACTICE)
def test_every_practice_rule_says_when_to_leave_it(code: str) -> None:
    text = leave_it(code)
    assert text.startswith(("Where ", "While "))
    assert text.endswith(".")
    assert len(text.split()) >= 7


def test_when_to_leave_it_is_said_of_that_rule_and_not_copied() -> None:
    assert len(PRACTICE) >= 90
    said = Counter(text for code in PRACTICE for text in re.split(r"(?<=[.?!]) ", leave_it(code)))
    assert [text for text, times in said.items() if times > 1 and len(text.split()) > 6] == []
    assert max(said.values()) <= 3
    assert len({leave_it(code) for code in PRACTICE}) == len(PRACTICE)


def test_a_paraphrase_alone_makes_a_question_and_no_warning() -> None:
    """What CMSA's standards ask of a record is known to us in other people's words, so it carries nothing by itself."""
    weighty = [r for r in rules().values() if r.severity > Severity.INFO and r.default]
    sources = {r.code: flowed(r.doc["Source"]).split("; ") for r in weighty}
    assert any("CMSA" in text for parts in sources.values() for text in parts)
    assert [code for code, parts in sources.items() if all("CMSA" in text for text in parts)] == []


def test_codes_and_names_are_well_formed_and_in_the_order_of_their_families() -> None:
    for code, rule in rules().items():
        assert re.fullmatch("CK[0-9]{3}", code)
        assert re.fullmatch("[a-z][a-z0-9-]+", rule.name)
    assert len({rule.name for rule in rules().values()}) == len(rules())
    assert len(rules()) >= 25


NEVER_PRINTED = re.compile(
    r"non-?compliant|\brefused\b|suffer(?:s|ed|ing)? from|(?:client|patient|person|she|he|they) (?:has |have )?failed",
    re.IGNORECASE,
)
"""Practice's words for people that teach no one anything: say declined, did not attend, lives with."""

PACKAGE = Path(casekit.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted(p for p in PACKAGE.rglob("*") if p.suffix in {".html", ".j2", ".jinja", ".md", ".txt", ".yaml"})


def printed(source: str) -> list[str]:
    """Return every text in a module that may reach a reader: all but docstrings, the fixed parts of f-strings too."""
    tree = ast.parse(source)
    bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(e.value) for body in bodies for e in body if isinstance(e, ast.Expr)}
    texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docstrings)
    return [text.value for text in texts if isinstance(text.value, str)]


@EVERY
def test_words_we_never_print_are_in_no_explanation(code: str) -> None:
    text = " ".join(v for k, v in rules()[code].doc.items() if k not in {"Bad", "Good"})
    assert not NEVER_PRINTED.search(text)


@pytest.mark.no_cover
@pytest.mark.parametrize("path", MODULES, ids=[p.relative_to(PACKAGE).as_posix() for p in MODULES])
def test_words_we_never_print_are_in_no_message(path: Path) -> None:
    texts = printed(path.read_text(encoding="utf-8"))
    assert [text for text in texts if NEVER_PRINTED.search(text)] == []


def test_words_we_never_print_are_in_no_template() -> None:
    assert TEMPLATES
    assert [p.name for p in TEMPLATES if NEVER_PRINTED.search(p.read_text(encoding="utf-8"))] == []


def test_the_search_for_words_sees_into_messages() -> None:
    assert any(map(NEVER_PRINTED.search, printed('says = f"{name} refused on {day}."')))
    assert not any(map(NEVER_PRINTED.search, printed('def f():\n    """What is refused."""\n')))
