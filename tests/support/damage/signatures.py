"""A healthy repository in, commits signed wrongly or by others out: T31 to T49."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from support.damage.world import World, case
from support.signed import KEYS, ONE, POLICY, Shop, git, note, policy, staff

DAY = "2026-02-10"
FRESH = f"{ONE}/contacts/2026-02-10-a1.yaml"
RUIZ = "records/staff/s-ruiz.yaml"
NEW = "records/staff/n-new.yaml"


def fresh(world: World, sign: Callable[[bytes], bytes] | None = None, **more: object) -> str:
    """Add a note of s-ruiz; ``sign`` and ``more`` count where the case is the wrong one."""
    wrong = {"sign": sign, **more} if world.wrong else {}
    return world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")}, **wrong)  # type: ignore[arg-type]


def altered(world: World, alter: Callable[[bytes], bytes]) -> None:
    """Sign a commit as it should be, and alter its text afterwards."""
    fresh(world, lambda text: alter(world.shop.signed(text, "s-ruiz")))


@case
def t31_unsigned(world: World) -> None:
    fresh(world, lambda text: text)


@case
def t32_key_nobody_has(world: World) -> None:
    fresh(world, key="stranger")


@case
def t32_stranger(world: World) -> None:
    """Somebody who is no staff member commits, signed with a key of their own."""
    who = "stranger" if world.wrong else "s-ruiz"
    world.shop.change(who, DAY, {"README.md": b"# Ours\n"})


@case
def t33_key_of_a_colleague(world: World) -> None:
    fresh(world, key="t-day")


@case
def t34_author_is_another(world: World) -> None:
    fresh(world, author="t-day")


@case
def t36_one_key_for_two(world: World) -> None:
    text = staff("n-new", "case_manager", "s-ruiz" if world.wrong else "n-new")
    world.shop.change("m-lee", DAY, {NEW: text})
    world.shop.change("s-ruiz", "2026-02-11", {f"{ONE}/contacts/2026-02-11-a2.yaml": note("2026-02-11", "s-ruiz")})


@case
def t37_address_for_everyone(world: World) -> None:
    """A staff record with a pattern for an address does not make everybody's commits that person's."""
    text = staff("n-new", "case_manager")
    world.shop.change(
        "m-lee", DAY, {NEW: text.replace(b"n-new@example.org", b"'*@example.org'") if world.wrong else text}
    )
    world.shop.change("n-new", "2026-02-11", {"README.md": b"# Ours\n"})


@case
def t38_made_for_files(world: World) -> None:
    fresh(world, lambda text: world.shop.signed(text, "s-ruiz", b"file"))


def wire(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def armoured(blob: bytes, columns: int = 70, end: bytes = b"") -> bytes:
    text = base64.b64encode(blob)
    lines = [text[at : at + columns] for at in range(0, len(text), columns)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----"]) + end


def sshsig(
    text: bytes, key: bytes, raw: Callable[[bytes], bytes], digest: str = "sha512", kind: bytes = b"ssh-ed25519"
) -> bytes:
    """Return an SSH signature as ssh-keygen would make it with another algorithm."""
    head = wire(b"git") + wire(b"") + wire(digest.encode())
    said = b"SSHSIG" + head + wire(hashlib.new(digest, text).digest())
    return armoured(b"SSHSIG" + struct.pack(">I", 1) + wire(key) + head + wire(wire(kind) + wire(raw(said))))


def own_key(who: str) -> bytes:
    return base64.b64decode(KEYS.public(who).split()[1])


@case
def t39_over_sha256(world: World) -> None:
    """A good key, but over a shorter hash than git uses."""
    private = KEYS.private("s-ruiz")
    fresh(world, lambda text: world.shop.with_signature(text, sshsig(text, own_key("s-ruiz"), private.sign, "sha256")))


def with_key(world: World, public: str) -> None:
    """Give s-ruiz another kind of key, as a supervisor may."""
    text = staff("s-ruiz", "case_manager").replace(KEYS.public("s-ruiz").encode(), public.encode())
    world.shop.change("m-lee", "2026-02-09", {RUIZ: text if world.wrong else staff("s-ruiz", "case_manager", more=" ")})


def openssh(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


@case
def t39_rsa_over_sha1(world: World) -> None:
    key = rsa.generate_private_key(65537, 2048)
    public = openssh(key.public_key())
    with_key(world, public)
    blob = base64.b64decode(public.split()[1])

    def raw(said: bytes) -> bytes:
        return key.sign(said, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - what the case is about

    fresh(world, lambda text: world.shop.with_signature(text, sshsig(text, blob, raw, kind=b"ssh-rsa")))


@case
def t39_elliptic_curve(world: World) -> None:
    """A signature in whose place another as good can be computed without the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = openssh(key.public_key())
    with_key(world, public)
    blob = base64.b64decode(public.split()[1])
    kind = b"ecdsa-sha2-nistp256"
    fresh(
        world,
        lambda text: world.shop.with_signature(
            text, sshsig(text, blob, lambda s: key.sign(s, ec.ECDSA(hashes.SHA256())), kind=kind)
        ),
    )


def header(shop: Shop) -> bytes:
    return b"gpgsig" if shop.kind == "sha1" else b"gpgsig-sha256"


def after_head(raw: bytes, line: bytes) -> bytes:
    head, _, message = raw.partition(b"\n\n")
    return head + b"\n" + line + b"\n\n" + message


def signature_of(shop: Shop, raw: bytes) -> bytes:
    """Return the signature of a commit, header and all."""
    head = raw.partition(b"\n\n")[0]
    return head[head.index(b"\n" + header(shop) + b" ") + 1 :]


@case
def t40_two_signatures(world: World) -> None:
    altered(world, lambda raw: after_head(raw, signature_of(world.shop, raw)))


@case
def t40_second_signature_is_junk(world: World) -> None:
    altered(world, lambda raw: after_head(raw, header(world.shop) + b" junk"))


@case
def t40_signature_of_other_format(world: World) -> None:
    other = b"gpgsig-sha256" if world.shop.kind == "sha1" else b"gpgsig"
    altered(world, lambda raw: after_head(raw, other + b" junk"))


@case
def t40_lines_behind_armour(world: World) -> None:
    altered(world, lambda raw: raw.replace(b"END SSH SIGNATURE-----", b"END SSH SIGNATURE-----\n read me", 1))


@case
def t40_armour_wrapped_anew(world: World) -> None:
    def alter(raw: bytes) -> bytes:
        old = signature_of(world.shop, raw)
        lines = old.removeprefix(header(world.shop) + b" ").replace(b"\n ", b"\n").split(b"\n")
        new = armoured(base64.b64decode(b"".join(lines[1:-1])), 64).replace(b"\n", b"\n ")
        return raw.replace(old, header(world.shop) + b" " + new)

    altered(world, alter)


@case
def t40_signature_moved_up(world: World) -> None:
    def alter(raw: bytes) -> bytes:
        own = signature_of(world.shop, raw)
        return raw.replace(b"\n" + own, b"", 1).replace(b"\nauthor ", b"\n" + own + b"\nauthor ", 1)

    altered(world, alter)


@case
def t40_tag_within(world: World) -> None:
    fresh(world, lambda text: world.shop.signed(after_head(text, b"mergetag object " + world.base.encode()), "s-ruiz"))


@case
def t40_letters_of_another_kind(world: World) -> None:
    fresh(world, lambda text: world.shop.signed(after_head(text, b"encoding ISO-8859-1"), "s-ruiz"))


@case
def t40_unknown_header(world: World) -> None:
    fresh(world, lambda text: world.shop.signed(after_head(text, b"reviewed-by m-lee"), "s-ruiz"))


@case
def t41_signature_of_another_commit(world: World) -> None:
    shop = world.shop
    other = git(shop.folder, "cat-file", "commit", world.base).encode()
    own = signature_of(shop, other).removeprefix(header(shop) + b" ").replace(b"\n ", b"\n")
    fresh(world, lambda text: shop.with_signature(text, own))


LEE = "records/staff/m-lee.yaml"


def ends(world: World, day: str, more: str = "") -> None:
    """A supervisor ends the key of s-ruiz, who goes on with another."""
    text = staff("s-ruiz", "case_manager", more=f", to: {day}{more}")
    text += f"  - {{email: s-ruiz@example.org, key: {KEYS.public('n-new')}, from: {day}}}\n".encode()
    world.shop.change("m-lee", "2026-02-09", {RUIZ: text})


@case
def t42_key_that_ended(world: World) -> None:
    """After the last day of a key it signs no more; the next one does."""
    ends(world, "2026-02-09")
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")}, key="s-ruiz" if world.wrong else "n-new")


@case
def t42_key_before_its_end(world: World) -> None:
    """What was signed before a key ended stays good, and it signs to the end of its last day."""
    if world.wrong:
        ends(world, DAY)
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})


@case
def t42_key_suspect(world: World) -> None:
    """From a day on somebody else may have had the key, which ended later."""
    ends(world, "2026-02-20", f", suspect_from: {'2026-02-05' if world.wrong else '2026-02-15'}")
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})


def doubted(world: World, by: str, since: str) -> None:
    """Somebody writes into the staff record of m-lee since when their key is in doubt; "" where it is not."""
    more = f", suspect_from: {since}" if since else ""
    world.shop.change(by, "2026-02-12", {LEE: staff("m-lee", "supervisor", more=more)})


@case
def t42_doubted_without_a_say(world: World) -> None:
    """Only who gives keys can cast doubt on one: what a worker writes of a colleague's key marks nothing."""
    world.shop.change("m-lee", DAY, {"README.md": b"# An agency\n\nOf people.\n"})
    doubted(world, "s-ruiz" if world.wrong else "o-bell", "2026-02-05" if world.wrong else "2026-02-11")


@case
def t42_doubted_key_taken_off(world: World) -> None:
    """A key that no record lists any more stays in doubt."""
    world.shop.change("m-lee", DAY, {"README.md": b"# An agency\n\nOf people.\n"})
    doubted(world, "o-bell", "2026-02-05" if world.wrong else "2026-02-11")
    world.shop.change("o-bell", "2026-02-13", {LEE: staff("m-lee", "supervisor", keys="n-new")})


@case
def t42_doubted_key_clears_itself(world: World) -> None:
    """Whoever may have a key could clear it, so another supervisor does."""
    doubted(world, "o-bell", "2026-02-05")
    doubted(world, "m-lee" if world.wrong else "o-bell", "")


@case
def t43_old_key_on_a_branch(world: World) -> None:
    """A branch begun before the key ended is merged after: the point of merging counts."""
    trunk = world.base
    side = world.shop.change(
        "s-ruiz", "2026-02-08", {f"{ONE}/contacts/2026-02-08-a3.yaml": note("2026-02-08", "s-ruiz")}
    )
    world.shop.point(trunk)
    ends(world, "2026-02-09" if world.wrong else "2026-03-09")
    world.shop.merge("m-lee", "2026-02-20", side)


@case
def t44_dated_back(world: World) -> None:
    """A commit with the old key says that it was made when the key was good."""
    trunk = world.base
    back = world.shop.change("s-ruiz", "2026-02-08", {FRESH: note("2026-02-08", "s-ruiz")})
    world.shop.point(trunk)
    ends(world, "2026-02-09" if world.wrong else "2026-03-09")
    world.shop.merge("m-lee", DAY, back)


@case
def t45_nobody_left(world: World) -> None:
    """Without staff records there is nobody whose signature counts."""
    gone = {path: None for path in world.shop.files[world.base] if path.startswith("records/staff/")}
    if world.wrong:
        gone.pop("records/staff/m-lee.yaml")
        world.shop.change("m-lee", DAY, gone)
        fresh(world)
    else:
        world.shop.change("m-lee", DAY, {"records/staff/t-day.yaml": None})


@case
def t46_key_brought_along(world: World) -> None:
    """A commit cannot authorise itself with the key that it adds."""
    text = staff("n-new", "supervisor")
    world.shop.change("n-new" if world.wrong else "m-lee", DAY, {NEW: text})


@case
def t47_signed_with_pgp(world: World) -> None:
    armour = b"-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n=aaaa\n-----END PGP SIGNATURE-----"
    fresh(world, lambda text: world.shop.with_signature(text, armour))


@case
def t47_made_by_a_forge(world: World) -> None:
    """A forge squashed somebody's commits into one of its own, in its own name and signed by its own key."""
    if world.wrong:
        armour = b"-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n=aaaa\n-----END PGP SIGNATURE-----"

        def sign(text: bytes) -> bytes:
            forge = text.replace(b"committer s-ruiz <s-ruiz@example.org>", b"committer Forge <noreply@forge.example>")
            return world.shop.with_signature(forge, armour)

        world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")}, sign=sign)
    else:
        fresh(world)


@case
def t48_program_that_says_good(world: World) -> None:
    """Settings of the repository and the environment name a program that finds every signature good."""
    program = world.sentinel.with_suffix(".sh")
    program.write_text(f'#!/bin/sh\ntouch "{world.sentinel}"\necho "Good signature"\nexit 0\n')
    program.chmod(0o755)
    git(world.shop.folder, "config", "gpg.ssh.program", str(program))
    world.environment |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "gpg.ssh.program",
        "GIT_CONFIG_VALUE_0": str(program),
    }
    fresh(world, key="stranger")


def touched_key(world: World, flags: int) -> None:
    """Let s-ruiz sign with a security key, here played by software; ``flags`` say whether it was touched."""
    private = KEYS.private("s-ruiz")
    raw_public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    kind = b"sk-ssh-ed25519@openssh.com"
    blob = wire(kind) + wire(raw_public) + wire(b"ssh:")
    public = f"{kind.decode()} {base64.b64encode(blob).decode()}"
    text = staff("s-ruiz", "case_manager").replace(KEYS.public("s-ruiz").encode(), public.encode())
    world.shop.change("m-lee", "2026-02-09", {RUIZ: text})

    def sign(text: bytes) -> bytes:
        head = wire(b"git") + wire(b"") + wire(b"sha512")
        said = b"SSHSIG" + head + wire(hashlib.sha512(text).digest())
        tail = bytes([flags]) + struct.pack(">I", 7)
        raw = private.sign(hashlib.sha256(b"ssh:").digest() + tail + hashlib.sha256(said).digest())
        signature = wire(kind) + wire(raw) + tail
        return world.shop.with_signature(
            text, armoured(b"SSHSIG" + struct.pack(">I", 1) + wire(blob) + head + wire(signature))
        )

    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")}, sign=sign)


@case
def t49_security_key_not_touched(world: World) -> None:
    touched_key(world, 0 if world.wrong else 1)


def policy_with(*values: str, trail: str = "") -> bytes:
    """Return the third policy. ``trail`` is what it says of signatures."""
    lines = "".join(f"  - {{setting: {each}, from: 2026-01-01, source: agency practice}}\n" for each in values)
    return policy(3, lines) + (f"trail: {{{trail}}}\n".encode() if trail else b"")


def two_signers(world: World) -> None:
    """Have changes of staff and policy signed by two supervisors."""
    world.shop.change("m-lee", "2026-02-01", {POLICY: policy_with(trail="signers: 2")})


@case
def t35_two_keys_of_one_person(world: World) -> None:
    """Two keys of one supervisor are one signer."""
    spare = (
        staff("m-lee", "supervisor")
        + f"  - {{email: m-lee@example.org, key: {KEYS.public('n-new')}, from: 2026-01-01}}\n".encode()
    )
    world.shop.change("m-lee", "2026-01-30", {"records/staff/m-lee.yaml": spare})
    two_signers(world)
    trunk = world.base
    side = world.shop.change(
        "m-lee", DAY, {"records/staff/n-new.yaml": staff("n-new", "case_manager", "stranger")}, key="n-new"
    )
    world.shop.point(trunk)
    world.shop.change("o-bell", "2026-02-10", {"README.md": b"# Ours\n"})
    world.shop.merge("m-lee" if world.wrong else "o-bell", "2026-02-11", side)
