"""The pages of records, rules and limits are what the program says now, and nothing in them runs or is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown import Markdown

from casekit.cli.main import run
from casekit.cli.markdown import fenced, prose, table
from casekit.cli.record_reference import record_reference
from casekit.cli.reference import policy_reference, rule_reference
from casekit.lint.rule import headings, rules
from casekit.model.policy import pack
from casekit.model.settings import SETTINGS
from casekit.records.packs import pack_names
from casekit.records.paths import KINDS
from casekit.records.reference import kind_entry
from casekit.records.schemas import load_schema, validator

SITE = Path(__file__).parents[1] / "site"
EXTENSIONS = ["toc", "tables", "fenced_code"]
"""What MkDocs adds by default."""


def html(text: str) -> str:
    return Markdown(extensions=EXTENSIONS).convert(text)


@pytest.mark.parametrize(
    ("command", "page"),
    [
        (["record", "--format", "md"], "records.md"),
        (["rule", "--format", "md"], "rules.md"),
        (["policy", "list", "--format", "md"], "limits.md"),
    ],
)
def test_a_page_is_what_the_program_says_now(command: list[str], page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command) == 0
    fresh = capsys.readouterr().out
    assert (SITE / page).read_text(encoding="utf-8") == fresh, "run `make docs`, and commit what it writes"


def test_every_rule_is_on_the_page_with_all_it_says() -> None:
    page = rule_reference(rules().values())
    shown = html(page)
    for rule in rules().values():
        _, _, after = page.partition(f"\n### {rule.code} ")
        section = after.partition("\n## ")[0].partition("\n### ")[0]
        assert all(f"{heading}" in section for heading in headings(rule))
        assert rule.doc["Bad"] in section
        assert rule.doc["Good"] in section
        assert f'id="{rule.code.lower()}-{rule.name}"' in shown
        assert f'href="#{rule.code.lower()}-{rule.name}"' in shown


def test_every_setting_and_value_is_on_the_page_of_limits() -> None:
    page = policy_reference([found for name in pack_names() if (found := pack(name))])
    assert all(f"| `{setting}` |" in page for setting in SETTINGS)
    for name in pack_names():
        assert f"`extends: {name}`" in page
    rows = sum(len(found.values) for name in pack_names() if (found := pack(name))) + len(SETTINGS)
    assert len(re.findall(r"^\| `", page, re.MULTILINE)) == rows


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_is_on_the_page_with_every_field_and_an_example_that_holds(kind: str) -> None:
    entry = kind_entry(kind)
    assert validator(kind, KINDS[kind].called).faults(entry.example) == []
    _, _, after = record_reference(KINDS).partition(f"\n## {entry.title}\n")
    section = after.partition("\n## ")[0]
    assert all(f"`{field.at.rpartition('.')[2]}`" in section for field in entry.fields)
    assert f"`records/{KINDS[kind].shape}`" in section
    top = {field.at for field in entry.fields if field.depth == 0}
    assert top == set(load_schema(kind)["properties"])


def test_every_link_of_the_page_of_records_finds_its_heading() -> None:
    shown = html(record_reference(KINDS))
    places = set(re.findall(r'id="([^"]+)"', shown))
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= places


def test_a_kind_is_explained_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["record"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(KINDS)
    assert run(["record", "safety-plan"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Safety plan  records/cases/<year>/<case>/safety_plans/<event>.yaml")
    assert "warning_signs *" in told
    assert run(["record", "contakt"]) == 2
    assert "Did you mean `contact`?" in capsys.readouterr().err


@pytest.mark.parametrize("page", ["records.md", "rules.md", "limits.md"])
def test_the_pages_make_no_element_that_runs_or_loads(page: str) -> None:
    shown = html((SITE / page).read_text(encoding="utf-8"))
    assert not re.search(r"<(script|img|iframe|object|embed|style|link|svg|form|input)\b", shown)
    assert not re.search(r"<[^>]+\bon[a-z]+\s*=", shown)
    assert not re.findall(r'(?:href|src)="(?!#|limits\.md)[^"]*"', shown)


def test_prose_keeps_code_and_shows_the_rest_word_for_word() -> None:
    shown = html(prose("Use `a_b` and *not* <b>c</b> | [x](javascript:y)\nhere."))
    assert "Use <code>a_b</code> and *not* &#60;b&#62;c&#60;/b&#62; &#124; [x](javascript" in shown
    assert not re.search("<(a|b|em)[ >]", shown)


def test_code_with_fences_in_it_is_fenced_by_more() -> None:
    block = fenced("a: |\n  ```\n  <script>x</script>\n  ````")
    assert block.startswith("`````yaml\n")
    assert "<script>" not in html(block)


def test_a_table_is_one() -> None:
    assert table(("A", "B"), [["1", "2"]]) == "| A | B |\n| --- | --- |\n| 1 | 2 |"
