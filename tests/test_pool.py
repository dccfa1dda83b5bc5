"""Whatever becomes of other processes, each piece of work is done once and comes back in its place."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys

import pytest

from casekit.pool import cores, in_processes

PIECES = [f"piece {number}" for number in range(40)]
WHOLE = [piece.encode() for piece in PIECES]
HERE = os.getpid()
forks = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


@pytest.mark.parametrize("processes", [1, 2, 60])
@pytest.mark.parametrize("most", [0, 1, 40])
def test_all_comes_back_in_order(processes: int, most: int) -> None:
    assert list(in_processes(processes if cores() > 1 else 1, str.encode, PIECES[:most])) == WHOLE[:most]


@forks
def test_other_processes_have_the_work_without_its_being_sent() -> None:
    beside = {piece: lambda piece=piece: f"{piece} in {os.getpid()}".encode() for piece in PIECES}  # nothing to pickle
    told = {made.decode().rpartition(" ")[2] for made in in_processes(2, lambda piece: beside[piece](), PIECES)}
    assert str(HERE) not in told
    assert 1 <= len(told) <= 2


@forks
def test_what_a_stopped_process_leaves_is_done_here() -> None:
    def work(piece: str) -> bytes:
        if piece == "piece 20" and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return piece.encode()

    assert list(in_processes(2, work, PIECES)) == WHOLE


@forks
def test_an_error_of_the_work_is_told_and_leaves_no_process() -> None:
    def work(piece: str) -> bytes:
        raise ValueError(piece)

    with pytest.raises(ValueError, match="piece 0"):
        list(in_processes(2, work, PIECES))
    assert multiprocessing.active_children() == []


@forks
def test_who_stops_listening_leaves_no_process() -> None:
    made = in_processes(2, str.encode, PIECES)
    assert next(made) == b"piece 0"
    made.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
