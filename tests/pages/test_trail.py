"""The past of a case on the site: what its readers may see of it, with the author and the reason, and nothing of others."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.cases import AGENCY, ATTACKS, BARE, FULL, UNSEEN
from support.html import Seen

from casekit.audit.anchor import Statement
from casekit.git.tagging import write_tag
from casekit.model.caseload import Case, Caseload
from casekit.pages.history import recent
from casekit.pages.read import Reading, read_agency
from casekit.pages.render import render, twins
from casekit.pages.site import Site, history_path, lay_out
from casekit.pages.trail import Deed, FieldPast, Moment, Trail

DAY = dt.date(2026, 6, 1)
FOLDER = f"records/cases/2026/{FULL}"
CONTACT = f"{FOLDER}/contacts/2026-03-02-k7.yaml"
KEY = ("contact", FULL, "2026-03-02-k7")
GIT = "git:\n  - email: r.vale@example.org\n    from: 2020-01-01\n"


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """What the first test of this module read: nothing changes a reading, so all others look at the same."""
    return []


@pytest.fixture
def told(readings: list[Reading], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The small agency with a past, as it was read."""
    if not readings:
        monkeypatch.setenv("GIT_AUTHOR_NAME", "someone")
        monkeypatch.setenv("GIT_AUTHOR_EMAIL", "r.vale@example.org")
        readings.append(with_a_past(request.getfixturevalue("repository")))
    return readings[0]


def with_a_past(repository: Any) -> Reading:
    """Read the agency with one contact corrected, one record gone, one commit about a report, one about two cases."""
    shutil.copytree(AGENCY, repository.path, dirs_exist_ok=True)
    staff = repository.path / "records/staff/r-vale.yaml"
    staff.write_text(staff.read_text() + GIT)
    first = (repository.path / CONTACT).read_text()
    repository.write(CONTACT, first.replace("minutes: 45", "minutes: 54").replace("patience", "paper clips"))
    repository.write(f"{FOLDER}/grievances/2026-04-01-w2.yaml", "date: 2026-04-01\n")
    repository.commit("Begin", "2026-03-05T10:00:00Z")
    repository.write(CONTACT, first)
    repository.commit("Correct the minutes <b>of</b> a visit\n\nReason: the clock was wrong", "2026-03-06T10:00:00Z")
    (repository.path / f"{FOLDER}/grievances/2026-04-01-w2.yaml").unlink()
    repository.commit("Take back a page", "2026-03-07T10:00:00Z")
    report = next((repository.path / FOLDER).glob("reports/*.yaml"))
    repository.write(str(report.relative_to(repository.path)), report.read_text() + "reference: CANARY 7\n")
    repository.write(f"{FOLDER}/plan.yaml", (repository.path / f"{FOLDER}/plan.yaml").read_text() + "note: x\n")
    repository.commit("Tell of the CANARY report", "2026-03-08T10:00:00Z")
    other = repository.path / f"records/cases/2026/{BARE}/case.yaml"
    repository.write(str(other.relative_to(repository.path)), other.read_text().replace("brokerage", "strengths_based"))
    repository.write(CONTACT, first + "next_step: She calls.\n")
    repository.commit("Write down what both of them said", "2026-03-09T10:00:00Z")
    return read_agency(repository.path, lambda _: DAY)


def site_of(reading: Reading, caseload: Caseload | None = None) -> Site:
    return lay_out(caseload or reading.caseload, DAY, reading.findings, trail=reading.trail)


def past_of(site: Site, identifier: str = FULL) -> str:
    return render(site.pages[f"history/{identifier}.md"], site, lambda to: f"to:{to}")


def only(caseload: Caseload, *changed: Case) -> Caseload:
    return msgspec.structs.replace(caseload, cases=changed)


def full(reading: Reading) -> Case:
    found = reading.caseload.case(FULL)
    assert found
    return found


def test_a_field_s_past_is_told_with_who_and_why(told: Reading) -> None:
    page = past_of(site_of(told))
    seen = Seen(page).text
    assert "2026-03-06 Robin Vale" in seen
    assert "Correct the minutes <b>of</b> a visit (reason the clock was wrong)" in seen
    assert '<del class="ck-text">54</del>' in page
    assert '<ins class="ck-text">45</ins>' in page
    assert seen.index("Write down what both") < seen.index("Correct the minutes")
    assert f"to:cases/{FULL}.md" in page
    assert f"to:{history_path(full(told))}" in render(
        site_of(told).pages[f"cases/{FULL}.md"], site_of(told), lambda to: f"to:{to}"
    )


def test_of_a_mandated_report_nothing_is_told(told: Reading) -> None:
    site = site_of(told)
    pages = {path: render(page, site, lambda to: to) for path, page in site.pages.items()} | twins(site)
    assert [path for path, text in pages.items() if UNSEEN in text or "reports/" in text] == []
    page = past_of(site)
    assert "disclosure 2026-03-03" not in page
    assert "This commit concerns more than is shown here" in page
    assert "plan: changed" in Seen(page).text


def test_of_a_record_that_is_gone_it_is_told_that_it_was_there(told: Reading) -> None:
    text = Seen(past_of(site_of(told))).text
    assert "grievance 2026-04-01-w2: removed" in text
    assert "Take back a page" in text


def test_who_sees_one_case_reads_no_words_about_two(told: Reading) -> None:
    one = only(told.caseload, full(told))
    text = Seen(past_of(site_of(told, one))).text
    assert "She calls." in text
    assert "Write down what both of them said" not in text
    assert "Correct the minutes" in text
    assert f"history/{BARE}.md" not in site_of(told, one).pages


def test_what_is_left_out_of_a_record_is_left_out_of_its_past(told: Reading) -> None:
    case = full(told)
    masked = tuple(msgspec.structs.replace(c, note="…") if c.path == CONTACT else c for c in case.contacts)
    site = site_of(told, only(told.caseload, msgspec.structs.replace(case, contacts=masked)))
    text = Seen(past_of(site)).text
    assert "paper clips" not in text
    assert "2026-03-02-k7" not in text
    assert "Correct the minutes" not in text


def test_home_tells_what_changed_lately_newest_first(told: Reading) -> None:
    found = recent(site_of(told), 3)
    assert [one.told.why for one in found] == ["Write down what both of them said", "", "Take back a page"]
    assert [row.case.id for row in found[0].rows] == [FULL, BARE]
    assert found[0].what == ("contact", "case")
    assert [one.told.who for one in found] == ["Robin Vale"] * 3
    index = json.loads(twins(site_of(told))["index.json"])
    assert index["recent"][0]["rows"][0]["case"] == FULL


def test_the_audit_page_says_what_is_known_and_no_more(told: Reading) -> None:
    site = site_of(told)
    text = Seen(render(site.pages["audit.md"], site, lambda to: to)).text
    assert told.trail
    assert told.trail.tip in text
    assert "5 commits" in text
    assert "0 of 5" in text
    bare = lay_out(told.caseload, DAY)
    assert "No Git keeps these records" in render(bare.pages["audit.md"], bare, lambda to: to)
    assert recent(bare, 3) == ()
    assert not [path for path in bare.pages if path.startswith("history/")]


def anchored(repository: Any, statement: Statement, **changes: str) -> str:
    """Return the text of the audit page once a tag holds an anchor."""
    text = statement.text
    for name, value in changes.items():
        text = text.replace(name, value)
    write_tag(repository.path, f"anchor/{statement.name}", statement.tip, text)
    reading = read_agency(repository.path, lambda _: DAY)
    site = site_of(reading)
    return Seen(render(site.pages["audit.md"], site, lambda to: to)).text


def test_the_audit_page_names_the_last_anchor_and_proves_nothing(repository: Any) -> None:
    told = with_a_past(repository)
    assert told.trail
    site = site_of(told)
    assert "none This clone has no tag of one" in Seen(render(site.pages["audit.md"], site, lambda to: to)).text
    tip = told.trail.tip
    said = Statement(9998, tip, tip, 4, "0" * 64, 0, 1_767_614_400)
    assert f"9998, made 2026-01-05: 4 commits up to {tip}" in anchored(repository, said)
    assert "Neither it nor its signatures were verified here" in anchored(repository, said)
    later = msgspec.structs.replace(said, number=10_000, count=1)  # names sort by number, not by letters
    assert f"10000, made 2026-01-05: 1 commit up to {tip}" in anchored(repository, later)
    # What is no anchor, and what somebody else's tag says, is passed over.
    assert "10000, made" in anchored(repository, msgspec.structs.replace(said, number=10_001), casekit="<script>")
    repository.git("tag", "anchor/99999999", tip)
    assert "10000, made" in anchored(repository, later)


def test_before_the_first_commit_there_is_no_past(repository: Any) -> None:
    shutil.copytree(AGENCY, repository.path, dirs_exist_ok=True)
    assert read_agency(repository.path, lambda _: DAY).trail is None


def test_a_broken_repository_stops_no_site(tmp_path: Path) -> None:
    shutil.copytree(AGENCY, tmp_path / "agency")
    (tmp_path / "agency/.git").mkdir()
    reading = read_agency(tmp_path / "agency", lambda _: DAY)
    assert (reading.trail, reading.commit) == (None, "")


@pytest.mark.no_cover
@pytest.mark.parametrize("attack", ATTACKS)
def test_words_of_commits_are_shown_as_text(attack: str, told: Reading) -> None:
    assert told.trail
    harmless, hostile = (_past_with(words, told) for words in ("words", attack))
    assert hostile.tags == harmless.tags
    assert hostile.comments == []
    assert " ".join(attack.split()) in hostile.text


def _past_with(words: str, told: Reading) -> Seen:
    assert told.trail
    deed = Deed(number=0, oid="0" * 40, day="2026-03-06", staff="", author=words, why=words, touched=frozenset({KEY}))
    moment = Moment(deed=deed, key=KEY, told=words, event="changed", fields=(FieldPast(words, words, words),))
    trail: Trail = msgspec.structs.replace(told.trail, by_case={FULL: (moment,)})
    return Seen(past_of(lay_out(told.caseload, DAY, trail=trail)))
