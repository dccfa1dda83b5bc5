"""An agency's folder in, the paths of its locked records out: what is amended by a new record, and never edited."""

from __future__ import annotations

from pathlib import Path

from casekit.git import open_repository
from casekit.records import paths


def locked(folder: Path) -> frozenset[str]:
    """Return the append-only records that the last commit holds. Raises GitError where Git cannot tell."""
    repository = open_repository(folder)
    if repository is None:
        return frozenset()
    with repository:
        head = repository.resolve("HEAD")
        entries = repository.commit_entries(head, paths.ROOT) if head else []
    places = ((entry.path, paths.place(entry.path)) for entry in entries)
    return frozenset(path for path, place in places if place and paths.KINDS[place.kind].append_only)
