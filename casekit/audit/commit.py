"""The bytes of a commit in, its parts out, or why it is not in the one form that Git itself writes.

Git reads far more than it writes: a second signature, lines behind the armour, a header of any name. None of it is
covered by the signature, and each gives the same change another id. So only the one form counts:

    tree, parent (any number), author, committer, gpgsig (or gpgsig-sha256), an empty line, the message
"""

from __future__ import annotations

import re

from msgspec import Struct

from casekit.records.text import forbidden

_OID = rb"(?:[0-9a-f]{40}|[0-9a-f]{64})"
_WHO = rb"(?P<%b_name>[^<>\n\0]*?) ?<(?P<%b_email>[^<>\n\0 ]*)> (?P<%b_time>0|[1-9][0-9]{0,10}) (?P<%b_zone>[+-][0-9]{4})\n"
_HEAD = re.compile(
    rb"tree (?P<tree>" + _OID + rb")\n"
    rb"(?P<parents>(?:parent " + _OID + rb"\n)*)"
    rb"author " + _WHO.replace(b"%b", b"author") + rb"committer " + _WHO.replace(b"%b", b"committer")
    + rb"(?:(?P<header>gpgsig(?:-sha256)?) (?P<armour>-----BEGIN [^\n]*\n(?: [^\n]*\n)*))?"
    rb"\n"
)  # fmt: skip
_SIGNATURE_LINE = re.compile(rb"^(?:gpgsig|gpgsig-sha256|mergetag|encoding) ", re.MULTILINE)
_DAY = 24 * 60
_SHA1_DIGITS = 40


class Commit(Struct, frozen=True, array_like=True):
    """One commit; times are in seconds since 1970.

    ``signed`` is the text that ``armour`` signs; ``armour`` is empty where there is no signature, and is otherwise as
    ssh-keygen wrote it.
    """

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: str
    committer: str
    authored: int
    committed: int
    message: str
    signed: bytes
    armour: bytes


class OddCommitError(Exception):
    """The commit is not in the one form; the message says in what."""


def take_apart(oid: str, raw: bytes) -> Commit:
    """Return a commit's parts. Raises OddCommitError."""
    head = _HEAD.match(raw)
    if head is None:
        raise OddCommitError(_why_odd(raw))
    message = _message(raw[head.end() :])
    _check_ids(oid, head)
    armour = head["armour"] or b""
    if armour and (head["header"] == b"gpgsig") != (len(oid) == _SHA1_DIGITS):
        raise OddCommitError(f"its signature stands in the header {head['header'].decode()}, which is not that of its kind of id")  # fmt: skip
    return Commit(
        oid=oid,
        tree=head["tree"].decode(),
        parents=tuple(head["parents"].decode().replace("parent ", "").split()),
        author=_text(head["author_email"]),
        committer=_text(head["committer_email"]),
        authored=int(head["author_time"]),
        committed=int(head["committer_time"]),
        message=message,
        signed=raw[: head.start("header")] + raw[head.end("armour") :] if armour else raw,
        armour=armour.replace(b"\n ", b"\n"),
    )


def _message(raw: bytes) -> str:
    message = _text(raw)
    if found := forbidden(message.replace("\t", " ")):
        raise OddCommitError(
            f"its message holds the character U+{ord(found):04X}, which cannot be seen or hides others"
        )
    return message


def _check_ids(oid: str, head: re.Match[bytes]) -> None:
    ids = [head["tree"], *head["parents"].replace(b"parent ", b"").split()]
    if any(len(each) != len(oid) for each in ids) or len(set(ids[1:])) != len(ids) - 1:
        raise OddCommitError("it names a parent twice, or one by an id of another kind")
    for who in ("author", "committer"):
        name, zone = _text(head[f"{who}_name"]), head[f"{who}_zone"]
        if forbidden(name + _text(head[f"{who}_email"])):
            raise OddCommitError(f"the name of its {who} holds characters that cannot be seen or hide others")
        if int(zone[1:3]) * 60 + int(zone[3:]) > _DAY or int(zone[3:]) >= 60:  # noqa: PLR2004 - minutes of an hour
            raise OddCommitError(f"the time of its {who} is in a time zone that no place has")


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise OddCommitError("it is not in UTF-8") from None


def _why_odd(raw: bytes) -> str:
    """Say what most likely keeps a commit from being in the one form."""
    head = raw.partition(b"\n\n")[0] + b"\n"
    found = [name.decode().strip() for name in _SIGNATURE_LINE.findall(head)]
    for name in ("mergetag", "encoding"):
        if name in found:
            return f"it has the header {name}, which casekit does not take: what stands there can hide text"
    if len(found) > 1:
        return "it has more than one signature, of which only one can be checked"
    if not re.search(rb"^committer [^\n]*> [0-9]+ [+-][0-9]{4}$", head, re.MULTILINE):
        return "its committer or their time is not written as Git writes it"
    return "its first lines are not those that Git writes, or not in that order"
