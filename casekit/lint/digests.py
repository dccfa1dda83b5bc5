"""Plain data in, digests that stand for it out."""

from __future__ import annotations

import hashlib

import msgspec


def digest_of(thing: object) -> bytes:
    """Return what stands for plain data."""
    return digest(msgspec.msgpack.encode(thing))


def digest(*parts: bytes) -> bytes:
    """Return what stands for some texts, in their order."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()
