"""A case's id in, its summary as a Markdown or HTML document out, on the standard output or in a file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli import completion
from casekit.cli.context import Problem, agency_folder, at_option
from casekit.cli.viewing import view_of
from casekit.words import visible

if TYPE_CHECKING:
    from casekit.summary.shapes import CaseView


@click.command("summary")
@click.argument("case", shell_complete=completion.cases)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html"]),
    default="md",
    show_default=True,
    help="Which kind of document.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, for your eyes only."
)
@at_option
@click.pass_obj
def command(folder: Path, case: str, form: str, output: Path | None, at: str | None) -> None:
    """Write a case's summary as Markdown or HTML.

    It is one document to read, print or take along. CASE is an id such as C-7K3QFMXN. The document names the person:
    mind where it goes.
    """
    if output is not None:
        _refuse_records(folder, output)
    document = _document(view_of(folder, case, at), form)
    if output is None:
        click.echo(document, nl=False)
    else:
        _write(output, document)


def _document(view: CaseView, form: str) -> str:
    try:
        from casekit.summary.render import as_html, as_markdown
    except ModuleNotFoundError as error:
        if error.name not in {"jinja2", "markupsafe"}:
            raise
        raise Problem("summaries need Jinja2. Install it: pip install 'casekit[site]'") from error
    return as_html(view) if form == "html" else as_markdown(view)


def _refuse_records(start: Path, output: Path) -> None:
    """Keep documents out of the records: one there would be read as a record, and committed with them."""
    records = agency_folder(start) / "records"
    if output.resolve().is_relative_to(records.resolve()):
        raise Problem(f"{visible(str(output))} is in records/, where only records are kept. Write it somewhere else.")


def _write(output: Path, document: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".casekit-", dir=output.parent)
        try:
            with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 (a descriptor has no path)
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, output)  # noqa: PTH105 (the name is text)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108 (the name is text)
            raise
    except OSError as error:
        raise Problem(f"{visible(str(output))} cannot be written: {error.strerror}.") from error
