"""`casekit new KIND`: what a person says in, the next record in its place out; one command for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from casekit.cli import completion
from casekit.cli.committing import check_reason, commit_options, concluded
from casekit.cli.typed import Day, Number, Word
from casekit.records.fields import Field, fields, meaning
from casekit.records.paths import KINDS, Kind
from casekit.records.schemas import load_schema
from casekit.words import did_you_mean

_OFFERS = {
    "case": completion.cases,
    "consent": completion.consents,
    "goal": completion.goals,
    "person": completion.persons,
    "program": completion.programs,
    "provider": completion.providers,
    "service": completion.services,
    "staff": completion.staff,
    "team": completion.teams,
}
_COMPUTED = {("id",), ("sha256",), ("plan_sha256",), ("amends", "sha256")}


def word(kind: str) -> str:
    """Return a kind as it is typed."""
    return kind.replace("_", "-")


def _is_of_case(kind: Kind) -> bool:
    return kind.shape.startswith("cases/") and kind.name != "case"


def _grouped() -> dict[str, list[Kind]]:
    """Return the kinds under the headings a person looks for them: whom we serve first, and what is kept of the work."""
    intake = [KINDS["case"], KINDS["person"]]
    others = [kind for kind in KINDS.values() if kind not in intake]
    return {
        "Someone new, or someone who returns": intake,
        "In a case, named by its id": [kind for kind in others if _is_of_case(kind)],
        "For the agency": [kind for kind in others if not _is_of_case(kind)],
    }


def _in_short(kind: Kind) -> str:
    """Return the first sentence of what a kind of record is."""
    description: str = load_schema(kind.name)["description"]
    return f"{description.partition('. ')[0].rstrip('.')}."


class _Kinds(click.Group):
    """A command for each kind, made when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [word(name) for name in KINDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        kind = KINDS.get(cmd_name.replace("-", "_"))
        return _command(kind) if kind else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0].replace("_", "-") not in known and not args[0].startswith("-"):
            raise click.UsageError(f"there is no kind of record `{args[0]}`.{did_you_mean(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for title, kinds in _grouped().items():
            with formatter.section(title):
                formatter.write_dl([(word(kind.name), _in_short(kind)) for kind in kinds])


_ARGUMENTS = {
    "case": "The case it belongs to, by its id, such as C-7K3QFMXN.",
    "team": "The team it belongs to, by its id in teams/.",
    "name": "The id that other records will use for it: small letters, digits and hyphens.",
}


class _New(click.Command):
    """A command that sorts its options: what every such record needs, then what it can say besides."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        needed: list[tuple[str, str]] = []
        further: list[tuple[str, str]] = []
        common: list[tuple[str, str]] = []
        for parameter in self.params:
            about = _ARGUMENTS.get(parameter.name or "") if isinstance(parameter, click.Argument) else None
            shown = (parameter.make_metavar(ctx), about) if about else parameter.get_help_record(ctx)
            if shown:
                field = getattr(parameter, "field", None)
                (common if field is None else needed if field.required else further).append(shown)
        for title, options in (
            ("Needed; left empty where neither given nor filled in", needed),
            ("Further", further),
            ("Options", common),
        ):
            if options:
                with formatter.section(title):
                    formatter.write_dl(options)


class FieldOption(click.Option):
    """An option that fills a field."""

    def __init__(self, field: Field, name: str) -> None:
        several = field.many or field.in_item
        flag = field.type == "boolean" and not several
        about = meaning({"description": field.description, "enum": field.choices})
        super().__init__(
            [f"--{field.name}/--no-{field.name}" if flag else f"--{field.name}", name],
            type=_type(field),
            default=None,
            multiple=several,
            help=f"{about}{' Can be given several times.' if several else ''}",
            shell_complete=completion.rules if field.name == "rule" else _OFFERS.get(field.target),
        )
        self.field = field


def _type(field: Field) -> click.ParamType[Any]:
    if field.choices:
        return Word(field.choices)
    if field.type == "boolean":
        return click.BOOL
    if field.type in {"integer", "number"}:
        return Number(whole=field.type == "integer")
    return Day() if field.type == "date" else click.STRING


def asked(kind: str) -> dict[str, Field]:
    """Return the fields that options of a kind's command fill, by the name of the command's parameter."""
    kept = [field for field in fields(kind) if field.at not in _COMPUTED]
    return {f"field_{i}": field for i, field in enumerate(kept)}


def _command(kind: Kind) -> click.Command:
    known = asked(kind.name)
    parameters: list[click.Parameter] = [*_arguments(kind), *_extras(kind)]
    parameters += [FieldOption(field, name) for name, field in known.items()]
    parameters += [
        click.Option(["--dry-run"], is_flag=True, help="Print the record, and write nothing."),
        click.Option(
            ["--edit/--no-edit"],
            default=None,
            help="Open it in $VISUAL or $EDITOR, or do not. Without either it is opened at a terminal where something is still empty.",
        ),
        *commit_options(),
    ]
    return _New(
        word(kind.name),
        params=parameters,
        callback=click.pass_obj(_callback(kind, known)),
        help=f"Write {kind.called}.\n\n{load_schema(kind.name)['description']}",
        short_help=f"Write {kind.called}.",
    )


def _callback(kind: Kind, known: dict[str, Field]) -> Callable[..., int]:
    def call(start: Path, commit: bool, reason: str | None, **said: Any) -> int:  # noqa: ANN401 (whatever the options are of)
        from casekit.cli.making import make

        given = {field: said.pop(name) for name, field in known.items()}
        given = {field: value for field, value in given.items() if value is not None and value != ()}
        check_reason(start, reason, commit=commit)
        return concluded(make(kind, start, given, **said), reason, commit=commit)

    return call


def _arguments(kind: Kind) -> Iterable[click.Argument]:
    if _is_of_case(kind):
        yield click.Argument(["case"], shell_complete=completion.cases)
    elif "<team>" in kind.shape:
        yield click.Argument(["team"], shell_complete=completion.teams)
    elif "<slug>" in kind.shape:
        yield click.Argument(["name"], metavar="ID")


def _extras(kind: Kind) -> Iterable[click.Option]:
    """Yield what a new case asks about the person: with one of these, and without --person, the person is new too."""
    if kind.name == "case":
        yield click.Option(
            ["--name", "person_name"], help="The person's legal name, where they are not in people/ yet."
        )
        yield click.Option(
            ["--birth-date", "birth_date"], type=Day(), help="The day the person was born, if they told it."
        )
        yield click.Option(
            ["--new-person"], is_flag=True, help="The person is someone else than the one of that name in people/."
        )


@click.command("new", cls=_Kinds)
def command() -> None:
    """Write the next record in its place, and open it.

    The path, the id, the day and who writes are filled in; options fill the rest, and what is left empty says in a
    comment what belongs there. A record that needs nothing more is written without an editor.
    """
