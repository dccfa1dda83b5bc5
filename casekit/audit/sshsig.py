"""A text and its armoured SSH signature in, the key that signed it out: as ``ssh-keygen -Y verify`` judges, and stricter.

Stricter, because a signature that can be written in two ways gives one commit two ids: base64 in lines of 70, nothing
behind the armour and nothing behind the last field. A security key must have been touched. Only Ed25519 keys count,
and only SHA-512 in the namespace of commits. Source: OpenSSH, PROTOCOL.sshsig and PROTOCOL.u2f.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

NAMESPACE = b"git"
ED25519 = b"ssh-ed25519"
SECURITY_KEY = b"sk-ssh-ed25519@openssh.com"
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
_LINES = re.compile(rb"(?:[A-Za-z0-9+/=]{70}\n)*[A-Za-z0-9+/=]{1,70}\n")
_TOUCHED = 1


class Signed(Struct, frozen=True):
    """A good signature: ``key`` is the public key as a staff record has it, without comment.

    ``touched`` is False for a security key that signed without anybody's touch.
    """

    key: str
    touched: bool = True


class BadSignatureError(Exception):
    """The signature is none that counts; the message says why in plain words."""


class OddArmourError(BadSignatureError):
    """The signature may be good, and is written in another way than the one: text stands beside it that nobody signed."""


def check(text: bytes, armour: bytes, namespace: bytes = NAMESPACE) -> Signed:
    """Return who signed a text. Raises BadSignatureError."""
    blob = _unwrapped(armour)
    found = _form(namespace).fullmatch(blob)
    if found is None or not _lengths_fit(found, blob):
        raise BadSignatureError(_why_odd(blob, namespace))
    digest = hashlib.sha512(text).digest()
    said = b"SSHSIG" + _string(namespace) + _string(b"") + _string(b"sha512") + _string(digest)
    key, touched = found["key"], True
    if found["flags"] is not None:
        touched = bool(found["flags"][0] & _TOUCHED)
        application = hashlib.sha256(found["application"][4:]).digest()
        said = application + found["flags"] + found["counter"] + hashlib.sha256(said).digest()
    try:
        Ed25519PublicKey.from_public_bytes(found["public"]).verify(found["signature"], said)
    except (InvalidSignature, ValueError):
        raise BadSignatureError("it is not a signature of this text") from None
    kind = ED25519 if found["flags"] is None else SECURITY_KEY
    return Signed(f"{kind.decode()} {base64.b64encode(key).decode()}", touched)


@cache
def _form(namespace: bytes) -> re.Pattern[bytes]:
    """Return the one form in which a signature counts: every field in its place, of its length, and nothing else.

    The key is that of a file, or that of a security key, which names its application (of any length up to 255).
    """
    plain, device = (re.escape(_string(kind)) for kind in (ED25519, SECURITY_KEY))
    between = re.escape(_string(namespace) + _string(b"") + _string(b"sha512"))
    key = rb"(?P<key>(?:%b|(?P<device>%b))\0\0\0\x20(?P<public>.{32})(?(device)(?P<application>\0\0\0.{1,256})))"
    signed = rb"(?(device)%b|%b)\0\0\0\x40(?P<signature>.{64})(?(device)(?P<flags>.)(?P<counter>.{4}))"
    whole = (
        rb"SSHSIG\0\0\0\x01(?P<key_length>.{4})"
        + key % (plain, device)
        + between
        + rb"(?P<length>.{4})"
        + signed % (device, plain)
    )
    return re.compile(whole, re.DOTALL)


def _lengths_fit(found: re.Match[bytes], blob: bytes) -> bool:
    """Tell whether the lengths before the fields that vary are theirs."""
    spans = [("key_length", len(found["key"])), ("length", len(blob) - found.end("length"))]
    application = found["application"]
    fits = application is None or application[3] == len(application) - 4
    return fits and all(int.from_bytes(found[name], "big") == length for name, length in spans)


def _why_odd(blob: bytes, namespace: bytes) -> str:
    if _string(namespace) + _string(b"") not in blob:
        return "it was made for another purpose than this"
    if _string(b"sha512") not in blob:
        return "it is not made over SHA-512"
    if ED25519 not in blob and SECURITY_KEY not in blob:
        return "it is by a kind of key that does not count here; Ed25519 keys do"
    return "its fields are not those of an SSH signature"


def _unwrapped(armour: bytes) -> bytes:
    """Return what stands between the armour's lines, if it stands there as ssh-keygen writes it."""
    if not (armour.startswith(_BEGIN) and armour.endswith(_END)):
        if b"BEGIN SSH" in armour:
            raise OddArmourError(_ODD)
        raise BadSignatureError("it is not an SSH signature, but of another kind")
    text = armour[len(_BEGIN) : -len(_END)]
    plain = text.replace(b"\n", b"")
    try:
        blob = base64.b64decode(plain, validate=True)
    except binascii.Error:
        raise OddArmourError(_ODD) from None
    if not _LINES.fullmatch(text) or base64.b64encode(blob) != plain:
        raise OddArmourError(_ODD)
    return blob


_ODD = "its armour is not written as ssh-keygen writes it"


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value
