"""A stream of commits in, a repository with that history out: the only place that writes Git objects in bulk."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.run import GitError

MAIN = "refs/heads/main"
_BUFFER = 1 << 20
_COMMIT = 1  # the kind of object, in a pack
_LONG = 60 * 60.0  # seconds: a large history takes its time


@contextmanager
def importing(top: Path) -> Iterator[Callable[[bytes], object]]:
    """Give a function that takes the input of ``git fast-import`` piece by piece. Raises GitError in the end.

    Its grammar is in git-fast-import(1); the stream must end with ``done``.
    """
    with _running(top, Command.IMPORT) as process:
        yield cast("IO[bytes]", process.stdin).write


def check_out(top: Path) -> None:
    """Write the files of the main branch into the working tree."""
    run.answer(top, Command.CHECK_OUT, timeout=_LONG)


def rewrite_commits(top: Path, rewritten: Callable[[bytes], bytes]) -> str:
    """Replace every commit of the main branch by what ``rewritten`` makes of its text; return the new tip's id.

    The texts come parents first, with the ids of their rewritten parents. What nothing points at any more goes.
    """
    count = int(run.answer(top, Command.COUNT, MAIN))
    new: dict[bytes, bytes] = {}
    tip = b""
    with _running(top, Command.STORE_PACK) as process:
        pack = _Pack(cast("IO[bytes]", process.stdin), count)
        for old, text in _commits(top):
            commit = rewritten(_with_parents(text, new))
            tip = new[old] = hashlib.sha1(b"commit %d\0%b" % (len(commit), commit), usedforsecurity=False).hexdigest().encode()  # fmt: skip
            pack.add(commit)
        pack.end()
    run.answer(top, Command.MOVE_BRANCH, MAIN, tip.decode())
    run.answer(top, Command.REPACK, timeout=_LONG)
    return tip.decode()


class _Pack:
    """A pack of commits, written as it grows. Its form is in gitformat-pack(5)."""

    def __init__(self, out: IO[bytes], count: int) -> None:
        self._out = out
        self._sum = hashlib.sha1(usedforsecurity=False)
        self._write(b"PACK" + struct.pack(">II", 2, count))

    def add(self, commit: bytes) -> None:
        size = len(commit)
        head = bytearray([_COMMIT << 4 | size & 15])
        size >>= 4
        while size:
            head[-1] |= 128
            head.append(size & 127)
            size >>= 7
        self._write(bytes(head) + zlib.compress(commit, 1))

    def end(self) -> None:
        self._out.write(self._sum.digest())

    def _write(self, data: bytes) -> None:
        self._sum.update(data)
        self._out.write(data)


def _commits(top: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield id and text of every commit of the main branch, parents first."""
    with _running(top, Command.HISTORY, MAIN) as process:
        rest = b""
        out = cast("IO[bytes]", process.stdout)
        while chunk := out.read(_BUFFER):
            *whole, rest = (rest + chunk).split(b"\0")
            for record in whole:
                oid, _, commit = record.partition(b"\n")
                head, _, message = commit.partition(b"\n\n")
                plain = b"\n".join(line.removeprefix(b"    ") for line in message.split(b"\n"))
                yield oid, head + b"\n\n" + plain.rstrip(b"\n") + b"\n"


def _with_parents(text: bytes, new: dict[bytes, bytes]) -> bytes:
    head, _, message = text.partition(b"\n\n")
    return b"\n".join(_with_parent(line, new) for line in head.split(b"\n")) + b"\n\n" + message


def _with_parent(line: bytes, new: dict[bytes, bytes]) -> bytes:
    name, _, oid = line.partition(b" ")
    return b"parent " + new[oid] if name == b"parent" else line


@contextmanager
def _running(top: Path, command: Command, *operands: str) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as errors:
        process = run.start(top, command, errors, *operands, buffer=_BUFFER)
        try:
            with process:  # waits
                yield process
                cast("IO[bytes]", process.stdin).close()
                cast("IO[bytes]", process.stdout).read()
        except BrokenPipeError:
            process.wait()
        except BaseException:
            process.kill()
            raise
        if process.returncode:
            errors.seek(0)
            raise GitError(f"Git could not write the history: {run.last_words(errors.read())}")
