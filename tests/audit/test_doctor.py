"""`casekit doctor`: each way to set up a clone or a server that weakens the trail, found in a real one; a healthy one has none."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casekit.cli.main import run

Printed = pytest.CaptureFixture[str]
HEALTHY = {
    "user.email": "robin.vale@agency.example",
    "gpg.format": "ssh",
    "user.signingKey": "/home/x/.ssh/id_ed25519.pub",
    "commit.gpgSign": "true",
    "gpg.ssh.allowedSignersFile": "signers",
    "fetch.fsckObjects": "true",
}
SERVER = {
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "receive.fsckObjects": "true",
    "core.logAllRefUpdates": "true",
}


def told(capsys: Printed, folder: Path) -> dict[str, bool]:
    """Return the ids of what the doctor finds, and whether each should be mended."""
    code = run(["-C", str(folder), "doctor", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert code == int(any(each["mend"] for each in found))
    assert all(each["says"].endswith(".") and each["command"] for each in found)
    return {each["id"]: each["mend"] for each in found}


@pytest.fixture
def clone(repository: Any) -> Any:
    repository.write("records/agency.yaml", "name: x\n")
    repository.commit()
    for name, value in HEALTHY.items():
        repository.git("config", name, value)
    hooks = repository.path / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-commit", "pre-push"):
        (hooks / name).write_text("#!/bin/sh\n")
        (hooks / name).chmod(0o755)
    return repository


def test_a_healthy_clone_has_nothing_to_mend(clone: Any, capsys: Printed) -> None:
    assert told(capsys, clone.path) == {}
    assert run(["-C", str(clone.path), "doctor"]) == 0
    assert capsys.readouterr().err == "casekit: nothing to mend, 0 to know.\n"


def _config(name: str, value: str) -> Callable[[Any], object]:
    return lambda clone: clone.git("config", name, value)


def _file(place: str, text: str) -> Callable[[Any], object]:
    return lambda clone: clone.write(f".git/{place}", text)


def _ref(name: str) -> Callable[[Any], object]:
    return lambda clone: clone.git("update-ref", name, "HEAD")


def _replace(clone: Any) -> None:
    old = clone.git("rev-parse", "HEAD:records/agency.yaml")
    clone.git("replace", old, clone.git("hash-object", "-w", "--stdin", given=b"name: y\n"))


CASES: dict[str, tuple[Callable[[Any], object], str, bool]] = {
    "replaced": (_replace, "replaced-objects", True),
    "grafts": (lambda c: c.write(".git/info/grafts", c.git("rev-parse", "HEAD") + "\n"), "grafts", True),
    "shallow": (lambda c: c.write(".git/shallow", c.git("rev-parse", "HEAD") + "\n"), "shallow", True),
    "partial": (_config("remote.origin.promisor", "true"), "partial", True),
    "alternates": (_file("objects/info/alternates", "/nowhere\n"), "alternates", True),
    "graph": (lambda c: c.git("commit-graph", "write", "--reachable"), "commit-graph", False),
    "tag main": (_ref("refs/tags/main"), "shadowing-ref", True),
    "branch HEAD": (_ref("refs/heads/HEAD"), "shadowing-ref", True),
    "branch named as an id": (_ref(f"refs/heads/{'a' * 40}"), "shadowing-ref", True),
    "a hyphen": (_ref("refs/heads/-x"), "odd-ref", True),
    "fsmonitor": (_config("core.fsmonitor", "evil"), "runs-programs", True),
    "gpg program": (_config("gpg.ssh.program", "evil"), "runs-programs", True),
    "textconv": (_config("diff.x.textconv", "evil"), "runs-programs", True),
    "filter": (_config("filter.x.smudge", "evil"), "runs-programs", True),
    "an alias": (_config("alias.st", "!evil"), "runs-programs", True),
    "an include": (_config("include.path", "elsewhere"), "included-settings", True),
    "fsck": (_config("fsck.nulInCommit", "ignore"), "lenient-check", True),
    "skip list": (_config("receive.fsck.skipList", "x"), "lenient-check", True),
    "worktree": (lambda c: c.git("config", "core.worktree", str(c.path)), "files-elsewhere", True),
    "skip-worktree": (lambda c: c.git("update-index", "--skip-worktree", "records/agency.yaml"), "hidden-changes", True),
    "assume-unchanged": (lambda c: c.git("update-index", "--assume-unchanged", "records/agency.yaml"), "hidden-changes", True),
    "attributes": (_file("info/attributes", "*.yaml merge=union\n"), "own-attributes", True),
    "exclude": (_file("info/exclude", "records/cases\n"), "excluded-records", True),
    "no hook": (lambda c: (c.path / ".git/hooks/pre-push").unlink(), "no-hooks", True),
    "unsigned": (lambda c: c.git("config", "--unset", "commit.gpgSign"), "not-signing", True),
    "no signers": (lambda c: c.git("config", "--unset", "gpg.ssh.allowedSignersFile"), "signers-unset", False),
    "no fsck": (lambda c: c.git("config", "--unset", "fetch.fsckObjects"), "fetch-unchecked", True),
    "no address": (lambda c: c.git("config", "--unset", "user.email"), "no-address", True),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_weakness_of_a_clone_is_found_alone(clone: Any, name: str, capsys: Printed) -> None:
    weaken, expected, mend = CASES[name]
    weaken(clone)
    assert told(capsys, clone.path) == {expected: mend}


def test_nothing_of_a_hostile_setting_is_run(clone: Any, tmp_path: Path, capsys: Printed) -> None:
    sentinel = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {sentinel}\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "gpg.program", "diff.external", "core.sshCommand"):
        clone.git("config", name, str(program))
    told(capsys, clone.path)
    assert run(["-C", str(clone.path), "doctor"]) == 1
    assert not sentinel.exists()


def test_the_environment_counts(clone: Any, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "evil")
    assert told(capsys, clone.path) == {"environment": True}


@pytest.fixture
def server(tmp_path: Path) -> Path:
    folder = tmp_path / "server.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    for name, value in SERVER.items():
        subprocess.run(["git", "config", name, value], cwd=folder, check=True)
    hook = folder / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)
    return folder


@pytest.mark.parametrize("name", ["", *SERVER])
def test_each_weakness_of_a_server_is_found_alone(server: Path, name: str, capsys: Printed) -> None:
    if name:
        subprocess.run(["git", "config", "--unset", name], cwd=server, check=True)
    expected = "no-reflog" if name == "core.logAllRefUpdates" else name.partition(".")[2]
    assert told(capsys, server) == ({expected: expected != "no-reflog"} if name else {})


def test_a_server_without_a_hook_is_told_how(server: Path, capsys: Printed) -> None:
    (server / "hooks/pre-receive").unlink()
    assert run(["doctor", str(server)]) == 1
    assert "casekit server-hook --install" in capsys.readouterr().out


def test_where_there_is_no_repository_it_says_so(tmp_path: Path, capsys: Printed) -> None:
    assert run(["doctor", str(tmp_path)]) == 2
    assert run(["doctor", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err
