"""Questions about a repository in, object ids and bytes out: the only room that runs Git."""

from casekit.git.hook import handed_index
from casekit.git.repository import GitEntry, Repository, begin_repository, open_repository
from casekit.git.run import GitError, MissingObjectError
from casekit.git.user import user_identity, user_setting

__all__ = [
    "GitEntry",
    "GitError",
    "MissingObjectError",
    "Repository",
    "begin_repository",
    "handed_index",
    "open_repository",
    "user_identity",
    "user_setting",
]
