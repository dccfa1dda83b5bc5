"""A single edit of the demonstration agency in, the findings that it adds out.

Hundreds of edits are linted, so what an edit cannot change is not computed again: a file with the same bytes gives the
same Source, and a case folder with the same files, beside the same shared files and cases, the same judgement. Both
are what ``casekit.records.load`` and ``casekit.lint.ask`` promise; ``tests/lint/test_mutations.py`` holds the
short way against the plain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache, reduce
from pathlib import Path
from typing import Any
from unittest import mock

import yaml
from support.memory import MemoryTree, files_of

from casekit.finding import Finding
from casekit.lint import ask, examine
from casekit.lint.ask import Judge, Judged
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records.load import Source, load_entries
from casekit.records.local import LocalSchemas
from casekit.records.tree import Entry, Tree

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "lint" / "mutations"
Files = dict[str, bytes]


def mutations(*, quiet: bool) -> list[tuple[str, dict[str, Any]]]:
    """Return the edits of all files in ``mutations/`` with a name for each: those that raise nothing, or the others."""
    files = sorted(p for p in FOLDER.glob("*.yaml") if p.stem.endswith("-quiet") is quiet)
    lists = [(p.stem, yaml.safe_load(p.read_bytes()) or []) for p in files]
    return [(f"{stem}-{i}-{item.get('code', 'quiet')}", item) for stem, items in lists for i, item in enumerate(items)]


@cache
def demonstration() -> Files:
    """Return the files of the demonstration agency."""
    return {f"records/{path}": raw for path, raw in files_of(ROOT / "records").items()}


def given(item: dict[str, Any]) -> Files:
    """Return the files of the agency that an item begins with: the demonstration, after what is ``given``."""
    return reduce(lambda files, edit: edited(edit, files), item.get("given", ()), demonstration())


def edited(edit: dict[str, Any], before: Files | None = None) -> Files:
    """Return the files of an agency after one edit: of the demonstration, where none is named."""
    files = dict(demonstration() if before is None else before)
    if "write" in edit:
        assert edit["write"] not in files, "`write` adds a file; change one with `file`, `find` and `replace`"
        return files | {edit["write"]: edit["text"].encode()}
    if "delete" in edit:
        gone = [path for path in files if path == edit["delete"] or path.startswith(edit["delete"].rstrip("/") + "/")]
        assert gone, f"{edit['delete']} is not there to be deleted"
        return {path: raw for path, raw in files.items() if path not in gone}
    old = files[edit["file"]]
    if "append" in edit:
        return files | {edit["file"]: old + edit["append"].encode()}
    find = edit["find"].encode()
    assert old.count(find) == 1, f"the text to find occurs {old.count(find)} times in {edit['file']}"
    return files | {edit["file"]: old.replace(find, edit["replace"].encode())}


def edited_file(edit: dict[str, Any]) -> str:
    """Return the file that an edit is about."""
    return str(edit.get("file") or edit.get("write") or edit.get("delete"))


def added(files: Files, as_of: date | None = None) -> list[Finding]:
    """Return the findings, save waived ones, that the demonstration agency as it stands does not have."""
    known = _before(as_of)
    return [finding for finding in found(files, as_of) if finding.fingerprint not in known]


def found(files: Files, as_of: date | None = None) -> list[Finding]:
    """Return the findings of the rules that are on by default, save waived ones, the short way."""
    with (
        mock.patch.object(examine, "load_entries", _load_entries),
        mock.patch.object(ask, "load_entries", _load_entries),
        mock.patch.object(Judge, "read", _read),
    ):
        return plainly_found(files, as_of)


def plainly_found(files: Files, as_of: date | None = None) -> list[Finding]:
    """Return the same the plain way."""
    return [f for f in lint(MemoryTree(files), Settings(), as_of).findings if not f.waived]


@cache
def _before(as_of: date | None) -> frozenset[str]:
    return frozenset(finding.fingerprint for finding in found(demonstration(), as_of))


_sources: dict[tuple[Entry, bytes], Source] = {}
_judgements: dict[object, Judged] = {}
_read_plainly = Judge.read


def _load_entries(tree: Tree, entries: Iterable[Entry], local: LocalSchemas) -> Iterator[Source]:
    assert isinstance(tree, MemoryTree)
    for entry in entries:
        key = entry, tree.files[entry.path]
        if key not in _sources:
            _sources[key] = next(iter(load_entries(tree, [entry], local)))
        yield _sources[key]


def _read(judge: Judge, folder: str, entries: tuple[Entry, ...]) -> Judged:
    assert isinstance(judge.tree, MemoryTree)
    of_case = tuple(judge.tree.files[entry.path] for entry in entries)
    key = folder, entries, of_case, _beside(judge.tree)
    if key not in _judgements:
        _judgements[key] = _read_plainly(judge, folder, entries)
    return _judgements[key]


@lru_cache(maxsize=1)
def _beside(tree: MemoryTree) -> tuple[frozenset[tuple[str, bytes]], frozenset[str]]:
    """Return what decides beside a case what is found in it: the files that cases share, and which cases there are."""
    shared = frozenset(each for each in tree.files.items() if not each[0].startswith("records/cases/"))
    return shared, frozenset(path.split("/")[3] for path in tree.files.keys() - {path for path, _ in shared})
