"""`casekit audit witness`: a name and a public key in, a trust file out in which an anchor needs that person's signature."""

from __future__ import annotations

from pathlib import Path

import click

from casekit.audit.trust import TrustError, Witness, read_trust, with_witness, write_trust
from casekit.cli.context import Problem
from casekit.words import visible

_KINDS = ("ssh-ed25519 ", "sk-ssh-ed25519@openssh.com ")


@click.command("witness")
@click.argument("name")
@click.argument("key_file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--needed", type=click.IntRange(min=1), required=True, metavar="N", help="How many of the witnesses have to sign an anchor.")  # fmt: skip
@click.option("--trust", "trust_file", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE", help="Your trust file.")  # fmt: skip
def command(name: str, key_file: Path, needed: int, trust_file: Path) -> None:
    """Name a person in your trust file whose signature on anchors counts, with their public key (a .pub file).

    From then on an anchor counts once N of the people named there signed it, however many keys each of them has.
    """
    try:
        line = key_file.read_text(encoding="utf-8").strip()
        if not line.startswith(_KINDS) or "\n" in line:
            raise Problem(f"{key_file} is no public Ed25519 key. Ask for the file that ends in .pub.")
        trust = with_witness(read_trust(trust_file), Witness(name, " ".join(line.split()[:2])), needed)
        people = {witness.name for witness in trust.witnesses}
        if needed > len(people):
            raise Problem(f"{needed} witnesses cannot sign where {len(people)} are named. Name the others first, or ask for fewer.")  # fmt: skip
        write_trust(trust_file, trust)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{key_file} cannot be read.") from error
    except TrustError as error:
        raise Problem(f"{error}") from error
    shown = ", ".join(visible(each) for each in sorted(people))
    click.echo(f"An anchor counts once {needed} of these signed it: {shown}.")
