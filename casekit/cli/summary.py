"""A case's id in, its summary as a Markdown or HTML document out, on the standard output or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from casekit.cli import completion
from casekit.cli.context import Problem, agency_folder, at_option
from casekit.cli.output import refuse_records, write_file
from casekit.cli.viewing import view_of

if TYPE_CHECKING:
    from casekit.summary.shapes import CaseView


_OWNER = 0o600  # a document with a client's name is for whoever asked for it


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
        refuse_records(agency_folder(folder), output)
    document = _document(view_of(folder, case, at), form)
    if output is None:
        click.echo(document, nl=False)
    else:
        write_file(output, document, mode=_OWNER)


def _document(view: CaseView, form: str) -> str:
    try:
        from casekit.summary.render import as_html, as_markdown
    except ModuleNotFoundError as error:
        if error.name not in {"jinja2", "markupsafe"}:
            raise
        raise Problem("summaries need Jinja2. Install it: pip install 'casekit[site]'") from error
    return as_html(view) if form == "html" else as_markdown(view)
