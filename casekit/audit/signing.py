"""A text and the name of a key in, an armoured SSH signature out, made by the user's own ``ssh-keygen``.

It is the one other program that the audit runs, as ``git commit -S`` does: keys may be in an agent, on a security key
or behind a passphrase, which ssh-keygen asks for at the terminal.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from casekit.git.run import shown

_LITERAL = ("key::", "ssh-")
_PATIENCE = 300.0  # seconds: somebody looks for their security key, or types a passphrase


class SigningError(Exception):
    """Nothing was signed; the text is a whole sentence that says why and what to do."""


def sign(text: bytes, key: str, namespace: str) -> str:
    """Sign a text for one purpose. Raises SigningError.

    ``key`` is as in Git's ``user.signingKey``: a file, or a public key whose private half an agent holds.
    """
    program = shutil.which("ssh-keygen")
    if program is None or not Path(program).is_absolute():
        raise SigningError("ssh-keygen is not installed, or not on the PATH. It comes with OpenSSH, and signs.")
    with tempfile.TemporaryDirectory(prefix="casekit-sign-") as folder:
        place = Path(folder)
        (place / "text").write_bytes(text)
        literal = key.startswith(_LITERAL)
        if literal:
            (place / "key.pub").write_text(key.removeprefix("key::") + "\n", encoding="utf-8")
        file = str(place / "key.pub") if literal else str(Path(key).expanduser().absolute())
        agent = ["-U"] if literal else []
        _run([program, "-Y", "sign", *agent, "-n", namespace, "-f", file, str(place / "text")])
        try:
            return (place / "text.sig").read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise SigningError("ssh-keygen wrote no signature.") from error


def _run(vector: list[str]) -> None:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed vector
            vector, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SigningError(f"ssh-keygen did not answer within {_PATIENCE:g} seconds.") from error
    except OSError as error:
        raise SigningError(f"ssh-keygen could not be started: {error.strerror}.") from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it gave no reason"]
        raise SigningError(f"ssh-keygen did not sign: {shown(words[-1])}. Name another key with --key.")
