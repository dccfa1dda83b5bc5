"""The figures of an ACT team, worked by hand over two clients: of the team, and over its own last weeks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.memory import MemoryTree, files_of

from casekit.model.act import TeamTime, act_teams, team_case
from casekit.model.build import read_caseload

EXAMPLE = Path(__file__).parents[1] / "lint" / "example"
CASES = {"C-7K3QFMXN": "P-7K3QFMXN", "C-2M4K8QAY": "P-7K3QFMXN"}


def teams_of(files: dict[str, bytes]) -> list[TeamTime]:
    caseload = read_caseload(MemoryTree(files))
    taken = (team_case(case, caseload) for case in caseload.cases)
    return list(act_teams(caseload, [case for case in taken if case]))


def files() -> dict[str, bytes]:
    """The example agency with an ACT program, and a second client of the team."""
    found = {path: content for path, content in files_of(EXAMPLE).items() if "/cases/" not in path}
    agency = found["records/agency.yaml"].replace(b"strengths_based", b"assertive_community_treatment")
    found["records/agency.yaml"] = agency
    for name, person in CASES.items():
        put(found, name, "case.yaml", **case_file(name, person))
    return found


def case_file(name: str, person: str, since: str = "2026-01-12", status: str = "open") -> dict[str, Any]:
    return {
        "id": name, "person": person, "program": "housing-links", "model": "assertive_community_treatment",
        "opened": since, "status": [{"status": status, "from": since}], "phases": [{"phase": "screening", "from": since}],
        "assignments": [{"team": "north", "role": "team", "from": since}],
    }  # fmt: skip


def put(found: dict[str, bytes], case: str, path: str, **data: Any) -> None:
    text = yaml.safe_dump(data).replace("'", "")
    found[f"records/cases/2026/{case}/{path}"] = text.encode()


def contact(found: dict[str, bytes], case: str, day: str, by: str, place: str = "home", **more: Any) -> None:
    name = f"contacts/{day}-{len(found):02d}.yaml"
    put(found, case, name, date=day, by=by, kind="visit", place=place, minutes=60, reached=True, note="Seen", **more)


def team(found: dict[str, bytes]) -> TeamTime:
    (each,) = teams_of(found)
    return each


@pytest.fixture
def agency() -> dict[str, bytes]:
    return files()


def test_medians_and_shares(agency: dict[str, bytes]) -> None:
    for day in ("2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24", "2026-03-25", "2026-03-26"):
        contact(agency, "C-7K3QFMXN", day, "s-ruiz", "home")
    contact(agency, "C-7K3QFMXN", "2026-03-27", "n-hale", "office")
    contact(agency, "C-7K3QFMXN", "2026-02-20", "n-hale", "office")  # before the four weeks
    contact(agency, "C-2M4K8QAY", "2026-03-26", "s-ruiz", "office")
    found = team(agency)
    assert str(found.day) == "2026-03-27"
    assert found.contacts_weekly() == (7 / 4 + 1 / 4) / 2
    assert found.minutes_weekly() == (7 * 60 / 4 + 60 / 4) / 2
    assert found.community_percent() == 100 * 6 / 8
    assert found.two_staff_percent() == 50  # one of the two saw a second person within two weeks
    assert found.admissions_monthly() == 2
    assert found.meetings_weekly() == 0


def test_a_client_who_has_just_joined_and_one_on_hold_weigh_on_no_median(agency: dict[str, bytes]) -> None:
    contact(agency, "C-7K3QFMXN", "2026-03-27", "s-ruiz")
    put(agency, "C-2M4K8QAY", "case.yaml", **case_file("C-2M4K8QAY", "P-7K3QFMXN", "2026-03-20"))
    assert team(agency).contacts_weekly() == 1 / 4
    put(agency, "C-2M4K8QAY", "case.yaml", **case_file("C-2M4K8QAY", "P-7K3QFMXN", status="on_hold"))
    assert team(agency).contacts_weekly() == 1 / 4


def test_meetings_of_the_last_four_weeks(agency: dict[str, bytes]) -> None:
    contact(agency, "C-7K3QFMXN", "2026-03-27", "s-ruiz")
    for day in ("2026-03-23", "2026-03-25", "2026-02-02"):
        text = f"date: {day}\nby: m-lee\npresent: [m-lee]\nreviewed: []\n"
        agency[f"records/teams/north/meetings/{day}.yaml"] = text.encode()
    assert team(agency).meetings_weekly() == 2 / 4


def test_without_clients_or_contacts_there_is_nothing_to_say(agency: dict[str, bytes]) -> None:
    assert teams_of(agency) == []
    contact(agency, "C-7K3QFMXN", "2026-01-13", "s-ruiz")
    found = team(agency)
    assert found.contacts_weekly() is None
    assert found.minutes_weekly() is None
    assert found.two_staff_percent() is None
    assert found.community_percent() == 100
