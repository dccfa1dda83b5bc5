"""The environment of a hook in, the index file of the commit under way out.

While ``git commit -a`` or ``git commit FILE`` runs its hooks, what will be committed is in an index file of its own,
which Git names to them. Nothing else that the environment says about Git is believed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.repository import Repository


def handed_index(repository: Repository) -> Path | None:
    """Return the index file that Git hands to a hook of this repository, or None.

    It counts only as a plain file in the repository's own Git folder: a hook of another repository that calls
    casekit here must not make it read there. Raises GitError where the repository is broken.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    if not named or "\0" in named:
        return None
    path = repository.top / named  # Git means a relative one from the top of the working tree
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
    except OSError:
        return None
    answer = run.answer(repository.top, Command.GIT_FOLDER, timeout=repository.timeout)
    git_folder = Path(os.fsdecode(answer.removesuffix(b"\n"))).resolve()
    return path.resolve() if path.resolve().is_relative_to(git_folder) else None
