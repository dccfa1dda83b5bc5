"""A repository, what is known of it from outside and a time in, an Audit out: the verification on one page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from casekit.audit.anchor import merkle_root
from casekit.audit.judge import SKEW, Judged, judge_history
from casekit.audit.outside import AnchorTag, History, judge_outside
from casekit.audit.past import Past, policy_version, read_past, tree_root_parts
from casekit.audit.remarks import remarks
from casekit.audit.state import State
from casekit.audit.trust import Trust, TrustError
from casekit.audit.verdict import Audit, Judgement, judged, worst
from casekit.git import GitError
from casekit.git.quarantine import ANCHORS, CutError, DamagedError, Quarantine, look, quarantine
from casekit.records.paths import ROOT, agencies_below

# Git refuses these at the door; what it calls them says which of our codes they are.
_PATHS = frozenset({"hasDot", "hasDotdot", "hasDotgit", "fullPathname", "emptyName"})
_AT_THE_TOP = f"the audit judges {ROOT}/ at the top of a repository and nothing else"
_FORM = frozenset({"missingTree", "missingAuthor", "missingCommitter", "multipleAuthors", "extraHeaderEntry"})


def verify(  # noqa: PLR0913 - each says where to look, or how far to trust it
    source: Path,
    *,
    tip: str | None = None,
    trust: Trust | Callable[[str], Trust | None] | None = None,
    now: int,
    objects: Sequence[Path] = (),
    timeout: float = 1800,
) -> Audit:
    """Judge the main branch of the repository at ``source``: a working tree, a ``.git`` folder or a bare repository.

    ``tip`` is the id of the commit to judge in place of the main branch's, such as one that is being pushed;
    ``objects`` are further folders of objects in which it may be found (``GIT_OBJECT_DIRECTORY`` of a hook). ``trust``
    is what is known from outside, None where nothing is, or what returns it for the id of a first commit. ``now`` is the time in seconds since 1970, ``timeout`` how many
    seconds one Git command may take. Writes only into a temporary folder of its own. Never raises: what keeps the audit
    from looking is a judgement (CK805), so an error never reads as PASS.
    """
    try:
        found = look(source, timeout)
        wanted = tip or found.tip
        if not wanted:
            return _only(judged("CK805", "it has no branch called main, or nothing was committed there yet."))
        with quarantine(found, wanted, objects, timeout) as copy:
            past = read_past(copy, wanted, now)
            with closing(past.walk.facts.records):
                return audit(copy, past, trust(past.line[0]) if callable(trust) else trust, found.refs)
    except CutError:
        return _only(judged("CK802", "this is a shallow or partial clone."))
    except DamagedError as error:
        return _only(_damaged(error))
    except (GitError, TrustError) as error:
        return _only(judged("CK805", f"{str(error).rstrip('.')}."))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not read as a verdict on the history
        return _only(judged("CK805", f"casekit met an error of its own ({type(error).__name__}); please report it."))


def audit(copy: Quarantine, past: Past, trust: Trust | None, refs: Sequence[str]) -> Audit:
    """Judge a history that was read from a checked copy. ``refs`` are the names of all refs where it came from."""
    paths = (touch.path for change in past.walk.changes.values() for touch in change.touches)
    # Where there never was a record, nobody was ever given a right or a key: it would all be broken, and mean nothing.
    recorded = any(path.startswith(f"{ROOT}/") for path in paths)
    result = judge_history(past.walk, past.line) if recorded else Judged([], [], State(past.walk.facts))
    outside = judge_outside(_history(copy, past), _tags(copy), trust, SKEW)
    places = {oid: place for place, oid in enumerate(past.walk.changes)}
    files = result.state.files if recorded else [os.fsdecode(path) for path, _, _ in copy.tree(past.line[-1])]
    unseen = _not_looked_at(files, recorded=recorded)
    judgements = sorted([*outside, *unseen, *result.judgements], key=lambda each: places.get(each.commit, -1))
    return _summed_up(judgements, past, result, tuple(remarks(past.walk, refs)))


def _summed_up(judgements: list[Judgement], past: Past, result: Judged, beside: tuple[Judgement, ...]) -> Audit:
    once = tuple(dict.fromkeys(judgements))
    return Audit(
        worst(once),
        once,
        tuple(result.notes),
        beside,
        root=past.line[0],
        tip=past.line[-1],
        commits=len(past.walk.changes),
        first_parents=len(past.line),
        cases=len(result.state.cases),
    )


def _not_looked_at(files: Iterable[str], *, recorded: bool) -> Iterator[Judgement]:
    """Say which agencies in a repository are not judged: without a word, a PASS would seem to be about them."""
    below = agencies_below(files)
    for folder in below:
        yield judged("CK805", f"{_AT_THE_TOP}; the agency in this folder needs a repository of its own.", "", folder)
    if not below and not recorded:
        yield judged("CK805", f"{_AT_THE_TOP}, and none ever was there.")


def _history(copy: Quarantine, past: Past) -> History:
    facts = past.walk.facts
    tree_of: Callable[[str], str] = lambda commit: merkle_root(tree_root_parts(copy, facts, commit))  # noqa: E731
    policy_of: Callable[[str], int] = lambda commit: policy_version(copy, facts, commit)  # noqa: E731
    return History(past.line[0], past.line[-1], past.parents, past.dates, tree_of, policy_of)


def _tags(copy: Quarantine) -> list[AnchorTag]:
    """Return the tags of anchors that came along."""
    refs = {name: oid for name, oid in copy.refs().items() if name.startswith(ANCHORS)}
    found = []
    for name, (oid, kind, raw) in zip(refs, copy.objects(refs.values()), strict=True):
        head, _, text = raw.partition(b"\n\n")
        target = head.partition(b"\n")[0].removeprefix(b"object ").decode("ascii", "replace")
        tag = kind == "tag"
        found.append(AnchorTag(name.removeprefix(ANCHORS), target if tag else oid, text.decode("utf-8", "replace") if tag else ""))  # fmt: skip
    return found


def _damaged(error: DamagedError) -> Judgement:
    if error.fault in _PATHS:
        return judged("CK872", f"Git refuses a path in it: {error}.")
    if error.fault.startswith("gitmodules"):
        return judged("CK871", f"Git refuses its .gitmodules: {error}.")
    if error.fault in _FORM:
        return judged("CK826", f"Git refuses a commit: {error}.")
    return judged("CK801", f"{error}.")


def _only(judgement: Judgement) -> Audit:
    return Audit(judgement.verdict, (judgement,))
