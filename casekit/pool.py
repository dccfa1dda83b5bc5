"""Work in pieces in, what comes of each out: worked out by as many processes as there are cores, where they can be forked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeVar

Piece = TypeVar("Piece")

_inherited: list[tuple[Callable[..., bytes], Sequence[object]]] = []
"""What a forked process works on."""


def cores() -> int:
    """Return how many processes work at once to some purpose: 1 where none can be forked."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def in_processes(processes: int, work: Callable[[Piece], bytes], pieces: Sequence[Piece]) -> Iterator[bytes]:
    """Yield what ``work`` makes of each piece, in their order. With one process, or one piece, this one does it all.

    Others are forked, so they have ``work``, the pieces and all that these refer to without its being sent; only the
    bytes come back. Where the machine has no room for further processes, or stops one, this one does the rest.
    """
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    if min(processes, len(pieces)) > 1:
        with suppress(BrokenProcessPool, OSError):
            for made in _forked(processes, work, pieces):
                done += 1
                yield made
    for piece in pieces[done:]:
        yield work(piece)


def _forked(processes: int, work: Callable[[Piece], bytes], pieces: Sequence[Piece]) -> Iterator[bytes]:
    # Not above: most commands need no other process, and these take as long to import as some hundred files to read.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(min(processes, len(pieces)), fork, initializer=_inherit, initargs=(work, pieces))
    try:
        yield from pool.map(_piece, range(len(pieces)))
    finally:
        pool.shutdown(cancel_futures=True)


def _inherit(work: Callable[..., bytes], pieces: Sequence[object]) -> None:
    _inherited[:] = [(work, pieces)]


def _piece(number: int) -> bytes:
    work, pieces = _inherited[0]
    return work(pieces[number])
