"""What an earlier run made of a tree, in the form in which it is kept: bytes that are decoded only where they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct, field

from casekit.model.caseload import Caseload
from casekit.records.listing import Listing
from casekit.records.load import Source
from casekit.records.seen import at_rest
from casekit.records.tree import Entry


class KeptCase(Struct, frozen=True, array_like=True):
    """One case folder as it was read and judged.

    ``listed`` is how its files were listed, nothing where that is no proof of what they hold; ``content`` stands for
    what they held, nothing where one could not be read. ``case`` and ``rest`` are a Case and what was found.
    """

    listed: bytes
    content: bytes
    case: bytes
    rest: bytes


class Earlier(Struct, frozen=True, array_like=True):
    """A run's work: what cases share as it was read, with how it was listed, and each case folder.

    ``judged_by`` stands for all that decides what the rules of a case find, beside the case itself; ``known`` for the
    names that references may lead to; ``local`` for the agency's own schemas.
    """

    judged_by: bytes = b""
    known: bytes = b""
    local: bytes = b""
    shared: tuple[tuple[Entry, Source], ...] = ()
    cases: dict[str, KeptCase] = field(default_factory=dict)

    def at_rest(self, listing: Listing, before: int) -> bool:
        """Tell whether a tree that is listed the same another time surely holds the same (see ``settled``)."""
        local = self.local and all(settled(entry, before) for entry in listing.local)
        every_case = all(case.listed for case in self.cases.values())
        return bool(local) and every_case and len(self.shared) == len(listing.shared)


def listed(entries: tuple[Entry, ...], before: int) -> bytes:
    """Return how entries are listed; nothing where one may change without its being listed differently."""
    return msgspec.msgpack.encode(entries) if all(settled(entry, before) for entry in entries) else b""


def settled(entry: Entry, before: int) -> bool:
    """Tell whether an entry that is listed the same another time surely holds the same (see ``at_rest``)."""
    return bool(entry.oid) or not entry.stamp or at_rest(entry.stamp, before)


def digest(*parts: bytes) -> bytes:
    """Return what stands for some texts, in their order."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()


def digest_of_names(shared: Caseload, case_ids: Iterable[str]) -> bytes:
    """Return what stands for all names that a reference may lead to, beside those in its own case."""
    names = sorted((kind, sorted(found)) for kind, found in shared.names.items())
    supports = sorted((person.stem, [s.id for s in person.supports]) for person in shared.people.values())
    agency = shared.agency
    own = ([p.id for p in agency.programs], agency.vocabularies) if agency else None
    return digest(msgspec.msgpack.encode((names, supports, own, sorted(case_ids))))
