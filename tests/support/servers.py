"""An example of settings out of site/serving.md in, the real web server running with it out."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from support.strategies import ROOT

_UNPACKED = ROOT / ".venv/servers"
_PLACES = os.pathsep.join(
    [os.environ.get("PATH", ""), "/usr/sbin", str(_UNPACKED / "usr/sbin"), str(_UNPACKED / "usr/bin")]
)


def program(name: str) -> Path:
    """Return a web server of this machine, or of those that tests/servers.sh unpacked; without one, skip."""
    found = shutil.which(name, path=_PLACES)
    if found is None:
        pytest.skip(f"no {name} on this machine: `sh tests/servers.sh` looks for one")
    return Path(found).resolve()


def example(language: str) -> str:
    """Return an example of settings out of the page."""
    page = (ROOT / "site/serving.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)[0]


def replaced(text: str, by: Mapping[str, str]) -> str:
    """Return a text with every key replaced, each of which it must hold."""
    for old, new in by.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def free_port() -> int:
    """Return a port that nobody uses now.

    It lies below those that systems hand out by themselves: until the server has it, no other connection gets it.
    """
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[None]:
    """Run a server until the end; it has to answer."""
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE) as server:
        try:
            for _ in range(200):
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if server.poll() is not None and server.stderr:
                    pytest.fail(server.stderr.read().decode())
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.communicate(timeout=20)


class _Proxy(BaseHTTPRequestHandler):
    """Answers as oauth2-proxy does at /oauth2/auth: 202 with who it is, 401 without a session, 403 for other groups.

    The session is a cookie with the person's name; ``groups`` says who is in which.
    """

    groups: Mapping[str, set[str]] = {}

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        who = (self.headers.get("Cookie") or "").removeprefix("who=")
        allowed = set(parse_qs(address.query).get("allowed_groups", []))
        signing_in = address.path != "/oauth2/auth"
        self.send_response(
            200 if signing_in else 401 if who not in self.groups else 202 if allowed & self.groups[who] else 403
        )
        self.send_header("X-Auth-Request-Email", f"{who}@example.org")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def auth_proxy(groups: Mapping[str, set[str]]) -> Iterator[int]:
    """Run a stand-in for the auth proxy, which needs an identity provider; return its port."""
    handler = type("Proxy", (_Proxy,), {"groups": groups})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
