"""A file of the Node packages that tests use in, its path out, or a skipped test where they are not installed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

_MODULES = Path(__file__).parents[1] / "editor" / "node_modules"


def node_file(path: str) -> Path:
    """Return the path of a file in ``tests/editor/node_modules``; skip the test where it, or Node, is missing."""
    file = _MODULES / path
    if shutil.which("node") is None or not file.is_file():
        pytest.skip("Node or its packages are missing: install node and npm, then run make test")
    return file
