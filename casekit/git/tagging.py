"""A name, a commit and a text in, a tag in a clone out that holds the text to the letter."""

from __future__ import annotations

import tempfile
from pathlib import Path

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.repository import checked
from casekit.git.run import GitError


def write_tag(top: Path, name: str, oid: str, text: str) -> None:
    """Put a tag with a text on a commit, in the place of one of that name. Raises GitError.

    The tag says that casekit made it: who vouches for the text has to be in the text.
    """
    with tempfile.TemporaryDirectory(prefix="casekit-tag-") as folder:
        file = Path(folder) / "text"
        file.write_text(text, encoding="utf-8", newline="\n")
        code, _, complaints = run.ask(top, Command.TAG, f"--file={file}", "--", name, checked(oid))
    if code:
        raise GitError(f"Git could not write the tag {run.shown(name)}: {run.last_words(complaints)}")
