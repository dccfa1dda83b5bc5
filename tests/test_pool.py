"""Work that is spread over processes comes to the same as work done by one, whatever becomes of the others."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import pool


def piece(number: int) -> bytes:
    return b"%d." % number * (number % 5) * 1000


@settings(max_examples=30)
@given(count=st.integers(0, 40), processes=st.integers(1, 4))
def test_every_piece_is_done_and_stands_in_its_place(count: int, processes: int) -> None:
    assert pool.together(piece, count, processes) == [piece(number) for number in range(count)]


def test_a_copy_has_what_this_process_holds_and_works_beside_it() -> None:
    held = object()
    pids = pool.together(lambda _: b"%d %d" % (os.getpid(), id(held)), 200, 3)
    assert {pid.split()[1] for pid in pids} == {b"%d" % id(held)}
    assert len(pids) == 200


def test_what_a_copy_sends_may_be_larger_than_a_pipe() -> None:
    large = [bytes([number]) * (5 << 20) for number in range(6)]
    assert pool.together(lambda number: large[number], 6, 2) == large


@pytest.mark.parametrize("end", [lambda: os._exit(9), lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 / 0])
def test_what_a_copy_leaves_undone_is_made_up_for(end: object) -> None:
    here = os.getpid()

    def do(number: int) -> bytes:
        if os.getpid() != here:
            end()  # type: ignore[operator]
        return piece(number)

    assert pool.together(do, 20, 3) == [piece(number) for number in range(20)]


def test_an_error_is_raised_here_and_no_copy_stays() -> None:
    def do(number: int) -> bytes:
        if number > 3:
            raise UnicodeEncodeError("utf-8", "\udcff", 0, 1, "no text")
        return b""

    with pytest.raises(UnicodeEncodeError):
        pool.together(do, 20, 3)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def open_files() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def test_a_machine_without_room_for_copies_does_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    before = open_files()
    assert pool.together(piece, 20, 3) == [piece(number) for number in range(20)]
    assert open_files() == before


def test_more_pieces_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        pool.together(piece, pool.MOST + 1, 2)
