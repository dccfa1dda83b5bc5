"""`.casekit.json` in, what casekit wrote into an agency's folder out, by SHA-256: so that its changes are left alone."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

import casekit
from casekit.records.paths import ROOT
from casekit.records.save import create, replace
from casekit.records.tree import ReadFailure
from casekit.starter.files import StarterError, present, told

FILE = ".casekit.json"

_ABOUT = "What casekit wrote here, by SHA-256: `casekit init --upgrade` leaves alone what you changed since."


class Manifest(Struct, frozen=True):
    """``casekit`` is the version whose files are there; ``files`` gives the SHA-256 of what was written last, by path."""

    casekit: str
    files: dict[str, str]


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of an agency's folder; None where there is none. Raises StarterError where it is unusable."""
    try:
        raw = present(folder, FILE)
        manifest = msgspec.json.decode(raw, type=Manifest) if raw is not None else None
    except (ReadFailure, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _unusable("it is not as casekit wrote it") from error
    if manifest and not all(map(_is_inside, manifest.files)):
        raise _unusable("it names a path outside what casekit writes")
    return manifest


def write_manifest(folder: Path, files: dict[str, str]) -> None:
    """Write the manifest of the casekit that runs, whole or not at all. Raises StarterError."""
    data = {"about": _ABOUT, "casekit": casekit.__version__, "files": dict(sorted(files.items()))}
    new = msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
    old = present(folder, FILE)
    with told(FILE):
        if old is None:
            create(folder / FILE, new)
        else:
            replace(folder / FILE, old, new)


def is_newer(manifest: Manifest) -> bool:
    """Tell whether a newer casekit than this one wrote the files."""
    return _numbers(manifest.casekit) > _numbers(casekit.__version__)


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _is_inside(path: str) -> bool:
    """Tell whether a path stays where casekit writes: below the folder, and neither among records nor in ``.git``."""
    pieces = path.split("/")
    plain = not PurePosixPath(path).is_absolute() and "\\" not in path and not {"", ".", ".."} & set(pieces)
    return plain and pieces[0].lower() not in {ROOT, ".git"}


def _unusable(why: str) -> StarterError:
    return StarterError(
        f"{FILE} cannot be used: {why}. Restore it with git checkout -- {FILE}, or delete it: then every file that "
        "differs from casekit's counts as yours."
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall("[0-9]+", version)[:3])
