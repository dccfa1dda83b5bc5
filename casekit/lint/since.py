"""What linting finds in two states of the records in, what the change between them could have caused out."""

from __future__ import annotations

import msgspec

from casekit.finding import Finding
from casekit.git import blob_id
from casekit.lint.outcome import Report
from casekit.records import paths
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree


def caused(now: Report, tree: Tree, before: Report, earlier: Tree) -> Report:
    """Return the report with two sorts of findings: those in a file that changed, and those that were not there before.

    What is wrong with a file that nobody touched may come of a change elsewhere: a staff member who was removed, a
    limit that was lowered, a waiver that went. A finding was there before if it said the same, waived or not as now:
    one more record that names somebody unknown is told by the finding at the first of them. ``earlier`` is a commit's.
    """
    known = {_said(finding) for finding in before.findings}
    changed = _changed({f.path for f in now.findings if _said(f) in known}, tree, earlier)
    kept = tuple(f for f in now.findings if _said(f) not in known or f.path in changed)
    return msgspec.structs.replace(now, findings=kept)


def _said(finding: Finding) -> tuple[str, str, bool]:
    return finding.fingerprint, finding.message, finding.waived


def _changed(named: set[str], tree: Tree, earlier: Tree) -> set[str]:
    """Return which of some paths do not hold what they held."""
    if not named:
        return set()
    now, then = (
        {e.path: e for folder in (paths.ROOT, "schemas") for e in view.entries(folder) if e.path in named}
        for view in (tree, earlier)
    )
    return {path for path in named if not _same(now.get(path), then.get(path), tree)}


def _same(now: Entry | None, then: Entry | None, tree: Tree) -> bool:
    if now is None or then is None or now.kind != then.kind:
        return now is then
    if now.oid:
        return now.oid == then.oid
    try:
        return now.kind == "file" and blob_id(tree.read(now, MAX_BYTES), then.oid) == then.oid
    except ReadFailure:
        return False
