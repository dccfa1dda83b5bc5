"""What is safe to mend is mended as text, keeps every comment, and changes nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.edits import CASE, edited
from support.memory import MemoryTree

from casekit.lint.fix import FIXES, mend
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records.yaml import read

CONTACT = f"{CASE}/contacts/2026-03-02-k7.yaml"
CASE_FILE = f"{CASE}/case.yaml"
HEAD = (
    "id: C-7K3QFMXN # whose\nperson: P-7K3QFMXN\nprogram: housing-links\nmodel: strengths_based\nopened: 2026-01-12\n"
    "status:\n  - {status: open, from: 2026-01-12}\n"
)
CALL = "date: 2026-03-02\nby: s-ruiz\nkind: phone\nminutes: 15\nreached: true\n"


def mended(path: str, text: str) -> str:
    """Return the text after one run of the linter and its mends."""
    report = lint(MemoryTree(edited({}) | {path: text.encode()}), Settings(strict=True))
    return mend(text, [finding for finding in report.findings if finding.path == path])


def test_windows_line_endings_become_line_feeds() -> None:
    assert mended(CONTACT, (CALL + "note: Hello\n").replace("\n", "\r\n")) == CALL + "note: Hello\n"


def test_a_byte_order_mark_at_the_top_goes_and_one_inside_is_left_to_a_person() -> None:
    text = CALL + "note: Hello\n"
    assert mended(CONTACT, f"\ufeff{text}") == text
    assert mended(CONTACT, f"\ufeff{text}".replace("\n", "\r\n")) == text
    pasted = text.replace("Hello", "Hel\ufefflo")
    assert mended(CONTACT, f"\ufeff{pasted}") == pasted
    assert mended(CONTACT, pasted) == pasted


def test_spaces_at_line_ends_go_and_those_inside_text_stay() -> None:
    text = CALL + "note: |\n  She called.  \n  Twice.\nnext_step: Wait   \n# later  \n"
    assert mended(CONTACT, text) == CALL + "note: |\n  She called.  \n  Twice.\nnext_step: Wait\n# later\n"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("noet: She called. # quick", "note: She called. # quick"), ('"noet": She called.', "note: She called.")],
)
def test_a_mistyped_field_with_one_near_miss_is_renamed(wrong: str, right: str) -> None:
    assert mended(CONTACT, f"{CALL}{wrong}\n") == f"{CALL}{right}\n"


@pytest.mark.parametrize("line", ["minuts: 3\nnote: x", "zebra: 3\nnote: x"])
def test_a_field_that_is_there_already_or_near_to_none_is_left_to_a_person(line: str) -> None:
    assert mended(CONTACT, f"{CALL}{line}\n") == f"{CALL}{line}\n"


def test_a_log_is_put_in_order_with_the_comments_of_its_entries() -> None:
    before = HEAD + (
        "phases:\n"
        "  # they came back\n"
        "  - {phase: assessment, from: 2026-01-20} # at home\n"
        "  - phase: screening\n"
        "    # by phone\n"
        "    from: 2026-01-12\n"
        "  # then\n"
        "  - {phase: planning, from: 2026-02-20}\n"
        "\nassignments: [] # soon\n"
    )
    after = HEAD + (
        "phases:\n"
        "  - phase: screening\n"
        "    # by phone\n"
        "    from: 2026-01-12\n"
        "  # they came back\n"
        "  - {phase: assessment, from: 2026-01-20} # at home\n"
        "  # then\n"
        "  - {phase: planning, from: 2026-02-20}\n"
        "\nassignments: [] # soon\n"
    )
    assert mended(CASE_FILE, before) == after
    assert mended(CASE_FILE, after) == after


def test_a_log_on_one_line_is_left_to_a_person() -> None:
    text = HEAD + (
        "phases: [{phase: assessment, from: 2026-01-20}, {phase: screening, from: 2026-01-12}]\nassignments: []\n"
    )
    assert mended(CASE_FILE, text) == text


def test_what_is_waived_is_not_mended() -> None:
    text = f"{CALL}noet: x # casekit: ignore[CK101] the county's word\nnote: y\n"
    assert mended(CONTACT, text) == text


DAYS = st.lists(st.sampled_from([f"2026-01-{day:02}" for day in range(12, 29)]), min_size=1, max_size=6)
COMMENTS = st.sampled_from(["", "  # came back\n", "  # one\n  # two\n"])


@pytest.mark.no_cover
@given(st.lists(st.tuples(DAYS.map(lambda d: d[0]), COMMENTS, st.booleans()), min_size=1, max_size=6))
def test_any_log_comes_out_ordered_with_every_line_it_had(entries: list[tuple[str, str, bool]]) -> None:
    items = [
        f"{comment}  - {{phase: planning, from: {day}}}\n"
        if flow
        else f"{comment}  - phase: planning\n    from: {day}\n"
        for day, comment, flow in entries
    ]
    before = HEAD + "phases:\n" + "".join(items) + "assignments: []\n"
    after = mended(CASE_FILE, before)
    assert sorted(after.split("\n")) == sorted(before.split("\n"))
    data = read(after.encode()).data
    assert data is not None
    assert [phase["from"] for phase in data["phases"]] == sorted(day for day, _, _ in entries)


def test_every_mend_is_for_a_rule_that_exists() -> None:
    assert set(FIXES) <= set(Settings(strict=True).active())
