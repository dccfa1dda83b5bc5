"""A name, a commit and a text in, a tag in a clone out that holds the text to the letter."""

from __future__ import annotations

import os
from pathlib import Path

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.repository import checked
from casekit.git.run import GitError


def write_tag(top: Path, name: str, oid: str, text: str) -> None:
    """Put a tag with a text on a commit, in the place of one of that name. Raises GitError.

    The tag says that casekit made it: who vouches for the text has to be in the text.
    """
    folder = top / os.fsdecode(run.answer(top, Command.COMMON_FOLDER).removesuffix(b"\n"))
    code, _, complaints = run.ask_bare(
        folder, Command.TAG, name, checked(oid), timeout=run.TIMEOUT, questions=text.encode()
    )
    if code:
        raise GitError(f"Git could not write the tag {run.shown(name)}: {run.last_words(complaints)}")
