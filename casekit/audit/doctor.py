"""How a clone or a server is set up in, what of it weakens the trail out, each with the command that mends it.

An audit looks past all of this. People do not: they read what their Git shows them.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from msgspec import Struct

from casekit.git.condition import Condition, Setting
from casekit.words import counted, listed


class Ailment(Struct, frozen=True):
    """One thing that weakens the trail. ``mend`` tells whether it should be mended, or only known; ``command`` mends it."""

    id: str
    says: str
    command: str
    mend: bool


_OWN = ("local", "worktree")
_RUNS = re.compile(
    r"core\.(?:fsmonitor|sshcommand|pager|editor|gitproxy|askpass|alternaterefscommand)|diff\.external"
    r"|diff\..*\.(?:command|textconv)|filter\..*\.(?:clean|smudge|process)|merge\..*\.driver|(?:merge|diff)tool\..*\.cmd"
    r"|gpg\.(?:.*\.)?program|gpg\.ssh\.defaultkeycommand|sequence\.editor|interactive\.difffilter|uploadpack\.packobjectshook"
    r"|credential\.(?:.*\.)?helper|remote\..*\.(?:uploadpack|receivepack|vcs)|trailer\..*\.c(?:ommand|md)|pager\..*"
    r"|core\.hookspath"
)
_LENIENT = re.compile(r"(?:fetch\.|receive\.)?fsck\..*")
_INCLUDES = re.compile(r"include(?:if\..*)?\.path")
_YES = frozenset({"true", "yes", "on", "1"})
_MISLEADING = frozenset(
    {
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"),
        *("GIT_REPLACE_REF_BASE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"),
        *("GIT_CONFIG", "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_INDEX_FILE", "GIT_PROXY_COMMAND", "GIT_EXEC_PATH"),
    }
)
_HOOKS = ("pre-commit", "pre-push")


def examine(found: Condition) -> list[Ailment]:
    """Return what weakens the trail, what should be mended first."""
    ailments = [*_shown(found), *_run(found), *(_of_server(found) if found.bare else _of_clone(found))]
    return sorted(ailments, key=lambda each: not each.mend)


def _shown(found: Condition) -> Iterator[Ailment]:
    """Tell of what makes Git show another history or other text than what is stored."""
    replaced = [ref for ref in found.refs if ref.startswith("refs/replace/")]
    if replaced:
        objects = " ".join(shlex.quote(ref.removeprefix("refs/replace/")) for ref in replaced)
        yield _mend("replaced-objects", f"Git shows other text in the place of {counted(len(replaced), 'object')}.", f"git replace -d {objects}")  # fmt: skip
    folder = shlex.quote(str(found.folder))
    if "grafts" in found.files:
        yield _mend("grafts", "Git takes other commits for the parents of some than those they name.", f"rm {folder}/info/grafts")  # fmt: skip
    if "shallow" in found.files:
        yield _mend("shallow", "This holds only recent history: what is older is not there to look at.", "git fetch --unshallow")  # fmt: skip
    if any(s.name.startswith("remote.") and s.name.endswith(".promisor") for s in found.settings):
        yield _mend("partial", "This is a partial clone: a part of the texts is fetched only when it is asked for.", "git clone, without --filter, into a new folder")  # fmt: skip
    if "alternates" in found.files:
        yield _mend("alternates", "A part of the history is kept in another folder, and is lost when that goes.", f"git repack -a -d && rm {folder}/objects/info/alternates")  # fmt: skip
    if "graph" in found.files:
        yield _know("commit-graph", "Git looks commits up in an index of its own, which can be made to hide some. It is only for speed.", f"rm -r {folder}/objects/info/commit-graph*")  # fmt: skip
    yield from _refs(found.refs)
    if named := sorted(_MISLEADING & set(found.environment)):
        yield _mend("environment", f"The environment tells Git where to look or what to run: {listed(named)}.", f"unset {' '.join(named)}")  # fmt: skip


def _refs(refs: tuple[str, ...]) -> Iterator[Ailment]:
    for ref in refs:
        space, _, name = ref.removeprefix("refs/").partition("/")
        command = f"git update-ref -d -- {shlex.quote(ref)}" if ref != "refs/tags/main" else "git tag -d main"
        if ref == "refs/tags/main" or name in {"HEAD", "refs/heads/main"} or (space == "heads" and _is_id(name)):
            yield _mend("shadowing-ref", "A ref stands in for the main branch, HEAD or a commit: Git may show it in their place.", command)  # fmt: skip
        elif name.startswith("-"):
            yield _mend("odd-ref", "The name of a branch or tag begins with a hyphen: programs may take it for an option.", command)  # fmt: skip


def _is_id(name: str) -> bool:
    return re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", name) is not None


def _run(found: Condition) -> Iterator[Ailment]:
    """Tell of settings of this one repository that run programs, or look away."""
    own = [setting for setting in found.settings if setting.scope in _OWN]
    for name in dict.fromkeys(s.name for s in own if _RUNS.fullmatch(s.name) and s.value.lower() not in {"", "false"}):
        yield _mend("runs-programs", f"A setting of this repository has Git run a program: {name}.", _unset(name))  # fmt: skip
    for name in dict.fromkeys(s.name for s in own if s.name.startswith("alias.") and s.value.startswith("!")):
        yield _mend("runs-programs", f"An alias of this repository runs a program: {name}.", _unset(name))
    for name in dict.fromkeys(s.name for s in own if _INCLUDES.fullmatch(s.name)):
        yield _mend("included-settings", "Settings of this repository come from another file.", _unset(name))
    for name in dict.fromkeys(s.name for s in found.settings if _looks_away(s)):
        yield _mend("lenient-check", f"Git was told to overlook damage: {name}.", _unset(name, own))


def _looks_away(setting: Setting) -> bool:
    return _LENIENT.fullmatch(setting.name) is not None and setting.value.lower() != "error"


def _unset(name: str, own: list[Setting] | None = None) -> str:
    scope = "--local" if own is None or any(each.name == name for each in own) else "--global"
    return f"git config {scope} --unset-all {shlex.quote(name)}"


def _of_clone(found: Condition) -> Iterator[Ailment]:
    if not found.value("user.email"):
        yield _mend("no-address", "Git does not know your address: nobody can tell whose your commits are.", "git config user.email YOU@example.org")  # fmt: skip
    if not (_yes(found, "commit.gpgsign") and found.value("user.signingkey") and found.value("gpg.format") == "ssh"):
        yield _mend("not-signing", "Your commits are not signed with an SSH key: anyone could write in your name.", "git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub && git config commit.gpgSign true")  # fmt: skip
    if not found.value("gpg.ssh.allowedsignersfile"):
        yield _know("signers-unset", "Git knows no signers, so its log shows a signed commit like one without. casekit audit verify reads the staff files.", "git config gpg.ssh.allowedSignersFile FILE")  # fmt: skip
    if not _yes(found, "fetch.fsckobjects", "transfer.fsckobjects"):
        yield _mend("fetch-unchecked", "What is fetched is not checked.", "git config fetch.fsckObjects true")
    if found.value("core.worktree"):
        yield _mend("files-elsewhere", "The files that Git compares are in another folder than this one.", _unset("core.worktree"))  # fmt: skip
    if found.hidden:
        yield _mend("hidden-changes", f"Git was told not to look whether {counted(len(found.hidden), 'file')} changed.", f"git update-index --no-skip-worktree --no-assume-unchanged -- {shlex.join(found.hidden[:3])}{' …' if len(found.hidden) > _FEW else ''}")  # fmt: skip
    if "attributes" in found.files:
        yield _mend("own-attributes", "Attributes of this clone alone change how files are shown or merged.", f"rm {shlex.quote(str(found.folder))}/info/attributes")  # fmt: skip
    if any("records" in line or line.strip() in {"*", "*.yaml", "/*"} for line in found.files.get("exclude", ())):
        yield _mend("excluded-records", "This clone leaves new records out: Git does not see them.", f"edit {shlex.quote(str(found.folder))}/info/exclude")  # fmt: skip
    if missing := [name for name in _HOOKS if name not in found.hooks]:
        yield _mend("no-hooks", f"Nothing checks the records before they are shared ({listed(missing)}).", "casekit init .")  # fmt: skip


_FEW = 3


def _of_server(found: Condition) -> Iterator[Ailment]:
    for name, says in _SERVER.items():
        if not _yes(found, name.lower(), *(["transfer.fsckobjects"] if name == "receive.fsckObjects" else [])):
            yield _mend(name.partition(".")[2], says, f"git config {name} true")
    if "pre-receive" not in found.hooks:
        yield _mend("no-hook", "Nothing looks at what is pushed before others can fetch it.", f"casekit server-hook --install {shlex.quote(str(found.folder))}")  # fmt: skip
    if not _yes(found, "core.logallrefupdates"):
        yield _know("no-reflog", "The server does not note where its branches stood before.", "git config core.logAllRefUpdates true")  # fmt: skip


_SERVER = {
    "receive.denyNonFastForwards": "History can be rewritten: a forced push is taken.",
    "receive.denyDeletes": "Branches can be deleted by a push, the main one too.",
    "receive.fsckObjects": "What is pushed is not checked for damage.",
}


def _mend(name: str, says: str, command: str) -> Ailment:
    return Ailment(name, mend=True, says=says, command=command)


def _know(name: str, says: str, command: str) -> Ailment:
    return Ailment(name, mend=False, says=says, command=command)


def _yes(found: Condition, *names: str) -> bool:
    return found.value(*names).lower() in _YES
