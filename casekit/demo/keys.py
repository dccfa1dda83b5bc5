"""A seed in, staff's signing keys and signed commits out: SSH signatures as ``git commit -S`` makes them."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_KIND = b"ssh-ed25519"
_COLUMNS = 70
_COMMITTER = re.compile(rb"^committer [^<\n]*<([^>\n]*)>", re.MULTILINE)


class Keys:
    """The keys of a demonstration's staff. They follow from the seed: they protect nothing, and anyone can make them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made: dict[str, Ed25519PrivateKey] = {}

    def private(self, worker: str) -> Ed25519PrivateKey:
        """Return a worker's private key."""
        if worker not in self._made:
            secret = hashlib.sha256(f"casekit demo {self._seed} {worker}".encode()).digest()
            self._made[worker] = Ed25519PrivateKey.from_private_bytes(secret)
        return self._made[worker]

    def public(self, worker: str) -> str:
        """Return a worker's public key, as an authorized-keys line without comment."""
        return f"{_KIND.decode()} {base64.b64encode(self._blob(worker)).decode()}"

    def signer(self, workers: dict[str, str]) -> Callable[[bytes], bytes]:
        """Return what signs a commit's text with its committer's key; ``workers`` are by address."""

        def signed(commit: bytes) -> bytes:
            found = _COMMITTER.search(commit)
            worker = workers[found[1].decode()] if found else ""
            head, _, message = commit.partition(b"\n\n")
            signature = self.signature(worker, commit).replace(b"\n", b"\n ")
            return head + b"\ngpgsig " + signature + b"\n\n" + message

        return signed

    def signature(self, worker: str, text: bytes, namespace: bytes = b"git") -> bytes:
        """Return the armoured signature of a text. Source: OpenSSH, PROTOCOL.sshsig."""
        digest = hashlib.sha512(text).digest()
        head = _string(namespace) + _string(b"") + _string(b"sha512")
        raw = self.private(worker).sign(b"SSHSIG" + head + _string(digest))
        signature = _string(_string(_KIND) + _string(raw))
        blob = b"SSHSIG" + struct.pack(">I", 1) + _string(self._blob(worker)) + head + signature
        text64 = base64.b64encode(blob)
        lines = [text64[at : at + _COLUMNS] for at in range(0, len(text64), _COLUMNS)]
        return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----"])

    def _blob(self, worker: str) -> bytes:
        raw = self.private(worker).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return _string(_KIND) + _string(raw)


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value
