"""Instruments: the published figures, cases worked by hand, HL7's example panels, and what holds for any answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.model.instruments.forms import Instrument, instrument, instrument_names
from casekit.model.instruments.scoring import Score, score, words_for

NAMES = instrument_names()
COUNTED = [name for name in NAMES if name not in {"c-ssrs", "prapare"}]


def form(name: str) -> Instrument:
    found = instrument(name)
    assert found
    return found


def scored(name: str, values: list[Any], sex: Any = None) -> Score:
    """Score answers given in the order q1, q2, …; None is an item left out."""
    return score(form(name), {f"q{i}": v for i, v in enumerate(values, 1) if v is not None}, sex)


RANGES = {
    "phq-9": (9, 0, 27), "phq-2": (2, 0, 6), "gad-7": (7, 0, 21), "audit": (10, 0, 40), "audit-c": (3, 0, 12),
    "dast-10": (10, 0, 10), "taps-1": (4, 0, 16), "ahc-hrsn": (4, 4, 20), "hits": (4, 4, 20),
    "hunger-vital-sign": (2, 0, 4), "prapare": (0, 0, 22), "whodas-12": (12, 0, 48), "arizona-ssm": (18, 1, 5),
    "k6": (6, 0, 24), "pc-ptsd-5": (5, 0, 5), "barc-10": (10, 10, 60),
}  # fmt: skip
"""Items counted, least and most total, as the instruments' own papers give them."""


def test_every_instrument_has_its_items_and_range() -> None:
    assert set(NAMES) == {*RANGES, "c-ssrs"}
    for name, (items, least, most) in RANGES.items():
        assert (sum(i.counted for i in form(name).items), form(name).range()) == (items, (least, most))
        assert form(name).name == name


def test_conditions_name_items_of_the_instrument() -> None:
    for each in map(form, NAMES):
        named = [i for rule in (*each.raised_when, *each.flags, *each.levels) for i in rule.items]
        named += [i for item in each.items if item.asked_when for i in item.asked_when.items]
        assert set(named) <= {item.id for item in each.items}
        assert [band.least for band in each.bands] == sorted({band.least for band in each.bands})


BANDS = {
    "phq-9": [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"),
              (15, "moderately severe"), (19, "moderately severe"), (20, "severe"), (27, "severe")],
    "gad-7": [(4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "severe")],
    "audit": [(7, "zone I"), (8, "zone II"), (15, "zone II"), (16, "zone III"), (19, "zone III"), (20, "zone IV")],
    "dast-10": [(0, "none"), (1, "low"), (2, "low"), (3, "moderate"), (5, "moderate"), (6, "substantial"),
                (8, "substantial"), (9, "severe")],
    "k6": [(4, "low"), (5, "moderate"), (12, "moderate"), (13, "serious")],
    "phq-2": [(2, "negative"), (3, "positive")],
    "hits": [(10, "negative"), (11, "positive")],
    "ahc-hrsn": [(10, "negative"), (11, "positive")],
    "hunger-vital-sign": [(0, "not at risk"), (1, "at risk")],
    "taps-1": [(0, "negative"), (1, "positive")],
    "barc-10": [(46, "still building"), (47, "likely to last")],
}  # fmt: skip


@pytest.mark.parametrize(("name", "total", "word"), [(n, t, w) for n, rows in BANDS.items() for t, w in rows])
def test_the_band_of_a_total(name: str, total: int, word: str) -> None:
    assert next(words_for(form(name), total)) == word


# Worked by hand: 2+1+3+0+1+2+1+0+1 = 11.
def test_phq_9_and_its_ninth_item() -> None:
    found = scored("phq-9", [2, 1, 3, 0, 1, 2, 1, 0, 1])
    assert (found.total, found.band, [f.kind for f in found.flags]) == (11, "moderate", ["suicide"])
    assert not scored("phq-9", [3, 3, 3, 3, 3, 3, 3, 3, 0]).flags
    assert scored("phq-9", [0, 0, 0, 0, 0, 0, 0, 0, 1]).flags  # whatever the total
    assert scored("phq-9", [1] * 9 + [3]).total == 9  # the difficulty item is not counted


def test_a_declined_item_leaves_no_band_and_no_total() -> None:
    found = scored("phq-9", [2, 1, 3, "declined", 1, 2, 1, 0, 1])
    assert (found.total, found.band, found.open, found.least, found.most) == (None, None, ("q4",), 11, 14)
    assert found.flags  # what was answered is still heard


# Items 1, 2 and 8 yes, all others no: 1 + 1 + 1, and item 3's no counts 1.
def test_dast_10_counts_its_third_item_the_other_way_round() -> None:
    assert scored("dast-10", [1, 1, 0, 0, 0, 0, 0, 1, 0, 0]).total == 4
    assert scored("dast-10", [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]).total == 0


# On the form 1 is all of the time: 4+3+2+1+0+4 = 14.
def test_k6_is_turned_round() -> None:
    assert scored("k6", [1, 2, 3, 4, 5, 1]).total == 14
    assert scored("k6", [5] * 6).total == 0
    assert scored("k6", [0, 2, 3, 4, 5, 1]).misfits[0].item == "q1"


def test_audit_skips_and_raises_a_zone() -> None:
    never = scored("audit", [0, None, None, None, None, None, None, None, 0, 2])
    assert (never.total, never.open, never.band) == (2, (), "zone I")
    light = scored("audit", [2, 0, 0, None, None, None, None, None, 0, 0])
    assert (light.total, light.open) == (2, ())
    raised = scored("audit", [2, 1, 1, 2, 0, 0, 0, 0, 0, 0])  # 6 points, and 2 of them in item 4
    assert (raised.total, raised.band) == (6, "zone II")
    assert "zone I" in raised.words  # the zone of the total alone is no mistake
    assert scored("audit", [4, 4, 4, 4, 4, 4, 4, 4, 4, 4]).band == "zone IV"
    assert scored("audit", [1, 1, 1, 0, 0, 0, 0, 0, 1, 0]).misfits[0].allowed == (0, 2, 4)


def test_audit_c_takes_the_lower_cut_off_where_sex_is_not_known() -> None:
    assert scored("audit-c", [1, 1, 1]).band == "positive"
    assert scored("audit-c", [1, 1, 1], "female").band == "positive"
    assert scored("audit-c", [1, 1, 1], "male").band == "negative"
    assert scored("audit-c", [2, 1, 1], "male").band == "positive"
    assert scored("audit-c", [1, 1, 0]).band == "negative"
    assert scored("audit-c", [4, 0, 0]).look_again
    assert not scored("audit-c", [4, 1, 0]).look_again
    assert scored("audit-c", [0]).total == 0  # never drinks: the other two are not asked


C_SSRS = [
    ([0, 0, None, None, None, 0], "none", False),
    ([1, 0, None, None, None, 0], "low", False),
    ([1, 1, 0, 0, 0, 0], "low", False),
    ([1, 1, 1, 0, 0, 0], "moderate", False),
    ([0, 0, None, None, None, 1, 0], "moderate", False),
    ([1, 1, 0, 1, 0, 0], "high", True),
    ([1, 1, 0, 0, 1, 0], "high", True),
    ([0, 0, None, None, None, 1, 1], "high", True),
]


@pytest.mark.parametrize(("answers", "level", "flag"), C_SSRS)
def test_c_ssrs_levels(answers: list[int | None], level: str, flag: bool) -> None:
    found = scored("c-ssrs", answers)
    assert (found.band, bool(found.flags), found.open) == (level, flag, ())


def test_c_ssrs_open_items_leave_no_level_and_keep_the_flag() -> None:
    assert scored("c-ssrs", [1, "declined", None, None, None, 0]).band is None
    found = scored("c-ssrs", ["declined", 1, 0, 1, 0, 0])
    assert (found.band, bool(found.flags)) == (None, True)
    assert scored("c-ssrs", [0, 0, 0, 1, 0, 0]).unasked == ("q4",)


def test_pc_ptsd_5_and_its_gate() -> None:
    gate = score(form("pc-ptsd-5"), {"q6": 0})
    assert (gate.total, gate.open, gate.band) == (0, (), "negative")
    assert scored("pc-ptsd-5", [1, 1, 1, 1, 0]).band == "positive"
    assert set(scored("pc-ptsd-5", [1, 1, 1, 0, 0]).words) == {"negative", "positive"}
    assert scored("pc-ptsd-5", [1, 1, 0, 0, 0]).words == ("negative",)


def test_whodas_12_puts_the_mean_in_the_place_of_one_open_item() -> None:
    assert scored("whodas-12", [2] * 11 + ["declined"]).total == 24
    assert scored("whodas-12", [2] * 10 + ["declined", "declined"]).total is None


def test_the_matrix_leaves_out_what_does_not_apply() -> None:
    found = scored("arizona-ssm", [1, 3, 5, 0, 0])  # (1+3+5)/3, two areas do not apply, the others are left out
    assert (found.total, found.open) == (3, ())
    assert scored("arizona-ssm", [1, 3, "declined"]).total is None
    assert scored("arizona-ssm", [0, 0]).total is None


def test_hits_and_an_instrument_without_items() -> None:
    assert [f.kind for f in scored("hits", [3, 3, 3, 2]).flags] == ["violence"]
    assert not scored("hits", [3, 3, 2, 2]).flags
    assert scored("prapare", [1, 0]).misfits == ()
    assert instrument("vi-spdat") is None
    assert instrument("../common") is None


# HL7 US Core's example panels (CC0 1.0), each answer as its ordinal value.
PHQ_9 = {
    "44250-9": 2,
    "44255-8": 2,
    "44259-0": 2,
    "44254-1": 2,
    "44251-7": 1,
    "44258-2": 1,
    "44252-5": 2,
    "44253-3": 0,
    "44260-8": 0,
}
AUDIT_C = {"68517-2": 0, "68519-8": 0, "68520-6": 0}
WRONG_CODE = {"68517-2": "68518-0"}
"""HL7's AUDIT-C names the count of heavy-drinking days as item 1; that item is 68518-0."""


def by_loinc(name: str, panel: dict[str, int]) -> Score:
    items = {item.loinc: item.id for item in form(name).items if item.loinc}
    return score(form(name), {items[WRONG_CODE.get(code, code)]: value for code, value in panel.items()})


def test_hl7_example_panels() -> None:
    assert (by_loinc("phq-9", PHQ_9).total, by_loinc("phq-9", PHQ_9).band) == (12, "moderate")
    assert (by_loinc("audit-c", AUDIT_C).total, by_loinc("audit-c", AUDIT_C).band) == (0, "negative")
    assert "68517-2" not in {item.loinc for item in form("audit-c").items}


DATA = next((found for p in Path(__file__).parents if (found := p / "shared" / "data" / "us-core").is_dir()), None)


@pytest.mark.skipif(DATA is None, reason="the standards bodies' example data is not on this machine")
@pytest.mark.parametrize(
    ("name", "questions", "response", "panel", "total"),
    [
        ("phq-9", "phq-9-example", "phq-9-example", PHQ_9, "44261-6"),
        ("audit-c", "AUDIT-C", "AUDIT-C", AUDIT_C, "75626-2"),
    ],
)
def test_the_panels_are_what_hl7_publishes(
    name: str, questions: str, response: str, panel: dict[str, int], total: str
) -> None:
    assert DATA
    asked = json.loads((DATA / f"Questionnaire-{questions}.json").read_text())["item"]
    given_ = json.loads((DATA / f"QuestionnaireResponse-{response}.json").read_text())["item"]
    ordinal: dict[tuple[str, str], int] = {}
    for item in asked:
        for option in item.get("answerOption", []):
            coding = option["valueCoding"]
            extensions = [*option.get("extension", []), *coding.get("extension", [])]
            found = [int(e["valueDecimal"]) for e in extensions if "valueDecimal" in e]
            ordinal |= {(item["linkId"].strip("/"), coding["code"]): v for v in found}
    read: dict[str, float] = {}
    for item in given_:
        code, answer = item["linkId"].strip("/"), item["answer"][0]
        coded = answer.get("valueCoding", {}).get("code")
        if "valueDecimal" in answer:
            read[code] = answer["valueDecimal"]
        elif (code, coded) in ordinal:
            read[code] = ordinal[code, coded]
    assert {k: v for k, v in read.items() if k in panel} == panel
    assert by_loinc(name, panel).total == read[total]


@st.composite
def answered(draw: st.DrawFn, *, with_open: bool = True) -> tuple[Instrument, dict[str, Any]]:
    """An instrument and any answers to it, some declined, skipped or left out where ``with_open``."""
    found = form(draw(st.sampled_from(NAMES)))
    answers: dict[str, Any] = {}
    for item in found.items:
        options: list[Any] = list(found.answers_of(item))
        if with_open:
            options += ["declined", "skipped", None]
        value = draw(st.sampled_from(options))
        if value is not None:
            answers[item.id] = value
    return found, answers


@given(answered())
def test_a_total_lies_in_its_range_and_an_open_item_never_yields_a_band(
    given_: tuple[Instrument, dict[str, Any]],
) -> None:
    found, answers = given_
    result = score(found, answers)
    bounds = found.range()
    if result.total is not None:
        assert bounds
        not_asked = {i.id for i in found.items if i.asked_when} - set(answers)
        assert (bounds[0] if not not_asked else 0) <= result.total <= bounds[1]
        assert result.least <= result.total <= result.most
    if result.open and len(result.open) > found.prorates:
        assert result.band is None
        assert result.total is None
    assert result.misfits == ()


@given(answered(with_open=False), st.data())
def test_a_worse_answer_never_lowers_the_total(given_: tuple[Instrument, dict[str, Any]], data: st.DataObject) -> None:
    found, answers = given_
    if found.count == "mean" or not found.items:
        return
    item = data.draw(st.sampled_from(found.items))
    worse = [a for a in found.answers_of(item) if found.score_of(item, a) >= found.score_of(item, answers[item.id])]
    before, after = score(found, answers), score(found, answers | {item.id: data.draw(st.sampled_from(worse))})
    assert (after.total or 0) >= (before.total or 0)
    assert set(before.flags) <= set(after.flags)


@given(answered(), st.dictionaries(st.sampled_from(["q1", "q2", "q3", "q11", "q99"]), st.integers(-99, 99)))
def test_any_answers_can_be_counted(given_: tuple[Instrument, dict[str, Any]], odd: dict[str, int]) -> None:
    found, answers = given_
    result = score(found, answers | odd)
    if result.misfits and result.open:
        assert result.band is None or len(result.open) <= found.prorates
