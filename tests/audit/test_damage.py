"""Every case of damage.yaml gets its verdict and its code, and its healthy twin passes; nothing is run or written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from support.damage import authority, content, integrity, past, signatures
from support.damage.world import CASES, World
from support.signed import Shop, healthy

from casekit.audit.codes import CODES, Verdict
from casekit.audit.trust import LastSeen, begin
from casekit.audit.verdict import Audit
from casekit.audit.verify import verify
from casekit.records.yaml import read

MODULES = (authority, content, integrity, past, signatures)
ROWS: list[dict[str, Any]] = (read((Path(__file__).parent / "damage.yaml").read_bytes()).data or {})["cases"]
STORES = [("sha1", "loose"), ("sha256", "packed"), ("sha1", "packed"), ("sha256", "loose")]
"""Two of them, the first two or the last, show each case with either hash, and either loose or packed."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[Shop, str]]:
    """The healthy repository in every form, and its first commit."""
    made = {}
    for kind, form in STORES:
        shop = Shop(tmp_path_factory.mktemp(f"{kind}-{form}") / "agency.git", kind)
        shop.begin()
        root = healthy(shop)
        if form == "packed":
            shop.pack()
        made[kind, form] = (shop, root)
    return made


@pytest.fixture(scope="module")
def passed() -> set[Any]:
    """The healthy repositories that passed, by all that an audit goes by."""
    return set()


def world_of(store: tuple[Shop, str], folder: Path, *, wrong: bool) -> World:
    shop, root = store
    trust = begin(root)
    seen = LastSeen(shop.main, 7)
    return World(
        shop.copy(folder / "agency.git"),
        type(trust)(root, trust.object_format, last_seen=seen),
        wrong,
        folder / "sentinel",
    )


def listing(folder: Path) -> dict[str, str]:
    """Return every file below a folder with the SHA-256 of what it holds."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = Path(top, name)
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "?"
    return found


def audited(world: World, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """Audit the repository, in which nothing may be run or written."""
    for name, value in world.environment.items():
        monkeypatch.setenv(name, value)
    before = listing(world.shop.folder)
    audit = verify(world.shop.folder, trust=world.trust, now=world.now)
    assert listing(world.shop.folder) == before, "nothing is written into the audited repository"
    assert not world.sentinel.exists(), "nothing is run"
    return audit


def told(audit: Audit) -> str:
    return "\n".join(f"{j.verdict.name} {j.code} {j.commit[:8]} {j.path}: {j.why}" for j in audit.judgements)


EVERY = pytest.mark.parametrize("number", range(len(ROWS)), ids=[row["case"] for row in ROWS])


@EVERY
@pytest.mark.parametrize("turn", [0, 1])
def test_damage_is_told(number: int, turn: int, stores: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ROWS[number]
    world = world_of(stores[STORES[number % 2 * 2 + turn]], tmp_path, wrong=True)
    CASES[row["case"]](world)
    audit = audited(world, monkeypatch)
    expected = {row["code"], *row.get("also", [])} if "code" in row else set()
    assert {judgement.code for judgement in audit.judgements} == expected, told(audit)
    assert audit.verdict is Verdict[row["verdict"]]
    assert [remark.code for remark in audit.remarks] == row.get("remarks", [])
    assert "rosa" not in f"{audit.remarks}".lower(), "no remark repeats a name"


@pytest.mark.no_cover
@EVERY
def test_its_healthy_twin_passes(
    number: int, stores: Any, passed: set[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ROWS[number]
    world = world_of(stores[STORES[number // 9 % 4]], tmp_path, wrong=False)
    CASES[row["case"]](world)
    # Many cases have the same twin, to the byte: it is looked at once.
    known = (
        frozenset((name.removeprefix(str(tmp_path)), held) for name, held in listing(tmp_path).items()),
        world.trust,
        world.now,
    )
    if known not in passed:
        audit = audited(world, monkeypatch)
        assert audit.verdict is Verdict.PASS, told(audit)
        assert not audit.judgements
        assert not audit.remarks
        passed.add(known)


def test_the_table_and_the_cases_are_the_same() -> None:
    assert [row["case"] for row in ROWS] == list(dict.fromkeys(row["case"] for row in ROWS))
    assert {row["case"] for row in ROWS} == set(CASES)
    for row in ROWS:
        assert Verdict[row["verdict"]] is (CODES[row["code"]].verdict if "code" in row else Verdict.PASS)
        assert {*row.get("also", []), *row.get("remarks", [])} <= set(CODES)
