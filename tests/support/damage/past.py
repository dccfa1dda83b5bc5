"""A healthy repository in, a history that was cut, rewritten, forked or merged wrongly out: T16 to T30."""

from __future__ import annotations

import base64
import hashlib

import msgspec
from support.damage.world import World, case
from support.signed import FIRST, KEYS, NOTE, ONE, OTHER_NOTE, POLICY, TWO, Shop, at, case_file, git, note
from support.timestamps import Authority

from casekit.audit.anchor import NAMESPACE, Anchor, Statement, merkle_root
from casekit.audit.trust import LastSeen, Stamp, Trust, Witness

DAY = "2026-02-10"
FRESH = f"{TWO}/contacts/2026-02-10-b2.yaml"


def anchor(world: World, tip: str, *by: str, number: int = 1, when: str = "2026-02-01", **wrong: object) -> Anchor:
    """Return an anchor of a commit, signed by ``by``; ``wrong`` are fields that it states otherwise."""
    files = (
        (p.encode(), hashlib.sha256(t if isinstance(t, bytes) else b"").digest())
        for p, t in world.shop.files[tip].items()
    )
    line = [tip]
    while parents := [w.split()[1] for w in _text(world.shop, line[-1]).splitlines() if w.startswith("parent ")]:
        line.append(parents[0])
    version = world.shop.files[tip][POLICY]
    assert isinstance(version, bytes)
    says = Statement(number, line[-1], tip, len(line), merkle_root(files), int(version.split()[1]), at(when, 18))
    says = msgspec.structs.replace(says, **wrong)
    made = Anchor(says)
    for who in by:
        made = made.signed(KEYS.signature(who, says.text.encode(), NAMESPACE.encode()).decode() + "\n")
    return made


def _text(shop: Shop, oid: str) -> str:
    return git(shop.folder, "cat-file", "commit", oid)


def tag(world: World, made: Anchor, *, name: str = "", target: str = "") -> None:
    """Put an anchor into the repository as a tag."""
    says = made.statement
    who = "tagger casekit <casekit@localhost> 1769968800 +0000"
    head = f"object {target or says.tip}\ntype commit\ntag anchor/{name or says.name}\n{who}\n\n"
    world.shop.point(world.shop.store("tag", (head + made.text).encode()), f"refs/tags/anchor/{name or says.name}")


def held(world: World, made: Anchor | None, *, last_seen: bool = True, needed: int = 0) -> None:
    """Keep an anchor in the trust file, which names two witnesses of whom ``needed`` have to sign."""
    assert world.trust
    people = tuple(Witness(who, KEYS.public(who)) for who in ("m-lee", "o-bell")) if needed else ()
    changes = {"anchors": (made.text,) if made else (), "witnesses": people, "needed": needed}
    world.trust = msgspec.structs.replace(world.trust, **changes, **({} if last_seen else {"last_seen": None}))


def witnessed(world: World) -> Anchor:
    """Anchor the healthy tip with two witnesses, in a tag and outside; return the anchor."""
    made = anchor(world, world.base, "m-lee", "o-bell")
    held(world, made, needed=2)
    tag(world, made)
    return made


def more(world: World, on: str = "") -> str:
    return world.shop.change("t-day", DAY, {FRESH: note(DAY, "t-day")}, on=on)


def parent_of(world: World, commit: str) -> str:
    return _text(world.shop, commit).split("parent ")[1].split()[0]


@case
def t16_amended_after_anchor(world: World) -> None:
    made = anchor(world, world.base, "m-lee")
    held(world, made, last_seen=not world.wrong)
    tag(world, made)
    more(world, parent_of(world, world.base) if world.wrong else "")


@case
def t17_cut_behind_anchor(world: World) -> None:
    made = anchor(world, world.base, "m-lee")
    held(world, made, last_seen=False)
    tag(world, made)
    if world.wrong:
        world.shop.point(parent_of(world, world.base))


@case
def t18_cut_after_anchor(world: World) -> None:
    made = anchor(world, world.base, "m-lee")
    held(world, made, last_seen=False)
    tag(world, made)
    more(world)
    second = world.shop.change("t-day", "2026-02-11", {"README.md": b"# Ours\n"})
    if world.wrong:
        world.shop.point(parent_of(world, second))
    else:
        world.trust = msgspec.structs.replace(world.trust or Trust("", ""), last_seen=_seen(second, 9))


def _seen(tip: str, count: int) -> LastSeen:
    return LastSeen(tip, count)


@case
def t18_cut_after_last_seen(world: World) -> None:
    more(world)
    second = world.shop.change("t-day", "2026-02-11", {"README.md": b"# Ours\n"})
    world.trust = msgspec.structs.replace(world.trust or Trust("", ""), last_seen=_seen(second, 9))
    if world.wrong:
        world.shop.point(parent_of(world, second))


@case
def t19_second_beginning_merged(world: World) -> None:
    trunk = world.base
    if world.wrong:
        world.shop.main = ""
    side = world.shop.change("m-lee", "2026-02-01", {"notes.md": b"Notes\n"})
    world.shop.point(trunk)
    world.shop.merge("m-lee", DAY, side)


@case
def t20_other_repository(world: World) -> None:
    """Another repository with the same people and names stands where this one stood."""
    if world.wrong:
        world.shop.main = ""
        world.shop.change("m-lee", "2026-01-06", FIRST)


@case
def t21_fork(world: World) -> None:
    """Two lines both build on an anchor; the anchor of the other line is kept outside."""
    first = anchor(world, world.base, "m-lee")
    trunk = world.base
    other = more(world)
    second = anchor(world, other, "m-lee", number=2, when="2026-02-11")
    held(world, second, last_seen=False)
    tag(world, first)
    if world.wrong:
        world.shop.point(trunk)
        world.shop.change("t-day", "2026-02-12", {FRESH: note(DAY, "t-day", "He came late.")})
    tag(world, second)


@case
def t22_tag_moved(world: World) -> None:
    made = witnessed(world)
    later = more(world)
    if world.wrong:
        tag(world, anchor(world, later, "m-lee", "o-bell", when="2026-02-11"), name=made.statement.name)


@case
def t22_tag_deleted(world: World) -> None:
    made = witnessed(world)
    if world.wrong:
        (world.shop.folder / "refs/tags/anchor" / made.statement.name).unlink()


@case
def t22_signed_by_no_witness(world: World) -> None:
    made = anchor(world, world.base, "m-lee", "s-ruiz" if world.wrong else "o-bell")
    held(world, None, needed=2)
    tag(world, made)


@case
def t22_one_witness_twice(world: World) -> None:
    made = anchor(world, world.base, "m-lee", "m-lee" if world.wrong else "o-bell")
    held(world, None, needed=2)
    tag(world, made)


@case
def t22_of_another_repository(world: World) -> None:
    wrong = {"repository": "ab" * (20 if world.shop.kind == "sha1" else 32)} if world.wrong else {}
    made = anchor(world, world.base, "m-lee", "o-bell", **wrong)
    held(world, made, needed=2)
    tag(world, made)


@case
def t22_count_differs(world: World) -> None:
    made = anchor(world, world.base, "m-lee", "o-bell", **({"count": 6} if world.wrong else {}))
    held(world, made, needed=2)
    tag(world, made)


@case
def t22_other_files(world: World) -> None:
    made = anchor(world, world.base, "m-lee", "o-bell", **({"tree": "ab" * 32} if world.wrong else {}))
    held(world, made, needed=2)
    tag(world, made)


@case
def t22_other_policy(world: World) -> None:
    made = anchor(world, world.base, "m-lee", "o-bell", **({"policy": 1} if world.wrong else {}))
    held(world, made, needed=2)
    tag(world, made)


@case
def t22_tag_on_other_commit(world: World) -> None:
    made = anchor(world, world.base, "m-lee", "o-bell")
    held(world, made, needed=2)
    later = more(world)
    tag(world, made, target=later if world.wrong else "")


@case
def t22_tag_is_no_anchor(world: World) -> None:
    witnessed(world)
    if world.wrong:
        world.shop.point(world.base, "refs/tags/anchor/0002")
    else:
        tag(world, anchor(world, world.base, "m-lee", "o-bell", number=2))


@case
def t23_names_that_shadow(world: World) -> None:
    """A tag called main, a branch called like a commit, and a branch called HEAD lead elsewhere."""
    if world.wrong:
        elsewhere = parent_of(world, world.base)
        for name in ("refs/tags/main", f"refs/heads/{world.base}", "refs/heads/HEAD", "refs/tags/refs/heads/main"):
            world.shop.point(elsewhere, name)


@case
def t24_three_merged_at_once(world: World) -> None:
    trunk = world.base
    one = more(world)
    two = world.shop.change(
        "t-day", "2026-02-11", {f"{TWO}/contacts/2026-02-11-c3.yaml": note("2026-02-11", "t-day")}, on=trunk
    )
    world.shop.point(trunk)
    if world.wrong:
        both = {p: f for side in (one, two) for p, f in world.shop.files[side].items()}
        world.shop.change("m-lee", "2026-02-12", both, merges=(one, two), message="Merge two branches")
    else:
        world.shop.merge("m-lee", "2026-02-12", one)
        world.shop.merge("m-lee", "2026-02-12", two)


def side_and_trunk(world: World) -> str:
    """Write a note on a branch and another on the main line; return the branch's tip."""
    trunk = world.base
    side = more(world)
    world.shop.point(trunk)
    world.shop.change("s-ruiz", "2026-02-11", {f"{ONE}/contacts/2026-02-11-d4.yaml": note("2026-02-11", "s-ruiz")})
    return side


@case
def t25_merge_adds_a_file(world: World) -> None:
    side = side_and_trunk(world)
    extra = {f"{TWO}/contacts/2026-02-12-e5.yaml": note("2026-02-12", "m-lee")} if world.wrong else {}
    world.shop.merge("m-lee", "2026-02-12", side, extra)


@case
def t26_merge_drops_a_note(world: World) -> None:
    side = side_and_trunk(world)
    world.shop.merge("m-lee", "2026-02-12", side, {FRESH: None} if world.wrong else {})


def conflict(world: World, by: str) -> None:
    """Change a plan on two lines, and have somebody settle what Git cannot."""
    plan, trunk = f"{ONE}/plan.yaml", world.base
    side = world.shop.change("s-ruiz", DAY, {plan: b"started: 2026-01-23\ngoals: []\n"})
    world.shop.point(trunk)
    world.shop.change("s-ruiz", "2026-02-11", {plan: b"started: 2026-01-24\ngoals: []\n"})
    world.shop.merge(by, "2026-02-12", side, {plan: b"started: 2026-01-25\ngoals: []\n"})


@case
def t25_conflict_settled_by_another(world: World) -> None:
    """How a conflict is settled is the merger's own change, and they need a say over it."""
    conflict(world, "t-day" if world.wrong else "s-ruiz")


@case
def t25_merge_changes_a_plan(world: World) -> None:
    """A supervisor who may write the plan still does not slip the change into a merge."""
    side = side_and_trunk(world)
    plan = {f"{ONE}/plan.yaml": b"started: 2026-01-25\ngoals: []\n"}
    world.shop.merge("m-lee", "2026-02-12", side, plan if world.wrong else {})


@case
def t21_pulled(world: World) -> None:
    """Who pulls without rebasing has their own line first, and the shared one merged into it: nothing is lost."""
    trunk = world.base
    shared = more(world)
    world.shop.point(trunk)
    world.shop.change("s-ruiz", "2026-02-11", {f"{ONE}/contacts/2026-02-11-d4.yaml": note("2026-02-11", "s-ruiz")})
    world.trust = msgspec.structs.replace(world.trust or Trust("", ""), last_seen=_seen(shared, 8))
    if world.wrong:
        world.shop.merge("s-ruiz", "2026-02-12", shared)
    else:
        own = world.shop.main
        world.shop.point(shared)
        world.shop.merge("s-ruiz", "2026-02-12", own)


@case
def t27_edited_and_restored(world: World) -> None:
    if world.wrong:
        whole = world.shop.files[world.base][NOTE]
        world.shop.change("s-ruiz", DAY, {NOTE: note("2026-01-14", "s-ruiz", "She never came.")})
        world.shop.change("s-ruiz", "2026-02-11", {NOTE: whole})
    else:
        world.shop.change("s-ruiz", "2026-01-24", {NOTE: note("2026-01-14", "s-ruiz", "She has the map.")})


@case
def t28_draft_brought_in(world: World) -> None:
    """What was a draft on a branch becomes the main line: a signature names no branch."""
    trunk = world.base
    draft = more(world)
    if not world.wrong:
        world.shop.point(trunk)
    world.shop.point(draft, "refs/heads/draft")


@case
def t29_cleaned_up(world: World) -> None:
    world.shop.change(
        "m-lee", DAY, {OTHER_NOTE: None} if world.wrong else {"README.md": b"# Ours\n"}, message="Clean up"
    )


@case
def t29_rewritten(world: World) -> None:
    text = note("2026-01-15", "t-day", "He never came.")
    world.shop.change("t-day", DAY if world.wrong else "2026-01-25", {OTHER_NOTE: text})


@case
def t29_edited_by_another(world: World) -> None:
    """Within the time to edit, only the writer may: a supervisor writes a note of their own."""
    text = note("2026-01-15", "t-day", "He never came.")
    world.shop.change("m-lee" if world.wrong else "t-day", "2026-01-25", {OTHER_NOTE: text})


def moved(world: World, to: str) -> None:
    text = world.shop.files[world.base][NOTE]
    if world.wrong:
        world.shop.change("s-ruiz", DAY, {NOTE: None, to: text})
    else:
        world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/2026-02-10-f6.yaml": note(DAY, "s-ruiz")})


@case
def t29_edited_on_an_old_branch(world: World) -> None:
    """A branch edits a note within the days for it, and is merged when they are over."""
    trunk = world.base
    side = world.shop.change("t-day", "2026-01-24", {OTHER_NOTE: note("2026-01-15", "t-day", "He came late.")})
    world.shop.point(trunk)
    world.shop.change("s-ruiz", "2026-01-25", {f"{ONE}/contacts/2026-01-25-d4.yaml": note("2026-01-25", "s-ruiz")})
    text = {OTHER_NOTE: world.shop.files[side][OTHER_NOTE]}
    world.shop.merge("m-lee", DAY if world.wrong else "2026-01-26", side, text)


@case
def t29_taken_over(world: World) -> None:
    """A supervisor puts their own name under a worker's note."""
    who = "m-lee" if world.wrong else "t-day"
    world.shop.change(who, "2026-01-25", {OTHER_NOTE: note("2026-01-15", who, "He never came.")})


@case
def t30_renamed(world: World) -> None:
    moved(world, f"{ONE}/contacts/2026-01-14-k8.yaml")


@case
def t30_moved_to_another_case(world: World) -> None:
    text = world.shop.files[world.base][NOTE]
    if world.wrong:
        world.shop.change("m-lee", DAY, {NOTE: None, f"{TWO}/contacts/2026-01-14-k7.yaml": text})
    else:
        world.shop.change("m-lee", DAY, {"README.md": b"# Ours\n"})


@case
def t30_copied_then_deleted(world: World) -> None:
    text = world.shop.files[world.base][NOTE]
    world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/2026-01-14-k8.yaml": text} if world.wrong else {})
    if world.wrong:
        world.shop.change("s-ruiz", "2026-02-11", {NOTE: None})


@case
def t30_case_of_letters(world: World) -> None:
    moved(world, f"{ONE}/Contacts/2026-01-14-k7.yaml")


@case
def t30_made_executable(world: World) -> None:
    text = world.shop.files[world.base][NOTE]
    assert isinstance(text, bytes)
    world.shop.change("s-ruiz", DAY, {NOTE: ("100755", text) if world.wrong else text})


@case
def case_removed(world: World) -> None:
    gone = {path: None for path in world.shop.files[world.base] if path.startswith(f"{TWO}/case.yaml")}
    edit = {f"{TWO}/case.yaml": case_file("C-8M4RGNYT", "P-8M4RGNYT", "t-day", "note: Seldom home before six.\n")}
    world.shop.change("m-lee", DAY, gone if world.wrong else edit)


def stamped(world: World, of: Anchor, *, when: str = "2026-02-02", asked: bool = True) -> None:
    """Hold an anchor of the healthy tip with what an authority answered about ``of``; trust another one if not ``asked``."""
    folder = world.sentinel.parent
    clocks = [Authority(folder / name, name) for name in ("county", "mallory")]
    answer = clocks[0].answer(of.statement.text.encode(), at(when, 9))
    held(world, anchor(world, world.base, "m-lee"))
    tag(world, anchor(world, world.base, "m-lee"))
    assert world.trust
    trusted = (clocks[0 if asked else 1].certificate.read_text(),)
    stamps = (Stamp(1, base64.b64encode(answer).decode()),)
    world.trust = msgspec.structs.replace(world.trust, authorities=trusted, stamps=stamps)


@case
def t70_stamp_of_another_anchor(world: World) -> None:
    stamped(world, anchor(world, world.base, "m-lee", number=2 if world.wrong else 1))


@case
def t70_stamp_changed(world: World) -> None:
    stamped(world, anchor(world, world.base, "m-lee"))
    assert world.trust
    answer = base64.b64decode(world.trust.stamps[0].answer)
    if world.wrong:
        answer = answer.replace(b"20260202", b"20260102")
    stamps = (Stamp(1, base64.b64encode(answer).decode()),)
    world.trust = msgspec.structs.replace(world.trust, stamps=stamps)


@case
def t70_stamp_by_an_unknown_authority(world: World) -> None:
    stamped(world, anchor(world, world.base, "m-lee"), asked=not world.wrong)


@case
def t70_stamp_before_its_anchor(world: World) -> None:
    """The authority saw it in January, and it says that it was made in February."""
    stamped(world, anchor(world, world.base, "m-lee"), when="2026-01-20" if world.wrong else "2026-02-02")


@case
def t70_stamp_without_its_anchor(world: World) -> None:
    stamped(world, anchor(world, world.base, "m-lee"))
    assert world.trust
    if world.wrong:
        world.trust = msgspec.structs.replace(world.trust, anchors=())
