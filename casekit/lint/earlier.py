"""What a run made of a tree, in the form in which it is kept: bytes that are decoded only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw, Struct, field

from casekit.lint.digests import digest_of
from casekit.model.caseload import Caseload, FileNote
from casekit.model.references import Reference
from casekit.records.fault import Fault
from casekit.records.load import Source
from casekit.records.seen import at_rest
from casekit.records.tree import Entry

Found = tuple[str, Fault]
"""A path and what a rule or reading found there; the fault has the name of the rule."""

Shelved = tuple[int, int, bytes]
"""Where in the file of cases one begins, how long it is, and its digest (see ``shelf``)."""


class Rest(Struct, frozen=True, array_like=True):
    """What is to be said of records beside themselves, and what their rules found.

    ``named`` tells whether there is a record among them, readable or not; ``person`` is whose case they are, where
    that can be read. ``dangling`` are the references that lead nowhere, by path. ``notes`` and ``files`` are those
    of a ``Caseload``.
    """

    named: bool
    person: str | None
    dangling: tuple[tuple[str, Reference], ...]
    notes: tuple[FileNote, ...]
    files: int
    found: tuple[Found, ...]


class KeptCase(Struct, frozen=True, array_like=True):
    """One case folder as it was read and judged.

    ``listed`` stands for how its files were listed, nothing where that is no proof of what they hold; ``content`` for
    what they held, nothing where one could not be read. ``rest`` is a Rest; ``gathered`` is what each gatherer took
    from the case, in the order of the rules. The Case itself is in ``case``, or on the shelf. ``named`` is as in a Rest;
    ``looked`` has the shared records that were asked for when it was judged (see ``watched``).
    """

    listed: bytes
    content: bytes
    named: bool
    rest: Raw
    gathered: tuple[Raw, ...]
    looked: Raw
    case: bytes = b""
    shelved: Shelved | None = None


class Shared(Struct, frozen=True, array_like=True):
    """What cases share as it was read and judged. ``listed`` is as with a KeptCase, and so is ``rest``.

    ``ids`` stands for the ids of all cases, ``names`` for all that references may lead to.
    """

    listed: bytes
    ids: bytes
    names: bytes
    caseload: Raw
    rest: Raw


class Earlier(Struct, frozen=True, array_like=True):
    """A run's work. ``rules`` stands for the rules that were asked, ``local`` for the agency's own schemas."""

    rules: bytes = b""
    local: bytes = b""
    shared: Shared | None = None
    cases: dict[str, KeptCase] = field(default_factory=dict)

    def at_rest(self, schemas: Iterable[Entry], before: int) -> bool:
        """Tell whether a tree that is listed the same another time surely holds the same (see ``settled``).

        ``schemas`` are the agency's own as they were listed.
        """
        local = self.local and all(settled(entry, before) for entry in schemas)
        every_case = all(case.listed for case in self.cases.values())
        return bool(local and self.shared and self.shared.listed) and every_case


Sources = tuple[tuple[Entry, Source], ...]
"""What was read of what cases share, with how it was listed, as far as it need not be read again then."""


def settled(entry: Entry, before: int) -> bool:
    """Tell whether an entry that is listed the same another time surely holds the same (see ``at_rest``)."""
    return bool(entry.oid) or not entry.stamp or at_rest(entry.stamp, before)


def digest_of_names(shared: Caseload, case_ids: Iterable[str]) -> bytes:
    """Return what stands for all names that a reference may lead to, beside those in its own case."""
    names = sorted((kind, sorted(found)) for kind, found in shared.names.items())
    supports = sorted((person.stem, [s.id for s in person.supports]) for person in shared.people.values())
    agency = shared.agency
    own = ([p.id for p in agency.programs], agency.vocabularies) if agency else None
    return digest_of((names, supports, own, sorted(case_ids)))
