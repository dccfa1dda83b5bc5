"""Which limit is in force: the agency's own before its pack's, the closest match before the general, by its dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from support.cases import AGENCY, FULL

from casekit.cli.context import read_caseload
from casekit.model.agency import Policy
from casekit.model.caseload import Caseload
from casekit.model.policy import limit, pack, packs_below
from casekit.records.packs import pack_names

DAY = dt.date(2026, 3, 1)


def with_values(*values: dict[str, Any], extends: str = "default") -> Caseload:
    data = {"path": "records/policy.yaml", "version": 1, "extends": extends, "from": "2026-01-01", "approved_by": "s"}
    rows = [{"setting": "review_every_days", "from": "2025-01-01", "source": "practice", **value} for value in values]
    policy = msgspec.convert({**data, "values": rows}, Policy)
    return msgspec.structs.replace(read_caseload(AGENCY, None), policy=policy)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([{"value": 30}], 30),
        ([{"value": 30}, {"value": 20, "model": "strengths_based"}], 20),
        ([{"value": 30}, {"value": 20, "model": "brokerage"}], 30),
        ([{"value": 30}, {"value": 25, "from": "2026-02-01"}], 25),
        ([{"value": 30}, {"value": 25, "from": "2026-04-01"}], 30),
        ([{"value": 30, "to": "2026-02-01"}, {"value": 35}], 35),
        ([{"value": 30, "program": "home-again"}, {"value": 20, "program": "another"}], 30),
        ([], 180),
    ],
)
def test_the_value_in_force(values: list[dict[str, Any]], found: int) -> None:
    caseload = with_values(*values)
    in_force = limit(caseload, "review_every_days", DAY, caseload.case(FULL))
    assert in_force
    assert in_force.value == found


def test_without_a_case_only_general_values_count() -> None:
    caseload = with_values({"value": 30, "model": "strengths_based"})
    in_force = limit(caseload, "review_every_days", DAY)
    assert in_force
    assert in_force.value == 180


def test_without_a_policy_the_default_pack_holds_and_an_unknown_pack_has_no_limits() -> None:
    caseload = msgspec.structs.replace(read_caseload(AGENCY, None), policy=None)
    assert limit(caseload, "review_every_days", DAY)
    assert limit(with_values(extends="unheard-of"), "review_every_days", DAY) is None
    assert limit(with_values(extends="../default"), "review_every_days", DAY) is None


@pytest.mark.parametrize("name", pack_names())
def test_every_shipped_pack_is_well_formed_and_builds_on_one_that_is_there(name: str) -> None:
    found = pack(name)
    assert found
    assert found.name == name
    assert all(value.source for value in found.values)
    policy = msgspec.convert(
        {"path": "", "version": 1, "extends": name, "from": "2026-01-01", "approved_by": "s"}, Policy
    )
    chain = list(packs_below(policy))
    assert chain[0] is found
    assert chain[-1].extends is None
