"""The staff files of one commit in, the name behind an author's address out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from casekit.git import MissingObjectError, Repository
from casekit.records.paths import place
from casekit.records.text import MAX_BYTES
from casekit.records.yaml import read

_STAFF = "records/staff"


class Identity(Struct, frozen=True):
    """An address under which someone's changes are recorded, and the days on which it is theirs."""

    staff: str
    name: str
    begins: str
    ends: str


class Staff(Struct, frozen=True):
    """Who writes under which address, in small letters."""

    by_address: dict[str, tuple[Identity, ...]]

    def of(self, email: str, seconds: int) -> Identity | None:
        """Return who had an address at a time (seconds since 1970), or None. The address is what Git was told."""
        day = day_of(seconds)
        known = self.by_address.get(email.lower(), ())
        return next((each for each in known if each.begins <= day and (not each.ends or day <= each.ends)), None)


def day_of(seconds: int) -> str:
    """Return the day of a time, in UTC."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "no day of the calendar"


def staff_at(repository: Repository, oid: str) -> Staff:
    """Return who writes under which address, as one commit has it. A staff file that cannot be read names nobody."""
    found: dict[str, tuple[Identity, ...]] = {}
    for entry in repository.commit_entries(oid, _STAFF):
        if place(entry.path) is None:
            continue
        try:
            data = read(repository.read_blob(entry.oid, MAX_BYTES)).data
        except MissingObjectError:
            continue
        for address, identity in _identities(data or {}):
            found[address] = (*found.get(address, ()), identity)
    return Staff(found)


def _identities(data: dict[str, Any]) -> Iterator[tuple[str, Identity]]:
    listed = data.get("git")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and isinstance(each.get("email"), str):
            words = (data.get("id"), data.get("name"), each.get("from"), each.get("to"))
            yield each["email"].lower(), Identity(*(str(word or "") for word in words))
