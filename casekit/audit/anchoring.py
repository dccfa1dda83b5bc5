"""A repository in, what an anchor may say of it out: only of a history that was verified first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from casekit.audit.anchor import REF, AnchorError, Statement, merkle_root
from casekit.audit.outside import held_anchors
from casekit.audit.past import policy_version, read_past, tree_root_parts
from casekit.audit.trust import Trust
from casekit.audit.verdict import Audit
from casekit.audit.verify import audit
from casekit.git.quarantine import look, quarantine

_NUMBER = re.compile(rf"{REF}([0-9]{{4,9}})")


class Survey(Struct, frozen=True):
    """What one look at a repository came to: whether its history holds, what an anchor says of it, who is to witness."""

    audit: Audit
    statement: Statement
    trust: Trust | None


def survey(
    source: Path, known: Callable[[str], Trust | None], *, now: int, of: Statement | None = None, timeout: float = 1800
) -> Survey:
    """Verify a history and state what it holds: at its tip, or at the commit that ``of`` names.

    ``known`` gives the trust file of the repository that begins
    with a commit; ``now`` is the time in seconds since 1970. Raises AnchorError where that commit is not on the main line, and
    whatever the verification raises where it cannot look: GitError, DamagedError, CutError.
    """
    found = look(source, timeout)
    if not found.tip:
        raise AnchorError("has no branch called main, or nothing was committed there yet")
    with quarantine(found, found.tip, (), timeout) as copy:
        past = read_past(copy, found.tip, now)
        tip = of.tip if of else found.tip
        if tip not in past.line:
            raise AnchorError("has not this commit on its main line; fetch what is new, and try again")
        facts = past.walk.facts
        trust = known(past.line[0])
        held = [each.statement.number for each in held_anchors(trust)]
        number = of.number if of else 1 + max([*_numbers(found.anchors), *held], default=0)
        tree = merkle_root(tree_root_parts(copy, facts, tip))
        count, policy = past.line.index(tip) + 1, policy_version(copy, facts, tip)
        statement = Statement(number, past.line[0], tip, count, tree, policy, of.time if of else now)
        # Anchors that wait for their witnesses are no reason not to make the next, or to sign one of them.
        plain = trust and msgspec.structs.replace(trust, anchors=(), witnesses=(), needed=0)
        return Survey(audit(copy, past, plain, found.refs), statement, trust)


def _numbers(refs: Iterable[str]) -> list[int]:
    return [int(match[1]) for ref in refs if (match := _NUMBER.fullmatch(ref))]
