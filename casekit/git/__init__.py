"""Questions about a repository in, object ids and bytes out: the only room that runs Git."""

from casekit.git.blobs import blob_id
from casekit.git.hook import handed_index
from casekit.git.log import Commit, Touch
from casekit.git.repository import GitEntry, Repository, begin_repository, open_repository
from casekit.git.run import GitError, MissingObjectError
from casekit.git.user import user_branch, user_commit, user_identity, user_setting

__all__ = [
    "Commit",
    "GitEntry",
    "GitError",
    "MissingObjectError",
    "Repository",
    "Touch",
    "begin_repository",
    "blob_id",
    "handed_index",
    "open_repository",
    "user_branch",
    "user_commit",
    "user_identity",
    "user_setting",
]
