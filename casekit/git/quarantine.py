"""A repository that nobody vouches for in, a copy of its main branch that is what its ids say out, and answers from it.

A repository's settings, replacements, grafts, indexes of commits, hooks and working tree can all make Git show other
text than the ids stand for. So none of them is asked: a first repository of our own borrows nothing but the source's
folders of objects and names its tip; a second fetches from the first, with every object taken apart, hashed again and
checked. What then is read by id from the second is what the ids say. Both are in a private temporary folder.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.log import Touch
from casekit.git.repository import Repository, open_repository
from casekit.git.run import GitError

MAIN = "refs/heads/main"
ANCHORS = "refs/tags/anchor/"
_ANCHOR = re.compile(r"refs/tags/anchor/[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
_OID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_NONE = "0"
_PLAIN_PATH = re.compile(r'[^"\n#][^\n]*')
# What would have Git take the source's word for something instead of looking.
_SETTINGS = """\
[core]
\tcommitGraph = false
\tmultiPackIndex = false
[pack]
\tuseBitmaps = false
[merge]
\trenames = true
"""


class DamagedError(Exception):
    """An object is missing or is not what its id says. ``fault`` is Git's name of it, empty where there is none."""

    def __init__(self, reason: str, fault: str = "") -> None:
        super().__init__(reason)
        self.fault = fault


class CutError(Exception):
    """The source holds only a part of its history, and says so."""


class Source(Struct, frozen=True):
    """Where the objects of a repository are, and what its refs name.

    ``refs`` are the names of all its refs, as it lists them; ``cut`` says whether it is a partial copy.
    """

    objects: Path
    format: str
    tip: str
    anchors: dict[str, str]
    cut: bool
    refs: tuple[str, ...] = ()


class Change(Struct, frozen=True):
    """One commit and what it changed against its first parent."""

    oid: str
    parents: tuple[str, ...]
    touches: tuple[Touch, ...]


class Merged(Struct, frozen=True):
    """What Git makes of two commits: a tree, and the paths in which they conflict."""

    tree: str
    conflicts: frozenset[str]


def look(source: Path, timeout: float) -> Source:
    """Find out where a repository keeps what it holds. Raises GitError where it is none or Git does not read it."""
    place = _top(source.resolve())
    common = _folder(place, timeout)
    code, out, complaints = run.ask_bare(common, Command.OBJECT_FORMAT, timeout=timeout)
    refs_code, refs, _ = run.ask_bare(common, Command.REFS, MAIN, ANCHORS, timeout=timeout)
    every_code, every, _ = run.ask_bare(common, Command.REFS, timeout=timeout)
    if code or refs_code or every_code:
        raise GitError(f"Git could not read the repository at {run.shown(place)}: {run.last_words(complaints)}")
    named = _named(refs)
    anchors = {name: oid for name, oid in named.items() if _ANCHOR.fullmatch(name)}
    tip = named.get(MAIN, "")
    return Source(common / "objects", out.decode("ascii").strip(), tip, anchors, _is_cut(common), tuple(_named(every)))


def _top(place: Path) -> Path:
    """Return the top of the working tree around a folder; a Git folder, bare or not, is its own."""
    if (place / "HEAD").is_file() and (place / "objects").is_dir():
        return place
    found = open_repository(place)
    return found.top if found else place


def _folder(place: Path, timeout: float) -> Path:
    """Return the Git folder that holds the objects: not that of one of several working trees."""
    code, out, complaints = run.ask(place, Command.FOUND_FOLDER, timeout=timeout)
    if code:
        raise GitError(f"{run.shown(place)} is no Git repository: {run.last_words(complaints)}")
    folder = Path(os.fsdecode(out.removesuffix(b"\n")))
    shared = folder / "commondir"
    return (folder / shared.read_text("utf-8").strip()).resolve() if shared.is_file() else folder


def _is_cut(common: Path) -> bool:
    shallow = common / "shallow"
    return (shallow.is_file() and shallow.stat().st_size > 0) or any((common / "objects" / "pack").glob("*.promisor"))


@contextmanager
def quarantine(source: Source, tip: str, objects: Sequence[Path], timeout: float) -> Iterator[Quarantine]:
    """Give a checked copy of the history of ``tip``, which is removed in the end.

    ``objects`` are further folders of objects. Raises DamagedError, CutError or GitError.
    """
    with borrowed(source, tip, objects, timeout) as porch:
        copy = porch.folder.with_name("copy")
        _begin(copy, source.format, timeout)
        _fetch(porch.folder, copy, source, timeout)
        yield Quarantine(copy, timeout)


@contextmanager
def borrowed(source: Source, tip: str, objects: Sequence[Path], timeout: float) -> Iterator[Quarantine]:
    """Give a repository that borrows objects nobody has checked: for questions whose answer proves nothing.

    It is removed in the end. Raises GitError.
    """
    with tempfile.TemporaryDirectory(prefix="casekit-audit-", ignore_cleanup_errors=True) as folder:
        porch = Path(folder) / "porch"
        _begin(porch, source.format, timeout)
        folders = [*objects, source.objects]
        if not all(_PLAIN_PATH.fullmatch(str(each)) for each in folders):
            raise GitError("the path of the repository holds a line break; move it to one without")
        (porch / "objects" / "info").mkdir(exist_ok=True)
        (porch / "objects" / "info" / "alternates").write_text("".join(f"{each.resolve()}\n" for each in folders))
        refs = {MAIN: tip, **source.anchors}
        (porch / "packed-refs").write_text("".join(f"{oid} {name}\n" for name, oid in sorted(refs.items())))
        yield Quarantine(porch, timeout)


def _begin(folder: Path, object_format: str, timeout: float) -> None:
    command = {"sha1": Command.INIT_SHA1, "sha256": Command.INIT_SHA256}.get(object_format)
    if command is None:
        raise GitError(f"its objects are in the format {run.shown(object_format)}, which casekit does not know")
    folder.mkdir(mode=0o700)
    code, _, complaints = run.ask_bare(folder, command, timeout=timeout)
    if code:
        raise GitError(f"Git could not begin a repository to look from: {run.last_words(complaints)}")
    with (folder / "config").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)


def _fetch(porch: Path, copy: Path, source: Source, timeout: float) -> None:
    wanted = (f"+{MAIN}:{MAIN}", f"+{ANCHORS}*:{ANCHORS}*")
    code, _, complaints = run.ask_bare(copy, Command.FETCH, f"file://{porch}", *wanted, timeout=timeout)
    fetched = not code and run.ask_bare(copy, Command.RESOLVE, MAIN, timeout=timeout)[0] == 0
    if source.cut:
        raise CutError
    if not fetched:
        found = re.search(rb"object [0-9a-f]+: ([A-Za-z0-9]+): ", complaints)
        fault = found[1].decode() if found else ""
        raise DamagedError(_reason(complaints), fault)


def _reason(complaints: bytes) -> str:
    """Give the first of Git's complaints, which names the object; the last only say that it gave up."""
    lines = [line for line in complaints.decode("utf-8", "replace").splitlines() if line.startswith(("error:", "fatal:", "remote: "))]  # fmt: skip
    first = lines[0] if lines else "it gave no reason"
    return run.shown(re.sub("^(?:remote: |error: |fatal: )+", "", first))


class Quarantine:
    """The checked copy. Everything is asked by id; each answer is whole before anything is made of it."""

    def __init__(self, folder: Path, timeout: float) -> None:
        self.folder = folder
        self._timeout = timeout

    def repository(self, place: Path) -> Repository:
        """Return the copy as a repository around an empty folder, to read records from."""
        (place / ".git").write_text(f"gitdir: {self.folder}\n", encoding="utf-8")
        return Repository(place, timeout=self._timeout)

    def set_attributes(self, text: str) -> None:
        """Have Git merge as with these attributes, whatever the history holds."""
        (self.folder / "info").mkdir(exist_ok=True)
        (self.folder / "info" / "attributes").write_text(text, encoding="utf-8")

    def refs(self) -> dict[str, str]:
        """Return the refs that came along, by full name: the main branch and tags of anchors."""
        return _named(self._answer(Command.REFS))

    def changes(self, tip: str) -> list[Change]:
        """Return every commit that ``tip`` builds on, parents first, with what it changed against its first parent."""
        return list(_changes(self._answer(Command.CHANGES, tip)))

    def commits(self, tip: str) -> list[str]:
        """Return the ids of every commit that ``tip`` builds on, itself included, in no order that counts."""
        return self._answer(Command.REACHABLE, tip).decode("ascii").split()

    def objects(self, oids: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """Yield the id, kind and bytes of objects, in the order asked."""
        wanted = list(oids)
        answer = self._answer(Command.BLOBS, questions="".join(f"{oid}\n" for oid in wanted).encode())
        at = 0
        for oid in wanted:
            end = answer.index(b"\n", at)
            head = answer[at:end].decode("ascii").split(" ")
            if head[0] != oid or len(head) != 3:  # noqa: PLR2004 - id, kind, size
                raise GitError(f"Git did not find the object {oid}")
            size = int(head[2])
            yield oid, head[1], answer[end + 1 : end + 1 + size]
            at = end + size + 2

    def merged(self, pairs: Sequence[tuple[str, str]]) -> list[Merged]:
        """Return what Git makes of each pair of commits, by its own settings and none of the repository's."""
        if not pairs:
            return []
        answer = self._answer(Command.MERGE_TREES, questions="".join(f"{one} {other}\n" for one, other in pairs).encode())  # fmt: skip
        return list(_merged(answer, len(pairs)))

    def apart(self, one: str, other: str) -> list[Touch]:
        """Return in what two trees differ."""
        pieces = iter(self._answer(Command.TREES_APART, one, other).split(b"\0")[:-1])
        return [_touch(piece, next(pieces)) for piece in pieces]

    def tree(self, commit: str) -> list[tuple[bytes, str, str]]:
        """Return path, id and mode of every file of a commit; of a submodule, the id of the commit it names."""
        entries = (entry.partition(b"\t") for entry in self._answer(Command.FILES, commit).split(b"\0")[:-1])
        parts = ((path, about.decode("ascii").split(" ")) for about, _, path in entries)
        return [(path, oid, mode) for path, (mode, _, oid) in parts]

    def _answer(self, command: Command, *operands: str, questions: bytes = b"") -> bytes:
        code, out, complaints = run.ask_bare(self.folder, command, *operands, timeout=self._timeout, questions=questions)  # fmt: skip
        if code:
            raise GitError(f"Git could not read its copy of the history: {run.last_words(complaints)}")
        return out


def _named(answer: bytes) -> dict[str, str]:
    """Return the id behind each ref."""
    pairs = (line.partition(" ") for line in os.fsdecode(answer).splitlines())
    return {name: oid for oid, _, name in pairs}


def _changes(answer: bytes) -> Iterator[Change]:
    """Take apart a log of ids and raw lines. No id begins with a colon, and each raw line is followed by its path."""
    ids: list[str] = []
    touches: list[Touch] = []
    pieces = iter(answer.split(b"\0"))
    for piece in pieces:
        if piece[:1] == b":" or piece[:2] == b"\n:":
            touches.append(_touch(piece, next(pieces)))
        elif piece:
            if ids:
                yield Change(ids[0], tuple(ids[1:]), tuple(touches))
            ids, touches = piece.decode("ascii").split(), []
    if ids:
        yield Change(ids[0], tuple(ids[1:]), tuple(touches))


def _touch(about: bytes, path: bytes) -> Touch:
    old_mode, new_mode, old, new, _ = about.decode("ascii").lstrip("\n:").split(" ")
    gone = not new.strip(_NONE)
    return Touch(
        os.fsdecode(path), old_mode if gone else new_mode, old if old.strip(_NONE) else "", "" if gone else new
    )


def _merged(answer: bytes, count: int) -> Iterator[Merged]:
    """Take apart what merge-tree says of several merges: status, tree, paths in conflict, an empty piece; each in turn."""
    pieces = answer.split(b"\0")
    at = 0
    for _ in range(count):
        tree = pieces[at + 1].decode("ascii")
        at += 2
        conflicts = set()
        while pieces[at]:
            conflicts.add(os.fsdecode(pieces[at]))
            at += 1
        at += 1
        yield Merged(tree, frozenset(conflicts))
