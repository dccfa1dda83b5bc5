"""A folder in; what its Git repository holds out: the files of the index, of a commit, of a date."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from casekit.git import run
from casekit.git.blobs import Batch, read_many
from casekit.git.commands import Command
from casekit.git.log import Commit, commits
from casekit.git.moment import latest_second
from casekit.git.run import GitError, MissingObjectError

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
_CLOSED = 0o700
_LONG = 10 * 60.0  # seconds: a whole history takes its time
_INTENT_TO_ADD = 1 << 29
_FLAGS = re.compile(rb".*\tflags: ([0-9a-f]+)\n", re.ASCII | re.DOTALL)
_EMPTY = {
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}
"""The empty file, which Git also names where a file is only announced (``git add --intent-to-add``)."""


class GitEntry(Struct, frozen=True):
    """One line of the index or of a commit.

    ``path`` is relative to the agency's folder, with forward slashes; bytes that are no UTF-8 are surrogate
    escapes. ``mode`` is Git's, such as 100644. ``stage`` is 0 except during a merge. ``size`` is in bytes, -1
    where Git does not tell.
    """

    path: str
    mode: str
    oid: str
    stage: int = 0
    size: int = -1


class Repository:
    """The repository around an agency's folder. Nothing runs until something is asked.

    Every method raises GitError: Git is missing or too slow, or the repository is broken or another user's.
    """

    def __init__(self, top: Path, prefix: str = "", *, timeout: float = run.TIMEOUT) -> None:
        """``top`` holds ``.git``; ``prefix`` leads from there to the agency's folder; ``timeout`` is in seconds."""
        self.top = top
        self.prefix = prefix
        self.timeout = timeout
        self._batch: Batch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads contents. A later read starts another."""
        batch, self._batch = self._batch, None
        if batch is not None:
            batch.close()

    def index_entries(self, folder: str = "", index: Path | None = None) -> list[GitEntry]:
        """List what is staged at or below a folder of the agency, without files that are only announced.

        ``index`` is the index file to read where it is not the repository's own (see handed_index).
        """
        places = self._places(folder)
        records = _split(run.answer(self.top, Command.INDEX, *places, timeout=self.timeout, index=index))
        found = [entry for record in records for entry in self._within(_index_entry(record))]
        if any(entry.oid in _EMPTY for entry in found):
            announced = self._announced(places, index)
            found = [entry for entry in found if entry.path not in announced]
        return found

    def commit_entries(self, oid: str, folder: str = "") -> list[GitEntry]:
        """List what a commit holds at or below a folder of the agency."""
        operands = (checked(oid), *self._places(folder))
        records = _split(run.answer(self.top, Command.COMMIT, *operands, timeout=self.timeout))
        return [entry for record in records for entry in self._within(_commit_entry(record))]

    def read_blob(self, oid: str, limit: int) -> bytes:
        """Read a file, of a longer one the first ``limit + 1`` bytes. MissingObjectError where only it is lost."""
        checked(oid)
        if self._batch is None:
            self._batch = Batch(self.top, self.timeout)
        try:
            return self._batch.read(oid, limit)
        finally:
            if self._batch.spent:
                self.close()

    def commit_at(self, moment: str) -> str:
        """Find the id of the commit that a date or a revision means.

        A date (``2026-01-31``, until the end of that day, or ``2026-01-31T17:30``, always UTC) means the newest
        commit on the first-parent line of HEAD whose committer date is not later. All else is a revision.
        """
        latest = latest_second(moment)
        if latest is None:
            if oid := self.resolve(moment):
                return oid
            raise GitError(f"this repository has no date, branch, tag or commit “{run.shown(moment)}”")
        head = self.resolve("HEAD")
        if head is None:
            raise GitError("this repository has no commits yet")
        for line in run.answer(self.top, Command.FIRST_PARENTS, head, timeout=self.timeout).splitlines():
            seconds, _, oid_bytes = line.partition(b" ")
            if int(seconds) <= latest:
                return checked(oid_bytes.decode())
        raise GitError(f"no commit is as old as {moment}{self._why_so_young()}")

    def resolve(self, revision: str) -> str | None:
        """Find the id of the commit that a revision means, or None. Whatever it looks like, Git takes it for no option."""
        oid = revision if revision == "HEAD" else self._verify(revision)
        return oid and self._verify(f"{oid}^{{commit}}")

    def log(self, tip: str, folders: Sequence[str] = ()) -> Iterator[Commit]:
        """Yield what ``tip`` builds on, newest first: the commits that changed something below folders of the agency.

        Without folders it is every commit. A merge is compared with its first parent. Paths are as seen from the
        agency's folder.
        """
        places = [place for folder in folders for place in self._places(folder)]
        yield from self._commits(run.answer(self.top, Command.LOG, checked(tip), "--", *places, timeout=_LONG))

    def log_each(self, oids: Sequence[str]) -> Iterator[Commit]:
        """Yield these commits, at least one and not thousands, as ``log`` does, and none that they build on."""
        yield from self._commits(run.answer(self.top, Command.LOG_EACH, *map(checked, oids), "--", timeout=_LONG))

    def order(self, tip: str) -> list[str]:
        """Return the ids of the commits that ``tip`` builds on, in the order of ``log``."""
        return run.answer(self.top, Command.ORDER, checked(tip), "--", timeout=_LONG).decode("ascii").split()

    def _commits(self, answer: bytes) -> Iterator[Commit]:
        return commits(answer, os.fsencode(f"{self.prefix}/") if self.prefix else b"")

    def read_blobs(self, oids: Sequence[str], limit: int) -> Iterator[bytes | MissingObjectError]:
        """Yield files as ``read_blob`` returns them, or why one cannot be read: many much faster than one by one."""
        return read_many(self.top, self.timeout, [checked(oid) for oid in oids], limit)

    def signed(self, tip: str) -> tuple[int, int]:
        """Return how many commits ``tip`` builds on, itself included, and how many of them carry a signature, whoever's."""
        records = _split(run.answer(self.top, Command.HISTORY, checked(tip), timeout=_LONG))
        heads = [record.partition(b"\n\n")[0] for record in records]
        return len(heads), sum(b"\ngpgsig" in head for head in heads)

    def folders(self, oid: str, *paths: str) -> list[str]:
        """Return which of these folders of the agency a commit holds; of one that ends in a slash, those in it."""
        places = [place for path in paths for place in self._places(path)]
        answer = run.answer(self.top, Command.FOLDERS, checked(oid), *places, timeout=self.timeout)
        return [path[len(self.prefix) + 1 if self.prefix else 0 :] for path in map(os.fsdecode, _split(answer))]

    def is_shallow(self) -> bool:
        """Tell whether this clone holds only recent history."""
        list_of_ends = self._common_folder() / "shallow"  # as Git tells it too
        return list_of_ends.is_file() and list_of_ends.stat().st_size > 0

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the newest commit that both build on, or None where they have none in common."""
        code, out, _ = run.ask(self.top, Command.MERGE_BASE, checked(one), checked(other), timeout=self.timeout)
        return checked(out.decode("ascii").split("\n")[0]) if code == 0 else None

    def hooks_folder(self) -> Path:
        """Return the folder of the hooks that every working tree of this repository shares."""
        return self._common_folder() / "hooks"

    def cache_folder(self) -> Path:
        """Return the folder for what can be computed again, made where it is missing and closed to other users.

        It is inside Git's own folder, holds client text like the clone around it, and is shared by every working
        tree. Raises OSError where it can be neither made nor closed: then nothing is kept.
        """
        folder = self._common_folder() / "casekit"
        folder.mkdir(mode=_CLOSED, exist_ok=True)
        if stat.S_IMODE(folder.stat().st_mode) != _CLOSED:
            folder.chmod(_CLOSED)  # not where it is so already: it may be on a disk that can only be read
        return folder

    def set_setting(self, name: str, value: str) -> None:
        """Set a Git setting, such as ``user.email``, for this clone of the repository."""
        run.answer(self.top, Command.SET, name, value, timeout=self.timeout)

    def _common_folder(self) -> Path:
        plain = self.top / ".git"
        if run.is_own(self.top) and (plain / "HEAD").is_file() and not os.path.lexists(plain / "commondir"):
            return plain  # as nearly always; to ask Git takes as long as to look at some thousand files
        answer = run.answer(self.top, Command.COMMON_FOLDER, timeout=self.timeout)
        return self.top / os.fsdecode(answer.removesuffix(b"\n"))

    def _verify(self, revision: str) -> str | None:
        if not revision or "\0" in revision:
            return None
        code, out, _ = run.ask(self.top, Command.RESOLVE, revision, timeout=self.timeout)
        text = out.decode("ascii", "replace").removesuffix("\n")
        return text if code == 0 and _OID.fullmatch(text) else None

    def _why_so_young(self) -> str:
        return (
            ": this clone holds only recent history (git fetch --unshallow brings the rest)"
            if self.is_shallow()
            else ""
        )

    def _places(self, folder: str) -> tuple[str, ...]:
        """Name the operand that stands for a folder of the agency; none means everything."""
        place = "/".join(part for part in (self.prefix, folder) if part)
        return (place,) if place else ()

    def _within(self, entry: GitEntry) -> Iterator[GitEntry]:
        """Give the entry with its path as seen from the agency's folder; nothing if that folder was a file then."""
        if not self.prefix:
            yield entry
        elif entry.path.startswith(f"{self.prefix}/"):
            yield GitEntry(entry.path[len(self.prefix) + 1 :], entry.mode, entry.oid, entry.stage, entry.size)

    def _announced(self, places: tuple[str, ...], index: Path | None) -> set[str]:
        """Find the paths that ``git add --intent-to-add`` announced: only the index's flags tell."""
        found: set[str] = set()
        before = b""
        flags_of = run.answer(self.top, Command.INDEX_FLAGS, *places, timeout=self.timeout, index=index)
        for piece in flags_of.split(b"\0"):
            # Each piece is the flags of the file before it, then mode, id, stage and path of the next.
            if flags := _FLAGS.match(piece):
                if int(flags[1], 16) & _INTENT_TO_ADD:
                    found.update(entry.path for entry in self._within(_index_entry(before)))
                piece = piece[flags.end() :]  # noqa: PLW2901 - the rest of it
            before = piece
        return found


def open_repository(folder: Path) -> Repository | None:
    """Find the repository around a folder: the nearest ``.git`` at or above it, or None. Needs no Git to tell."""
    place = folder.resolve()
    for top in (place, *place.parents):
        if os.path.lexists(top / ".git"):
            prefix = place.relative_to(top).as_posix()
            return Repository(top, "" if prefix == "." else prefix)
    return None


def begin_repository(folder: Path) -> None:
    """Make a Git repository of a folder, with ``main`` as its branch. Raises GitError."""
    code, _, complaints = run.ask(folder, Command.INIT)
    if code:
        raise GitError(f"Git could not begin a repository in {run.shown(folder)}: {run.last_words(complaints)}")


def checked(oid: str) -> str:
    """Return the object id itself, or raise GitError if it is none."""
    if not _OID.fullmatch(oid):
        raise GitError(f"“{run.shown(oid)}” is not the id of a Git object")
    return oid


def _split(answer: bytes) -> list[bytes]:
    return answer.split(b"\0")[:-1]


def _index_entry(record: bytes) -> GitEntry:
    about, _, path = record.partition(b"\t")
    mode, oid, stage = about.decode("ascii").split()
    return GitEntry(os.fsdecode(path), mode, checked(oid), int(stage))


def _commit_entry(record: bytes) -> GitEntry:
    about, _, path = record.partition(b"\t")
    mode, _, oid, size = about.decode("ascii").split()
    return GitEntry(os.fsdecode(path), mode, checked(oid), 0, int(size) if size.isdigit() else -1)
