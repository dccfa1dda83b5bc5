"""The id of a file's contents in, its bytes out, through a running ``git cat-file --batch``."""

from __future__ import annotations

import hashlib
import os
import select
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

from casekit.git import run
from casekit.git.commands import Command

_CHUNK = 1 << 16
_WINDOW = 500  # questions on their way at once: all of them fit into a pipe, so that nobody waits for each other
_SHA256_DIGITS = 64


class Batch:
    """One Git process that answers read after read.

    ``spent`` means that part of an answer is still under way: close this one, start another.
    """

    def __init__(self, top: Path, timeout: float) -> None:
        self.spent = False
        self._top = top
        self._timeout = timeout
        self._buffer = bytearray()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - close() does
        try:
            self._process = run.start(top, Command.BLOBS, self._errors)
        except run.GitError:
            self._errors.close()
            raise
        self._questions = cast("IO[bytes]", self._process.stdin).fileno()
        self._answers = cast("IO[bytes]", self._process.stdout).fileno()

    def read(self, oid: str, limit: int) -> bytes:
        """Read one file, of a longer one the first ``limit + 1`` bytes. A whole file is checked against its id."""
        self.ask([oid])
        return self.answer(oid, limit)

    def ask(self, oids: Sequence[str]) -> None:
        """Ask for files, as many as fit into a pipe. Each wants an ``answer``, in this order."""
        try:
            os.write(self._questions, "".join(f"{oid}\n" for oid in oids).encode())
        except BrokenPipeError:
            self.spent = True
            raise self._gone() from None

    def answer(self, oid: str, limit: int) -> bytes:
        """Return the file that was asked for next, as ``read`` does."""
        deadline = time.monotonic() + self._timeout
        self.spent = True
        _, kind, *size = self._line(deadline).split(b" ")
        if kind != b"blob":
            self.spent = kind != b"missing"
            raise run.MissingObjectError("its text is missing from the Git repository")
        whole = int(size[0])
        if whole > limit:
            return self._take(limit + 1, deadline)
        text = self._take(whole + 1, deadline)[:-1]
        self.spent = False
        if blob_id(text, oid) != oid:
            raise run.MissingObjectError("its text in the Git repository was damaged or tampered with")
        return text

    def close(self) -> None:
        """End the process, at once."""
        self._process.kill()
        with self._process:  # waits, and closes the pipes
            self._errors.close()

    def _line(self, deadline: float) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            self._fill(deadline)
        return self._take(end + 1, deadline)[:-1]

    def _take(self, count: int, deadline: float) -> bytes:
        while len(self._buffer) < count:
            self._fill(deadline)
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _fill(self, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise run.too_slow(self._timeout)
        received = os.read(self._answers, _CHUNK)
        if not received:
            raise self._gone()
        self._buffer += received

    def _gone(self) -> run.GitError:
        """Say why Git ended: because of the repository, or because of this one object."""
        self._errors.seek(0)
        complaints = self._errors.read()
        if reason := run.refusal(self._top, complaints):
            return run.GitError(reason)
        return run.MissingObjectError(f"Git cannot read its text: {run.last_words(complaints)}")


def read_many(top: Path, timeout: float, oids: Sequence[str], limit: int) -> Iterator[bytes | run.MissingObjectError]:
    """Yield every file as ``Batch.read`` returns it, or why it cannot be read. ``timeout`` is in seconds, for each."""
    done = 0
    while done < len(oids):
        batch = Batch(top, timeout)
        try:
            for told in _in_turn(batch, oids[done:], limit):
                done += 1
                yield told
        finally:
            batch.close()


def _in_turn(batch: Batch, oids: Sequence[str], limit: int) -> Iterator[bytes | run.MissingObjectError]:
    """Yield files until all are told, or the batch is spent after at least one."""
    for start in range(0, len(oids), _WINDOW):
        window = oids[start : start + _WINDOW]
        batch.ask(window)
        for oid in window:
            told: bytes | run.MissingObjectError
            try:
                told = batch.answer(oid, limit)
            except run.MissingObjectError as error:
                told = error
            yield told
            if batch.spent:
                return


def blob_id(text: bytes, oid: str) -> str:
    """Return the id that Git gives to this text, in the format of ``oid``."""
    named = b"blob %d\0%b" % (len(text), text)
    if len(oid) == _SHA256_DIGITS:
        return hashlib.sha256(named).hexdigest()
    return hashlib.sha1(named, usedforsecurity=False).hexdigest()
