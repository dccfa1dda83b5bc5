"""What is being pushed to a server in, what stands in its way out: rewritten history, findings, names, broken trust.

The main branch is what everybody relies on, so it alone is looked at whole: by the settings that held before the push,
from a checked copy, and by the verification of the history. Nothing that is said repeats what records say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from casekit.audit.codes import CODES, Verdict
from casekit.audit.trust import Trust
from casekit.finding import Finding
from casekit.git import GitError, Repository
from casekit.git.quarantine import ANCHORS, MAIN, CutError, DamagedError, borrowed, look, quarantine
from casekit.lint.rule import rules
from casekit.lint.run import lint
from casekit.lint.settings import FILE, Settings, SettingsError, read_settings
from casekit.records.paths import ROOT, agencies_below
from casekit.records.text import MAX_BYTES
from casekit.records.tree import CommitTree
from casekit.review.naming import paths_that_name, people_at, refs_that_name
from casekit.review.page import shown_path

_MOST = 20
"""Findings that are told one by one: a pusher's terminal is no report."""
_ACCEPTED = frozenset({"CK803", "CK804"})
"""What a server may not know yet: it has no trust file."""
_SHADOWS = ("refs/replace/", "refs/heads/HEAD", "refs/tags/main", "refs/heads/refs/", "refs/tags/refs/")
_LEADING = 12


class Push(Struct, frozen=True):
    """One ref that is pushed. ``old`` and ``new`` are ids, of zeros only where there is none."""

    old: str
    new: str
    ref: str

    @property
    def begins(self) -> bool:
        """Whether the ref was not there before."""
        return not self.old.strip("0")

    @property
    def ends(self) -> bool:
        """Whether the ref will be gone."""
        return not self.new.strip("0")


class Answer(Struct, frozen=True):
    """Whether a push may go on, and what is said to the pusher, line by line."""

    accepted: bool
    lines: tuple[str, ...] = ()


def judge_push(  # noqa: PLR0913 - where to look, at what, and how far to trust it
    server: Path, pushes: Sequence[Push], objects: Sequence[Path], trust: Trust | None, now: int, *, verified: bool
) -> Answer:
    """Judge a push to the repository at ``server``. ``objects`` are the folders in which Git keeps what just came.

    ``verified`` tells whether signatures and rights are looked at too; ``now`` is in seconds since 1970.
    """
    said: list[str] = []
    for push in pushes:
        said += _of_ref(push)
        if push.ref == MAIN and not push.ends:
            said += _of_main(server, push, objects)
    said = said or list(_of_names(server, pushes, objects))
    if said:
        return Answer(accepted=False, lines=tuple(said))
    main = next((push for push in pushes if push.ref == MAIN), None)
    return _verified(server, main, objects, trust, now) if main and verified else Answer(accepted=True)


def _of_ref(push: Push) -> Iterator[str]:
    if push.ref == MAIN and push.ends:
        yield "the main branch is the record of the agency: it is not deleted. Nothing was changed."
    if push.ref.startswith(ANCHORS) and not push.begins:
        yield "a tag of an anchor stays where it is: others compare the history with it. Make a new one."
    if push.ref.startswith(_SHADOWS) and not push.ends:
        yield "a ref of this name makes Git show other text than what is stored, or stands in for the main branch. Choose another."  # fmt: skip


def _of_main(server: Path, push: Push, objects: Sequence[Path]) -> Iterator[str]:
    try:
        with (
            quarantine(look(server, _TIMEOUT), push.new, objects, _TIMEOUT) as copy,
            tempfile.TemporaryDirectory(prefix="casekit-push-") as place,
            copy.repository(Path(place)) as repository,
        ):
            yield from _of_history(repository, push) or _of_records(repository, push, Path(place))
    except (GitError, CutError, DamagedError):
        yield _NOT_WHOLE
    except SettingsError:
        yield f"{FILE} cannot be used as it is: run casekit lint, which says where and why."


_TIMEOUT = 600.0  # seconds for one Git command


def _of_names(server: Path, pushes: Sequence[Push], objects: Sequence[Path]) -> Iterator[str]:
    """Look for what names somebody: in new refs, and in files that are new on the main branch."""
    main = next((push for push in pushes if push.ref == MAIN), None)
    fresh = [push.ref for push in pushes if push.begins and not push.ends]
    try:
        source = look(server, _TIMEOUT)
        if tip := main.new if main else source.tip:
            with (
                borrowed(source, tip, objects, _TIMEOUT) as copy,
                tempfile.TemporaryDirectory(prefix="casekit-push-") as place,
                copy.repository(Path(place)) as repository,
            ):
                known = people_at(repository, tip)
                yield from refs_that_name(fresh, known)
                if main:
                    yield from paths_that_name(repository, "" if main.begins else main.old, main.new, known)
    except GitError:
        yield _NOT_WHOLE


_NOT_WHOLE = "what was pushed could not be read whole. Run git fsck in your clone, and push from a whole one."
_REWRITTEN = (
    "this would take commits out of the main branch that others already have. Run git pull, keep both sides, and push "
    "again without --force. What is wrong in the history is set right by a new commit."
)


def _of_history(repository: Repository, push: Push) -> list[str]:
    if push.begins or push.old in set(repository.order(push.new)):
        return []
    return [_REWRITTEN]


def _of_records(repository: Repository, push: Push, place: Path) -> list[str]:
    if agencies_below(entry.path for entry in repository.commit_entries(push.new)):
        return [f"{ROOT}/ at the top of a repository is looked at, and nothing else: an agency in a folder needs a repository of its own."]  # fmt: skip
    settings = _settings(repository, push.new, place)
    if not push.begins:
        with suppress(SettingsError):
            settings = _settings(repository, push.old, place)
    report = lint(CommitTree(repository, push.new), settings)
    heavy = [f for f in report.findings if f.severity >= settings.fail_on and not f.waived]
    told = [_line(finding) for finding in heavy[:_MOST]]
    told += [f"and {len(heavy) - _MOST} more."] if len(heavy) > _MOST else []
    return [*told, "casekit lint in your clone says more, and what to do."] if heavy else []


def _settings(repository: Repository, commit: str, place: Path) -> Settings:
    """Return the settings of a commit. Those before the push count: what is pushed does not decide by what it is judged."""
    (place / FILE).unlink(missing_ok=True)
    for entry in repository.commit_entries(commit, FILE):
        (place / FILE).write_bytes(repository.read_blob(entry.oid, MAX_BYTES))
    return read_settings(place)


def _line(finding: Finding) -> str:
    return f"{shown_path(finding.path)}:{finding.span.line}: {finding.code} {rules()[finding.code].doc['Summary']}"


def _verified(server: Path, main: Push, objects: Sequence[Path], trust: Trust | None, now: int) -> Answer:
    from casekit.audit.verify import verify

    audit = verify(server, tip=main.new, trust=trust, now=now, objects=objects, timeout=_TIMEOUT)
    weighty = [each for each in audit.judgements if each.verdict is not Verdict.PASS]
    in_the_way = [j for j in weighty if j.verdict is not Verdict.SUSPECT and j.code not in _ACCEPTED]
    lines = []
    for each in (in_the_way or weighty)[:_MOST]:
        code = CODES[each.code]
        where = f" (commit {each.commit[:_LEADING]})" if each.commit else ""
        lines.append(f"{code.code} {code.name}{where}: {code.says} {code.do}")
    return Answer(accepted=not in_the_way, lines=tuple(lines))
