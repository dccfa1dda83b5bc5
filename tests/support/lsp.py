"""A language server's command in, a client that opens documents and asks about places in them out: LSP over stdio."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

Message = dict[str, Any]


class Client:
    """One server in one folder. Every wait ends: with an answer, or with an error that says what was waited for.

    ``settings`` answers the server's ``workspace/configuration``, section by section.
    """

    def __init__(self, command: list[str], folder: Path, settings: dict[str, Any], patience: float = 60) -> None:
        self._patience = patience
        self._folder = folder
        self._settings = settings
        self._sent = self._changes = 0
        self._inbox: queue.Queue[Message] = queue.Queue()
        self._diagnostics: dict[str, list[Message]] = {}
        self._server = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        uri = self._folder.as_uri()
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}, "completion": {"completionItem": {}}},
        }
        self.ask(
            "initialize",
            processId=None,
            rootUri=uri,
            workspaceFolders=[{"uri": uri, "name": "agency"}],
            capabilities=capabilities,
        )
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=self._settings)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.kill()
        self._server.communicate()
        self._reader.join(self._patience)

    def open(self, path: str, text: str) -> str:
        """Show the server a file of the folder as if opened in an editor, and return its address."""
        uri = (self._folder / path).as_uri()
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        return uri

    def change(self, uri: str, text: str) -> None:
        """Put another text in the place of a document's."""
        self._changes += 1
        document = {"uri": uri, "version": 1 + self._changes}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def close(self, uri: str) -> None:
        """Close a document."""
        self.tell("textDocument/didClose", textDocument={"uri": uri})
        self._diagnostics.pop(uri, None)

    def diagnostics(self, uri: str, until: Callable[[list[Message]], bool]) -> list[Message]:
        """Return what the server says is wrong with a document, once that is as expected.

        A server says so again and again, at first perhaps before it knows which schema is for the document.
        """
        deadline = time.monotonic() + self._patience
        while not until(self._diagnostics.get(uri, [{}])):
            self._handle(self._next(deadline, f"such diagnostics, but {self._diagnostics.get(uri)}"))
        return self._diagnostics[uri]

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """Ask ``textDocument/<method>`` about a place; lines and characters count from 0."""
        place = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", textDocument={"uri": uri}, position=place)

    def ask(self, method: str, **params: Any) -> Any:
        """Send a request and return its result."""
        self._sent += 1
        mine = self._sent
        self._send({"id": mine, "method": method, "params": params})
        deadline = time.monotonic() + self._patience
        while True:
            message = self._next(deadline, f"an answer to {method}")
            if message.get("id") == mine and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self._handle(message)

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def _handle(self, message: Message) -> None:
        """Take in what the server says or asks of its own accord."""
        method, params = message.get("method"), message.get("params") or {}
        if method == "textDocument/publishDiagnostics":
            self._diagnostics[params["uri"]] = params["diagnostics"]
        elif "id" in message and method == "workspace/configuration":
            self._send({"id": message["id"], "result": [self._settings.get(i["section"]) for i in params["items"]]})
        elif "id" in message and method:
            self._send({"id": message["id"], "result": None})

    def _next(self, deadline: float, wanted: str) -> Message:
        try:
            message = self._inbox.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError(f"the server gave no {wanted} within {self._patience} s") from None
        if not message:
            raise ConnectionError(f"the server ended before it gave {wanted}")
        return message

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._server.stdin.flush()

    def _read(self) -> None:
        """Put each message of the server into the inbox, and an empty one at its end."""
        stream = self._server.stdout
        assert stream
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stream.readline()
            self._inbox.put(json.loads(stream.read(length)))
        self._inbox.put({})
