"""A policy pack's name in, its plain data out: the limits that casekit ships, for agencies to build on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from casekit.records.yaml import read

_FOLDER = Path(__file__).resolve().parent.parent / "policies"


def pack_names() -> tuple[str, ...]:
    """Return the names of the shipped packs, in alphabetical order."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def read_pack(name: str) -> dict[str, Any] | None:
    """Return what a shipped pack says, or None where no pack is called so."""
    file = _FOLDER / f"{name}.yaml"
    return read(file.read_bytes()).data if re.fullmatch("[a-z0-9-]+", name) and file.is_file() else None
