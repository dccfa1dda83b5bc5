"""What every test stands on: a pinned identity, clock zone, home and locale, and real Git repositories to play in.

To be watched by coverage costs a test as much again as to run. A test that walks for the hundredth time where others
have walked says so with pytest-cov's ``no_cover``: it asserts what it asserted, and is not counted.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

IN_MEMORY = Path("/dev/shm")  # noqa: S108 (pytest makes a folder of its own below)
ROOM = 2**30  # bytes; the tests need a tenth of it at a time

# Whoever runs the tests in the background has Ctrl-C ignored, and so would every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def serves(folder: Path) -> bool:
    """Say whether a folder has room for the tests and lets them run the programs that they write."""
    if not folder.is_dir():
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize > ROOM and not found.f_flag & os.ST_NOEXEC


# Tests make and remove thousands of folders, and a disk may take milliseconds for each, which memory does not.
if "TMPDIR" not in os.environ and serves(IN_MEMORY):
    os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)

settings.register_profile("casekit", derandomize=True, deadline=None, database=None, max_examples=100)
settings.load_profile("casekit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--snapshot-update", action="store_true", help="Accept what is printed now as right.")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Run a test with ``no_cover`` unwatched. In a process of xdist, pytest-cov pauses one measurement of its two."""
    if item.get_closest_marker("no_cover") is None:
        return (yield)
    watching = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(watching)


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in ``snapshots/`` beside the test, or write it there."""

    def compare(name: str, text: str) -> None:
        file = request.path.parent / "snapshots" / name
        if request.config.getoption("--snapshot-update"):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        assert file.is_file(), f"there is no {name} yet; run pytest --snapshot-update and read it"
        assert text == file.read_bytes().decode()

    return compare


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the identity, the Git settings, the language or the time zone of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("GIT_") or name in {"GITHUB_ACTIONS", "CI", "PYTHONDONTWRITEBYTECODE"}:
            monkeypatch.delenv(name)
    home = str(tmp_path_factory.mktemp("home"))
    pins = {
        "HOME": home,
        "XDG_CONFIG_HOME": f"{home}/.config",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Robin Vale",
        "GIT_AUTHOR_EMAIL": "robin.vale@agency.example",
        "GIT_AUTHOR_DATE": "2026-01-05T09:00:00Z",
        "GIT_COMMITTER_NAME": "Robin Vale",
        "GIT_COMMITTER_EMAIL": "robin.vale@agency.example",
        "GIT_COMMITTER_DATE": "2026-01-05T09:00:00Z",
    }
    for name, value in pins.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def pin_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Thursday in March, and s-ruiz of the example agency at the keyboard, with no editor set."""
    monkeypatch.setattr("casekit.cli.making.today", lambda _zone="": dt.date(2026, 3, 12))
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "S.Ruiz@example.org")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


class Repo:
    """A real repository: ``write`` files, run ``git``, ``commit`` on a given date."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str | bytes, given: bytes = b"", **env: str) -> str:
        """Run Git here and return what it prints, without the last line feed; ``env`` adds to the environment."""
        command: list[str | bytes] = ["git", *arguments]
        done = subprocess.run(  # noqa: PLW1510 - check comes with the output, below
            command, cwd=self.path, env={**os.environ, **env}, input=given, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        return os.fsdecode(done.stdout).removesuffix("\n")

    def write(self, path: str, text: str | bytes = "") -> Path:
        """Write one file, with its folders."""
        full = self.path / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text if isinstance(text, bytes) else text.encode())
        return full

    def commit(self, message: str = "change", on: str = "2026-01-05T09:00:00Z") -> str:
        """Commit everything on that date; the id of the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, GIT_AUTHOR_DATE=on, GIT_COMMITTER_DATE=on)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def new_repository(tmp_path: Path) -> Callable[..., Repo]:
    """Make a repository at a path below the test's folder, with options of ``git init``."""

    def make(name: str = "agency", *options: str) -> Repo:
        return Repo(tmp_path / name, *options)

    return make


@pytest.fixture
def repository(new_repository: Callable[..., Repo]) -> Repo:
    """An empty repository."""
    return new_repository()
