"""What a table leaves out cannot be worked out: every number that a small count may be fits all that is shown."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cases import AGENCY, CLOSED, FULL, caseload
from support.html import Seen

from casekit.model.caseload import Case
from casekit.model.plan import GoalResult
from casekit.model.service import Unmet
from casekit.pages import outcomes, providers
from casekit.pages.render import render
from casekit.pages.site import About, Site, lay_out
from casekit.pages.small import LEAST, UNSHOWN, Cells, cells, said
from casekit.pages.twin import as_json
from casekit.pages.wanted import Options, Wanted
from casekit.pages.wanted import site_of as site_of_folder

LIMITS = st.integers(LEAST, 6)
COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=6)


def could_be(told: Sequence[int | str], total: int, under: int) -> dict[int, set[int]]:
    """Return what each hidden count could be, by its place, for a reader who knows the total.

    A number fits where the others can make up the rest: they can be anything from all least to all most.
    """
    missing = total - sum(count for count in told if isinstance(count, int))
    ranges = {
        place: range(under, missing + 1) if count == UNSHOWN else range(1, under)
        for place, count in enumerate(told)
        if isinstance(count, str)
    }
    found = {}
    for place, numbers in ranges.items():
        others = [other for p, other in ranges.items() if p != place and other]
        least, most = sum(other[0] for other in others), sum(other[-1] for other in others)
        found[place] = {number for number in numbers if least <= missing - number <= most}
    return found


@given(COUNTS, LIMITS)
def test_a_small_count_could_be_any(counts: list[int], under: int) -> None:
    found = cells(counts, under)
    if found is None:
        assert any(0 < count < under for count in counts)
        return
    for place, numbers in could_be(found.told, sum(counts), under).items():
        if found.told[place] != UNSHOWN:
            assert numbers == set(range(1, under))
        else:
            assert len(numbers) > 1
    for place, count in enumerate(counts):
        assert (place in found.shown) == (found.told[place] == count)
        assert place not in found.shown or not 0 < count < under


@given(COUNTS, LIMITS, st.data())
def test_a_row_that_has_to_go_takes_what_would_tell_of_it_along(
    counts: list[int], under: int, data: st.DataObject
) -> None:
    also = data.draw(st.sets(st.sampled_from([place for place, count in enumerate(counts) if count] or [0])))
    beside = [data.draw(st.lists(st.integers(0, 9), min_size=len(counts), max_size=len(counts))) for _ in "ab"]
    found = cells(counts, under, also=[place for place in also if counts[place]], beside=beside)
    if found is None or len(found.shown) == len(counts):
        return
    hidden = [place for place in range(len(counts)) if place not in found.shown]
    assert len(hidden) > 1
    for column in beside:
        assert not 0 < sum(column[place] for place in hidden) < under
    for place, numbers in could_be(found.told, sum(counts), under).items():
        assert found.told[place] == UNSHOWN or numbers == set(range(1, under))


@pytest.mark.parametrize("under", [4, 5])
def test_nor_does_it_help_to_know_how_it_is_done(under: int) -> None:
    tables: dict[tuple[int, Cells], list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(17), repeat=3):
        found = cells(counts, under)
        if found and sum(counts) < 17:  # all tables with this total are among these
            tables.setdefault((sum(counts), found), []).append(counts)
    hidden = [(found, same) for (_, found), same in tables.items() if len(found.shown) < 3]
    assert len(hidden) > 50
    for found, same in hidden:
        for place in range(3):
            if place not in found.shown:
                assert len({counts[place] for counts in same}) > 1, (found, same)


@given(COUNTS)
def test_without_a_limit_all_is_shown(counts: list[int]) -> None:
    assert cells(counts, 0) == Cells(tuple(counts), frozenset(range(len(counts))))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([20, 3], (UNSHOWN, "under 5")),
        ([20, 9, 3], (20, UNSHOWN, "under 5")),
        ([20, 5, 1], (UNSHOWN, UNSHOWN, "under 5")),  # 6 in all, of which 5 or more are one
        ([9, 9, 4], (UNSHOWN, UNSHOWN, "under 5")),  # 13 in all, of which 9 or less are one
        ([20, 0, 4, 1, 2, 2], (20, 0, "under 5", "under 5", "under 5", "under 5")),
        ([20, 1, 1], (UNSHOWN, "under 5", "under 5")),
        ([5, 1], None),
        ([20, 4, 4, 12], (20, "under 5", "under 5", UNSHOWN)),  # 8 in all: both would be four
        ([5, 0, 12], (5, 0, 12)),
        ([2, 1], None),
    ],
)  # fmt: skip
def test_as_few_as_can_be_are_left_out(counts: list[int], told: tuple[int | str, ...] | None) -> None:
    found = cells(counts, 5)
    assert (found and found.told) == told


def test_a_count_alone() -> None:
    assert [said(count, 5) for count in (0, 1, 4, 5)] == [0, "under 5", "under 5", 5]
    assert said(1, 0) == 1


# The pages

UNDER = 5
DAY = dt.date(2026, 6, 1)
_RESULTS = st.lists(st.sampled_from(["met", "partly_met", "not_met", "dropped_by_client"]), max_size=1)
_WORDS = {
    "reason": st.sampled_from(["moved", "died", "goals_met"]),
    "destination": st.sampled_from(["rental", "shelter"]),
    "work": st.sampled_from(["seeking", "retired", "full_time"]),
    "year": st.sampled_from([2024, 2025, 2026]),
    "program": st.sampled_from(["p-one", "p-two"]),
    "unmet": st.sampled_from(["waitlist", "cost", "distance"]),
}
ENDINGS = st.lists(st.fixed_dictionaries(_WORDS | {"results": _RESULTS}), min_size=10, max_size=40)

agency = cache(caseload)


def site_of(endings: list[dict[str, Any]], under: int) -> Site:
    """Return the site of an agency in which every case ended, each once counted in every table."""
    made = tuple(_ended(number, told) for number, told in enumerate(endings))
    return lay_out(msgspec.structs.replace(agency(), cases=made), DAY, about=About(small_counts=under))


def _ended(number: int, told: dict[str, Any]) -> Case:
    change = msgspec.structs.replace
    full, closed = agency().case(FULL), agency().case(CLOSED)
    assert full
    assert full.file
    assert closed
    assert closed.outcome
    goals = tuple(GoalResult(goal=f"g{n}", result=result, gas=n % 2) for n, result in enumerate(told["results"], 1))
    outcome = change(
        closed.outcome,
        feedback="They listened.",
        date=dt.date(told["year"], 3, 1),
        reason=told["reason"],
        destination=told["destination"],
        goals=goals,
    )
    entry = change(full.circumstances[0], point="entry", date=dt.date(2024, 1, 2), employment="seeking")
    later = change(
        entry, point="exit", date=outcome.date, employment=told["work"], living_situation=told["destination"]
    )
    service = change(full.services[0], unmet=Unmet(because=told["unmet"], note=""))
    return Case(
        id=f"C-{number:08}",
        folder=f"records/cases/2023/C-{number:08}",
        file=change(full.file, opened=dt.date(2023, 1 + number % 12, 1), program=told["program"]),
        outcome=outcome,
        circumstances=(entry, later),
        services=(service,),
    )


def numbers(found: Any, key: str = "") -> Iterator[int]:
    """Yield every count in the data of a page: not a day, a length or a place in a chart."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield from numbers(value, name)
    elif isinstance(found, list):
        for value in found:
            yield from numbers(value, key)
    elif isinstance(found, int) and key not in {"days", "length", "at"}:
        yield found


@settings(max_examples=40)
@given(ENDINGS)
def test_no_small_count_can_be_worked_out_of_a_page(endings: list[dict[str, Any]]) -> None:
    shown = site_of(endings, UNDER)
    whole: Any = outcomes.values(site_of(endings, 0))
    found = json.loads(as_json(shown, outcomes.values(shown)))
    told_gaps = json.loads(as_json(shown, providers.gap_values(shown)))
    assert [n for n in numbers([found, told_gaps]) if 0 < n < UNDER] == []
    assert found["voices"] == []
    tables = [
        *((found[name], whole[name], "count") for name in ("reasons", "destinations")),
        *((found["results"][part], whole["results"][part], "count") for part in (slice(0, 2), slice(2, 4))),
        (found["scores"], whole["scores"], "count"),
        *((found[name], whole[name], "ended") for name in ("years", "programs")),
        *((found[name], whole[name], "cases") for name in ("living", "work")),
    ]
    for table, before, column in tables:
        assert_unknown([row[column] for row in table], [getattr(row, column) for row in before])
    gaps = [count for *_, count, _ in providers.gaps(shown)]
    assert_unknown([count for *_, count, _ in told_gaps["gaps"]], gaps)
    for name in ("years", "programs"):
        assert not [row for row in found[name] if row["goals"] is not None and 0 < row["goals"] - row["met"] < UNDER]
        hidden = [group for group, row in zip(whole[name], found[name], strict=False) if row["goals"] is None]
        for total in (sum(group.met for group in hidden), sum(group.goals - group.met for group in hidden)):
            assert not 0 < total < UNDER
            assert not hidden or len(hidden) > 1


def assert_unknown(told: list[int | str], counts: list[int]) -> None:
    """Assert that each count of a table that is under the limit could be any, for who knows the total; or there is no table."""
    found = could_be(told, sum(counts), UNDER) if told else {}
    assert [i for i, fits in found.items() if told[i] != UNSHOWN and fits != set(range(1, UNDER))] == []
    assert [i for i, fits in found.items() if len(fits) < 2] == []


def test_the_pages_say_what_is_left_out() -> None:
    one = {
        "reason": "died",
        "destination": "rental",
        "work": "retired",
        "year": 2025,
        "program": "p-one",
        "unmet": "cost",
    }
    many = [one | {"results": ["met"]}] * 8 + [one | {"results": ["met"], "reason": "moved", "unmet": "distance"}] * 2
    page = {name: Seen(_page(site_of(many, UNDER), name)).text for name in ("outcomes.md", "providers/gaps.md")}
    for text in page.values():
        assert "A count under 5 tells of single people" in text
    assert re.search("moved *under 5", page["outcomes.md"])
    assert re.search("died *not shown", page["outcomes.md"])
    assert "10 in all" in page["providers/gaps.md"]
    assert "under 5" in page["providers/gaps.md"]
    assert "A count under 5" not in Seen(_page(site_of(many, 0), "outcomes.md")).text


def _page(site: Site, path: str) -> str:
    return render(site.pages[path], site, lambda to: to)


@pytest.mark.parametrize(("asked", "redact", "limit"), [(0, False, 0), (0, True, 5), (8, False, 8), (8, True, 8)])
def test_the_limit_is_a_setting_and_a_masked_site_has_one(asked: int, redact: bool, limit: int) -> None:
    site = site_of_folder(AGENCY, Wanted(redact=redact, as_of=DAY), Options(small_counts=asked), {})
    assert site.about.small_counts == limit


@pytest.mark.parametrize("asked", [1, 3, -5])
def test_a_limit_that_hides_too_little_is_refused(asked: int) -> None:
    with pytest.raises(ValueError, match="Write 4 or more, or 0"):
        site_of_folder(AGENCY, Wanted(as_of=DAY), Options(small_counts=asked), {})
