"""A folder and first records in, the folder of an agency with all that belongs there out; nothing is written over."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from casekit.records.save import TakenError, create
from casekit.records.tree import ReadFailure
from casekit.starter.files import present, told
from casekit.starter.manifest import digest, write_manifest
from casekit.starter.shipped import REQUIREMENTS, requirements, shipped


class Begun(Struct, frozen=True):
    """The paths that were written, and those where something else stood already."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def begin(folder: Path, records: dict[str, bytes]) -> Begun:
    """Write what is missing. Whoever is stopped half-way does it again: the manifest is written last.

    Raises StarterError.
    """
    ours = shipped()
    own = {} if os.path.lexists(folder / REQUIREMENTS) else {REQUIREMENTS: requirements()}
    written, kept = [], []
    for path, data in {**records, **own, **ours}.items():
        try:
            with told(path):
                create(folder / path, data, within=folder)
            written.append(path)
        except TakenError:
            if not _holds(folder, path, data):
                kept.append(path)
    write_manifest(folder, {path: digest(data) for path, data in ours.items() if path not in kept})
    return Begun(tuple(written), tuple(kept))


def _holds(folder: Path, path: str, data: bytes) -> bool:
    try:
        return present(folder, path) == data
    except ReadFailure:
        return False
