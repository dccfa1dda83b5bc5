"""Stories in, one history out: every commit of every case in the order of time, as input of ``git fast-import``."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator

from casekit.demo import days
from casekit.demo.staff import email_of
from casekit.demo.steps import Change, Merge, Step

_MAIN = "refs/heads/main"
_ASIDE = "refs/heads/aside"
_LAST = days.moment(days.END, 24 * 60)
Story = tuple[int, Callable[[], Iterator[Step]]]


def in_time(stories: Iterable[Story], last: int = _LAST) -> Iterator[Step | tuple[int, Merge]]:
    """Yield the steps of all stories by time, until the last day.

    A story is the moment from which on it may begin, and what tells it; stories come in the order of their beginnings
    and are told only when it is their time, so that few are in memory. A merge comes twice: first as itself, when
    its work is written aside, then with its number, when it joins the main line.
    """
    coming = iter(stories)
    ahead = next(coming, None)
    turn = itertools.count()
    heap: list[tuple[int, int, Step | tuple[int, Merge], Iterator[Step]]] = []
    while heap or ahead:
        while ahead and (not heap or ahead[0] <= heap[0][0]):
            told = ahead[1]()
            _push(heap, next(turn), told, last)
            ahead = next(coming, None)
        if not heap:
            continue
        _, number, step, story = heapq.heappop(heap)
        if isinstance(step, Merge):
            if step.at <= last:
                yield step
                heapq.heappush(heap, (step.at, number, (number, step), story))
            continue
        yield step
        _push(heap, number, story, last)


def _push(heap: list[tuple[int, int, Step | tuple[int, Merge], Iterator[Step]]], number: int, story: Iterator[Step], last: int) -> None:  # fmt: skip
    step = next(story, None)
    if step is None:
        return
    begins = step.changes[0].at if isinstance(step, Merge) else step.at
    if begins <= last:
        heapq.heappush(heap, (begins, number, step, story))


class History:
    """What has been written of the stream so far: how many marks, where the main line is, what is aside."""

    def __init__(self, write: Callable[[bytes], object], names: dict[str, str]) -> None:
        self.commits = 0
        self._write = write
        self._names = names
        self._marks = 0
        self._main = 0
        self._aside: dict[int, tuple[int, dict[str, int]]] = {}

    def add(self, step: Step | tuple[int, Merge]) -> None:
        """Write one step."""
        if isinstance(step, Change):
            self._main = self._commit(_MAIN, step, self._blobs(step.files))
        elif isinstance(step, Merge):
            self._write_aside(step)
        else:
            self._join(step[1])

    def end(self) -> None:
        """Remove the branch on which work was written aside, and end the stream."""
        if self._marks:
            self._write(b"reset %b\nfrom %b\n\ndone\n" % (_ASIDE.encode(), b"0" * 40))

    def _write_aside(self, merge: Merge) -> None:
        files: dict[str, int] = {}
        # Only the first commit says where it begins: to name a tip again makes Git read its trees again.
        begins = f"from :{self._main}\n"
        for change in merge.changes:
            blobs = self._blobs(change.files)
            tip = self._commit(_ASIDE, change, blobs, begins)
            begins = ""
            files |= blobs
        self._aside[id(merge)] = tip, files

    def _join(self, merge: Merge) -> None:
        tip, files = self._aside.pop(id(merge))
        self._main = self._commit(_MAIN, merge, files, f"merge :{tip}\n")

    def _blobs(self, files: dict[str, bytes]) -> dict[str, int]:
        found = {}
        for path, text in files.items():
            self._marks += 1
            found[path] = self._marks
            self._write(b"blob\nmark :%d\ndata %d\n%b\n" % (self._marks, len(text), text))
        return found

    def _commit(self, ref: str, step: Step, blobs: dict[str, int], parents: str = "") -> int:
        self._marks += 1
        self.commits += 1
        who = f"{self._names[step.by]} <{email_of(step.by)}> {step.at} {days.OFFSET}"
        said = message(step).encode()
        lines = [f"commit {ref}", f"mark :{self._marks}", f"author {who}", f"committer {who}", f"data {len(said)}"]
        self._write("\n".join(lines).encode() + b"\n" + said)
        self._write(parents.encode())
        self._write("".join(f"M 100644 :{mark} {path}\n" for path, mark in blobs.items()).encode() + b"\n")
        return self._marks


def message(step: Step) -> str:
    """Return a commit's message: a subject that says nothing of a person, and trailers."""
    trailers = [*(f"Case: {case}" for case in step.cases), f"Reason: {step.reason}"]
    return f"{step.subject}\n\n" + "\n".join(trailers) + "\n"
