"""`casekit audit verify`: a repository and a trust file in, what its history proves and the first broken link out."""

from __future__ import annotations

import gc
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from casekit.audit.codes import CODES, Verdict
from casekit.audit.trust import Trust, TrustError, begin, default_path, read_trust, seen, write_trust
from casekit.audit.verdict import Audit, Judgement, judged
from casekit.cli.context import Problem
from casekit.words import counted, visible

_MOST = 20  # codes, and commits for which the glass was broken, that the text tells of
_SHORT = 12


@click.command("verify")
@click.argument("repository", required=False, type=click.Path(path_type=Path))
@click.option("--trust", "trust_file", type=click.Path(path_type=Path), metavar="FILE", help="What is known of the repository from outside. Without it: the file of that repository in your own settings.")  # fmt: skip
@click.option("--begin", "begins", is_flag=True, help="Make the trust file, once the id of the first commit was compared with a colleague's.")  # fmt: skip
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or for programs.")  # fmt: skip
@click.option("--timeout", type=click.IntRange(min=1), default=1800, show_default=True, metavar="SECONDS", help="How long one Git command may take.")  # fmt: skip
@click.pass_obj
def command(
    start: Path, repository: Path | None, trust_file: Path | None, begins: bool, style: str, timeout: int
) -> int:
    """Check the whole history: who signed what, whether they had a say, and that nothing was cut off or rewritten.

    REPOSITORY is a clone or a bare repository, this one where none is named. Nothing in it is changed.

    Exit status: 0 PASS, 4 UNPROVEN, 5 SUSPECT, 6 FAIL; 2 for a wrong option.
    """
    source = start / repository if repository else start
    if not source.is_dir():
        raise Problem(f"{source} is no folder. Name a clone or a bare repository.")
    gc.disable()  # as in casekit lint: a run makes millions of objects and hardly a cycle
    trust = _Trust(trust_file, begins=begins)
    audit = _audit(source, trust.of, timeout)
    trust.remember(audit)
    click.echo(_as_json(audit) if style == "json" else _as_text(audit, trust.told))
    return int(audit.verdict)


class _Trust:
    """The trust file of this run: which it is can depend on the first commit of the repository."""

    def __init__(self, path: Path | None, *, begins: bool) -> None:
        self.told = ""
        self._path = path
        self._begins = begins
        self._trust: Trust | None = None
        if path is not None:
            self._check(path)

    def of(self, root: str) -> Trust | None:
        """Return what is known of the repository that begins with a commit."""
        path = self._path = self._path or default_path(root)
        if self._trust is None and self._begins:
            self._check(path)
            self._trust = begin(root)
            self.told = f"The trust file {visible(str(path))} begins with commit {root}."
        elif self._trust is None and path.exists():
            self._trust = read_trust(path)
        return self._trust

    def remember(self, audit: Audit) -> None:
        """Write down how far the history went, where nothing speaks against it."""
        held_back = {each.code for each in audit.judgements if each.verdict in {Verdict.FAIL, Verdict.UNPROVEN}}
        if self._trust is None or self._path is None or held_back - {"CK803"}:
            if self._begins and self._trust is not None:
                self.told = "No trust file was made."
            return
        try:
            write_trust(self._path, seen(self._trust, audit.tip, audit.first_parents))
        except TrustError as error:
            raise Problem(f"{error}") from error

    def _check(self, path: Path) -> None:
        if not self._begins:
            self._trust = _read(path)
        elif path.exists():
            raise Problem(f"{path} is there already. Leave --begin out to use it.")


def _read(path: Path) -> Trust:
    try:
        return read_trust(path)
    except TrustError as error:
        raise Problem(f"{error}") from error


def _audit(source: Path, trust: Callable[[str], Trust | None], timeout: int) -> Audit:
    try:
        return _verify(source, trust, timeout)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in {"cryptography", "rfc3161_client"}:
            raise
        only = judged("CK805", f"signatures are checked by the library {library}, which is not installed: pip install 'casekit[audit]'.")  # fmt: skip
        return Audit(only.verdict, (only,))


def _verify(source: Path, trust: Callable[[str], Trust | None], timeout: int) -> Audit:
    from casekit.audit.verify import verify

    return verify(source, trust=trust, now=int(time.time()), timeout=timeout)


# For people


def _as_text(audit: Audit, told: str) -> str:
    lines = [_headline(audit), *([told] if told else [])]
    shown = _to_show(audit)
    if shown is not None:
        lines += ["", *_link(shown)]
        rest = [each for each in audit.judgements if each != shown]
        lines += _rest(rest)
    if audit.notes:
        lines += ["", f"In an emergency, staff wrote to cases that are not theirs ({len(audit.notes)} times). A supervisor reads why:"]  # fmt: skip
        lines += [
            f"  {note.commit[:_SHORT]} {visible(note.case)} by {visible(note.by)}" for note in audit.notes[:_MOST]
        ]
    if audit.remarks:
        lines += ["", "Beside the verdict, what seems personal stands where many see it (--format json lists every place):"]  # fmt: skip
        lines += _counted(audit.remarks)
        lines += [f"  What to do: {CODES[audit.remarks[0].code].do}"]
    return "\n".join(lines)


def _headline(audit: Audit) -> str:
    looked_at = f"{counted(audit.commits, 'commit')}, {audit.first_parents} of them on the main line, and {counted(audit.cases, 'case')}" if audit.tip else ""  # fmt: skip
    says = {
        Verdict.PASS: "the history can be relied on up to its last commit",
        Verdict.UNPROVEN: "not everything could be looked at, or compared with what is known outside",
        Verdict.SUSPECT: "nothing is broken, and something should be looked at by people",
        Verdict.FAIL: "the history cannot be relied on as it is",
    }[audit.verdict]
    span = f" Looked at: {looked_at}, from {audit.root[:_SHORT]} to {audit.tip[:_SHORT]}." if looked_at else ""
    return f"{audit.verdict.name}: {says}.{span}"


def _to_show(audit: Audit) -> Judgement | None:
    """Return the first broken link: the oldest judgement of those that make the verdict."""
    return next((each for each in audit.judgements if each.verdict is audit.verdict), None)


def _link(judgement: Judgement) -> list[str]:
    code = CODES[judgement.code]
    link = {Verdict.FAIL: "The first broken link", Verdict.SUSPECT: "The first to look at", Verdict.UNPROVEN: "What is missing"}[judgement.verdict]  # fmt: skip
    where = f" is commit {judgement.commit}" if judgement.commit else ""
    return [
        f"{link}{where}:",
        *([f"  {visible(judgement.path)}"] if judgement.path else []),
        f"  {code.code} {code.name}: {code.says}",
        f"  {_sentence(visible(judgement.why))}",
        f"  What to do: {code.do}",
    ]


def _rest(rest: list[Judgement]) -> list[str]:
    """Name what else was found: each code once, with its number and the oldest commit."""
    return ["", "Also found (--format json lists every place):", *_counted(rest)] if rest else []


def _counted(judgements: Sequence[Judgement]) -> list[str]:
    counts = Counter(each.code for each in judgements)
    first = {each.code: each for each in reversed(judgements)}
    lines = []
    for code, count in sorted(counts.items(), key=lambda item: (-CODES[item[0]].verdict, item[0]))[:_MOST]:
        where = f", first in {first[code].commit[:_SHORT]}" if first[code].commit else ""
        weight = f"{CODES[code].verdict.name:<9}" if CODES[code].verdict else ""
        lines.append(f"  {weight}{code} {CODES[code].name}: {count}{where}")
    return lines


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


# For programs


def _as_json(audit: Audit) -> str:
    told = {
        "verdict": audit.verdict.name,
        "root": audit.root,
        "tip": audit.tip,
        "commits": audit.commits,
        "first_parents": audit.first_parents,
        "cases": audit.cases,
        "judgements": [{"verdict": each.verdict.name, **_told(each)} for each in audit.judgements],
        "remarks": [_told(each) for each in audit.remarks],
        "notes": [{"commit": n.commit, "case": n.case, "by": n.by, "reason": n.reason} for n in audit.notes],
    }
    return json.dumps(told, indent=2)


def _told(judgement: Judgement) -> dict[str, str]:
    return {
        "code": judgement.code,
        "commit": judgement.commit,
        "path": judgement.path,
        "why": judgement.why,
    }
