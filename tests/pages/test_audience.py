"""The table of who sees what, cell by cell: what an audience may not see is in nothing that is made for it."""

from __future__ import annotations

import datetime as dt
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.canary import CASES, DAY, HEAD, ME, OTHER, STAFF, Tokens, case_id, person_id, world
from support.strategies import ROOT

from casekit.finding import Finding, Severity, Span
from casekit.model.case import Assignment
from casekit.model.caseload import Case, Caseload, FileNote
from casekit.model.common import Record
from casekit.pages.audience import Audience, audience_of, kept_back, seen_by
from casekit.pages.read import Reading
from casekit.pages.render import render, twins
from casekit.pages.site import lay_out
from casekit.pages.trail import Deed, FieldPast, Key, Moment, Trail, key_of
from casekit.pages.withheld import NOT_SHOWN
from casekit.records.paths import place

PERSON, TEAM, SUPERVISOR, ALL = COLUMNS = ("one person", "a team", "supervisor", "all")
WORDS = {PERSON: ME, TEAM: "team:north", SUPERVISOR: "supervisor", ALL: "all"}
UNSEEN = {  # whose cases each column does not see at all
    PERSON: ("other", "same_person", "handed_on", "closed_later", "part2", "part2_provider", "kept_from"),
    TEAM: ("held", "other", "supervised", "beside", "part2", "part2_mine", "kept_from"),
    SUPERVISOR: ("part2", "part2_mine", "kept_from"),
    ALL: ("kept_from",),
}
Found = frozenset[str]


@cache
def made() -> tuple[Caseload, Tokens]:
    tokens = Tokens()
    return world(tokens), tokens


def of(*labels: str) -> Found:
    """Return what tells of a case: its id, and the tokens of its records."""
    ids = frozenset(map(case_id, labels))
    return ids | frozenset(token for path, token in made()[1].of.items() if ids & set(path.split("/")))


def shown_of(*labels: str) -> Found:
    """Return what the site of whoever sees a case has of it: its id, and the token of its contact."""
    tokens = made()[1].of
    contacts = (f"records/cases/2026/{case_id(label)}/contacts/2026-03-02-k7.yaml" for label in labels)
    return frozenset(map(case_id, labels)) | {tokens[path] for path in contacts}


def kinds(*names: str, labels: tuple[str, ...] = tuple(CASES)) -> Found:
    """Return the tokens of some folders of cases."""
    wanted = {f"{case_id(label)}/{name}/" for label in labels for name in names}
    return frozenset(token for path, token in made()[1].of.items() if any(part in path for part in wanted))


def named(*names: str) -> Found:
    return frozenset(made()[1].of[name] for name in names)


def people(*labels: str) -> Found:
    return named(*(f"records/people/00/{person_id(label)}.yaml" for label in labels))


def beside(*labels: str) -> Found:
    """Return the tokens of waivers and of notes in meetings about cases."""
    waivers = (f"records/waivers/wv-{list(CASES).index(label):04d}.yaml" for label in labels)
    return named(*waivers, *(f"meeting {team} {label}" for team in ("north", "south") for label in labels))


def papers(*names: str) -> Found:
    return named(*(f"papers {name}" for name in names))


_HELD = {PERSON: shown_of("held", "shared", "covered", "coming"), TEAM: shown_of("team")}
_CLINIC = ("part2_provider", "part2_provider_mine")

SHOWN: dict[str, dict[str, Found]] = {
    "Cases that they hold": {SUPERVISOR: shown_of("held", "team"), ALL: shown_of("held", "team"), **_HELD},
    "Cases of their teams": dict.fromkeys(COLUMNS, shown_of("team")),
    "Cases of those whom": dict.fromkeys(COLUMNS, shown_of("supervised")),
    "Cases in whose care team": dict.fromkeys(COLUMNS, shown_of("beside", "accompanied")),
    "Closed cases": {**dict.fromkeys(COLUMNS, shown_of("closed", "team_closed")), TEAM: shown_of("team_closed")},
    "Cases that they have handed on": dict.fromkeys(COLUMNS, shown_of("handed_on", "closed_later")),
    "All other cases": dict.fromkeys(COLUMNS, shown_of("other")),
    "Another case of a person": dict.fromkeys(COLUMNS, shown_of("same_person")),
    "People: those": dict.fromkeys(COLUMNS, people("team")),
    "People: all others": {},
    "A case that one of the readers": {},
    "Mandated reports": {},
    "Part 2, of cases that are theirs": {
        PERSON: shown_of("part2_mine") | kinds("services", labels=("part2_provider_mine", "part2_team")),
        TEAM: kinds("services", labels=("part2_team",)),
        SUPERVISOR: kinds("services", labels=("part2_of_all",)),
        ALL: kinds("services", labels=("part2_of_all",)),
    },
    "Part 2, of other cases": {ALL: shown_of("part2") | kinds("services", labels=_CLINIC)},
    "Staff: name": dict.fromkeys(COLUMNS, frozenset(STAFF.values())),
    "Staff: licences": {**dict.fromkeys(COLUMNS, papers(*STAFF)), PERSON: papers(ME)},
    "Waivers and notes of meetings, of cases they see": dict.fromkeys(COLUMNS, beside("team")),
    "Waivers and notes of meetings, of other": {},
    "The agency": dict.fromkeys(
        COLUMNS, named("open", "rehab", "records/providers/plain.yaml", "records/providers/clinic.yaml")
    ),
    "Findings that count": dict.fromkeys(COLUMNS, frozenset({"same words stand"})),
}
"""By the beginning of a row and by column: what a site has of it where the table says yes."""

_REPORTS = kinds("reports", "disclosures", "approvals")  # here each of these tells of the report
HIDDEN: dict[str, dict[str, Found]] = {
    **{row: dict.fromkeys(COLUMNS, of(*labels)) for row, labels in {
        "Cases of those whom": ("supervised",),
        "Cases in whose care team": ("beside", "accompanied"),
        "Cases that they have handed on": ("handed_on", "closed_later"),
        "All other cases": ("other",),
        "Another case of a person": ("same_person",),
        "A case that one of the readers": ("kept_from",),
    }.items()},
    "People: all others": {column: people(*(x for x in UNSEEN[column] if x != "same_person")) for column in COLUMNS},
    "Mandated reports": dict.fromkeys(COLUMNS, _REPORTS),
    "Part 2, of other cases": {
        PERSON: of("part2", "part2_provider"),
        TEAM: of("part2", "part2_mine", *_CLINIC),
        SUPERVISOR: of("part2", "part2_mine") | kinds("services", "consents", "incidents", "appointments", labels=_CLINIC),
    },
    "Staff: licences": {PERSON: papers(*(name for name in STAFF if name != ME)), TEAM: papers(*STAFF)},
    "Waivers and notes of meetings, of other": {column: beside(*UNSEEN[column]) for column in COLUMNS},
    "Findings that count": dict.fromkeys(COLUMNS, frozenset({"same words stand"})),
}  # fmt: skip
"""Likewise: what is in nothing that is made for a column where the table says no, or only of their own."""


def rows() -> dict[str, dict[str, str]]:
    """Return the table of the docs: its rows by their first words, each with its columns."""
    lines = [line for line in (ROOT / "site/serving.md").read_text().split("\n") if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [next(c for c in COLUMNS if c in cell) for cell in cells[0][1:]] == list(COLUMNS)
    return {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in cells[1:]}


FINDINGS = tuple(
    Finding(
        code=code, name="x", severity=Severity.INFO, message=says, path=path, span=Span(), record="", at=(), fingerprint="f"
    )
    for code, says, path in (
        ("CK767", "the same words stand in 7 cases; are they theirs?", f"records/cases/2026/{case_id('team')}/plan.yaml"),
        ("CK715", "QUIET carries 31 cases", f"records/staff/{OTHER}.yaml"),
        ("CK203", f"QUIET has the id of {case_id('kept_from')}", f"records/cases/2026/{case_id('team')}/case.yaml"),
        ("CK300", "QUIET of a case not seen", f"records/cases/2026/{case_id('kept_from')}/case.yaml"),
        ("CK228", "QUIET of a report", f"records/cases/2026/{case_id('team')}/disclosures/2026-03-02-k7.yaml"),
        ("CK300", "LOUD about the plan", f"records/cases/2026/{case_id('team')}/plan.yaml"),
    )
)  # fmt: skip


@cache
def trail() -> Trail:
    """Return a past in which each contact was written by a commit of its own, and some by one that touched two cases."""
    caseload, tokens = made()
    by_case: dict[str, tuple[Moment, ...]] = {}
    for number, case in enumerate(caseload.cases):
        contact = case.contacts[0]
        token, key = tokens(contact.path), key_of(contact)
        both = {key, ("contact", case_id("kept_from"), contact.stem)}
        deeds = [
            Deed(
                number=i,
                oid="0" * 40,
                day="2026-03-02",
                staff="",
                author=token,
                why=f"{why} {token}",
                touched=frozenset(of),
            )
            for i, why, of in ((2 * number, "ALONE", {key}), (2 * number + 1, "TOGETHER", both))
        ]
        fields = (FieldPast("note", f"{token} and {case_id('kept_from')}", f"at {caseload.providers['clinic'].name}"),)
        by_case[case.id] = tuple(Moment(deed=d, key=key, told=token, event="changed", fields=fields) for d in deeds)
    known: dict[Key, Record | None] = {key_of(record): record for record in caseload.records()}
    return Trail(tip="0" * 40, commits=1, signed=0, shallow=False, by_case=by_case, known=known, kept=frozenset())


@cache
def seen(column: str) -> Reading:
    caseload = made()[0]
    whole = Reading(caseload, DAY, FINDINGS, "", trail())
    return seen_by(whole, audience_of(WORDS[column], caseload), DAY)


@cache
def output(column: str) -> str:
    """Return all that is made for a column: every page, every twin, every path; and what they are made of."""
    reading = seen(column)
    site = lay_out(reading.caseload, reading.day, reading.findings, trail=reading.trail)
    held = msgspec.structs.replace(reading, trail=None)
    pages = [render(page, site, lambda path: path) for page in site.pages.values()]
    return "\n".join(
        [*pages, *site.pages, *twins(site).values(), msgspec.json.encode(held).decode(), repr(reading.trail)]
    )


@pytest.mark.parametrize("row", rows())
@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_holds(row: str, column: str) -> None:
    cell, text = rows()[row][column], output(column)
    start = next(start for start in SHOWN if row.startswith(start))
    wanted, hidden = SHOWN[start].get(column, frozenset()), HIDDEN.get(start, {}).get(column, frozenset())
    if cell == "no":
        assert hidden
        assert [token for token in sorted(hidden) if token in text] == []
        return
    assert wanted
    assert [token for token in sorted(wanted) if token not in text] == []
    if cell.startswith("their"):
        assert [token for token in sorted(hidden) if token in text] == []


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_not_seen_is_named_nowhere(column: str) -> None:
    text, cases = output(column), {case.id for case in seen(column).caseload.cases}
    for label in CASES:
        if case_id(label) not in cases:
            assert [token for token in of(label) if token in text] == [], label
    assert "LOUD" in text
    assert ("QUIET" in text) == (column in {SUPERVISOR, ALL})  # whose staff finding is theirs
    assert text.count("QUIET") == text.count("QUIET carries")


def test_a_link_to_a_case_that_is_not_seen_is_left_out_and_its_id_in_a_text_too() -> None:
    caseload, _ = made()
    case = caseload.case(case_id("held"))
    assert case
    assert case.plan
    told = msgspec.structs.replace(case.plan, crisis=f"As in {case_id('other')}, or {case_id('shared')}.")
    changed = msgspec.structs.replace(
        caseload, cases=tuple(msgspec.structs.replace(c, plan=told) if c is case else c for c in caseload.cases)
    )
    mine = seen_by(Reading(changed, DAY, (), ""), Audience("worker", ME), DAY).caseload.case(case.id)
    assert mine
    assert mine.file
    assert mine.plan
    assert [link.case for link in mine.file.linked_cases] == [case_id("held")]
    assert mine.plan.crisis == f"As in {NOT_SHOWN}, or {case_id('shared')}."


def test_a_name_of_part_2_in_a_text_that_stays_is_hidden() -> None:
    caseload, tokens = made()
    name = caseload.providers["clinic"].name
    case = caseload.case(case_id("part2_provider"))
    assert case
    assert case.plan
    plan = msgspec.structs.replace(case.plan, leaving=f"She stays with {name.upper()}.")
    changed = msgspec.structs.replace(
        caseload, cases=tuple(msgspec.structs.replace(c, plan=plan) if c is case else c for c in caseload.cases)
    )
    theirs = seen_by(Reading(changed, DAY, (), ""), Audience("supervisor"), DAY).caseload.case(case.id)
    assert theirs
    assert theirs.plan
    assert theirs.plan.leaving == NOT_SHOWN
    assert theirs.plan.crisis == tokens(plan.path)
    assert [c.stem for c in theirs.contacts] == ["2026-03-03-k8"]  # the other named the service


def test_what_a_commit_says_is_told_where_it_is_of_nothing_else() -> None:
    reading = seen(PERSON)
    site = lay_out(reading.caseload, DAY, (), trail=reading.trail)
    page = next(page for path, page in site.pages.items() if page.template == "history" and case_id("held") in path)
    text = render(page, site, lambda path: path)
    assert "ALONE" in text
    assert "TOGETHER" not in text
    assert f"and {NOT_SHOWN}" in text
    theirs, clinic = seen(SUPERVISOR).trail, made()[0].providers["clinic"].name
    assert theirs
    assert clinic not in repr(theirs.by_case[case_id("part2_provider")])
    assert clinic in repr(theirs.by_case[case_id("part2_of_all")])


@pytest.mark.parametrize(("column", "count"), [(PERSON, 1), (TEAM, 1), (SUPERVISOR, 3), (ALL, 1)])
def test_whoever_builds_hears_how_many_cases_are_kept_back(column: str, count: int) -> None:
    caseload, _ = made()
    assert kept_back(Reading(caseload, DAY, (), ""), audience_of(WORDS[column], caseload), DAY) == count


def test_what_is_part_2_by_its_kind_is_left_out_too() -> None:
    caseload, tokens = made()
    case = caseload.case(case_id("other"))
    assert case
    told = msgspec.structs.replace(case.disclosures[0], basis="consent", report=None, part2=True)
    consent = msgspec.structs.replace(case.consents[0], kind="part2_release")
    changed = msgspec.structs.replace(case, disclosures=(told,), consents=(consent,))
    whole = msgspec.structs.replace(caseload, cases=tuple(changed if c is case else c for c in caseload.cases))
    theirs = seen_by(Reading(whole, DAY, (), ""), Audience("supervisor"), DAY).caseload.case(case.id)
    assert theirs
    assert (theirs.disclosures, theirs.consents, theirs.services) == ((), (), ())  # the service names the consent
    assert {c.stem for c in theirs.contacts} == set()
    assert tokens(case.reviews[0].path) in repr(theirs.reviews)


def test_files_that_cannot_be_read_are_told_to_those_whose_they_are() -> None:
    caseload, _ = made()
    mine, other = (f"records/cases/2026/{case_id(label)}" for label in ("held", "other"))
    paths = (
        f"{mine}/plan.yaml", f"{other}/plan.yaml", f"{mine}/reports/2026-03-02-k7.yaml", f"records/staff/{ME}.yaml",
        f"records/staff/{OTHER}.yaml", f"records/people/00/{person_id('held')}.yaml", "records/providers/plain.yaml",
        f"records/people/00/{person_id('other')}.yaml", "records/waivers/wv-0001.yaml", "schemas/local/x.json",
    )  # fmt: skip
    notes = tuple(FileNote(path, place(path), readable=False) for path in paths)
    whole = Reading(msgspec.structs.replace(caseload, notes=notes), DAY, (), "")
    told = {note.path for note in seen_by(whole, Audience("worker", ME), DAY).caseload.notes}
    assert told == {paths[0], paths[3], paths[5], paths[6]}
    assert paths[9] in {note.path for note in seen_by(whole, Audience("supervisor"), DAY).caseload.notes}


def test_one_case_alone() -> None:
    caseload, _ = made()
    mine = seen_by(Reading(caseload, DAY, (), ""), Audience("worker", ME), DAY, case_id("held"))
    assert [case.id for case in mine.caseload.cases] == [case_id("held")]
    assert list(mine.caseload.people) == [person_id("held")]
    assert not seen_by(Reading(caseload, DAY, (), ""), Audience("worker", ME), DAY, case_id("other")).caseload.cases


def test_whoever_has_left_sees_nothing() -> None:
    caseload, _ = made()
    staff = caseload.staff | {HEAD: msgspec.structs.replace(caseload.staff[HEAD], to=dt.date(2026, 5, 31))}
    gone = msgspec.structs.replace(caseload, staff=staff)
    with pytest.raises(ValueError, match="s-hege is with the agency no more"):
        seen_by(Reading(gone, DAY, (), ""), Audience("worker", HEAD), DAY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("s-onw", "Did you mean `s-own`"),
        ("teamnorth", "Did you mean `team:north`"),
        ("team:nort", "`team:north`"),
        ("", ""),
    ],
)
def test_an_audience_that_is_none_is_told(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"nobody here is called") as caught:
        audience_of(text, made()[0])
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


_DAYS = st.integers(-3, 3).map(lambda n: DAY + dt.timedelta(n))
_LINES = st.lists(
    st.builds(
        lambda worker, start, to: Assignment(worker=worker, role="primary", from_=start, to=to),
        st.sampled_from([ME, OTHER]),
        _DAYS,
        st.none() | _DAYS,
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60)
@given(st.lists(_LINES, min_size=3, max_size=3))
def test_whoever_holds_a_case_sees_it_and_nobody_else(logs: list[list[Assignment]]) -> None:
    caseload, _ = made()
    cases = [assigned(case, log) for case, log in zip(of_labels(caseload), logs, strict=True)]
    reading = Reading(msgspec.structs.replace(caseload, cases=tuple(cases)), DAY, (), "")
    found = {c.id for c in seen_by(reading, Audience("worker", ME), DAY).caseload.cases}
    mine = {
        case.id
        for case, log in zip(cases, logs, strict=True)
        if any(a.worker == ME and (a.to is None or a.to >= DAY) for a in log)
    }
    assert found == mine
    text = msgspec.json.encode(seen_by(reading, Audience("worker", ME), DAY)).decode()
    assert {case.id for case in cases if case.id in text} == mine


def of_labels(caseload: Caseload) -> list[Case]:
    return [case for label in ("held", "other", "coming") if (case := caseload.case(case_id(label)))]


def assigned(case: Case, log: list[Assignment]) -> Case:
    assert case.file
    file = msgspec.structs.replace(case.file, assignments=tuple(log), linked_cases=())
    return msgspec.structs.replace(case, file=file)
