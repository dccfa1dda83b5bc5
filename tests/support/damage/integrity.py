"""A healthy repository in, damaged objects and misleading files around them out: T01 to T15."""

from __future__ import annotations

import hashlib
import shutil
import struct
import zlib
from pathlib import Path

from support.damage.world import World, case
from support.signed import NOTE, ONE, git, note

DAY = "2026-02-10"
FRESH = f"{ONE}/contacts/2026-02-10-a1.yaml"


def fresh(world: World) -> tuple[str, str]:
    """Add one more note, and return its commit and the id of its text."""
    text = note(DAY, "s-ruiz", "He has the keys now.")
    return world.shop.change("s-ruiz", DAY, {FRESH: text}), world.shop.store("blob", text)


def overwrite(world: World, oid: str, kind: str, body: bytes) -> None:
    path = world.shop.loose(oid)
    path.unlink()
    path.write_bytes(zlib.compress(b"%b %d\0%b" % (kind.encode(), len(body), body)))


def body(world: World, oid: str) -> bytes:
    return zlib.decompress(world.shop.loose(oid).read_bytes()).partition(b"\0")[2]


@case
def t01_text_overwritten(world: World) -> None:
    _, blob = fresh(world)
    if world.wrong:
        overwrite(world, blob, "blob", note(DAY, "s-ruiz", "He never came."))


@case
def t02_commit_overwritten(world: World) -> None:
    commit, _ = fresh(world)
    if world.wrong:
        overwrite(world, commit, "commit", body(world, commit).replace(b"Write down", b"Leave out"))


@case
def t03_bit_flipped_in_pack(world: World) -> None:
    fresh(world)
    world.shop.pack()
    if world.wrong:
        (pack,) = (world.shop.folder / "objects" / "pack").glob("*.pack")
        data = bytearray(pack.read_bytes())
        data[len(data) // 2] ^= 1
        pack.unlink()
        pack.write_bytes(data)


@case
def t04_text_missing(world: World) -> None:
    _, blob = fresh(world)
    if world.wrong:
        world.shop.loose(blob).unlink()


@case
def t04_tree_missing(world: World) -> None:
    commit, _ = fresh(world)
    if world.wrong:
        world.shop.loose(body(world, commit).split()[1].decode()).unlink()


@case
def t04_commit_missing(world: World) -> None:
    commit, _ = fresh(world)
    world.shop.change("s-ruiz", "2026-02-11", {f"{ONE}/plan.yaml": b"started: 2026-01-21\ngoals: []\n"})
    if world.wrong:
        world.shop.loose(commit).unlink()


@case
def t05_text_replaced(world: World) -> None:
    """A replace ref shows another text to whoever uses Git here; the audit reads the true one."""
    _, blob = fresh(world)
    if world.wrong:
        other = world.shop.store("blob", note(DAY, "s-ruiz", "He never came."))
        world.shop.point(other, f"refs/replace/{blob}")


@case
def t06_commit_replaced(world: World) -> None:
    commit, _ = fresh(world)
    if world.wrong:
        other = world.shop.store("commit", body(world, commit).replace(b"Write down", b"Leave out"))
        world.shop.point(other, f"refs/replace/{commit}")


@case
def t07_grafted(world: World) -> None:
    commit, _ = fresh(world)
    if world.wrong:
        (world.shop.folder / "info").mkdir(exist_ok=True)
        (world.shop.folder / "info" / "grafts").write_text(f"{commit}\n")


@case
def t08_shallow(world: World) -> None:
    commit, _ = fresh(world)
    if world.wrong:
        (world.shop.folder / "shallow").write_text(f"{commit}\n")


def commit_graph(world: World) -> tuple[Path, bytearray, dict[bytes, int]]:
    """Write a commit-graph, and return its file, its bytes and where its chunks begin. See gitformat-commit-graph(5)."""
    fresh(world)
    git(world.shop.folder, "commit-graph", "write", "--reachable", "--changed-paths")
    path = world.shop.folder / "objects" / "info" / "commit-graph"
    data = bytearray(path.read_bytes())
    chunks = {
        bytes(data[at : at + 4]): struct.unpack(">Q", data[at + 4 : at + 12])[0]
        for at in range(8, 8 + 12 * data[6], 12)
    }
    return path, data, chunks


def put_back(world: World, path: Path, data: bytearray) -> None:
    size = hashlib.new(world.shop.kind, usedforsecurity=False).digest_size
    path.unlink()
    path.write_bytes(data[:-size] + hashlib.new(world.shop.kind, data[:-size], usedforsecurity=False).digest())


@case
def t09_filters_forged(world: World) -> None:
    """The filters that speed up `git log -- PATH` say that no commit changed any path."""
    path, data, chunks = commit_graph(world)
    if world.wrong:
        size = hashlib.new(world.shop.kind, usedforsecurity=False).digest_size
        start = chunks[b"BDAT"] + 12
        end = min([at for at in chunks.values() if at > start], default=len(data) - size)
        data[start:end] = bytes(end - start)
        put_back(world, path, data)


@case
def t10_parents_forged(world: World) -> None:
    """The commit-graph says that no commit has a parent."""
    path, data, chunks = commit_graph(world)
    if world.wrong:
        size = hashlib.new(world.shop.kind, usedforsecurity=False).digest_size
        count = struct.unpack(">I", data[chunks[b"OIDF"] + 255 * 4 :][:4])[0]
        for row in range(count):
            at = chunks[b"CDAT"] + row * (size + 16) + size
            data[at : at + 8] = struct.pack(">II", 0x70000000, 0x70000000)
        put_back(world, path, data)


@case
def t11_objects_elsewhere_vanished(world: World) -> None:
    """Some objects are only in another repository, which is gone."""
    _, blob = fresh(world)
    elsewhere = world.shop.folder.parent / f"{world.shop.folder.name}-elsewhere"
    (elsewhere / blob[:2]).mkdir(parents=True)
    shutil.move(world.shop.loose(blob), elsewhere / blob[:2] / blob[2:])
    (world.shop.folder / "objects" / "info").mkdir(exist_ok=True)
    (world.shop.folder / "objects" / "info" / "alternates").write_text(f"{elsewhere}\n")
    if world.wrong:
        shutil.rmtree(elsewhere)


@case
def t12_partial_clone(world: World) -> None:
    """The texts of this clone are on a server, which nobody may ask now."""
    fresh(world)
    if world.wrong:
        server = world.shop.folder
        git(server, "config", "uploadpack.allowFilter", "true")
        partial = server.parent / f"{server.name}-partial"
        git(server.parent, "clone", "-q", "--bare", "--filter=blob:none", f"file://{server}", str(partial))
        git(partial, "config", "remote.origin.url", "https://example.org/none.git")
        world.shop.folder = partial


def message_with(world: World, message: str) -> None:
    world.shop.change(
        "s-ruiz", DAY, {NOTE: world.shop.files[world.base][NOTE], "README.md": b"# Ours\n"}, message=message
    )


@case
def t13_checks_turned_off(world: World) -> None:
    """The repository's own settings tell Git to overlook what is wrong."""
    git(world.shop.folder, "config", "fsck.nulInCommit", "ignore")
    git(world.shop.folder, "config", "receive.fsck.nulInCommit", "ignore")
    git(world.shop.folder, "config", "fetch.fsck.nulInCommit", "ignore")
    message_with(world, "Say hello\0and hide the rest" if world.wrong else "Say hello")


@case
def t14_nul_in_message(world: World) -> None:
    message_with(world, "Say hello\0and hide the rest" if world.wrong else "Say hello")


def dated(world: World, old: bytes, new: bytes) -> None:
    def sign(text: bytes) -> bytes:
        assert old in text
        return world.shop.signed(text.replace(old, new) if world.wrong else text, "s-ruiz")

    world.shop.change("s-ruiz", DAY, {"README.md": b"# Ours\n"}, sign=sign)


@case
def t15_date_no_number(world: World) -> None:
    dated(world, b"> 1770724800 +0000", b"> 2026-02-10 +0000")


@case
def t15_date_with_zeros(world: World) -> None:
    dated(world, b"> 1770724800 +0000", b"> 01770724800 +0000")


@case
def t15_date_beyond_64_bits(world: World) -> None:
    dated(world, b"> 1770724800 +0000", b"> 18446744073709551617 +0000")


@case
def t15_zone_no_place_has(world: World) -> None:
    dated(world, b" +0000\n", b" +9960\n")
