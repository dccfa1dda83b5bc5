"""A text and its armoured SSH signature in, the key that signed it out: as ``ssh-keygen -Y verify`` judges, and stricter.

Stricter, because a signature that can be written in two ways gives one commit two ids: base64 in lines of 70, nothing
behind the armour and nothing behind the last field. A security key must have been touched. Only Ed25519 keys count,
and only SHA-512 in the namespace of commits. Source: OpenSSH, PROTOCOL.sshsig and PROTOCOL.u2f.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

NAMESPACE = b"git"
ED25519 = b"ssh-ed25519"
SECURITY_KEY = b"sk-ssh-ed25519@openssh.com"
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
_TOUCHED = 1
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


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
    fields = _Fields(_unwrapped(armour))
    if fields.raw(6) != b"SSHSIG" or fields.number() != 1:
        raise BadSignatureError("it is no SSH signature of the first version")
    key, space, reserved, digest, signature = (fields.string() for _ in range(5))
    fields.end()
    if space != namespace:
        raise BadSignatureError("it was made for another purpose than this")
    if reserved or digest != b"sha512":
        raise BadSignatureError("it is not made over SHA-512")
    said = b"SSHSIG" + _string(space) + _string(b"") + _string(digest) + _string(hashlib.sha512(text).digest())
    touched = _verify(_Fields(key), _Fields(signature), said)
    kind = _Fields(key).string().decode("ascii")
    return Signed(f"{kind} {base64.b64encode(key).decode()}", touched)


def _verify(key: _Fields, signature: _Fields, said: bytes) -> bool:
    """Check the signature itself, and return whether a touch was asked of a security key."""
    kind = key.string()
    if kind not in {ED25519, SECURITY_KEY} or signature.string() != kind:
        raise BadSignatureError("it is by a kind of key that does not count here; Ed25519 keys do")
    public, raw = key.string(), signature.string()
    touched = True
    if kind == SECURITY_KEY:
        application = hashlib.sha256(key.string()).digest()
        flags, counter = signature.raw(1), signature.raw(4)
        said = application + flags + counter + hashlib.sha256(said).digest()
        touched = bool(flags[0] & _TOUCHED)
    key.end()
    signature.end()
    if len(public) != _KEY_BYTES or len(raw) != _SIGNATURE_BYTES:
        raise BadSignatureError("its key or its value has another length than Ed25519 has")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, said)
    except (InvalidSignature, ValueError):
        raise BadSignatureError("it is not a signature of this text") from None
    return touched


def _unwrapped(armour: bytes) -> bytes:
    """Return what stands between the armour's lines, if it stands there as ssh-keygen writes it."""
    if not (armour.startswith(_BEGIN) and armour.endswith(_END)):
        if b"BEGIN SSH" in armour:
            raise OddArmourError(_ODD)
        raise BadSignatureError("it is not an SSH signature, but of another kind")
    text = armour[len(_BEGIN) : -len(_END)]
    try:
        blob = base64.b64decode(text.replace(b"\n", b""), validate=True)
    except binascii.Error:
        raise OddArmourError(_ODD) from None
    plain = base64.b64encode(blob)
    if text != b"".join(plain[at : at + _COLUMNS] + b"\n" for at in range(0, len(plain), _COLUMNS)):
        raise OddArmourError(_ODD)
    return blob


_ODD = "its armour is not written as ssh-keygen writes it"


class _Fields:
    """The fields of SSH's wire format, one after the other."""

    __slots__ = ("_at", "_blob")

    def __init__(self, blob: bytes) -> None:
        self._blob = blob
        self._at = 0

    def raw(self, count: int) -> bytes:
        taken = self._blob[self._at : self._at + count]
        if len(taken) != count:
            raise BadSignatureError("it ends too early")
        self._at += count
        return taken

    def number(self) -> int:
        return int(struct.unpack(">I", self.raw(4))[0])

    def string(self) -> bytes:
        return self.raw(self.number())

    def end(self) -> None:
        if self._at != len(self._blob):
            raise BadSignatureError("something stands behind its end")


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value
