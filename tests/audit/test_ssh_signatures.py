"""Signatures are judged as ssh-keygen judges them, save where a text could be written in two ways: there they do not count."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casekit.audit.sshsig import SECURITY_KEY, BadSignatureError, OddArmourError, Signed, check
from casekit.demo.keys import Keys

TEXT = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nWhat was said\n"
KEYS = Keys(3)
DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def armoured(blob: bytes, columns: int = 70) -> bytes:
    text = base64.b64encode(blob)
    return _BEGIN + b"".join(text[at : at + columns] + b"\n" for at in range(0, len(text), columns)) + _END


def unarmoured(armour: bytes) -> bytes:
    return base64.b64decode(armour.removeprefix(_BEGIN).removesuffix(_END))


def by_file() -> bytes:
    return KEYS.signature("s-ruiz", TEXT) + b"\n"


def by_device(flags: int = 1, application: bytes = b"ssh:") -> bytes:
    """Sign as a security key does. Source: OpenSSH, PROTOCOL.u2f."""
    head = string(b"git") + string(b"") + string(b"sha512")
    said = b"SSHSIG" + head + string(hashlib.sha512(TEXT).digest())
    counted = bytes([flags]) + struct.pack(">I", 7)
    raw = DEVICE.sign(hashlib.sha256(application).digest() + counted + hashlib.sha256(said).digest())
    signature = string(SECURITY_KEY) + string(raw) + counted
    return armoured(b"SSHSIG" + struct.pack(">I", 1) + string(device_key(application)) + head + string(signature))


def device_key(application: bytes = b"ssh:") -> bytes:
    raw = DEVICE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return string(SECURITY_KEY) + string(raw) + string(application)


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> str:
    device = f"{SECURITY_KEY.decode()} {base64.b64encode(device_key()).decode()}"
    file = tmp_path_factory.mktemp("signers") / "allowed"
    file.write_text(f'us namespaces="git" {KEYS.public("s-ruiz")}\nus namespaces="git" {device}\n')
    return str(file)


def ssh_says(signers: str, armour: bytes, text: bytes = TEXT) -> bool:
    with tempfile.NamedTemporaryFile(prefix="signature-") as file:
        file.write(armour)
        file.flush()
        command = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "us", "-n", "git", "-s", file.name]
        return subprocess.run(command, input=text, check=False, capture_output=True).returncode == 0


def we_say(armour: bytes, text: bytes = TEXT) -> Signed | None:
    try:
        return check(text, armour)
    except BadSignatureError:
        return None


@pytest.mark.parametrize("made", [by_file, by_device])
def test_both_take_what_was_signed(made: Callable[[], bytes], signers: str) -> None:
    signed = we_say(made())
    assert signed is not None
    assert signed.touched
    assert signed.key in Path(signers).read_text()
    assert ssh_says(signers, made())


@SLOW
@given(data=st.data())
def test_a_changed_signature_is_good_to_neither(data: st.DataObject, signers: str) -> None:
    """Bytes are changed, left out and put in below the armour, which is made anew: so only the fields decide."""
    blob = bytearray(unarmoured(data.draw(st.sampled_from([by_file(), by_device()]))))
    at = data.draw(st.integers(0, len(blob) - 1))
    match data.draw(st.sampled_from(["flip", "cut", "add", "end"])):
        case "flip":
            blob[at] ^= 1 << data.draw(st.integers(0, 7))
        case "cut":
            del blob[at : at + data.draw(st.integers(1, 8))]
        case "add":
            blob[at:at] = data.draw(st.binary(min_size=1, max_size=8))
        case _:
            blob += data.draw(st.binary(min_size=1, max_size=8))
    armour = armoured(bytes(blob))
    assert (we_say(armour) is not None) == ssh_says(signers, armour)


@SLOW
@given(data=st.data())
def test_armour_counts_in_its_one_form_only(data: st.DataObject, signers: str) -> None:
    """What ssh-keygen takes in another form than its own is refused here, and nothing else is."""
    made = data.draw(st.sampled_from([by_file(), by_device()]))
    at = data.draw(st.integers(0, len(made)))
    change = data.draw(st.sampled_from([b"\n", b" ", b"A", b"=", b"\r", b"more\n", b""]))
    armour = data.draw(
        st.sampled_from([made[:at] + change + made[at:], made + change, armoured(unarmoured(made), at % 76 + 4), made])
    )
    assert (we_say(armour) is not None) == (ssh_says(signers, armour) and armour == made)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(raw: bytes) -> None:
    for armour in (raw, armoured(raw), _BEGIN + raw + _END):
        assert we_say(armour) is None


def test_another_text_is_good_to_neither(signers: str) -> None:
    assert we_say(by_file(), TEXT + b" ") is None
    assert not ssh_says(signers, by_file(), TEXT + b" ")


def test_a_key_that_nobody_touched_is_told(signers: str) -> None:
    """ssh-keygen says nothing of it."""
    untouched = by_device(flags=0)
    assert ssh_says(signers, untouched)
    assert we_say(untouched) == Signed(
        f"{SECURITY_KEY.decode()} {base64.b64encode(device_key()).decode()}", touched=False
    )


@pytest.mark.parametrize(
    ("kind", "options", "namespace", "says"),
    [
        ("rsa", ["-b", "2048"], "git", "a kind of key"),
        ("ecdsa", [], "git", "a kind of key"),
        ("ed25519", [], "file", "another purpose"),
        ("ed25519", ["sha256"], "git", "not made over SHA-512"),
    ],
)
def test_good_signatures_of_another_kind_do_not_count(
    kind: str, options: list[str], namespace: str, says: str, tmp_path: Path
) -> None:
    key, file = tmp_path / "key", tmp_path / "text"
    file.write_bytes(TEXT)
    bits = [option for option in options if option != "sha256"]
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *bits, "-N", "", "-f", str(key)], check=True)
    digest = ["-O", "hashalg=sha256"] if "sha256" in options else []
    command = ["ssh-keygen", "-q", "-Y", "sign", *digest, "-f", str(key), "-n", namespace, str(file)]
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C"}, capture_output=True)
    with pytest.raises(BadSignatureError, match=says):
        check(TEXT, (tmp_path / "text.sig").read_bytes())


def test_what_stands_beside_a_good_signature_has_its_own_name() -> None:
    with pytest.raises(OddArmourError):
        check(TEXT, by_file() + b"more\n")
    with pytest.raises(BadSignatureError, match="of another kind"):
        check(TEXT, b"-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n")
