"""Small edits in, the example agency with those edits made out: as a person makes them, in the text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.memory import MemoryTree, files_of
from support.rule_examples import CASE, EXAMPLE

from casekit.lint.outcome import Report
from casekit.lint.run import lint
from casekit.lint.settings import Settings

Edit = tuple[str, str] | list[tuple[str, str]] | str | None
"""Replace one piece of text by another, or several; a whole file; or None, which deletes it."""

_TOP = ("agency.yaml", "policy.yaml", "waivers/", "staff/", "teams/", "providers/", "people/", "cases/")


def full(path: str) -> str:
    """Return the path of a record from a short one: below records/, or below the example case."""
    return f"records/{path}" if path.startswith(_TOP) else f"{CASE}/{path}"


def edited(edits: Mapping[str, Edit]) -> dict[str, bytes]:
    """Return the example agency's files with ``edits`` made; each piece to replace stands in its file exactly once."""
    files = files_of(EXAMPLE)
    for short, edit in edits.items():
        path = full(short)
        if edit is None:
            del files[path]
        elif isinstance(edit, str):
            files[path] = edit.encode()
        else:
            files[path] = replaced(files[path].decode(), [edit] if isinstance(edit, tuple) else edit).encode()
    return files


def findings_after(edits: Mapping[str, Edit], **settings: object) -> Report:
    """Lint the example agency with ``edits`` made."""
    return lint(MemoryTree(edited(edits)), Settings(**settings))  # type: ignore[arg-type]


def write(folder: Path, edits: Mapping[str, Edit] | None = None) -> Path:
    """Write the example agency with ``edits`` made into a folder, and return the folder."""
    for path, content in edited(edits or {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def replaced(text: str, pairs: list[tuple[str, str]]) -> str:
    """Return a text with pieces of it replaced; each stands in it exactly once."""
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text
