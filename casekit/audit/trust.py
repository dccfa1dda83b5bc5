"""A trust file in, what is known of a repository from outside it out; and back, closed to other users.

It is JSON, one file for each repository, and never inside it: who can write to the repository could otherwise write
what it is measured by.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from casekit.records.save import SaveError, overwrite
from casekit.words import visible

_OPEN_TO_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_LONGEST = 16 << 20  # bytes; ten thousand anchors take 10 MB
_DIGITS = {"sha1": 40, "sha256": 64}


class TrustError(Exception):
    """The trust file cannot be used; the text is a whole sentence that says the way out."""


class Witness(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody whose signature makes an anchor count. ``key`` is a public key as in an ``.pub`` file, without comment."""

    name: str
    key: str


class LastSeen(Struct, frozen=True, forbid_unknown_fields=True):
    """The tip up to which an audit passed, and how many commits of the main line lead there."""

    tip: str
    count: int


class Stamp(Struct, frozen=True, forbid_unknown_fields=True):
    """What a time-stamping authority answered about an anchor that is held: its number, and the answer in base64."""

    anchor: int
    answer: str


class Trust(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a repository from outside it.

    ``root`` is the id of its first commit, in ``object_format`` (sha1 or sha256). An anchor that is met in
    the repository counts once ``needed`` of the ``witnesses`` signed it. Those in ``anchors``, the texts of anchor files
    (see ``anchor.py``), were taken in already and count. ``authorities`` are certificates (PEM) of those whose clock
    counts where they answered with one of the ``stamps`` (see ``stamp.py``).
    """

    root: str
    object_format: str
    witnesses: tuple[Witness, ...] = ()
    needed: int = 0
    anchors: tuple[str, ...] = ()
    last_seen: LastSeen | None = None
    authorities: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()


def begin(root: str) -> Trust:
    """Begin to trust the repository whose first commit is ``root``, after its id was compared by voice."""
    return Trust(root, "sha256" if len(root) == _DIGITS["sha256"] else "sha1")


def default_path(root: str) -> Path:
    """Return where a repository's trust file is kept unless said otherwise: in the user's own settings."""
    settings = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(settings) if settings else Path.home() / ".config") / "casekit" / "trust" / f"{root}.json"


def read_trust(path: Path) -> Trust:
    """Read a trust file. Raises TrustError where it cannot be read, others may write to it, or it makes no sense."""
    shown = visible(str(path))
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OPEN_TO_OTHERS:
                raise TrustError(
                    f"other users may write to {shown}, so it proves nothing. Close it (chmod 600), and look through it."
                )
            trust = msgspec.json.decode(file.read(_LONGEST), type=Trust)
    except OSError as error:
        raise TrustError(f"{shown} cannot be read: {error.strerror}. Name another with --trust.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TrustError(f"{shown} is no trust file of casekit: {visible(str(error))}.") from error
    if mistake := _mistake(trust):
        raise TrustError(f"{shown} makes no sense: {mistake}.")
    return trust


def write_trust(path: Path, trust: Trust) -> None:
    """Write a trust file whole or not at all, for the user alone. Raises TrustError where it cannot be written."""
    text = msgspec.json.format(msgspec.json.encode(trust), indent=2) + b"\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        overwrite(path.resolve(), text, mode=0o600)
    except (OSError, SaveError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise TrustError(f"the trust file {visible(str(path))}: {reason}.") from error


def seen(trust: Trust, tip: str, count: int) -> Trust:
    """Return the trust that remembers an audit that passed up to ``tip``, the ``count``-th commit of the main line."""
    return msgspec.structs.replace(trust, last_seen=LastSeen(tip, count))


def keeping(trust: Trust, anchor: str) -> Trust:
    """Return the trust that also holds the text of an anchor; the same text is held once."""
    return trust if anchor in trust.anchors else msgspec.structs.replace(trust, anchors=(*trust.anchors, anchor))


def with_witness(trust: Trust, witness: Witness, needed: int) -> Trust:
    """Return the trust with one more witness, or with another key of one, and how many of them an anchor needs."""
    others = tuple(each for each in trust.witnesses if each != witness)
    return msgspec.structs.replace(trust, witnesses=(*others, witness), needed=needed)


def with_stamp(trust: Trust, stamp: Stamp, authorities: Iterable[str]) -> Trust:
    """Return the trust that holds a time-stamp, in place of an older one of that anchor, and trusts more authorities."""
    others = tuple(each for each in trust.stamps if each.anchor != stamp.anchor)
    known = tuple(dict.fromkeys([*trust.authorities, *authorities]))
    return msgspec.structs.replace(trust, stamps=(*others, stamp), authorities=known)


def _mistake(trust: Trust) -> str:
    digits = _DIGITS.get(trust.object_format)
    if digits is None:
        return f"“{visible(trust.object_format)}” is no format of Git's objects (sha1 or sha256)"
    ids = [trust.root, *([trust.last_seen.tip] if trust.last_seen else [])]
    if not all(re.fullmatch(f"[0-9a-f]{{{digits}}}", each, re.ASCII) for each in ids):
        return f"an id in it is none of a {trust.object_format} repository"
    people = {witness.name for witness in trust.witnesses}
    if not 0 <= trust.needed <= len(people):
        return f"it asks for {trust.needed} witnesses and names {len(people)}"
    if trust.witnesses and not trust.needed:
        return "it names witnesses and asks for none of them (`needed`)"
    return ""
