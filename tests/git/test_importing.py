"""A broken stream is said in words, and rewriting keeps the shape of a history."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.git import GitError, begin_repository
from casekit.git.importing import check_out, importing, rewrite_commits

_WHO = b"Robin Vale <robin.vale@agency.example> 1767600000 +0000"


def commit(ref: bytes, mark: int, said: bytes, *parents: bytes) -> bytes:
    head = b"commit %b\nmark :%d\nauthor %b\ncommitter %b\ndata %d\n%b" % (ref, mark, _WHO, _WHO, len(said), said)
    return head + b"".join(parents) + b"M 100644 inline f%d\ndata 2\nx\n\n" % mark


def begun(folder: Path) -> Path:
    begin_repository(folder)
    with importing(folder) as write:
        write(commit(b"refs/heads/main", 1, b"first\n\nbody\n"))
        write(commit(b"refs/heads/side", 2, b"aside\n", b"from :1\n"))
        write(commit(b"refs/heads/main", 3, b"merge\n", b"from :1\n", b"merge :2\n"))
        write(b"done\n")
    check_out(folder)
    return folder


def test_a_history_is_written_and_checked_out(tmp_path: Path) -> None:
    assert sorted(path.name for path in begun(tmp_path).iterdir()) == [".git", "f1", "f3"]


def test_rewriting_gives_each_text_with_the_new_ids_of_its_parents(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def louder(text: bytes) -> bytes:
        seen.append(text)
        return text.replace(b"\n\n", b"\n\nRe: ", 1)

    tip = rewrite_commits(begun(tmp_path), louder)
    assert (tmp_path / ".git" / "refs" / "heads" / "main").read_text().strip() == tip
    assert [text.partition(b"\n\n")[2] for text in seen] == [b"first\n\nbody\n", b"aside\n", b"merge\n"]
    assert [len(re.findall(b"^parent ", text, re.MULTILINE)) for text in seen] == [0, 1, 2]


@pytest.mark.parametrize("stream", [b"commit main\n", b"nonsense\n", b"", b"blob\ndata 9\nx"])
def test_a_stream_that_git_does_not_understand_is_said_in_one_line(tmp_path: Path, stream: bytes) -> None:
    begin_repository(tmp_path)
    with pytest.raises(GitError, match=r"Git could not write the history: .+") as caught, importing(tmp_path) as write:
        write(stream)
    assert "\n" not in str(caught.value)


def test_what_stops_the_writer_stops_git(tmp_path: Path) -> None:
    begin_repository(tmp_path)
    with pytest.raises(ZeroDivisionError), importing(tmp_path) as write:
        write(b"blob\ndata 5\n" + b"%d" % (1 // 0))
