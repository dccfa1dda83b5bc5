"""Nothing in, the files beside the records out: what makes a folder of records a repository that others can use."""

from __future__ import annotations

from casekit.starter.shipped import shipped

_README = """\
# A fictional agency

Made by `casekit demo`. Nobody in these records exists.

    casekit lint                  # check the records
    casekit show C-…              # a case in the terminal
    mkdocs build --strict         # the site, in build/site
    git log --first-parent        # who changed what, and why
"""


def setup_files() -> dict[str, bytes]:
    """Return the repository's files outside records/, by path: those that `casekit init` gives an agency."""
    return {**shipped(), "README.md": _README.encode()}
