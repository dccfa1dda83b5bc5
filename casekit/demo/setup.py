"""Nothing in, the files beside the records out: what makes a folder of records a repository that others can use."""

from __future__ import annotations

_README = """\
# A fictional agency

Made by `casekit demo`. Nobody in these records exists.

    casekit lint                  # check the records
    casekit show C-…              # a case in the terminal
    mkdocs build --strict         # the site, in build/site
    git log --first-parent        # who changed what, and why
"""

_MKDOCS = """\
# The agency's internal site: `mkdocs build` writes it to build/site.
site_name: Casebook
docs_dir: site
site_dir: build/site
use_directory_urls: false
theme:
  name: material
  font: false
plugins:
  - search
  - casekit:
      records: .
nav:
  - Home: index.md
  - Caseload: cases/index.md
extra:
  generator: false
"""

_HOME = """\
# Casebook

The [caseload](cases/index.md) of a fictional agency.
"""


def setup_files() -> dict[str, bytes]:
    """Return the repository's files outside records/, by path."""
    texts = {
        ".gitattributes": "records/** -text\n",
        ".gitignore": "build/\n",
        "README.md": _README,
        "mkdocs.yml": _MKDOCS,
        "site/index.md": _HOME,
    }
    return {path: text.encode() for path, text in texts.items()}
