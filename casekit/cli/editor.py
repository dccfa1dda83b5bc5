"""A file's path in, the file opened in the user's editor and closed again out."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from casekit.words import visible


def can_edit() -> bool:
    """Whether there is somebody at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_in_editor(path: Path) -> bool:
    """Open a file in $VISUAL or $EDITOR and wait; say so and return False where none is set or it does not start."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named, posix=os.name != "nt")
    except ValueError:
        command = []
    if not command:
        click.echo(
            "casekit: open it in your editor. With VISUAL or EDITOR set, such as to `code --wait`, casekit opens it for you.",
            err=True,
        )
        return False
    try:
        process = subprocess.Popen([*command, str(path)])  # noqa: S603 (the user's own setting)
    except OSError as error:
        click.echo(f"casekit: your editor {visible(named)} did not start: {error.strerror}.", err=True)
        return False
    _wait(process)
    return True


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Wait until the editor is closed. Ctrl-C is the editor's business: it may mean something there."""
    while True:
        try:
            process.wait()
        except KeyboardInterrupt:
            continue
        return
