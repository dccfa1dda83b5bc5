"""Nothing in, the list of everything that casekit asks of Git out: options and all, before the operands."""

from __future__ import annotations

import enum

from casekit.git.log import LOG_OPTIONS


class Command(enum.Enum):
    """Everything that casekit asks of Git here. Operands follow the marker that ends the options."""

    RESOLVE = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    INDEX = ("ls-files", "--stage", "-z", "--")
    INDEX_FLAGS = ("ls-files", "--stage", "--debug", "-z", "--")
    COMMIT = ("ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options")
    FOLDERS = ("ls-tree", "-d", "-z", "--name-only", "--full-tree", "--end-of-options")
    FIRST_PARENTS = ("rev-list", "--first-parent", "--timestamp", "--end-of-options")
    BLOBS = ("cat-file", "--batch")
    GIT_FOLDER = ("rev-parse", "--absolute-git-dir")
    COMMON_FOLDER = ("rev-parse", "--git-common-dir")
    SET = ("config", "--local", "--")
    INIT = ("init", "--quiet", "--initial-branch=main")
    IMPORT = ("fast-import", "--quiet", "--force", "--done", "--date-format=raw")
    CHECK_OUT = ("reset", "--hard", "--quiet")
    COUNT = ("rev-list", "--count", "--end-of-options")
    HISTORY = ("rev-list", "--topo-order", "--reverse", "--header", "--end-of-options")
    STORE_PACK = ("index-pack", "--stdin")
    MOVE_BRANCH = ("update-ref", "--end-of-options")
    REPACK = ("repack", "-a", "-d", "-q")
    # For the audit, which brings what it judges into a repository of its own before it looks at it.
    INIT_SHA1 = ("init", "--quiet", "--bare", "--template=", "--initial-branch=main", "--object-format=sha1")
    INIT_SHA256 = ("init", "--quiet", "--bare", "--template=", "--initial-branch=main", "--object-format=sha256")
    FETCH = (
        *("-c", "fetch.fsckObjects=true", "-c", "fetch.unpackLimit=1", "-c", "fetch.recurseSubmodules=false"),
        *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--end-of-options"),
    )
    FOUND_FOLDER = ("-c", "safe.bareRepository=all", "rev-parse", "--absolute-git-dir")
    OBJECT_FORMAT = ("rev-parse", "--show-object-format")
    REFS = ("for-each-ref", "--format=%(objectname) %(refname)", "--")
    CHANGES = (
        *("-c", "log.showRoot=true", "log", "--raw", "-z", "--no-abbrev", "--no-renames", "--topo-order", "--reverse"),
        *("--diff-merges=first-parent", "--format=%H %P", "--end-of-options"),
    )
    REACHABLE = ("rev-list", "--end-of-options")
    FILES = ("ls-tree", "-r", "-z", "--full-tree", "--end-of-options")
    TREES_APART = ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--end-of-options")
    MERGE_TREES = (
        *("merge-tree", "--stdin", "-z", "--write-tree", "--no-messages", "--name-only"),
        "--allow-unrelated-histories",
    )
    MERGE_BASE = ("merge-base", "--end-of-options")
    TAG = (
        *("-c", "user.name=casekit", "-c", "user.email=casekit@localhost"),
        *("tag", "--annotate", "--force", "--no-sign", "--cleanup=verbatim", "--file=-", "--"),
    )
    TAGS = ("for-each-ref", "--sort=-version:refname", "--format=%(refname)%00%(*objectname)%00%(contents)%00")
    ORDER = ("rev-list", "--topo-order", "--end-of-options")
    LOG = (*LOG_OPTIONS, "--topo-order", "--full-history", "--end-of-options")
    LOG_EACH = (*LOG_OPTIONS, "--no-walk=unsorted", "--end-of-options")
