"""An agency's folder and a path in, what stands there out; and what keeps a file from being written, with its path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casekit.records.save import SaveError, TakenError
from casekit.records.tree import Entry, WorkingTree

_MOST = 1 << 20  # bytes; what casekit ships is smaller by far


class StarterError(Exception):
    """Something cannot be written or used as it is. The text is a sentence with the path and the way out."""


def present(folder: Path, path: str) -> bytes | None:
    """Return what stands at a path, of a long file the beginning; None where nothing is there.

    Raises ReadFailure for what is no plain file or cannot be read.
    """
    if not os.path.lexists(folder / path):
        return None
    with WorkingTree(folder) as tree:
        return tree.read(Entry(path, "file"), _MOST)


@contextmanager
def told(path: str) -> Iterator[None]:
    """Name the path where saving stops. TakenError passes: whoever writes decides what it means."""
    try:
        yield
    except TakenError:
        raise
    except SaveError as error:
        raise StarterError(f"{path} {error}.") from error
