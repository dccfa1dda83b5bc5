"""Numbered pieces of work in, what each comes to out: done by this process and by copies of it, side by side.

A copy has all that this process holds, without its being sent. It takes the next number whenever it is free, and sends
back bytes. What a copy did not finish, because it was stopped or met an error, this process does itself: so an error
is raised here, as if there were no copies.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator

MOST = 1000
"""Pieces that may be waiting at a time: their numbers have to fit into a pipe, which may have one page."""

_NUMBER, _LENGTH = 4, 8
_CHUNK = 1 << 16
_ROOM = 1 << 20  # bytes that a copy may have sent before this process looks
_SET_ROOM = 1031  # F_SETPIPE_SZ, fcntl(2)

Piece = Callable[[int], bytes]
"""Does the piece of work with a number."""


def processors() -> int:
    """Return how many processes can work at once: one where a copy of a process cannot simply be made."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def together(do: Piece, count: int, processes: int) -> list[bytes]:
    """Do the pieces numbered from 0 to ``count``, at most ``MOST``, in so many processes; in the order of the numbers."""
    done: dict[int, bytes] = {}
    if processes > 1 and count > 1:
        numbers = _numbers(count)
        copies: list[_Copy] = []
        try:
            copies.extend(_copies(do, numbers, min(processes, count) - 1))
            for number in _taken(numbers):
                done[number] = do(number)
                for copy in copies:
                    copy.look()
            for copy in copies:
                done |= copy.all_it_did()
        finally:
            os.close(numbers)
            for copy in copies:
                copy.end()
    return [done[number] if number in done else do(number) for number in range(count)]


def _numbers(count: int) -> int:
    """Return the end of a pipe from which each number can be read once."""
    if count > MOST:
        raise ValueError(f"{count} pieces are too many to wait at a time")
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
    os.close(writing)
    return reading


def _taken(numbers: int) -> Iterator[int]:
    while raw := os.read(numbers, _NUMBER):
        yield int.from_bytes(raw, "big")


def _copies(do: Piece, numbers: int, count: int) -> Iterator[_Copy]:
    """Yield copies of this process that are at work; fewer where the machine has no room for them."""
    for _ in range(count):
        try:
            yield _Copy(do, numbers)
        except OSError:
            return


class _Copy:
    """A copy of this process at work, and what it sent so far."""

    def __init__(self, do: Piece, numbers: int) -> None:
        self._reading, writing = os.pipe()
        _make_room(writing)
        try:
            self._pid = os.fork()
        except OSError:
            os.close(self._reading)
            os.close(writing)
            raise
        if not self._pid:
            _work(do, numbers, writing)
        os.close(writing)
        os.set_blocking(self._reading, False)
        self._sent = bytearray()

    def look(self) -> None:
        """Take what the copy has sent by now, so that it need not wait."""
        try:
            while chunk := os.read(self._reading, _CHUNK):
                self._sent += chunk
        except BlockingIOError:
            return

    def all_it_did(self) -> dict[int, bytes]:
        """Wait until the copy has nothing more to do, and return what it did by number."""
        os.set_blocking(self._reading, True)
        self.look()
        return dict(_pieces(bytes(self._sent)))

    def end(self) -> None:
        """Stop the copy, should it still be at work."""
        os.close(self._reading)
        os.kill(self._pid, signal.SIGKILL)  # it is there, finished or not, until it was waited for
        os.waitpid(self._pid, 0)


def _work(do: Piece, numbers: int, writing: int) -> None:
    """Be a copy: do pieces until there are none, and end without what a program does at its end."""
    code = 1
    try:
        for number in _taken(numbers):
            raw = do(number)
            whole = memoryview(number.to_bytes(_NUMBER, "big") + len(raw).to_bytes(_LENGTH, "big") + raw)
            while whole:
                whole = whole[os.write(writing, whole) :]
        code = 0
    finally:
        os._exit(code)


def _pieces(sent: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the pieces that came whole."""
    place = 0
    while place + _NUMBER + _LENGTH <= len(sent):
        begin = place + _NUMBER + _LENGTH
        end = begin + int.from_bytes(sent[place + _NUMBER : begin], "big")
        if end > len(sent):
            return
        yield int.from_bytes(sent[place : place + _NUMBER], "big"), sent[begin:end]
        place = end


def _make_room(pipe: int) -> None:
    """Let a pipe hold more, where the system allows it: whoever writes need not wait for the reader."""
    import fcntl

    try:
        fcntl.fcntl(pipe, _SET_ROOM, _ROOM)
    except OSError:
        return
