"""`casekit lint`: options in, findings on standard output and a verdict as exit code out."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from casekit.cli import completion
from casekit.cli.context import (
    Problem,
    agency_folder,
    at_option,
    by_policy_of_now,
    drop_output,
    open_tree,
    policy_option,
)
from casekit.cli.typed import Day, meant
from casekit.finding import Severity
from casekit.lint.outcome import Outcome, Report, Request
from casekit.lint.report import AUTO, FORMATS, format_for
from casekit.lint.warm import lint_again
from casekit.records.tree import Tree
from casekit.words import visible

if TYPE_CHECKING:
    from casekit.lint.settings import Settings

_SEVERITIES = [severity.word for severity in Severity]


@click.command("lint")
@click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE…]")
@click.option(
    "--format",
    "style",
    type=click.Choice([AUTO, *FORMATS]),
    default=AUTO,
    show_default=True,
    help="How findings are written. auto is github in a GitHub Actions job, so that they stand beside the lines of a "
    "pull request, and full everywhere else, GitLab's job log included; there, write gitlab to a file with -o.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the findings to FILE, not here."
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=completion.rules,
    help="Look for these rules only: codes, names, or the beginning of codes.",
)
@click.option("--ignore", multiple=True, metavar="RULE", shell_complete=completion.rules, help="Leave these rules out.")
@click.option("--strict", is_flag=True, help="Look also for what is off by default.")
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), help="The least severity that makes the exit code 1.  [default: error]"
)
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@click.option("--staged", is_flag=True, help="Check what is staged for the next commit.")
@click.option(
    "--since",
    metavar="REV|DATE",
    help="Tell only of what the change since a commit, or the end of a day (UTC), can have caused: findings in files "
    "that changed, and findings that were not there then, wherever they are. All records are still checked together.",
)
@at_option
@policy_option
@click.option(
    "--as-of",
    type=Day(),
    help="Judge also what depends on a day, such as waivers that expired. `today` reads the clock; nothing else does.",
)
@click.option(
    "--no-cache", is_flag=True, help="Read and judge everything anew, and keep nothing of it for the next run."
)
@click.option(
    "--fix", is_flag=True, help="Mend what is safe to mend: line endings, spaces, mistyped fields, the order of logs."
)
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--commit", is_flag=True, help="With --fix: commit what was mended, and nothing else.")
@click.pass_obj
def command(
    start: Path,
    files: tuple[str, ...],
    style: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    fail_on: str | None,
    statistics: bool,
    staged: bool,
    since: str | None,
    at: str | None,
    policy: str,
    as_of: str | None,
    no_cache: bool,
    fix: bool,
    diff: bool,
    commit: bool,
) -> int:
    """Say what is wrong in the records, where, and what to do.

    All records are checked together; with FILE… only what concerns those files or folders is told. Settings come
    from casekit.toml and options win. The exit code is 0 when nothing weighs as much as --fail-on, else 1; with
    --diff it is 1 when there is something to mend.
    """
    _check_together(staged=staged, at=at is not None, mending=fix or diff, commit=commit, mends=fix and not diff)
    folder = agency_folder(start)
    output = _outside_records(folder, start / output) if output else None
    request, left = Request(select, ignore, strict, fail_on, meant(as_of)), 0
    within = [(start / file).resolve() for file in files]
    gc.disable()  # a run makes millions of objects and hardly a cycle: to look for them again and again costs a fifth
    with open_tree(folder, at, staged=staged) as opened:
        tree = by_policy_of_now(opened, folder) if policy == "now" else opened
        look = partial(_outcome, tree, folder, request, start, files, since, keep=not no_cache)
        outcome = look()
        report = outcome.report
        if diff:
            from casekit.cli.mending import show_mends

            return show_mends(folder, tree, report, within)
        if fix:
            report, left = _mended(folder, tree, report, within, lambda: look().report, commit=commit)
    _tell(_statistics(report) if statistics else _written(report, style, to_file=output is not None), output)
    _verdict(report, at or ("index" if staged else None), since)
    return int(left or any(f.severity >= outcome.fail_on and not f.waived for f in report.findings))


def _mended(
    folder: Path, tree: Tree, report: Report, within: list[Path], again: Callable[[], Report], *, commit: bool
) -> tuple[Report, int]:
    """Mend what can be mended; what linting says then, and what is left to do."""
    from casekit.cli.committing import concluded
    from casekit.cli.mending import make_mends

    mended = make_mends(folder, tree, report, within)
    return (again(), concluded(mended, commit=commit)) if mended.paths else (report, 0)


def _outside_records(folder: Path, output: Path) -> Path:
    from casekit.cli.output import refuse_records

    refuse_records(folder, output)
    return output


def _check_together(*, staged: bool, at: bool, mending: bool, commit: bool, mends: bool) -> None:
    """Say which options do not go together."""
    if commit and not mends:
        raise Problem("--commit commits what --fix mends: give it together with --fix.")
    if staged and at:
        raise Problem("--staged and --at each name another state of the records: give one of them.")
    if mending and (staged or at):
        raise Problem("--fix and --diff are for the files on the disk: leave --staged and --at out.")


def _outcome(
    tree: Tree, folder: Path, request: Request, start: Path, files: tuple[str, ...], since: str | None, *, keep: bool
) -> Outcome:
    def linted(view: Tree) -> Outcome:
        return lint_again(view, folder, request, partial(_settings, folder, request), keep=keep)

    outcome = linted(tree)
    report = _caused(outcome.report, tree, folder, since, linted) if since else outcome.report
    if files:
        report = _only(report, list(_named(folder, start, files, tree, outcome.report)))
    return Outcome(report, outcome.fail_on)


def _settings(folder: Path, request: Request) -> Settings:
    from casekit.lint.settings import SettingsError, settings_for  # knows all rules: a run without a change needs none

    try:
        return settings_for(folder, request)
    except SettingsError as error:
        raise Problem(str(error)) from error


def _caused(report: Report, tree: Tree, folder: Path, since: str, linted: Callable[[Tree], Outcome]) -> Report:
    """Leave out what was there at an earlier commit; before the first one, what is wrong where there is nothing yet."""
    from casekit.git import open_repository
    from casekit.lint.since import caused
    from casekit.records.overlay import Overlay

    repository = open_repository(folder)
    if repository is not None and since == "HEAD" and repository.resolve("HEAD") is None:
        nothing = Overlay(tree, {}, lambda _: False)
        return caused(report, tree, linted(nothing).report, nothing)
    with open_tree(folder, since) as earlier:
        return caused(report, tree, linted(earlier).report, earlier)


def _written(report: Report, style: str, *, to_file: bool) -> str:
    return FORMATS[format_for(os.environ, to_file=to_file) if style == AUTO else style](report)


def _tell(text: str, output: Path | None) -> None:
    """Write the findings. Should their reader go away (`casekit lint | head`), the exit code still tells the truth."""
    if output is not None:
        from casekit.cli.output import write_file

        write_file(output, click.unstyle(text))
        return
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        drop_output()


def _named(folder: Path, start: Path, files: Iterable[str], tree: Tree, report: Report) -> Iterator[str]:
    """Yield the named files and folders relative to the agency's folder."""
    for file in files:
        path = (start / file).absolute()
        absolute = Path(path.parent.resolve(), path.name) if path.name not in {"", "..", "."} else path.resolve()
        if not absolute.is_relative_to(folder):
            raise Problem(f"{file} is outside {folder}, the agency's folder.")
        name = absolute.relative_to(folder).as_posix()
        # What is absent can have findings, and what a commit held need not be here any more.
        if not (os.path.lexists(absolute) or _only(report, [name]).findings or any(tree.entries(name))):
            raise Problem(f"{file}: there is no such file or folder.")
        yield name


def _only(report: Report, named: list[str]) -> Report:
    kept = tuple(f for f in report.findings if any(n in {".", f.path} or f.path.startswith(f"{n}/") for n in named))
    return msgspec.structs.replace(report, findings=kept)


def _statistics(report: Report) -> str:
    counted = Counter((f.code, f.name, f.severity) for f in report.findings)
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{count:>6}  {code} {name} ({severity.word})\n" for (code, name, severity), count in rows)


def _verdict(report: Report, of: str | None, since: str | None) -> None:
    """Say in one line, beside the findings, how it went."""
    looked = f"{report.files} file{'s' * (report.files != 1)}, {report.cases} case{'s' * (report.cases != 1)}"
    looked += f" at {visible(of)}" if of else ""
    looked += f", since {visible(since)}" if since else ""
    counts = [f"{n} {s.word}{'s' * (n != 1)}" for s in reversed(Severity) if (n := report.count(s))] or ["all clear"]
    waived = sum(finding.waived for finding in report.findings)
    counts += [f"{waived} waived"] if waived else []
    begin = "" if report.files else " There are no records yet: begin with records/agency.yaml."
    click.echo(f"casekit: {', '.join(counts)} ({looked}).{begin}", err=True)
