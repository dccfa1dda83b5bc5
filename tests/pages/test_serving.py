"""The example settings of site/serving.md on real web servers: no page without a login, none of another's folder."""

from __future__ import annotations

import base64
import http.client
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from support.browser import chromium
from support.cases import AGENCY
from support.servers import auth_proxy, example, free_port, program, replaced, running
from support.strategies import ROOT

from casekit.cli.main import run

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_HASH = "$2b$04$lS7KuB88F83Vsph45QdAUOFEkagm2paQ1wj2NAheeIdRSnKxBD27q"  # of "open sesame", cheaper than caddy's own: it is checked at every request
OURS, THEIRS = "OURS-K7", "THEIRS-M4"
AROUND = (
    "/team-north/index.html", "/s-ruiz/../team-north/index.html", "/s-ruiz/%2e%2e/team-north/index.html",
    "/s-ruiz../team-north/index.html", "/s-ruiz/..%2fteam-north/index.html", "//team-north/index.html",
    "/s-ruiz//../team-north/index.html", "/TEAM-NORTH/index.html",
)  # fmt: skip


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


class Place(NamedTuple):
    port: int
    secure: bool
    log: Path

    def ask(self, path: str, **headers: str) -> Answer:
        anyone = ssl._create_unverified_context()  # noqa: S323 (a certificate of our own)
        host = ("127.0.0.1", self.port)
        asked = http.client.HTTPSConnection(*host, context=anyone) if self.secure else http.client.HTTPConnection(*host)
        asked.request("GET", path, headers=headers)
        got = asked.getresponse()
        found = Answer(got.status, got.headers, got.read().decode("utf-8", "replace"))
        asked.close()
        return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    srv = tmp_path_factory.mktemp("srv")
    for name, text in (("s-ruiz", OURS), ("team-north", THEIRS)):
        (srv / name / "cases").mkdir(parents=True)
        for page in ("index.html", "cases/C-7K3QFMXN.html"):
            (srv / name / page).write_text(f"<!DOCTYPE html><title>{text}</title><p>{text}</p>")
    return srv


@pytest.fixture(scope="module")
def nginx(folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found, home, port = program("nginx"), tmp_path_factory.mktemp("nginx"), free_port()
    make_certificate = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
        "-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem"),
    ]  # fmt: skip
    subprocess.run(make_certificate, check=True, capture_output=True)
    with auth_proxy({"s-ruiz": {"casebook-s-ruiz"}, "n-lindqvist": {"casebook-north"}, "guest": set()}) as proxy:
        by = {
            "443 ssl": f"127.0.0.1:{port} ssl", "/etc/ssl/casebook": str(home), "/var/log/nginx": str(home),
            "/srv/casebook": str(folders), "127.0.0.1:4180": f"127.0.0.1:{proxy}",
        }  # fmt: skip
        temporary = "".join(
            f"{name}_temp_path {home};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        types = next(
            p for p in (found.parents[2] / "etc/nginx/mime.types", Path("/etc/nginx/mime.types")) if p.is_file()
        )
        (home / "nginx.conf").write_text(
            f"daemon off;\npid {home}/pid;\nerror_log {home}/error.log;\n{'user root;' if os.geteuid() == 0 else ''}\n"
            f"events {{}}\nhttp {{\ninclude {types};\n{temporary}{replaced(example('nginx'), by)}}}\n"
        )
        with running([str(found), "-p", str(home), "-c", str(home / "nginx.conf")], port):
            yield Place(port, secure=True, log=home / "casebook-reading.log")


@pytest.fixture(scope="module")
def caddy(folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found, home, port = program("caddy"), tmp_path_factory.mktemp("caddy"), free_port()
    by = {
        "casebook.example.org {": f"http://127.0.0.1:{port} {{", "/var/log/caddy": str(home),
        "/srv/casebook": str(folders), "HASH-OF-HER-PASSWORD": _HASH, "HASH-OF-HIS-PASSWORD": _HASH,
    }  # fmt: skip
    (home / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + replaced(example("caddyfile"), by))
    command = [str(found), "run", "--config", str(home / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, port, HOME=str(home), XDG_DATA_HOME=str(home), XDG_CONFIG_HOME=str(home)):
        yield Place(port, secure=False, log=home / "casebook-reading.log")


def told(answer: Answer) -> None:
    """Hold what every answer says, whatever it is."""
    for name, value in HEADERS.items():
        assert answer.headers.get_all(name) == [value], (answer.status, name)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def signed_in(who: str, *, server: str) -> dict[str, str]:
    basic = base64.b64encode(f"{who}:open sesame".encode()).decode()
    return {"Cookie": f"who={who}"} if server == "nginx" else {"Authorization": f"Basic {basic}"}


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_without_a_login_nothing_is_served(server: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(server)
    for path in ("/s-ruiz/", "/s-ruiz/index.html", "/s-ruiz/cases/C-7K3QFMXN.html", "/s-ruiz/gone.html", *AROUND):
        answer = place.ask(path)
        assert answer.status in {302, 400, 401, 404}, path
        assert OURS not in answer.text
        assert THEIRS not in answer.text
    told(place.ask("/s-ruiz/index.html"))
    for path in ("/", "/cases.json", "/login/s-ruiz"):
        assert place.ask(path).status == 404
        told(place.ask(path))
    for wrong in ({"Cookie": "who=nobody"}, {"Authorization": "Basic cy1ydWl6Og=="}):
        assert place.ask("/s-ruiz/index.html", **wrong).status in {302, 401}


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_each_reads_their_own_folder_and_no_other(server: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(server)
    mine = signed_in("s-ruiz", server=server)
    for path in ("/s-ruiz/", "/s-ruiz/index.html", "/s-ruiz/cases/C-7K3QFMXN.html"):
        answer = place.ask(path, **mine)
        assert (answer.status, OURS in answer.text) == (200, True)
        assert answer.headers["Content-Type"].startswith("text/html")
        told(answer)
    for path in AROUND:
        answer = place.ask(path, **mine)
        assert answer.status in {302, 400, 401, 403, 404}, path
        assert THEIRS not in answer.text
    told(place.ask("/team-north/index.html", **mine))
    assert THEIRS in place.ask("/team-north/", **signed_in("n-lindqvist", server=server)).text
    assert place.ask("/s-ruiz/", **signed_in("n-lindqvist", server=server)).status in {401, 403}
    assert place.ask("/s-ruiz/", **signed_in("guest", server=server)).status in {401, 403}


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_the_log_says_who_read_what_and_nothing_more(server: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(server)
    place.ask("/s-ruiz/cases/C-7K3QFMXN.html?q=word-looked-for", **signed_in("s-ruiz", server=server))
    for _ in range(100):  # a line is written once the answer is out
        text = place.log.read_text()
        last = text.strip().split("\n")[-1]
        if "C-7K3QFMXN" in last and "200" in last:
            break
        time.sleep(0.05)
    assert "s-ruiz" in last
    assert "/cases/C-7K3QFMXN.html" in last
    assert "200" in last
    assert OURS not in text
    assert "open sesame" not in text
    assert "word-looked-for" not in text


def test_a_real_site_works_under_these_headers(nginx: Place, folders: Path, tmp_path: Path) -> None:
    for name in ("site", "mkdocs.yml"):
        (shutil.copytree if name == "site" else shutil.copy)(ROOT / name, tmp_path / name)
    shutil.copytree(AGENCY / "records", tmp_path / "records")
    shutil.rmtree(folders / "s-ruiz")
    assert run(["-C", str(tmp_path), "site", "build", "-d", str(folders / "s-ruiz"), "--for", "r-vale"]) == 0
    said: list[str] = []
    with chromium() as browser:
        context = browser.new_context(ignore_https_errors=True, extra_http_headers={"Cookie": "who=s-ruiz"})
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"https://127.0.0.1:{nginx.port}/s-ruiz/index.html", wait_until="networkidle")
        page.get_by_role("link", name="the caseload").click()
        page.locator("select[name=risk]").wait_for()
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.ck-banner')).borderLeftWidth)") > 1
        context.close()
    assert said == []
