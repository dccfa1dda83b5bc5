"""What lies ahead: repeating appointments fall on the right days, what overlaps is told, and the day is an argument."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases import FULL, caseload

from casekit.lint.rule import rules
from casekit.model.contact import Contact
from casekit.model.service import Appointment, Denial, LeftOutDay, Repeats
from casekit.pages.clock import build_day, built_at
from casekit.pages.due import Due, dues, occurrences, with_clashes
from casekit.pages.home import clocks, seen, unmet, unseen
from casekit.pages.render import render
from casekit.pages.site import Row, Site, lay_out

DAY = dt.date(2026, 6, 1)


def appointment(start: dt.date, repeats: Repeats | None = None) -> Appointment:
    return Appointment(path="", date=start, by="r-vale", kind="other", what="x", repeats=repeats)


def days(repeats: Repeats | None, start: str, first: str, last: str) -> list[str]:
    found = occurrences(
        appointment(dt.date.fromisoformat(start), repeats), dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    )
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("repeats", "start", "found"),
    [
        (None, "2026-06-03", ["2026-06-03"]),
        (None, "2026-05-03", []),
        (Repeats(every="day", interval=5), "2026-05-30", ["2026-06-04", "2026-06-09", "2026-06-14"]),
        (Repeats(every="week", interval=1), "2026-05-06", ["2026-06-03", "2026-06-10"]),
        (
            Repeats(every="week", interval=2, on=("monday", "friday")),
            "2026-05-22",
            ["2026-06-01", "2026-06-05", "2026-06-15"],
        ),
        (Repeats(every="week", interval=1, until=dt.date(2026, 6, 4)), "2026-05-06", ["2026-06-03"]),
        (
            Repeats(every="week", interval=1, except_=(LeftOutDay(date=dt.date(2026, 6, 3), because="closed"),)),
            "2026-05-06",
            ["2026-06-10"],
        ),
        (Repeats(every="month", interval=1), "2026-05-11", ["2026-06-11"]),
    ],
)
def test_appointments_fall_on_their_days(repeats: Repeats | None, start: str, found: list[str]) -> None:
    assert days(repeats, start, "2026-06-01", "2026-06-15") == found


def test_a_month_without_a_31st_has_it_on_its_last_day() -> None:
    repeats = Repeats(every="month", interval=1)
    assert days(repeats, "2026-01-31", "2026-02-01", "2026-04-30") == ["2026-02-28", "2026-03-31", "2026-04-30"]


@given(
    st.sampled_from(["day", "week", "month"]),
    st.integers(1, 5),
    st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1)),
    st.integers(0, 40),
)
def test_occurrences_stay_within_what_is_asked(every: str, interval: int, start: dt.date, length: int) -> None:
    repeats = msgspec.convert({"every": every, "interval": interval}, Repeats)
    first = dt.date(2026, 1, 1)
    last = first + dt.timedelta(days=length)
    found = list(occurrences(appointment(start, repeats), first, last))
    assert found == sorted(set(found))
    assert all(max(first, start) <= day <= last for day in found)


def site(**changes: object) -> Site:
    """Return the site of the example agency, with changes to its full case."""
    found = caseload()
    cases = tuple(msgspec.structs.replace(case, **changes) if case.id == FULL else case for case in found.cases)
    return lay_out(msgspec.structs.replace(found, cases=cases), DAY)


def full(found: Site) -> Row:
    return next(row for row in found.open if row.case.id == FULL)


def test_two_appointments_of_one_client_at_one_time_are_told() -> None:
    row = full(site())
    first = Due(day=DAY, kind="court", what="", row=row, start="09:00", minutes=60)
    second = msgspec.structs.replace(first, start="09:59")
    third = msgspec.structs.replace(first, start="10:59")
    other = msgspec.structs.replace(first, day=DAY + dt.timedelta(days=1))
    assert [bool(item.clash) for item in with_clashes([first, second, third, other])] == [True, True, False, False]


def test_what_is_done_leaves_the_agenda() -> None:
    found = site()
    plan = full(found).case.plan
    assert plan
    before = [item for item in dues(found, found.open) if item.kind == "step"]
    done = tuple(
        msgspec.structs.replace(
            goal, steps=tuple(msgspec.structs.replace(s, done=DAY, dropped=None) for s in goal.steps)
        )
        for goal in plan.goals
    )
    after = site(plan=msgspec.structs.replace(plan, goals=done))
    assert before
    assert not [item for item in dues(after, after.open) if item.kind == "step" and item.row.case.id == FULL]


def test_high_risk_shows_when_someone_was_last_met_and_the_attempts_since() -> None:
    found = site()
    told = next(item for item in unseen(found) if item.row.case.id == FULL)
    assert told.last == dt.date(2026, 3, 2)
    assert (told.attempts, told.tried) == (1, dt.date(2026, 3, 28))
    assert told.days == (DAY - dt.date(2026, 3, 2)).days
    never = site(contacts=())
    assert seen(full(never), never).days is None
    assert unseen(never)[0].past


def reached(day: dt.date, **how: object) -> Contact:
    told = {
        "path": f"records/cases/2026/{FULL}/contacts/{day}-aa.yaml",
        "date": day,
        "by": "r-vale",
        "kind": "phone",
        "minutes": 5,
    }
    return msgspec.convert({"reached": True, "note": "x", **told, **how}, Contact)


def test_a_call_in_time_is_no_visit_and_ends_no_week_unseen() -> None:
    every = seen(full(site()), site()).every
    assert every is not None
    in_time, late = DAY - dt.timedelta(days=every), DAY - dt.timedelta(days=every + 1)
    for contact, past in ((reached(in_time), False), (reached(late), True), (reached(DAY, reached=False), True)):
        found = site(contacts=(contact,))
        told = unseen(found)[0]
        assert (told.last, told.days) == (None, None)
        assert (told.reached, told.past) == (contact.date if contact.reached else None, past)
    page = render(found.pages["index.md"], found, lambda to: to)
    assert f"policy: every {every} days" in page
    assert "Reached is in any way" in page


def test_a_case_on_hold_has_no_days_of_policy_to_be_reached_in() -> None:
    file = full(site()).case.file
    assert file
    held = msgspec.structs.replace(file.status[0], status="on_hold", because="Away for a while.")
    paused = site(file=msgspec.structs.replace(file, status=(held,)), contacts=())
    told = seen(full(paused), paused)
    assert (told.every, told.past) == (None, False)


@given(
    st.lists(
        st.builds(
            lambda ago, kind, reached_, place: reached(
                DAY - dt.timedelta(days=ago), kind=kind, reached=reached_, place=place
            ),
            st.integers(-3, 150),
            st.sampled_from(["visit", "phone", "letter", "collateral", "outreach"]),
            st.booleans(),
            st.sampled_from(["home", "telehealth"]),
        ),
        max_size=4,
    )
)
def test_home_marks_those_whom_lint_asks_about(contacts: list[Contact]) -> None:
    found = site(contacts=tuple(contacts))
    case = full(found).case
    asked = rules()["CK351"].check(found.caseload, DAY)
    assert seen(full(found), found).past == any(p.path.startswith(case.folder) for p in asked)


def test_a_release_is_told_until_someone_meets_the_client() -> None:
    found = site()
    incident = full(found).case.incidents[0]
    gone = msgspec.structs.replace(incident, kind="release", date=dt.date(2026, 5, 20), to=None)
    assert [item.days for item in unmet(site(incidents=(gone,)))] == [12]
    contact = next(c for c in full(found).case.contacts if c.reached and c.kind == "visit")
    met = msgspec.structs.replace(contact, date=dt.date(2026, 5, 21))
    assert unmet(site(incidents=(gone,), contacts=(met,))) == []
    ahead = msgspec.structs.replace(gone, date=dt.date(2026, 7, 1))
    assert unmet(site(incidents=(ahead,))) == []


def test_an_appeal_clock_runs_until_it_is_over_or_someone_appealed() -> None:
    service = full(site()).case.services[0]
    denied = {"on": "2026-05-20", "reason": "late", "appeal_by": "2026-06-11"}

    def told(**changes: object) -> list[int | None]:
        denial = msgspec.convert(denied | changes, Denial)
        one = msgspec.structs.replace(service, denial=denial, appeal=None)
        return [clock.days for clock in clocks(site(services=(one,)))]

    assert told() == [10]
    assert told(appeal_by="2026-06-01") == [0]
    assert told(appeal_by="2026-05-31") == []
    assert told(appeal_by=None) == [None]


@pytest.mark.parametrize(
    ("option", "environ", "zone", "day"),
    [
        (DAY, {"SOURCE_DATE_EPOCH": "0"}, "", DAY),
        (None, {"SOURCE_DATE_EPOCH": "86400"}, "America/Chicago", dt.date(1970, 1, 2)),
    ],
)
def test_the_day_is_an_argument(option: dt.date | None, environ: dict[str, str], zone: str, day: dt.date) -> None:
    assert build_day(option, environ, zone) == day


@pytest.mark.parametrize("zone", ["", "America/Chicago", "Nowhere/Land"])
def test_without_one_it_is_today(zone: str) -> None:
    assert abs((build_day(None, {}, zone) - dt.datetime.now(dt.UTC).date()).days) <= 1


def test_an_epoch_that_is_no_number_is_told() -> None:
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH is a number of seconds"):
        build_day(None, {"SOURCE_DATE_EPOCH": "soon"})


def test_the_time_of_the_build_is_told_in_the_agency_s_zone() -> None:
    assert built_at(None, {"SOURCE_DATE_EPOCH": "1793880000"}, "America/New_York") == "2026-11-05 12:00 UTC"
    assert built_at(dt.date(2026, 6, 1), {}) == ""
    assert built_at(None, {}, "Asia/Tokyo").endswith("JST")
