"""`casekit codeowners`: the staff in, a CODEOWNERS file for GitHub or GitLab out: who is asked to look at rules and rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli.context import Problem, agency_folder, read_caseload
from casekit.cli.output import refuse_records, write_file

if TYPE_CHECKING:
    from casekit.model.caseload import Caseload

_HEAD = """\
# Written by `casekit codeowners` from records/staff/; write it again when staff change. The host asks these people to
# look at a change of rules and rights. That is for convenience and proves nothing: an administrator can go around it,
# and a click on a page is no signature. `casekit audit verify` says who had a say over what.
"""
_PATHS = (
    *("/records/policy.yaml", "/records/agency.yaml", "/records/staff/", "/records/teams/", "/records/waivers/"),
    *("/schemas/", "/casekit.toml", "/requirements.txt", "/.gitattributes", "/.github/", "/.gitlab-ci.yml"),
)
_ADDRESS = re.compile(r"[^@\s#\\*?\[]+@[^@\s#\\*?\[]+")  # nothing that the file's own form gives a meaning


@click.command("codeowners")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, such as .github/CODEOWNERS.")  # fmt: skip
@click.pass_obj
def command(start: Path, output: Path | None) -> None:
    """Write who is asked to look at rules and rights, for GitHub or GitLab.

    They are the supervisors in service, by the addresses in their staff files. It is for convenience and no evidence.
    """
    addresses = sorted(_supervisors(read_caseload(start)))
    if not addresses:
        raise Problem("no supervisor in service has an address in their staff file, under `git:` with `email:`.")
    text = _HEAD + "".join(f"{path} {' '.join(addresses)}\n" for path in _PATHS)
    if output is None:
        click.echo(text, nl=False)
    else:
        refuse_records(agency_folder(start), start / output)
        write_file(start / output, text)


def _supervisors(caseload: Caseload) -> Iterator[str]:
    """Yield the addresses of supervisors who did not leave. No clock is read: a last day that was written down counts."""
    for member in caseload.staff.values():
        if member.role == "supervisor" and member.to is None:
            yield from {line.email for line in member.git if line.to is None and _ADDRESS.fullmatch(line.email)}
