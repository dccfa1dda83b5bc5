"""A time-stamping authority for tests: keys and certificates by `cryptography`, signatures by the real `openssl cms`.

`openssl ts` would do all of it, by the clock of the machine; here the moment is the test's own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_POLICY = bytes.fromhex("06032a0304")  # 1.2.3.4
_SHA256 = bytes.fromhex("300d06096086480165030402010500")


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    length = bytes([len(body)]) if len(body) < 0x80 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + length + body


class Authority:
    """Somebody with a clock. ``certificate`` is a PEM file to trust; the key that signs is vouched for by it."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} clock")])
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        vouching = _certificate(issuer, root).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        signing = _certificate(subject, own).add_extension(purpose, critical=True)
        self.certificate = folder / "authority.pem"
        self.certificate.write_bytes(vouching.issuer_name(issuer).sign(root, SHA256()).public_bytes(Encoding.PEM))
        (folder / "own.pem").write_bytes(signing.issuer_name(issuer).sign(root, SHA256()).public_bytes(Encoding.PEM))
        key = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "own.key").write_bytes(key)

    def answer(self, message: bytes, moment: int, *, status: int = 0) -> bytes:
        """Return a TimeStampResp over a message (RFC 3161, section 2.4.2), as of a moment in seconds since 1970."""
        clock = dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y%m%d%H%M%SZ").encode()
        imprint = _der(0x30, _SHA256, _der(0x04, hashlib.sha256(message).digest()))
        info = _der(0x30, b"\x02\x01\x01", _POLICY, imprint, b"\x02\x01\x07", _der(0x18, clock))
        signer = ["-signer", str(self._folder / "own.pem"), "-inkey", str(self._folder / "own.key"), "-cades"]
        command = ["openssl", "cms", "-sign", "-nodetach", "-binary", "-outform", "DER", "-econtent_type", _TST_INFO]
        done = subprocess.run([*command, *signer, "-md", "sha256"], input=info, capture_output=True, check=True)
        return _der(0x30, _der(0x30, _der(0x02, bytes([status]))), done.stdout)


def _certificate(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    begun, ended = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2020, 2040))
    plain = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    return plain.serial_number(x509.random_serial_number()).not_valid_before(begun).not_valid_after(ended)
