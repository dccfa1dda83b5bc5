"""Objects as bytes in, what the audit needs to know of each out, worked out by every core.

Signatures and YAML are most of what an audit costs, and no object needs another for them.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from casekit.audit.commit import Commit, OddCommitError, take_apart
from casekit.audit.sshsig import BadSignatureError, OddArmourError, check
from casekit.records.paths import KINDS
from casekit.records.text import MAX_BYTES
from casekit.records.yaml import read

Raw = tuple[str, str, bytes]
"""An object's id, its kind (``commit``, or the kind of record it is read as) and its bytes."""

WHOLE = frozenset({"case", "staff", "team", "policy", "agency"})
"""The kinds of which the audit needs every field; of others only ``_FIELDS``."""

_FIELDS = ("id", "date", "recorded", "by", "amends", "of", "sha256", "decision", "person")
_PIECE = 400
_PAYS_AT = 2000  # objects from which on further processes pay


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


class Facts(Struct, frozen=True):
    """What is known of all objects, by id."""

    commits: Mapping[str, CommitFact]
    records: Mapping[str, RecordFact]


def facts_of(objects: Sequence[Raw]) -> Facts:
    """Return what is to be known of objects."""
    commits: dict[str, CommitFact] = {}
    records: dict[str, RecordFact] = {}
    for some_commits, some_records in _worked_out(objects):
        commits |= {fact.oid: fact for fact in some_commits}
        records |= {fact.oid: fact for fact in some_records}
    return Facts(commits, records)


_Found = tuple[list[CommitFact], list[RecordFact]]
_inherited: list[Sequence[Raw]] = []


def _worked_out(objects: Sequence[Raw]) -> list[_Found]:
    processes = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if processes > 1 and len(objects) >= _PAYS_AT:
        # Where the machine has no room for further processes, or stops one, this one does it all.
        with suppress(BrokenProcessPool, OSError):
            return _in_processes(objects, processes)
    return [_piece(objects)]


def _in_processes(objects: Sequence[Raw], processes: int) -> list[_Found]:
    """Work in forked processes, which have the objects without their being sent."""
    decoder = msgspec.msgpack.Decoder(_Found)
    _inherited.append(objects)
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            return [decoder.decode(piece) for piece in pool.map(_sent, range(0, len(objects), _PIECE))]
    finally:
        _inherited.clear()


def _sent(start: int) -> bytes:
    return msgspec.msgpack.encode(_piece(_inherited[-1][start : start + _PIECE]))


def _piece(objects: Sequence[Raw]) -> _Found:
    commits = [_commit(oid, raw) for oid, kind, raw in objects if kind == "commit"]
    return commits, [_record(oid, kind, raw) for oid, kind, raw in objects if kind != "commit"]


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
