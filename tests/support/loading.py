"""A tree in, the Source of every file in it out, in the order of the files; the local schemas' faults last."""

from __future__ import annotations

from casekit.records.listing import LOCAL_SCHEMAS
from casekit.records.load import Source, load_entries
from casekit.records.local import load_local_schemas
from casekit.records.tree import Tree


def load(tree: Tree) -> list[Source]:
    """Read and check every file below ``records/``."""
    local = load_local_schemas(tree, tree.entries(LOCAL_SCHEMAS))
    sources = list(load_entries(tree, tree.entries("records"), local))
    return sources + [Source(path, None, None, (fault,)) for path, fault in local.faults]
