"""Whatever happens to what is kept, or to a run that writes it: the next run finds what a first run finds."""

from __future__ import annotations

import io
import os
import random
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.again import CASE, CONTACT, OTHER, again, anew, at_rest, kept_files, new_agency

from casekit.git import GitError, Repository
from casekit.lint import store
from casekit.lint.outcome import Outcome

PLACES = 24


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = new_agency(tmp_path / "agency")
    at_rest(folder)
    return folder


def kept(agency: Path) -> Path:
    again(agency)
    (file,) = kept_files(agency)
    return file


def in_a_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; return how it ended."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def test_a_wrong_byte_anywhere_is_as_if_there_were_nothing(agency: Path) -> None:
    file, right = kept(agency), anew(agency)
    whole = file.read_bytes()
    dice = random.Random(7)  # noqa: S311 (which bytes)
    for place in [0, 15, 16, 23, 24, 40, *(dice.randrange(len(whole)) for _ in range(PLACES))]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << dice.randrange(8))]) + whole[place + 1 :])
        assert again(agency) == right, place
        assert file.read_bytes()[:16] == whole[:16], "it is mended"


@pytest.mark.parametrize("length", [0, 1, 15, 20, 60, 5000])
def test_a_torn_file_is_as_if_there_were_nothing(agency: Path, length: int) -> None:
    file, right = kept(agency), anew(agency)
    file.write_bytes(file.read_bytes()[:length])
    assert again(agency) == right


def forged(*parts: object) -> bytes:
    """Return a file in the right form, whose digests are right too."""
    written = [b"casekit lint 2\n"]
    for raw in (part if isinstance(part, bytes) else msgspec.msgpack.encode(part) for part in parts):
        digest = store.hashlib.blake2b(raw, digest_size=16).digest()
        written += [(len(raw) + 16).to_bytes(8, "big"), digest, raw]
    return b"".join(written)


@pytest.mark.parametrize(
    "content",
    [
        forged({}, {}, {}, {}),
        forged({"program": b"", "asked": 3, "listed": b""}, [], []),
        forged(b"\xc1", b"\x91" * 100_000, b"\x91" * 100_000),
        forged(b"cos\nsystem\n(S'true'\ntR."),
        forged(),
        b"casekit lint 2\n" + b"\xff" * 64,
        b"\x80\x04cposix\nsystem\n.",
    ],
)
def test_a_forged_file_is_as_if_there_were_nothing(agency: Path, content: bytes) -> None:
    file, right = kept(agency), anew(agency)
    file.write_bytes(content)
    assert again(agency) == right


def test_work_that_is_no_work_is_not_used(agency: Path) -> None:
    file, right = kept(agency), anew(agency)
    whole = file.read_bytes()
    with file.open("rb") as opened:
        parts = [whole[place + 16 : place + length] for place, length in store._parts(opened.fileno())]
    file.write_bytes(forged(*parts[:4], {"cases": "all clear"}, parts[5]))
    assert again(agency) == right
    edited = agency / CONTACT
    edited.write_bytes(edited.read_bytes().replace(b"by: s-", b"by: x-"))
    file.write_bytes(forged(*parts[:4], [b"", b"", None, {CASE: [b"", b"", False, None, [], None]}], []))
    assert again(agency) == anew(agency)


def test_a_link_or_a_pipe_in_its_place_is_not_opened(agency: Path) -> None:
    file, right = kept(agency), anew(agency)
    away = agency.parent / "away"
    shutil.move(file, away)
    file.symlink_to(away)
    before = away.read_bytes()
    assert again(agency) == right
    assert away.read_bytes() == before
    assert not file.is_symlink()
    file.unlink()
    os.mkfifo(file)
    assert again(agency) == right


def test_a_folder_or_a_file_in_the_way_is_no_hindrance(agency: Path) -> None:
    file, right = kept(agency), anew(agency)
    file.unlink()
    file.mkdir()
    assert again(agency) == right
    shutil.rmtree(agency / ".git/casekit")
    (agency / ".git/casekit").write_bytes(b"")
    assert again(agency) == right


def test_it_may_vanish_at_any_time(agency: Path) -> None:
    right = anew(agency)
    kept(agency).unlink()
    assert again(agency) == right
    shutil.rmtree(agency / ".git/casekit")
    assert again(agency) == right


@pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(30, "read-only"), GitError("another user's")])
def test_where_nothing_can_be_kept_all_is_done_anew(
    agency: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Repository) -> Path:
        raise error

    monkeypatch.setattr(Repository, "cache_folder", refuse)
    assert again(agency) == anew(agency) == again(agency)
    assert kept_files(agency) == []


def test_a_disk_that_can_only_be_read_still_helps(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, right = kept(agency), anew(agency)
    before = file.read_bytes()
    opened = os.open

    def read_only(path: object, flags: int, *rest: int, **more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "read-only")
        return opened(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", read_only)
    with monkeypatch.context() as patch:
        patch.setattr("casekit.lint.run.judge_again", None)
        assert again(agency) == right
    changed = agency / CONTACT
    changed.rename(changed.with_name("2026-03-03-k7.yaml"))
    assert again(agency) == anew(agency) != right
    assert file.read_bytes() == before


def test_a_full_disk_leaves_what_was_there(agency: Path) -> None:
    file = kept(agency)
    before = file.read_bytes()
    changed = agency / CONTACT
    changed.rename(changed.with_name("2026-03-02-k8.yaml"))

    def short_of_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        os._exit(0 if again(agency) == anew(agency) else 1)

    assert in_a_child(short_of_room) == 0
    assert kept_files(agency) == [file]
    assert file.read_bytes() == before
    assert again(agency) == anew(agency)


class Dying(io.FileIO):
    """A file whose writer is killed when a part of it is on the disk."""

    def write(self, raw: bytes) -> int:  # type: ignore[override]
        done = super().write(raw)
        if self.tell() > 100:
            os.kill(os.getpid(), signal.SIGKILL)
        return done


@pytest.mark.parametrize("step", ["written", "replace", "_clear_old"])
def test_a_crash_at_any_step_leaves_the_old_or_the_new(agency: Path, step: str) -> None:
    kept(agency)
    changed = agency / CONTACT
    changed.rename(changed.with_name("2026-03-02-k8.yaml"))

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def crash() -> None:
        if step == "replace":
            Path.replace = die  # type: ignore[method-assign,assignment]
        elif step == "written":
            Path.open = lambda path, mode: Dying(path, mode)  # type: ignore[method-assign,assignment,misc]  # noqa: PLW0108 (a class takes no self)
        else:
            store._clear_old = die
        again(agency)

    status = in_a_child(crash)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert again(agency) == anew(agency)
    left = [file for file in kept_files(agency) if file.suffix == ".new"]
    for file in left:
        os.utime(file, (0, 0))
    os.utime(changed.with_name("2026-03-02-k8.yaml"))
    changed.with_name("2026-03-02-k8.yaml").rename(changed)
    again(agency)
    assert [file for file in kept_files(agency) if file.suffix == ".new"] == []


def test_runs_at_the_same_time_do_not_mix(agency: Path) -> None:
    for turn in range(4):
        file = agency / CONTACT
        file.write_bytes(file.read_bytes() + b"# %d\n" % turn)
        (agency / OTHER / f"contacts/2026-03-0{turn + 3}-k7.yaml").write_bytes(file.read_bytes())
        right = anew(agency)
        children = [os.fork() for _ in range(3) if True]
        if 0 in children:
            os._exit(0 if again(agency) == right else 1)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert again(agency) == right


# Any edits, in any order


def names(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)


def _write(file: Path, raw: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)


def _same_size(file: Path) -> None:
    before, raw = file.stat(), file.read_bytes()
    at = raw.find(b"2026")
    file.write_bytes(raw if at < 0 else raw[:at] + b"2025" + raw[at + 4 :])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _renamed(file: Path) -> None:
    file.rename(file.with_name(f"x{file.name}" if not file.name.startswith("x") else file.name[1:]))


def _replaced(file: Path) -> None:
    beside = file.with_name(".new")
    shutil.copy2(file, beside)
    with beside.open("r+b") as opened:
        opened.write(b"#")
    os.utime(beside, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    beside.rename(file)


def _linked(file: Path) -> None:
    file.unlink()
    file.symlink_to("elsewhere")


EDITS: dict[str, Callable[[Path], object]] = {
    "add a line": lambda file: file.write_bytes(file.read_bytes() + b"note: more\n"),
    "name nobody": lambda file: file.write_bytes(file.read_bytes().replace(b"s-ruiz", b"s-ruis")),
    "name somebody": lambda file: file.write_bytes(file.read_bytes().replace(b"s-ruis", b"s-ruiz")),
    "change nothing": os.utime,
    "same size and time": _same_size,
    "another ending": lambda file: file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n")),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:40]),
    "delete": Path.unlink,
    "rename": _renamed,
    "replace": _replaced,
    "link": _linked,
    "copy": lambda file: _write(file.with_name(f"y{file.name}"), file.read_bytes()),
    "local schema": lambda file: _write(
        next(p for p in file.parents if (p / ".git").exists()) / "schemas/local/contact.schema.json",
        b'{"type": "object"}',
    ),
    "settings": lambda file: _write(
        next(p for p in file.parents if (p / ".git").exists()) / "casekit.toml", b'[lint]\nfail-on = "info"\n'
    ),
    "policy": lambda file: _write(
        next(p for p in file.parents if (p / ".git").exists()) / "records/policy.yaml", b"version: 1\nextends: tcm\n"
    ),
    "case away": lambda file: shutil.rmtree(
        next(p for p in file.parents if (p / ".git").exists()) / OTHER, ignore_errors=True
    ),
}
"""What may happen to a file, or beside it; most of it to a file of one case, a shared record, a schema or a setting."""


@pytest.mark.no_cover
@settings(max_examples=16)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 10_000), st.booleans()), min_size=3, max_size=6
    ),
    large=st.booleans(),
)
def test_after_any_edits_a_run_finds_what_a_first_run_finds(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, bool]], *, large: bool
) -> None:
    folder = new_agency(tmp_path_factory.mktemp("edits") / "agency")
    with pytest.MonkeyPatch.context() as patch:
        if large:
            as_if_large(patch)
        again(folder)
        for name, which, rest in edits:
            if rest:
                at_rest(folder)
            files = [path for path in names(folder) if not path.is_symlink()]
            EDITS[name](files[which % len(files)])
            found = again(folder)
            assert found == anew(folder), name
            assert isinstance(found, Outcome | str)


def as_if_large(patch: pytest.MonkeyPatch) -> None:
    """Do with a few cases what is done with thousands: several processes list and judge, and all cases are put away."""
    patch.setattr("casekit.pool.processors", lambda: 2)
    patch.setattr("casekit.records.glance.FOLDERS_AT_LEAST", 1)
    patch.setattr("casekit.lint.examine.FOLDERS_AT_LEAST", 1)
    patch.setattr("casekit.lint.shelf.BESIDE", 0)
