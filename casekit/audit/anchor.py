"""What a repository held at a point in; a short text that witnesses sign and keep elsewhere out, and back again.

An anchor holds ids, hashes, a count and a time, and nothing from a record: it may be printed, mailed and read out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct

from casekit.audit.trust import Witness

NAMESPACE = "casekit-anchor@v1"
REF = "refs/tags/anchor/"
_ID = "[0-9a-f]{40}|[0-9a-f]{64}"
_STATEMENT = re.compile(
    f"""casekit anchor (?P<number>[0-9]{{4,9}})
repository: (?P<repository>{_ID})
tip: (?P<tip>{_ID})
count: (?P<count>[1-9][0-9]{{0,9}})
tree: (?P<tree>[0-9a-f]{{64}})
policy: (?P<policy>0|[1-9][0-9]{{0,9}})
time: (?P<time>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z)
""",
    re.ASCII,
)
_SIGNATURE = re.compile(
    "-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]{1,4000}-----END SSH SIGNATURE-----\n", re.ASCII
)


class AnchorError(Exception):
    """The text is no anchor; the message completes a sentence that begins with what was read."""


class Statement(Struct, frozen=True):
    """What witnesses sign.

    ``repository`` is the id of its first commit; ``count`` is the number of commits from there to ``tip`` along first
    parents; ``tree`` is the ``merkle_root`` of what the tip holds; ``policy`` is its policy's version, 0 where it has
    none; ``time`` is when the anchor was made, in seconds since 1970.
    """

    number: int
    repository: str
    tip: str
    count: int
    tree: str
    policy: int
    time: int

    @property
    def name(self) -> str:
        """The number as it stands in the tag and in the file's name."""
        return f"{self.number:04}"

    @property
    def text(self) -> str:
        """The bytes that are signed, as text: seven lines."""
        moment = dt.datetime.fromtimestamp(self.time, dt.UTC).isoformat().replace("+00:00", "Z")
        return (
            f"casekit anchor {self.name}\nrepository: {self.repository}\ntip: {self.tip}\ncount: {self.count}\n"
            f"tree: {self.tree}\npolicy: {self.policy}\ntime: {moment}\n"
        )


class Anchor(Struct, frozen=True):
    """A statement and its armoured signatures."""

    statement: Statement
    signatures: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The anchor as a file or a tag holds it."""
        return "\n".join([self.statement.text, *self.signatures])

    def signed(self, signature: str) -> Anchor:
        """Return the anchor with one more signature; the same one is held once."""
        return Anchor(self.statement, tuple(dict.fromkeys([*self.signatures, signature])))

    def keys(self) -> list[str]:
        """Return the public keys that signed. Raises AnchorError where a signature is not of this statement."""
        # Here, as it needs cryptography: without it an anchor can be read.
        from casekit.audit.sshsig import BadSignatureError, check

        text = self.statement.text.encode()
        try:
            return [check(text, each.encode(), NAMESPACE.encode()).key for each in self.signatures]
        except BadSignatureError as error:
            raise AnchorError(f"has a signature that does not count: {error}") from error

    def witnessed(self, witnesses: Iterable[Witness]) -> set[str]:
        """Return who of the witnesses signed: people, however many keys they have."""
        keys = set(self.keys())
        return {each.name for each in witnesses if " ".join(each.key.split()[:2]) in keys}


def parse(text: str) -> Anchor:
    """Read an anchor. Line ends of a mail program are passed over, all else is taken to the letter."""
    plain = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    found = _STATEMENT.match(plain)
    if found is None:
        raise AnchorError("does not begin as an anchor does")
    rest, signatures = plain[found.end() :], []
    while rest.strip("\n"):
        signature = _SIGNATURE.match(rest.lstrip("\n"))
        if signature is None:
            raise AnchorError("has something in it that is no part of an anchor")
        signatures.append(signature[0])
        rest = rest.lstrip("\n")[signature.end() :]
    try:
        moment = dt.datetime.fromisoformat(found["time"])
    except ValueError:
        raise AnchorError("has a time that is in no calendar") from None
    number, count, policy = int(found["number"]), int(found["count"]), int(found["policy"])
    made = Statement(number, found["repository"], found["tip"], count, found["tree"], policy, int(moment.timestamp()))
    return Anchor(made, tuple(signatures))


def merkle_root(files: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the SHA-256 of a whole tree: of pairs of a path and the SHA-256 (32 bytes) of the file's bytes.

    Leaves and nodes are told apart by a first byte, as in RFC 6962, section 2.1; leaves are in the order of their paths.
    A path ends with a zero byte, which no path holds.
    """
    level = [hashlib.sha256(b"\0" + path + b"\0" + digest).digest() for path, digest in sorted(files)]
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) > 1 else pair[0] for pair in pairs]
    return level[0].hex() if level else hashlib.sha256().hexdigest()
