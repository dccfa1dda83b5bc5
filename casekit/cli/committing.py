"""What a command wrote in, a commit of just that out where one is wanted: by the user's own Git, in words that name nobody."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casekit.cli.context import Problem, agency_folder
from casekit.words import listed, visible

if TYPE_CHECKING:
    from casekit.cli.finishing import Written
    from casekit.git import Repository

_LONGEST = 200
_MOST_KINDS = 3  # in a subject
_UNTOLD = {"report", "disclosure", "incident", "grievance"}
"""Kinds that not everybody who reads commit subjects should know of."""


def commit_options() -> list[click.Option]:
    """Return the options of a command that can commit what it wrote."""
    return [
        click.Option(["--commit"], is_flag=True, help="Commit it too: what this wrote and nothing else."),
        click.Option(
            ["--commit-reason", "reason"],
            metavar="TEXT",
            help="With --commit: why, for the history. It stays there for good: name nobody.",
        ),
    ]


def commits(writes: Callable[..., Written]) -> Callable[..., int]:
    """Give a command that writes the options that commit, and return its exit code."""

    @functools.wraps(writes)
    def call(*args: Any, commit: bool, reason: str | None, **said: Any) -> int:  # noqa: ANN401 (the command's options)
        check_reason(click.get_current_context().obj, reason, commit=commit)
        return concluded(writes(*args, **said), reason, commit=commit)

    found = getattr(writes, "__click_params__", [])
    call.__click_params__ = [*reversed(commit_options()), *found]  # type: ignore[attr-defined]
    return call


def check_reason(start: Path, reason: str | None, *, commit: bool) -> None:
    """Say what keeps a reason from being a line of a commit in the agency at or above ``start``. Raises Problem."""
    if reason is None:
        return
    if not commit:
        raise Problem("--commit-reason goes into the history: give it together with --commit.")
    if not reason.strip() or len(reason) > _LONGEST or visible(reason) != reason:
        raise Problem(f"--commit-reason is one line of at most {_LONGEST} characters; nothing was written.")
    if _names_somebody(agency_folder(start), reason):
        raise Problem(
            "--commit-reason seems to name somebody, or to hold a telephone number or a birthday. The history keeps it "
            "for good and shows it to everybody who has it: say it without. Nothing was written."
        )


def _names_somebody(folder: Path, text: str) -> bool:
    from casekit.audit.personal import in_subject, known_people
    from casekit.records.text import MAX_BYTES
    from casekit.records.tree import Entry, ReadFailure, WorkingTree
    from casekit.records.yaml import read

    tree, people = WorkingTree(folder), []
    for file in folder.glob("records/people/*/*.yaml"):
        with suppress(ReadFailure):
            raw = tree.read(Entry(file.relative_to(folder).as_posix(), "file"), MAX_BYTES)
            people.append(read(raw).data or {})
    return in_subject(text, known_people(people))


def concluded(written: Written, reason: str | None = None, *, commit: bool) -> int:
    """Return a command's exit code, after committing what it wrote where that is wanted."""
    done = _commit(written, reason) if commit and written.paths else True
    return int(not (written.finished and done))


def _commit(written: Written, reason: str | None) -> bool:
    from casekit.git import GitError, open_repository, user_commit

    if not written.finished:
        return _not_committed(written, "something is left to do in it, as said above. Then")
    repository = open_repository(written.folder)
    if repository is None:
        return _not_committed(written, "this folder is in no Git repository yet. Begin one with `casekit init .`, then")
    try:
        with repository:
            if mixed := _with_more(repository, written):
                return _not_committed(written, f"{listed(mixed)} held changes that were not committed before. Look it over, then")  # fmt: skip
            if not user_commit(written.folder, written.paths, message(written, reason)):
                return _not_committed(written, "Git or a hook said no, as above. Once that is settled")
            oid = repository.resolve("HEAD") or ""
    except GitError as error:
        return _not_committed(written, f"{error}. Then")
    click.echo(f"casekit: committed as {oid[:10]}.", err=True)
    return True


def _with_more(repository: Repository, written: Written) -> list[str]:
    """Return the files that were changed before the command and not committed: that is not this command's work."""
    from casekit.git import blob_id

    head = repository.resolve("HEAD")
    kept = {entry.path: entry.oid for entry in repository.commit_entries(head)} if head else {}
    return [p for p, old in written.before.items() if p not in kept or blob_id(old, kept[p]) != kept[p]]


def _not_committed(written: Written, why: str) -> bool:
    paths = shlex.join(written.paths)
    click.echo(
        f"casekit: it is written and not committed: {visible(why)}: git add {visible(paths)} && git commit", err=True
    )
    return False


def message(written: Written, reason: str | None = None) -> str:
    """Return a commit's message: what kind of record was written, and as trailers for which case and why."""
    verb = "Mend" if written.rules else "Change" if written.before else "Add"
    kinds = list(dict.fromkeys(_called(path) for path in written.paths))
    trailers = "".join(f"{name}: {value}\n" for name, value in _trailers(written, reason))
    what = listed(kinds) if len(kinds) <= _MOST_KINDS else f"{len(written.paths)} records"
    return f"{verb} {what}\n\n{trailers}".rstrip() + "\n"


def _called(path: str) -> str:
    from casekit.records.paths import KINDS, place

    where = place(path)
    return KINDS[where.kind].called if where and where.kind not in _UNTOLD else "a record"


def _trailers(written: Written, reason: str | None) -> Iterator[tuple[str, str]]:
    if written.case:
        yield "Case", written.case
    yield from (("Rule", code) for code in written.rules)
    if reason:
        yield "Reason", reason.strip()
