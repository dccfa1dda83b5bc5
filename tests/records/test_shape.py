"""A record with a slip in it: the message says what was expected, where, and what was probably meant."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import by_kind

from casekit.finding import DataPath
from casekit.records.fault import Fault
from casekit.records.paths import KINDS
from casekit.records.schemas import SchemaValidator, validator

GONE = object()
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

BASE: dict[str, dict[str, Any]] = {
    "case": {
        "id": "C-7K3QFMXN", "person": "P-7K3QFMXN", "program": "housing-links", "model": "strengths_based",
        "opened": "2026-01-12", "populations": ["homeless"],
        "status": [{"status": "open", "from": "2026-01-12"}],
        "phases": [{"phase": "screening", "from": "2026-01-12"}],
        "assignments": [{"worker": "s-ruiz", "role": "primary", "from": "2026-01-12"}],
    },
    "contact": {
        "date": "2026-03-02", "by": "s-ruiz", "kind": "visit", "start": "14:30", "minutes": 40, "reached": True,
        "note": "She asked for a bus map.", "client_words": "I want my own door.", "goals": ["g1"],
    },
    "plan": {
        "started": "2026-01-20",
        "goals": [{"id": "g1", "aim": "A door of my own", "status": [{"status": "active", "from": "2026-01-20"}]}],
    },
    "assessment": {
        "date": "2026-01-20", "by": "s-ruiz", "scope": "update", "heard": [{"who": "The client"}],
        "needs": [{"domain": "housing", "level": "crisis"}],
        "instruments": [{"instrument": "phq-9", "answers": {"q1": 1, "q2": "declined"}}],
    },
    "consent": {"id": "cn-8h3m", "kind": "services", "status": "offered", "offered": "2026-01-12", "by": "s-ruiz"},
    "waiver": {
        "id": "wv-3c5e", "rule": "CK210", "scope": {"case": "C-7K3QFMXN"}, "reason": "The file is at the court.",
        "requested_by": "s-ruiz", "approved_by": "m-lee", "from": "2026-01-12", "expires": "2026-04-12",
    },
    "person": {
        "id": "P-7K3QFMXN", "names": {"legal": "Rosa Ibarra"}, "birth_date": "1988-07-14",
        "languages": {"preferred": "Spanish", "interpreter": True},
        "safe_contact": {"phones": [{"number": "555-0142", "safe": True, "voicemail": False, "text": False}]},
    },
    "team": {
        "id": "north", "name": "North", "program": "act-north", "leader": "m-lee",
        "members": [{"staff": "s-ruiz", "fte": 0.5, "from": "2026-01-01"}],
        "coverage": {"hours": "Weekdays 8 to 20", "after_hours": "Crisis line"},
    },
    "agreement": {
        "date": "2026-01-20", "by": "s-ruiz", "signer": {"who": "client"}, "how": "in_writing", "plan_sha256": SHA,
    },
    "advocacy": {
        "id": "ad-9r2t", "opened": "2026-01-20", "by": "s-ruiz",
        "between": [{"party": "Court", "wants": "Daily check-in"}, {"party": "Clinic", "wants": "Daily group"}],
        "client_interest": "Both, without losing the job.", "result": "open",
        "log": [{"date": "2026-01-20", "by": "s-ruiz", "proposed_by": "The client", "what": "Evening check-in"}],
    },
}  # fmt: skip

# kind, place, value put there, rule, place of the fault, words of the message
SLIPS: list[tuple[str, DataPath, Any, str, DataPath, str]] = [
    # Names of fields.
    ("case", ("statsu",), [], "unknown-field", ("statsu",), "`statsu` is not a field of a case. Did you mean `status`?"),
    ("case", ("status", 0, "form"), "x", "unknown-field", ("status", 0, "form"), "`form` is not a field of `status[0]`. Did you mean `from`?"),
    ("contact", ("client words",), "x", "unknown-field", ("client words",), "this is not a field of a contact. Did you mean `client_words`?"),
    ("contact", ("Note",), "x", "unknown-field", ("Note",), "Did you mean `note`?"),
    ("contact", ("zzzz",), 1, "unknown-field", ("zzzz",), "`zzzz` is not a field of a contact."),
    ("contact", ("\x1b[31m",), 1, "unknown-field", ("\x1b[31m",), "`\\x1b[31m` is not a field"),
    ("consent", ("signer",), {"who": "client", "as": 1}, "unknown-field", ("signer", "as"), "`as` is not a field of `signer`. Known: `authority`, `support`, `who`."),
    ("assessment", ("instruments", 0, "answers", "9"), 1, "unknown-field", ("instruments", 0, "answers"), "`instruments[0].answers` cannot have a field called `9`."),
    ("assessment", ("instruments", 0, "answers", "she wept"), 1, "unknown-field", ("instruments", 0, "answers"), "cannot have a field called this."),
    # Words of a list.
    ("contact", ("kind",), "vist", "not-one-of", ("kind",), "`kind` cannot be `vist`. Did you mean `visit`?"),
    ("contact", ("kind",), "Visit", "not-one-of", ("kind",), "Did you mean `visit`?"),
    ("contact", ("kind",), "text message", "not-one-of", ("kind",), "`kind` cannot be this. Did you mean `text_message`?"),
    ("contact", ("kind",), "", "not-one-of", ("kind",), "`kind` cannot be this. Known: "),
    ("case", ("model",), "strength_based", "not-one-of", ("model",), "Did you mean `strengths_based`?"),
    ("case", ("status", 0, "status"), "zz", "not-one-of", ("status", 0, "status"), "Known: `outreach`, `open`, `on_hold`, `closed`, `deceased`."),
    ("consent", ("status",), "x" * 41, "not-one-of", ("status",), "`status` cannot be this. Known: `offered`"),
    # Types.
    ("contact", ("reached",), "yes", "wrong-type", ("reached",), "`reached` should be true or false; it is the text `yes`. Write `true`."),
    ("contact", ("reached",), "No", "wrong-type", ("reached",), "Write `false`."),
    ("contact", ("reached",), "maybe", "wrong-type", ("reached",), "it is the text `maybe`. For example: true"),
    ("contact", ("minutes",), "forty", "wrong-type", ("minutes",), "`minutes` should be a whole number; it is the text `forty`."),
    ("contact", ("minutes",), "about an hour", "wrong-type", ("minutes",), "should be a whole number; it is text."),
    ("contact", ("minutes",), 40.5, "wrong-type", ("minutes",), "it is the number 40.5."),
    ("contact", ("minutes",), True, "wrong-type", ("minutes",), "it is true."),
    ("contact", ("note",), 12, "wrong-type", ("note",), "`note` should be text; it is the number 12. Put it in quotes."),
    ("contact", ("note",), None, "wrong-type", ("note",), "`note` is empty; text belongs there. For example: "),
    ("contact", ("note",), ["a"], "wrong-type", ("note",), "`note` should be text; it is a list."),
    ("contact", ("note",), {"a": 1}, "wrong-type", ("note",), "`note` should be text; it has fields of its own."),
    ("contact", ("goals",), "g1", "wrong-type", ("goals",), "`goals` should be a list; it is the text `g1`."),
    ("case", ("status",), {}, "wrong-type", ("status",), "`status` should be a list; it has fields of its own."),
    ("case", ("status", 0), "open", "wrong-type", ("status", 0), "`status[0]` should be fields of its own; it is the text `open`."),
    ("contact", ("client_words",), 3, "wrong-type", ("client_words",), "should be text or fields of its own; it is the number 3."),
    ("contact", ("local",), "x", "wrong-type", ("local",), "`local` should be fields of its own"),
    ("assessment", ("instruments", 0, "answers", "q3"), None, "wrong-type", ("instruments", 0, "answers", "q3"), "is empty; a whole number or text belongs there."),
    ("contact", ("kind",), None, "wrong-type", ("kind",), "`kind` is empty. Known: `visit`, `phone`"),
    ("person", ("safe_contact",), None, "wrong-type", ("safe_contact",), "`safe_contact` is empty. What is known stands below it, indented, such as `use_name`, `phones` and `mail`. Where nothing is known yet, write {} behind it."),
    ("person", ("names",), None, "wrong-type", ("names",), "`names` is empty. What is known stands below it, indented, such as `legal`, `used` and `former`."),
    ("contact", ("client_words",), None, "wrong-type", ("client_words",), "Where there is no answer, say why: {none_because: not_asked}."),
    # Forms.
    ("contact", ("date",), "02.03.2026", "wrong-format", ("date",), "`date` is not written as it should be. Expected: the day of the contact. For example: 2026-03-02"),
    ("contact", ("date",), "2026-3-2", "wrong-format", ("date",), "For example: 2026-03-02"),
    ("contact", ("date",), "2026-02-30", "impossible-date", ("date",), "`date` is `2026-02-30`, and February 2026 has 28 days."),
    ("contact", ("date",), "2028-02-30", "impossible-date", ("date",), "February 2028 has 29 days."),
    ("plan", ("goals", 0, "status", 0, "from"), "2026-04-31", "impossible-date", ("goals", 0, "status", 0, "from"), "`goals[0].status[0].from` is `2026-04-31`, and April 2026 has 30 days."),
    ("contact", ("start",), "25:00", "wrong-format", ("start",), "Expected: when it began, on the 24-hour clock. For example: 10:15"),
    ("contact", ("by",), "S. Ruiz", "wrong-format", ("by",), "`by` is not written as it should be."),
    ("contact", ("note",), " \n ", "wrong-format", ("note",), "`note` is empty, and a contact needs it. What was done and what came of it"),
    ("contact", ("next_step",), "", "wrong-format", ("next_step",), "`next_step` is empty. Write something, or leave the field out."),
    ("case", ("populations", 0), "", "wrong-format", ("populations", 0), "`populations[0]` is empty. Write something, or leave the item out."),
    ("contact", ("spoke_with",), "", "wrong-format", ("spoke_with",), "`spoke_with` is empty. Write something, or leave the field out where nothing asks for it."),
    ("contact", ("date",), "", "wrong-format", ("date",), "`date` is empty, and a contact needs it. The day of the contact."),
    ("case", ("phases", 0, "from"), "", "wrong-format", ("phases", 0, "from"), "`phases[0].from` is empty, and `phases[0]` needs it."),
    ("advocacy", ("client_interest",), " ", "wrong-format", ("client_interest",), "`client_interest` is empty, and an advocacy record needs it. Where there is no answer, say why: {none_because: not_asked}."),
    ("contact", ("goals", 0), "goal1", "wrong-format", ("goals", 0), "`goals[0]` is not written as it should be. Expected: a goal's id in the plan"),
    ("agreement", ("plan_sha256",), "abc", "wrong-format", ("plan_sha256",), "is not written as it should be"),
    ("person", ("birth_date",), "1988", "wrong-format", ("birth_date",), "For example: 1988-07-14"),
    ("person", ("birth_date",), {"none_because": "no"}, "not-one-of", ("birth_date", "none_because"), "`birth_date.none_because` cannot be `no`. Known: `declined`"),
    ("assessment", ("instruments", 0, "answers", "q3"), "no", "wrong-format", ("instruments", 0, "answers", "q3"), "`instruments[0].answers.q3` is not written as it should be"),
    # Sizes.
    ("contact", ("minutes",), -5, "out-of-range", ("minutes",), "`minutes` is `-5`; the least is 0."),
    ("plan", ("goals", 0, "weight"), 9, "out-of-range", ("goals", 0, "weight"), "is `9`; the most is 5."),
    ("team", ("members", 0, "fte"), 2, "out-of-range", ("members", 0, "fte"), "is `2`; the most is 1"),
    ("contact", ("by",), "s" * 41, "out-of-range", ("by",), "`by` is longer than 40 characters."),
    ("case", ("status",), [], "out-of-range", ("status",), "`status` needs at least 1 item(s)."),
    ("advocacy", ("between", 1), GONE, "out-of-range", ("between",), "`between` needs at least 2 item(s)."),
    ("waiver", ("scope", "case"), GONE, "out-of-range", ("scope",), "`scope` needs at least one of its fields: `case`, `file` and `person`."),
    ("case", ("populations",), ["homeless", "homeless"], "repeated-item", ("populations",), "`populations` holds the same item twice."),
    # What is missing.
    ("contact", ("note",), GONE, "missing-field", (), "a contact needs `note`. "),
    ("case", ("status", 0, "from"), GONE, "missing-field", ("status", 0), "`status[0]` needs `from`. The day this status began."),
    ("person", ("safe_contact", "phones", 0, "voicemail"), GONE, "missing-field", ("safe_contact", "phones", 0), "`safe_contact.phones[0]` needs `voicemail`. "),
    ("contact", ("client_words",), {}, "missing-field", ("client_words",), "`client_words` needs `none_because`. Why there is nothing here"),
    # What is missing because of something else.
    ("case", ("status", 0, "status"), "on_hold", "missing-field", ("status", 0), "`status[0]` needs `because`: a case on hold says why, so that whoever covers knows what it waits for. What brought it about."),
    ("consent", ("status",), "given", "missing-field", (), "a consent needs `signed`: a consent that was given says when, by whom and how"),
    ("assessment", ("scope",), "full", "missing-field", (), "an assessment needs `strengths`: a full assessment shows the whole picture"),
    ("contact", ("shared",), "Her address", "missing-field", (), "a contact needs `spoke_with`: what was shared is a disclosure"),
]  # fmt: skip


def edited(data: dict[str, Any], at: DataPath, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(data)
    holder: Any = data
    for piece in at[:-1]:
        holder = holder[piece]
    if value is GONE:
        del holder[at[-1]]
    else:
        holder[at[-1]] = value
    return data


def faults_of(kind: str, data: dict[str, Any]) -> list[Fault]:
    return validator(kind, KINDS[kind].called).faults(data)


@pytest.mark.parametrize("kind", BASE)
def test_the_records_below_are_good_before_the_slip(kind: str) -> None:
    assert faults_of(kind, BASE[kind]) == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip[0]}-{slip[5][:40]}")
def test_a_slip_is_explained(slip: tuple[str, DataPath, Any, str, DataPath, str]) -> None:
    kind, at, value, name, told_at, words = slip
    faults = faults_of(kind, edited(BASE[kind], at, value))
    told = [fault for fault in faults if fault.name == name and fault.at == told_at and words in fault.message]
    assert told, faults
    assert told[0].on_key == ("is not a field of" in told[0].message)
    assert told[0].span is None
    # One cause, one fault: only a condition may ask for several fields at once.
    if name != "missing-field":
        assert len(faults) == 1


def test_everything_that_is_missing_is_told_once_each() -> None:
    faults = faults_of("contact", {})
    assert [fault.name for fault in faults] == ["missing-field"] * 6
    assert len({fault.message for fault in faults}) == 6


def test_a_value_of_the_wrong_type_is_not_also_blamed_for_its_form() -> None:
    for wrong in (12, True, ["a"], {"a": 1}, None):
        for field in ("date", "by", "kind", "start", "note"):
            faults = faults_of("contact", edited(BASE["contact"], (field,), wrong))
            assert [fault.name for fault in faults] == ["wrong-type"], (field, wrong)


def test_two_conditions_that_ask_for_one_field_tell_it_with_both_reasons() -> None:
    data = {**BASE["consent"], "kind": "criminal_justice", "status": "given"}
    asked = [fault.message.split("`")[1] for fault in faults_of("consent", data)]
    assert sorted(asked) == sorted(["signed", "signer", "how", "recipient", "purpose", "information", "revocable_from"])


def test_several_slips_are_all_told() -> None:
    data = edited(edited(BASE["case"], ("model",), "x"), ("opened",), "2026-02-31") | {"statsu": 1}
    told = sorted((fault.name, fault.at) for fault in faults_of("case", data))
    assert told == [
        ("impossible-date", ("opened",)), ("not-one-of", ("model",)), ("unknown-field", ("statsu",)),
    ]  # fmt: skip


_WORDS = st.lists(
    st.sampled_from(["she", "he", "cried", "bed", "sister", "court", "hungry", "pills", "Rosa", "42", "today", "gone"]),
    min_size=3,
    max_size=8,
).map(" ".join)


@st.composite
def misplaced(draw: st.DrawFn) -> tuple[str, dict[str, Any], str]:
    """Draw a record in which a sentence stands where none should."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    data = copy.deepcopy(draw(st.sampled_from(by_kind()[kind][:10]))[1])
    sentence = draw(_WORDS)
    value = draw(
        st.sampled_from([sentence, [sentence], {sentence: sentence}, {"none_because": sentence}, [[sentence]]])
    )
    holder: Any = data
    while True:
        if isinstance(holder, dict) and draw(st.booleans()):
            holder[draw(st.sampled_from([sentence, "statsu"]))] = value
            return kind, data, sentence
        key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not holder[key] or not isinstance(holder[key], dict | list) or draw(st.booleans()):
            holder[key] = value
            return kind, data, sentence
        holder = holder[key]


@given(misplaced())
def test_no_message_repeats_a_sentence_from_a_record(drawn: tuple[str, dict[str, Any], str]) -> None:
    kind, data, sentence = drawn
    for fault in faults_of(kind, data):
        assert sentence not in fault.message
        assert "\n" not in fault.message


# What only an agency's own schema can ask: no message may repeat the record, whatever the keyword.
OWN: list[tuple[dict[str, Any], Any, str, str]] = [
    ({"properties": {"a": {"oneOf": [{"type": "integer"}]}}}, {"a": "she cried today"}, "wrong-format", "`a` is not as its schema asks (properties.a.oneOf)."),
    ({"properties": {"a": {"anyOf": [{"type": "integer"}]}}}, {"a": "she cried today"}, "wrong-format", "(properties.a.anyOf)"),
    ({"properties": {"a": {"not": {"type": "string"}}}}, {"a": "she cried today"}, "wrong-format", "(properties.a.not)"),
    ({"properties": {"a": False}}, {"a": "she cried today"}, "wrong-format", "(properties.a)"),
    ({"properties": {"a": {"contains": {"const": 1}}}}, {"a": ["she cried today"]}, "wrong-format", "(properties.a.contains)"),
    ({"properties": {"a": {"const": "b"}}}, {"a": "she cried today"}, "not-one-of", "`a` cannot be this here."),
    ({"properties": {"a": {"const": "b"}}}, {"a": "c"}, "not-one-of", "`a` cannot be `c` here."),
    ({"properties": {"a": {"maxLength": 3}}}, {"a": "she cried today"}, "out-of-range", "`a` is longer than 3 characters."),
    ({"properties": {"a": {"minLength": 3}}}, {"a": ""}, "out-of-range", "`a` is too short."),
    ({"properties": {"a": {"maxItems": 0}}}, {"a": ["she cried"]}, "out-of-range", "`a` has more than 0 items."),
    ({"minProperties": 2}, {"a": 1}, "out-of-range", "`local` is empty."),
    ({"properties": {"a": {"multipleOf": 5}}}, {"a": 7}, "wrong-format", "(properties.a.multipleOf)"),
    ({"properties": {"a": {"format": "email"}}}, {"a": "she cried"}, "wrong-format", "`a` is not written as it should be. Expected: another form."),
    ({"properties": {"a": {"format": "date"}}}, {"a": "she cried"}, "impossible-date", "`a` is not written as it should be."),
    ({"properties": {"a": {"format": "date"}}}, {"a": "2026-13-01"}, "impossible-date", "`a` is not written as it should be."),
    ({"properties": {"a": {"type": "null"}}}, {"a": 1}, "wrong-type", "`a` should be nothing; it is the number 1."),
    ({"properties": {"a": {"enum": [1, 2]}}}, {"a": "she cried"}, "not-one-of", "`a` cannot be this. Known: `1`, `2`."),
    ({"additionalProperties": False, "properties": {"ward": {}}}, {"wrad": 1}, "unknown-field", "`wrad` is not a field of `local`. Did you mean `ward`?"),
    ({"additionalProperties": False, "properties": {"ward": {}}}, {"she cried": 1}, "unknown-field", "this is not a field of `local`. Known: `ward`."),
    ({"additionalProperties": {"type": "integer"}}, {"she cried": "x"}, "wrong-type", "`…` should be a whole number; it is the text `x`."),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "missing-field", "`local` needs `b`."),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, "missing-field", "`local` needs `b`."),
    # References of every sort: what cannot be followed for words says nothing, and does not raise.
    ({"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"required": ["q"], "properties": {"q": {"description": "A quay."}}}}}, {"a": {}}, "missing-field", "`a` needs `q`. A quay."),
    ({"properties": {"a": {"$ref": "#/$defs/x~1y%20z"}}, "$defs": {"x/y z": {"required": ["q"]}}}, {"a": {}}, "missing-field", "`a` needs `q`."),
    ({"properties": {"a": {"$ref": "#x"}}, "$defs": {"x": {"$anchor": "x", "required": ["q"]}}}, {"a": {}}, "missing-field", "`a` needs `q`."),
    ({"properties": {"a": {"$ref": "#"}}, "required": ["z"]}, {"a": {}, "z": 1}, "missing-field", "`a` needs `z`."),
    ({"properties": {"a": {"$ref": "#/properties/b"}, "b": {"type": "integer"}}}, {"a": "x"}, "wrong-type", "`a` should be a whole number"),
    ({"properties": {"a": {"$ref": "#/allOf/0"}}, "allOf": [{"maxProperties": 1}, {}]}, {"a": {"b": 1, "c": 2}}, "wrong-format", "(properties.a.$ref.maxProperties)"),
    ({"properties": {"a": {"$ref": "common.schema.json#/$defs/date"}}}, {"a": "2026-02-30"}, "impossible-date", "February 2026 has 28 days"),
    ({"properties": {"a": {"required": ["b"], "properties": {"b": {"$ref": "#/$defs/l"}}}}, "$defs": {"l": {"$ref": "#/$defs/l"}}}, {"a": {}}, "missing-field", "`a` needs `b`."),
    ({"properties": {"a": {"items": False, "prefixItems": [{"required": ["x"]}]}}}, {"a": [{}]}, "missing-field", "`a[0]` needs `x`."),
    ({"properties": {"a": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}, {"a": {"type": 3}}, "wrong-format", "`a.type` is not as its schema asks"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "data", "name", "words"), OWN)
def test_whatever_an_agencys_schema_asks_is_explained(schema: dict[str, Any], data: Any, name: str, words: str) -> None:
    (fault,) = SchemaValidator(schema, "`local`").faults(data)
    assert fault.name == name
    assert words in fault.message
    assert "she cried" not in fault.message
