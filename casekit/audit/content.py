"""A path, its mode and its text in; what no file of an agency may be out, whoever wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from casekit.audit.scene import Act, Scene
from casekit.audit.verdict import Judgement, judged
from casekit.git import Touch, blob_id
from casekit.records.paths import KINDS, Place, explain
from casekit.records.text import forbidden
from casekit.starter.shipped import shipped

_GIT_FILES = frozenset({".gitattributes", ".gitmodules", ".mailmap"})
_ATTRIBUTES = ".gitattributes"
_PLAIN, _PROGRAM = "100644", "100755"
_MODES = {"120000": "a link", "160000": "another repository", _PROGRAM: "a program"}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE)
_GIT = re.compile(r"\.git|git~[0-9]+|\.\.?", re.IGNORECASE)
_ODD_SIGNS = re.compile(r'[\\:*?"<>|]')
_LONGEST = 255  # bytes of a name, which no file system passes
_WITH_ID = frozenset(kind.name for kind in KINDS.values() if re.search(r"<(?:slug|person|case|[a-z]{2}-id)>(?:\.yaml|/case\.yaml)$", kind.shape))  # fmt: skip


def judge_file(act: Act, scene: Scene) -> Iterator[Judgement]:
    """Judge what a commit left at a path, as far as that can be seen in the file alone."""
    touch, oid = act.touch, act.commit.oid
    if not touch.new:
        return
    if why := odd_path(touch.path):
        yield judged("CK872", why, oid, touch.path)
        return
    if touch.mode != _PLAIN and (touch.mode != _PROGRAM or touch.path.startswith("records/")):
        yield judged("CK870", f"it is {_MODES.get(touch.mode, 'no plain file')}.", oid, touch.path)
        return
    if not _is_as_shipped(touch):
        yield judged("CK871", "it tells Git how to show or merge files, and is not as `casekit init` writes it.", oid, touch.path)  # fmt: skip
        return
    if act.place is None:
        if touch.path.startswith("records/"):
            yield judged("CK851", explain(touch.path), oid, touch.path)
        return
    yield from _judge_record(act, act.place, scene)


def _judge_record(act: Act, place: Place, scene: Scene) -> Iterator[Judgement]:
    record = scene.state.record(act.touch.new)
    if record is None or record.data is None:
        why = record.wrong if record else "its text is missing."
        yield judged("CK875", why, act.commit.oid, act.touch.path)
    elif place.kind in _WITH_ID and record.data.get("id") != (place.case if place.kind == "case" else place.name):
        yield judged("CK874", "the `id:` in it is another than that of its path.", act.commit.oid, act.touch.path)


def _is_as_shipped(touch: Touch) -> bool:
    """Tell whether a file says nothing to Git, or just what casekit ships."""
    if not _is_git_file(touch.path):
        return True
    return touch.path == _ATTRIBUTES and touch.new == blob_id(attributes(), touch.new)


@cache
def _is_git_file(path: str) -> bool:
    return path.rpartition("/")[2].casefold() in _GIT_FILES


@cache
def attributes() -> bytes:
    """Return the attributes that an agency's repository has."""
    return shipped()[_ATTRIBUTES]


@cache
def odd_path(path: str) -> str:
    """Say why a path may not be, or nothing. It is judged for every computer that may hold a clone."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "its name is not in UTF-8."
    if "\n" in path or forbidden(path) or not unicodedata.is_normalized("NFC", path):
        return "its name holds characters that cannot be seen, that hide others or that can be written in two ways."
    for part in path.split("/"):
        if why := _odd_name(part):
            return why
    return ""


@cache
def _odd_name(name: str) -> str:
    if not name or _GIT.fullmatch(name) or _RESERVED.fullmatch(name):
        return "a name in it means something else to Git or to Windows."
    if _ODD_SIGNS.search(name) or name[-1] in ". " or name[0] in "- ":
        return "a name in it begins or ends with a sign, or holds one, that not every computer can write."
    return "a name in it is too long." if len(name.encode()) > _LONGEST else ""


class Twins:
    """The names that are in use, as a computer sees them that tells no capital from a small letter."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def judge(self, act: Act, scene: Scene) -> Iterator[Judgement]:
        """Judge a path that a commit brings; its folders count too."""
        path = act.touch.path
        if not act.touch.new or (path in scene.state.files and not scene.first):
            return
        at = len(path)
        while at > 0:
            part = path[:at]
            other = self._known.setdefault(_folded(part), part)
            if other == part and at < len(path):
                return  # so are the folders around it
            if other != part and _is_there(other, scene):
                yield judged("CK873", "another path differs from it only in capitals or in how a letter is stored.", act.commit.oid, path)  # fmt: skip
                return
            if other != part:
                self._known[_folded(part)] = part
            at = path.rfind("/", 0, at)


def _folded(path: str) -> str:
    return (
        path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
    )


def _is_there(path: str, scene: Scene) -> bool:
    """Tell whether a file or a folder is there at this point."""
    names = [*scene.state.files, *(p for p, touch in scene.ahead.items() if touch.new)]
    return any((name == path or name.startswith(f"{path}/")) and scene.oid_at(name) for name in names)


class Inner:
    """Folders that look like a bare repository: whoever runs Git in one runs what its settings name."""

    def __init__(self) -> None:
        self._parts: dict[str, set[str]] = defaultdict(set)

    def judge(self, act: Act) -> Iterator[Judgement]:
        """Judge a path that a commit brings. What belongs to one repository may come with several commits."""
        found = _part_of_repository(act.touch.path) if act.touch.new else None
        if found is None:
            return
        folder, part = found
        parts = self._parts[folder]
        if part not in parts:
            parts.add(part)
            if len(parts) == len(_PARTS):
                yield judged("CK871", "its folder holds HEAD, objects/ and refs/, and so is a repository to Git.", act.commit.oid, act.touch.path)  # fmt: skip


_PARTS = ("head", "objects", "refs")


@cache
def _part_of_repository(path: str) -> tuple[str, str] | None:
    """Return the folder that a path makes a repository of, in small letters, and with which part of one."""
    pieces = path.casefold().split("/")
    for at, piece in enumerate(pieces[1:], 1):
        if piece in _PARTS and (piece == "head") == (at == len(pieces) - 1):
            return "/".join(pieces[:at]), piece
    return None
