"""A repository, what is known of it from outside and a time in, an Audit out: the verification on one page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from casekit.audit.trust import Trust
from casekit.audit.verdict import Audit


def verify(
    source: Path,
    *,
    tip: str | None = None,
    trust: Trust | None = None,
    now: int,
    objects: Sequence[Path] = (),
    timeout: float = 1800,
) -> Audit:
    """Judge the main branch of the repository at ``source``: a working tree, a ``.git`` folder or a bare repository.

    ``tip`` is the id of the commit to judge in place of the main branch's, such as one that is being pushed;
    ``objects`` are further folders of objects in which it may be found (``GIT_OBJECT_DIRECTORY`` of a hook). ``trust``
    is what is known from outside, None where nothing is. ``now`` is the time in seconds since 1970, ``timeout`` how many
    seconds one Git command may take. Writes only into a temporary folder of its own. Never raises: what keeps the audit
    from looking is a judgement (CK805), so an error never reads as PASS.
    """
    raise NotImplementedError
