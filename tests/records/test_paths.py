"""The kind of a record follows from its path; of a path that is none, the message says what it could be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import demonstration

from casekit.records.paths import KINDS, Place, explain, place
from casekit.records.schemas import schemas_folder

CASE = "records/cases/2026/C-7K3QFMXN"
GOOD = {
    "<slug>": "s-ruiz", "<team>": "north", "<date>": "2026-03-02", "<two>": "7K", "<person>": "P-7K3QFMXN",
    "<year>": "2026", "<case>": "C-7K3QFMXN", "<event>": "2026-03-02-k7", "<wv-id>": "wv-3c5e", "<sv-id>": "sv-k7q2",
    "<cn-id>": "cn-8h3m", "<lg-id>": "lg-2b4d", "<ad-id>": "ad-9r2t", "<ap-id>": "ap-5k8w",
}  # fmt: skip
NAME_OF = {
    "agency": "agency", "policy": "policy", "waiver": "wv-3c5e", "staff": "s-ruiz", "team": "s-ruiz",
    "meeting": "2026-03-02", "provider": "s-ruiz", "person": "P-7K3QFMXN", "case": "case", "screening": "screening",
    "plan": "plan", "outcome": "outcome", "service": "sv-k7q2", "legal": "lg-2b4d", "advocacy": "ad-9r2t",
    "consent": "cn-8h3m", "approval": "ap-5k8w",
}  # fmt: skip


def good_path(kind: str) -> str:
    return "records/" + re.sub("<[^>]+>", lambda m: GOOD[m[0]], KINDS[kind].shape)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_path(kind: str) -> None:
    found = place(good_path(kind))
    in_case = KINDS[kind].shape.startswith("cases/")
    expected = NAME_OF.get(kind, "2026-03-02-k7")
    assert found is not None
    assert found.kind == kind
    assert found.case == ("C-7K3QFMXN" if in_case else None)
    assert found.year == ("2026" if in_case else None)
    assert found.name == expected or kind == "case"


@pytest.mark.parametrize(
    ("path", "record"),
    [
        ("records/agency.yaml", "agency"),
        ("records/staff/s-ruiz.yaml", "s-ruiz"),
        ("records/teams/north/meetings/2026-03-02.yaml", "2026-03-02"),
        ("records/people/7K/P-7K3QFMXN.yaml", "P-7K3QFMXN"),
        (f"{CASE}/plan.yaml", "C-7K3QFMXN/plan/plan"),
        (f"{CASE}/contacts/2026-03-02-k7.yaml", "C-7K3QFMXN/contact/2026-03-02-k7"),
        (f"{CASE}/services/sv-k7q2.yaml", "C-7K3QFMXN/service/sv-k7q2"),
    ],
)
def test_a_record_is_named_by_its_id_or_by_case_kind_and_name(path: str, record: str) -> None:
    found = place(path)
    assert found is not None
    assert found.record == record


def test_a_case_is_named_by_its_id() -> None:
    found = place(f"{CASE}/case.yaml")
    assert isinstance(found, Place)
    assert found.record == found.name


def test_every_demonstration_record_lies_where_it_should_and_every_kind_is_used() -> None:
    kinds = {found.kind for path in demonstration() if (found := place(path))}
    assert len(demonstration()) == sum(place(path) is not None for path in demonstration())
    assert kinds == set(KINDS)


def test_every_kind_has_its_schema_and_beside_them_are_only_shared_shapes_and_packs() -> None:
    names = {path.name.removesuffix(".schema.json") for path in schemas_folder().glob("*.schema.json")}
    assert names == {*KINDS, "common", "pack"}


NEAR_MISSES = [
    ("records/staff/s-ruiz.yml", "ends in .yml; records end in .yaml"),
    ("records/staff/photo.jpg", "only records (.yaml) are kept here"),
    ("records/README", "only records (.yaml) are kept here"),
    ("records", "only records (.yaml) are kept here"),
    ("records/stuff/s-ruiz.yaml", "no kind of record is kept in `stuff`. Did you mean `staff`?"),
    ("records/agency_.yaml", "Did you mean `agency.yaml`?"),
    ("records/zzz/x.yaml", "no kind of record is kept in `zzz`. Known: `agency.yaml`"),
    ("records/staff/S-Ruiz.yaml", "a staff member is kept at records/staff/<slug>.yaml, where <slug> is small letters"),
    ("records/staff/more/s-ruiz.yaml", "records/staff/<slug>.yaml, and nowhere deeper. Rename it."),
    ("records/staff.yaml", "no kind of record is kept in `staff.yaml`. Known: `agency.yaml`"),
    ("records/teams/north/2026-03-02.yaml", "a team is kept at records/teams/<slug>.yaml, and nowhere deeper"),
    ("records/people/P-7K3QFMXN.yaml", "a person is kept at records/people/<two>/<person>.yaml. Rename it."),
    ("records/people/7K/P-7K3QFMIL.yaml", "where <person> is a person's id, such as P-7K3QFMXN"),
    ("records/people/7k/P-7K3QFMXN.yaml", "where <two> is the first two characters"),
    ("records/waivers/wv-12.yaml", "where <wv-id> is wv- and four random characters"),
    ("records/cases/26/C-7K3QFMXN/case.yaml", "where <year> is the year, such as 2026"),
    ("records/cases/2026/C-7K3/case.yaml", "where <case> is a case id, such as C-7K3QFMXN"),
    ("records/cases/2026/case.yaml", "no kind of record is kept in `cases`"),
    ("records/cases/2026/C-7K3QFMXN.yaml", "no kind of record is kept in `cases`"),
    (f"{CASE}/cases.yaml", "Did you mean `case.yaml`?"),
    (f"{CASE}/contact/2026-03-02-k7.yaml", "no kind of record is kept in `contact`. Did you mean `contacts`?"),
    (f"{CASE}/contacts/2026-03-02.yaml", "where <event> is the date and two random characters"),
    (f"{CASE}/contacts/2026-03-02-KL.yaml", "where <event> is the date and two random characters"),
    (f"{CASE}/contacts/x/2026-03-02-k7.yaml", "and nowhere deeper"),
    (f"{CASE}/services/sv-k7q.yaml", "where <sv-id> is sv- and four random characters"),
    (f"{CASE}/services/sv-illo.yaml", "but not i, l, o or u"),
    (f"{CASE}/zz/2026-03-02-k7.yaml", "no kind of record is kept in `zz`. Known: "),
    ("records/staff/\udcff.yaml", "where <slug> is small letters"),
    ("records/\x1b[31m/x.yaml", "no kind of record is kept in `\\x1b[31m`"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "words"), NEAR_MISSES)
def test_a_near_miss_is_no_record_and_the_message_says_what_it_could_be(path: str, words: str) -> None:
    assert place(path) is None
    assert words in explain(path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_path_with_a_slip_is_no_record(kind: str) -> None:
    good = good_path(kind)
    for wrong in (good + "\n", good.upper(), good.replace("records/", "record/"), good.replace("records/", "records/x/"), good + "/x.yaml", good.replace("/", "//", 1)):  # fmt: skip
        assert place(wrong) is None


def test_outside_records_nothing_is_kept() -> None:
    for path in ("casekit.toml", "schemas/local/case.schema.json", "", "records.yaml"):
        assert place(path) is None


@given(st.lists(st.sampled_from(["cases", "2026", "C-7K3QFMXN", "contacts", "people", "..", "", "é", "\udc80", "x.yaml"]) | st.text(max_size=5), max_size=6))  # fmt: skip
def test_no_path_below_records_raises(pieces: list[str]) -> None:
    path = "/".join(["records", *pieces])
    if place(path) is None:
        assert explain(path).endswith(".") or "?" in explain(path)


def test_the_schemas_lie_in_the_checkout_or_in_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import casekit.records.schemas as module

    assert (schemas_folder() / "common.schema.json").is_file()
    installed = tmp_path / "casekit" / "schemas"
    installed.mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "casekit" / "records" / "schemas.py"))
    assert schemas_folder() == installed.resolve()
