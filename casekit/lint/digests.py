"""Plain data in, digests that stand for it out."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from casekit.records.listing import Listing


class Digests(Struct, frozen=True, array_like=True):
    """What stands for how a tree is listed, part by part."""

    shared: bytes
    cases: tuple[bytes, ...]
    local: bytes

    @classmethod
    def of(cls, listing: Listing) -> Digests:
        """Return the digests of a listing. Raises UnicodeEncodeError where a name in it is no UTF-8."""
        cases = tuple(digest_of(each) for each in listing.cases)
        return cls(digest_of(listing.shared), cases, digest_of(listing.local))


def digest_of(thing: object) -> bytes:
    """Return what stands for plain data."""
    return digest(msgspec.msgpack.encode(thing))


def digest(*parts: bytes) -> bytes:
    """Return what stands for some texts, in their order."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()
