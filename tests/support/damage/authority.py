"""A healthy repository in, changes that their signers had no say over out: T50 to T64, and what happened when: T65 to T71."""

from __future__ import annotations

import hashlib

import msgspec
from support.damage.past import anchor, held, tag
from support.damage.signatures import policy_with, two_signers
from support.damage.world import World, case
from support.signed import NOTE, NOW, ONE, POLICY, TWO, at, case_file, note, person_file, policy, staff

DAY = "2026-02-10"
PLAN = f"{ONE}/plan.yaml"
LATE = "late_entry_days, value: 5"
LOCK = "lock_days, value: 10"


def text_of(world: World, path: str) -> bytes:
    found = world.shop.files[world.base][path]
    assert isinstance(found, bytes)
    return found


@case
def t50_older_policy_put_back(world: World) -> None:
    """What stood there before comes back, number and all."""
    old = policy(1)
    world.shop.change("m-lee", DAY, {POLICY: old if world.wrong else old.replace(b"version: 1", b"version: 3")})


@case
def t51_version_repeated(world: World) -> None:
    text = policy_with(LOCK)
    world.shop.change("m-lee", DAY, {POLICY: text.replace(b"version: 3", b"version: 2") if world.wrong else text})


@case
def t51_version_left_out(world: World) -> None:
    """A number that nobody used still rises."""
    version = b"version: 7" if world.wrong else b"version: 3"
    world.shop.change("m-lee", DAY, {POLICY: policy_with(LOCK).replace(b"version: 3", version)})


@case
def t52_role_for_oneself(world: World) -> None:
    text = staff("s-ruiz", "supervisor")
    world.shop.change("s-ruiz" if world.wrong else "m-lee", DAY, {"records/staff/s-ruiz.yaml": text})


@case
def t52_role_on_a_branch(world: World) -> None:
    """A supervisor merges a branch in which a worker makes themselves one; that it was merged gives no right."""
    trunk, path = world.base, "records/staff/s-ruiz.yaml"
    side = world.shop.change("s-ruiz" if world.wrong else "o-bell", DAY, {path: staff("s-ruiz", "supervisor")})
    world.shop.point(trunk)
    world.shop.change("t-day", DAY, {"README.md": b"# Ours\n"})
    merged(world, "m-lee", side, path)


@case
def t46_key_brought_on_a_branch(world: World) -> None:
    """What a key signs counts from the integration after the one that brings the key."""
    trunk, path = world.base, "records/staff/n-new.yaml"
    side = world.shop.change("m-lee", DAY, {path: staff("n-new", "case_manager")})
    if world.wrong:
        side = world.shop.change("n-new", DAY, {"notes.md": b"Hello\n"})
    world.shop.point(trunk)
    world.shop.change("t-day", DAY, {"README.md": b"# Ours\n"})
    world.shop.merge("m-lee", "2026-02-20", side)


@case
def t53_one_signer_of_two(world: World) -> None:
    two_signers(world)
    text = text_of(world, POLICY).replace(b"version: 3", b"version: 4")
    if world.wrong:
        world.shop.change("m-lee", DAY, {POLICY: text})
    else:
        trunk = world.base
        side = world.shop.change("m-lee", DAY, {POLICY: text})
        world.shop.point(trunk)
        world.shop.change("s-ruiz", DAY, {PLAN: b"started: 2026-01-21\ngoals: []\n"})
        merged(world, "o-bell", side, POLICY)


def merged(world: World, by: str, side: str, *paths: str, on: str = "2026-02-20") -> None:
    """Merge a branch that changed ``paths``, which the main line left alone."""
    world.shop.merge(by, on, side, {path: world.shop.files[side].get(path) for path in paths})


@case
def t53_role_with_one_signer(world: World) -> None:
    two_signers(world)
    new = "records/staff/n-new.yaml"
    if world.wrong:
        world.shop.change("m-lee", DAY, {new: staff("n-new", "case_manager")})
    else:
        trunk = world.base
        side = world.shop.change("o-bell", DAY, {new: staff("n-new", "case_manager")})
        world.shop.point(trunk)
        world.shop.change("s-ruiz", DAY, {PLAN: b"started: 2026-01-21\ngoals: []\n"})
        merged(world, "m-lee", side)


@case
def t54_place_without_owner(world: World) -> None:
    """A path that no kind of record has is nobody's to write, whoever signs."""
    path = "records/notes/2026-02-10.yaml" if world.wrong else "notes/2026-02-10.yaml"
    world.shop.change("s-ruiz", DAY, {path: b"said: hello\n"})


@case
def t55_not_assigned(world: World) -> None:
    world.shop.change("t-day" if world.wrong else "s-ruiz", DAY, {PLAN: b"started: 2026-01-21\ngoals: []\n"})


@case
def t55_person_of_another(world: World) -> None:
    path = "records/people/7K/P-7K3QFMXN.yaml"
    text = person_file("P-7K3QFMXN").replace(b"used: Rosa", b"used: Rosie")
    world.shop.change("t-day" if world.wrong else "s-ruiz", DAY, {path: text})


@case
def t55_settings_by_worker(world: World) -> None:
    text = text_of(world, "records/agency.yaml").replace(b"Example Agency", b"Our Agency")
    world.shop.change("s-ruiz" if world.wrong else "m-lee", DAY, {"records/agency.yaml": text})


@case
def t55_assigns_oneself(world: World) -> None:
    text = case_file("C-8M4RGNYT", "P-8M4RGNYT", "t-day")
    text = text.replace(b"assignments:\n", b"assignments:\n  - {worker: s-ruiz, role: cover, from: 2026-02-10}\n")
    world.shop.change("s-ruiz" if world.wrong else "m-lee", DAY, {f"{TWO}/case.yaml": text})


@case
def t56_after_handover(world: World) -> None:
    """Who had a case until last week has no say over it now; who has it now has."""
    line = b"role: primary, from: 2026-01-12"
    handed = line + b", to: 2026-02-02}\n  - {worker: t-day, role: primary, from: 2026-02-03"
    text = case_file("C-7K3QFMXN", "P-7K3QFMXN", "s-ruiz").replace(line, handed)
    world.shop.change("m-lee", "2026-02-02", {f"{ONE}/case.yaml": text})
    world.shop.change("s-ruiz" if world.wrong else "t-day", DAY, {PLAN: b"started: 2026-01-21\ngoals: []\n"})


@case
def t57_own_and_foreign_at_once(world: World) -> None:
    own = {PLAN: b"started: 2026-01-21\ngoals: []\n"}
    foreign = {f"{TWO}/plan.yaml": b"started: 2026-01-21\ngoals: []\n"}
    world.shop.change("s-ruiz", DAY, own | (foreign if world.wrong else {}))


@case
def t58_emergency_without_reason(world: World) -> None:
    reason = "" if world.wrong else "she stood at the door and t-day was out"
    message = f"Write down what happened\n\nBreak-Glass: {reason}"
    path = f"{TWO}/contacts/2026-02-10-g7.yaml"
    world.shop.change("s-ruiz", DAY, {path: note(DAY, "s-ruiz")}, message=message)


def approval(of: str, text: bytes, by: str, name: str = "ap-k7q2") -> bytes:
    digest = hashlib.sha256(text).hexdigest()
    return f"id: {name}\ndate: {DAY}\nby: {by}\nof: {of}\nsha256: {digest}\nfor: plan\ndecision: approved\n".encode()


APPROVAL = f"{ONE}/approvals/ap-k7q2.yaml"


@case
def t59_own_work(world: World) -> None:
    """A supervisor may write a plan, and another one approves it."""
    text = b"started: 2026-01-21\ngoals: []\n"
    world.shop.change("m-lee", "2026-02-09", {PLAN: text})
    who = "m-lee" if world.wrong else "o-bell"
    world.shop.change(who, DAY, {APPROVAL: approval("plan.yaml", text, who)})


@case
def t60_of_other_text(world: World) -> None:
    text = text_of(world, PLAN)
    named = text + b"# more\n" if world.wrong else text
    world.shop.change("m-lee", DAY, {APPROVAL: approval("plan.yaml", named, "m-lee")})


@case
def t60_edited_while_on_the_way(world: World) -> None:
    """The plan is edited on the main line while the approval of its text waits on a branch."""
    trunk, text = world.base, text_of(world, PLAN)
    side = world.shop.change("m-lee", DAY, {APPROVAL: approval("plan.yaml", text, "m-lee")})
    world.shop.point(trunk)
    edit = {PLAN: b"started: 2026-01-21\ngoals: []\n"} if world.wrong else {"README.md": b"# Ours\n"}
    world.shop.change("s-ruiz", "2026-02-11", edit)
    world.shop.merge("m-lee", "2026-02-12", side)


@case
def t61_of_another_record(world: World) -> None:
    """An approval of one record is put beside another."""
    text = text_of(world, PLAN)
    of = "contacts/2026-01-14-k7.yaml" if world.wrong else "plan.yaml"
    world.shop.change("m-lee", DAY, {APPROVAL: approval(of, text, "m-lee")})


@case
def t62_by_a_case_manager(world: World) -> None:
    who = "t-day" if world.wrong else "m-lee"
    world.shop.change(who, DAY, {APPROVAL: approval("plan.yaml", text_of(world, PLAN), who)})


@case
def t62_after_their_time(world: World) -> None:
    left = staff("o-bell", "supervisor") + b"to: 2026-02-01\n"
    world.shop.change(
        "m-lee",
        "2026-02-02",
        {"records/staff/o-bell.yaml": left if world.wrong else left.replace(b"-02-01", b"-12-31")},
    )
    world.shop.change("o-bell", DAY, {APPROVAL: approval("plan.yaml", text_of(world, PLAN), "o-bell")})


@case
def t63_in_anothers_name(world: World) -> None:
    by = "m-lee" if world.wrong else "s-ruiz"
    world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/2026-02-10-h8.yaml": note(DAY, by)})


def amending(world: World, record: str, digest: str) -> None:
    more = f"amends: {{record: {record}, sha256: {digest}, kind: addendum, why: She called back.}}\n"
    world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/2026-02-10-j9.yaml": note(DAY, "s-ruiz", more=more)})


@case
def t64_amends_nothing(world: World) -> None:
    digest = hashlib.sha256(text_of(world, NOTE)).hexdigest()
    amending(world, "contacts/2026-01-14-zz" if world.wrong else "contacts/2026-01-14-k7", digest)


@case
def t64_amends_other_text(world: World) -> None:
    digest = hashlib.sha256(text_of(world, NOTE)).hexdigest()
    amending(world, "contacts/2026-01-14-k7", "ab" * 32 if world.wrong else digest)


@case
def t64_amends_itself(world: World) -> None:
    """No text can hold its own SHA-256, so a record that amends itself never fits."""
    digest = hashlib.sha256(text_of(world, NOTE)).hexdigest()
    amending(world, "contacts/2026-02-10-j9" if world.wrong else "contacts/2026-01-14-k7", digest)


@case
def t65_older_than_parent(world: World) -> None:
    day = "2026-01-10" if world.wrong else DAY
    world.shop.change("s-ruiz", day, {"README.md": b"# Ours\n"})


@case
def t66_in_the_future(world: World) -> None:
    when = NOW + 3 * 86400 if world.wrong else NOW - 60
    world.shop.change("s-ruiz", when, {"README.md": b"# Ours\n"})


@case
def t67_recorded_another_day(world: World) -> None:
    more = f"recorded: {'2026-02-06' if world.wrong else DAY}\n"
    world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/2026-02-05-p4.yaml": note("2026-02-05", "s-ruiz", more=more)})


@case
def t68_late_and_unmarked(world: World) -> None:
    """The policy says seven days; the note tells of a day four weeks ago."""
    more = "" if world.wrong else f"recorded: {DAY}\n"
    world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/2026-01-13-q5.yaml": note("2026-01-13", "s-ruiz", more=more)})


@case
def t68_not_late(world: World) -> None:
    """Within the days that the policy gives, no note is late."""
    day = "2026-02-04" if world.wrong else DAY
    world.shop.change("s-ruiz", DAY, {f"{ONE}/contacts/{day}-r6.yaml": note(day, "s-ruiz")})


@case
def t69_later_than_its_anchor(world: World) -> None:
    """Witnesses signed on the first what claims to be made on the tenth."""
    tip = world.shop.change("s-ruiz", DAY, {"README.md": b"# Ours\n"})
    made = anchor(world, tip, "m-lee", when="2026-02-01" if world.wrong else DAY)
    held(world, made)
    tag(world, made)


@case
def t71_leap_day_and_summer_time(world: World) -> None:
    """Zones, a leap day's neighbour and the hour that summer time leaves out change nothing."""
    zones = ("+1400", "-1200") if world.wrong else ("+0000", "+0000")
    world.now = at("2026-03-30")
    world.shop.change(
        "s-ruiz",
        at("2026-02-28", 23),
        {f"{ONE}/contacts/2026-02-28-s7.yaml": note("2026-02-28", "s-ruiz")},
        zone=zones[0],
    )
    world.shop.change(
        "t-day", at("2026-03-29", 1), {f"{TWO}/contacts/2026-03-28-t8.yaml": note("2026-03-28", "t-day")}, zone=zones[1]
    )


@case
def id_used_again(world: World) -> None:
    """T76: a second case under an id that is taken."""
    other = "records/cases/2025/C-7K3QFMXN/case.yaml" if world.wrong else "records/cases/2025/C-9N5SHPZ9/case.yaml"
    name = other.split("/")[3]
    text = case_file(name, "P-8M4RGNYT", "m-lee").replace(b"opened: 2026", b"opened: 2025")
    world.shop.change("m-lee", DAY, {other: text})


@case
def id_differs_from_path(world: World) -> None:
    """T76."""
    text = staff("n-new", "case_manager")
    path = "records/staff/n-old.yaml" if world.wrong else "records/staff/n-new.yaml"
    world.shop.change("m-lee", DAY, {path: text})


@case
def trust_file_missing(world: World) -> None:
    if world.wrong:
        world.trust = None


@case
def nothing_seen_before(world: World) -> None:
    assert world.trust
    if world.wrong:
        world.trust = msgspec.structs.replace(world.trust, last_seen=None)
