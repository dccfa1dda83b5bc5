"""The boards beside the cases: a team's meeting, competing demands, waivers, endings in figures, and the month."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases import ATTACKS, BARE, CLOSED, FULL, caseload
from support.html import Seen

from casekit.finding import Finding, Severity, Span
from casekit.model.agency import Holiday, Meeting, Policy, Waiver
from casekit.model.case import Assignment
from casekit.model.caseload import Case, Caseload
from casekit.model.consent import Approval
from casekit.model.contact import Contact, Incident
from casekit.pages import advocacy, agenda, outcomes, teams, waivers
from casekit.pages.charts import MONTHS_HEIGHT, MONTHS_WIDTH, Series, months_chart
from casekit.pages.people import supervision_values
from casekit.pages.render import render, twins
from casekit.pages.site import Site, lay_out
from casekit.pages.small import said, small

DAY = dt.date(2026, 6, 1)


def case(identifier: str = FULL) -> Case:
    found = caseload().case(identifier)
    assert found
    return found


def with_case(*changed: Case, **shared: Any) -> Caseload:
    by_id = {c.id: c for c in changed}
    found = caseload()
    return msgspec.structs.replace(found, cases=tuple(by_id.get(c.id, c) for c in found.cases), **shared)


def page(site: Site, path: str) -> str:
    return render(site.pages[path], site, lambda to: f"to:{to}")


def contact(day: str, **more: Any) -> Contact:
    told = {"path": f"x/contacts/{day}-aa.yaml", "date": day, "by": "r-vale", "kind": "visit", "minutes": 30}
    return msgspec.convert({"reached": True, "note": "x", "place": "home", **told, **more}, Contact)


def incident(day: str, kind: str, **more: Any) -> Incident:
    told = {
        "path": f"x/incidents/{day}-bb.yaml",
        "date": day,
        "by": "r-vale",
        "kind": kind,
        "what": "x",
        "response": "x",
    }
    return msgspec.convert({**told, **more}, Incident)


# The team


def board(*contacts: Contact, incidents: tuple[Incident, ...] = (), meeting: str = "") -> dict[str, Any]:
    told = case()
    assert told.file
    with_team = msgspec.convert([{"team": "south", "role": "team", "from": "2026-01-12"}], tuple[Assignment, ...])
    changed = msgspec.structs.replace(
        told,
        contacts=contacts,
        incidents=incidents,
        file=msgspec.structs.replace(told.file, assignments=with_team),
        plan=None, appointments=(), legal=(), risks=(), safety_plans=(), services=(), reviews=(),
    )  # fmt: skip
    held = {
        "path": "records/teams/south/meetings/2026-05-29.yaml", "date": "2026-05-29", "by": "k-osei",
        "present": ["k-osei"], "reviewed": [{"case": FULL, "note": meeting, "next_by": "k-osei", "next_on": "2026-06-02"}],
    }  # fmt: skip
    meetings = (msgspec.convert(held, Meeting),) if meeting else ()
    site = lay_out(with_case(changed, meetings=meetings), DAY)
    return teams.team_values(site, site.caseload.teams["south"])


def test_the_board_says_who_saw_a_client_in_two_weeks() -> None:
    (card,) = board(
        contact("2026-05-19", staff=["k-osei"]),
        contact("2026-05-20", kind="phone"),
        contact("2026-05-25"),
        contact("2026-05-18"),
        contact("2026-05-30", reached=False),
    )["cards"]
    assert card.seen_by == (("Robin Vale", 2), (caseload().staff["k-osei"].name, 1))
    assert (card.last.day, card.days, card.tried) == (dt.date(2026, 5, 25), 7, 1)
    assert board()["unseen"] == 1


def test_the_board_says_what_comes_next_and_what_the_meeting_decided() -> None:
    (card,) = board(contact("2026-05-25", next_on="2026-06-03", next_step="A call"), meeting="Look in.")["cards"]
    assert (card.next.day, card.next.what) == (dt.date(2026, 6, 3), "A call")
    assert card.decided.startswith("Look in. ")
    assert card.decided.endswith("by 2026-06-02")


@pytest.mark.parametrize(
    ("incidents", "contacts", "flags"),
    [
        ([("2026-03-01", "admission", {})], [], ["in hospital since 2026-03-01"]),
        ([("2026-03-01", "admission", {"to": "2026-03-09"})], [], []),
        ([("2026-05-25", "admission", {"to": "2026-05-29"})], [], ["left hospital 2026-05-29"]),
        ([("2026-03-01", "admission", {})], [("2026-03-20", "home")], []),
        ([("2026-03-01", "admission", {})], [("2026-03-20", "hospital")], ["in hospital since 2026-03-01"]),
        ([("2026-05-01", "arrest", {})], [], ["in jail since 2026-05-01"]),
        ([("2026-05-01", "arrest", {}), ("2026-05-28", "release", {})], [], ["released 2026-05-28"]),
        ([("2026-05-30", "crisis", {}), ("2026-04-01", "crisis", {})], [], ["crisis 2026-05-30"]),
    ],
)
def test_hospital_jail_and_crises_stand_out(
    incidents: list[tuple[str, str, dict[str, str]]], contacts: list[tuple[str, str]], flags: list[str]
) -> None:
    told = tuple(incident(day, kind, **more) for day, kind, more in incidents)
    (card,) = board(*(contact(day, place=place) for day, place in contacts), incidents=told)["cards"]
    assert list(card.flags) == flags


def test_teams_are_listed_with_what_they_hold() -> None:
    site = lay_out(caseload(), DAY)
    (line,) = teams.values(site)["teams"]  # type: ignore[misc]
    assert (line.team.name, line.path) == ("South team", "teams/south.md")
    assert json.loads(twins(site)["teams/south.json"])["team"] == "south"
    bare = lay_out(Caseload(), DAY)
    assert "No teams are written down" in page(bare, "teams/index.md")


# Advocacy


def test_open_conflicts_come_first_and_a_result_nobody_told_stands_out() -> None:
    (record,) = case().advocacy
    still = msgspec.structs.replace(record, result="open", closed=None, told_client=None, opened=dt.date(2026, 4, 1))
    quiet = msgspec.structs.replace(
        still, log=tuple(msgspec.structs.replace(s, date=dt.date(2026, 4, 2)) for s in record.log)
    )
    untold = msgspec.structs.replace(record, result="agreed", closed=dt.date(2026, 5, 1), told_client=None)
    later = msgspec.structs.replace(record, opened=dt.date(2026, 7, 1))
    site = lay_out(with_case(msgspec.structs.replace(case(), advocacy=(untold, quiet, later))), DAY)
    found: Any = advocacy.values(site)
    (only,) = found["open"]
    assert (only.days, only.quiet, only.long_quiet) == (61, 60, True)
    text = page(site, "advocacy.md")
    assert "no step for 60 days" in text
    assert "the client was not told yet" in text


# Waivers


def waiver(identifier: str, expires: str, **scope: str) -> Waiver:
    told = {
        "path": f"records/waivers/{identifier}.yaml", "id": identifier, "rule": "late-entry", "scope": scope,
        "reason": "No signal at the farm.", "requested_by": "r-vale", "approved_by": "k-osei",
        "from": "2026-01-01", "expires": expires,
    }  # fmt: skip
    return msgspec.convert(told, Waiver)


def finding(by: str) -> Finding:
    return Finding(
        code="CK262", name="late-entry", severity=Severity.INFO, message="x", path=f"{case().folder}/plan.yaml",
        span=Span(1, 1), record="r", at=(), fingerprint="f", waived=True, waiver=by,
    )  # fmt: skip


def test_waivers_say_what_they_accept_and_until_when() -> None:
    told = (
        waiver("wv-aaaa", "2026-06-20", case=FULL),
        waiver("wv-bbbb", "2026-12-31"),
        waiver("wv-cccc", "2026-05-01"),
        waiver("wv-dddd", "2026-12-31", case="C-7K3QFMXN"),
        waiver("wv-eeee", "2026-12-31", file=f"{case().folder}/reports/2026-03-03-p2.yaml"),
        waiver("wv-ffff", "2026-12-31", person="P-7K3QFMXN"),
    )
    site = lay_out(with_case(waivers=told), DAY, [finding("wv-aaaa"), finding("wv-aaaa"), finding("line 3")])
    found: Any = waivers.values(site)
    assert [(line.waiver.id, line.covers, line.soon) for line in found["lines"]] == [
        ("wv-aaaa", 2, True),
        ("wv-bbbb", 0, False),
    ]
    assert [line.waiver.id for line in found["ended"]] == ["wv-cccc"]
    assert found["remarks"] == [(("CK262", "late-entry"), 1)]
    text = page(site, "waivers.md")
    assert "in 19 days" in text
    assert "reports/" not in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_waiver_is_shown_as_text(attack: str) -> None:
    harmless, hostile = (
        Seen(page(lay_out(with_case(waivers=(msgspec.structs.replace(waiver("wv-aaaa", "2026-06-20"), reason=words, rule=words),)), DAY), "waivers.md"))
        for words in ("words", attack)
    )  # fmt: skip
    assert hostile.tags == harmless.tags
    assert " ".join(attack.split()) in hostile.text


# Outcomes


def test_endings_and_goals_are_counted() -> None:
    site = lay_out(caseload(), DAY)
    found: Any = outcomes.values(site)
    ended = case(CLOSED)
    assert ended.outcome
    assert ended.file
    assert found["ended"] == 1
    assert sum(bar.count for bar in found["results"]) == found["goals"] == len(ended.outcome.goals)
    (year,) = found["years"]
    assert (year.name, year.days) == (str(ended.outcome.date.year), (ended.outcome.date - ended.file.opened).days)
    before: Any = outcomes.values(lay_out(caseload(), ended.outcome.date - dt.timedelta(days=1)))
    assert before["ended"] == 0


def test_how_someone_lives_is_compared_with_the_beginning() -> None:
    entry = case().circumstances[0]
    later = msgspec.structs.replace(entry, point="exit", living_situation="rental", date=dt.date(2026, 5, 1))
    site = lay_out(with_case(msgspec.structs.replace(case(), circumstances=(later, entry))), DAY)
    found: Any = outcomes.values(site)
    (move,) = found["living"]
    assert (move.after, move.cases) == ("rental", 1)


def test_an_agency_that_begins_has_pages_that_say_so() -> None:
    site = lay_out(Caseload(), DAY)
    assert "No outcome is written down yet" in page(site, "outcomes.md")
    assert "None. Competing demands" in page(site, "advocacy.md")


_COUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=36)


@given(_COUNTS, st.integers(0, 50))
def test_cases_over_months_stay_in_their_frame(counts: list[int], under: int) -> None:
    months = tuple(f"2024-{i:02}" for i in range(len(counts)))
    chart = months_chart((Series("open", months, tuple(said(count, under) for count in counts)),))
    shown = [count for count in counts if not small(count, under)]
    if not any(shown):
        assert chart is None
        return
    assert chart
    runs = chart.lines[0][1].split("M")[1:]
    points = [tuple(map(float, point.split(","))) for run in runs for point in run.split()]
    assert len(points) == len(shown)
    assert len(runs) == sum(not hidden for hidden, _ in itertools.groupby(counts, lambda count: small(count, under)))
    assert all(0 <= x <= MONTHS_WIDTH and 0 <= y <= MONTHS_HEIGHT for x, y in points)
    assert [y for _, y in sorted(points)] == [y for _, y in points]
    assert int(chart.up[-1].said) >= max(counts)


# Supervision


def test_what_waits_for_a_second_person_is_told_until_somebody_decides() -> None:
    policy = msgspec.convert(
        {"path": "records/policy.yaml", "version": 1, "extends": "default", "from": "2020-01-01",
         "approved_by": "k-osei", "approval_wanted_for": ["closure", "plan", "step_down"]},
        Policy,
    )  # fmt: skip
    bare = msgspec.structs.replace(case(), approvals=())
    outcome = case(CLOSED).outcome
    assert outcome
    over = msgspec.structs.replace(outcome, reason="goals_met")
    ended = msgspec.structs.replace(case(CLOSED), approvals=(), outcome=over)
    site = lay_out(with_case(bare, ended, policy=policy), DAY)
    waiting: Any = supervision_values(site)["waiting"]
    assert {(d.row.case.id, d.what) for d in waiting} >= {(FULL, "plan"), (CLOSED, "closure")}
    decided = msgspec.convert(
        {"path": "x", "id": "ap-zzzz", "date": "2026-05-30", "by": "k-osei", "of": "outcome.yaml", "sha256": "0" * 64,
         "for": "closure", "decision": "approved"},
        Approval,
    )  # fmt: skip
    site = lay_out(with_case(bare, msgspec.structs.replace(ended, approvals=(decided,)), policy=policy), DAY)
    waiting = supervision_values(site)["waiting"]
    assert (CLOSED, "closure") not in {(d.row.case.id, d.what) for d in waiting}


# The agenda by weeks


def test_the_month_begins_on_monday_and_holds_every_day() -> None:
    site = lay_out(caseload(), dt.date(2026, 6, 4))
    for found, weeks in ((agenda.week_values(site), 2), (agenda.month_values(site), 5)):
        grid: Any = found["weeks"]
        days = [cell.day for week in grid for cell in week]
        assert days == [dt.date(2026, 6, 1) + dt.timedelta(days=i) for i in range(7 * weeks)]


def test_holidays_and_overlaps_are_marked() -> None:
    appointment = msgspec.structs.replace(
        case().appointments[0], date=DAY, start="10:00", minutes=60, outcome=None, repeats=None
    )
    two = (appointment, msgspec.structs.replace(appointment, start="10:30"))
    agency = caseload().agency
    assert agency
    holidays = msgspec.convert([{"date": "2026-06-03", "name": "Founders' day"}], tuple[Holiday, ...])
    changed = with_case(
        msgspec.structs.replace(case(), appointments=two), agency=msgspec.structs.replace(agency, holidays=holidays)
    )
    site = lay_out(changed, DAY)
    for path in ("week.md", "month.md", "agenda.md"):
        text = Seen(page(site, path)).text
        assert "overlaps" in text
        assert ("Founders" in text) == (path != "agenda.md")


def test_every_list_has_its_data() -> None:
    site = lay_out(caseload(), DAY)
    found = twins(site)
    lists = {
        path for path, each in site.pages.items() if each.case is None and each.template not in {"caseload", "findings"}
    }
    assert set(found) == {"cases.json", "findings.json", *(f"{path.removesuffix('.md')}.json" for path in lists)}
    assert all(json.loads(text)["as_of"] == "2026-06-01" for text in found.values())
    assert BARE in found["cases.json"]
