"""What was done late is done: a finding that nobody can mend any more is none. And whoever tried is seen to have tried.

Each block is laid over the example agency, as in a rule's documentation.
"""

from __future__ import annotations

import pytest
from support.rule_examples import tree_with

from casekit.lint.rule import rules
from casekit.lint.run import lint
from casekit.lint.settings import Settings


def found(block: str, code: str) -> list[str]:
    return [f.message for f in lint(tree_with(block.strip()), Settings(strict=True)).findings if f.code == code]


def attempt(day: str, name: str, kind: str) -> str:
    return (
        f"# contacts/{day}-{name}.yaml\ndate: {day}\nby: s-ruiz\nkind: {kind}\nminutes: 0\nreached: false\n"
        "note: Nobody answered.\n"
    )


SAFETY_PLAN = """
# safety_plans/2026-04-10-w6.yaml
date: 2026-04-10
by: s-ruiz
warning_signs: [I stop answering the phone]
coping: [Walk to the river]
means: {none_because: declined}
"""
CONFLICT = """
# staff/m-lee.yaml
conflicts:
  - {with: Harbor Street Clinic, provider: harbor-clinic, nature: Her partner works there.,
     managed: Another supervisor decides., from: 2024-01-08}
"""


def approval(name: str, by: str, day: str, of: str) -> str:
    return (
        f"# approvals/{name}.yaml\nid: {name}\ndate: {day}\nby: {by}\nof: {of}\nsha256: {{sha256 of {of}}}\n"
        "for: other\ndecision: approved\n"
    )


THERAPY = """
# contacts/2026-03-16-k8.yaml
date: 2026-03-16
by: n-hale
kind: therapy
place: office
minutes: 50
reached: true
interpreter: Language line, interpreter 2231
note: We went through it again.
"""
OF = "services/sv-k7q2.yaml"
BAD = {code: rules()[code].doc["Bad"] for code in ("CK323", "CK554", "CK594", "CK595", "CK597", "CK660", "CK669")}


@pytest.mark.parametrize(
    ("code", "bad", "later"),
    [
        ("CK323", BAD["CK323"], SAFETY_PLAN),
        ("CK554", BAD["CK554"], SAFETY_PLAN),
        ("CK594", BAD["CK594"], SAFETY_PLAN),
        ("CK597", BAD["CK597"], THERAPY),
        ("CK660", BAD["CK660"], THERAPY),
        ("CK711", approval("ap-8rn4", "s-ruiz", "2026-04-14", "reviews/2026-04-13-r2.yaml"),
         approval("ap-9tw5", "m-lee", "2026-04-20", "reviews/2026-04-13-r2.yaml")),
        ("CK727", CONFLICT + approval("ap-8rn4", "m-lee", "2026-02-10", OF), approval("ap-9tw5", "e-kerr", "2026-02-12", OF)),
    ],
)  # fmt: skip
def test_what_came_later_answers_what_was_missing(code: str, bad: str, later: str) -> None:
    assert len(found(bad, code)) == 1
    assert found(f"{bad.strip()}\n{later.strip()}", code) == []


def test_a_decision_from_before_answers_none_of_today() -> None:
    of = "reviews/2026-04-13-r2.yaml"
    own = approval("ap-8rn4", "s-ruiz", "2026-04-20", of)
    assert len(found(own + approval("ap-9tw5", "m-lee", "2026-04-14", of), "CK711")) == 1


def test_a_screen_asked_again_alone_answers_the_one_before() -> None:
    once = "# assessments/2026-01-20-m4.yaml\ninstruments:\n"
    shared = "  - {instrument: hits, answers: {q1: 1, q2: 1, q3: 1, q4: 1}, alone: false}\n"
    assert len(found(once + shared, "CK595")) == 1
    assert found(once + shared + shared.replace("false", "true"), "CK595") == []


@pytest.mark.parametrize(
    ("tries", "said"),
    [
        ((), ""),
        (("phone",), " One attempt is on record."),
        (("phone", "phone"), " 2 attempts are on record."),
        (("phone", "text_message", "visit", "phone"), " 4 attempts in 3 ways are on record."),
    ],
)
@pytest.mark.parametrize("code", ["CK553", "CK562", "CK576", "CK324"])
def test_whoever_tried_is_seen_to_have_tried(code: str, tries: tuple[str, ...], said: str) -> None:
    bad = rules()[code].doc["Bad"]
    days = {"CK553": "2026-03-21", "CK562": "2026-03-17", "CK576": "2026-03-21", "CK324": "2026-02-17"}
    block = bad + "\n" + "".join(attempt(days[code], f"t{i}", kind) for i, kind in enumerate(tries, 2))
    (message,) = found(block, code)
    assert f"{said} " in message
    assert ("attempt" in message) is bool(tries)
