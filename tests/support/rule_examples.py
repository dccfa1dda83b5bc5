"""The Bad and Good blocks of a rule's docstring in, the example agency with those files changed out.

A block is one or more files, each begun by a line ``# path``. A path below the agency's folders stands as it is;
any other is below the example case. The fields of a YAML file take the place of those in the example agency's file
of that path. In brackets after the path: ``(whole file)`` takes its place altogether, ``(escapes)`` reads ``\\xNN``
as a byte, ``(deleted)``, ``(symlink)``, ``(unreadable)`` and ``(N bytes)`` say what the file is. ``{sha256 of PATH}`` stands for the
digest of that file as the block leaves it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from support.memory import MemoryTree, files_of

EXAMPLE = Path(__file__).parents[1] / "lint" / "example"
CASE = "records/cases/2026/C-7K3QFMXN"
_HEAD = re.compile(r"# (?P<path>[\w./<>-]+\.(?:yaml|json))(?: \((?P<how>[^)]+)\))?")
_DIGEST = re.compile(rb"\{sha256 of (?P<path>[\w./-]+)\}")
_TOP = ("agency.yaml", "policy.yaml", "waivers/", "staff/", "teams/", "providers/", "people/", "cases/")


def tree_with(block: str) -> MemoryTree:
    """Return the example agency with the files of one block changed."""
    files = files_of(EXAMPLE)
    kinds, locked = {}, set()
    for path, how, text in _files(block):
        if how == "deleted":
            files.pop(path)
        elif how in {"symlink", "unreadable"}:
            files[path] = b""
            kinds |= {path: "symlink"} if how == "symlink" else {}
            locked |= {path} if how == "unreadable" else set()
        elif how.endswith(" bytes"):
            files[path] = b"#" * int(how.split()[0])
        else:
            files[path] = _content(files.get(path, b""), how, text)
    return MemoryTree(_with_digests(files), kinds, frozenset(locked))


def _with_digests(files: dict[str, bytes]) -> dict[str, bytes]:
    def digest(wanted: re.Match[bytes]) -> bytes:
        return hashlib.sha256(files[_full(wanted["path"].decode())]).hexdigest().encode()

    return {path: _DIGEST.sub(digest, raw) for path, raw in files.items()}


def _files(block: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, list[str]]] = []
    for line in block.split("\n"):
        if head := _HEAD.fullmatch(line):
            found.append((_full(head["path"]), head["how"] or "", []))
        else:
            found[-1][2].append(line)
    return [(path, how, "\n".join(lines)) for path, how, lines in found]


def _full(path: str) -> str:
    if path.startswith("schemas/"):
        return path
    return f"records/{path}" if path.startswith(_TOP) else f"{CASE}/{path}"


def _content(old: bytes, how: str, text: str) -> bytes:
    raw = (text + "\n").encode()
    if "escapes" in how:
        raw = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), raw)
    return raw if "whole file" in how else _overlaid(old, raw)


def _overlaid(old: bytes, new: bytes) -> bytes:
    """Put the top-level fields of ``new`` in the place of those of ``old``, as text."""
    fields = _fields(old) | _fields(new)
    return b"".join(fields.values())


def _fields(raw: bytes) -> dict[bytes, bytes]:
    return {m[1]: m[0] for m in re.finditer(rb"^([a-z_0-9]+):.*\n(?:[ -].*\n|\n)*|^(\{).*\n", raw, re.MULTILINE)}
