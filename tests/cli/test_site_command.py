"""`casekit site build` and `casekit site serve` as people run them: folders, refusals, and a page in a browser's hand."""

from __future__ import annotations

import html
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from support.cases import AGENCY, FULL
from support.servers import free_port

from casekit.cli.main import run

PLAIN = "site_name: Casebook\ntheme: mkdocs\nplugins:\n  - casekit\n"
"""A theme that builds in no time: what is looked at here is ours."""


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = tmp_path / "agency"
    shutil.copytree(AGENCY / "records", folder / "records")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(PLAIN + "site_dir: build/site\n")
    return folder


def test_each_audience_has_a_folder_of_its_own(agency: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(agency), "site", "build"]) == 0
    assert run(["-C", str(agency / "records"), "site", "build", "--for", "r-vale", "--as-of", "2026-06-01"]) == 0
    assert run(["-C", str(agency), "site", "build", "--for", "supervisor", "--redact", "--case", FULL.lower()]) == 0
    build = agency / "build"
    folders = ("site", "site-for/r-vale", f"site-for/supervisor-{FULL}-masked")
    assert [json.loads((build / f / "audience.json").read_bytes())["for"] for f in folders] == [
        "all",
        "r-vale",
        "demonstrations",
    ]
    assert json.loads((build / "site-for/r-vale/cases.json").read_bytes())["as_of"] == "2026-06-01"
    assert len(list((build / folders[2] / "cases").glob("C-*"))) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        f"Built for all who may read the records: open {build / 'site/index.html'}",
        f"Built for r-vale: open {build / 'site-for/r-vale/index.html'}",
        f"Built for all supervisors, masked: open {build / folders[2] / 'index.html'}",
    ]
    assert not [name for name in os.environ if name.startswith("CASEKIT_SITE")]
    readable = [path for path in (build / folders[1]).rglob("*") if path.stat().st_mode & 0o007]
    assert readable == []


@pytest.fixture
def past(agency: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The agency with a past: a contact had other minutes in March, which were corrected in May."""
    contact = agency / f"records/cases/2026/{FULL}/contacts/2026-03-02-k7.yaml"
    now = contact.read_text()
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=agency, check=True)
    for day, text in (("2026-03-05", now.replace("minutes: 45", "minutes: 54")), ("2026-05-06", now)):
        contact.write_text(text)
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T10:00:00Z")
        subprocess.run(["git", "add", "--all"], cwd=agency, check=True)
        subprocess.run(["git", "commit", "--quiet", "-m", "Note"], cwd=agency, check=True)
    return agency


@pytest.mark.parametrize(("at", "day"), [("2026-04-01", "2026-04-01"), ("HEAD~1", "2026-03-05")])
def test_a_site_of_an_earlier_day_holds_what_was_known_then(past: Path, tmp_path: Path, at: str, day: str) -> None:
    for command in (["build", "-d"], ["export"]):
        out = tmp_path / command[0]
        assert run(["-C", str(past), "site", *command, str(out), "--at", at]) == 0
        (twin,) = out.rglob("cases.json")
        assert json.loads(twin.read_bytes())["as_of"] == day
        pages = [
            html.unescape(p.read_text()) for p in out.rglob("*") if p.suffix in {".html", ".md"} and FULL in str(p)
        ]
        assert any("54 min" in page for page in pages)
        assert all(f"As the records were on {day}, in commit" in page for page in pages)
        assert not any("2026-05-06" in page for page in pages), "nothing that was committed later"


def test_an_earlier_site_has_a_folder_of_its_own(past: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(past), "site", "build", "--at", "2026-04-01"]) == 0
    folder = past / "build/site-for/all-at-2026-04-01"
    assert capsys.readouterr().out == (
        f"Built for all who may read the records, at 2026-04-01: open {folder / 'index.html'}\n"
    )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            ["--at", "2026-04-01", "--for", "r-vale"],
            "the site of an earlier day is for all who may read the records, and for nobody else",
        ),
        (["--at", "soon"], "no date, branch, tag or commit “soon”"),
        (["--at", "2020-01-01"], "no commit is as old as 2020-01-01"),
    ],
)
def test_an_earlier_site_that_cannot_be_had_is_told(
    past: Path, capsys: pytest.CaptureFixture[str], more: list[str], says: str
) -> None:
    assert run(["-C", str(past), "site", "build", *more]) == 2
    assert says in capsys.readouterr().err
    assert not (past / "build").exists()


def test_a_disk_that_takes_no_site_is_told(agency: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))  # as on a full disk: no file may grow beyond
    try:
        assert run(["-C", str(agency), "site", "build"]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert f"the site could not be built in {agency / 'build/site'}: " in capsys.readouterr().err


def test_the_settings_say_for_whom_where_nobody_else_does(agency: Path) -> None:
    (agency / "mkdocs.yml").write_text(PLAIN.replace("- casekit", "- casekit:\n      audience: r-vale"))
    assert run(["-C", str(agency), "site", "build"]) == 0
    assert json.loads((agency / "site-for/r-vale/audience.json").read_bytes())["for"] == "r-vale"


def test_a_folder_of_others_is_left_alone(agency: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["-C", str(agency), "site", "build", "-d", str(out), "--for", "r-vale"]) == 0
    assert run(["-C", str(agency), "site", "build", "-d", str(out), "--for", "r-vale"]) == 0
    (out / "old.html").write_text("left over")
    capsys.readouterr()
    assert run(["-C", str(agency), "site", "build", "-d", str(out), "--for", "supervisor"]) == 2
    assert "holds the site for `r-vale`, and whoever may read that would read this one." in capsys.readouterr().err
    assert (out / "old.html").is_file()
    assert run(["-C", str(agency), "site", "build", "-d", str(out), "--for", "r-vale"]) == 0
    assert not (out / "old.html").exists()


def test_a_case_kept_from_a_reader_is_told_to_whoever_builds(
    agency: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = agency / "records/people/2M/P-2M4K8QAY.yaml"
    person.write_text(person.read_text().replace("- her former partner", "- her former partner, Robin Vale"))
    assert run(["-C", str(agency), "site", "build", "-d", str(tmp_path / "out")]) == 0
    told = "casekit: 1 case is not in it: somebody who reads it must not know of that (site/serving.md).\n"
    assert capsys.readouterr().err == told
    assert not (tmp_path / "out/cases" / FULL).exists()


@pytest.mark.parametrize(
    ("folder", "says"),
    [("records/site", "only records are kept"), (".", "no site of casekit's"), ("mkdocs.yml", "cannot be used")],
)
def test_nothing_but_a_site_is_replaced(
    agency: Path, folder: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(agency.rglob("*"))
    assert run(["-C", str(agency), "site", "build", "-d", folder]) == 2
    assert says in capsys.readouterr().err
    assert sorted(agency.rglob("*")) == before


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (None, "there is no mkdocs.yml"),
        ("site_name: Casebook\nplugins: []\n", "the plugin `casekit` is not among the plugins"),
        ("site_name: [\n", "mkdocs.yml"),
        (PLAIN.replace("casekit", "casekit:\n      audience: r-vael"), "Did you mean `r-vale`?"),
        (PLAIN.replace("theme: mkdocs", "theme: gone"), "theme"),
    ],
)
def test_what_is_in_the_way_is_one_line(
    agency: Path, config: str | None, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (agency / "mkdocs.yml").unlink()
    if config:
        (agency / "mkdocs.yml").write_text(config)
    assert run(["-C", str(agency), "site", "build"]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith("casekit: ")
    assert "Traceback" not in said


def test_a_missing_mkdocs_is_told(
    agency: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("mkdocs.commands.build", "mkdocs.config"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run(["-C", str(agency), "site", "build"]) == 2
    assert capsys.readouterr().err == "casekit: the site needs MkDocs. Install it: pip install 'casekit[site]'\n"


def asked(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (our own server)
        return str(answer.read().decode())


def awaited(address: str, word: str, changed: Path | None = None) -> str:
    """Return a page as soon as it has a word.

    MkDocs answers before it has looked at every file for the first time: what was changed until then is touched again.
    """
    for turn in range(1, 301):
        if changed and turn % 30 == 0:
            os.utime(changed)
        try:
            if word in (page := asked(address)):
                return page
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{address} never had {word}")


def test_a_served_site_follows_the_records_and_its_audience(agency: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "casekit", "-C", str(agency), "site", "serve", "--port", str(port), "--case", FULL]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            address = f"http://127.0.0.1:{port}/"
            assert "C-9T3W6RBM" not in awaited(f"{address}cases.json", FULL)
            with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.2", port), timeout=2):
                pass
            plan = agency / f"records/cases/2026/{FULL}/plan.yaml"
            plan.write_text(plan.read_text() + "# looked at again\n")
            screening = agency / f"records/cases/2026/{FULL}/screening.yaml"
            screening.write_text(screening.read_text().replace("why: ", "why: Marigold. ", 1))
            awaited(f"{address}cases/{FULL}/", "Marigold", screening)
        finally:
            server.send_signal(signal.SIGINT)
            try:
                said = server.communicate(timeout=20)[1]
            except subprocess.TimeoutExpired:
                server.kill()  # else this would wait for it for ever
                raise
    assert server.returncode == 0
    assert f"Serving on http://127.0.0.1:{port}/" in said


def test_a_taken_port_is_told(agency: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["-C", str(agency), "site", "serve", "--port", str(port)]) == 2
    assert f"casekit: 127.0.0.1:{port} cannot be used: Address already in use." in capsys.readouterr().err
