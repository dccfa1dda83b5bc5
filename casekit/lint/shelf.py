"""Cases in, one file beside the kept work out, and any one of them back: most runs need none.

The file is written once, under a name of its own, and never changed. What a run read anew stands in the kept work,
until it is so much that all cases go into a new file. A case is taken back only where every byte is as it was written.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from casekit.lint.digests import digest
from casekit.lint.earlier import Earlier, KeptCase, Shelved
from casekit.lint.store import SHELF, WRITE, open_own, read_at

MAGIC = b"casekit cases 1\n"
BESIDE = 1 << 20
"""Bytes of cases that may stand in the kept work before they go onto the shelf."""

_SHARE = 8  # a shelf is written anew when this part of it was read anew


class Shelf:
    """A file of cases, or none where ``name`` is empty or the file is no file of this user."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.size = 0
        self._descriptor: int | None = None
        with suppress(OSError):
            self._descriptor = open_own(folder / name) if name else None
            self.size = os.fstat(self._descriptor).st_size if self._descriptor is not None else 0

    @property
    def there(self) -> bool:
        """Whether it is there, or none is needed."""
        return self._descriptor is not None or not self.name

    def read(self, place: Shelved) -> bytes | None:
        """Return what stands at a place; None where it is not what was written there."""
        begin, length, right = place
        if self._descriptor is None or begin + length > self.size:
            return None
        with suppress(OSError):
            raw = read_at(self._descriptor, begin, length)
            return raw if digest(raw) == right else None
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def put_away(folder: Path, name: str, work: Earlier, shelf: Shelf) -> tuple[Earlier, str]:
    """Put the cases of some work onto a new shelf where they have become many; return the work, and its shelf's name.

    Raises OSError where that cannot be written; then nothing is left of it.
    """
    if sum(len(kept.case) for kept in work.cases.values()) <= max(BESIDE, shelf.size // _SHARE):
        return work, shelf.name
    path = folder / f"{name}-{os.urandom(8).hex()}{SHELF}"
    cases: dict[str, KeptCase] = {}
    try:
        with os.fdopen(os.open(path, WRITE, 0o600), "wb") as file:
            place = file.write(MAGIC)
            for case_folder, kept in work.cases.items():
                raw = kept.case or (shelf.read(kept.shelved) if kept.shelved else None)
                if raw:  # what was spoilt is read from its files next time
                    at = (place, len(raw), digest(raw))
                    cases[case_folder] = msgspec.structs.replace(kept, case=b"", shelved=at)
                    place += file.write(raw)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return msgspec.structs.replace(work, cases=cases), path.name
