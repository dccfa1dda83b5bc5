"""A tree and what is asked in, what linting finds out: as a first run would find it, with the work of an earlier one.

What an earlier run found holds as long as nothing changed that it looked at; what it read and judged of a case, as
long as that case and what all cases share did not. What is needed to judge is imported only where something is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from casekit.lint.outcome import Outcome, Request
from casekit.lint.program import running
from casekit.lint.store import FOLDER, Head, Store
from casekit.records.listing import Listing, list_tree
from casekit.records.seen import SeenTree
from casekit.records.tree import CommitTree, IndexTree, Tree, WorkingTree

if TYPE_CHECKING:
    from casekit.lint.settings import Settings

_VIEWS: dict[type[Tree], str] = {WorkingTree: "files", IndexTree: "index", CommitTree: "commit"}
_SETTINGS = "casekit.toml"


def lint_again(
    tree: Tree, folder: Path, request: Request, settings: Callable[[], Settings], *, keep: bool = True
) -> Outcome:
    """Lint a tree of the agency in ``folder``. ``settings`` returns those of the agency with what ``request`` adds.

    With ``keep``, what was done before is used, and what is done is kept; without, all is done anew.
    """
    store = _store(tree, folder, request) if keep else None
    if store is None:
        return _anew(tree, request, settings())
    with store:
        return _with_earlier(store, tree, folder, request, settings)


def _anew(tree: Tree, request: Request, settings: Settings) -> Outcome:
    from casekit.lint.run import lint

    return Outcome(lint(tree, settings, request.as_of), settings.fail_on)


def _with_earlier(
    store: Store, tree: Tree, folder: Path, request: Request, settings: Callable[[], Settings]
) -> Outcome:
    raw = _settings_text(folder)
    head = store.head()
    looked = SeenTree(folder, store.folders()) if isinstance(tree, WorkingTree) else tree
    listing = list_tree(looked)
    now = Head(running(), _digest(msgspec.msgpack.encode((raw, request))), _listed(listing))
    if raw is not None and now == head and now.listed and (outcome := store.outcome()):
        return outcome
    from casekit.lint.earlier import Earlier
    from casekit.lint.examine import Keeping
    from casekit.lint.run import judge

    chosen = settings()
    work = store.work(Earlier) if head.program == now.program else None
    before = store.before or 0  # where nothing can be written, no file needs to be at rest
    try:
        judged = judge(tree, chosen, lambda _: request.as_of, Keeping(work or Earlier(), listing, before))
    except UnicodeEncodeError:  # the name of a file is no UTF-8, and cannot be kept
        return _anew(tree, request, chosen)
    outcome = Outcome(judged.report, chosen.fail_on)
    if raw is not None and raw == _settings_text(folder):
        at_rest = judged.work is not None and judged.work.at_rest(listing, before)
        store.save(
            now if at_rest else Head(now.program),
            outcome,
            looked.seen if isinstance(looked, SeenTree) else {},
            judged.work,
        )
    return outcome


def _store(tree: Tree, folder: Path, request: Request) -> Store | None:
    """Return where the work for such a tree is kept: one file for each folder, view and choice of rules."""
    from casekit.git import GitError, open_repository

    view = _VIEWS.get(type(tree))
    repository = open_repository(folder) if view else None
    if repository is None:
        return None
    try:
        kept = repository.cache_folder() / FOLDER
        kept.mkdir(mode=0o700, exist_ok=True)
    except (OSError, GitError):
        return None
    user = getattr(os, "geteuid", int)()
    chosen = (os.fspath(folder), user, view, request.select, request.ignore, request.strict)
    return Store(kept, _digest(repr(chosen).encode("utf-8", "surrogateescape")).hex())


def _listed(listing: Listing) -> bytes:
    try:
        return _digest(msgspec.msgpack.encode(listing))
    except UnicodeEncodeError:
        return b""


def _settings_text(folder: Path) -> bytes | None:
    """Return the text of the settings, nothing where there is no such file, None where it cannot be read."""
    try:
        return b"+" + (folder / _SETTINGS).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()
