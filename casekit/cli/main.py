"""The command line in, the exit code out: 0 clean, 1 findings, 2 usage or configuration, 3 a bug, 130 interrupted."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import casekit

# By what a person wants to do: the command, the module that holds it, and its line in `casekit --help`. Modules
# are imported when their command runs: `casekit --version` must not wait for a YAML parser.
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Begin": {
        "init": (
            "casekit.cli.init",
            "Begin an agency's repository, make a copy of one ready, or bring it up to this casekit.",
        ),
        "demo": ("casekit.cli.demo", "Make a fictional agency with years of history, to try things out."),
    },
    "Write records": {
        "new": ("casekit.cli.new", "Write the next record in its place, and open it."),
        "record": ("casekit.cli.record", "Explain a kind of record and its fields, or list them all."),
        "phase": ("casekit.cli.phase", "Note that a case has moved to another step of the work."),
        "status": ("casekit.cli.status", "Note where a case, a service or a goal stands from a day on."),
        "done": ("casekit.cli.done", "Note that a step of the plan is done."),
        "revoke": ("casekit.cli.revoke", "Note that a consent was taken back."),
        "handover": ("casekit.cli.handover", "Hand a case over to a colleague or a team."),
        "accept": ("casekit.cli.accept", "Accept a case that was handed over to you or your team."),
    },
    "Check the records": {
        "lint": ("casekit.cli.lint", "Say what is wrong in the records, where, and what to do."),
        "rule": ("casekit.cli.rule", "Explain a rule, or list them all."),
        "policy": ("casekit.cli.policy", "Show the limits in force, or what would change with others."),
        "cache": ("casekit.cli.cache", "Clear away what casekit keeps in the Git folder between runs."),
    },
    "Review a change": {
        "diff": (
            "casekit.cli.diff",
            "Review what changed in the records, case by case, what needs a supervisor first in front.",
        ),
        "codeowners": (
            "casekit.cli.codeowners",
            "Write who is asked to look at rules and rights, for GitHub or GitLab.",
        ),
    },
    "Trust the history": {
        "audit": ("casekit.cli.audit", "Say whether the history can be relied on, and where not."),
        "server-hook": ("casekit.cli.server_hook", "Look at a push on the server before it counts."),
        "doctor": ("casekit.cli.doctor", "Say what in this clone or server weakens the trail, and how to mend it."),
    },
    "Read a case": {
        "show": ("casekit.cli.show", "Show a case in the terminal."),
        "summary": ("casekit.cli.summary", "Write a case's summary as Markdown or HTML."),
        "site": (
            "casekit.cli.site",
            "Build the site for those who may read it, show it on this machine, or export its pages.",
        ),
        "history": ("casekit.cli.history", "Tell what changed in a case, newest first: when, by whom and why."),
    },
}

# A paragraph that begins with a backspace is not wrapped anew: that is click's way.
_COMPLETION = """\b
Tab completes commands, options, ids and rules once your shell is told:
  bash  echo 'eval "$(_CASEKIT_COMPLETE=bash_source casekit)"' >> ~/.bashrc
  zsh   echo 'eval "$(_CASEKIT_COMPLETE=zsh_source casekit)"' >> ~/.zshrc
  fish  echo '_CASEKIT_COMPLETE=fish_source casekit | source' >> ~/.config/fish/config.fish
"""

# Click's words where quotes were forgotten; they would repeat what was to be a note.
_TOO_MANY = "Got unexpected extra argument"
_QUOTED = '--note "She called."'

EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_INTERRUPTED = 130


class _Commands(click.Group):
    """A group that imports a command's module only when the command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        for section in SECTIONS.values():
            if cmd_name in section:
                command: click.Command = import_module(section[cmd_name][0]).command
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            from casekit.words import did_you_mean

            raise click.UsageError(f"there is no command `{args[0]}`.{did_you_mean(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in section.items()])


@click.group(cls=_Commands, epilog=_COMPLETION, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Work as if started in DIR; a second -C counts from the first, as with git.",
)
@click.version_option(casekit.__version__, message="casekit %(version)s")
@click.pass_context
def cli(ctx: click.Context, folders: tuple[Path, ...]) -> None:
    """Plain-text case management: begin an agency's records, check them, and read them."""
    ctx.obj = Path().joinpath(*folders)
    if not os.path.isdir(ctx.obj):  # noqa: PTH112 (a folder that may not be entered is none, where Path would raise)
        raise click.UsageError(f"-C {ctx.obj}: there is no such folder.", ctx)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """Run the command line and leave with its exit code; no traceback ever reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter the terminal cannot show is no reason to stop
    if "_CASEKIT_COMPLETE" in os.environ:
        cli.main(prog_name="casekit")
    code = run(sys.argv[1:])
    gc.freeze()  # the process ends: Python would look through every object once more, for nothing
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        with cli.make_context("casekit", arguments) as ctx:
            code: Any = cli.invoke(ctx)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        _misused(error)
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("casekit: interrupted; nothing was changed.", err=True)
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the last net: a user is never shown a traceback)
        return _unforeseen(error)
    return code if isinstance(code, int) else 0


def _misused(error: click.ClickException) -> None:
    """Say in one line what is wrong with the command line or the folder, and the way out."""
    if not isinstance(error, click.UsageError) or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    from casekit.words import visible

    says = " ".join(error.format_message().split())
    about = error.ctx.command_path if error.ctx else "casekit"
    if error.ctx and says.startswith(_TOO_MANY):
        usage = " ".join(error.ctx.command.collect_usage_pieces(error.ctx))
        says = f"more words than `{about} {usage}` takes. A text of several words goes in quotes: {_QUOTED}"
    click.echo(f"casekit: {visible(says)} `{about} --help` tells more.", err=True)


def _unforeseen(error: Exception) -> int:
    """Tell an output that cannot be written from a bug of ours."""
    if not isinstance(error, OSError) or error.errno not in {errno.EPIPE, errno.ENOSPC}:
        return _bug(error)
    from casekit.cli.context import drop_output

    drop_output()
    if error.errno == errno.EPIPE:
        return 0  # the reader of our output went away (`casekit rule | head`): no news for anyone
    click.echo("casekit: the disk is full, so what was written is not whole.", err=True)
    return EXIT_USAGE


def _bug(error: Exception) -> int:
    """Report a bug of ours without the values it tripped over: they could be a client's."""
    if os.environ.get("CASEKIT_DEBUG"):
        traceback.print_exception(error)
        return EXIT_BUG
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    click.echo(
        f"casekit: a bug in casekit {casekit.__version__} ({type(error).__name__} at {where}), not in your records; "
        "nothing was changed. Please report this line. CASEKIT_DEBUG=1 shows more; that may name clients.",
        err=True,
    )
    return EXIT_BUG
