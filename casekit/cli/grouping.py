"""A command that has commands of its own in, a help text that says what each does, to the end of the sentence, out."""

from __future__ import annotations

import inspect

import click

from casekit.words import did_you_mean


class Commands(click.Group):
    """A group of commands whose help cuts nothing off, and which suggests a near miss."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant, or say which there are."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command `{args[0]}` here.{did_you_mean(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command: the first of its help text."""
        del ctx
        lines = (
            (name, inspect.cleandoc(each.help or "").split("\n")[0]) for name, each in sorted(self.commands.items())
        )
        with formatter.section("Commands"):
            formatter.write_dl(list(lines))
