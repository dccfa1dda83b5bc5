"""`casekit audit stamp`: an anchor's file in, a question to a time-stamping authority out; its answer in, kept where it holds."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.audit.stamp import StampError
from casekit.audit.trust import Stamp, TrustError, default_path, read_trust, with_stamp, write_trust
from casekit.cli.context import Problem
from casekit.cli.output import write_file
from casekit.words import visible

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from casekit.audit.anchor import Statement

_MISSING = "time-stamps need the libraries cryptography and rfc3161-client: pip install 'casekit[audit]'."
_FILE = click.Path(path_type=Path, dir_okay=False)
_LONGEST = 1 << 20  # bytes; an answer takes two to eight thousand


@click.command("stamp")
@click.argument("file", type=_FILE)
@click.option("--answer", type=_FILE, metavar="FILE", help="What the authority answered (.tsr): look at it, and keep it in your trust file.")  # fmt: skip
@click.option("--authority", type=_FILE, metavar="FILE", help="The certificate (PEM) of an authority whose clock you trust from now on.")  # fmt: skip
@click.option("--trust", "trust_file", type=_FILE, metavar="FILE", help="Your trust file; by default the one of this repository in your settings.")  # fmt: skip
def command(file: Path, answer: Path | None, authority: Path | None, trust_file: Path | None) -> None:
    """Have an authority of your choice say when the anchor in FILE was there, by its own clock (RFC 3161).

    Without --answer this writes the question. Sending it is up to you: casekit asks no other computer. With --answer,
    what came back is kept, and `casekit audit verify` compares the anchor with it from then on.
    """
    if authority is not None and answer is None:
        raise Problem("--authority says whose answer counts: give it together with --answer.")
    with _in_words(answer or file):
        if answer is None:
            _ask(file)
        else:
            _keep(file, answer, authority, trust_file)


@contextmanager
def _in_words(looked_at: Path) -> Iterator[None]:
    """Say in one line what is wrong with a file, or missing to look at it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise Problem(_MISSING) from error
    except StampError as error:
        raise Problem(f"{visible(str(looked_at))} {error}.") from error
    except TrustError as error:
        raise Problem(f"{error}") from error


def _ask(file: Path) -> None:
    from casekit.audit.stamp import question

    asked, answer = file.with_name(f"{file.name}.tsq"), file.with_name(f"{file.name}.tsr")
    write_file(asked, question(_statement(file)))
    click.echo(
        f"The question is in {visible(str(asked))}: 32 bytes that stand for the anchor, and nothing else of it.\n"
        "Send it to a time-stamping authority whose clock you trust, for example with curl:\n"
        f"  curl -H 'Content-Type: application/timestamp-query' --data-binary @{visible(asked.name)}"
        f" -o {visible(answer.name)} ADDRESS\n"
        "and keep what it answers, with the certificate that it gives out for checking:\n"
        f"  casekit audit stamp {visible(file.name)} --answer {visible(answer.name)} --authority CERTIFICATE"
    )


def _keep(file: Path, answer: Path, authority: Path | None, trust_file: Path | None) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    from casekit.audit.outside import held_anchors
    from casekit.audit.stamp import stamped

    says = _statement(file)
    path = trust_file or default_path(says.repository)
    if not path.exists():
        raise Problem("there is no trust file for this repository yet: casekit audit verify --begin makes one.")
    trust = read_trust(path)
    if says not in {each.statement for each in held_anchors(trust)}:
        raise Problem(f"your trust file does not hold the anchor in {visible(str(file))} yet. First: casekit audit anchor --keep {visible(file.name)}")  # fmt: skip
    raw = _read(answer)
    fresh = _certificates(authority)
    known = [each.public_bytes(Encoding.PEM).decode() for each in fresh]
    trust = with_stamp(trust, Stamp(says.number, base64.b64encode(raw).decode()), known)
    moment = dt.datetime.fromtimestamp(stamped(says, raw, trust.authorities), dt.UTC)
    write_trust(path, trust)
    click.echo("\n".join(map(_told, fresh)), nl=bool(fresh))
    click.echo(
        f"Anchor {says.name} was there on {moment:%Y-%m-%d %H:%M:%S} UTC, by the authority's clock.\n"
        "The time-stamp is kept in your trust file, and `casekit audit verify` looks at it each time."
    )


def _certificates(file: Path | None) -> list[Certificate]:
    if file is None:
        return []
    from casekit.audit.stamp import certificates

    try:
        return certificates(_read(file))
    except StampError as error:
        raise Problem(f"{visible(str(file))} {error}. Authorities publish theirs.") from error


def _told(each: Certificate) -> str:
    """Say who is trusted now: everybody may call themselves an authority."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return (
        f"Trusted from now on: {visible(each.subject.rfc4514_string())}\n"
        f"  SHA-256 of the certificate, to compare with what they publish: {each.fingerprint(SHA256()).hex()}"
    )


def _statement(file: Path) -> Statement:
    from casekit.audit.anchor import AnchorError, parse

    try:
        return parse(_read(file).decode("utf-8", "replace")).statement
    except AnchorError as error:
        raise Problem(f"{visible(str(file))} {error}.") from error


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST)
    except OSError as error:
        raise Problem(f"{visible(str(file))} cannot be read: {error.strerror}.") from error
