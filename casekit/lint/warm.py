"""A tree and what is asked in, what linting finds out: as a first run would find it, with the work of an earlier one.

What an earlier run found holds as long as nothing changed that it looked at; what it read and judged of a case, as
long as that case and what all cases share did not. What is needed to judge is imported only where something is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from casekit.lint.digests import digest, digest_of
from casekit.lint.outcome import Outcome, Request
from casekit.lint.program import running
from casekit.lint.store import FOLDER, Head, Saved, Store
from casekit.records.glance import glance, glance_at_disk, seen_now
from casekit.records.seen import SeenTree
from casekit.records.tree import CommitTree, IndexTree, Tree, WorkingTree

if TYPE_CHECKING:
    from casekit.lint.again import Keeping
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
    seen = SeenTree(folder, store.folders()) if isinstance(tree, WorkingTree) else None
    try:
        looked = glance_at_disk(seen) if seen else glance(tree)
        listed = digest_of((looked.shared, looked.local, looked.marks))
    except UnicodeEncodeError:  # the name of a file is no UTF-8, and cannot be kept
        return _anew(tree, request, settings())
    now = Head(running(), digest_of((raw, request)), listed)
    if raw is not None and now == head and (outcome := store.outcome()):
        return outcome
    chosen = settings()
    from casekit.lint.again import Keeping
    from casekit.lint.earlier import Earlier, Sources
    from casekit.lint.run import judge_again
    from casekit.lint.shelf import Shelf

    with Shelf(store.folder, store.shelf()) as shelf:
        work = store.work(Earlier) if head.program == now.program and shelf.there else None
        # Where nothing can be written, no file needs to be at rest.
        keeping = Keeping(work or Earlier(), lambda: store.sources(Sources), shelf, looked, store.before or 0)
        try:
            report, left = judge_again(tree, chosen, request.as_of, keeping)
        except UnicodeEncodeError:  # the name of a file is no UTF-8, and cannot be kept
            return _anew(tree, request, chosen)
        outcome = Outcome(report, chosen.fail_on)
        if raw is not None and raw == _settings_text(folder):
            folders = seen_now(seen) if seen else {}
            _save(store, keeping, Saved(now, outcome, folders, shelf.name, left.earlier, left.sources))
    return outcome


def _save(store: Store, keeping: Keeping, saved: Saved) -> None:
    """Keep what a run leaves, where there is room for it."""
    from casekit.lint.shelf import put_away

    if store.before is None:
        return
    rests = saved.work.at_rest(keeping.glance.local, store.before)
    with suppress(OSError):
        work, shelf = put_away(store.folder, store.name, saved.work, keeping.shelf)
        head = saved.head if rests else Head(saved.head.program)
        store.save(msgspec.structs.replace(saved, head=head, work=work, shelf=shelf))


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
    return Store(kept, digest(repr(chosen).encode("utf-8", "surrogateescape")).hex())


def _settings_text(folder: Path) -> bytes | None:
    """Return the text of the settings, nothing where there is no such file, None where it cannot be read."""
    try:
        return b"+" + (folder / _SETTINGS).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError:
        return None
