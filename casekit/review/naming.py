"""What is pushed to a server in, which of its new names of refs and files name somebody whom the agency serves, out.

Unlike what is in a file, a name cannot be taken back: it is shown, mailed and kept wherever it was fetched.
"""

from __future__ import annotations

from collections.abc import Iterator

from casekit.audit.codes import CODES
from casekit.audit.personal import Known, chosen, in_path, known_people, without_names
from casekit.git import MissingObjectError, Repository, Touch
from casekit.records.paths import place
from casekit.records.text import MAX_BYTES
from casekit.records.yaml import read
from casekit.starter.shipped import shipped

_PEOPLE = "records/people"
_AT_ONCE = 500  # commits that are named to Git one by one


def people_at(repository: Repository, commit: str) -> Known:
    """Return what is known of the people whom an agency serves, as one commit has it."""
    return known_people(data for entry in repository.commit_entries(commit, _PEOPLE) if (data := _data(repository, entry.oid)))  # fmt: skip


def refs_that_name(refs: list[str], known: Known) -> Iterator[str]:
    """Yield what is said of each full name of a ref that names somebody."""
    for ref in refs:
        if in_path(ref.split("/", 2)[-1], known):
            yield _said("CK881", without_names(ref, known), "Rename it after the case's id, and push again.")


def paths_that_name(repository: Repository, old: str, new: str, known: Known) -> Iterator[str]:
    """Yield what is said of each path that names somebody and comes up between the commits ``old`` ("" for none) and ``new``."""
    told = {entry.path for entry in repository.commit_entries(old)} if old else set[str]()
    told.update(shipped())
    seen = set(repository.order(old)) if old else set[str]()
    fresh = [oid for oid in repository.order(new) if oid not in seen]
    for start in range(0, len(fresh), _AT_ONCE):
        for commit in repository.log_each(fresh[start : start + _AT_ONCE]):
            for touch in commit.touches:
                if not touch.new or touch.path in told:
                    continue
                told.add(touch.path)
                if in_path(_chosen(repository, touch), known):
                    yield _said("CK880", without_names(touch.path, known), "Make the commit that brought it anew, with a name after an id, and push again.")  # fmt: skip


def _chosen(repository: Repository, touch: Touch) -> str:
    where = place(touch.path)
    return chosen(touch.path, where, _data(repository, touch.new) if where and where.case is None else None)


def _said(code: str, where: str, what_to_do: str) -> str:
    return f"{code} {CODES[code].name} ({where}): {CODES[code].says} {what_to_do}"


def _data(repository: Repository, oid: str) -> dict[str, object] | None:
    """Return what a record says, None where that cannot be read, which is told elsewhere."""
    try:
        return read(repository.read_blob(oid, MAX_BYTES)).data
    except MissingObjectError:
        return None
