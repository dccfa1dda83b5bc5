"""Questions about a repository in, object ids and bytes out: the only room that runs Git."""

from casekit.git.hook import handed_index
from casekit.git.identity import identity
from casekit.git.repository import GitEntry, Repository, begin_repository, open_repository
from casekit.git.run import GitError, MissingObjectError

__all__ = [
    "GitEntry",
    "GitError",
    "MissingObjectError",
    "Repository",
    "begin_repository",
    "handed_index",
    "identity",
    "open_repository",
]
