"""A generated agency with its history: no id and no name of whom an audience does not see, and masked no name at all."""

from __future__ import annotations

import datetime as dt

import pytest

from casekit.cli.main import run
from casekit.pages.audience import audience_of, seen_by
from casekit.pages.read import Reading, read_agency
from casekit.pages.redact import redacted
from casekit.pages.render import render, twins
from casekit.pages.site import lay_out


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    folder = tmp_path_factory.mktemp("demo") / "agency"
    assert run(["demo", str(folder), "--cases", "16", "--years", "1"]) == 0
    reading = read_agency(folder, lambda _: dt.date(2026, 11, 5))
    assert reading.trail is not None
    return reading


def output(reading: Reading) -> str:
    site = lay_out(reading.caseload, reading.day, reading.findings, trail=reading.trail)
    pages = (render(page, site, lambda path: path) for page in site.pages.values())
    return "\n".join([*pages, *site.pages, *twins(site).values()])


def test_nobody_finds_others(agency: Reading) -> None:
    whole = agency.caseload
    holding = {
        a.worker for case in whole.cases if case.file for a in case.file.assignments if a.to is None and a.worker
    }
    assert len(holding) > 1
    for word in ("supervisor", *(f"team:{name}" for name in whole.teams), *sorted(holding)[:2]):
        seen = seen_by(agency, audience_of(word, whole), agency.day)
        text, people = output(seen), seen.caseload.people
        ids = {case.id for case in seen.caseload.cases}
        strangers = {name: person for name, person in whole.people.items() if name not in people}
        assert {case.id for case in whole.cases if case.id not in ids and case.id in text} == set(), word
        assert {name for name, p in strangers.items() if name in text or p.names.legal in text} == set(), word
        assert all(case_id in text for case_id in ids)


def test_masked_it_names_nobody(agency: Reading) -> None:
    whole = agency.caseload
    text = output(redacted(agency))
    names = {word for person in whole.people.values() for word in (person.id, person.names.legal)}
    names |= {word for each in (*whole.staff.values(), *whole.providers.values()) for word in (each.id, each.name)}
    names |= {case.id for case in whole.cases}
    assert {name for name in names if name in text} == set()
    narrative = {contact.note for case in whole.cases for contact in case.contacts}
    assert {note for note in narrative if note in text} == set()
