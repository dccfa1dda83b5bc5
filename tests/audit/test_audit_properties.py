"""However objects are stored or carried, a verdict stays; people who keep the rules always pass, one who does not never."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from support.damage import authority, content, past, signatures
from support.damage.world import CASES, World
from support.signed import KEYS, ONE, POLICY, TWO, Shop, at, git, healthy, note, policy, staff

from casekit.audit.trust import LastSeen, Trust, begin
from casekit.audit.verdict import Audit
from casekit.audit.verify import verify

MODULES = (authority, content, past, signatures)


# However it is stored


def repacked(folder: Path, other: Path) -> Path:
    del other
    git(folder, "repack", "-a", "-d", "-q", "-f", "--depth=50")
    return folder


def collected(folder: Path, other: Path) -> Path:
    del other
    git(folder, "gc", "-q", "--prune=now")
    git(folder, "commit-graph", "write", "--reachable", "--changed-paths")
    git(folder, "multi-pack-index", "write")
    return folder


def cloned(folder: Path, other: Path) -> Path:
    git(other.parent, "clone", "-q", "--no-local", "-b", "main", str(folder), str(other))
    return other


def bundled(folder: Path, other: Path) -> Path:
    bundle = other.with_suffix(".bundle")
    git(folder, "bundle", "create", "-q", str(bundle), "--all")
    git(other.parent, "clone", "-q", "-b", "main", str(bundle), str(other))
    return other


def unpacked(folder: Path, other: Path) -> Path:
    git(other.parent, "init", "-q", "--bare", "-b", "main", "--object-format=sha1", str(other))
    git(folder, "pack-refs", "--all")
    git(other, "fetch", "-q", str(folder), "refs/*:refs/*", "--update-head-ok")
    return other


CARRIED: list[Callable[[Path, Path], Path]] = [repacked, collected, cloned, bundled, unpacked]
STATES = ["healthy", "t22_one_witness_twice", "t42_key_suspect"]


def facts(audit: Audit) -> object:
    return audit.verdict, audit.judgements, audit.root, audit.tip, audit.commits


@pytest.mark.parametrize("state", STATES)
def test_storing_it_otherwise_changes_no_verdict(state: str, tmp_path: Path) -> None:
    """Each way follows on the one before it, so they also mix."""
    shop = Shop(tmp_path / "agency.git")
    shop.begin()
    root = healthy(shop)
    world = World(
        shop, Trust(root, "sha1", last_seen=LastSeen(shop.main, 7)), wrong=True, sentinel=tmp_path / "sentinel"
    )
    if state != "healthy":
        CASES[state](world)
    folder = shop.folder
    first = verify(folder, trust=world.trust, now=world.now)
    assert first.verdict == (0 if state == "healthy" else first.judgements[0].verdict)
    for number, carry in enumerate(CARRIED):
        folder = carry(folder, tmp_path / f"copy-{number}")
        if carry in {cloned, bundled}:
            git(folder, "config", "--bool", "core.bare", "false")
        assert facts(verify(folder, trust=world.trust, now=world.now)) == facts(first), carry.__name__


def test_a_beginning_of_what_passed_passes(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "agency.git")
    shop.begin()
    root = healthy(shop)
    for commit in git(shop.folder, "rev-list", "--first-parent", "main").split():
        audit = verify(
            shop.folder, tip=commit, trust=Trust(root, "sha1", last_seen=LastSeen(root, 1)), now=at("2026-03-15")
        )
        assert not audit.judgements


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


DATED = ["t42_key_that_ended", "t42_key_before_its_end", "t65_older_than_parent", "t71_leap_day_and_summer_time"]  # fmt: skip


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"], indirect=True)
@pytest.mark.usefixtures("zone")
def test_where_the_computer_stands_changes_no_verdict(tmp_path: Path) -> None:
    """T71: the same 14 hours ahead of UTC and 8 behind; by Git alone a key's last day ends where the computer stands."""
    shop = Shop(tmp_path / "agency.git")
    shop.begin()
    root = healthy(shop)
    found = []
    for name in DATED:
        (tmp_path / name).mkdir()
        world = World(
            shop.copy(tmp_path / name / "agency.git"), begin(root), wrong=True, sentinel=tmp_path / "sentinel"
        )
        CASES[name](world)
        audit = verify(world.shop.folder, trust=world.trust, now=world.now)
        found.append({each.code for each in audit.judgements} - {"CK803"})
    assert found == [{"CK827"}, set(), {"CK860"}, set()]


# Workers and supervisors

WORKERS = {"s-ruiz": ONE, "t-day": TWO}
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
ILLEGAL = {
    "CK820": "unsigned", "CK821": "stranger", "CK822": "key_of_a_colleague", "CK823": "author_is_another",
    "CK841": "edits_what_is_locked", "CK842": "removes_a_note", "CK850": "keeps_the_version", "CK851": "writes_elsewhere",
    "CK853": "gives_a_role", "CK858": "signs_anothers_note", "CK860": "sets_the_clock_back", "CK875": "writes_no_yaml",
}  # fmt: skip


class Agency(RuleBasedStateMachine):
    """Days pass; each rule is something that people may do. One audit at the end; one illegal act first, or none."""

    illegal = ""
    template: Shop
    root = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="casekit-agency-")
        self.shop = self.template.copy(Path(self.folder.name) / "agency.git")
        self.branch = ""
        self.pending: tuple[str, str] | None = None
        self.version, self.notes, self.new, self.written = 2, 0, 0, 0
        self.locked: tuple[str, str, str] | None = None

    @initialize()
    def begins(self) -> None:
        self.now = at("2026-01-23")

    def day(self, days: int = 1) -> str:
        """Let days pass, and return the new one."""
        self.now += days * 86400
        return dt.datetime.fromtimestamp(self.now, dt.UTC).date().isoformat()

    def note_path(self, folder: str, day: str) -> str:
        self.notes += 1
        return f"{folder}/contacts/{day}-{CROCKFORD[self.notes // 32 % 32]}{CROCKFORD[self.notes % 32]}.yaml"

    @rule(who=st.sampled_from(sorted(WORKERS)), days=st.integers(1, 6), late=st.integers(0, 5))
    def writes_a_note(self, who: str, days: int, late: int) -> None:
        day = self.day(days)
        told = (dt.date.fromisoformat(day) - dt.timedelta(late)).isoformat()
        path = self.note_path(WORKERS[who], told)
        self.shop.change(who, self.now, {path: note(told, who)})
        self.locked, self.written = (path, who, told), self.now

    @precondition(lambda self: self.locked is not None and self.now - self.written < 13 * 86400)
    @rule()
    def edits_their_note_within_the_days_for_it(self) -> None:
        path, who, told = self.locked or ("", "", "")
        self.shop.change(who, self.now + 3600, {path: note(told, who, f"In other words, {self.now}.")})
        self.now += 3600

    @rule(who=st.sampled_from(sorted(WORKERS)))
    def edits_the_plan(self, who: str) -> None:
        day = self.day()
        self.shop.change(who, self.now, {f"{WORKERS[who]}/plan.yaml": f"started: {day}\ngoals: []\n".encode()})

    @rule(who=st.sampled_from(sorted(WORKERS)))
    def helps_in_an_emergency(self, who: str) -> None:
        other = next(folder for name, folder in WORKERS.items() if name != who)
        day = self.day()
        message = "Write down what happened\n\nBreak-Glass: at the door, and nobody else was in"
        self.shop.change(who, self.now, {self.note_path(other, day): note(day, who)}, message=message)

    @rule(who=st.sampled_from(["m-lee", "o-bell"]))
    def changes_the_policy(self, who: str) -> None:
        self.day()
        self.version += 1
        late = "  - {setting: late_entry_days, value: 7, from: 2026-01-01, source: agency practice}\n"
        self.shop.change(who, self.now, {POLICY: policy(self.version, late)})

    @precondition(lambda self: self.new == 0)
    @rule(who=st.sampled_from(["m-lee", "o-bell"]))
    def hires(self, who: str) -> None:
        self.day()
        self.new = 1
        self.shop.change(who, self.now, {"records/staff/n-new.yaml": staff("n-new", "case_manager")})

    @precondition(lambda self: self.new == 1)
    @rule()
    def the_new_one_writes_to_all(self) -> None:
        self.day()
        self.shop.change("n-new", self.now, {"README.md": f"# Ours, {self.now}\n".encode()})

    @precondition(lambda self: self.pending is None)
    @rule(who=st.sampled_from(sorted(WORKERS)))
    def begins_a_branch(self, who: str) -> None:
        trunk, day = self.shop.main, self.day()
        side = self.shop.change(who, self.now, {self.note_path(WORKERS[who], day): note(day, who)})
        self.shop.point(trunk)
        self.pending = (side, trunk)

    @precondition(lambda self: self.pending is not None)
    @rule(who=st.sampled_from(["m-lee", "s-ruiz"]))
    def merges_it(self, who: str) -> None:
        self.day()
        side, trunk = self.pending or ("", "")
        self.pending = None
        if self.shop.main == trunk:
            return  # nothing happened meanwhile: there would be nothing to merge
        self.shop.merge(who, self.now, side)

    def teardown(self) -> None:
        try:
            if self.illegal:
                getattr(self, ILLEGAL[self.illegal])()
            trust = Trust(self.root, "sha1", last_seen=LastSeen(self.root, 1))
            audit = verify(self.shop.folder, trust=trust, now=self.now + 86400)
            expected = {self.illegal} if self.illegal else set()
            assert {each.code for each in audit.judgements} == expected, audit.judgements
        finally:
            self.folder.cleanup()

    # What nobody may do

    def own_note(self, **more: object) -> None:
        day = self.day()
        self.shop.change("s-ruiz", self.now, {self.note_path(ONE, day): note(day, "s-ruiz")}, **more)  # type: ignore[arg-type]

    def unsigned(self) -> None:
        self.own_note(sign=lambda text: text)

    def stranger(self) -> None:
        self.own_note(key="stranger")

    def key_of_a_colleague(self) -> None:
        self.own_note(key="t-day")

    def author_is_another(self) -> None:
        self.own_note(author="t-day")

    def edits_what_is_locked(self) -> None:
        self.day(20)
        path = f"{ONE}/contacts/2026-01-14-k7.yaml"
        self.shop.change("s-ruiz", self.now, {path: note("2026-01-14", "s-ruiz", "She never came.")})

    def removes_a_note(self) -> None:
        self.day()
        self.shop.change("m-lee", self.now, {f"{TWO}/contacts/2026-01-15-m4.yaml": None})

    def keeps_the_version(self) -> None:
        self.day()
        lock = "  - {setting: lock_days, value: 10, from: 2026-01-01, source: agency practice}\n"
        self.shop.change("m-lee", self.now, {POLICY: policy(self.version, lock)})

    def writes_elsewhere(self) -> None:
        day = self.day()
        self.shop.change("t-day", self.now, {f"{ONE}/plan.yaml": f"started: {day}\ngoals: []\nnote: Mine.\n".encode()})

    def gives_a_role(self) -> None:
        self.day()
        self.shop.change("t-day", self.now, {"records/staff/t-day.yaml": staff("t-day", "supervisor")})

    def signs_anothers_note(self) -> None:
        day = self.day()
        self.shop.change("s-ruiz", self.now, {self.note_path(ONE, day): note(day, "m-lee")})

    def sets_the_clock_back(self) -> None:
        self.shop.change("s-ruiz", self.now - 9 * 86400, {"README.md": b"# Yesterday's\n"})

    def writes_no_yaml(self) -> None:
        day = self.day()
        self.shop.change("s-ruiz", self.now, {self.note_path(ONE, day): note(day, "s-ruiz") + b"minutes: 50\n"})


QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Where every agency of the machine begins."""
    shop = Shop(tmp_path_factory.mktemp("machine") / "agency.git")
    shop.begin()
    return {"root": healthy(shop), "template": shop}


@pytest.mark.no_cover
def test_who_keeps_the_rules_always_passes(begun: dict[str, object]) -> None:
    run_state_machine_as_test(
        type("Agency", (Agency,), begun), settings=settings(QUIET, max_examples=6, stateful_step_count=14)
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("code", sorted(ILLEGAL))
def test_one_illegal_act_always_gives_its_code(code: str, begun: dict[str, object]) -> None:
    machine = type("Agency", (Agency,), {**begun, "illegal": code})
    run_state_machine_as_test(machine, settings=settings(QUIET, max_examples=1, stateful_step_count=6))


def test_every_key_of_the_machine_is_its_own() -> None:
    assert len({KEYS.public(who) for who in (*WORKERS, "m-lee", "o-bell", "n-new", "stranger")}) == 6
