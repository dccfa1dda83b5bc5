"""`casekit audit anchor`: a clone and a signing key in; a checkpoint to keep elsewhere, or one more signature on it, out."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.audit.codes import CODES, Verdict
from casekit.audit.trust import Trust, TrustError, default_path, keeping, read_trust, write_trust
from casekit.cli.context import Problem
from casekit.cli.output import write_file
from casekit.git import GitError, open_repository, user_setting
from casekit.words import visible

if TYPE_CHECKING:
    from casekit.audit.anchor import Anchor, Statement
    from casekit.audit.anchoring import Survey
    from casekit.git import Repository

_FILE = click.Path(path_type=Path, dir_okay=False)
_LONGEST = 1 << 20


@click.command("anchor")
@click.option("--cosign", "theirs", type=_FILE, metavar="FILE", help="Sign an anchor that somebody else made, once it fits this clone.")  # fmt: skip
@click.option("--keep", "kept", type=_FILE, metavar="FILE", help="Keep an anchor that you were sent in your trust file.")  # fmt: skip
@click.option("--out", "output", type=_FILE, metavar="FILE", help="Where the anchor's file goes; by default beside your trust files.")  # fmt: skip
@click.option("--key", metavar="FILE", help="Your signing key; by default the one that Git signs with.")
@click.option("--trust", "trust_file", type=_FILE, metavar="FILE", help="Your trust file; by default the one of this repository in your settings.")  # fmt: skip
@click.pass_obj
def command(
    start: Path, theirs: Path | None, kept: Path | None, output: Path | None, key: str | None, trust_file: Path | None
) -> int:
    """Write down, signed, what the history holds today: later it shows whether anything was cut off or rewritten.

    An anchor is a tag and a small text file of ids and hashes, with nothing of a client in it. Keep the file where
    nobody who can write to the repository can change it: on paper, with the board, in another office.
    """
    if sum(each is not None for each in (theirs, kept, output)) > 1:
        raise Problem("--cosign, --keep and --out are for one anchor each: give one of them.")
    repository = open_repository(start)
    if repository is None:
        raise Problem(f"{visible(str(start.resolve()))} is not in a Git repository. Go to your clone, or name it: casekit -C DIR …")  # fmt: skip
    with repository, _in_words():
        if kept is not None:
            return _keep(kept, trust_file)
        if theirs is not None:
            return _cosign(repository, theirs, key, trust_file)
        return _make(repository, output, key, trust_file)


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in one line what keeps an anchor from being made."""
    try:
        from casekit.audit.anchor import AnchorError
        from casekit.audit.signing import SigningError
        from casekit.git.quarantine import CutError, DamagedError
    except ModuleNotFoundError as error:
        raise Problem("signatures need the library cryptography: pip install 'casekit[audit]'.") from error
    try:
        yield
    except AnchorError as error:
        raise Problem(f"this repository {error}.") from error
    except CutError as error:
        raise Problem("this is a shallow or partial clone; an anchor needs a whole one (git fetch --unshallow).") from error  # fmt: skip
    except (DamagedError, GitError) as error:
        raise Problem(f"{error}.") from error
    except (SigningError, TrustError) as error:
        raise Problem(f"{error}") from error


def _make(repository: Repository, output: Path | None, key: str | None, trust_file: Path | None) -> int:
    from casekit.audit.anchor import Anchor

    found, code = _surveyed(repository, trust_file, None)
    if found is None:
        return code
    says = found.statement
    anchor = _signed(Anchor(says), repository, key)
    file = output or _folder(says.repository) / f"{says.repository[:12]}-{says.name}.txt"
    write_file(file, anchor.text, mode=0o600)
    moment = dt.datetime.fromtimestamp(says.time, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    click.echo(
        f"Anchor {says.name}: {says.count} commits up to {says.tip}, policy version {says.policy}, {moment}.\n"
        f"  file  {visible(str(file))}"
    )
    _take_in(anchor, found, repository, trust_file)
    click.echo(
        "Keep the file where nobody who can write to the repository can change it: print it, mail it to the board, put "
        "it on another office's computer. It holds ids and hashes, and nothing of a client.\n"
        "Who gets it co-signs it in a clone of their own:  casekit audit anchor --cosign FILE\n"
        "or only keeps it, for `casekit audit verify`:     casekit audit anchor --keep FILE"
    )
    return 0


def _cosign(repository: Repository, file: Path, key: str | None, trust_file: Path | None) -> int:
    from casekit.audit.judge import SKEW

    anchor = _read(file)
    says = anchor.statement
    if says.time > time.time() + SKEW:
        raise Problem(f"{file} says that it was made at a time that has not come yet. Ask who made it.")
    found, code = _surveyed(repository, trust_file, says)
    if found is None:
        return code
    if found.statement != says:
        wrong = [name for name in says.__struct_fields__ if getattr(says, name) != getattr(found.statement, name)]
        raise Problem(f"{file} does not fit this clone: {' and '.join(wrong)} would be another. Do not sign it; ask who made it.")  # fmt: skip
    anchor = _signed(anchor, repository, key)
    write_file(file, anchor.text, mode=0o600)
    click.echo(f"Anchor {says.name} fits this clone, and you signed it: {visible(str(file))}")
    _take_in(anchor, found, repository, trust_file)
    click.echo("Send the file back to who made it.")
    return 0


def _take_in(anchor: Anchor, found: Survey, repository: Repository, trust_file: Path | None) -> None:
    """Put the tag there and keep the anchor, once all who have to sign it did."""
    from casekit.git.tagging import write_tag

    name, missing = anchor.statement.name, _missing(anchor, found.trust)
    if missing:
        click.echo(f"  {missing} more of the witnesses in your trust file have to sign it; then it becomes a tag and counts.")  # fmt: skip
        return
    write_tag(repository.top, f"anchor/{name}", anchor.statement.tip, anchor.text)
    click.echo(f"  tag   anchor/{name}   (share it: git push --force origin anchor/{name})")
    if _hold(anchor, trust_file):
        click.echo("  kept in your trust file")


def _missing(anchor: Anchor, trust: Trust | None) -> int:
    """Return how many witnesses an anchor still needs."""
    return max(0, trust.needed - len(anchor.witnessed(trust.witnesses))) if trust else 0


def _keep(file: Path, trust_file: Path | None) -> int:
    anchor = _read(file)
    path = trust_file or default_path(anchor.statement.repository)
    if not path.exists():
        raise Problem("there is no trust file for this repository yet: casekit audit verify --begin makes one.")
    if missing := _missing(anchor, read_trust(path)):
        raise Problem(f"{file} still needs {missing} more of the witnesses that your trust file names. Ask for the one they signed.")  # fmt: skip
    _hold(anchor, trust_file)
    click.echo(f"Anchor {anchor.statement.name} is kept. `casekit audit verify` compares the history with it.")
    return 0


def _folder(root: str) -> Path:
    return default_path(root).parent.parent / "anchors"


def _surveyed(repository: Repository, trust_file: Path | None, of: Statement | None) -> tuple[Survey | None, int]:
    """Return what a clone holds; None, and the verdict, where its history does not hold."""
    from casekit.audit.anchoring import survey

    def known(root: str) -> Trust | None:
        path = trust_file or default_path(root)
        return read_trust(path) if trust_file or path.exists() else None

    found = survey(repository.top, known, now=int(time.time()), of=of)
    first = next((each for each in found.audit.judgements if each.verdict is Verdict.FAIL), None)
    if first is None:
        return found, 0
    where = f" (commit {first.commit})" if first.commit else ""
    click.echo(
        f"casekit: no anchor was made or signed, since it would vouch for a history that does not hold. {first.code} "
        f"{CODES[first.code].name}{where}: {visible(first.why)} `casekit audit verify` tells more.",
        err=True,
    )
    return None, int(Verdict.FAIL)


def _signed(anchor: Anchor, repository: Repository, key: str | None) -> Anchor:
    from casekit.audit.anchor import NAMESPACE
    from casekit.audit.signing import sign

    wanted = key or user_setting(repository.top, "user.signingKey")
    if not wanted:
        raise Problem("Git knows no key of yours to sign with: git config user.signingKey ~/.ssh/id_ed25519, or --key FILE.")  # fmt: skip
    signed = anchor.signed(sign(anchor.statement.text.encode(), wanted, NAMESPACE))
    signed.keys()  # a key of another kind than counts is told now
    return signed


def _hold(anchor: Anchor, trust_file: Path | None) -> bool:
    """Keep an anchor in the trust file, where there is one."""
    path = trust_file or default_path(anchor.statement.repository)
    if not path.exists():
        return False
    trust = read_trust(path)
    if trust.root != anchor.statement.repository:
        raise Problem(f"{path} is the trust file of another repository than the anchor's.")
    write_trust(path, keeping(trust, anchor.text))
    return True


def _read(file: Path) -> Anchor:
    from casekit.audit.anchor import AnchorError, parse

    try:
        with file.open(encoding="utf-8", errors="replace", newline="") as text:
            anchor = parse(text.read(_LONGEST))
        if not anchor.keys():
            raise Problem(f"{file} is signed by nobody. Ask for the signed one.")
    except AnchorError as error:
        raise Problem(f"{file} {error}.") from error
    except OSError as error:
        raise Problem(f"{file} cannot be read: {error.strerror}.") from error
    return anchor
