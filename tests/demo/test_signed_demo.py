"""Signed commits are good to Git and to ssh-keygen, under the keys that staff's own files name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from casekit.demo.keys import Keys
from casekit.demo.make import make_demo
from casekit.records.yaml import read


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    make_demo(folder, 8, 1, 4, signed=True)
    return folder


@pytest.fixture(scope="module")
def signers(signed: Path) -> Path:
    """An allowed-signers file made of the staff's records."""
    lines = []
    for path in sorted((signed / "records" / "staff").iterdir()):
        identity = (read(path.read_bytes()).data or {})["git"][0]
        lines.append(f'{identity["email"]} namespaces="git" {identity["key"]}\n')
    file = signed.parent / "allowed_signers"
    file.write_text("".join(lines))
    return file


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout


def test_git_finds_every_signature_good_and_the_committer_s_own(signed: Path, signers: Path) -> None:
    some = git(signed, "rev-list", "HEAD").split()[::12]
    configured = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={signers}"]
    log = git(signed, *configured, "log", "--no-walk=unsorted", "--format=%G? %GS %ce %ae", *some)
    for line in log.splitlines():
        verdict, principal, committer, author = line.split()
        assert verdict == "G"
        assert principal == committer == author
    assert len(log.splitlines()) > 15


def test_every_commit_is_signed_and_nothing_unsigned_is_left(signed: Path) -> None:
    everything = git(signed, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    commits = {line.split()[0] for line in everything.splitlines() if line.endswith(" commit")}
    assert commits == set(git(signed, "rev-list", "HEAD").split())
    assert git(signed, "rev-list", "--header", "HEAD").count("\ngpgsig ") == len(commits)
    assert git(signed, "status", "--porcelain") == ""
    assert git(signed, "fsck", "--strict") == ""


def test_ssh_keygen_agrees_about_any_text(signed: Path, signers: Path, tmp_path: Path) -> None:
    worker = min((signed / "records" / "staff").iterdir()).stem
    signature = tmp_path / "signature"
    signature.write_bytes(Keys(4).signature(worker, b"what was said\n") + b"\n")
    address = f"{worker.replace('-', '.')}@example.org"
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", address, "-n", "git", "-s", str(signature)]
    assert subprocess.run(command, input=b"what was said\n", check=False, capture_output=True).returncode == 0
    assert subprocess.run(command, input=b"what was not\n", check=False, capture_output=True).returncode != 0


def test_signatures_change_nothing_else(signed: Path, tmp_path: Path) -> None:
    """The same seed without keys writes the same history but for the keys in the staff's files."""
    make_demo(tmp_path, 8, 1, 4)
    told = "--format=%an %at %cn %ct %s%n%b"
    assert git(signed, "log", told) == git(tmp_path, "log", told)
    assert git(signed, "ls-files") == git(tmp_path, "ls-files")
    again = tmp_path / "again"
    again.mkdir()
    make_demo(again, 8, 1, 4, signed=True)
    assert git(again, "rev-parse", "HEAD") == git(signed, "rev-parse", "HEAD")
