"""Objects as bytes in, what the audit needs to know of each out, worked out by every core.

Signatures and YAML are most of what an audit costs, and no object needs another for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from casekit.audit.commit import Commit, OddCommitError, take_apart
from casekit.audit.sshsig import BadSignatureError, OddArmourError, check
from casekit.pool import MOST, processors, together
from casekit.records.paths import KINDS
from casekit.records.text import MAX_BYTES
from casekit.records.yaml import read

Raw = tuple[str, str, bytes]
"""An object's id, its kind (``commit``, or the kind of record it is read as) and its bytes."""

WHOLE = frozenset({"case", "person", "staff", "team", "policy", "agency"})
"""The kinds of which the audit needs every field; of others only ``_FIELDS``."""

_FIELDS = ("id", "date", "recorded", "by", "amends", "of", "sha256", "decision", "name", "person")
_PIECE = 400
PAYS_AT = 2000
"""Objects from which on further processes pay."""


class CommitFact(Struct, frozen=True, array_like=True):
    """A commit, and the key that signed it. There is none where it cannot be taken apart.

    ``odd`` says why it is not in the one form that Git writes; ``wrong`` says why the signature does
    not count; ``key`` is empty then, and where there is no signature.
    """

    oid: str
    commit: Commit | None
    odd: str = ""
    key: str = ""
    touched: bool = True
    wrong: str = ""


class RecordFact(Struct, frozen=True, array_like=True):
    """A record's text: the SHA-256 of its bytes and the fields that matter; ``wrong`` says why it cannot be read."""

    oid: str
    sha256: str
    data: dict[str, Any] | None
    wrong: str = ""


class Records:
    """What is known of the texts of records, by id: worked out in order while others are already asked for."""

    def __init__(self, pieces: Iterator[Sequence[RecordFact]]) -> None:
        self._pieces = pieces
        self._known: dict[str, RecordFact] = {}

    def get(self, oid: str) -> RecordFact | None:
        """Return what is known of a text, None where it is that of no record."""
        while oid and oid not in self._known:
            piece = next(self._pieces, None)
            if piece is None:
                return None
            self._known |= {fact.oid: fact for fact in piece}
        return self._known.get(oid)

    def close(self) -> None:
        """Let the processes go that work beside this one; what was not asked for stays unknown."""
        if isinstance(self._pieces, Generator):
            self._pieces.close()

    def all(self) -> Mapping[str, RecordFact]:
        """Return everything."""
        for piece in self._pieces:
            self._known |= {fact.oid: fact for fact in piece}
        return self._known


class Facts(Struct, frozen=True):
    """What is known of all commits and records."""

    commits: Mapping[str, CommitFact]
    records: Records


def commit_facts(objects: Iterable[Raw]) -> list[CommitFact]:
    """Return what is to be known of commits."""
    return [_commit(oid, raw) for oid, _, raw in objects]


def record_facts(objects: Sequence[Raw]) -> Iterator[list[RecordFact]]:
    """Yield what is to be known of records, a piece at a time, worked out by every core where that pays."""
    size = max(_PIECE, -(-len(objects) // MOST))
    pieces = [objects[start : start + size] for start in range(0, len(objects), size)]
    decoder = msgspec.msgpack.Decoder(list[RecordFact])
    processes = processors() if len(objects) >= PAYS_AT else 1
    for piece in together(lambda number: _piece(pieces[number]), len(pieces), processes):
        yield decoder.decode(piece)


def _piece(objects: Sequence[Raw]) -> bytes:
    return msgspec.msgpack.encode([_record(oid, kind, raw) for oid, kind, raw in objects])


def _commit(oid: str, raw: bytes) -> CommitFact:
    try:
        commit = take_apart(oid, raw)
    except OddCommitError as error:
        return CommitFact(oid, None, odd=str(error))
    if not commit.armour:
        return CommitFact(oid, commit)
    try:
        signed = check(commit.signed, commit.armour)
    except OddArmourError as error:
        return CommitFact(oid, _bare(commit), odd=str(error))
    except BadSignatureError as error:
        return CommitFact(oid, _bare(commit), wrong=str(error))
    return CommitFact(oid, _bare(commit), key=signed.key, touched=signed.touched)


def _bare(commit: Commit) -> Commit:
    """Leave out what only the check of the signature needs, but for the fact that there is one."""
    return msgspec.structs.replace(commit, signed=b"", armour=b"-")


def _record(oid: str, kind: str, raw: bytes) -> RecordFact:
    digest = hashlib.sha256(raw).hexdigest()
    if len(raw) > MAX_BYTES:
        return RecordFact(oid, digest, None, f"it has {len(raw):,} bytes, and a record at most {MAX_BYTES:,}")
    reading = read(raw)
    if reading.data is None:
        return RecordFact(oid, digest, None, reading.faults[0].message)
    data = reading.data
    if kind not in WHOLE:
        data = {name: data[name] for name in _FIELDS if name in data}
    return RecordFact(oid, digest, data)


def append_only(kind: str) -> bool:
    """Tell whether records of a kind are kept as they were written."""
    return kind in KINDS and KINDS[kind].append_only
