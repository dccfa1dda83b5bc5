"""A name, a commit and a text in, a tag in a clone out that holds the text to the letter; and such tags back again."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.repository import checked
from casekit.git.run import GitError


class Tag(Struct, frozen=True):
    """An annotated tag: its name below the folder that was asked for, the id of what it is on, and its text."""

    name: str
    target: str
    text: str


def newest_tags(top: Path, folder: str, most: int) -> list[Tag]:
    """Return up to ``most`` tags below a folder such as ``refs/tags/anchor/``, the highest number first. Raises GitError.

    They are as this clone has them: nothing is checked. A tag without a text of its own is not among them.
    """
    answer = run.answer(top, Command.TAGS, f"--count={most}", "--", folder).decode("utf-8", "replace")
    pieces = answer.split("\0")[:-1]
    found = zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    return [Tag(name.lstrip("\n").removeprefix(folder), target, text) for name, target, text in found if target]


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
