"""Records about to be written in; files on the disk, opened in an editor where one is wanted, and a word on each out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from casekit.cli.context import Problem
from casekit.cli.editor import can_edit, open_in_editor
from casekit.cli.judging import Verdict, judge
from casekit.finding import DataPath, Finding
from casekit.lint.settings import Settings
from casekit.records.draft import draft, filled, gaps, tidied
from casekit.records.fields import part
from casekit.records.paths import KINDS
from casekit.records.positions import Positions
from casekit.records.save import SaveError, create, replace
from casekit.records.schemas import load_schema
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, WorkingTree
from casekit.records.write import UnwritableError, write
from casekit.records.yaml import read
from casekit.words import visible


class Prepared(Struct, frozen=True):
    """A record about to be written: its data so far, and the places that somebody filled in."""

    kind: str
    path: str
    data: dict[str, Any]
    given: tuple[DataPath, ...] = ()


class Written(Struct, frozen=True):
    """What a command wrote: paths relative to the agency's folder, and whether anything is left to do in them.

    ``before`` is what stood at a path that was not new, and ``rules`` the codes of the rules for which it was written.
    """

    folder: Path
    paths: tuple[str, ...]
    case: str = ""
    finished: bool = True
    before: dict[str, bytes] = {}
    rules: tuple[str, ...] = ()


def prepared_text(record: Prepared) -> str:
    """Return a record's text: bare fields where it is whole, a draft with help where something is still empty."""
    schema = load_schema(record.kind)
    whole = filled(schema, record.data)
    try:
        if not any(True for _ in gaps(whole)):
            return write(whole)
        return draft(schema, KINDS[record.kind].called, whole, record.given)
    except UnwritableError as error:
        raise Problem(f"nothing was written: {error}.") from error


def finish(
    folder: Path,
    settings: Settings,
    records: list[Prepared],
    *,
    case: str,
    case_folder: str,
    dry_run: bool,
    edit: bool | None,
) -> Written:
    """Write new records, each whole or not at all, and say what is left to do in them.

    What is whole and still cannot be read as it is meant (a date before birth, an id that does not exist) is not
    written. A practice rule's finding is told and keeps nothing from being written: the record comes first.
    """
    tree = WorkingTree(folder)
    texts = {record.path: prepared_text(record).encode() for record in records}
    verdict = judge(tree, settings, {}, texts, [case_folder])
    unfinished = _unfinished(texts)
    if dry_run:
        heads = {path: f"# {path}\n" if len(texts) > 1 else "" for path in texts}
        click.echo("".join(heads[path] + texts[path].decode() for path in texts), nl=False)
        click.echo(f"casekit: nothing was written; this is how {' and '.join(texts)} would begin.", err=True)
        verdict.without(_of_gaps(texts)).tell()
        return Written(folder, (), case, finished=not unfinished)
    if not unfinished and verdict.errors_of_form and not edit:
        verdict.tell()
        raise Problem("nothing was written: see above what is in the way.")
    for path, raw in texts.items():
        try:
            create(folder / path, raw, within=folder)
        except SaveError as error:
            raise Problem(f"{visible(path)} {error}.") from error
        click.echo(path)
    if edit or (edit is None and unfinished and can_edit()):
        for path in texts:
            click.echo(f"casekit: opening {path}.", err=True)
            if not open_in_editor(folder / path):
                break
    return _told(folder, settings, tuple(texts), case, case_folder)


def _told(folder: Path, settings: Settings, paths: tuple[str, ...], case: str, case_folder: str) -> Written:
    """Read the files again, take the help out of those that are whole, and tell what is left to do."""
    tree = WorkingTree(folder)
    texts: dict[str, bytes] = {}
    for path in paths:
        try:
            texts[path] = _tidied(folder, path, tree.read(Entry(path, "file"), MAX_BYTES))
        except ReadFailure:
            click.echo(f"casekit: {path} is no longer there.", err=True)
    verdict = judge(tree, settings, {}, texts, [case_folder])
    verdict.without(_of_gaps(texts)).tell()
    unfinished = _unfinished(texts)
    for path, places in unfinished.items():
        _tell_gaps(path, texts[path].decode(), places)
    finished = len(texts) == len(paths) and not unfinished and not _weighty(verdict, settings)
    return Written(folder, tuple(texts), case, finished=finished)


def _weighty(verdict: Verdict, settings: Settings) -> bool:
    return any(finding.severity >= settings.fail_on for finding in verdict.report.findings)


def _tidied(folder: Path, path: str, raw: bytes) -> bytes:
    """Take the help out of a file in which nothing is empty any more."""
    tidy = tidied(raw)
    if tidy == raw:
        return raw
    try:
        replace(folder / path, raw, tidy)
    except SaveError:  # it is as right with the help in it, and somebody may be writing there
        return raw
    return tidy


def _unfinished(texts: dict[str, bytes]) -> dict[str, list[DataPath]]:
    found = {path: list(gaps(read(raw).data or {})) for path, raw in texts.items()}
    return {path: places for path, places in found.items() if places}


def _of_gaps(texts: dict[str, bytes]):  # type: ignore[no-untyped-def] # noqa: ANN202
    empty = _unfinished(texts)

    def is_gap(finding: Finding) -> bool:
        return finding.name == "wrong-type" and finding.at in empty.get(finding.path, ())

    return is_gap


def _tell_gaps(path: str, text: str, places: list[DataPath]) -> None:
    from casekit.records.paths import place

    where = place(path)
    positions = Positions(text)
    click.echo(f"casekit: still empty in {path}:", err=True)
    for at in places:
        named = ".".join(str(piece) for piece in at if isinstance(piece, str))
        click.echo(f"  line {positions.span(at).line}: {named}, {_title(where.kind if where else '', at)}", err=True)
    click.echo(
        "casekit: what belongs there stands above each line. Until it is there, casekit lint reminds you.", err=True
    )


def _title(kind: str, at: DataPath) -> str:
    title: str = part(kind, *(piece for piece in at if isinstance(piece, str)))["title"]
    return f"{title[:1].lower()}{title[1:]}"
